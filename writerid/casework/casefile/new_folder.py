"""A folder that is filled beside its place, and bears its name only when it is whole."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from writerid.casework.case import CASE, FILE
from writerid.errors import CaseError
from writerid.store.archive_writing import explained_writing
from writerid.unfinished import remove_unfinished, unfinished_folder


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give the folder to fill; it is at ``folder`` in the end, or gone.

    ``folder`` may be there if it is empty. Raises CaseError where a case or anything else is in it,
    or where it can't be made; StorageFullError.
    """
    folder = folder.absolute()
    _refuse_occupied(folder)
    remove_unfinished(folder.parent)
    with ExitStack() as stack:
        try:
            partial = stack.enter_context(unfinished_folder(folder))
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


def _refuse_occupied(folder: Path) -> None:
    if (folder / FILE).exists():
        raise CaseError(f"{folder} holds a case already: open it, or {CASE.elsewhere}", path=folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CaseError(f"{folder} is not empty: {CASE.elsewhere}", path=folder)
