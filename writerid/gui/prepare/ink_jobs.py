"""The ink of a page as pictures; runs on worker threads, loads OpenCV."""

import math

import cv2
import numpy as np
import numpy.typing as npt

from writerid.errors import ResolutionError
from writerid.gui.pageview.pyramid import Pyramid, to_picture
from writerid.gui.pageview.reducing import build_pyramid
from writerid.gui.prepare.ink_request import FoundInk, InkPreview, InkRequest
from writerid.model import WORKING_DPI, ByteArray, PreparedPage
from writerid.pipeline.keypoints import choose_keypoints, find_keypoints
from writerid.pipeline.prepare import decide_ink, prepare, with_resolution
from writerid.pipeline.steps import Step
from writerid.tasks import Task

PREVIEW_PIXELS = 1_500_000
PICTURE_PIXELS = 12_000_000
"""A page at 300 dpi, up to A3; larger ones are shown a little coarser."""

COARSE_PIXELS = 3_000_000
"""What was left out is found on a page of at most so many pixels."""

LEFT_OUT_RGB = (238, 170, 120)


def found_ink(request: InkRequest, task: Task) -> FoundInk:
    """Prepare the page, find its keypoints and draw what counts."""
    loaded, steps = request.loaded, request.steps
    if loaded.resolution is None:
        raise ResolutionError(
            f"{loaded.page.name} does not say its resolution: measure a length on it",
            path=loaded.page.path,
            page=loaded.page.number,
        )
    task.progress(0, 3, "finding the ink")
    prepared = prepare(with_resolution(loaded.page, loaded.resolution), steps)
    task.progress(1, 3, "finding keypoints")
    found = find_keypoints(prepared)
    keypoints = choose_keypoints(found)
    task.progress(2, 3, "drawing")
    px_per_px = loaded.resolution.dpi / WORKING_DPI
    drawn = _before_and_after(loaded.pyramid, prepared, steps, px_per_px)
    to_original = prepared.to_original
    return FoundInk(
        steps,
        tuple(to_picture(level) for level in build_pyramid(drawn).levels),
        prepared.writing_mm,
        len(found),
        prepared.map_to_original(keypoints.position_300),
        np.asarray(keypoints.size_300 * px_per_px, dtype=np.float32),
        math.degrees(math.atan2(-to_original[1, 0], to_original[0, 0])),
    )


def ink_preview(request: InkRequest, task: Task) -> InkPreview:
    """Decide the ink of the visible part, at a size that is quick."""
    pyramid = request.loaded.pyramid
    height, width = pyramid.levels[0].shape[:2]
    x, y, w, h = request.visible or (0, 0, width, height)
    level = 0
    resolution = request.loaded.resolution
    fine = 1.0 if resolution is None else WORKING_DPI / resolution.dpi
    while level + 1 < len(pyramid.levels) and (
        w * h / 4.0**level > PREVIEW_PIXELS or 0.5**level > 1.5 * fine
    ):
        level += 1
    across, down = pyramid.scale_of(level)
    left, top = int(x / across), int(y / down)
    right, bottom = math.ceil((x + w) / across), math.ceil((y + h) / down)
    part = pyramid.levels[level][top:bottom, left:right]
    task.check_cancelled()
    ink = decide_ink(np.ascontiguousarray(part), request.steps)
    rect = (left * across, top * down, part.shape[1] * across, part.shape[0] * down)
    return InkPreview(to_picture(255 - 255 * ink), rect)


def _before_and_after(
    pyramid: Pyramid, prepared: PreparedPage, steps: tuple[Step, ...], px_per_px: float
) -> ByteArray:
    """RGB of the page at about 300 dpi: ink that counts is black, what was left out pale."""
    height, width = pyramid.levels[0].shape[:2]
    zoom = min(1.0 / px_per_px, math.sqrt(PICTURE_PIXELS / (width * height)), 1.0)
    size = (max(round(width * zoom), 1), max(round(height * zoom), 1))
    kept = _on_the_page(prepared, zoom, size)
    coarse = next(
        (one for one in pyramid.levels if one.shape[0] * one.shape[1] <= COARSE_PIXELS),
        pyramid.levels[-1],
    )
    dark = cv2.resize(decide_ink(coarse, steps), size, interpolation=cv2.INTER_NEAREST)
    # Around kept ink the coarse decision differs by an edge pixel: nothing was left out there.
    near = cv2.dilate(kept, np.ones((7, 7), np.uint8))
    picture = np.full((size[1], size[0], 3), 255, dtype=np.uint8)
    picture[(dark > 0) & (near == 0)] = LEFT_OUT_RGB
    black = cv2.cvtColor(255 - kept, cv2.COLOR_GRAY2RGB)
    return np.asarray(cv2.min(picture, black), dtype=np.uint8)


def _on_the_page(
    prepared: PreparedPage, zoom: float, size: tuple[int, int]
) -> npt.NDArray[np.uint8]:
    """The ink brought from its own turned frame back onto the page, reduced by ``zoom``."""
    to_small = np.array(prepared.to_original) * zoom
    to_small[:, 2] += to_small[:, :2] @ [0.5, 0.5] - 0.5
    ink = cv2.warpAffine(prepared.ink * 255, to_small, size, flags=cv2.INTER_LINEAR)
    return np.asarray(ink, dtype=np.uint8)
