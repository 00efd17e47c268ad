"""The versions of the schema, and the way from one to the next."""

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from writerid.store.file_kind import WRITERS, FileKind
from writerid.unfinished import remove_unfinished, unfinished_folder

APPLICATION_ID = WRITERS.application_id

Migration = tuple[int, str]


def read_migrations(kind: FileKind = WRITERS) -> tuple[Migration, ...]:
    """All migrations of a kind, numbered from 1 without gaps: (version it leads to, SQL)."""
    found = []
    for entry in files(kind.package).joinpath("migrations").iterdir():
        number = re.match(r"(\d{4})_\w+\.sql$", entry.name)
        if number:
            found.append((int(number[1]), entry.read_text(encoding="utf-8")))
    return tuple(sorted(found))


def bring_up_to_date(
    connection: sqlite3.Connection,
    file: Path,
    migrations: tuple[Migration, ...],
    kind: FileKind = WRITERS,
    finish: Callable[[sqlite3.Connection], None] | None = None,
) -> Path | None:
    """Migrate to the newest version; a database with content is backed up before, once.

    ``finish`` completes the last migration, within its transaction: what SQL alone can't. Returns
    the backup made, if any. Raises the kind's error for a file of a newer version or of
    another program. Each migration is one transaction.
    """
    newest = migrations[-1][0]
    version = check_version(connection, file, newest, kind)
    if version == newest:
        return None
    backup = None
    if version > 0:
        backup = write_backup(connection, file.parent / "backups", f"before-{newest}", kind)
    for number, script in migrations[version:]:
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have been faster.
            if _pragma(connection, "user_version") < number:
                for statement in _statements(script):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {kind.application_id}")
                connection.execute(f"PRAGMA user_version = {number}")
                if finish is not None and number == newest:
                    finish(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    return backup


def schema_at(version: int, kind: FileKind = WRITERS) -> frozenset[tuple[str, ...]]:
    """Type, name, table and SQL of all that the migrations up to ``version`` make."""
    connection = sqlite3.connect(":memory:")
    try:
        for _, script in read_migrations(kind)[:version]:
            for statement in _statements(script):
                connection.execute(statement)
        return schema_of(connection)
    finally:
        connection.close()


def schema_of(connection: sqlite3.Connection) -> frozenset[tuple[str, ...]]:
    """Type, name, table and SQL of all that there is, SQLite's own aside."""
    return frozenset(
        tuple(row)
        for row in connection.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master "
            "WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
    )


def check_version(
    connection: sqlite3.Connection, file: Path, newest: int, kind: FileKind = WRITERS
) -> int:
    """The schema version. Raises the kind's error for a newer one, or another program's file."""
    version = _pragma(connection, "user_version")
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if _pragma(connection, "application_id") != kind.application_id and (version or tables):
        raise kind.raises(
            f"{file} is a database of another program: {kind.elsewhere}",
            path=file,
        )
    if version > newest:
        raise kind.raises(
            f"{file} was written by a newer version of writerid (schema {version}, this program "
            f"knows {newest}): use the newer program; nothing was changed",
            path=file,
        )
    return version


def write_backup(
    connection: sqlite3.Connection, folder: Path, why: str, kind: FileKind = WRITERS
) -> Path:
    """Copy the database while it may be in use, verify the copy, and only then give it its name.

    Raises the kind's error when the copy does not pass SQLite's own check.
    """
    folder.mkdir(parents=True, exist_ok=True)
    version = _pragma(connection, "user_version")
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    target = folder / f"{kind.stem}-v{version}-{stamp}-{why}.sqlite"
    remove_unfinished(folder)
    # In a folder, together with what SQLite writes beside its files.
    with unfinished_folder(target) as beside:
        partial = beside / target.name
        copy = sqlite3.connect(partial)
        try:
            connection.backup(copy)
            # A single file, without the companions of WAL.
            copy.execute("PRAGMA journal_mode = DELETE")
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
        finally:
            copy.close()
        if verdict != "ok":
            raise kind.raises(
                f"the backup {target} did not pass the check ({verdict}): the database may be "
                "damaged, and is left as it was",
                path=target,
            )
        with partial.open("rb+") as stream:
            os.fsync(stream.fileno())
        partial.replace(target)
    return target


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _statements(script: str) -> Iterator[str]:
    """The statements one by one: sqlite3's executescript would commit before them."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
