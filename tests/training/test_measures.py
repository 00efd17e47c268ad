"""Figures against lir, the library of the Netherlands Forensic Institute, and against theory."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lir import metrics
from lir.data.models import LLRData

from writerid.training.measures import (
    cllr,
    cllr_min,
    empirical_cross_entropy,
    equal_error_rate,
    pav_log10_lr,
    quality,
)

RATIOS = st.lists(st.floats(-6.0, 6.0), min_size=2, max_size=40)


def oracle_data(same: np.ndarray, different: np.ndarray) -> LLRData:
    # lir keeps natural or base-10 logs as its converters say; odds come back by its own function.
    values = np.concatenate([same, different])
    labels = np.concatenate([np.ones(len(same)), np.zeros(len(different))]).astype(int)
    return LLRData(features=values[:, None], labels=labels)


@pytest.mark.parametrize(("strength", "count"), [(1.0, 50), (0.3, 300), (2.5, 20)])
def test_cllr_and_its_parts_are_the_oracles(strength: float, count: int) -> None:
    random = np.random.default_rng(count)
    same = random.normal(strength, 1.0, count)
    different = random.normal(-strength, 1.0, 3 * count)
    values = np.concatenate([same, different])
    kind = np.arange(len(values)) < count
    data = oracle_data(same, different)
    assert cllr(values, kind) == pytest.approx(metrics.cllr(data), abs=1e-9)
    assert cllr_min(values, kind) == pytest.approx(metrics.cllr_min(data), abs=1e-6)
    measured = quality(values, kind)
    assert measured.cllr_cal == pytest.approx(metrics.cllr_cal(data), abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(RATIOS)
def test_saying_nothing_costs_one_bit(values: list[float]) -> None:
    kind = np.arange(len(values)) % 2 == 0
    assert cllr(np.zeros(len(values)), kind) == pytest.approx(1.0)


@settings(max_examples=60, deadline=None)
@given(RATIOS)
def test_the_best_recalibration_never_costs_more(values: list[float]) -> None:
    kind = np.arange(len(values)) % 2 == 0
    ratios = np.array(values)
    assert cllr_min(ratios, kind) <= min(cllr(ratios, kind), 1.0) + 1e-9
    assert 0.0 <= equal_error_rate(ratios, kind) <= 1.0


def test_values_that_hardly_differ_are_no_trouble() -> None:
    kind = np.array([True, False, True])
    assert np.isfinite(cllr_min(np.array([0.0, 2.5e-294, -1.0]), kind))


def test_lrs_of_known_distributions_are_left_alone_by_pav() -> None:
    random = np.random.default_rng(1)
    # For N(+2, 2) against N(−2, 2), variances 4, the natural log LR of x is x.
    same, different = random.normal(2.0, 2.0, 40_000), random.normal(-2.0, 2.0, 40_000)
    ratios = np.concatenate([same, different]) / np.log(10.0)
    kind = np.arange(len(ratios)) < 40_000
    found = quality(ratios, kind)
    assert found.cllr_cal == pytest.approx(0.0, abs=0.01)
    middle = np.abs(ratios) < 1.0
    assert np.abs(pav_log10_lr(ratios, kind)[middle] - ratios[middle]).mean() < 0.05
    assert found.equal_error_rate == pytest.approx(0.1587, abs=0.01)
    assert found.misleading_same == pytest.approx(0.1587, abs=0.01)


def test_cross_entropy_at_even_odds_is_the_cllr() -> None:
    random = np.random.default_rng(2)
    ratios = np.concatenate([random.normal(1, 1, 60), random.normal(-1, 1, 60)])
    kind = np.arange(120) < 60
    ece = empirical_cross_entropy(ratios, kind, np.ones(120), np.array([-3.0, 0.0, 3.0]))
    assert ece[1] == pytest.approx(cllr(ratios, kind))
    assert ece[0] < ece[1] > ece[2]


def test_each_writer_counts_the_same_when_weighted() -> None:
    ratios = np.array([1.0, -1.0, -1.0, -1.0, -1.0, -1.0])
    kind = np.array([True, True, True, True, False, False])
    weight = np.array([0.5, 1 / 6, 1 / 6, 1 / 6, 0.5, 0.5])
    assert quality(ratios, kind, weight).misleading_same == pytest.approx(0.5)
