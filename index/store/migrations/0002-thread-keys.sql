-- What grouping into conversations needs of each top-level record, packed by
-- its package. Derived: a record without a row gets one from its source text.

CREATE TABLE thread_keys (num INTEGER PRIMARY KEY REFERENCES records, body BLOB NOT NULL) STRICT;
