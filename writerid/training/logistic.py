"""The regression from score and amounts of writing to log LR, fitted without a prior."""

import numpy as np
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression

from writerid.errors import CalibrationError
from writerid.pipeline.calibration import Coefficients
from writerid.pipeline.encoding import DoubleArray
from writerid.training.comparisons import BoolArray, Comparisons
from writerid.training.units import IndexArray

RIDGE = 1e-3
"""On the standardised coefficients: keeps them finite where a small collection separates."""


def balanced_weights(comparisons: Comparisons) -> DoubleArray:
    """Weights (n,) that add up to 1 for either proposition, so that the odds fitted are the LR.

    Within a proposition each pair of kinds of writing (a word against a writer's documents, …)
    weighs the same, and in it each questioned writer.
    """
    weight = np.zeros(len(comparisons))
    cell = comparisons.kind * 100 + comparisons.known_kind
    for same in (True, False):
        chosen = comparisons.same == same
        cells = np.unique(cell[chosen])
        for one in cells:
            rows = np.flatnonzero(chosen & (cell == one))
            weight[rows] = writer_weights(comparisons.questioned_writer[rows]) / len(cells)
    return weight


def writer_weights(writer: IndexArray) -> DoubleArray:
    """Weights (n,) that add up to 1, the same for each writer."""
    _, place, count = np.unique(writer, return_inverse=True, return_counts=True)
    return np.asarray(1.0 / count[place] / len(count))


def fit_logistic(
    comparisons: Comparisons,
    questioned_mm: tuple[float, float],
    known_mm: tuple[float, float],
) -> Coefficients:
    """One logistic regression on score, log amounts and score × log of their harmonic mean.

    The slope in the score is linear in the log of the harmonic mean, so it is kept from falling
    below zero at both ends of the range of amounts, and so within it. Raises CalibrationError where
    the data leaves no slope at all.
    """
    questioned = np.log(np.clip(comparisons.questioned_mm, *questioned_mm))
    known = np.log(np.clip(comparisons.known_mm, *known_mm))
    harmonic = np.log(2.0) + questioned + known - np.logaddexp(questioned, known)
    low, high = (
        float(np.log(2.0 * q * k / (q + k))) for q, k in zip(questioned_mm, known_mm, strict=True)
    )
    width = max(high - low, 1e-9)
    place = (harmonic - low) / width
    middle = float(questioned.mean()), float(known.mean())
    columns = (
        np.ones(len(comparisons)),
        questioned - middle[0],
        known - middle[1],
        comparisons.score * (1.0 - place),
        comparisons.score * place,
    )
    fitted = _minimise(np.stack(columns, axis=1), comparisons.same, balanced_weights(comparisons))
    at_low, at_high = float(fitted[3]), float(fitted[4])
    if max(at_low, at_high) <= 0.0:
        raise CalibrationError(
            "the scores of same-writer and different-writer comparisons do not differ in this "
            "collection: check its labels"
        )
    # The slope b(h) = at_low + (at_high − at_low) (ln h − low) / width, taken apart.
    by_log = (at_high - at_low) / width
    return Coefficients(
        intercept=float(fitted[0] - fitted[1] * middle[0] - fitted[2] * middle[1]),
        score=_not_falling(at_low - by_log * low, by_log, (low, high)),
        log_questioned=float(fitted[1]),
        log_known=float(fitted[2]),
        score_log_harmonic=by_log,
    )


def _not_falling(fixed: float, by_log: float, ends: tuple[float, float]) -> float:
    """``fixed``, raised by what rounding may have taken from a slope of exactly 0."""
    return fixed + max(0.0, *(1e-12 - (fixed + by_log * end) for end in ends))


def _minimise(columns: DoubleArray, same: BoolArray, weight: DoubleArray) -> DoubleArray:
    """Coefficients (5,) of the weighted logistic loss; the last two are not negative."""
    sign = np.where(same, 1.0, -1.0)
    scale = np.maximum(columns.std(axis=0), 1e-9)
    scale[0] = 1.0
    scaled = columns / scale

    def loss(solution: DoubleArray) -> tuple[float, DoubleArray]:
        margin = sign * (scaled @ solution)
        value = weight @ np.logaddexp(0.0, -margin) + RIDGE * (solution[1:] @ solution[1:])
        slope = -(weight * sign / (1.0 + np.exp(np.minimum(margin, 700.0)))) @ scaled
        slope[1:] += 2.0 * RIDGE * solution[1:]
        return float(value), slope

    limits = [(None, None)] * 3 + [(0.0, None)] * 2
    start = np.array([0.0, 0.0, 0.0, 1.0, 1.0])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=limits)
    return np.asarray(found.x / scale)


def fit_isotonic(
    log10_lr: DoubleArray, same: BoolArray, weight: DoubleArray
) -> tuple[tuple[float, float], ...]:
    """A rising map of log10 LRs onto log10 LRs (pool adjacent violators), as its corners.

    Where one kind of comparison is missing altogether the map ends in the value beside it.
    """
    rises = IsotonicRegression(y_min=0.0, y_max=1.0)
    probability = rises.fit(log10_lr, same.astype(float), sample_weight=weight)
    x, p = np.asarray(probability.X_thresholds_), np.asarray(probability.y_thresholds_)
    inner = (p > 0.0) & (p < 1.0)
    if not inner.any():
        raise CalibrationError(
            "the scores separate all writers: an isotonic calibration has nothing to hold on to, "
            "use the regression"
        )
    values = np.log10(np.clip(p, p[inner].min(), p[inner].max()))
    values -= np.log10(1.0 - np.clip(p, p[inner].min(), p[inner].max()))
    return tuple((float(a), float(b)) for a, b in zip(x, values, strict=True))
