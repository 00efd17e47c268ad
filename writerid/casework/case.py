"""A case: a folder with a SQLite file, and byte-identical copies of the questioned files."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from writerid.casework.chain import Author, append_event
from writerid.casework.lock import CaseLock
from writerid.errors import CaseClosedError, CaseError, StorageFullError
from writerid.store.database import FILE as DATABASE_FILE
from writerid.store.file_kind import FileKind
from writerid.store.migration import bring_up_to_date, check_version, read_migrations, write_backup
from writerid.store.names import clean_name
from writerid.store.originals import Originals
from writerid.store.sqlite_errors import explained

FILE = "case.sqlite"
BUSY_SECONDS = 10.0

CASE = FileKind(
    application_id=0x77726963,
    package="writerid.casework",
    stem="case",
    raises=CaseError,
    elsewhere="choose another folder for the case",
    own_copy="copy the whole folder to a place of your own, and open that",
    folder="the case's folder",
    taken="imported",
    take_again="import it again",
)
"""“wric”."""


@dataclass(frozen=True)
class CaseState:
    """The case's own data. ``event_count`` and ``event_head`` anchor its history."""

    case_id: str
    title: str
    created: str
    synthetic: bool
    names_hidden: bool
    event_count: int
    event_head: str


@dataclass
class Change:
    """A change under way: the rows to write to, and what its event will say."""

    rows: sqlite3.Connection
    data: dict[str, Any] = field(default_factory=dict)


