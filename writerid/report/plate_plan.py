"""How pages stand on a plate: beside each other or one above the other, and at what scale.

The pages are cut down to where patches are, and are drawn at one scale on paper wherever their
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
CAPTIONS_MM = 11.0
"""Above and below each page, for its caption and its scale bar."""

RULER_MM = 5.0
"""Above and left of each page, for its marks in mm."""

DENSITIES = (72.0, 110.0, 150.0, 200.0, 250.0, 300.0, 400.0)
"""Pixels an inch of the page that pictures are drawn at: few, so that plates share them."""


@dataclass(frozen=True)
class Area:
    """What a page leaves for a plate."""

    width_mm: float
    height_mm: float


AREAS: Mapping[Paper, Area] = {"a4": Area(170.0, 222.0), "us-letter": Area(175.9, 205.0)}


@dataclass(frozen=True)
class PlatePlan:
    """``columns`` of pages beside each other; ``scales``: mm on paper a mm of each page."""

    columns: int
    scales: tuple[float, ...]

    @property
    def one_scale(self) -> bool:
        """Whether all are drawn at the same scale."""
        return len(set(self.scales)) == 1


def plan_plate(
    paper: Paper, sizes_mm: Sequence[tuple[float, float]], *, comparable: bool = True
) -> PlatePlan:
    """The arrangement in which cut-outs of these sizes (width, height) are largest.

    ``comparable``: whether all sizes are true ones; if not, each has a scale of its own.
    """
    plans = [_arranged(AREAS[paper], sizes_mm, columns) for columns in (1, 2)]
    best = max(plans, key=lambda plan: min(plan.scales))
    if not comparable:
        return best
    return PlatePlan(best.columns, (min(best.scales),) * len(sizes_mm))


def _arranged(area: Area, sizes_mm: Sequence[tuple[float, float]], columns: int) -> PlatePlan:
    rows = -(-len(sizes_mm) // columns)
    width = (area.width_mm - GUTTER_MM * (columns - 1)) / columns - RULER_MM
    height = area.height_mm / rows - RULER_MM - CAPTIONS_MM
    return PlatePlan(
        columns,
        tuple(min(width / size[0], height / size[1], LARGEST_SCALE) for size in sizes_mm),
    )


def picture_width_px(page: Mapping[str, Any], box_px: Sequence[int], scale: float) -> int:
    """How many pixels wide the picture of a cut-out is, so that it is sharp in print."""
    wanted = PRINT_DPI * scale
    density = min((one for one in DENSITIES if one >= wanted), default=DENSITIES[-1])
    width = box_px[2] - box_px[0]
    return max(round(width * min(density / float(page["dpi"]), 1.0)), 1)


def size_mm(page: Mapping[str, Any], box_px: Sequence[int]) -> tuple[float, float]:
    """The size of a cut-out on the page itself."""
    mm = MM_PER_INCH / page["dpi"]
    return (box_px[2] - box_px[0]) * mm, (box_px[3] - box_px[1]) * mm
