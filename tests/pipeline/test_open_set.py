import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from tests.calibrations import made_up_calibration
from writerid.pipeline.open_set import open_set, proportion_interval


def test_the_interval_is_the_exact_binomial_one() -> None:
    for found, count in ((0, 60), (3, 60), (60, 60)):
        expected = binomtest(found, count).proportion_ci(method="exact")
        made = proportion_interval(found / count, count)
        assert (made.low, made.high) == pytest.approx((expected.low, expected.high))


@settings(max_examples=40, deadline=None)
@given(st.floats(-3, 3), st.floats(-3, 3), st.integers(1, 100_000), st.integers(1, 100_000))
def test_higher_scores_are_rarer_and_larger_databases_hold_more_of_them(
    one: float, other: float, small: int, large: int
) -> None:
    small, large = sorted((small, large))
    low, high = sorted((one, other))
    calibration = made_up_calibration()
    common = open_set(calibration, low, 1500.0, large)
    rare = open_set(calibration, high, 1500.0, large)
    fewer = open_set(calibration, low, 1500.0, small)
    assert rare.non_writers.value <= common.non_writers.value + 1e-9
    assert rare.best_hit.value <= common.best_hit.value + 1e-9
    assert fewer.non_writers.value <= common.non_writers.value + 1e-9
    assert fewer.best_hit.value <= common.best_hit.value + 1e-9
    for estimate in (common.best_hit, common.non_writers):
        assert 0.0 <= estimate.low <= estimate.value <= estimate.high


def test_beyond_everything_seen_the_interval_still_says_what_is_possible() -> None:
    found = open_set(made_up_calibration(), 99.0, 1500.0, 1000)
    assert (found.non_writers.value, found.best_hit.value) == (0.0, 0.0)
    assert found.non_writers.high > 50.0
    assert found.best_hit.high > 0.05


def test_a_large_database_is_said_to_be_resampled() -> None:
    calibration = made_up_calibration()
    assert open_set(calibration, 0.0, 1500.0, 10).measured_share > 0.5
    assert open_set(calibration, 0.0, 1500.0, 10_000).measured_share < 0.01
