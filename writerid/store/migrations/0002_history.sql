-- The chain of events that records every change, and which cases hold copies of what is enrolled.

-- Length of the chain of events, and the hash of its last entry (of none: the database's id).
ALTER TABLE state ADD COLUMN event_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE state ADD COLUMN event_head TEXT NOT NULL DEFAULT '';
UPDATE state SET event_head = database_id;

CREATE TABLE events (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    account TEXT NOT NULL,
    examiner TEXT NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL CHECK (json_valid(data)),
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_kind ON events (kind);
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;

-- Cases in which writing of this database was frozen; the folder is where the case was then.
CREATE TABLE holding_cases (
    case_id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    folder TEXT NOT NULL,
    told TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Of which documents a case holds the code, and of which the original files too. The document may
-- be deleted since: the copy stays.
CREATE TABLE held_documents (
    document_id INTEGER NOT NULL,
    case_id TEXT NOT NULL REFERENCES holding_cases (case_id),
    originals INTEGER NOT NULL CHECK (originals IN (0, 1)),
    since TEXT NOT NULL,
    PRIMARY KEY (document_id, case_id)
) STRICT, WITHOUT ROWID;
