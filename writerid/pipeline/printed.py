"""Machine-printed text: found by its evenness and taken out of the ink.

Letters of print have two or three heights and stand on one straight line, to about a pixel at
300 dpi. No hand does that over two dozen letters. A line is print only if both hold, so that a very
regular hand stays.
"""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from writerid.model import ByteArray

LETTER_HEIGHT_300 = (9, 90)
WIDEST_LETTER = 2.5
"""A letter is at most this much wider than high."""

REACHES_300 = (31, 61)
"""Gaps between words that are bridged: of small print, of larger print."""

LEAST_LETTERS = 24
LEAST_EVEN_HEIGHTS = 0.9
LEAST_ON_BASELINE = 0.8
SLOPES = np.linspace(-0.03, 0.03, 61)
FEW_LETTERS = 4

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class _Components:
    """Bounding boxes of connected components, and which of them look like letters."""

    labels: npt.NDArray[np.int32]
    x: FloatArray
    y: FloatArray
    width: FloatArray
    height: FloatArray
    letter: npt.NDArray[np.bool_]

    @cached_property
    def letters(self) -> IntArray:
        """Numbers of the letters, (k,)."""
        return np.flatnonzero(self.letter)

    @cached_property
    def letter_ink(self) -> ByteArray:
        """The ink of the letters alone."""
        return np.asarray(self.letter.astype(np.uint8)[self.labels])

    @cached_property
    def a_pixel(self) -> tuple[IntArray, IntArray]:
        """Row and column of one pixel of every letter, (k,) each: it tells the letter's blob."""
        top = self.y[self.letters].astype(np.intp)
        left = self.x[self.letters].astype(np.intp)
        width = self.width[self.letters].astype(np.intp)
        # The topmost row of a letter's box holds one.
        columns = [
            start + int(np.argmax(self.labels[row, start : start + wide] == number))
            for number, row, start, wide in zip(self.letters, top, left, width, strict=True)
        ]
        return top, np.asarray(columns, dtype=np.intp)

    @property
    def bottom(self) -> FloatArray:
        return self.y + self.height


@dataclass(frozen=True, eq=False)
class _Line:
    """Letters side by side; how even they are; the modes of their heights."""

    members: IntArray
    modes: tuple[float, ...]
    even_heights: float


def remove_printed_text(ink: ByteArray) -> ByteArray:
    """Take machine-printed text out of ``ink`` (1 = ink, 300 dpi)."""
    parts = _components(ink)
    lines = [_measure(parts, group) for reach in REACHES_300 for group in _lines(parts, reach)]
    printed = [line for line in lines if _is_print(parts, line)]
    if not printed:
        return ink
    # Short ends of printed paragraphs are too short to be judged by themselves.
    modes = {mode for line in printed for mode in line.modes}
    printed += [line for line in lines if _is_print_like(parts, line, modes)]
    drop = np.zeros(len(parts.x), dtype=bool)
    for line in printed:
        drop[_with_small_marks(parts, line)] = True
    drop[0] = False
    return np.asarray(ink * (~drop).astype(np.uint8)[parts.labels], dtype=np.uint8)


def _components(ink: ByteArray) -> _Components:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    x, y, width, height = (np.asarray(stats[:, i], dtype=np.float64) for i in range(4))
    low, high = LETTER_HEIGHT_300
    letter = (height >= low) & (height <= high) & (width <= WIDEST_LETTER * height)
    letter[0] = False
    return _Components(np.asarray(labels, dtype=np.int32), x, y, width, height, letter)


def _lines(parts: _Components, reach: int) -> list[IntArray]:
    """Groups of letters that stand side by side."""
    if len(parts.letters) == 0:
        return []
    joined = cv2.dilate(parts.letter_ink, np.ones((1, reach), np.uint8))
    _, blobs = cv2.connectedComponents(joined, connectivity=4)
    blob = np.asarray(blobs)[parts.a_pixel]
    order = np.argsort(blob, kind="stable")
    cuts = np.flatnonzero(np.diff(blob[order])) + 1
    return [group for group in np.split(parts.letters[order], cuts) if len(group) >= FEW_LETTERS]


def _measure(parts: _Components, members: IntArray) -> _Line:
    heights = parts.height[members]
    modes: list[float] = []
    left = heights
    for _ in range(3):
        if len(left) == 0:
            break
        near = np.abs(left[:, None] - left[None, :]) <= _tolerance(left)[None, :]
        mode = float(left[near.sum(axis=0).argmax()])
        modes.append(mode)
        left = left[np.abs(left - mode) > _tolerance(np.array([mode]))[0]]
    even = 1.0 - len(left) / len(heights)
    return _Line(members, tuple(modes), even)


def _on_baseline(parts: _Components, line: _Line) -> float:
    """The share of the letters that stand on one straight line."""
    members = line.members
    centre = parts.x[members] + parts.width[members] / 2.0
    on_line = max(_most_within(parts.bottom[members] - slope * centre, 2.5) for slope in SLOPES)
    return on_line / len(members)


def _tolerance(height: FloatArray) -> FloatArray:
    """How far two heights of one printed letter differ in a scan."""
    return np.maximum(1.0, 0.03 * height)


def _most_within(values: FloatArray, width: float) -> int:
    """The largest number of values inside an interval of ``width``."""
    ordered = np.sort(values)
    ends = np.searchsorted(ordered, ordered + width, side="right")
    return int((ends - np.arange(len(ordered))).max())


def _is_print(parts: _Components, line: _Line) -> bool:
    return (
        len(line.members) >= LEAST_LETTERS
        and line.even_heights >= LEAST_EVEN_HEIGHTS
        # Last, since it takes long, and handwriting is hardly ever so even.
        and _on_baseline(parts, line) >= LEAST_ON_BASELINE
    )


def _is_print_like(parts: _Components, line: _Line, modes: set[float]) -> bool:
    """A short line with the letter heights of print found elsewhere on the page."""
    if len(line.members) >= LEAST_LETTERS:
        return False
    heights = parts.height[line.members]
    near = (
        np.abs(heights[:, None] - np.array(sorted(modes))[None, :]) <= _tolerance(heights)[:, None]
    )
    return bool(near.any(axis=1).mean() >= 0.85 and _on_baseline(parts, line) >= 0.7)


def _with_small_marks(parts: _Components, line: _Line) -> IntArray:
    """The line's letters with its dots, accents and letters that touch each other."""
    members = line.members
    top, bottom = parts.y[members].min(), parts.bottom[members].max()
    reach = bottom - top
    left = parts.x[members].min() - reach
    right = (parts.x[members] + parts.width[members]).max() + reach
    inside = (
        (parts.y >= top - 0.25 * reach)
        & (parts.bottom <= bottom + 0.25 * reach)
        & (parts.x >= left)
        & (parts.x + parts.width <= right)
    )
    inside[0] = False
    return np.flatnonzero(inside)
