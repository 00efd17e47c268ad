"""What SQLite reports, as sentences for the examiner."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from writerid.errors import StorageFullError
from writerid.store.file_kind import WRITERS, FileKind

SENTENCES = {
    sqlite3.SQLITE_BUSY: "is being written by another program: wait until that is done, and try "
    "again; nothing was changed",
    sqlite3.SQLITE_LOCKED: "is being written by another program: wait until that is done, and try "
    "again; nothing was changed",
    sqlite3.SQLITE_READONLY: "may not be written with your rights: ask its owner, or {own_copy}",
    sqlite3.SQLITE_CANTOPEN: "can't be opened: check that the folder is there and that you may "
    "write in it (a database needs that even to be read while others use it)",
    sqlite3.SQLITE_IOERR: "can't be read or written (its drive reports an error): check the drive; "
    "what was finished before is kept",
    sqlite3.SQLITE_CORRUPT: "is damaged: keep a copy of the folder, then put the newest file of "
    "its folder “backups”, or of your own backup, in its place",
    sqlite3.SQLITE_NOTADB: "is damaged, or is no database: keep a copy of the folder, then put the "
    "newest file of its folder “backups”, or of your own backup, in its place",
}
MALFORMED = "malformed JSON"
FULL = "can't grow, its disk is full: make room and run the same again; what was finished is kept"


@contextmanager
def explained(file: Path, kind: FileKind = WRITERS) -> Iterator[None]:
    """Turn SQLite's errors about ``file`` into the kind's error, faults aside."""
    try:
        yield
    except sqlite3.Error as error:
        # Extended codes keep the primary one in the low byte.
        extended = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        code = extended & 0xFF
        if code == sqlite3.SQLITE_FULL or extended == sqlite3.SQLITE_IOERR_SHMSIZE:
            raise StorageFullError(f"{file} {FULL}", path=file) from error
        if MALFORMED in str(error):
            # What the program never writes: a record that was edited beside it.
            code = sqlite3.SQLITE_CORRUPT
        if code not in SENTENCES:
            raise
        sentence = SENTENCES[code].format(own_copy=kind.own_copy)
        raise kind.raises(f"{file} {sentence}", path=file) from error
