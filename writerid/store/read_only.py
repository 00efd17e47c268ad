"""Opening a file to read it only: on a share that may not be written, or beside another program."""

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from writerid.store.file_kind import FileKind
from writerid.store.migration import check_version, read_migrations
from writerid.store.sqlite_errors import explained


@dataclass(frozen=True)
class FileMark:
    """By what a file is known again; ``time`` and ``size`` None: others may write it meanwhile."""

    device: int
    number: int
    time_ns: int | None = None
    size: int | None = None

    @classmethod
    def of(cls, file: Path, *, unchanged: bool = False) -> "FileMark | None":
        """Of a file; None where it is gone. ``unchanged``: its content is to stay too."""
        try:
            status = file.stat()
        except OSError:
            return None
        if unchanged:
            return cls(status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size)
        return cls(status.st_dev, status.st_ino)


def may_write(file: Path) -> bool:
    """Whether the file and its folder may be written with the rights of who asks."""
    return os.access(file.parent, os.W_OK) and os.access(file, os.W_OK)


def connect_to_read(file: Path, kind: FileKind) -> tuple[sqlite3.Connection, FileMark | None]:
    """Open a file that nothing is written to, nor beside it; and the mark it has to keep.

    Where another program has it open, what that has written last is read too. Raises the kind's
    error for a file that was not closed properly and may not be written (SQLite needs room beside
    it for that), that is of an older or newer version, damaged, or not ours.
    """
    pending = file.with_name(file.name + "-wal")
    shared = pending.exists()
    if shared and not may_write(file):
        if pending.stat().st_size > 0:
            raise kind.raises(
                f"{file.parent} may not be written with your rights, and its file was not closed "
                f"properly, or another program has it open: {kind.own_copy}",
                path=file.parent,
            )
        shared = False
    newest = read_migrations(kind)[-1][0]
    with explained(file, kind):
        # Without others the file is taken as it lies: nothing is made beside it.
        mark = FileMark.of(file, unchanged=not shared)
        uri = f"{file.resolve().as_uri()}?mode=ro{'' if shared else '&immutable=1'}"
        connection = sqlite3.connect(
            uri, uri=True, isolation_level=None, check_same_thread=False, timeout=10.0
        )
        try:
            connection.row_factory = sqlite3.Row
            version = check_version(connection, file, newest, kind)
        except BaseException:
            connection.close()
            raise
    if version < newest:
        connection.close()
        raise kind.outdated(
            f"{file} is of an older version, and is to be read only: ask its owner to open it once "
            "with this program, or open a copy of the whole folder",
            path=file,
        )
    return connection, mark
