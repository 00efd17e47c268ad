"""A folder that is filled beside its place, and bears its name only when it is whole."""

import os
import shutil
import stat
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from writerid.casework.case import CASE, FILE
from writerid.errors import CaseError
from writerid.store.archive_writing import explained_writing

PARTIAL = ".partial"


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give the folder to fill; it is at ``folder`` in the end, or gone.

    ``folder`` may be there if it is empty. Raises CaseError where a case or anything else is in it,
    or where it can't be made; StorageFullError.
    """
    folder = folder.absolute()
    _refuse_occupied(folder)
    partial = folder.parent / f".{folder.name}.{uuid.uuid4().hex}{PARTIAL}"
    try:
        try:
            partial.mkdir(parents=True)
        except OSError as error:
            raise CaseError(
                f"{folder} can't be made ({error.strerror}): {CASE.elsewhere}", path=folder
            ) from error
        yield partial
        with explained_writing(folder):
            _refuse_occupied(folder)
            if folder.exists():
                folder.rmdir()
            partial.replace(folder)
    finally:
        remove_folder(partial)


def remove_folder(folder: Path) -> None:
    """Delete a folder with all that is in it, read-only files too; nothing where it is gone."""
    for parent, _, names in os.walk(folder):
        for name in names:
            # Windows deletes no read-only file.
            with suppress(OSError):
                Path(parent, name).chmod(stat.S_IWRITE | stat.S_IREAD)
    shutil.rmtree(folder, ignore_errors=True)


def _refuse_occupied(folder: Path) -> None:
    if (folder / FILE).exists():
        raise CaseError(f"{folder} holds a case already: open it, or {CASE.elsewhere}", path=folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CaseError(f"{folder} is not empty: {CASE.elsewhere}", path=folder)
