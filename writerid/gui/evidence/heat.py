"""Relative contributions spread over the page as a heat map: blue supports, orange contradicts.

The colours are equal steps in OKLab, so that equal differences look equal, and their two hues are
kept apart by all common kinds of colour vision. Where nothing contributes the page shows through.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from writerid.gui.evidence.model import QUESTIONED
from writerid.gui.evidence.opening import OpenedEvidence
from writerid.model import ByteArray
from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.casework.stored_evidence import EvidenceSide

Doubles = npt.NDArray[np.float64]

CELLS_A_WINDOW = 4.0
SPREAD_CELLS = 2.0
"""The smoothing's standard deviation: half a window."""

LEAST_SHOWN = 0.04
MOST_OPAQUE = 0.78
STEPS = 129
LIGHTNESS = (0.93, 0.52)
CHROMA = (0.02, 0.15)
HUES_DEGREES = (250.0, 55.0)


@dataclass(frozen=True, eq=False)
class HeatWish:
    """Whose heat map: the questioned document's, or that of a known one by its counterparts."""

    opened: OpenedEvidence
    side: int


@dataclass(frozen=True, eq=False)
class HeatMap:
    """A picture for each page of a side, to be stretched over the page."""

    side: int
    pictures: tuple[QImage, ...]


def draw_heat(wish: HeatWish, task: Task) -> HeatMap:
    """Smooth the contributions of a side's patches on its pages; a job."""
    evidence = wish.opened.evidence
    relative = evidence.contributions.relative
    if wish.side == QUESTIONED:
        side, weights = evidence.questioned, relative
    else:
        side = evidence.known[wish.side]
        weights = np.zeros(len(side.corners_px))
        best = evidence.counterparts
        here = best.document[:, 0] == wish.side
        np.add.at(weights, best.patch[here, 0], relative[here])
    fields = []
    for number in range(len(side.pages)):
        task.check_cancelled()
        fields.append(smooth(side, weights, number))
    largest = max((float(np.abs(one).max(initial=0.0)) for one in fields), default=0.0) or 1.0
    return HeatMap(wish.side, tuple(colour(one / largest) for one in fields))


def smooth(side: "EvidenceSide", weights: Doubles, number: int) -> Doubles:
    """The weights of a page's patches, spread by half a window; cells of a quarter of a window."""
    page, patches = side.pages[number], side.on_page(number)
    if not len(patches):
        return np.zeros((2, 2))
    corners = side.corners_px[patches].astype(np.float64)
    window_px = float(np.linalg.norm(corners[:, 1] - corners[:, 0], axis=1).mean())
    cell = max(window_px / CELLS_A_WINDOW, 1.0)
    shape = (int(np.ceil(page.height_px / cell)), int(np.ceil(page.width_px / cell)))
    columns, rows = (corners.mean(axis=1) / cell).astype(int).T
    grid = np.zeros(shape)
    np.add.at(
        grid,
        (np.clip(rows, 0, shape[0] - 1), np.clip(columns, 0, shape[1] - 1)),
        weights[patches],
    )
    reach = np.arange(-6, 7)
    kernel = np.exp(-0.5 * (reach / SPREAD_CELLS) ** 2)
    for axis in (0, 1):
        grid = np.apply_along_axis(_spread, axis, grid, kernel / kernel.sum())
    return grid


def _spread(line: Doubles, kernel: Doubles) -> Doubles:
    half = len(kernel) // 2
    return np.convolve(line, kernel)[half : half + len(line)]


def colour(field: Doubles) -> QImage:
    """−1 to 1 as a picture; the page shows through where the value is small."""
    scale = colour_scale()
    place = np.clip(np.rint((field + 1.0) / 2.0 * (STEPS - 1)), 0, STEPS - 1).astype(int)
    rgba = np.empty((*field.shape, 4), np.uint8)
    rgba[..., :3] = scale[place]
    size = np.clip((np.abs(field) - LEAST_SHOWN) / (1.0 - LEAST_SHOWN), 0.0, 1.0)
    rgba[..., 3] = np.rint(255.0 * MOST_OPAQUE * np.sqrt(size))
    height, width = field.shape
    image = QImage(rgba.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def colour_scale() -> ByteArray:
    """(129, 3) RGB from the most contradicting through neutral to the most supporting."""
    value = np.linspace(-1.0, 1.0, STEPS)
    size = np.abs(value)
    lightness = LIGHTNESS[0] + (LIGHTNESS[1] - LIGHTNESS[0]) * size
    chroma = CHROMA[0] + (CHROMA[1] - CHROMA[0]) * size
    hue = np.radians(np.where(value >= 0.0, *HUES_DEGREES))
    return _rgb(lightness, chroma * np.cos(hue), chroma * np.sin(hue))


def _rgb(lightness: Doubles, a: Doubles, b: Doubles) -> ByteArray:
    """OKLab to sRGB (B. Ottosson, 2020)."""
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = np.stack(
        [
            4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
        ],
        axis=1,
    ).clip(0.0, 1.0)
    bent = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.rint(255.0 * bent).astype(np.uint8)
