"""What the background is asked about a page's ink, and what it answers. Light: no OpenCV."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from writerid.gui.pageview.source import LoadedPage
from writerid.pipeline.steps import Step
from writerid.tasks import Task


@dataclass(frozen=True, eq=False)
class InkRequest:
    """A page and its steps. ``visible`` (x, y, width, height) is the part a preview is made of."""

    loaded: LoadedPage
    steps: tuple[Step, ...]
    visible: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, eq=False)
class FoundInk:
    """The ink of a page, exactly as the engine takes it.

    ``pictures`` are of the whole page in several sizes, largest first. ``position_px`` (n, 2) and
    ``size_px`` (n,) are the keypoints, on the original page, that a comparison would use, of the
    ``keypoint_count`` there are. ``turned_degrees`` is how far the steps
    turn it, clockwise.
    """

    steps: tuple[Step, ...]
    pictures: tuple[QImage, ...]
    writing_mm: float
    keypoint_count: int
    position_px: npt.NDArray[np.float32]
    size_px: npt.NDArray[np.float32]
    turned_degrees: float


@dataclass(frozen=True, eq=False)
class InkPreview:
    """What a threshold or colour takes for ink in ``rect`` (x, y, width, height) of the page."""

    picture: QImage
    rect: tuple[float, float, float, float]


def find_ink(request: InkRequest, task: Task) -> FoundInk:
    """The engine's own preparation; a job. Raises PreparationError, ResolutionError."""
    from writerid.gui.prepare.ink_jobs import found_ink  # noqa: PLC0415 - OpenCV, on the worker

    return found_ink(request, task)


def preview_ink(request: InkRequest, task: Task) -> InkPreview:
    """A quick look at the visible part; a job."""
    from writerid.gui.prepare.ink_jobs import ink_preview  # noqa: PLC0415 - OpenCV, on the worker

    return ink_preview(request, task)
