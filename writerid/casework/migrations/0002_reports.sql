-- Reports that were made. What a report prints of the history, its length and its last hash, stands
-- outside of this file from then on: an anchor to check the history by.
CREATE TABLE reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    made TEXT NOT NULL,
    examiner TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    event_count INTEGER NOT NULL,
    event_head TEXT NOT NULL,
    comparisons TEXT NOT NULL CHECK (json_valid(comparisons))
) STRICT;
CREATE TRIGGER reports_are_not_changed BEFORE UPDATE ON reports
BEGIN SELECT RAISE(ABORT, 'reports stay as they were made'); END;
