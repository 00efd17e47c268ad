"""Pages of a PDF as pixels, through pdfium; for scan alone."""

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from io import BufferedReader
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from writerid.model import MAX_DPI, MIN_DPI, ByteArray

PDFIUM_LOCK = threading.RLock()
"""pdfium is not thread-safe: whoever calls it, anywhere in the program, holds this. Reentrant, for
a document that is collected as garbage while another is rendered."""

POINTS_PER_INCH = 72.0

DRAWN_DPI = 300.0
"""A page drawn without a scan is rendered at the working resolution."""

LARGEST_LOGO_SHARE = 0.1
LARGEST_LOGO_DPI = 1200.0
"""Pictures on less than this share of a page don't make it a scan: they set no lower resolution
than a drawn page has, and none much higher."""

UNEQUAL_SHARE = 0.01
"""Resolutions across and down that differ by more are made equal, so that pixels are square."""

EDGE_PX = 0.01
"""pdfium widens an image to whole pixels; placed this much inside them it comes out 1:1."""

END_MARK = b"%%EOF"
END_REACH_BYTES = 1 << 16
"""Mail gateways and carving tools leave bytes behind the end mark."""


class PdfPages:
    """An open PDF. ``check_size(width_px, height_px)`` refuses what is too large to decode.

    Raises PdfiumError where pdfium can't read the file, EOFError where its end is missing.
    """

    def __init__(self, stream: BufferedReader, check_size: Callable[[int, int], None]) -> None:
        self._check_size = check_size
        _check_end(stream)
        with PDFIUM_LOCK:
            self._pdf = pdfium.PdfDocument(stream)
            self.count: int = len(self._pdf)

    def close(self) -> None:
        """Give the document back; the stream stays open."""
        with PDFIUM_LOCK:
            self._pdf.close()

    def read(self, number: int) -> tuple[ByteArray, float]:
        """Page ``number`` (from 1) as (h, w, 3) RGB, and its dpi.

        The pixels are those of the largest image on the page, one to one.
        """
        with PDFIUM_LOCK, closing(self._pdf[number - 1]) as page:
            frame = _frame(page, self._check_size)
            self._check_size(frame.width, frame.height)
            return _render(page, frame), frame.dpi


def _check_end(stream: BufferedReader) -> None:
    # pdfium repairs a PDF cut short and shows the pages or the version it still finds.
    size = stream.seek(0, 2)
    stream.seek(max(size - END_REACH_BYTES, 0))
    if END_MARK not in stream.read():
        raise EOFError
    stream.seek(0)


@dataclass(frozen=True)
class _Frame:
    """Where the page lies in the bitmap: pixels per point, shift in pixels, the bitmap's size."""

    scale: tuple[float, float]
    shift: tuple[float, float]
    width: int
    height: int
    dpi: float


@dataclass(frozen=True, eq=False)
class _Image:
    """An image on the page: pixels across and down, and its (2, 3) map from the unit square.

    The map leads to points on the page as displayed, y downwards.
    """

    handle: Any
    width_px: int
    height_px: int
    placed: npt.NDArray[np.float64]

    @property
    def sides_pt(self) -> tuple[float, float]:
        """Lengths of the image's own sides on the page."""
        across, down, _ = np.hypot(self.placed[0], self.placed[1])
        return float(across), float(down)

    @property
    def dpi(self) -> tuple[float, float]:
        """Along the image's own sides, 0 where it has no extent."""
        width_pt, height_pt = self.sides_pt
        if not (width_pt > 0.0 and height_pt > 0.0):
            return 0.0, 0.0
        return (
            self.width_px * POINTS_PER_INCH / width_pt,
            self.height_px * POINTS_PER_INCH / height_pt,
        )


