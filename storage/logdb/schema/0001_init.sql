-- Imported evidence. Everything that came from a log, and everything found in it, is sealed. An
-- import counts only when the vault holds its record; see core/review/intake.

CREATE TABLE import (
  id         TEXT    PRIMARY KEY,
  state      INTEGER NOT NULL,  -- 0 staged, 1 kept
  epoch      INTEGER,           -- of the evidence key that seals staged_key
  staged_key BLOB,              -- the data key, until the vault's record takes it over
  progress   BLOB               -- plan and mark of a staged import, sealed with the data key
) STRICT, WITHOUT ROWID;

CREATE TABLE segment (
  import   TEXT    NOT NULL,
  seq      INTEGER NOT NULL,
  first_ms INTEGER NOT NULL,
  last_ms  INTEGER NOT NULL,
  rows     INTEGER NOT NULL,
  schema   INTEGER NOT NULL,    -- layout of what is sealed
  sealed   BLOB    NOT NULL,
  PRIMARY KEY (import, seq)
) STRICT;

CREATE TABLE reject (
  import TEXT    NOT NULL,
  seq    INTEGER NOT NULL,
  rows   INTEGER NOT NULL,
  sealed BLOB    NOT NULL,
  PRIMARY KEY (import, seq)
) STRICT;

CREATE TABLE finding (
  review TEXT    NOT NULL,
  seq    INTEGER NOT NULL,
  sealed BLOB    NOT NULL,
  PRIMARY KEY (review, seq)
) STRICT;

CREATE TABLE aggregate (
  review TEXT    NOT NULL,
  seq    INTEGER NOT NULL,
  sealed BLOB    NOT NULL,
  PRIMARY KEY (review, seq)
) STRICT;

CREATE TABLE snapshot (
  id     TEXT PRIMARY KEY,
  sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
