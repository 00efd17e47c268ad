-- H1 and H2 as the examiner words them, of a comparison, or (without one) as new comparisons take
-- them. The newest counts, earlier ones stay. Empty: as the program words it. {writer} and {list}
-- stand for names, which may be hidden when this is read.
CREATE TABLE propositions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    comparison_id INTEGER REFERENCES comparisons (id),
    h1 TEXT,
    h2 TEXT,
    made TEXT NOT NULL,
    examiner TEXT NOT NULL
) STRICT;
CREATE INDEX propositions_by_comparison ON propositions (comparison_id);
CREATE TRIGGER propositions_are_not_changed BEFORE UPDATE ON propositions
BEGIN SELECT RAISE(ABORT, 'propositions are only ever added'); END;
CREATE TRIGGER propositions_are_not_deleted BEFORE DELETE ON propositions
BEGIN SELECT RAISE(ABORT, 'propositions are only ever added'); END;
