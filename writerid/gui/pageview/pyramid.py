"""Reduced copies of a page and the tiles cut from them."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QImage

from writerid.model import ByteArray
from writerid.tasks import Task

TILE_PX = 512
OVERVIEW_PX = 1024
"""The coarsest level has no side longer than this; it is kept as one picture."""


@dataclass(frozen=True)
class TileKey:
    """One tile: level 0 is the original, each further level half as large."""

    level: int
    column: int
    row: int


@dataclass(frozen=True, eq=False)
class Pyramid:
    """``levels[0]`` is the page's own array, uint8 (h, w) or (h, w, 3); the rest adds a third."""

    levels: tuple[ByteArray, ...]

    @property
    def byte_count(self) -> int:
        """Memory of all levels."""
        return sum(level.nbytes for level in self.levels)

    def level_for(self, zoom: float) -> int:
        """The coarsest level that still has a pixel for every pixel shown at ``zoom``."""
        level = 0
        while level + 1 < len(self.levels) and zoom * 2 ** (level + 1) <= 1.0:
            level += 1
        return level

    def scale_of(self, level: int) -> tuple[float, float]:
        """Original pixels per pixel of ``level``, across and down."""
        height, width = self.levels[level].shape[:2]
        full_height, full_width = self.levels[0].shape[:2]
        return full_width / width, full_height / height

    def tile_count(self, level: int) -> tuple[int, int]:
        """Columns and rows of tiles."""
        height, width = self.levels[level].shape[:2]
        return -(-width // TILE_PX), -(-height // TILE_PX)

    def cut(self, key: TileKey) -> QImage:
        """The picture of a tile, in the format that is painted fastest."""
        x, y = key.column * TILE_PX, key.row * TILE_PX
        return to_picture(self.levels[key.level][y : y + TILE_PX, x : x + TILE_PX])

    def overview(self) -> QImage:
        """The coarsest level as a picture."""
        return to_picture(self.levels[-1])


def cut_tile(request: tuple[Pyramid, TileKey], task: Task) -> QImage:
    """A tile; a job."""
    task.check_cancelled()
    pyramid, key = request
    return pyramid.cut(key)


def to_picture(pixels: ByteArray) -> QImage:
    """(h, w) grey, (h, w, 3) RGB or (h, w, 4) RGBA as a picture that owns its memory."""
    held = np.ascontiguousarray(pixels)
    height, width = held.shape[:2]
    kinds = {
        1: (QImage.Format.Format_Grayscale8, QImage.Format.Format_RGB32),
        3: (QImage.Format.Format_RGB888, QImage.Format.Format_RGB32),
        4: (QImage.Format.Format_RGBA8888, QImage.Format.Format_ARGB32_Premultiplied),
    }
    given, painted = kinds[1 if held.ndim == 2 else held.shape[2]]
    image = QImage(held.data, width, height, held.strides[0], given)
    # The conversion copies, so that the array may go.
    return image.convertToFormat(painted)