class Case:
    """An open case, this process's alone. Any thread may use it; they wait for each other.

    ``author`` stands in every event and may be set at any time. ``backup`` is the file that was
    written before a migration, if opening made one.
    """

    def __init__(
        self, folder: Path, connection: sqlite3.Connection, lock: CaseLock, author: Author
    ) -> None:
        self.folder = folder
        self.file = folder / FILE
        self.originals = Originals(folder / "originals", CASE)
        self.author = author
        self.backup: Path | None = None
        self._lock = lock
        self._turn = threading.RLock()
        self._connection: sqlite3.Connection | None = connection
        self._identity = _identity(self.file)

    @classmethod
    def create(
        cls, folder: Path, title: str = "", *, examiner: str = "", synthetic: bool = False
    ) -> Self:
        """Make a case in ``folder``, which is made where it is missing, and open it.

        Raises CaseError where a case is there already, or the folder can't be made.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CaseError(
                f"{folder} can't be made ({error.strerror}): {CASE.elsewhere}", path=folder
            ) from error
        if (folder / DATABASE_FILE).exists():
            raise CaseError(
                f"{folder} holds a database of known writers: {CASE.elsewhere}", path=folder
            )
        case = cls._connect(folder.absolute(), examiner)
        try:
            _begin(case, title or folder.absolute().name, synthetic=synthetic)
        except BaseException:
            case.close()
            raise
        return case

    @classmethod
    def open(cls, folder: Path, *, examiner: str = "") -> Self:
        """Open the case in ``folder`` (its case.sqlite will do), and bring its schema up to date.

        Raises CaseError for a folder that is gone or holds no case, a case that is damaged, open
        elsewhere, of a newer version, or that may not be written.
        """
        if folder.name == FILE:
            folder = folder.parent
        folder = folder.absolute()
        if not folder.is_dir():
            raise CaseError(
                f"the case {folder} is not there: it was moved or deleted, or its drive is not "
                "connected",
                path=folder,
            )
        file = folder / FILE
        if not file.is_file() or file.stat().st_size == 0:
            what = "a database of known writers" if (folder / DATABASE_FILE).exists() else "no case"
            raise CaseError(
                f"{folder} holds {what}: choose the folder of a case (there is a {FILE} in it), or "
                "make a new case",
                path=folder,
            )
        if not os.access(folder, os.W_OK) or not os.access(file, os.W_OK):
            raise CaseError(
                f"{folder} may not be written with your rights, and work on a case is saved as you "
                f"go: {CASE.own_copy}",
                path=folder,
            )
        return cls._connect(folder, examiner)

    @classmethod
    def _connect(cls, folder: Path, examiner: str) -> Self:
        lock = CaseLock.take(folder)
        try:
            connection, backup = _open_file(folder / FILE)
        except BaseException:
            lock.release()
            raise
        case = cls(folder, connection, lock, Author.here(examiner))
        case.backup = backup
        # Nobody else has the case open: what is half there was left by a killed program.
        case.originals.sweep(older_than_s=0.0)
        return case

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def read_only(self) -> bool:
        """Whether it was opened to be read: nothing can be changed in it."""
        return self._lock is None

    def close(self) -> None:
        """Close the file and let others open it; everything was saved when it was done."""
        with self._turn:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
                self._lock.release()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read a consistent state. Raises CaseError."""
        with self._turn, explained(self.file, CASE):
            connection = self._open_connection()
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def changing(self, kind: str) -> Iterator[Change]:
        """One transaction with its event: all of it happens, or nothing.

        The event is of ``kind`` and says what is put into the change's ``data``. Raises CaseError.
        """
        with self.deriving() as rows:
            change = Change(rows)
            yield change
            append_event(rows, self.author, kind, change.data)

    @contextmanager
    def deriving(self) -> Iterator[sqlite3.Connection]:
        """A transaction without an event: for what follows from the rest and can be found again."""
        with self._turn, explained(self.file, CASE):
            connection = self._open_connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def state(self) -> CaseState:
        """The case's own data, as it is now."""
        with self.reading() as rows:
            row = rows.execute("SELECT * FROM case_state").fetchone()
        return CaseState(
            row["case_id"],
            row["title"],
            row["created"],
            bool(row["synthetic"]),
            bool(row["names_hidden"]),
            row["event_count"],
            row["event_head"],
        )

    def rename(self, title: str) -> None:
        """Give the case another title. Raises WriterIdError for an empty one."""
        name = clean_name(title, "case's title")
        with self.changing("case renamed") as change:
            change.data["title"] = name
            change.rows.execute("UPDATE case_state SET title = ?", (name,))

    def write_backup(self, why: str = "request") -> Path:
        """A verified copy of the SQLite file in ``backups``, without the originals."""
        with self._turn, explained(self.file, CASE):
            try:
                return write_backup(self._open_connection(), self.folder / "backups", why, CASE)
            except OSError as error:
                raise StorageFullError(
                    f"no backup could be written to {self.folder / 'backups'} "
                    f"({error.strerror}): make room there",
                    path=self.folder,
                ) from error

    def _open_connection(self) -> sqlite3.Connection:
        if self._connection is None:
            raise CaseClosedError(
                f"the case {self.folder} was closed: open it again", path=self.folder
            )
        if _identity(self.file) != self._identity:
            # Writing to a file that has lost its name succeeds, and is lost.
            raise CaseError(
                f"the case {self.folder} is gone: it was moved or deleted, or its drive is not "
                "connected. What was done until then went with it, later changes are not saved: "
                "bring it back, and open it again",
                path=self.folder,
            )
        return self._connection


def _begin(case: Case, title: str, *, synthetic: bool) -> None:
    """The first entry of a case, which an unfinished creation may lack."""
    if case.state().event_count:
        raise CaseError(
            f"{case.folder} holds a case already: open it, or {CASE.elsewhere}", path=case.folder
        )
    name = clean_name(title, "case's title")
    with case.changing("case created") as change:
        change.data.update(title=name, synthetic=synthetic)
        change.rows.execute(
            "UPDATE case_state SET title = ?, synthetic = ?", (name, int(synthetic))
        )


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _open_file(file: Path) -> tuple[sqlite3.Connection, Path | None]:
    migrations = read_migrations(CASE)
    with explained(file, CASE):
        connection = sqlite3.connect(
            file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            connection.row_factory = sqlite3.Row
            # Before anything is written: a newer or foreign file stays as it is.
            check_version(connection, file, migrations[-1][0], CASE)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            return connection, bring_up_to_date(connection, file, migrations, CASE)
        except BaseException:
            connection.close()
            raise
