"""Where labels stand beside small windows without covering each other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from writerid.pictures.drawing import Point, font

LABEL_SIZE = 17
CLEARANCE = 3.0
RINGS = (0.0, 16.0, 34.0, 56.0)
"""Distances from the window that are tried, nearest first; beyond the first a leader is drawn."""

DIRECTIONS = ((-1, -1), (1, -1), (-1, 1), (1, 1), (0, -1), (0, 1), (-1, 0), (1, 0))

Boxes = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LabelPlace:
    """The centre of a label, and the line to its window where it stands apart."""

    centre: Point
    leader: tuple[Point, Point] | None


def place_labels(
    texts: Sequence[str],
    owners: Sequence[int],
    windows: Sequence[Sequence[Point]],
    size: tuple[int, int],
) -> list[LabelPlace]:
    """Places for labels, in their order, inside a picture of ``size``.

    ``owners``: the window of each label. A label avoids other labels first, then windows.
    """
    obstacles = np.array([_bounds(window) for window in windows]).reshape(-1, 4)
    placed: Boxes = np.empty((0, 4))
    places = []
    for text, owner in zip(texts, owners, strict=True):
        left, top, right, bottom = font(LABEL_SIZE, bold=True).getbbox(text)
        half = np.array([right - left + 4.0, bottom - top + 4.0]) / 2.0
        box, ring = _best(obstacles, owner, half, placed, size)
        placed = np.vstack([placed, box])
        centre = ((box[0] + box[2]) / 2.0, (box[1] + box[3]) / 2.0)
        places.append(LabelPlace(centre, _leader(centre, obstacles[owner]) if ring else None))
    return places


def _best(
    obstacles: Boxes,
    owner: int,
    half: npt.NDArray[np.float64],
    placed: Boxes,
    size: tuple[int, int],
) -> tuple[Boxes, int]:
    """The box that costs least, and its ring."""
    candidates = []
    rings = []
    window = obstacles[owner]
    middle, reach = (window[:2] + window[2:]) / 2.0, (window[2:] - window[:2]) / 2.0
    for ring, distance in enumerate(RINGS):
        for direction in DIRECTIONS:
            away = np.array(direction) * (reach + half + CLEARANCE - 2.0 + distance)
            centre = np.clip(middle + away, half, np.array(size) - half)
            candidates.append(np.concatenate([centre - half, centre + half]))
            rings.append(ring)
    boxes = np.array(candidates)
    area = 4.0 * half[0] * half[1]
    cost = 30.0 * _overlap(boxes, placed) / area + 3.0 * _overlap(boxes, obstacles) / area
    cost += 1.2 * np.array(rings)
    best = int(cost.argmin())
    return boxes[best], rings[best]


def _overlap(boxes: Boxes, others: Boxes) -> npt.NDArray[np.float64]:
    """The area of each box that others cover, each counted: (n, 4), (m, 4) → (n,)."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    return np.asarray(np.prod(np.clip(high - low, 0.0, None), axis=2).sum(axis=1))


def _bounds(window: Sequence[Point]) -> tuple[float, float, float, float]:
    x, y = zip(*window, strict=True)
    return min(x), min(y), max(x), max(y)


def _leader(centre: Point, window: Boxes) -> tuple[Point, Point]:
    """From the label to the nearest point of the window."""
    x = min(max(centre[0], float(window[0])), float(window[2]))
    y = min(max(centre[1], float(window[1])), float(window[3]))
    return centre, (x, y)
