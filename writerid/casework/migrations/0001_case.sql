-- A case: items with their pages, comparisons as they were made, marks, notes, and the chain of
-- events that records every change.

CREATE TABLE case_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    case_id TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    created TEXT NOT NULL,
    -- Whether made-up writing is in it; then everything made from it says so.
    synthetic INTEGER NOT NULL DEFAULT 0 CHECK (synthetic IN (0, 1)),
    -- Whether names of candidates are hidden until the examiner has recorded a view.
    names_hidden INTEGER NOT NULL DEFAULT 0 CHECK (names_hidden IN (0, 1)),
    -- Length of the chain of events, and the hash of its last entry (of none: the case's id).
    event_count INTEGER NOT NULL,
    event_head TEXT NOT NULL
) STRICT;

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
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;

-- Files in the folder of originals.
CREATE TABLE originals (
    sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
    size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),
    added TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Q1, Q2 … are questioned, K1, K2 … are known writing compared without a database.
CREATE TABLE items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    role TEXT NOT NULL CHECK (role IN ('questioned', 'known')),
    -- Never given twice, not even after a removal.
    number INTEGER NOT NULL CHECK (number >= 1),
    name TEXT NOT NULL CHECK (length(name) > 0),
    title TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL,
    script TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    style TEXT NOT NULL DEFAULT '',
    instrument TEXT NOT NULL DEFAULT '',
    written TEXT NOT NULL DEFAULT '',
    medium TEXT NOT NULL DEFAULT '',
    manner TEXT NOT NULL DEFAULT '',
    origin TEXT NOT NULL DEFAULT '',
    notes TEXT NOT NULL DEFAULT '',
    added TEXT NOT NULL,
    -- A tombstone: when the item was removed although comparisons refer to it.
    removed TEXT,
    UNIQUE (role, number)
) STRICT;
CREATE UNIQUE INDEX item_names ON items (name) WHERE removed IS NULL;

CREATE TABLE pages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    sha256 TEXT NOT NULL REFERENCES originals (sha256),
    -- Of the file the page comes from, as it was when it was imported.
    file_name TEXT NOT NULL,
    file_path TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    modified TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 1),
    page_count INTEGER NOT NULL,
    width_px INTEGER NOT NULL,
    height_px INTEGER NOT NULL,
    -- Empty until it is known: a page is compared only when it is.
    dpi REAL,
    dpi_source TEXT,
    -- Whether the page is part of what is compared.
    used INTEGER NOT NULL DEFAULT 1 CHECK (used IN (0, 1)),
    UNIQUE (item_id, position)
) STRICT;
CREATE INDEX pages_by_original ON pages (sha256);

-- Every preparation a page has had; the highest version is the one in force.
CREATE TABLE preparations (
    page_id INTEGER NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
    version INTEGER NOT NULL CHECK (version >= 1),
    steps TEXT NOT NULL CHECK (json_valid(steps)),
    made TEXT NOT NULL,
    examiner TEXT NOT NULL,
    PRIMARY KEY (page_id, version)
) STRICT, WITHOUT ROWID;

-- How much writing a page holds. "basis" is the hash of what it was found from (file, page,
-- resolution, steps, versions): another basis, and the amount no longer counts.
CREATE TABLE amounts (
    page_id INTEGER PRIMARY KEY REFERENCES pages (id) ON DELETE CASCADE,
    basis TEXT NOT NULL,
    writing_mm REAL NOT NULL,
    keypoint_count INTEGER NOT NULL,
    patch_count INTEGER NOT NULL
) STRICT;

-- A comparison as it was made. "record" is JSON and never changes; "digest" is its SHA-256.
-- mean_feature: little-endian float64.
CREATE TABLE comparisons (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    item_id INTEGER NOT NULL REFERENCES items (id),
    kind TEXT NOT NULL CHECK (kind IN ('identify', 'compare')),
    made TEXT NOT NULL,
    examiner TEXT NOT NULL,
    record TEXT NOT NULL CHECK (json_valid(record)),
    digest TEXT NOT NULL,
    mean_feature BLOB NOT NULL
) STRICT;
CREATE TRIGGER comparisons_are_not_changed BEFORE UPDATE ON comparisons
BEGIN SELECT RAISE(ABORT, 'comparisons stay as they were made'); END;

