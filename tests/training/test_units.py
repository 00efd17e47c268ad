"""Stretches of lines are contiguous, and share no line."""

from pathlib import Path

import numpy as np

from tests.scribbles import HANDS, scribble
from writerid.model import Keypoints, Page, PreparedPage, Resolution, ResolutionSource
from writerid.pipeline.keypoints import find_keypoints
from writerid.pipeline.prepare import prepare
from writerid.pipeline.steps import AUTOMATIC
from writerid.training.samples import writing_within
from writerid.training.units import find_lines, find_units


def prepared_page() -> tuple[PreparedPage, Keypoints]:
    picture = scribble(HANDS["Ahlers"], 3, size=(900, 1000))
    resolution = Resolution(300.0, ResolutionSource.GIVEN)
    page = Page(Path("scribble.png"), 1, 1, np.asarray(picture), resolution, "0" * 64)
    prepared = prepare(page, AUTOMATIC)
    return prepared, find_keypoints(prepared)


def test_lines_are_joined_in_order_and_none_is_used_twice() -> None:
    prepared, keypoints = prepared_page()
    lines = find_lines(prepared, keypoints)
    joined = find_units("lines:2", prepared, keypoints)
    assert len(joined) == len(lines) // 2 > 1
    used = np.concatenate([unit.keypoints for unit in joined])
    assert len(used) == len(np.unique(used))
    for number, unit in enumerate(joined):
        pair = lines[2 * number : 2 * number + 2]
        assert set(unit.keypoints) == {k for line in pair for k in line.keypoints}
        assert unit.box.y == min(line.box.y for line in pair)


def test_the_writing_of_the_parts_adds_up_to_the_page() -> None:
    prepared, keypoints = prepared_page()
    lengths = [writing_within(prepared, line) for line in find_lines(prepared, keypoints)]
    assert all(length > 10.0 for length in lengths)
    assert abs(sum(lengths) / prepared.writing_mm - 1.0) < 0.15
