-- Writers, their documents, the documents' pages, and the codes that rank them.

CREATE TABLE state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    database_id TEXT NOT NULL,
    created TEXT NOT NULL,
    -- Grows with every change: what is cached beside the database knows by it that it is stale.
    changes INTEGER NOT NULL
) STRICT;

CREATE TABLE writers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE CHECK (length(name) > 0),
    codes TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(codes)),
    notes TEXT NOT NULL DEFAULT '',
    provenance TEXT NOT NULL DEFAULT '',
    archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
    created TEXT NOT NULL
) STRICT;

CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    writer_id INTEGER NOT NULL REFERENCES writers (id),
    name TEXT NOT NULL CHECK (length(name) > 0),
    script TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    style TEXT NOT NULL DEFAULT '',
    instrument TEXT NOT NULL DEFAULT '',
    written TEXT NOT NULL DEFAULT '',
    medium TEXT NOT NULL DEFAULT '',
    manner TEXT NOT NULL DEFAULT '',
    origin TEXT NOT NULL DEFAULT '',
    added TEXT NOT NULL,
    UNIQUE (writer_id, name)
) STRICT;

-- Files in the store beside the database.
CREATE TABLE originals (
    sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
    size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),
    added TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE pages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    sha256 TEXT NOT NULL REFERENCES originals (sha256),
    -- Of the file the page comes from, as it was when enrolled.
    file_name TEXT NOT NULL,
    file_path TEXT NOT NULL,
    modified TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 1),
    page_count INTEGER NOT NULL,
    width_px INTEGER NOT NULL,
    height_px INTEGER NOT NULL,
    dpi REAL NOT NULL,
    dpi_source TEXT NOT NULL,
    -- "x y width height" of the part that was enrolled, empty for all of the page.
    box TEXT NOT NULL DEFAULT '',
    -- The preparation, JSON; the box is one of its steps.
    steps TEXT NOT NULL CHECK (json_valid(steps)),
    keypoint_count INTEGER NOT NULL,
    writing_mm REAL NOT NULL,
    UNIQUE (document_id, position)
) STRICT;
CREATE INDEX pages_by_original ON pages (sha256);

-- Where the patches of a page are. Little-endian: centre_px (n, 2) and size_300 (n) float32,
-- to_original (2, 3) float64. A patch is a square of the prepared page, so its corners follow.
CREATE TABLE patches (
    page_id INTEGER PRIMARY KEY REFERENCES pages (id) ON DELETE CASCADE,
    centre_px BLOB NOT NULL,
    size_300 BLOB NOT NULL,
    to_original BLOB NOT NULL
) STRICT;

-- mean_feature: little-endian float64. Codes of two models are never compared.
CREATE TABLE codes (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    model_id TEXT NOT NULL,
    mean_feature BLOB NOT NULL,
    patch_count INTEGER NOT NULL CHECK (patch_count > 0),
    writing_mm REAL NOT NULL,
    keypoint_count INTEGER NOT NULL,
    -- Versions of the program and of what finds keypoints.
    made_with TEXT NOT NULL,
    made TEXT NOT NULL,
    UNIQUE (document_id, model_id)
) STRICT;
CREATE INDEX codes_by_model ON codes (model_id, document_id);

INSERT INTO state (id, database_id, created, changes)
VALUES (1, lower(hex(randomblob(16))), strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 0);
