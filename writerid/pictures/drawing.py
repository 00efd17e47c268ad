"""Drawing with Pillow: type, colours, cut-outs of pages, scale bars."""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from writerid.model import MM_PER_INCH, ByteArray, FloatArray, Resolution

Colour = tuple[int, int, int]
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Point = tuple[float, float]

SUPPORTING: Colour = (0, 84, 166)
CONTRADICTING: Colour = (191, 87, 0)
"""Blue and orange: told apart with any colour vision, and no traffic light."""

TEXT: Colour = (28, 30, 36)
FAINT: Colour = (96, 100, 110)
SURFACE: Colour = (255, 255, 255)
EDGE: Colour = (196, 200, 208)

BAR_MM = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
BAR_PX = 170
"""A scale bar is the longest of the round lengths that stays within this."""


@cache
def font(size: int, *, bold: bool = False) -> Font:
    """DejaVu Sans, which comes with matplotlib: the same letters on every machine.

    Pillow's own typeface has no letter outside ASCII, and names of writers do.
    """
    matplotlib = find_spec("matplotlib")
    for folder in (matplotlib and matplotlib.submodule_search_locations) or ():
        file = Path(folder) / "mpl-data/fonts/ttf" / f"DejaVuSans{'-Bold' if bold else ''}.ttf"
        if file.is_file():
            return ImageFont.truetype(file, size)
    return ImageFont.load_default(size)


def page_image(pixels: ByteArray) -> Image.Image:
    """RGB picture of a page's pixels."""
    return Image.fromarray(np.ascontiguousarray(pixels)).convert("RGB")


def window_crop(
    pixels: ByteArray, corners_px: FloatArray, context: float, side: int
) -> Image.Image:
    """The original pixels around a window, turned so that the window stands upright.

    ``corners_px`` (4, 2), clockwise from the top left as it was read. The crop is ``side`` pixels
    wide and ``context`` windows: one window is one size on paper, whatever the scan's dpi. Beyond
    the page's edge the crop is white.
    """
    corners = corners_px.astype(np.float64)
    centre, across, down = corners.mean(axis=0), corners[1] - corners[0], corners[3] - corners[0]
    reach = context * (np.abs(across) + np.abs(down)).max() / 2.0
    left, top = np.floor(centre - reach).astype(int) - 2
    size = int(np.ceil(2.0 * reach)) + 4
    part = _part(pixels, left, top, size)
    # Shrink a fine scan first, or the crop would show every n-th pixel.
    coarser = max(int(context * np.linalg.norm(across) / side), 1)
    if coarser > 1:
        part = part.reduce(coarser)
    step = context / side / coarser
    start = (centre - (left, top)) / coarser - (across + down) * context / 2.0 / coarser
    (ax, ay), (bx, by) = across * step, down * step
    return part.transform(
        (side, side),
        Image.Transform.AFFINE,
        (ax, bx, float(start[0]), ay, by, float(start[1])),
        Image.Resampling.BICUBIC,
        fillcolor=SURFACE,
    )


def _part(pixels: ByteArray, left: int, top: int, size: int) -> Image.Image:
    """A square of the page; white where it reaches beyond."""
    part = Image.new("RGB", (size, size), SURFACE)
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = max(left, 0), max(top, 0), min(left + size, width), min(top + size, height)
    if x1 > x0 and y1 > y0:
        part.paste(page_image(pixels[y0:y1, x0:x1]), (x0 - left, y0 - top))
    return part


def outline(
    draw: ImageDraw.ImageDraw,
    corners: Sequence[Point],
    fill: tuple[int, ...],
    width: int,
    dash: float = 0.0,
) -> None:
    """A closed outline through ``corners``, dashed every ``dash`` pixels unless that is 0."""
    if dash <= 0.0:
        draw.line([*corners, corners[0], corners[1]], fill=fill, width=width, joint="curve")
        return
    for begin, end in zip(corners, [*corners[1:], corners[0]], strict=True):
        x, y = np.asarray(begin), np.asarray(end)
        # An odd number of equal pieces: each corner is drawn.
        pieces = 2 * round(float(np.linalg.norm(y - x)) / (2.0 * dash)) + 1
        for piece in range(0, pieces, 2):
            a, b = x + (y - x) * piece / pieces, x + (y - x) * (piece + 1) / pieces
            draw.line([tuple(a.tolist()), tuple(b.tolist())], fill=fill, width=width)


def scale_bar(draw: ImageDraw.ImageDraw, place: Point, resolution: Resolution, zoom: float) -> None:
    """A bar of a round length where the resolution is a true one; elsewhere, why there is none."""
    x, y = place
    if not resolution.is_true_size:
        text = f"no scale bar: the resolution was {resolution.source}"
        draw.text((x, y), text, FAINT, font(20), anchor="lm")
        return
    mm_px = resolution.dpi * zoom / MM_PER_INCH
    length_mm = max((mm for mm in BAR_MM if mm * mm_px <= BAR_PX), default=BAR_MM[0])
    end = x + length_mm * mm_px
    draw.line([(x, y), (end, y)], fill=TEXT, width=3)
    for tick in (x, end):
        draw.line([(tick, y - 6), (tick, y + 6)], fill=TEXT, width=3)
    draw.text((end + 12, y), f"{length_mm:g} mm", TEXT, font(20), anchor="lm")


def wrapped(text: str, face: Font, width: float) -> list[str]:
    """Break ``text`` into lines that fit ``width``; a word longer than a line is cut."""
    lines = [""]
    for whole in text.split():
        word = whole
        while face.getlength(word) > width:
            keep = max(
                (n for n in range(1, len(word)) if face.getlength(word[:n]) <= width), default=1
            )
            lines += [word[:keep], ""]
            word = word[keep:]
        longer = f"{lines[-1]} {word}".strip()
        if face.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line for line in lines if line]


def shortened(text: str, face: Font, width: float) -> str:
    """``text``, its middle left out where it is too long for ``width``."""
    if face.getlength(text) <= width:
        return text
    keep = len(text)
    while keep > 2:
        keep -= 1
        short = f"{text[: keep - keep // 2]}…{text[len(text) - keep // 2 :]}"
        if face.getlength(short) <= width:
            return short
    return "…"


def signed(value: float, decimals: int) -> str:
    """A number with its sign, a true minus; what rounds to zero bears none."""
    text = plain(value, decimals)
    return text if text[0] == "\N{MINUS SIGN}" or not text.strip("0.") else f"+{text}"


def plain(value: float, decimals: int) -> str:
    """A number with a true minus; what rounds to zero bears none."""
    rounded = round(value, decimals) + 0.0
    return f"{rounded:.{decimals}f}".replace("-", "\N{MINUS SIGN}")


def paragraph(
    draw: ImageDraw.ImageDraw, place: Point, text: str, width: float, size: int, fill: Colour
) -> float:
    """Set ``text`` in lines of ``width``; returns where the next paragraph may begin."""
    x, y = place
    for line in wrapped(text, font(size), width):
        draw.text((x, y), line, fill, font(size))
        y += round(size * 1.45)
    return y


def paragraph_height(text: str, width: float, size: int) -> int:
    """The height that ``paragraph`` takes."""
    return len(wrapped(text, font(size), width)) * round(size * 1.45)
