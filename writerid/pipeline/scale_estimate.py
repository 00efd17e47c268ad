"""The scale of a page from its writing, for photographs whose resolution nobody knows.

Three measures of the ink that vary little between hands and hardly together (distance of the lines,
gap between strokes, width of strokes) are compared with their typical sizes. The outcome is the dpi
at which the writing would have a typical size, no measurement of the paper.
"""

import math

import cv2
import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from writerid.errors import ResolutionError
from writerid.model import MAX_DPI, MIN_DPI, MM_PER_INCH, ByteArray
from writerid.pipeline import ink as inking

LINE_PITCH_MM = 9.65
STROKE_GAP_MM = 1.59
STROKE_WIDTH_MM = 0.31
"""Typical sizes: medians over 111 pages of contemporary French handwriting, scanned at 300 dpi."""

MEASURING_DPI = 200.0
"""Fine enough for a stroke's width, coarse enough to be fast."""

PASSES = 3
"""Each pass brings the writing nearer to the measuring resolution; a fourth changes little."""

FIRST_PIXELS = 1_500_000
"""A page of A4 has 2.9 million at the measuring resolution, its written part less."""

MOST_PIXELS = 6_000_000
LARGEST_MAGNIFICATION = 6.0

INK_SENSITIVITY = 0.2
LEAST_SPECK_AREA = 8
LONGEST_STROKE_MM = 11.5
"""Straight ink that runs further than this is a rule or an edge."""

LONGEST_GAP_MM = 7.5
"""Wider gaps lie between words and columns."""

LEAST_GAPS = 400
"""A line or two of writing have more."""

LARGEST_PITCH_MM = 40.0
MOST_DISAGREEMENT = 1.5
"""A measure further from the middle one than this factor counts as being this far."""


def estimate_dpi(grey: ByteArray) -> float:
    """Estimate the resolution of a (h, w) page, dark ink on light paper, from its writing.

    Copes with rules, shadows and a slope of a few degrees. Deterministic; follows the page's scale.
    Raises ResolutionError where there is too little writing.
    """
    scale = math.sqrt(FIRST_PIXELS / grey.size)
    dpi = MEASURING_DPI
    for _ in range(PASSES):
        dpi = _measure(_resized(grey, scale)) / scale
        scale = min(MEASURING_DPI / dpi, math.sqrt(MOST_PIXELS / grey.size), LARGEST_MAGNIFICATION)
    if not MIN_DPI <= dpi <= MAX_DPI:
        raise ResolutionError(
            f"the writing looks like a scan at {dpi:.0f} dpi, which can't be: give the resolution"
        )
    return dpi


def _resized(grey: ByteArray, scale: float) -> ByteArray:
    size = tuple(max(round(side * scale), 1) for side in reversed(grey.shape))
    method = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, size, interpolation=method), dtype=np.uint8)


def _measure(grey: ByteArray) -> float:
    """Dpi of a page that has about MEASURING_DPI: the mean of the measures, on a log scale."""
    ink = _ink(grey)
    gaps = _gaps_px(ink)
    if len(gaps) < LEAST_GAPS:
        raise ResolutionError(
            "there is too little writing to estimate the scale from: give the resolution"
        )
    sizes = [(_middle_mean(gaps), STROKE_GAP_MM), (_stroke_width_px(ink), STROKE_WIDTH_MM)]
    pitch_px = _line_pitch_px(ink)
    if pitch_px is not None:
        sizes.append((pitch_px, LINE_PITCH_MM))
    logs = np.log([size_px / size_mm * MM_PER_INCH for size_px, size_mm in sizes])
    middle, reach = np.median(logs), math.log(MOST_DISAGREEMENT)
    return float(np.exp(np.clip(logs, middle - reach, middle + reach).mean()))


def _pixels(length_mm: float) -> int:
    return round(length_mm / MM_PER_INCH * MEASURING_DPI)


def _ink(grey: ByteArray) -> ByteArray:
    """The page's ink without edges, specks and whatever is long and straight, 1 = ink."""
    flat = inking.flatten_background(grey)
    ink = inking.remove_page_edges(inking.sauvola_ink(flat, INK_SENSITIVITY))
    length = _pixels(LONGEST_STROKE_MM)
    thick = np.ones((3, 1), dtype=np.uint8)
    across = cv2.getStructuringElement(cv2.MORPH_RECT, (length, 1))
    # Rules are rarely level with the pixels: thickened and their gaps bridged, they are found.
    bridge = cv2.getStructuringElement(cv2.MORPH_RECT, (9, 1))
    level = cv2.morphologyEx(cv2.dilate(ink, thick), cv2.MORPH_CLOSE, bridge)
    level = cv2.dilate(cv2.morphologyEx(level, cv2.MORPH_OPEN, across), thick)
    upright = cv2.dilate(cv2.morphologyEx(ink, cv2.MORPH_OPEN, across.T), thick.T)
    ink[(level > 0) | (upright > 0)] = 0
    return inking.remove_specks(ink, LEAST_SPECK_AREA)


def _gaps_px(ink: ByteArray) -> npt.NDArray[np.intp]:
    """Lengths of the horizontal gaps between strokes, within words."""
    # A column of ink at the right ends the last gap of every row.
    rows = np.pad(ink, ((0, 0), (0, 1)), constant_values=1).ravel()
    changes = np.flatnonzero(rows[1:] != rows[:-1])
    lengths = np.diff(changes)
    gaps = lengths[rows[changes[:-1] + 1] == 0]
    return np.asarray(gaps[gaps < _pixels(LONGEST_GAP_MM)], dtype=np.intp)


def _middle_mean(values: npt.NDArray[np.intp]) -> float:
    """Mean of the middle half: as robust as a median, and no whole number."""
    ordered = np.sort(values)
    quarter = len(ordered) // 4
    return float(ordered[quarter : len(ordered) - quarter].mean())


def _stroke_width_px(ink: ByteArray) -> float:
    """Twice the ink's area by the length of its outline, a two-pixel band in the gradient."""
    band = cv2.morphologyEx(ink, cv2.MORPH_GRADIENT, np.ones((3, 3), dtype=np.uint8))
    return 4.0 * float(ink.sum()) / float(band.sum())


def _line_pitch_px(ink: ByteArray) -> float | None:
    """Distance of the lines: the first high peak in the autocorrelation of the row sums.

    The sums are taken over narrow overlapping strips, so that a slope does not smear them.
    """
    height, width = ink.shape
    reach = min(height, _pixels(LARGEST_PITCH_MM))
    strip = max(width // 8, 40)
    total = np.zeros(reach)
    for start in range(0, max(width - strip, 0) + 1, strip // 2):
        sums = ink[:, start : start + strip].sum(axis=1, dtype=np.float64)
        spectrum = np.fft.rfft(sums - sums.mean(), 2 * height)
        correlation = np.fft.irfft(np.square(np.abs(spectrum)))[:reach]
        if correlation[0] > 0.0:
            pairs = np.arange(height, height - reach, -1)
            total += correlation / pairs / math.sqrt(correlation[0] / height)
    curve = gaussian_filter1d(total, 2.0)
    below = np.flatnonzero(curve < 0.15 * curve[0])
    if not len(below):
        return None
    peaks = 1 + np.flatnonzero((curve[1:-1] > curve[:-2]) & (curve[1:-1] >= curve[2:]))
    peaks = peaks[(peaks > below[0]) & (curve[peaks] > 0.0)]
    if not len(peaks):
        return None
    return float(peaks[curve[peaks] >= 0.5 * curve[peaks].max()][0])
