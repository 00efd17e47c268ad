"""How good likelihood ratios are: Cllr and its parts, equal error rate, misleading evidence.

Cllr: N. Brümmer, J. du Preez, Application-independent evaluation of speaker detection, Computer
Speech & Language 20 (2006) 230–275. Weights make each writer count the same.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.isotonic import isotonic_regression

from writerid.pipeline.encoding import DoubleArray
from writerid.training.comparisons import BoolArray

LN10 = float(np.log(10.0))


@dataclass(frozen=True)
class Quality:
    """Cllr = Cllr-min + Cllr-cal; the equal error rate; shares of LRs on the wrong side of 1."""

    cllr: float
    cllr_min: float
    cllr_cal: float
    equal_error_rate: float
    misleading_same: float
    misleading_different: float


def costs(log10_lr: DoubleArray, same: BoolArray) -> DoubleArray:
    """What each LR costs, bits (n,): log2(1 + 1/LR) of same writers, log2(1 + LR) of others."""
    return np.asarray(np.logaddexp(0.0, np.where(same, -log10_lr, log10_lr) * LN10) / np.log(2.0))


def cllr(log10_lr: DoubleArray, same: BoolArray, weight: DoubleArray | None = None) -> float:
    """Half the mean cost of same-writer LRs plus half that of different-writer LRs."""
    return _half_means(costs(log10_lr, same), same, _weights(weight, same))


def pav_log10_lr(
    log10_lr: DoubleArray, same: BoolArray, weight: DoubleArray | None = None
) -> DoubleArray:
    """The best rising recalibration of the LRs on themselves, (n,); may be infinite."""
    balanced = _balanced(_weights(weight, same), same)
    # By equal values, not by interpolation, which fails between values that hardly differ.
    values, place = np.unique(log10_lr, return_inverse=True)
    total = np.bincount(place, balanced, len(values))
    of_same = np.bincount(place, np.where(same, balanced, 0.0), len(values)) / total
    rising = isotonic_regression(of_same, sample_weight=total, y_min=0.0, y_max=1.0)
    p: DoubleArray = rising[place]
    with np.errstate(divide="ignore"):
        ratios = np.log10(p) - np.log10(1.0 - p)
    return np.asarray(ratios, np.float64)


def cllr_min(log10_lr: DoubleArray, same: BoolArray, weight: DoubleArray | None = None) -> float:
    """The Cllr after the best rising recalibration: what discrimination alone allows."""
    return cllr(pav_log10_lr(log10_lr, same, weight), same, weight)


def equal_error_rate(
    log10_lr: DoubleArray, same: BoolArray, weight: DoubleArray | None = None
) -> float:
    """Where as large a share of same-writer LRs lies below a threshold as of others reaches it."""
    balanced = _balanced(_weights(weight, same), same)
    order = np.argsort(log10_lr, kind="stable")
    missed = np.concatenate([[0.0], np.cumsum(np.where(same, balanced, 0.0)[order])])
    accepted = 1.0 - np.concatenate([[0.0], np.cumsum(np.where(same, 0.0, balanced)[order])])
    # Thresholds lie between different values only.
    values = log10_lr[order]
    whole = np.concatenate([[True], values[1:] != values[:-1], [True]])
    gap = np.where(whole, np.abs(missed - accepted), np.inf)
    nearest = int(np.argmin(gap))
    return float(max(missed[nearest] + accepted[nearest], 0.0) / 2.0)


def quality(log10_lr: DoubleArray, same: BoolArray, weight: DoubleArray | None = None) -> Quality:
    """All of it for some comparisons, of which both kinds are there."""
    weights = _weights(weight, same)
    value = cllr(log10_lr, same, weights)
    least = cllr_min(log10_lr, same, weights)
    return Quality(
        value,
        least,
        value - least,
        equal_error_rate(log10_lr, same, weights),
        _share(same & (log10_lr < 0.0), same, weights),
        _share(~same & (log10_lr > 0.0), ~same, weights),
    )


def empirical_cross_entropy(
    log10_lr: DoubleArray, same: BoolArray, weight: DoubleArray, log10_prior_odds: DoubleArray
) -> DoubleArray:
    """ECE in bits at each prior (k,); D. Ramos et al., J. Forensic Sci. 58 (2013) 1503–1518."""
    found = []
    for prior in log10_prior_odds:
        odds = 10.0**prior
        cost = costs(log10_lr + prior, same)
        of_same, of_different = cost[same], cost[~same]
        found.append(
            odds / (1.0 + odds) * np.average(of_same, weights=weight[same])
            + 1.0 / (1.0 + odds) * np.average(of_different, weights=weight[~same])
        )
    return np.array(found)


def _weights(weight: DoubleArray | None, same: BoolArray) -> DoubleArray:
    return np.ones(len(same)) if weight is None else weight


def _balanced(weight: DoubleArray, same: BoolArray) -> DoubleArray:
    """Each proposition's weights add up to 1."""
    sums = np.where(same, weight[same].sum(), weight[~same].sum())
    return np.asarray(weight / sums, np.float64)


def _half_means(cost: DoubleArray, same: BoolArray, weight: DoubleArray) -> float:
    of_same = np.average(cost[same], weights=weight[same])
    return float((of_same + np.average(cost[~same], weights=weight[~same])) / 2.0)


def _share(which: BoolArray, among: BoolArray, weight: DoubleArray) -> float:
    return float(weight[which].sum() / weight[among].sum())
