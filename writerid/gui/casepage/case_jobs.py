"""What the page of the case asks the background for; every function is a job."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from writerid.model import Resolution, SkippedFile
from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.casework.case import Case
    from writerid.casework.items import Item
    from writerid.casework.notes import Note
    from writerid.casework.recent import RecentCase


@dataclass(frozen=True)
class Addition:
    """Files for a case: questioned or known writing; ``together``: the pages of one item."""

    case: "Case"
    paths: tuple[Path, ...]
    known: bool = False
    together: bool = False


@dataclass(frozen=True)
class Added:
    """What became of them."""

    items: tuple["Item", ...]
    skipped: tuple[SkippedFile, ...]


def add_files(addition: Addition, task: Task) -> Added:
    """Import scans and list them as items; one that can't be is named, the others are done."""
    from writerid.casework.importing import import_files  # noqa: PLC0415 - on the worker
    from writerid.casework.item_changes import add_items  # noqa: PLC0415

    imported = import_files(addition.case.originals, addition.paths, task)
    if not imported.files:
        return Added((), imported.skipped)
    items, left_out = add_items(
        addition.case,
        imported.files,
        role="known" if addition.known else "questioned",
        together=addition.together,
    )
    return Added(tuple(items), (*imported.skipped, *left_out))


def describe_item(snapshot: tuple["Case", int, dict[str, Any]], _: Task) -> None:
    """Set name, title, data or notes of an item."""
    from writerid.casework.item_changes import describe_item as describe  # noqa: PLC0415

    case, item_id, changes = snapshot
    describe(case, item_id, **changes)


def reorder_items(snapshot: tuple["Case", Sequence[int]], _: Task) -> None:
    """Put the items into an order."""
    from writerid.casework.item_changes import reorder_items as reorder  # noqa: PLC0415

    reorder(*snapshot)


def remove_items(snapshot: tuple["Case", Sequence[int]], _: Task) -> None:
    """Take items out of the list; they can be restored."""
    from writerid.casework.item_changes import remove_item  # noqa: PLC0415

    case, item_ids = snapshot
    for item_id in item_ids:
        remove_item(case, item_id)


def restore_items(snapshot: tuple["Case", Sequence[int]], _: Task) -> None:
    """Bring removed items back."""
    from writerid.casework.item_changes import restore_item  # noqa: PLC0415

    case, item_ids = snapshot
    for item_id in item_ids:
        restore_item(case, item_id)


def use_page(snapshot: tuple["Case", int, bool], _: Task) -> None:
    """Say whether a page is part of what is compared."""
    from writerid.casework.item_changes import set_used  # noqa: PLC0415

    case, page_id, used = snapshot
    set_used(case, page_id, used=used)


def set_resolutions(snapshot: tuple["Case", dict[int, Resolution]], _: Task) -> None:
    """Set the resolution of pages by their ids."""
    from writerid.casework.item_changes import set_resolutions as set_all  # noqa: PLC0415

    set_all(*snapshot)


def estimate_resolutions(snapshot: tuple["Case", "Item"], task: Task) -> None:
    """Estimate what is not known from the size of the writing, and set it."""
    from writerid.casework.item_changes import set_resolutions as set_all  # noqa: PLC0415
    from writerid.casework.pages import estimate_resolutions as estimate  # noqa: PLC0415

    case, item = snapshot
    unknown = [page for page in item.pages if page.resolution is None]
    set_all(case, estimate(case.originals, unknown, task))


def rename_case(snapshot: tuple["Case", str], _: Task) -> None:
    """Give the case another title; the list of recent cases follows."""
    from writerid.casework.recent import remember_case  # noqa: PLC0415

    case, title = snapshot
    case.rename(title)
    remember_case(case)


def read_notes(case: "Case", _: Task) -> list["Note"]:
    """The notes on the case itself, oldest first."""
    from writerid.casework.notes import notes_of  # noqa: PLC0415

    return notes_of(case)


def write_note(snapshot: tuple["Case", int | None, str], _: Task) -> int:
    """Change a note of the case, or write the first one; returns its id."""
    from writerid.casework.notes import add_note, change_note  # noqa: PLC0415

    case, note_id, text = snapshot
    if note_id is None:
        return add_note(case, text)
    change_note(case, note_id, text)
    return note_id


def read_removed(case: "Case", _: Task) -> list["Item"]:
    """The items that were taken out of the list."""
    from writerid.casework.items import list_items  # noqa: PLC0415

    return list_items(case, removed=True)


def read_recent(_: None, __: Task) -> list["RecentCase"]:
    """The cases that were opened lately."""
    from writerid.casework.recent import recent_cases  # noqa: PLC0415

    return recent_cases()


def forget_recent(folder: Path, _: Task) -> None:
    """Take a case off the list; the case itself stays."""
    from writerid.casework.recent import forget_case  # noqa: PLC0415

    forget_case(folder)


CARRIED = (".wricase", ".wriblind", ".wriopinion", ".wrisealed")
"""Files that lead from one laboratory to another."""


@dataclass(frozen=True)
class Dropped:
    """What was dropped: perhaps the folder of a case, otherwise files and folders of scans.

    ``carried``: an exported case, a blind package, an opinion or a sealed file.
    """

    case_folder: Path | None
    paths: tuple[Path, ...]
    carried: Path | None = None


def look_at_dropped(paths: tuple[Path, ...], task: Task) -> Dropped:
    """Tell a case's folder from scans."""
    from writerid.casework.case import FILE  # noqa: PLC0415

    for path in paths:
        task.check_cancelled()
        folder = path.parent if path.name == FILE else path
        if path.suffix.lower() in CARRIED and path.is_file():
            return Dropped(None, (), path)
        if (folder / FILE).is_file():
            return Dropped(folder, ())
    return Dropped(None, paths)
