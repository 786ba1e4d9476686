-- Who is seen in each record, packed by its package: every distinct sighting
-- once, and for each record the numbers of its own. Derived: a record without a
-- row gets one from its text; rows are only ever added in the order of numbers.

CREATE TABLE sightings (id INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE record_sightings (num INTEGER PRIMARY KEY REFERENCES records, body BLOB NOT NULL) STRICT;
