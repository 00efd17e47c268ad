"""Files that are written whole or not at all."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from writerid.errors import StorageFullError, WriterIdError
from writerid.unfinished import Unfinished, remove_unfinished, unfinished_file

FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def replace_file(target: Path) -> Iterator[tuple[Path, Callable[[], None]]]:
    """A file to write beside ``target``, and the function that puts it in its place.

    An earlier ``target`` stays as it was until then. Raises StorageFullError where there is no
    room, WriterIdError where the place can't be written.
    """
    try:
        _check_folder(target)
        remove_unfinished(target.parent)
        with unfinished_file(target) as unfinished:
            yield unfinished.path, partial(_finish, unfinished, target)
    except OSError as error:
        raise explained(error, target) from error


def _finish(unfinished: Unfinished, target: Path) -> None:
    with unfinished.path.open("rb+") as stream:
        os.fsync(stream.fileno())
    unfinished.let_rename()
    try:
        unfinished.path.replace(target)
    except PermissionError as error:
        raise WriterIdError(
            f"{target} can't be replaced: it is open in another program, or may not be "
            "written. Close it there, or choose another name; the earlier file is kept",
            path=target,
        ) from error


def explained(error: OSError, target: Path) -> WriterIdError:
    """The sentence for a file that could not be written."""
    if error.errno in FULL:
        return StorageFullError(
            f"there is no room for {target.name} in {target.parent}: make room, or choose another "
            "place; an earlier file of that name is kept",
            path=target,
        )
    return WriterIdError(
        f"{target} can't be written ({error.strerror or error}): check the folder and your rights, "
        "or choose another place; an earlier file of that name is kept",
        path=target,
    )


def _check_folder(target: Path) -> None:
    if target.is_dir():
        raise WriterIdError(f"{target} is a folder: choose a name for the file", path=target)
    if not target.parent.is_dir():
        raise WriterIdError(
            f"the folder {target.parent} is not there: choose another, or make it first",
            path=target,
        )
