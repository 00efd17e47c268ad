"""Patches cut out of the original pixels, in the background; a bounded number is kept."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from writerid.errors import WriterIdError
from writerid.gui.evidence.model import QUESTIONED
from writerid.gui.evidence.opening import OpenedEvidence
from writerid.gui.jobs import Job, Jobs
from writerid.model import ByteArray
from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.casework.frozen import FrozenPage
    from writerid.casework.stored_evidence import EvidenceSide

REFERENCE = -2
"""In place of a side: the patches of the model's reference writers."""

CONTEXT = 1.9
"""A crop is this many windows wide."""

MOST_KEPT = 600
MOST_PIXEL_BYTES = 450_000_000
LEAST_CONTRAST = 24.0


@dataclass(frozen=True)
class CropKey:
    """A patch of a side, in pixels a side. With ``outlined`` the edge of its ink comes along."""

    side: int
    patch: int
    size_px: int
    outlined: bool = False


@dataclass(frozen=True, eq=False)
class Crop:
    """A picture, and where asked for the edge of its ink, to be laid over another."""

    picture: QImage
    edge: QImage | None = None


class PixelShelf:
    """Decoded pages for the jobs that cut them; the last ones are kept while they fit."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages: OrderedDict[tuple[str, int], ByteArray] = OrderedDict()

    def pixels(self, opened: OpenedEvidence, page: "FrozenPage") -> ByteArray:
        """The page's pixels, read from its original in the case, verified when it is read."""
        from writerid.casework.known_pages import (  # noqa: PLC0415 - on the worker
            KnownOriginals,
            read_frozen_page,
        )

        key = (page.sha256, page.number)
        with self._lock:
            if key not in self._pages:
                read = read_frozen_page(KnownOriginals.of(opened.case, None), page)
                self._pages[key] = read.pixels
                while len(self._pages) > 1 and self._bytes() > MOST_PIXEL_BYTES:
                    self._pages.popitem(last=False)
            self._pages.move_to_end(key)
            return self._pages[key]

    def _bytes(self) -> int:
        return sum(pixels.nbytes for pixels in self._pages.values())


@dataclass(frozen=True, eq=False)
class _CutWish:
    opened: OpenedEvidence
    shelf: PixelShelf
    keys: tuple[CropKey, ...]


class CropCutter(QObject):
    """Asks for crops page by page, and hands out what has arrived."""

    arrived = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._opened: OpenedEvidence | None = None
        self._shelf = PixelShelf()
        self._kept: OrderedDict[CropKey, tuple[QPixmap, QPixmap | None]] = OrderedDict()
        self._asked: set[CropKey] = set()
        self._running: list[Job] = []

    def open(self, opened: OpenedEvidence | None) -> None:
        """Another evidence: nothing of the last one is kept."""
        for job in self._running:
            job.cancel()
        self._running = []
        self._opened = opened
        self._shelf = PixelShelf()
        self._kept.clear()
        self._asked.clear()

    def ask(self, keys: Iterable[CropKey], *, priority: int = 5) -> None:
        """Have crops cut that are not there yet; ``arrived`` tells, page by page."""
        opened = self._opened
        if opened is None:
            return
        new = [key for key in keys if key not in self._asked and key not in self._kept]
        self._asked.update(new)
        for group in _by_page(opened, new):
            job = self._jobs.read(
                cut_crops,
                _CutWish(opened, self._shelf, tuple(group)),
                label=self.tr("Cutting out patches"),
                owner=self,
                done=lambda crops: self._take(opened, crops),
                failed=partial(self._forget, group),
                quiet=True,
                priority=priority,
            )
            self._running = [one for one in self._running if not one.state.is_over] + [job]

    def picture(self, key: CropKey) -> QPixmap | None:
        """A crop that has arrived."""
        found = self._kept.get(key)
        return None if found is None else found[0]

    def edge(self, key: CropKey) -> QPixmap | None:
        """The edge of the ink of a crop that has arrived."""
        found = self._kept.get(key)
        return None if found is None else found[1]

    def _forget(self, keys: list[CropKey], _: WriterIdError) -> None:
        # The page's own view says what is wrong with the file.
        self._asked.difference_update(keys)

    def _take(self, opened: OpenedEvidence, crops: dict[CropKey, Crop]) -> None:
        if opened is not self._opened:
            return
        for key, crop in crops.items():
            edge = None if crop.edge is None else QPixmap.fromImage(crop.edge)
            self._kept[key] = (QPixmap.fromImage(crop.picture), edge)
            self._asked.discard(key)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        self.arrived.emit()


