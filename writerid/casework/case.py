"""A case: a folder with a SQLite file, and byte-identical copies of the questioned files."""

import errno
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from writerid.casework.chain import Author, Change, append_event
from writerid.casework.lock import CaseLock
from writerid.casework.sqlite_file import CASE, FILE, find_case, open_file
from writerid.casework.witness import ROWS, forget_touched, touched_rows
from writerid.errors import CaseClosedError, CaseError, StorageFullError
from writerid.store.database import FILE as DATABASE_FILE
from writerid.store.migration import write_backup
from writerid.store.names import clean_name
from writerid.store.originals import Originals
from writerid.store.read_only import FileMark, connect_to_read, may_write
from writerid.store.sqlite_errors import explained
from writerid.unfinished import remove_unfinished

__all__ = ["CASE", "FILE", "Case", "CaseState"]


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


class Case:
    """An open case, this process's alone. Any thread may use it; they wait for each other.

    ``author`` stands in every event and may be set at any time. ``backup`` is the file that was
    written before a migration, if opening made one.
    """

    def __init__(
        self,
        folder: Path,
        connection: sqlite3.Connection,
        lock: CaseLock | None,
        author: Author,
        mark: FileMark | None,
    ) -> None:
        self.folder = folder
        self.file = folder / FILE
        self.originals = Originals(folder / "originals", CASE)
        self.author = author
        self.backup: Path | None = None
        self._lock = lock
        self._turn = threading.RLock()
        self._connection: sqlite3.Connection | None = connection
        self._mark = mark

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
        folder = find_case(folder)
        file = folder / FILE
        if not may_write(file):
            raise CaseError(
                f"{folder} may not be written with your rights, and work on a case is saved as you "
                f"go: {CASE.own_copy}",
                path=folder,
            )
        return cls._connect(folder, examiner)

    @classmethod
    def open_to_read(cls, folder: Path) -> Self:
        """Open the case in ``folder`` without the right to change it; nothing is written.

        It may lie on a share that can't be written, or be open in another program. Raises
        CaseError for a folder that holds no case, a case that is damaged or of another version,
        and one that was not closed properly and may not be written.
        """
        folder = find_case(folder)
        connection, mark = connect_to_read(folder / FILE, CASE)
        return cls(folder, connection, None, Author.here(), mark)

    @classmethod
    def open_as_allowed(cls, folder: Path, *, examiner: str = "") -> Self:
        """Open the case in ``folder``; where it may not be written, to read alone."""
        if may_write(find_case(folder) / FILE):
            return cls.open(folder, examiner=examiner)
        return cls.open_to_read(folder)

    @classmethod
    def _connect(cls, folder: Path, examiner: str) -> Self:
        lock = CaseLock.take(folder)
        author = Author.here(examiner)
        try:
            connection, backup = open_file(folder / FILE, author)
        except BaseException:
            lock.release()
            raise
        mark = FileMark.of(folder / FILE)
        case = cls(folder, connection, lock, author, mark)
        case.backup = backup
        # Nobody else has the case open: what is half there was left by a killed program.
        case.originals.sweep(older_than_s=0.0)
        for place in (folder, folder / "reports", folder / "backups"):
            remove_unfinished(place)
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
                if self._lock is not None:
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

        The event is of ``kind`` and says what is put into the change's ``data``, and what the rows
        that were touched are now. Raises CaseError.
        """
        with self.deriving() as rows:
            forget_touched(rows)
            change = Change(rows)
            yield change
            if touched := touched_rows(rows):
                change.data[ROWS] = touched
            append_event(rows, self.author, kind, change.data)

    @contextmanager
    def deriving(self) -> Iterator[sqlite3.Connection]:
        """A transaction without an event: for what follows from the rest and can be found again."""
        if self._lock is None:
            raise CaseError(
                f"{self.folder} was opened to be read: nothing can be changed in it",
                path=self.folder,
            )
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
        try:
            return self.write_copy(self.folder / "backups", why)
        except OSError as error:
            raise StorageFullError(
                f"no backup could be written to {self.folder / 'backups'} "
                f"({error.strerror}): make room there",
                path=self.folder,
            ) from error

    def write_copy(self, folder: Path, why: str = "copy") -> Path:
        """A verified copy of the SQLite file in ``folder``; raises what the system raises."""
        try:
            with self._turn, explained(self.file, CASE):
                return write_backup(self._open_connection(), folder, why, CASE)
        except StorageFullError as error:
            # SQLite doesn't tell whose disk is full: it is that of the file which grows.
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder)) from error

    def _open_connection(self) -> sqlite3.Connection:
        if self._connection is None:
            raise CaseClosedError(
                f"the case {self.folder} was closed: open it again", path=self.folder
            )
        if self._lock is None:
            self._refuse_changed()
        elif FileMark.of(self.file) != self._mark:
            # Writing to a file that has lost its name succeeds, and is lost.
            raise CaseError(
                f"the case {self.folder} is gone: it was moved or deleted, or its drive is not "
                "connected. What was done until then went with it, later changes are not saved: "
                "bring it back, and open it again",
                path=self.folder,
            )
        return self._connection

    def _refuse_changed(self) -> None:
        """A file that is read as it lies must not change under the reader."""
        alone = self._mark is not None and self._mark.size is not None
        if FileMark.of(self.file, unchanged=alone) != self._mark:
            raise CaseClosedError(
                f"the case {self.folder} was changed, moved or deleted by another program while it "
                "was read: do the same again",
                path=self.folder,
            )


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
