-- The columns of records, packed in runs of equal length by the package, so
-- that a case of a million records opens without reading a million rows.
-- Derived: records beyond the last run are read one by one.

CREATE TABLE column_runs (first INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
