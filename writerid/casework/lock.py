"""One process at a time for a case: a file that the system locks and that says who holds it."""

import errno
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from writerid.errors import CaseError, StorageFullError

FILE = "case.lock"
FULL = (errno.ENOSPC, errno.EDQUOT)
HELD = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
LOCKED_BYTE = 1 << 30
"""Windows lets nobody read what is locked: a byte far behind the text."""

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class CaseLock:
    """The hold on a case. The system ends it with the process, however that dies.

    The file stays behind, empty: deleting it would let two programs hold two files of its name.
    """

    def __init__(self, file: Path, handle: int) -> None:
        self.file = file
        self._handle: int | None = handle

    @classmethod
    def take(cls, folder: Path) -> Self:
        """Hold the case in ``folder``.

        A hold that a dead process of this computer left is taken over. Raises CaseError where a
        program has the case open, here or on another computer, and where the folder can't be
        written.
        """
        file = folder / FILE
        try:
            handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise CaseError(
                f"{folder} can't be written ({error.strerror}): copy the whole folder to a place "
                "of your own, and open that",
                path=folder,
            ) from error
        try:
            _hold(handle, folder, file)
        except BaseException:
            os.close(handle)
            raise
        return cls(file, handle)

    def release(self) -> None:
        """Let others open the case."""
        if self._handle is not None:
            os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = None


def _hold(handle: int, folder: Path, file: Path) -> None:
    try:
        _lock(handle)
    except OSError as error:
        if error.errno not in HELD:
            raise CaseError(
                f"the drive of {folder} can't lock files ({error.strerror}), so that two programs "
                "could spoil the case: copy the whole folder to a drive of this computer",
                path=folder,
            ) from error
        raise CaseError(_held_sentence(folder, _holder(handle)), path=folder) from error
    holder = _holder(handle)
    host = str(holder.get("host", platform.node()))
    if host != platform.node():
        # Network drives do not always tell one computer of another's lock.
        raise CaseError(
            f"{folder} was opened on the computer {host} ({holder.get('since', 'some time ago')}) "
            f"and not closed there: close it; if that computer no longer runs, delete {file}",
            path=folder,
        )
    record = {
        "pid": os.getpid(),
        "host": platform.node(),
        "since": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    try:
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, json.dumps(record).encode())
        os.fsync(handle)
    except OSError as error:
        if error.errno in FULL:
            raise StorageFullError(
                f"the disk of {folder} is full, and work on a case is saved as you go: make room, "
                "and open it again; nothing in it was changed",
                path=folder,
            ) from error
        raise CaseError(
            f"{file} can't be written ({error.strerror}): check the drive, or copy the whole "
            "folder to a place of your own, and open that",
            path=folder,
        ) from error


def _holder(handle: int) -> dict[str, object]:
    """What the file says; nothing where it is empty or damaged."""
    os.lseek(handle, 0, os.SEEK_SET)
    try:
        record = json.loads(os.read(handle, 4096))
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}


def _held_sentence(folder: Path, holder: dict[str, object]) -> str:
    if holder.get("pid") == os.getpid() and holder.get("host") == platform.node():
        return f"{folder} is open in this program already: go on there"
    who = f"process {holder['pid']} on {holder.get('host')}" if "pid" in holder else "it"
    return f"{folder} is open in another program ({who}): close the case there first"
