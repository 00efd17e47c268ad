"""How two pages stand on a plate: side by side or one above the other, at what scale.

Both pages are cut down to where patches are, and are drawn at one scale on paper wherever their
sizes are known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from writerid.model import MM_PER_INCH
from writerid.report.layout import Paper

PRINT_DPI = 220.0
LARGEST_SCALE = 1.6
"""A single word is not blown up beyond this."""

GUTTER_MM = 7.0
BETWEEN_MM = 16.0
"""Between two pages beside each other, and one above the other (captions stand there)."""

RULER_MM = 5.0
"""Above and left of each page, for its marks in mm."""

DENSITIES = (72.0, 110.0, 150.0, 200.0, 250.0, 300.0, 400.0)
"""Pixels an inch of the page that pictures are drawn at: few, so that plates share them."""


@dataclass(frozen=True)
class Area:
    """What a page leaves for a plate."""

    width_mm: float
    height_mm: float


AREAS: Mapping[Paper, Area] = {"a4": Area(170.0, 205.0), "us-letter": Area(175.9, 187.0)}


@dataclass(frozen=True)
class PlatePlan:
    """``stacked``: one above the other. ``scales``: mm on paper a mm of each page."""

    stacked: bool
    scales: tuple[float, float]

    @property
    def one_scale(self) -> bool:
        """Whether both are drawn at the same scale."""
        return self.scales[0] == self.scales[1]


def plan_plate(
    paper: Paper, sizes_mm: Sequence[tuple[float, float]], *, comparable: bool = True
) -> PlatePlan:
    """Where the two cut-outs of these sizes (width, height) are largest.

    ``comparable``: whether both sizes are true ones; if not, each has a scale of its own.
    """
    area = AREAS[paper]
    half = (area.width_mm - GUTTER_MM) / 2.0 - RULER_MM
    room = (area.height_mm - BETWEEN_MM) / 2.0 - RULER_MM
    beside = tuple(_fit(size, half, area.height_mm - RULER_MM) for size in sizes_mm)
    above = tuple(_fit(size, area.width_mm - RULER_MM, room) for size in sizes_mm)
    stacked = min(above) > min(beside)
    scales = above if stacked else beside
    if comparable:
        scales = (min(scales),) * 2
    return PlatePlan(stacked, (scales[0], scales[1]))


def picture_width_px(page: Mapping[str, Any], box_px: Sequence[int], scale: float) -> int:
    """How many pixels wide the picture of a cut-out is, so that it is sharp in print."""
    wanted = PRINT_DPI * scale
    density = min((one for one in DENSITIES if one >= wanted), default=DENSITIES[-1])
    width = box_px[2] - box_px[0]
    return max(round(width * min(density / page["dpi"], 1.0)), 1)


def size_mm(page: Mapping[str, Any], box_px: Sequence[int]) -> tuple[float, float]:
    """The size of a cut-out on the page itself."""
    mm = MM_PER_INCH / page["dpi"]
    return (box_px[2] - box_px[0]) * mm, (box_px[3] - box_px[1]) * mm


def _fit(size: tuple[float, float], width_mm: float, height_mm: float) -> float:
    return min(width_mm / size[0], height_mm / size[1], LARGEST_SCALE)
