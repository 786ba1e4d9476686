-- The features of each record that learning from coding weighs, packed by their
-- package. Derived: a record without a row gets one from its text; rows are only
-- ever added in the order of numbers.

CREATE TABLE features (num INTEGER PRIMARY KEY REFERENCES records, body BLOB NOT NULL) STRICT;