-- Known documents as they were when compared, each kept once however often it was compared.
-- "digest" is the SHA-256 of record and mean_feature.
CREATE TABLE known_documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest TEXT NOT NULL UNIQUE,
    -- The writer's key: database and number, or item of this case.
    writer TEXT NOT NULL,
    record TEXT NOT NULL CHECK (json_valid(record)),
    mean_feature BLOB NOT NULL
) STRICT;
CREATE TRIGGER known_documents_are_not_changed BEFORE UPDATE ON known_documents
BEGIN SELECT RAISE(ABORT, 'known documents stay as they were compared'); END;

CREATE TABLE compared (
    comparison_id INTEGER NOT NULL REFERENCES comparisons (id),
    known_document_id INTEGER NOT NULL REFERENCES known_documents (id),
    PRIMARY KEY (comparison_id, known_document_id)
) STRICT, WITHOUT ROWID;

-- What a writer is called while names are hidden: the same in all of the case.
CREATE TABLE codes (
    writer TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE CHECK (number >= 1)
) STRICT, WITHOUT ROWID;

-- Why a candidate scores as it does. "record" is JSON, "arrays" an npz file without pickles.
CREATE TABLE evidence (
    comparison_id INTEGER NOT NULL REFERENCES comparisons (id),
    rank INTEGER NOT NULL,
    made TEXT NOT NULL,
    record TEXT NOT NULL CHECK (json_valid(record)),
    arrays BLOB NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (comparison_id, rank)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER evidence_is_not_changed BEFORE UPDATE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence stays as it was found'); END;

-- From a calibration; log10_lr is empty where none may be given, and "conditions" says why.
CREATE TABLE likelihood_ratios (
    comparison_id INTEGER NOT NULL REFERENCES comparisons (id),
    rank INTEGER NOT NULL,
    calibration_id TEXT NOT NULL,
    log10_lr REAL,
    log10_low REAL,
    log10_high REAL,
    conditions TEXT NOT NULL CHECK (json_valid(conditions)),
    made TEXT NOT NULL,
    PRIMARY KEY (comparison_id, rank, calibration_id)
) STRICT, WITHOUT ROWID;

-- What the examiner says of a pair of patches. It changes no score.
CREATE TABLE marks (
    comparison_id INTEGER NOT NULL REFERENCES comparisons (id),
    rank INTEGER NOT NULL,
    questioned_patch INTEGER NOT NULL,
    known_document INTEGER NOT NULL,
    known_patch INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('agrees', 'disagrees', 'not usable')),
    note TEXT NOT NULL,
    made TEXT NOT NULL,
    examiner TEXT NOT NULL,
    PRIMARY KEY (comparison_id, rank, questioned_patch, known_document, known_patch)
) STRICT, WITHOUT ROWID;

-- The examiner's views of a comparison, each as it was recorded.
CREATE TABLE views (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    comparison_id INTEGER NOT NULL REFERENCES comparisons (id),
    text TEXT NOT NULL CHECK (length(text) > 0),
    opinion TEXT NOT NULL DEFAULT '',
    names_were_hidden INTEGER NOT NULL CHECK (names_were_hidden IN (0, 1)),
    made TEXT NOT NULL,
    examiner TEXT NOT NULL CHECK (length(examiner) > 0)
) STRICT;

-- Of the case, or of one comparison.
CREATE TABLE notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    comparison_id INTEGER REFERENCES comparisons (id),
    text TEXT NOT NULL,
    made TEXT NOT NULL,
    changed TEXT,
    examiner TEXT NOT NULL
) STRICT;

INSERT INTO case_state (id, case_id, created, event_count, event_head)
SELECT 1, case_id, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 0, case_id
FROM (SELECT lower(hex(randomblob(16))) AS case_id);
