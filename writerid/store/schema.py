"""Is the file built as the program builds it? The guards of the history are part of that."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from writerid.store.file_kind import FileKind
from writerid.store.migration import read_migrations

MOST_LINES = 100
KINDS = "('table', 'trigger', 'view')"
QUERY = f"SELECT type, name, sql FROM main.sqlite_master WHERE type IN {KINDS}"
WORDS = {"table": "the table", "trigger": "the guard"}


def damage_in(rows: sqlite3.Connection, file: Path) -> Iterator[str]:
    """SQLite's own check, and rows that refer to what is not there."""
    for row in rows.execute(f"PRAGMA integrity_check({MOST_LINES})"):
        if row[0] != "ok":
            yield f"{file} is damaged: {row[0]}"
    for row in rows.execute("PRAGMA foreign_key_check").fetchmany(MOST_LINES):
        yield f"{file}: a row of {row[0]} refers to a row of {row[2]} that is missing"


def schema_problems(rows: sqlite3.Connection, kind: FileKind) -> Iterator[str]:
    """Tables and triggers that are missing or changed, and those that are not the program's."""
    expected, found = _built(kind), _schema(rows)
    for key, sql in expected.items():
        if found.get(key) != sql:
            what = "is missing" if key not in found else "is not as the program makes it"
            yield f"{WORDS[key[0]]} “{key[1]}” {what}: something else has worked on the file"
    for key in found.keys() - expected.keys():
        yield f"the {key[0]} “{key[1]}” is not the program's: something else put it there"


def _built(kind: FileKind) -> dict[tuple[str, str], str]:
    with closing(sqlite3.connect(":memory:")) as rows:
        for _, script in read_migrations(kind):
            rows.executescript(script)
        return _schema(rows)


def _schema(rows: sqlite3.Connection) -> dict[tuple[str, str], str]:
    return {
        (str(row[0]), str(row[1])): str(row[2])
        for row in rows.execute(QUERY)
        if not str(row[1]).startswith("sqlite_")
    }
