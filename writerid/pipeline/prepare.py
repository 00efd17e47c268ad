"""Recorded preparation steps: what of the page is the writing under examination.

A preparation is a tuple of steps on top of the untouched original. Running it again gives the same
ink, so a record of the steps is all that has to be kept.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt
from skimage.morphology import skeletonize

from writerid.errors import PreparationError, ResolutionError
from writerid.model import (
    MM_PER_INCH,
    WORKING_DPI,
    ByteArray,
    Page,
    PreparedPage,
    Resolution,
)
from writerid.pipeline import ink as inking
from writerid.pipeline.printed import remove_printed_text
from writerid.pipeline.rules import remove_rules
from writerid.pipeline.steps import (
    AUTOMATIC,
    Deskew,
    InkColour,
    Mask,
    MaskStroke,
    Region,
    RemovePrint,
    RemoveRules,
    RemoveSpecks,
    Rotate,
    Step,
    Threshold,
)

LARGEST_WORKING_PIXELS = 120_000_000
"""About 900 × 900 mm at 300 dpi; a wrong resolution would otherwise fill the memory."""


def prepare(page: Page, steps: Sequence[Step] = AUTOMATIC) -> PreparedPage:
    """Ink of ``page`` at 300 dpi after ``steps``, in their fixed order of effect.

    Geometry first (rotation), then the ink decision, then what is taken out of it. Raises
    ResolutionError when the page has no resolution, PreparationError when a step does not fit it.
    """
    if page.resolution is None:
        raise ResolutionError(
            f"{page.name} does not say its resolution: give it with --dpi",
            path=page.path,
            page=page.number,
        )
    degrees = sum(step.degrees for step in steps if isinstance(step, Rotate))
    frame = _Frame.of(page, page.resolution, degrees)
    ink = _ink(frame, page, steps)
    if any(isinstance(step, Deskew) for step in steps):
        skew = skew_degrees(ink)
        if abs(skew) >= SMALLEST_SKEW:
            frame = _Frame.of(page, page.resolution, degrees - skew)
            ink = _ink(frame, page, steps)
    ink = _take_out(ink, frame, steps)
    ink.setflags(write=False)
    return PreparedPage(ink, frame.to_original, page.resolution, writing_length_mm(ink))


SMALLEST_SKEW = 0.4
LARGEST_SKEW = 8.0


def skew_degrees(ink: ByteArray) -> float:
    """The slope of the writing's lines, in degrees, positive when they fall to the right.

    The angle whose sheared row sums vary most, searched within ±8° at 50 dpi.
    """
    small = cv2.resize(ink * 255, None, fx=1 / 6, fy=1 / 6, interpolation=cv2.INTER_AREA)
    if not small.any():
        return 0.0
    rows, columns = small.nonzero()
    weight = small[rows, columns].astype(np.float64)

    def sharpness(degrees: float) -> float:
        height = rows - np.tan(np.radians(degrees)) * columns
        sums = np.bincount(np.rint(height - height.min()).astype(np.intp), weights=weight)
        return float(np.square(np.diff(sums)).sum())

    coarse = max(np.arange(-LARGEST_SKEW, LARGEST_SKEW + 0.25, 0.5), key=sharpness)
    fine = max(np.arange(coarse - 0.5, coarse + 0.55, 0.1), key=sharpness)
    return float(fine)


def writing_length_mm(ink: ByteArray) -> float:
    """The amount of writing: length of the ink's skeleton, mm, ``ink`` being at 300 dpi.

    The skeleton is taken at 150 dpi, which smooths the scan's noise away and is fast; diagonal
    steps count √2.
    """
    height, width = ink.shape
    half = cv2.resize(
        ink * 255, (max(width // 2, 1), max(height // 2, 1)), interpolation=cv2.INTER_AREA
    )
    line = skeletonize(half >= 128).astype(np.uint8)  # type: ignore[no-untyped-call]
    straight = int((line[:, 1:] & line[:, :-1]).sum()) + int((line[1:] & line[:-1]).sum())
    falling, rising = line[1:, 1:] & line[:-1, :-1], line[1:, :-1] & line[:-1, 1:]
    # A diagonal step beside a straight one is the corner of a staircase, counted there already.
    corner_falling = line[1:, :-1] | line[:-1, 1:]
    corner_rising = line[1:, 1:] | line[:-1, :-1]
    diagonal = int((falling & ~corner_falling & 1).sum()) + int((rising & ~corner_rising & 1).sum())
    return (straight + math.sqrt(2.0) * diagonal) * MM_PER_INCH / (WORKING_DPI / 2.0)


@dataclass(frozen=True, eq=False)
class _Frame:
    """The working image's geometry: original → turned → 300 dpi."""

    from_original: npt.NDArray[np.float64]
    to_original: npt.NDArray[np.float64]
    width: int
    height: int
    scale: float

    @classmethod
    def of(cls, page: Page, resolution: Resolution, degrees: float) -> "_Frame":
        """The frame that shows all of ``page`` turned clockwise by ``degrees``, at 300 dpi."""
        scale = WORKING_DPI / resolution.dpi
        angle = math.radians(degrees)
        cos, sin = math.cos(angle) * scale, math.sin(angle) * scale
        linear = np.array([[cos, -sin], [sin, cos]])
        corners = np.array(
            [[0, 0], [page.width_px, 0], [0, page.height_px], [page.width_px, page.height_px]]
        )
        turned = corners @ linear.T
        shift = -turned.min(axis=0)
        size = np.maximum(np.rint(np.ptp(turned, axis=0)), 1).astype(int)
        if int(size[0]) * int(size[1]) > LARGEST_WORKING_PIXELS:
            raise PreparationError(
                f"{page.name} would be {size[0]} × {size[1]} pixels at 300 dpi: "
                f"{resolution.dpi:g} dpi can't be right, give the true resolution",
                path=page.path,
                page=page.number,
            )
        forward = np.hstack([linear, shift[:, None]])
        back_linear = np.linalg.inv(linear)
        back = np.hstack([back_linear, (-back_linear @ shift)[:, None]])
        return cls(forward, back, int(size[0]), int(size[1]), scale)

    def warp(self, pixels: ByteArray, border: int | tuple[int, int, int]) -> ByteArray:
        """``pixels`` of the original in this frame."""
        plain = abs(self.from_original[0, 1]) < 1e-12 and self.from_original[0, 0] > 0
        if plain and self.scale == 1.0:
            return pixels
        size = (self.width, self.height)
        if plain:
            method = cv2.INTER_AREA if self.scale < 1.0 else cv2.INTER_CUBIC
            return np.asarray(cv2.resize(pixels, size, interpolation=method), dtype=np.uint8)
        source, forward = pixels, self.from_original
        if self.scale < 1.0:
            # Shrink first: warpAffine reads four neighbours and would alias.
            small = (
                max(round(pixels.shape[1] * self.scale), 1),
                max(round(pixels.shape[0] * self.scale), 1),
            )
            source = np.asarray(cv2.resize(pixels, small, interpolation=cv2.INTER_AREA), np.uint8)
            ratio = np.array([pixels.shape[1] / small[0], pixels.shape[0] / small[1]])
            forward = np.hstack([self.from_original[:, :2] * ratio, self.from_original[:, 2:]])
        # OpenCV counts from pixel centres, we from pixel edges.
        centred = forward.copy()
        centred[:, 2] += forward[:, :2] @ [0.5, 0.5] - 0.5
        return np.asarray(
            cv2.warpAffine(
                source,
                centred,
                size,
                flags=cv2.INTER_CUBIC,
                borderMode=cv2.BORDER_CONSTANT,
                borderValue=border,
            ),
            dtype=np.uint8,
        )


