"""The jobs of a comparison of two documents: files into the case, then one against the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from writerid.errors import ScanError
from writerid.gui.identify.asking import check_resolution
from writerid.gui.session import EngineShelf
from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.casework.case import Case
    from writerid.casework.comparing import NewComparison
    from writerid.casework.items import Item, Role


@dataclass(frozen=True, eq=False)
class Pairing:
    """Which item is compared with which, and weighed with what (None: what ships)."""

    engine: EngineShelf
    case: "Case"
    item: "Item"
    known: "Item"
    calibration: Path | None = None
    verbal_scale: Path | None = None


@dataclass(frozen=True, eq=False)
class Addition:
    """A file that becomes an item of the case."""

    case: "Case"
    file: Path
    role: "Role"


def compare_two(pairing: Pairing, task: Task) -> "NewComparison":
    """Compare two items; nothing is stored. Raises WriterIdError."""
    from writerid.casework.comparing import compare  # noqa: PLC0415 - on the worker

    for item in (pairing.item, pairing.known):
        check_resolution(item)
    task.progress(0, 0, "loading the model")
    engine = pairing.engine.get()
    return compare(
        engine,
        pairing.case.originals,
        pairing.item,
        pairing.known,
        task,
        calibration=pairing.calibration,
        verbal_scale=pairing.verbal_scale,
    )


def add_document(addition: Addition, task: Task) -> int:
    """Copy a file into the case and make it an item; returns its id, also where it was there.

    Raises ScanError where it can't be read. A job of the writer.
    """
    from writerid.casework.importing import import_files  # noqa: PLC0415 - on the worker
    from writerid.casework.item_changes import add_items  # noqa: PLC0415
    from writerid.casework.items import list_items  # noqa: PLC0415
    from writerid.casework.pages import measure_amounts, store_amounts  # noqa: PLC0415

    case = addition.case
    imported = import_files(case.originals, [addition.file], task)
    if imported.skipped:
        raise ScanError(imported.skipped[0].reason, path=addition.file)
    items, _ = add_items(case, imported.files[:1], role=addition.role)
    if items:
        store_amounts(case, measure_amounts(case.originals, items[0].pages, task))
        return items[0].id
    return _holding(list_items(case), imported.files[0].sha256)


def _holding(items: "Sequence[Item]", sha256: str) -> int:
    """The item that a file is in already."""
    return next(item.id for item in items if any(page.sha256 == sha256 for page in item.pages))
