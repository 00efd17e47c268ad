"""Keypoints and the windows around them."""

import numpy as np
import pytest

from tests.demo_pages import demo_page, page_of
from writerid.model import Keypoints
from writerid.pipeline.keypoints import (
    LEAST_INK_SHARE,
    MOST_INK_SHARE,
    choose_keypoints,
    find_keypoints,
    ink_share,
)
from writerid.pipeline.patches import cut_patches, cut_windows
from writerid.pipeline.prepare import prepare


def test_keypoints_are_the_same_each_time_and_each_place_counts_once() -> None:
    prepared = prepare(demo_page())
    first, second = find_keypoints(prepared), find_keypoints(prepared)
    assert np.array_equal(first.position_300, second.position_300)
    rows = np.column_stack([first.position_300, first.size_300])
    assert len(np.unique(rows, axis=0)) == len(first)
    assert len(first) > 1000


def test_windows_hold_neither_almost_nothing_nor_almost_only_ink() -> None:
    prepared = prepare(demo_page())
    share = ink_share(prepared.ink, find_keypoints(prepared).position_300)
    assert share.min() >= LEAST_INK_SHARE
    assert share.max() <= MOST_INK_SHARE


def test_a_blank_page_has_no_keypoints() -> None:
    prepared = prepare(page_of(np.full((300, 300), 255, np.uint8)))
    keypoints = find_keypoints(prepared)
    assert len(keypoints) == 0
    assert len(cut_patches(prepared, choose_keypoints(keypoints))) == 0


def test_the_chosen_are_spread_like_all() -> None:
    keypoints = find_keypoints(prepare(demo_page()))
    chosen = choose_keypoints(keypoints, 400)
    assert len(chosen) == 400
    assert len(np.unique(chosen.position_300, axis=0)) > 390
    low, high = keypoints.position_300.min(axis=0), keypoints.position_300.max(axis=0)
    for axis in (0, 1):
        edges = np.linspace(low[axis], high[axis], 5)
        every = np.histogram(keypoints.position_300[:, axis], edges)[0] / len(keypoints)
        some = np.histogram(chosen.position_300[:, axis], edges)[0] / len(chosen)
        assert np.abs(every - some).max() < 0.05


def test_few_keypoints_are_all_taken() -> None:
    keypoints = Keypoints(np.zeros((5, 2), np.float32), np.ones(5, np.float32))
    assert choose_keypoints(keypoints, 5) is keypoints


def test_a_window_is_cut_where_its_keypoint_is() -> None:
    image = np.zeros((100, 120), np.uint8)
    image[40:44, 60:64] = 255
    # The blob's centre, in continuous pixels, is (62, 42).
    window = cut_windows(image, np.array([[62.0, 42.0]], np.float32), 32)[0]
    rows, columns = np.nonzero(window)
    assert (columns.mean() + 0.5, rows.mean() + 0.5) == (16.0, 16.0)
    shifted = cut_windows(image, np.array([[62.5, 42.0]], np.float32), 32)[0].astype(float)
    centre = (shifted.sum(axis=0) * (np.arange(32) + 0.5)).sum() / shifted.sum()
    assert centre == pytest.approx(15.5, abs=0.02)


def test_beyond_the_page_is_paper() -> None:
    image = np.full((50, 50), 255, np.uint8)
    window = cut_windows(image, np.array([[0.0, 0.0]], np.float32), 32)[0]
    assert window[:16].max() == 0
    assert window[16:, 16:].min() == 255


def test_a_patch_is_a_window_of_5_4_mm_on_the_original() -> None:
    prepared = prepare(demo_page())
    keypoints = choose_keypoints(find_keypoints(prepared), 20)
    patches = cut_patches(prepared, keypoints)
    sides = np.linalg.norm(np.diff(patches.corners_px, axis=1), axis=2)
    assert sides == pytest.approx(64.0, abs=0.01)
    centres = prepared.map_from_original(patches.centre_px)
    assert centres == pytest.approx(keypoints.position_300, abs=0.01)
