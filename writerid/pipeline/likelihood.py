"""Scores → calibrated likelihood ratios, by the amount of writing on both sides."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from writerid.pipeline.bounds import Bound, bound_for
from writerid.pipeline.calibration import Calibration, Coefficients, harmonic_mean
from writerid.pipeline.encoding import DoubleArray


@dataclass(frozen=True)
class LikelihoodRatio:
    """A log10 LR within the bound that travels with it.

    ``unbounded``: what the regression alone would say, for the record. ``harmonic_mm``: harmonic
    mean of the two amounts, clipped to the range seen. ``out_of_range``: an amount lay beyond it.
    """

    log10_lr: float
    unbounded: float
    bound: Bound
    harmonic_mm: float
    out_of_range: bool

    @property
    def is_at_bound(self) -> bool:
        """Whether the bound, not the score, set the value."""
        return self.log10_lr != self.unbounded


def log10_ratios(
    coefficients: Coefficients,
    score: DoubleArray,
    questioned_mm: DoubleArray,
    known_mm: DoubleArray,
) -> DoubleArray:
    """log10 LRs (n,) of the regression, see ``Coefficients``; amounts within the range seen."""
    harmonic = 2.0 * questioned_mm * known_mm / (questioned_mm + known_mm)
    nats = (
        coefficients.intercept
        + coefficients.score * score
        + coefficients.log_questioned * np.log(questioned_mm)
        + coefficients.log_known * np.log(known_mm)
        + coefficients.score_log_harmonic * score * np.log(harmonic)
    )
    return np.asarray(nats / math.log(10.0), np.float64)


def unbounded_ratios(
    calibration: Calibration,
    score: npt.ArrayLike,
    questioned_mm: npt.ArrayLike,
    known_mm: npt.ArrayLike,
) -> DoubleArray:
    """log10 LRs (n,) before the bounds; amounts are clipped to the range seen."""
    ratios = log10_ratios(
        calibration.coefficients,
        np.asarray(score, np.float64),
        np.clip(np.asarray(questioned_mm, np.float64), *calibration.questioned_mm),
        np.clip(np.asarray(known_mm, np.float64), *calibration.known_mm),
    )
    if calibration.isotonic:
        given, taken = np.array(calibration.isotonic).T
        ratios = np.interp(ratios, given, taken)
    return ratios


def likelihood_ratio(
    calibration: Calibration, score: float, questioned_mm: float, known_mm: float
) -> LikelihoodRatio:
    """The LR of one comparison, within its bound."""
    unbounded = float(unbounded_ratios(calibration, score, questioned_mm, known_mm))
    questioned = min(max(questioned_mm, calibration.questioned_mm[0]), calibration.questioned_mm[1])
    known = min(max(known_mm, calibration.known_mm[0]), calibration.known_mm[1])
    harmonic = harmonic_mean(questioned, known)
    bound = bound_for(calibration.bounds, harmonic)
    return LikelihoodRatio(
        min(max(unbounded, bound.lower), bound.upper),
        unbounded,
        bound,
        harmonic,
        (questioned, known) != (questioned_mm, known_mm),
    )
