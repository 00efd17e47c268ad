"""Fitting the whole map from comparisons to LRs, and its LRs for writers that it never saw."""

from dataclasses import dataclass

import numpy as np

from writerid.pipeline.calibration import Coefficients
from writerid.pipeline.encoding import DoubleArray
from writerid.pipeline.likelihood import log10_ratios
from writerid.tasks import SILENT, Task
from writerid.training.comparisons import Comparisons
from writerid.training.logistic import balanced_weights, fit_isotonic, fit_logistic
from writerid.training.units import IndexArray

FOLDS = 5
SEED = 1


@dataclass(frozen=True)
class FittedMap:
    """The regression, the ranges of amounts that it saw, and the isotonic map, if any."""

    coefficients: Coefficients
    questioned_mm: tuple[float, float]
    known_mm: tuple[float, float]
    isotonic: tuple[tuple[float, float], ...] = ()

    def log10_lr(self, comparisons: Comparisons) -> DoubleArray:
        """log10 LRs (n,) before any bound."""
        ratios = log10_ratios(
            self.coefficients,
            comparisons.score,
            np.clip(comparisons.questioned_mm, *self.questioned_mm),
            np.clip(comparisons.known_mm, *self.known_mm),
        )
        if self.isotonic:
            given, taken = np.array(self.isotonic).T
            ratios = np.interp(ratios, given, taken)
        return ratios

    def harmonic_mm(self, comparisons: Comparisons) -> DoubleArray:
        """Harmonic means (n,) of the amounts, clipped to the ranges."""
        questioned = np.clip(comparisons.questioned_mm, *self.questioned_mm)
        known = np.clip(comparisons.known_mm, *self.known_mm)
        return np.asarray(2.0 * questioned * known / (questioned + known))


def fit_map(
    comparisons: Comparisons,
    questioned_mm: tuple[float, float],
    known_mm: tuple[float, float],
    *,
    isotonic: bool = False,
) -> FittedMap:
    """Fit on all these comparisons. Raises CalibrationError."""
    fitted = FittedMap(fit_logistic(comparisons, questioned_mm, known_mm), questioned_mm, known_mm)
    if not isotonic:
        return fitted
    steps = fit_isotonic(
        fitted.log10_lr(comparisons), comparisons.same, balanced_weights(comparisons)
    )
    return FittedMap(fitted.coefficients, questioned_mm, known_mm, steps)


def amounts_seen(comparisons: Comparisons) -> tuple[tuple[float, float], tuple[float, float]]:
    """The ranges of questioned and known amounts, mm: 1st to 99th percentile."""
    ranges = [
        np.percentile(amounts, [1.0, 99.0])
        for amounts in (comparisons.questioned_mm, comparisons.known_mm)
    ]
    questioned, known = ((float(low), float(high)) for low, high in ranges)
    return questioned, known


def cross_validated(
    comparisons: Comparisons,
    questioned_mm: tuple[float, float],
    known_mm: tuple[float, float],
    *,
    isotonic: bool = False,
    task: Task = SILENT,
) -> DoubleArray:
    """log10 LRs (n,) before the bounds, each from a fit that saw neither of its two writers.

    Writers are dealt into five folds, each collection evenly. A comparison between folds i and j is
    judged by the fit on comparisons that touch neither.
    """
    fold = _folds(comparisons)
    left, right = fold[comparisons.questioned_writer], fold[comparisons.known_writer]
    low, high = np.minimum(left, right), np.maximum(left, right)
    ratios = np.full(len(comparisons), np.nan)
    pairs = [(i, j) for i in range(FOLDS) for j in range(i, FOLDS)]
    for i, j in task.each(pairs, "cross-validation"):
        tested = (low == i) & (high == j)
        if not tested.any():
            continue
        outside = ~np.isin(left, (i, j)) & ~np.isin(right, (i, j))
        fitted = fit_map(comparisons.take(outside), questioned_mm, known_mm, isotonic=isotonic)
        ratios[tested] = fitted.log10_lr(comparisons.take(tested))
    return ratios


def _folds(comparisons: Comparisons) -> IndexArray:
    """A fold for each writer's number; writers with same-writer comparisons are dealt first."""
    count = int(max(comparisons.questioned_writer.max(), comparisons.known_writer.max())) + 1
    fold = np.zeros(count, np.intp)
    random = np.random.default_rng(SEED)
    found = set(np.unique(comparisons.questioned_writer[comparisons.same]).tolist())
    dealt = 0
    for collection in np.unique(comparisons.collection):
        mine = comparisons.collection == collection
        writers = np.unique(
            np.concatenate([comparisons.questioned_writer[mine], comparisons.known_writer[mine]])
        )
        shuffled = random.permutation(writers)
        for writer in sorted(shuffled, key=lambda w: int(w) not in found):
            fold[writer] = dealt % FOLDS
            dealt += 1
    return fold
