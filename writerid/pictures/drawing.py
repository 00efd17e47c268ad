"""Drawing on page pictures with Pillow."""

from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from writerid.model import MM_PER_INCH, ByteArray, FloatArray, Resolution

SUPPORTING = (0, 90, 181)
CONTRADICTING = (194, 96, 0)
"""Blue and orange: told apart with any colour vision, and no traffic light."""

TEXT = (32, 34, 40)
FAINT = (110, 114, 122)
SURFACE = (255, 255, 255)
EDGE = (205, 208, 214)

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@cache
def font(size: int) -> Font:
    """The built-in typeface, so that a picture looks the same on every machine."""
    return ImageFont.load_default(size)


def page_image(pixels: ByteArray) -> Image.Image:
    """RGB picture of a page's pixels."""
    return Image.fromarray(np.ascontiguousarray(pixels)).convert("RGB")


def crop_around(
    pixels: ByteArray, corners_px: FloatArray, context: float, side: int
) -> tuple[Image.Image, list[tuple[float, float]]]:
    """The surroundings of a window, upright on the page, ``side`` pixels wide.

    ``corners_px`` (4, 2); ``context`` is the crop's side over the window's. Returns the crop and
    the window's corners in it. Beyond the page's edge the crop is white.
    """
    centre = corners_px.mean(axis=0).astype(float)
    window = float(np.linalg.norm(corners_px[1] - corners_px[0]))
    reach = window * context / 2.0
    box = (*(centre - reach), *(centre + reach))
    zoom = side / (2.0 * reach)
    left, top = int(np.floor(box[0])) - 1, int(np.floor(box[1])) - 1
    size = int(np.ceil(2.0 * reach)) + 3
    canvas = Image.new("RGB", (size, size), SURFACE)
    height, width = pixels.shape[:2]
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + size, width), min(top + size, height)
    if x1 > x0 and y1 > y0:
        canvas.paste(page_image(pixels[y0:y1, x0:x1]), (x0 - left, y0 - top))
    inner = (box[0] - left, box[1] - top, box[2] - left, box[3] - top)
    crop = canvas.resize((side, side), Image.Resampling.BICUBIC, box=inner)
    corners = [((x - box[0]) * zoom, (y - box[1]) * zoom) for x, y in corners_px.tolist()]
    return crop, corners


def outline(
    draw: ImageDraw.ImageDraw,
    corners: list[tuple[float, float]],
    colour: tuple[int, int, int],
    width: int,
) -> None:
    """A closed outline through ``corners``."""
    draw.line([*corners, corners[0]], fill=colour, width=width, joint="curve")


def scale_bar(
    draw: ImageDraw.ImageDraw, place: tuple[float, float], resolution: Resolution, zoom: float
) -> None:
    """A 10 mm bar where the resolution is a true one; nothing elsewhere."""
    x, y = place
    if not resolution.is_true_size:
        draw.text((x, y - 8), f"no scale: resolution {resolution.source}", FAINT, font(15))
        return
    length = 10.0 / MM_PER_INCH * resolution.dpi * zoom
    draw.line([(x, y), (x + length, y)], fill=TEXT, width=3)
    for end in (x, x + length):
        draw.line([(end, y - 5), (end, y + 5)], fill=TEXT, width=2)
    draw.text((x + length + 10, y - 9), "10 mm", TEXT, font(16))


def wrapped(draw: ImageDraw.ImageDraw, text: str, size: int, width: float) -> list[str]:
    """Break ``text`` into lines that fit ``width``; a word longer than a line is cut."""

    def fits(part: str) -> bool:
        return draw.textlength(part, font(size)) <= width

    lines = [""]
    for whole in text.split():
        word = whole
        while not fits(word):
            keep = max((n for n in range(1, len(word)) if fits(word[:n])), default=1)
            lines += [word[:keep], ""]
            word = word[keep:]
        longer = f"{lines[-1]} {word}".strip()
        if fits(longer):
            lines[-1] = longer
        else:
            lines.append(word)
    return [line for line in lines if line]