def _by_page(opened: OpenedEvidence, keys: list[CropKey]) -> Iterator[list[CropKey]]:
    groups: dict[tuple[int, int], list[CropKey]] = {}
    for key in keys:
        page = 0 if key.side == REFERENCE else int(_side(opened, key.side).page[key.patch])
        groups.setdefault((key.side, page), []).append(key)
    yield from groups.values()


def _side(opened: OpenedEvidence, number: int) -> "EvidenceSide":
    evidence = opened.evidence
    return evidence.questioned if number == QUESTIONED else evidence.known[number]


def cut_crops(wish: _CutWish, task: Task) -> dict[CropKey, Crop]:
    """Cut patches of one page; a job."""
    from writerid.pictures.drawing import window_crop  # noqa: PLC0415 - on the worker

    task.check_cancelled()
    if wish.keys[0].side == REFERENCE:
        return _cut_reference(wish)
    side = _side(wish.opened, wish.keys[0].side)
    page = side.pages[int(side.page[wish.keys[0].patch])]
    pixels = wish.shelf.pixels(wish.opened, page)
    crops = {}
    for key in wish.keys:
        task.check_cancelled()
        cut = window_crop(pixels, side.corners_px[key.patch], CONTEXT, key.size_px)
        array = np.asarray(cut.convert("RGB"))
        crops[key] = Crop(_image(array), _edge(array) if key.outlined else None)
    return crops


def _cut_reference(wish: _CutWish) -> dict[CropKey, Crop]:
    """Reference patches as the network sees them, in the middle of a crop's room."""
    engine = wish.opened.engine.get()
    if engine.model_id != wish.opened.comparison.item.code.model_id:
        return {}
    patches = engine.model.reference_patches()
    crops = {}
    for key in wish.keys:
        patch = 255 - patches[key.patch]
        inner = round(key.size_px / CONTEXT)
        start = (key.size_px - inner) // 2
        rows = np.minimum(np.arange(inner) * len(patch) // inner, len(patch) - 1)
        whole = np.full((key.size_px, key.size_px), 246, np.uint8)
        whole[start : start + inner, start : start + inner] = patch[np.ix_(rows, rows)]
        crops[key] = Crop(_image(np.repeat(whole[..., None], 3, axis=2)))
    return crops


def _image(rgb: ByteArray) -> QImage:
    height, width = rgb.shape[:2]
    data = np.ascontiguousarray(rgb)
    # The copy owns its bytes; the array goes.
    return QImage(data.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def _edge(rgb: ByteArray) -> QImage | None:
    """A white mask of the ink's edge, to be tinted where it is drawn; None where nothing is ink."""
    grey = rgb.astype(np.float32).mean(axis=2)
    dark, light = np.percentile(grey, (2.0, 90.0))
    if light - dark < LEAST_CONTRAST:
        return None
    ink: npt.NDArray[np.bool_] = grey < (dark + light) / 2.0
    inner = ink.copy()
    for _ in range(2):
        inner[1:-1, 1:-1] = (
            inner[1:-1, 1:-1] & inner[:-2, 1:-1] & inner[2:, 1:-1] & inner[1:-1, :-2]
        ) & inner[1:-1, 2:]
    alpha = np.where(ink & ~inner, 255, 0).astype(np.uint8)
    height, width = alpha.shape
    mask = QImage(alpha.data, width, height, width, QImage.Format.Format_Alpha8)
    return mask.copy()
