-- The vault. Everything a person would read is sealed; what stands in the clear is structure:
-- kinds, random ids, versions, times, public keys. See core/vault for what each row means.

CREATE TABLE record (
  kind    TEXT    NOT NULL,
  id      TEXT    NOT NULL,
  version INTEGER NOT NULL,
  epoch   INTEGER NOT NULL,
  sealed  BLOB    NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
  seq        INTEGER PRIMARY KEY,
  time_ms    INTEGER NOT NULL,
  actor      TEXT    NOT NULL,
  epoch      INTEGER NOT NULL,
  state_root BLOB    NOT NULL,
  sealed     BLOB    NOT NULL,
  sig        BLOB    NOT NULL,
  checkpoint BLOB    NOT NULL
) STRICT;

CREATE TABLE journal_node (
  idx  INTEGER PRIMARY KEY,
  hash BLOB    NOT NULL
) STRICT;

-- Sums of the state root's buckets: they tell which rows differ when the root does.
CREATE TABLE state_bucket (
  idx INTEGER PRIMARY KEY,
  sum BLOB    NOT NULL
) STRICT;

CREATE TABLE journal_inbox (
  seq     INTEGER PRIMARY KEY,
  time_ms INTEGER NOT NULL,
  sealed  BLOB    NOT NULL
) STRICT;

CREATE TABLE slot (
  admin       TEXT    PRIMARY KEY,
  tag         BLOB    NOT NULL UNIQUE,
  version     INTEGER NOT NULL,
  header      BLOB    NOT NULL,
  check_value BLOB    NOT NULL,
  box         BLOB    NOT NULL,
  pending     BLOB,
  backoff     BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE keyring (
  epoch     INTEGER NOT NULL,
  domain    TEXT    NOT NULL,
  recipient TEXT    NOT NULL,
  sealed    BLOB    NOT NULL,
  PRIMARY KEY (epoch, domain, recipient)
) STRICT, WITHOUT ROWID;

CREATE TABLE roster (
  seq  INTEGER PRIMARY KEY,
  body BLOB    NOT NULL,
  sig  BLOB    NOT NULL
) STRICT;

CREATE TABLE meta (
  key     TEXT    PRIMARY KEY,
  version INTEGER NOT NULL,
  value   BLOB    NOT NULL
) STRICT, WITHOUT ROWID;