def _frame(page: Any, check_size: Callable[[int, int], None]) -> _Frame:
    width_pt, height_pt = page.get_size()
    images = [
        image
        for image in _images(page, check_size)
        if all(MIN_DPI <= dpi <= MAX_DPI for dpi in image.dpi)
    ]
    dpi, scale, shift = DRAWN_DPI, (DRAWN_DPI / POINTS_PER_INCH,) * 2, (0.0, 0.0)
    if images:
        largest = max(images, key=lambda image: image.width_px * image.height_px)
        # pdfium shows nothing in the place of an image it can't decode; this says so.
        largest.handle.get_bitmap()
        dpi = max(largest.dpi)
        covered = sum(math.prod(image.sides_pt) for image in images)
        if covered < LARGEST_LOGO_SHARE * width_pt * height_pt:
            dpi = min(max(dpi, DRAWN_DPI), LARGEST_LOGO_DPI)
        scale = (dpi / POINTS_PER_INCH,) * 2
        if dpi == max(largest.dpi):
            scale, shift = _aligned(largest, scale)
    width = max(math.ceil(shift[0] + width_pt * scale[0] - 0.5), 1)
    height = max(math.ceil(shift[1] + height_pt * scale[1] - 0.5), 1)
    return _Frame(scale, shift, width, height, dpi)


def _aligned(
    image: _Image, scale: tuple[float, float]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Scale and shift that put an upright ``image`` on whole pixels; ``scale`` if it is turned."""
    sides = np.abs(image.placed[:, :2])
    pixels = (image.width_px, image.height_px)
    if sides[0, 0] < sides[0, 1]:
        sides, pixels = sides[:, ::-1], pixels[::-1]
    slant_px = max(sides[0, 1] * scale[0], sides[1, 0] * scale[1])
    extent_px = sides[0, 0] * scale[0], sides[1, 1] * scale[1]
    unequal = max(abs(1.0 - pixels[i] / extent_px[i]) for i in (0, 1))
    if slant_px > EDGE_PX or unequal > UNEQUAL_SHARE:
        return scale, (0.0, 0.0)
    exact = tuple((pixels[i] - 2.0 * EDGE_PX) / sides[i, i] for i in (0, 1))
    corner = image.placed[:, 2] + np.minimum(image.placed[:, :2], 0.0).sum(axis=1)
    start = [float(corner[i] * exact[i]) for i in (0, 1)]
    shift = tuple(round(start[i]) + EDGE_PX - start[i] for i in (0, 1))
    return (exact[0], exact[1]), (shift[0], shift[1])


def _images(page: Any, check_size: Callable[[int, int], None]) -> Iterator[_Image]:
    displayed = _display_matrix(page)
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE]):
        width_px, height_px = item.get_px_size()
        check_size(width_px, height_px)
        placed, holder = _matrix(item), item.container
        while holder is not None:
            placed, holder = _matrix(holder) @ placed, holder.container
        yield _Image(item, width_px, height_px, (displayed @ placed)[:2])


def _matrix(item: Any) -> npt.NDArray[np.float64]:
    a, b, c, d, e, f = item.get_matrix().get()
    return np.array([[a, c, e], [b, d, f], [0.0, 0.0, 1.0]])


def _display_matrix(page: Any) -> npt.NDArray[np.float64]:
    """From the page's own points (y upwards) to points as displayed, turned and cropped."""
    left, bottom, right, top = page.get_bbox()
    rows = {
        0: [[1.0, 0.0, -left], [0.0, -1.0, top]],
        90: [[0.0, 1.0, -bottom], [1.0, 0.0, -left]],
        180: [[-1.0, 0.0, right], [0.0, 1.0, -bottom]],
        270: [[0.0, -1.0, top], [-1.0, 0.0, right]],
    }[page.get_rotation()]
    return np.array([*rows, [0.0, 0.0, 1.0]])


def _render(page: Any, frame: _Frame) -> ByteArray:
    bitmap = pdfium.PdfBitmap.new_native(
        frame.width, frame.height, pdfium_c.FPDFBitmap_BGR, rev_byteorder=True
    )
    with closing(bitmap):
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, frame.width, frame.height)
        matrix = pdfium_c.FS_MATRIX(
            frame.scale[0], 0.0, 0.0, frame.scale[1], frame.shift[0], frame.shift[1]
        )
        whole = pdfium_c.FS_RECTF(0.0, 0.0, frame.width, frame.height)
        flags = pdfium_c.FPDF_ANNOT | pdfium_c.FPDF_REVERSE_BYTE_ORDER
        pdfium_c.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, whole, flags)
        return np.array(bitmap.to_numpy(), dtype=np.uint8)
