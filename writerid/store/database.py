"""The database of known writers: a folder with a SQLite file, and the originals beside it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import platformdirs

from writerid.errors import DatabaseError, StorageFullError
from writerid.store.chain import DATABASE, Author, chain_end
from writerid.store.file_kind import WRITERS
from writerid.store.migration import bring_up_to_date, check_version, read_migrations, write_backup
from writerid.store.originals import Originals
from writerid.store.read_only import connect_to_read, may_write
from writerid.store.recording import DatabaseChange, begin_history, record_change
from writerid.store.sqlite_errors import explained

FILE = "writers.sqlite"
BUSY_SECONDS = 10.0
ENVIRONMENT = "WRITERID_DATABASE"


def default_folder() -> Path:
    """``$WRITERID_DATABASE``, or the user's data folder."""
    chosen = os.environ.get(ENVIRONMENT)
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("writerid")) / "database"


class Database:
    """An open database. One thread's: open another for another thread.

    ``author`` stands in every event of its history, and may be set at any time. ``backup`` is the
    file that was written before a migration, if opening made one.
    """

    def __init__(
        self, folder: Path, connection: sqlite3.Connection, backup: Path | None, author: Author
    ) -> None:
        self.folder = folder
        self.file = folder / FILE
        self.originals = Originals(folder / "originals")
        self.backup = backup
        self.author = author
        self._connection = connection

    @classmethod
    def create(cls, folder: Path, *, busy_s: float = BUSY_SECONDS, examiner: str = "") -> Self:
        """Open the database in ``folder``, which is made where it is missing.

        Raises DatabaseError that says what is wrong and what to do, see ``open``.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseError(
                f"{folder} can't be made ({error.strerror}): choose another folder (--database)",
                path=folder,
            ) from error
        return cls._connect(folder, busy_s, Author.here(examiner))

    @classmethod
    def open(cls, folder: Path, *, busy_s: float = BUSY_SECONDS, examiner: str = "") -> Self:
        """Open the database in ``folder`` and bring its schema up to date, after a backup.

        Raises DatabaseError for a database that is missing, damaged, locked for ``busy_s``, of a
        newer version, or not ours. A database that may only be read is opened for reading.
        """
        if not may_write(_there(folder)):
            return cls.open_to_read(folder)
        return cls._connect(folder, busy_s, Author.here(examiner))

    @classmethod
    def _connect(cls, folder: Path, busy_s: float, author: Author) -> Self:
        file = folder / FILE
        with explained(file):
            connection = sqlite3.connect(file, timeout=busy_s, isolation_level=None)
            try:
                connection.row_factory = sqlite3.Row
                # Before anything is written: a newer or foreign database stays as it is.
                version = check_version(connection, file, read_migrations()[-1][0])
                _refuse_lost(folder, version)
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA foreign_keys = ON")
                backup = bring_up_to_date(
                    connection,
                    file,
                    read_migrations(),
                    finish=lambda rows: begin_history(rows, author),
                )
            except BaseException:
                connection.close()
                raise
        return cls(folder, connection, backup, author)

    @classmethod
    def open_to_read(cls, folder: Path) -> Self:
        """Open the database in ``folder`` without the right to change it; nothing is written.

        Raises DatabaseError for one that is missing, damaged or of another version, and for one
        that was not closed properly and may not be written.
        """
        file = _there(folder)
        connection, _ = connect_to_read(file, WRITERS)
        return cls(folder, connection, None, Author.here())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; everything committed is on the disk already."""
        self._connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read a consistent state, whatever others write meanwhile. Raises DatabaseError."""
        with explained(self.file):
            if self._connection.in_transaction:
                yield self._connection
                return
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._roll_back()

    @contextmanager
    def changing(self, kind: str, *, content: bool = True) -> Iterator[DatabaseChange]:
        """One transaction with its event, of ``kind``: all of it happens, or nothing.

        The event says what is put into the change. ``content`` as for ``writing``. Raises
        DatabaseError.
        """
        with self.writing(content=content) as rows:
            change = DatabaseChange(rows)
            yield change
            record_change(change, self.author, kind)

    @contextmanager
    def writing(self, *, content: bool = True) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it happens, or nothing. Raises DatabaseError.

        For what the history need not tell. ``content`` False: nothing changes that is ranked, so
        what is cached beside the database stays good.
        """
        with explained(self.file):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                if content:
                    self._connection.execute("UPDATE state SET changes = changes + 1")
                self._connection.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise

    def _roll_back(self) -> None:
        """SQLite has done it by itself where the disk is full, say."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def state(self) -> tuple[str, int]:
        """The database's own id, and a number that grows with every change."""
        with self.reading() as rows:
            row = rows.execute("SELECT database_id, changes FROM state").fetchone()
        return str(row["database_id"]), int(row["changes"])

    def history_end(self) -> tuple[int, str]:
        """How many entries the history has, and the hash of the last."""
        with self.reading() as rows:
            return chain_end(rows, DATABASE)

    def write_backup(self, why: str = "request") -> Path:
        """A verified copy of the SQLite file in ``backups``, without the originals."""
        with explained(self.file):
            try:
                return write_backup(self._connection, self.folder / "backups", why)
            except OSError as error:
                raise StorageFullError(
                    f"no backup could be written to {self.folder / 'backups'} "
                    f"({error.strerror}): make room there",
                    path=self.folder,
                ) from error


def _there(folder: Path) -> Path:
    file = folder / FILE
    if not file.is_file():
        raise DatabaseError(
            f"there is no database of known writers in {folder}: make one with “writerid enrol”, "
            "or name its folder (--database)",
            path=folder,
        )
    return file


def _refuse_lost(folder: Path, version: int) -> None:
    """An empty database beside a store of originals has lost its content: begin no new one."""
    if version == 0 and (folder / "originals").exists():
        raise DatabaseError(
            f"{folder / FILE} is missing or empty, though originals of writers lie beside it: "
            "put the newest file of its folder “backups”, or of your own backup, in its place; to "
            "begin a new database, choose another folder",
            path=folder,
        )
