-- What an export left out of a case on its way: listed, and known not to be here.
CREATE TABLE left_out_originals (
    sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
    at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Packages made of this case for a second examiner. "sealed" is the sealed file's text: names,
-- results, and what the package's codes mean; "commitment" is its SHA-256, "package_sha256" the
-- package's.
CREATE TABLE blind_packages (
    package_id TEXT PRIMARY KEY,
    commitment TEXT NOT NULL CHECK (length(commitment) = 64),
    package_sha256 TEXT NOT NULL CHECK (length(package_sha256) = 64),
    made TEXT NOT NULL,
    examiner TEXT NOT NULL,
    sealed TEXT NOT NULL CHECK (json_valid(sealed))
) STRICT, WITHOUT ROWID;
CREATE TRIGGER blind_packages_are_not_changed BEFORE UPDATE ON blind_packages
BEGIN SELECT RAISE(ABORT, 'a package stays as it was made'); END;

-- Second opinions that were joined, each as its file has it; "sha256" is that file's.
CREATE TABLE second_opinions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    package_id TEXT NOT NULL REFERENCES blind_packages (package_id),
    sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
    joined TEXT NOT NULL,
    examiner TEXT NOT NULL,
    content TEXT NOT NULL CHECK (json_valid(content))
) STRICT;
CREATE TRIGGER second_opinions_are_not_changed BEFORE UPDATE ON second_opinions
BEGIN SELECT RAISE(ABORT, 'a second opinion stays as it was joined'); END;

-- Of a second examiner's case: the package that it was made from. "sealed" is empty until the sealed
-- file was joined, after a view was recorded.
CREATE TABLE blind_origin (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    package_id TEXT NOT NULL,
    commitment TEXT NOT NULL CHECK (length(commitment) = 64),
    package_sha256 TEXT NOT NULL CHECK (length(package_sha256) = 64),
    opened TEXT NOT NULL,
    database_id TEXT NOT NULL,
    manifest TEXT NOT NULL CHECK (json_valid(manifest)),
    sealed TEXT CHECK (sealed IS NULL OR json_valid(sealed)),
    sealed_joined TEXT
) STRICT;
