"""The pictures of a report, drawn from originals that are verified as they are read."""

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from writerid.casework.case import Case
from writerid.errors import Cancelled, OriginalError, StorageFullError, WriterIdError
from writerid.model import ByteArray
from writerid.pictures.report_pictures import save_crop, save_cutout, save_thumbnail
from writerid.pipeline.scan import read_page
from writerid.report.picture_names import crop_name, cutout_name, thumbnail_name
from writerid.store.originals import Originals
from writerid.tasks import SILENT, Task

MOST_THUMBNAILS = 8
"""Pages of one item that are shown."""

MOST_WORKERS = 4
PageKey = tuple[str, int]
Draw = Callable[[ByteArray, Path], None]


@dataclass
class PageOrder:
    """A page, and the pictures that are wanted of it, by name."""

    shown: str
    pictures: dict[str, Draw] = field(default_factory=dict)


@dataclass(frozen=True)
class Places:
    """Where originals are looked for: in the case, then beside databases."""

    case: Originals
    databases: tuple[Originals, ...]

    def verified(self, sha256: str, shown: str) -> Path:
        """The file of this hash, checked now. Raises OriginalError that names ``shown``."""
        if not self.case.has(sha256):
            for one in self.databases:
                if one.has(sha256):
                    return one.verified(sha256, shown)
        return self.case.verified(sha256, shown)


def draw_pictures(
    case: Case, record: dict[str, Any], folder: Path, task: Task = SILENT
) -> dict[str, Path]:
    """Draw everything that ``record`` shows; returns the files by name.

    A page that can't be read is listed in the record as unreadable, with the reason, and lacks its
    pictures. Raises StorageFullError where ``folder`` is full, Cancelled.
    """
    orders = _orders(record)
    folders = {one["database"]["folder"] for one in record["comparisons"] if one["database"]}
    places = Places(
        case.originals, tuple(Originals(Path(one) / "originals") for one in sorted(folders))
    )
    drawn: dict[str, Path] = {}
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    with ThreadPoolExecutor(workers, thread_name_prefix="report-pictures") as pool:
        jobs = [
            (key, order, pool.submit(_draw_page, places, key, order, folder, task))
            for key, order in orders.items()
        ]
        try:
            for key, order, job in task.each(jobs, "drawing pages and patches"):
                why = job.result()
                if why:
                    record["unreadable"].append({"sha256": key[0], "number": key[1], "why": why})
                else:
                    drawn.update({name: folder / name for name in order.pictures})
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    record["unreadable"].sort(key=lambda one: (one["sha256"], one["number"]))
    return drawn


def _draw_page(places: Places, key: PageKey, order: PageOrder, folder: Path, task: Task) -> str:
    """Draw a page's pictures; returns why it could not be read, empty where it was."""
    task.check_cancelled()
    sha256, number = key
    try:
        page = read_page(places.verified(sha256, order.shown), number)
        if page.sha256 != sha256:
            raise OriginalError(f"the stored original of {order.shown} changes while it is read")
    except Cancelled:
        raise
    except WriterIdError as error:
        return str(error)
    try:
        for name, draw in order.pictures.items():
            task.check_cancelled()
            draw(page.pixels, folder / name)
    except OSError as error:
        raise StorageFullError(
            f"the pictures of the report can't be written to {folder} ({error.strerror}): make "
            "room there",
            path=folder,
        ) from error
    return ""


def _orders(record: Mapping[str, Any]) -> dict[PageKey, PageOrder]:
    orders: dict[PageKey, PageOrder] = {}
    for page, name, draw in _wanted(record):
        key = (page["sha256"], page["number"])
        orders.setdefault(key, PageOrder(page["file"])).pictures[name] = draw
    return orders


def _wanted(record: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str, Draw]]:
    """Each picture: its page, its name, and how it is drawn."""
    for item in record["items"]:
        for page in item["pages"][:MOST_THUMBNAILS]:
            yield page, thumbnail_name(page), save_thumbnail
    for comparison in record["comparisons"]:
        for candidate in comparison["candidates"]:
            if candidate["evidence"]:
                yield from _of_evidence(candidate["evidence"])


def _of_evidence(evidence: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str, Draw]]:
    for plate in evidence["plates"]:
        for side in (plate["questioned"], *plate["known"]):
            box, width = side["box_px"], side["picture_width_px"]
            yield side, cutout_name(side, box, width), partial(_cutout, tuple(box), width)
    for pair in evidence["pairs"]:
        for place in (pair["questioned"], pair["known"]):
            corners = np.array(place["corners_px"], dtype=np.float32)
            yield place, crop_name(place, place["corners_px"]), partial(_crop, corners)


def _cutout(box: tuple[int, int, int, int], width: int, pixels: ByteArray, file: Path) -> None:
    save_cutout(pixels, box, width, file)


def _crop(corners: Any, pixels: ByteArray, file: Path) -> None:
    save_crop(pixels, corners, file)
