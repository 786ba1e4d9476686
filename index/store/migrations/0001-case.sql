-- The case as first laid down. Records and their numbers are only ever added;
-- journal rows can be neither changed nor removed; facts and terms are derived
-- from the journal and may be rebuilt from it.

CREATE TABLE sources (
  num INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL, custodian TEXT NOT NULL, format TEXT NOT NULL, zone TEXT NOT NULL,
  sha256 TEXT NOT NULL, sum_after TEXT NOT NULL,
  bytes INTEGER NOT NULL, expected INTEGER NOT NULL, read INTEGER NOT NULL,
  recovered INTEGER NOT NULL, failed INTEGER NOT NULL,
  attachments_declared INTEGER NOT NULL, attachments_read INTEGER NOT NULL,
  started INTEGER, finished INTEGER
) STRICT;

CREATE TABLE source_problems (
  source INTEGER NOT NULL REFERENCES sources,
  at TEXT NOT NULL, code TEXT NOT NULL, detail TEXT NOT NULL, lost INTEGER NOT NULL,
  PRIMARY KEY (source, at, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE custodians (num INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE records (
  num INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  version TEXT NOT NULL,
  kind TEXT NOT NULL,
  family INTEGER NOT NULL,      -- num of the top-level record, its own for that one
  parent INTEGER NOT NULL,      -- 0 for a top-level record
  dup INTEGER NOT NULL,         -- num of the first record of the duplicate set
  date INTEGER,                 -- seconds since 1970 UTC, NULL when unknown
  subject TEXT NOT NULL, sender TEXT NOT NULL, recipients TEXT NOT NULL,
  message_id TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
  children INTEGER NOT NULL, bytes INTEGER NOT NULL, problems INTEGER NOT NULL
) STRICT;
CREATE INDEX records_message_id ON records (message_id) WHERE message_id <> '';

CREATE TABLE texts (num INTEGER PRIMARY KEY REFERENCES records, body BLOB NOT NULL) STRICT;
CREATE TABLE old_texts (
  num INTEGER NOT NULL REFERENCES records, version TEXT NOT NULL, body BLOB NOT NULL,
  UNIQUE (num, version)
) STRICT;

-- What a record was made from, as its container held it.
CREATE TABLE natives (num INTEGER PRIMARY KEY REFERENCES records, body BLOB NOT NULL) STRICT;

CREATE TABLE dups (key BLOB PRIMARY KEY, num INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE record_problems (
  code TEXT NOT NULL, num INTEGER NOT NULL REFERENCES records, PRIMARY KEY (code, num)
) STRICT, WITHOUT ROWID;

CREATE TABLE occurrences (
  source INTEGER NOT NULL REFERENCES sources,
  path TEXT NOT NULL, ordinal INTEGER NOT NULL,
  num INTEGER NOT NULL REFERENCES records,
  custodian INTEGER NOT NULL REFERENCES custodians,
  offset INTEGER NOT NULL, length INTEGER NOT NULL, sha256 BLOB NOT NULL,
  PRIMARY KEY (source, path, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX occurrences_num ON occurrences (num);
CREATE INDEX occurrences_custodian ON occurrences (custodian, num);

CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  reverts INTEGER NOT NULL, batch TEXT NOT NULL, at TEXT NOT NULL,
  actor TEXT NOT NULL, reason TEXT NOT NULL, changes TEXT NOT NULL,
  prev BLOB NOT NULL, sum BLOB NOT NULL
) STRICT;
CREATE INDEX journal_batch ON journal (batch) WHERE batch <> '';
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
-- INSERT OR REPLACE would slip past the trigger on DELETE.
CREATE TRIGGER journal_no_replace BEFORE INSERT ON journal
  WHEN EXISTS (SELECT 1 FROM journal WHERE seq >= NEW.seq)
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TABLE journal_targets (
  target TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (target, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE facts (
  target TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
  value TEXT NOT NULL, seq INTEGER NOT NULL,
  num INTEGER,                  -- the record the target names, NULL when it names none
  PRIMARY KEY (target, kind, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX facts_kind ON facts (kind, name);

CREATE TABLE terms (
  kind TEXT NOT NULL, term TEXT NOT NULL, name TEXT NOT NULL, target TEXT NOT NULL, num INTEGER NOT NULL,
  PRIMARY KEY (kind, term, name, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX terms_target ON terms (target, kind, name);
