"""Files and folders that are not whole yet, and what a killed program left of them.

Each bears a mark of its own, ``NAME.MARK.partial``, whose first half tells the computer. As long as
it is written, the system holds it for its program, and lets go of it when that ends, however it
dies: a file of this computer that nobody holds was left behind.
"""

import hashlib
import os
import platform
import re
import shutil
import stat
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

SUFFIX = ".partial"
MARKED = re.compile(r"(?s).*\.(?P<mark>[0-9a-f]{16})\.partial")
LONGEST = 60
"""Letters that are kept of the name, so that no name becomes too long for the drive."""

if sys.platform == "win32":

    def _hold(handle: int, *, written: bool) -> None:
        """An open file can't be deleted there: nothing more is needed."""

else:
    import fcntl

    def _hold(handle: int, *, written: bool) -> None:
        """Raise OSError where another has it; a drive that can't lock leaves a new file unheld."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise
        except OSError:
            if not written:
                raise


class Unfinished:
    """A file that is being written at ``path``, held by this program."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self._handle: int | None = handle

    def let_rename(self) -> None:
        """Call before the file gets its name: Windows renames nothing that is open."""
        if sys.platform == "win32":
            self.close()

    def close(self) -> None:
        """Hold it no longer."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


@contextmanager
def unfinished_file(target: Path) -> Iterator[Unfinished]:
    """An empty file beside ``target`` to be written and given its name; gone in the end if not.

    Raises OSError where it can't be made.
    """
    file = _make(target)
    try:
        yield file
    finally:
        if sys.platform == "win32":
            file.close()
        with suppress(OSError):
            file.path.unlink()
        file.close()


@contextmanager
def unfinished_folder(target: Path) -> Iterator[Path]:
    """A folder beside ``target`` to be filled and given its name; gone in the end if not.

    A file beside it, held like any other, tells that it is in work. Raises OSError.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with unfinished_file(target.with_name(f".{target.name}")) as guard:
        folder = beside_name(guard.path, "folder")
        try:
            folder.mkdir()
            yield folder
        finally:
            remove_folder(folder)


def beside_name(partial: Path, what: str) -> Path:
    """A name for what belongs to an unfinished file, and goes with it."""
    return partial.with_name(f"{partial.stem}.{what}{SUFFIX}")


def remove_unfinished(folder: Path) -> None:
    """Delete what killed programs of this computer left unfinished in ``folder``.

    What a running program still writes stays, and so does every file with another name. What can't
    be deleted stays as well: this never fails.
    """
    try:
        names = [entry.name for entry in os.scandir(folder) if entry.name.endswith(SUFFIX)]
    except OSError:
        return
    for name in names:
        found = MARKED.fullmatch(name)
        if found is not None and is_own(name):
            mark = f".{found['mark']}."
            belongings = [folder / one for one in names if mark in one and one != name]
            _remove_one(folder / name, belongings)


def remove_left(file: Path) -> bool:
    """Delete one marked file that a killed program left; False where it is held, or can't be."""
    return _remove_one(file, [])


def is_own(name: str) -> bool:
    """Whether it is the name of an unfinished file of this computer."""
    found = MARKED.fullmatch(name)
    return found is not None and found["mark"].startswith(_computer())


def is_left(file: Path) -> bool:
    """Whether no program holds an unfinished file, as far as this computer can tell."""
    handle = _take(file)
    if handle is not None:
        os.close(handle)
    return handle is not None


def remove_folder(folder: Path) -> None:
    """Delete a folder with all that is in it, read-only files too; nothing where it is gone."""
    for parent, _, names in os.walk(folder):
        for name in names:
            # Windows deletes no read-only file.
            with suppress(OSError):
                Path(parent, name).chmod(stat.S_IWRITE | stat.S_IREAD)
    shutil.rmtree(folder, ignore_errors=True)


def _make(target: Path) -> Unfinished:
    while True:
        mark = f"{_computer()}{uuid.uuid4().hex[:8]}"
        path = target.with_name(f"{target.name[:LONGEST]}.{mark}{SUFFIX}")
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            _hold(handle, written=True)
            # Whoever cleans up may have taken it for a leftover before it was held.
            if os.path.samestat(os.fstat(handle), path.stat()):
                return Unfinished(path, handle)
        except (BlockingIOError, FileNotFoundError):
            pass
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _remove_one(file: Path, belongings: list[Path]) -> bool:
    handle = _take(file)
    if handle is None:
        return False
    try:
        for one in belongings:
            if one.is_dir() and not one.is_symlink():
                remove_folder(one)
            else:
                one.unlink(missing_ok=True)
        if sys.platform == "win32":
            os.close(handle)
            file.chmod(stat.S_IWRITE | stat.S_IREAD)
        file.unlink(missing_ok=True)
    except OSError:
        return False
    finally:
        if sys.platform != "win32":
            os.close(handle)
    return True


def _take(file: Path) -> int | None:
    """The open file, held; None where another holds it, or where that can't be told."""
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            return None
        if sys.platform == "win32":
            # Fails where another program has it open.
            file.rename(file)
        handle = os.open(file, os.O_RDONLY)
    except OSError:
        return None
    try:
        _hold(handle, written=False)
    except OSError:
        os.close(handle)
        return None
    return handle


@cache
def _computer() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]
