"""Validation figures with bootstrap intervals over writers."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from writerid.pipeline.calibration import AmountFigures
from writerid.pipeline.encoding import DoubleArray
from writerid.training.comparisons import BoolArray, Comparisons
from writerid.training.evaluate import Interval
from writerid.training.measures import Quality, costs, quality
from writerid.training.samples import KIND_NAMES, KINDS
from writerid.training.support import kinds_weighted

DRAWS = 300
SEED = 1


@dataclass(frozen=True)
class Group:
    """Figures of some comparisons; intervals are 95 %, by drawing writers with replacement."""

    name: str
    median_mm: float
    known_mm: float
    writers: int
    same: int
    different: int
    cllr: Interval
    cllr_min: Interval
    cllr_cal: Interval
    equal_error_rate: Interval
    misleading_same: Interval
    misleading_different: Interval


def group(name: str, comparisons: Comparisons, log10_lr: DoubleArray, draws: int = DRAWS) -> Group:
    """Figures of these comparisons, of which both kinds are there."""
    same = comparisons.same
    weight = kinds_weighted(comparisons)
    whole = quality(log10_lr, same, weight)
    random = np.random.default_rng(SEED)
    found = []
    for _ in range(draws):
        drawn = drawn_weights(comparisons, weight, random)
        kept = drawn > 0.0
        if same[kept].any() and not same[kept].all():
            found.append(quality(log10_lr[kept], same[kept], drawn[kept]))

    def interval(figure: Callable[[Quality], float]) -> Interval:
        low, high = np.percentile([figure(one) for one in found], [2.5, 97.5])
        return Interval(figure(whole), float(low), float(high))

    return Group(
        name,
        float(np.median(comparisons.questioned_mm)),
        float(np.median(comparisons.known_mm)),
        len(np.unique(comparisons.questioned_writer[same])),
        int(same.sum()),
        int((~same).sum()),
        interval(lambda q: q.cllr),
        interval(lambda q: q.cllr_min),
        interval(lambda q: q.cllr_cal),
        interval(lambda q: q.equal_error_rate),
        interval(lambda q: q.misleading_same),
        interval(lambda q: q.misleading_different),
    )


def drawn_weights(
    comparisons: Comparisons, weight: DoubleArray, random: np.random.Generator
) -> DoubleArray:
    """Weights (n,) for one draw of writers: a comparison counts as often as both its writers.

    Writers are drawn within their collection, so that none is lost.
    """
    count = int(max(comparisons.questioned_writer.max(), comparisons.known_writer.max())) + 1
    times = np.zeros(count)
    for collection in np.unique(comparisons.collection):
        mine = comparisons.collection == collection
        writers = np.unique(
            np.concatenate([comparisons.questioned_writer[mine], comparisons.known_writer[mine]])
        )
        np.add.at(times, random.choice(writers, len(writers)), 1.0)
    factor = times[comparisons.questioned_writer]
    return np.asarray(
        weight * np.where(comparisons.same, factor, factor * times[comparisons.known_writer])
    )


def amount_figures(comparisons: Comparisons, log10_lr: DoubleArray) -> tuple[AmountFigures, ...]:
    """The figures that travel with each result: one row an amount of questioned writing."""
    rows = []
    for number, kind in enumerate(KINDS):
        mine = comparisons.kind == number
        if not has_both(comparisons.same[mine]):
            continue
        chosen, ratios = comparisons.take(mine), log10_lr[mine]
        whole = quality(ratios, chosen.same, kinds_weighted(chosen))
        low, high = _cllr_limits(chosen, ratios)
        rows.append(
            AmountFigures(
                amount=KIND_NAMES[kind],
                median_mm=float(np.median(chosen.questioned_mm)),
                writers=len(np.unique(chosen.questioned_writer[chosen.same])),
                same=int(chosen.same.sum()),
                different=int((~chosen.same).sum()),
                cllr=whole.cllr,
                cllr_low=low,
                cllr_high=high,
                cllr_min=whole.cllr_min,
                equal_error_rate=whole.equal_error_rate,
                misleading_same=whole.misleading_same,
                misleading_different=whole.misleading_different,
            )
        )
    return tuple(rows)


def has_both(same: BoolArray) -> bool:
    """Whether there are comparisons of both kinds."""
    return bool(same.any() and not same.all())


def _cllr_limits(comparisons: Comparisons, log10_lr: DoubleArray) -> tuple[float, float]:
    cost, same = costs(log10_lr, comparisons.same), comparisons.same
    weight, random = kinds_weighted(comparisons), np.random.default_rng(SEED)
    values = []
    for _ in range(1000):
        drawn = drawn_weights(comparisons, weight, random)
        if drawn[same].sum() > 0.0 and drawn[~same].sum() > 0.0:
            of_same = np.average(cost[same], weights=drawn[same])
            values.append((of_same + np.average(cost[~same], weights=drawn[~same])) / 2.0)
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
