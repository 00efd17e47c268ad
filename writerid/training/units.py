"""Units of a page that are measured by themselves: words, lines, runs of N patches."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from writerid.errors import WriterIdError
from writerid.model import Box, Keypoints, PreparedPage

WORD_REACH_300 = (25, 7)
WORD_WIDTH_300 = (90, 700)
WORD_HEIGHT_300 = (35, 220)
LEAST_KEYPOINTS = 12
MOST_WORDS_A_PAGE = 40
LEAST_LINE_KEYPOINTS = 40
LINE_SMOOTHING_300 = 12
SEED = 1

IndexArray = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Unit:
    """A part of a page: which of its keypoints, and its box on the original page."""

    keypoints: IndexArray
    box: Box


def find_units(kind: str, prepared: PreparedPage, keypoints: Keypoints) -> list[Unit]:
    """``word``, ``line``, ``lines:N`` or ``patches:N`` units of a page, in a fixed order."""
    if kind == "word":
        return find_words(prepared, keypoints)
    if kind == "line":
        return find_lines(prepared, keypoints)
    name, _, number = kind.partition(":")
    if number.isdecimal() and int(number) > 0:
        if name == "patches":
            return find_runs(prepared, keypoints, int(number))
        if name == "lines":
            return join_lines(find_lines(prepared, keypoints), int(number))
    raise WriterIdError(f"there is no unit “{kind}”: use page, line, lines:N, word or patches:N")


def find_words(prepared: PreparedPage, keypoints: Keypoints) -> list[Unit]:
    """Single words, found without a transcription; at most 40, chosen by a fixed seed."""
    element = np.ones((WORD_REACH_300[1], WORD_REACH_300[0]), np.uint8)
    joined = cv2.dilate(prepared.ink, element)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    owner = _label_under(np.asarray(labels, dtype=np.int32), keypoints)
    words = []
    for i in range(1, len(stats)):
        x, y, width, height = (int(value) for value in stats[i, :4])
        fits = (
            WORD_WIDTH_300[0] <= width <= WORD_WIDTH_300[1]
            and WORD_HEIGHT_300[0] <= height <= WORD_HEIGHT_300[1]
        )
        own = np.flatnonzero(owner == i) if fits else np.empty(0, dtype=np.intp)
        if len(own) >= LEAST_KEYPOINTS:
            words.append(Unit(own, _original_box(prepared, x, y, width, height)))
    if len(words) > MOST_WORDS_A_PAGE:
        chosen = np.random.default_rng(SEED).choice(len(words), MOST_WORDS_A_PAGE, replace=False)
        words = [words[i] for i in np.sort(chosen)]
    return words


def find_lines(prepared: PreparedPage, keypoints: Keypoints) -> list[Unit]:
    """Lines of writing: bands between the valleys of the row sums."""
    rows = prepared.ink.sum(axis=1).astype(np.float64)
    smooth = gaussian_filter1d(rows, LINE_SMOOTHING_300)
    inner = smooth[1:-1]
    valley = np.flatnonzero((inner <= smooth[:-2]) & (inner < smooth[2:])) + 1
    limits = [0, *valley.tolist(), prepared.ink.shape[0]]
    lines = []
    for top, bottom in pairwise(limits):
        y = keypoints.position_300[:, 1]
        own = np.flatnonzero((y >= top) & (y < bottom))
        if len(own) >= LEAST_LINE_KEYPOINTS:
            columns = np.flatnonzero(prepared.ink[top:bottom].any(axis=0))
            if len(columns):
                left, right = int(columns[0]), int(columns[-1]) + 1
                box = _original_box(prepared, left, top, right - left, bottom - top)
                lines.append(Unit(own, box))
    return lines


def join_lines(lines: Sequence[Unit], count: int) -> list[Unit]:
    """Stretches of ``count`` lines that follow each other; none shares a line with another."""
    joined = []
    for start in range(0, len(lines) - count + 1, count):
        part = lines[start : start + count]
        left, top = min(unit.box.x for unit in part), min(unit.box.y for unit in part)
        right = max(unit.box.x + unit.box.width for unit in part)
        bottom = max(unit.box.y + unit.box.height for unit in part)
        own = np.sort(np.concatenate([unit.keypoints for unit in part]))
        joined.append(Unit(own, Box(left, top, right - left, bottom - top)))
    return joined


def find_runs(prepared: PreparedPage, keypoints: Keypoints, count: int) -> list[Unit]:
    """Runs of ``count`` keypoints that lie together, each around a keypoint chosen by a seed."""
    if len(keypoints) < count:
        return []
    runs = max(min(len(keypoints) // count, MOST_WORDS_A_PAGE), 1)
    seeds = np.random.default_rng(SEED).choice(len(keypoints), runs, replace=False)
    position = keypoints.position_300
    units = []
    for seed in np.sort(seeds):
        # Writing runs along lines: distance down the page counts double.
        away = (position - position[seed]) * np.array([1.0, 2.0], dtype=np.float32)
        own = np.sort(np.argsort((away**2).sum(axis=1), kind="stable")[:count])
        low, high = position[own].min(axis=0), position[own].max(axis=0)
        box = _original_box(
            prepared,
            int(low[0]),
            int(low[1]),
            int(np.ptp(position[own, 0])) + 1,
            int(high[1] - low[1]) + 1,
        )
        units.append(Unit(own.astype(np.intp), box))
    return units


def _label_under(labels: npt.NDArray[np.int32], keypoints: Keypoints) -> npt.NDArray[np.int32]:
    height, width = labels.shape
    x = np.clip(keypoints.position_300[:, 0].astype(np.intp), 0, width - 1)
    y = np.clip(keypoints.position_300[:, 1].astype(np.intp), 0, height - 1)
    return labels[y, x]


def _original_box(prepared: PreparedPage, x: int, y: int, width: int, height: int) -> Box:
    corners = np.array(
        [[x, y], [x + width, y], [x + width, y + height], [x, y + height]], dtype=np.float64
    )
    mapped = prepared.map_to_original(corners)
    low, high = np.floor(mapped.min(axis=0)), np.ceil(mapped.max(axis=0))
    left, top = max(int(low[0]), 0), max(int(low[1]), 0)
    return Box(left, top, max(int(high[0]) - left, 1), max(int(high[1]) - top, 1))
