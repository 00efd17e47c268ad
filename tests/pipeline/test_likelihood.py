import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.calibrations import made_up_calibration
from writerid.pipeline.likelihood import likelihood_ratio, unbounded_ratios

MM = st.floats(0.1, 1e5)
SCORE = st.floats(-1.0, 1.0)


@settings(max_examples=40, deadline=None)
@given(SCORE, SCORE, MM, MM)
def test_a_higher_score_never_means_a_lower_lr(
    one: float, other: float, questioned: float, known: float
) -> None:
    low, high = sorted((one, other))
    calibration = made_up_calibration()
    assert (
        likelihood_ratio(calibration, low, questioned, known).log10_lr
        <= likelihood_ratio(calibration, high, questioned, known).log10_lr
    )


@settings(max_examples=40, deadline=None)
@given(SCORE, MM, MM, MM)
def test_an_lr_stays_within_its_bound_and_a_shorter_text_within_a_longer_ones(
    score: float, one: float, other: float, known: float
) -> None:
    short, long = (
        likelihood_ratio(made_up_calibration(), score, mm, known) for mm in sorted((one, other))
    )
    assert short.bound.lower <= short.log10_lr <= short.bound.upper
    assert short.bound.upper <= long.bound.upper
    assert short.bound.lower >= long.bound.lower


def test_amounts_beyond_the_range_are_clipped_and_said() -> None:
    calibration = made_up_calibration()
    most = calibration.questioned_mm[1]
    far = likelihood_ratio(calibration, 0.4, 50.0 * most, 2000.0)
    assert far.out_of_range
    assert far.unbounded == likelihood_ratio(calibration, 0.4, most, 2000.0).unbounded
    assert not likelihood_ratio(calibration, 0.4, 500.0, 2000.0).out_of_range


def test_many_at_once_are_each_alone() -> None:
    calibration = made_up_calibration()
    scores = np.array([0.1, 0.5, 0.9])
    many = unbounded_ratios(calibration, scores, np.full(3, 300.0), np.full(3, 2000.0))
    for score, ratio in zip(scores, many, strict=True):
        assert likelihood_ratio(calibration, score, 300.0, 2000.0).unbounded == pytest.approx(ratio)
