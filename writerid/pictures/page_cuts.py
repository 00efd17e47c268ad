"""What pictures take from the scans' own pixels: each page is read once, and let go again."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from PIL import Image

from writerid.errors import ScanError
from writerid.model import ByteArray, ScannedPage
from writerid.pictures.drawing import page_image, window_crop
from writerid.pipeline.identify import EncodedPage
from writerid.pipeline.scan import read_page

Size = tuple[int, int]

CONTEXT = 1.9
"""A crop is this many windows wide."""

TILE = 196
"""A crop's side, pixels."""


@dataclass(frozen=True)
class Cuts:
    """Whole pages by their size in pixels, and crops around patches."""

    pages: dict[tuple[EncodedPage, Size], Image.Image] = field(default_factory=dict)
    crops: dict[tuple[EncodedPage, int], Image.Image] = field(default_factory=dict)


@dataclass
class _Order:
    sizes: dict[Size, None] = field(default_factory=dict)
    patches: dict[int, None] = field(default_factory=dict)


def cut_pages(
    pages: Iterable[tuple[EncodedPage, Size]], crops: Iterable[tuple[EncodedPage, int]]
) -> Cuts:
    """Read each page that is wanted, one at a time, and keep what is wanted of it.

    Raises ScanError for a file that is gone or has changed since it was encoded.
    """
    orders: dict[EncodedPage, _Order] = {}
    for page, size in pages:
        orders.setdefault(page, _Order()).sizes[size] = None
    for page, patch in crops:
        orders.setdefault(page, _Order()).patches[patch] = None
    cuts = Cuts()
    for page, order in orders.items():
        _cut(page, order, cuts)
    return cuts


def reduced_size(page: EncodedPage, zoom: float) -> Size:
    """Width and height of the page at ``zoom``."""
    return max(round(page.page.width_px * zoom), 1), max(round(page.page.height_px * zoom), 1)


def _cut(page: EncodedPage, order: _Order, cuts: Cuts) -> None:
    pixels = _pixels(page.page)
    for size in order.sizes:
        cuts.pages[page, size] = page_image(pixels).resize(
            size, Image.Resampling.LANCZOS, reducing_gap=3.0
        )
    for patch in order.patches:
        corners = page.patches.corners_px[patch]
        cuts.crops[page, patch] = window_crop(pixels, corners, CONTEXT, TILE)


def _pixels(page: ScannedPage) -> ByteArray:
    read = read_page(page.stored, page.number)
    if read.sha256 != page.sha256:
        raise ScanError(
            f"{page.name} was changed while it was looked at: run the same again",
            path=page.path,
            page=page.number,
        )
    return read.pixels
