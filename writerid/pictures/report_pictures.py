"""The pictures of a report, as JPEG: pages small, parts of pages, and windows one by one."""

from pathlib import Path

import numpy as np
from PIL import Image

from writerid.model import ByteArray, FloatArray
from writerid.pictures.drawing import SURFACE, window_crop

CONTEXT = 1.9
"""A crop is this many windows wide."""

CROP_PX = 216
"""A crop's side: 22 mm at 250 dpi."""

THUMBNAIL_PX = 420
PALER = 0.35
QUALITY = 84


def save_thumbnail(pixels: ByteArray, file: Path) -> None:
    """The whole page, small."""
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    picture.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX), Image.Resampling.LANCZOS, reducing_gap=2.0)
    _save(picture, file)


def save_cutout(
    pixels: ByteArray, box_px: tuple[int, int, int, int], width: int, file: Path
) -> None:
    """A part of the page (left, top, right, bottom), ``width`` pixels wide."""
    left, top, right, bottom = box_px
    part = Image.fromarray(np.ascontiguousarray(pixels[top:bottom, left:right]))
    height = max(round(part.height * width / part.width), 1)
    if width < part.width:
        part = part.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    _save(part, file)


def save_crop(pixels: ByteArray, corners_px: FloatArray, file: Path) -> None:
    """The original pixels around a window, which stands upright; what lies outside it paler."""
    crop = window_crop(pixels, corners_px, CONTEXT, CROP_PX)
    paler = Image.blend(crop, Image.new("RGB", crop.size, SURFACE), PALER)
    side = round(CROP_PX / CONTEXT)
    start = (CROP_PX - side) // 2
    inner = (start, start, start + side, start + side)
    paler.paste(crop.crop(inner), inner)
    _save(paler.convert("L") if pixels.ndim == 2 else paler, file)


def _save(picture: Image.Image, file: Path) -> None:
    picture.save(file, format="JPEG", quality=QUALITY, subsampling=0)