def decide_ink(pixels: ByteArray, steps: Sequence[Step]) -> ByteArray:
    """The ink of a picture as it is, 1 = ink, by the threshold and colour of ``steps`` alone.

    A preview: on a part of a page at 300 dpi it decides as prepare does, on a reduced picture
    nearly so. An ink colour is passed over where there is none.
    """
    flat = inking.flatten_background(inking.to_grey(pixels))
    ink = _thresholded(flat, steps)
    if pixels.ndim == 3:
        for step in steps:
            if isinstance(step, InkColour):
                ink = ink & inking.coloured_ink(pixels, step.rgb, step.tolerance)
    return np.ascontiguousarray(ink, dtype=np.uint8)


def _thresholded(flat: ByteArray, steps: Sequence[Step]) -> ByteArray:
    threshold = next((s for s in reversed(steps) if isinstance(s, Threshold)), Threshold())
    if threshold.method == "otsu":
        return inking.otsu_ink(flat)
    if threshold.method == "fixed":
        return (flat < threshold.level).astype(np.uint8)
    return inking.sauvola_ink(flat, threshold.sensitivity)


def _ink(frame: _Frame, page: Page, steps: Sequence[Step]) -> ByteArray:
    """The ink decision: everything dark, or of the wanted colour, before anything is taken out."""
    grey = inking.to_grey(page.pixels)
    paper = int(np.percentile(grey[:: max(page.height_px // 200, 1)], 90))
    flat = inking.flatten_background(frame.warp(grey, paper))
    ink = _thresholded(flat, steps)
    for step in steps:
        if isinstance(step, InkColour):
            if page.pixels.ndim == 2:
                raise PreparationError(
                    f"{page.name} has no colour: choose the ink by threshold instead",
                    path=page.path,
                    page=page.number,
                )
            colour = frame.warp(page.pixels, (paper, paper, paper))
            ink = ink & inking.coloured_ink(colour, step.rgb, step.tolerance)
    return np.ascontiguousarray(ink, dtype=np.uint8)


def _take_out(ink: ByteArray, frame: _Frame, steps: Sequence[Step]) -> ByteArray:
    """Region, masks, scan borders, rules, print and specks."""
    for step in steps:
        if isinstance(step, Region):
            ink = ink * _filled(frame, [step.polygon], ink.shape)
    masks = [step.polygon for step in steps if isinstance(step, Mask)]
    if masks:
        ink = ink * (1 - _filled(frame, masks, ink.shape))
    strokes = [step for step in steps if isinstance(step, MaskStroke)]
    if strokes:
        ink = ink * (1 - _brushed(frame, strokes, ink.shape))
    ink = inking.remove_page_edges(ink)
    if any(isinstance(step, RemoveRules) for step in steps):
        ink = remove_rules(ink)
    if any(isinstance(step, RemovePrint) for step in steps):
        ink = remove_printed_text(ink)
    for step in steps:
        if isinstance(step, RemoveSpecks):
            ink = inking.remove_specks(ink, step.least_area_300)
    return np.ascontiguousarray(ink)


def _filled(
    frame: _Frame, polygons: Sequence[tuple[tuple[float, float], ...]], shape: tuple[int, ...]
) -> ByteArray:
    """1 inside any of the polygons (original pixels), 0 outside."""
    image = np.zeros(shape, dtype=np.uint8)
    for polygon in polygons:
        cv2.fillPoly(image, [_fixed_point(frame, polygon)], 1, shift=FRACTION_BITS)
    return image


def _brushed(frame: _Frame, strokes: Sequence[MaskStroke], shape: tuple[int, ...]) -> ByteArray:
    """1 where any of the brush strokes (original pixels) has passed, 0 elsewhere."""
    image = np.zeros(shape, dtype=np.uint8)
    for stroke in strokes:
        points = _fixed_point(frame, stroke.line)
        width_300 = max(round(stroke.width_px * frame.scale), 1)
        # The last point once more: a single one is a dab.
        for start, end in zip(points, [*points[1:], points[-1]], strict=True):
            cv2.line(image, start.tolist(), end.tolist(), 1, width_300, cv2.LINE_8, FRACTION_BITS)
    return image


FRACTION_BITS = 4


def _fixed_point(
    frame: _Frame, points_px: tuple[tuple[float, float], ...]
) -> npt.NDArray[np.int32]:
    """Original pixels as the fixed-point numbers that OpenCV draws with, counted from centres."""
    points = np.asarray(points_px, dtype=np.float64) @ frame.from_original[:, :2].T
    points += frame.from_original[:, 2] - 0.5
    return np.rint(points * (1 << FRACTION_BITS)).astype(np.int32)


def with_resolution(page: Page, resolution: Resolution) -> Page:
    """The same page, its resolution settled."""
    return replace(page, resolution=resolution)
