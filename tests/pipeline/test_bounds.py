from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from lir.algorithms.bayeserror import elub as oracle

from writerid.pipeline.bounds import Bound, bound_for, elub, never_wider_when_shorter

BOUNDS = st.lists(
    st.tuples(st.floats(1.0, 1e4), st.floats(-4.0, 0.0), st.floats(0.0, 4.0)), min_size=1
)


def test_bounds_are_those_of_the_oracle() -> None:
    random = np.random.default_rng(3)
    for same_count, different_count, strength in ((60, 60, 1.0), (25, 400, 2.0), (12, 12, 0.2)):
        same = random.normal(strength, 1.0, same_count)
        different = random.normal(-strength, 1.0, different_count)
        labels = np.concatenate([np.ones(same_count), np.zeros(different_count)])
        expected = oracle(np.concatenate([same, different]), labels)
        assert np.allclose(elub(same, different), expected, atol=0.011)


def test_an_lr_never_exceeds_what_the_number_of_comparisons_allows() -> None:
    lower, upper = elub(np.full(60, 9.0), np.full(60, -9.0))
    assert upper <= np.log10(61.0)
    assert lower >= -np.log10(61.0)


def test_a_system_that_misleads_supports_no_lr() -> None:
    assert elub(np.full(50, -1.0), np.full(50, 1.0)) == (0.0, 0.0)
    assert elub(np.array([]), np.array([1.0])) == (0.0, 0.0)


@settings(max_examples=60, deadline=None)
@given(BOUNDS)
def test_a_shorter_text_never_has_a_wider_bound(rows: list[tuple[float, float, float]]) -> None:
    bounds = never_wider_when_shorter([Bound(mm, low, high, 20) for mm, low, high in rows])
    for shorter, longer in pairwise(bounds):
        assert shorter.from_mm <= longer.from_mm
        assert longer.lower <= shorter.lower <= 0.0 <= shorter.upper <= longer.upper


def test_the_bound_of_an_amount_is_that_of_the_stretch_it_lies_in() -> None:
    bounds = (Bound(10.0, -1.0, 1.0, 20), Bound(100.0, -2.0, 2.0, 20))
    assert [bound_for(bounds, mm).upper for mm in (5.0, 10.0, 99.0, 100.0, 1e6)] == [1, 1, 1, 2, 2]
