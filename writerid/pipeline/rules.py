"""Ruled lines: found, followed along their slight bends, and taken out of the ink.

A rule is thin, straight, long and mostly unbroken (or dotted); the strokes that cross it are
thicker, measured across the rule, and stay whole.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from writerid.model import ByteArray

THICKEST_RULE_300 = 11
BRIDGED_GAP_300 = 17
SHORTEST_PIECE_300 = 70
LARGEST_DOT_300 = 12
DOT_PITCH_300 = 27
GROUP_HEIGHT_300 = 7
LEAST_LENGTH_300 = 450
LEAST_SHARE_OF_WIDTH = 0.25
LEAST_COVERAGE = 0.5
LEAST_THIN_COVERAGE = 0.3
MOST_WOBBLE_300 = 0.85
MOST_UNEVENNESS_300 = 1.5
REACH_300 = 3

IntArray = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Rule:
    """One ruled line: its height ``y`` (float) at every column ``x`` (int), and its thickness.

    ``top`` and ``length`` (int) are the vertical run of ink at each column, see _runs_through.
    """

    x: IntArray
    y: npt.NDArray[np.float64]
    thickness: float
    top: IntArray
    length: IntArray


def remove_rules(ink: ByteArray) -> ByteArray:
    """Take horizontal and vertical rules out of ``ink`` (1 = ink, 300 dpi)."""
    clean = _remove_horizontal(ink)
    turned = _remove_horizontal(np.ascontiguousarray(clean.T))
    return np.ascontiguousarray(turned.T)


def find_rules(ink: ByteArray) -> list[Rule]:
    """Horizontal rules of ``ink`` (1 = ink, 300 dpi), top to bottom."""
    thin = _thin_parts(ink)
    pieces = _long_pieces(thin, SHORTEST_PIECE_300, BRIDGED_GAP_300)
    dots = _long_pieces(_dots(ink), 3 * SHORTEST_PIECE_300, DOT_PITCH_300)
    found = cv2.bitwise_or(pieces, dots)
    count, raw_labels, raw_stats, raw_centres = cv2.connectedComponentsWithStats(
        found, connectivity=8
    )
    labels, stats = np.asarray(raw_labels, np.int32), np.asarray(raw_stats, np.int32)
    centres = np.asarray(raw_centres, np.float64)
    long = [
        i
        for i in range(1, count)
        if stats[i, cv2.CC_STAT_WIDTH] >= SHORTEST_PIECE_300
        and stats[i, cv2.CC_STAT_HEIGHT] <= 3 * THICKEST_RULE_300
    ]
    if not long:
        return []
    slope = _common_slope(labels, stats, long)
    rules = []
    for group in _collinear_groups(stats, centres, long, slope):
        rule = _trace(ink, labels, stats, group)
        if rule is not None:
            rules.append(rule)
    return sorted(rules, key=lambda rule: float(rule.y.mean()))


def _remove_horizontal(ink: ByteArray) -> ByteArray:
    clean = ink.copy()
    for rule in find_rules(ink):
        _erase(clean, rule)
    return clean


def _thin_parts(ink: ByteArray) -> ByteArray:
    """Ink whose vertical run is no longer than a thick rule."""
    tall = cv2.getStructuringElement(cv2.MORPH_RECT, (1, THICKEST_RULE_300 + 1))
    return np.asarray(cv2.subtract(ink, cv2.morphologyEx(ink, cv2.MORPH_OPEN, tall)), np.uint8)


def _dots(ink: ByteArray) -> ByteArray:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if count <= 1:
        return np.zeros_like(ink)
    small = (stats[:, cv2.CC_STAT_HEIGHT] <= LARGEST_DOT_300) & (
        stats[:, cv2.CC_STAT_WIDTH] <= 3 * LARGEST_DOT_300
    )
    small[0] = False
    return np.asarray(small.astype(np.uint8)[labels])


def _long_pieces(image: ByteArray, shortest: int, gap: int) -> ByteArray:
    """Horizontal runs of at least ``shortest`` pixels once gaps up to ``gap`` are bridged."""
    bridged = cv2.morphologyEx(
        cv2.dilate(image, np.ones((3, 1), np.uint8)),
        cv2.MORPH_CLOSE,
        cv2.getStructuringElement(cv2.MORPH_RECT, (gap, 1)),
    )
    element = cv2.getStructuringElement(cv2.MORPH_RECT, (shortest, 1))
    return np.asarray(cv2.morphologyEx(bridged, cv2.MORPH_OPEN, element), dtype=np.uint8)


def _common_slope(
    labels: npt.NDArray[np.int32], stats: npt.NDArray[np.int32], long: list[int]
) -> float:
    """Median slope of the pieces, weighted by their width; rules of a sheet are parallel."""
    slopes, widths = [], []
    for i in long:
        x, y, w, h = stats[i, :4]
        part = labels[y : y + h, x : x + w] == i
        left = part[:, : max(w // 5, 1)].nonzero()[0].mean()
        right = part[:, -max(w // 5, 1) :].nonzero()[0].mean()
        slopes.append((right - left) / (0.8 * w))
        widths.append(w)
    order = np.argsort(slopes)
    share = np.cumsum(np.asarray(widths)[order]) / np.sum(widths)
    return float(np.asarray(slopes)[order][np.searchsorted(share, 0.5)])


def _collinear_groups(
    stats: npt.NDArray[np.int32], centres: npt.NDArray[np.float64], long: list[int], slope: float
) -> list[list[int]]:
    """Pieces at one height once the common slope is taken off, long enough together."""
    height = {i: centres[i, 1] - slope * centres[i, 0] for i in long}
    groups: list[list[int]] = []
    for i in sorted(long, key=lambda i: height[i]):
        if groups and height[i] - height[groups[-1][-1]] <= GROUP_HEIGHT_300:
            groups[-1].append(i)
        else:
            groups.append([i])
    page_width = int(stats[0, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH].max())
    left = int(stats[1:, cv2.CC_STAT_LEFT].min())
    span = max(page_width - left, 1)
    least = max(LEAST_SHARE_OF_WIDTH * span, LEAST_LENGTH_300)
    return [g for g in groups if sum(int(stats[i, cv2.CC_STAT_WIDTH]) for i in g) >= least]


def _trace(
    ink: ByteArray,
    labels: npt.NDArray[np.int32],
    stats: npt.NDArray[np.int32],
    group: list[int],
) -> Rule | None:
    """Follow the rule through its pieces; None if it is too broken to be one."""
    xs: list[npt.NDArray[np.float64]] = []
    ys: list[npt.NDArray[np.float64]] = []
    for i in group:
        x, y, w, h = stats[i, :4]
        part = (labels[y : y + h, x : x + w] == i).astype(np.float64)
        weight = part.sum(axis=0)
        filled = weight > 0
        rows = np.arange(h)[:, None]
        xs.append(x + np.flatnonzero(filled).astype(np.float64))
        ys.append(y + ((part * rows).sum(axis=0)[filled] / weight[filled]))
    known_x, known_y = np.concatenate(xs), np.concatenate(ys)
    order = np.argsort(known_x, kind="stable")
    known_x, known_y = known_x[order], known_y[order]
    columns = np.arange(int(known_x[0]), int(known_x[-1]) + 1)
    smooth = _smooth(np.interp(columns, known_x, known_y))
    top, runs = _runs_through(ink, columns, smooth)
    thin = (runs > 0) & (runs <= THICKEST_RULE_300)
    if (runs > 0).mean() < LEAST_COVERAGE or thin.mean() < LEAST_THIN_COVERAGE:
        return None
    # The foot of small writing is as thin and as long as a rule, but not as straight or as even.
    middle = top[thin] + (runs[thin] - 1) / 2.0
    wobble = float(np.median(np.abs(middle - smooth[thin])))
    thickness = float(np.median(runs[thin]))
    unevenness = float(np.median(np.abs(runs[thin] - thickness)))
    if wobble > MOST_WOBBLE_300 or unevenness > MOST_UNEVENNESS_300:
        return None
    return Rule(columns, smooth, thickness, top, runs)


def _smooth(y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Mean over 61 columns: the rule bends slowly, the noise on its edge does not."""
    half = min(30, (len(y) - 1) // 2)
    if half < 1:
        return y
    padded = np.pad(y, half, mode="edge")
    total = np.cumsum(np.concatenate([[0.0], padded]))
    width = 2 * half + 1
    return np.asarray((total[width:] - total[:-width]) / width)


def _runs_through(
    ink: ByteArray, columns: IntArray, y: npt.NDArray[np.float64]
) -> tuple[IntArray, IntArray]:
    """Top row and length of the vertical run of ink nearest to the rule, per column.

    Length 0 where no ink lies within REACH_300 of the rule.
    """
    reach = 4 * THICKEST_RULE_300
    offsets = np.arange(-reach, reach + 1)
    rows = np.rint(y).astype(np.intp)[None, :] + offsets[:, None]
    inside = (rows >= 0) & (rows < ink.shape[0])
    strip = np.where(inside, ink[np.clip(rows, 0, ink.shape[0] - 1), columns[None, :]], 0) > 0
    near = np.argsort(np.abs(offsets), kind="stable")[: 2 * REACH_300 + 1]
    hit = strip[near]
    start = near[np.argmax(hit, axis=0)]
    has = hit.any(axis=0)
    index = np.arange(len(columns))
    row_index = np.arange(len(offsets))[:, None]
    above = np.where(~strip & (row_index < start[None, :]), row_index, -1).max(axis=0)
    below = np.where(~strip & (row_index > start[None, :]), row_index, len(offsets)).min(axis=0)
    length = np.where(has, below - above - 1, 0)
    top = rows[np.clip(above + 1, 0, len(offsets) - 1), index]
    return np.asarray(top, dtype=np.intp), np.asarray(length, dtype=np.intp)


def _erase(clean: ByteArray, rule: Rule) -> None:
    """Erase the rule's own runs; a run longer than the rule is thick is a stroke crossing it."""
    top, length = rule.top, rule.length
    limit = rule.thickness + max(2.0, 0.5 * rule.thickness)
    own = (length > 0) & (length <= limit)
    for step in range(int(limit) + 1):
        part = own & (length > step)
        rows = np.clip(top[part] + step, 0, clean.shape[0] - 1)
        clean[rows, rule.x[part]] = 0
