"""Pages of a case's items, read from their verified originals: measured and encoded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from writerid.casework.case import Case
from writerid.casework.items import Amount, Item, ItemPage
from writerid.errors import OriginalError, ResolutionError, TooLittleWritingError
from writerid.model import Page, Resolution, ResolutionSource
from writerid.pipeline.identify import EncodedDocument, Engine
from writerid.pipeline.ink import to_grey
from writerid.pipeline.keypoints import choose_keypoints, find_keypoints
from writerid.pipeline.prepare import prepare, with_resolution
from writerid.pipeline.scale_estimate import estimate_dpi
from writerid.pipeline.scan import read_page
from writerid.store.originals import Originals
from writerid.tasks import SILENT, Task


@dataclass(frozen=True)
class MeasuredAmount:
    """The amount of writing of a page, and the hash of what it was found from."""

    page_id: int
    basis: str
    amount: Amount


def read_item_page(originals: Originals, page: ItemPage) -> Page:
    """The page's pixels from the case's copy, verified now; its path is the imported file's.

    Raises OriginalError where the copy is missing or was changed.
    """
    read = read_page(originals.verified(page.sha256, page.name), page.number)
    if read.sha256 != page.sha256:
        raise OriginalError(f"the stored original of {page.name} changes while it is read")
    read = replace(read, path=page.file, stored=read.path)
    return read if page.resolution is None else with_resolution(read, page.resolution)


def encode_item(
    engine: Engine, originals: Originals, item: Item, task: Task = SILENT
) -> EncodedDocument:
    """The item's pages as one document, each with its preparation.

    Raises OriginalError, ResolutionError where a page's resolution is not known yet,
    PreparationError, TooLittleWritingError.
    """
    if not item.used_pages:
        raise TooLittleWritingError(f"{item.name}: no page is left to compare: take one back in")
    pages = []
    for number, page in enumerate(item.used_pages, start=1):
        task.progress(number - 1, len(item.used_pages), f"reading {item.name}")
        check_resolution(item, page)
        read = partial(read_item_page, originals, page)
        pages.append(engine.encode_read(read, page.steps, task))
    return engine.join(item.name, pages)


def check_resolution(item: Item, page: ItemPage) -> None:
    """Raise ResolutionError where the page's resolution is not known yet."""
    if page.resolution is None:
        raise ResolutionError(
            f"{item.name}, {page.name}: the file does not say its resolution. Give it, measure it "
            "on the page, or let it be estimated from the writing",
            path=page.file,
            page=page.number,
        )


def measure_amounts(
    originals: Originals, pages: Iterable[ItemPage], task: Task = SILENT
) -> list[MeasuredAmount]:
    """The amount of writing on pages whose resolution is known; others are passed over.

    Raises OriginalError, PreparationError, Cancelled.
    """
    known = [page for page in pages if page.resolution is not None]
    return [_measure(originals, page, task) for page in task.each(known, "measuring the writing")]


def _measure(originals: Originals, page: ItemPage, task: Task) -> MeasuredAmount:
    prepared = prepare(read_item_page(originals, page), page.steps)
    task.check_cancelled()
    found = find_keypoints(prepared)
    amount = Amount(prepared.writing_mm, len(found), len(choose_keypoints(found)))
    return MeasuredAmount(page.id, page.basis, amount)


def store_amounts(case: Case, measured: Sequence[MeasuredAmount]) -> None:
    """Keep measured amounts; what was measured of an earlier state of a page does not count."""
    if not measured:
        return
    with case.changing("writing measured") as change:
        change.data["pages"] = [one.page_id for one in measured]
        for one in measured:
            change.rows.execute(
                "INSERT OR REPLACE INTO amounts SELECT ?, ?, ?, ?, ? "
                "WHERE EXISTS (SELECT 1 FROM pages WHERE id = ?)",
                (
                    *(one.page_id, one.basis, one.amount.writing_mm, one.amount.keypoint_count),
                    *(one.amount.patch_count, one.page_id),
                ),
            )


def estimate_resolutions(
    originals: Originals, pages: Iterable[ItemPage], task: Task = SILENT
) -> dict[int, Resolution]:
    """Resolutions estimated from the size of the writing, by page id; for ``set_resolutions``."""
    estimated = {}
    for page in task.each(list(pages), "estimating the scale"):
        dpi = estimate_dpi(to_grey(read_item_page(originals, page).pixels))
        estimated[page.id] = Resolution(dpi, ResolutionSource.ESTIMATED)
    return estimated
