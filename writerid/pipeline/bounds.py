"""How large or small a likelihood ratio the validation data supports: empirical bounds (ELUB).

P. Vergeer, A. van Es, A. de Jongh, I. Alberink, R. Stoel: Numerical likelihood ratios outputted by
LR systems are often based on extrapolation: when to stop extrapolating? Science & Justice 56
(2016) 482–491.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from writerid.pipeline.encoding import DoubleArray

STEP = 0.01
"""Of the thresholds tried, in log10."""


@dataclass(frozen=True)
class Bound:
    """Limits of log10 LR from an amount of writing upwards, and the writers that set them.

    ``from_mm``: harmonic mean of the two amounts of writing, mm of skeleton. ``lower`` ≤ 0 ≤
    ``upper``.
    """

    from_mm: float
    lower: float
    upper: float
    writers: int


def elub(same: DoubleArray, different: DoubleArray, *, misleading: int = 1) -> tuple[float, float]:
    """The lowest and highest log10 LR that a system's validation supports.

    ``same`` and ``different``: log10 LRs of independent comparisons. With one more misleading
    comparison of either kind, deciding by the LRs must cost less than deciding without them at
    every threshold within the bounds. The expected cost at threshold t (an LR) is
    share missed + t · share of false alarms; without the LRs it is min(1, t).
    """
    values = np.concatenate([same, different])
    if len(same) == 0 or len(different) == 0:
        return 0.0, 0.0
    finite = values[np.isfinite(values)]
    low = np.floor(min(finite.min(initial=0.0), 0.0)) - STEP
    high = np.ceil(max(finite.max(initial=0.0), 0.0)) + STEP
    # On whole steps from 0, so that 0 itself is tried.
    threshold = np.arange(round(low / STEP), round(high / STEP) + 1) * STEP
    missed = np.searchsorted(np.sort(same), threshold, side="right") + misleading
    alarms = len(different) - np.searchsorted(np.sort(different), threshold, side="right")
    of_different = (alarms + misleading) / (len(different) + misleading)
    cost = missed / (len(same) + misleading) + 10.0**threshold * of_different
    worse = cost > np.minimum(1.0, 10.0**threshold)
    # The widest stretch around LR 1 within which the LRs are worth having.
    middle = int(np.argmin(np.abs(threshold)))
    if worse[middle]:
        return 0.0, 0.0
    below, above = np.flatnonzero(worse[:middle]), np.flatnonzero(worse[middle:])
    first = int(below[-1]) + 1 if len(below) else 0
    last = middle + int(above[0]) - 1 if len(above) else len(threshold) - 1
    return float(min(threshold[first], 0.0)), float(max(threshold[last], 0.0))


def never_wider_when_shorter(bounds: Sequence[Bound]) -> tuple[Bound, ...]:
    """The bounds in order of the amount, each at most as wide as that of any longer writing."""
    kept: list[Bound] = []
    lower, upper = -np.inf, np.inf
    for bound in sorted(bounds, key=lambda bound: -bound.from_mm):
        lower, upper = max(lower, bound.lower), min(upper, bound.upper)
        kept.append(Bound(bound.from_mm, float(lower), float(upper), bound.writers))
    return tuple(reversed(kept))


def bound_for(bounds: Sequence[Bound], amount_mm: float) -> Bound:
    """The bound that holds for this amount: of the longest stretch that begins at or below it."""
    fitting = [bound for bound in bounds if bound.from_mm <= amount_mm]
    return fitting[-1] if fitting else bounds[0]
