"""Where the ink is: background flattened, then a threshold or an ink colour."""

import cv2
import numpy as np
import numpy.typing as npt

from writerid.model import ByteArray, FloatArray

BACKGROUND_CELL_PX = 8
"""The background is estimated on an image smaller by this factor: it varies slowly."""

BACKGROUND_REACH_300 = 100
"""Strokes narrower than this (8.5 mm at 300 dpi) are no background."""

SAUVOLA_WINDOW_300 = 61
SAUVOLA_RANGE = 128.0
LEAST_CONTRAST = 18.0
"""On a flattened page (paper = 255) nothing paler than this much below paper is ink."""


def to_grey(pixels: ByteArray) -> ByteArray:
    """Luminance of (h, w) grey or (h, w, 3) RGB pixels, (h, w)."""
    if pixels.ndim == 2:
        return pixels
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def flatten_background(grey: ByteArray) -> ByteArray:
    """Divide by the paper's brightness, so that paper is 255 everywhere and ink stays dark.

    ``grey`` is at 300 dpi. The paper is a morphological closing of a smaller image (strokes are
    narrower than the structuring element), smoothed.
    """
    height, width = grey.shape
    small_size = (max(width // BACKGROUND_CELL_PX, 1), max(height // BACKGROUND_CELL_PX, 1))
    small = cv2.resize(grey, small_size, interpolation=cv2.INTER_AREA)
    small = cv2.medianBlur(small, 3)
    reach = 2 * (BACKGROUND_REACH_300 // BACKGROUND_CELL_PX // 2) + 1
    element = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, element)
    paper = cv2.GaussianBlur(paper, (0, 0), reach / 3)
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, np.maximum(paper, 1), scale=255.0), dtype=np.uint8)


def otsu_ink(flat: ByteArray) -> ByteArray:
    """Ink by one threshold for the page (Otsu, 1979), 1 = ink."""
    threshold, _ = cv2.threshold(flat, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return (flat <= min(threshold, 255.0 - LEAST_CONTRAST)).astype(np.uint8)


def sauvola_ink(flat: ByteArray, sensitivity: float) -> ByteArray:
    """Ink by a local threshold (Sauvola & Pietikäinen, 2000), 1 = ink.

    T = m (1 + k (s / R − 1)) over a window of 5 mm; ``sensitivity`` is k: smaller takes more ink.
    """
    window = (SAUVOLA_WINDOW_300, SAUVOLA_WINDOW_300)
    mean = cv2.boxFilter(flat, cv2.CV_32F, window, borderType=cv2.BORDER_REFLECT)
    square = cv2.sqrBoxFilter(flat, cv2.CV_32F, window, borderType=cv2.BORDER_REFLECT)
    # In place: a page's worth of float32 made anew takes longer than the arithmetic.
    threshold: FloatArray = np.asarray(square, dtype=np.float32)
    threshold -= mean * mean
    np.maximum(threshold, 0.0, out=threshold)
    np.sqrt(threshold, out=threshold)
    threshold /= SAUVOLA_RANGE
    threshold -= 1.0
    threshold *= sensitivity
    threshold += 1.0
    threshold *= mean
    np.minimum(threshold, 255.0 - LEAST_CONTRAST, out=threshold)
    return (flat < threshold).view(np.uint8)


def coloured_ink(
    pixels: ByteArray, colour: tuple[int, int, int], tolerance: float
) -> npt.NDArray[np.bool_]:
    """Which pixels have the hue of ``colour`` (RGB), within ``tolerance`` in CIE a*b* units.

    Lightness is left out, so that a stroke's pale edge counts like its dark middle; for a grey or
    black ``colour`` this keeps everything without colour.
    """
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB).astype(np.float32)
    wanted = cv2.cvtColor(np.array([[colour]], dtype=np.uint8), cv2.COLOR_RGB2LAB)[0, 0]
    chroma = lab[..., 1:] - 128.0
    wanted_chroma = wanted[1:].astype(np.float32) - 128.0
    strength = float(np.hypot(*wanted_chroma))
    if strength < tolerance:
        return np.asarray(np.hypot(chroma[..., 0], chroma[..., 1]) <= tolerance)
    # Along the wanted hue any strength will do (pale edges); across it, the tolerance.
    along = chroma @ (wanted_chroma / strength)
    across = chroma @ (np.array([-wanted_chroma[1], wanted_chroma[0]]) / strength)
    return np.asarray((along >= 0.25 * strength) & (np.abs(across) <= tolerance))


def remove_specks(ink: ByteArray, least_area_300: int) -> ByteArray:
    """Drop connected components smaller than ``least_area_300`` pixels."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if count <= 1:
        return ink
    keep = stats[:, cv2.CC_STAT_AREA] >= least_area_300
    keep[0] = False
    return np.asarray(keep.astype(np.uint8)[labels])


def remove_page_edges(ink: ByteArray) -> ByteArray:
    """Drop dark borders of the scan: big solid components that touch the image's edge."""
    height, width = ink.shape
    if not (ink[0].any() or ink[-1].any() or ink[:, 0].any() or ink[:, -1].any()):
        return ink
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    x, y, w, h, area = (stats[:, column] for column in range(5))
    touches = (x == 0) | (y == 0) | (x + w == width) | (y + h == height)
    long = (w >= 0.5 * width) | (h >= 0.5 * height)
    solid = area >= 0.5 * w * h
    drop = touches & ((long & solid) | (area >= 0.1 * width * height))
    drop[0] = False
    if not drop.any():
        return ink
    drop[0] = True
    return np.asarray((~drop).astype(np.uint8)[labels])
