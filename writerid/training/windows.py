"""Training windows: generous cut-outs around the keypoints of the training pages."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from writerid.errors import LabelsError
from writerid.model import ByteArray
from writerid.pipeline.keypoints import choose_keypoints
from writerid.pipeline.patches import half_size_ink
from writerid.tasks import SILENT, Task
from writerid.training.collection import CollectedPage, Collection

SIDE = 48
"""Pixels at 150 dpi: half as much again as the patch, for turned and enlarged views."""

MOST_WINDOWS_A_PAGE = 1500
SEGMENT_WINDOWS = 64
LEAST_WINDOWS_A_WRITER = 32

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Windows:
    """``packed`` (n, 48, 24) uint8: ink at 150 dpi in fifths (0–4), two pixels a byte.

    A segment is neighbouring writing.

    ``segment_start`` (s + 1,): the windows of segment i are start[i] … start[i + 1] − 1.
    ``segment_writer``, ``segment_page`` (s,): whose it is and of which page.
    """

    packed: ByteArray
    segment_start: IntArray
    segment_writer: IntArray
    segment_page: IntArray
    writers: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.packed)


def cut_training_windows(collection: Collection, task: Task = SILENT) -> Windows:
    """Cut windows from all pages. Raises LabelsError with fewer than two usable writers."""
    by_writer: dict[str, list[tuple[int, ByteArray]]] = {}
    for index in task.each(range(len(collection)), "cutting training windows"):
        page = collection.page(index)
        packed = _page_windows(page)
        by_writer.setdefault(page.label.writer, []).append((index, packed))
    usable = {
        writer: pages
        for writer, pages in sorted(by_writer.items())
        if sum(len(packed) for _, packed in pages) >= LEAST_WINDOWS_A_WRITER
    }
    if len(usable) < 2:
        raise LabelsError("training needs at least two writers with enough writing each")
    parts: list[ByteArray] = []
    lengths: list[int] = []
    owners: list[int] = []
    sheets: list[int] = []
    for number, pages in enumerate(usable.values()):
        least_segments = 2 if len(pages) == 1 else 1
        for page_index, packed in pages:
            count = max(round(len(packed) / SEGMENT_WINDOWS), least_segments)
            for segment in np.array_split(packed, count):
                if len(segment):
                    parts.append(segment)
                    lengths.append(len(segment))
                    owners.append(number)
                    sheets.append(page_index)
    return Windows(
        np.concatenate(parts),
        np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        np.asarray(owners, dtype=np.int64),
        np.asarray(sheets, dtype=np.int64),
        tuple(usable),
    )


def _page_windows(page: CollectedPage) -> ByteArray:
    chosen = choose_keypoints(page.keypoints, MOST_WINDOWS_A_PAGE)
    half = half_size_ink(page.prepared.ink)
    fifths = np.pad(np.rint(half / 63.75).astype(np.uint8), SIDE)
    corner = np.rint(chosen.position_300 / 2.0).astype(np.intp) + SIDE - SIDE // 2
    windows = np.empty((len(chosen), SIDE, SIDE // 2), dtype=np.uint8)
    for i, (x, y) in enumerate(corner):
        part = fifths[y : y + SIDE, x : x + SIDE]
        windows[i] = (part[:, 0::2] << 4) | part[:, 1::2]
    return windows
