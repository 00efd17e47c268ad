"""Validation: how good a calibration's LRs are, by amount of writing, by collection, across them.

Every interval is a 95 % bootstrap over writers.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from writerid import __version__
from writerid.errors import CalibrationError
from writerid.pipeline.calibration import Calibration
from writerid.pipeline.encoding import DoubleArray, Encoder
from writerid.pipeline.likelihood import unbounded_ratios
from writerid.tasks import SILENT, Task
from writerid.training.adapted_pages import pages_not_compared
from writerid.training.calibrating import judge
from writerid.training.comparisons import KNOWN_KINDS, BoolArray, Comparisons, make_comparisons
from writerid.training.cross_validation import amounts_seen, cross_validated, fit_map
from writerid.training.evaluate import Interval
from writerid.training.figures import DRAWS, SEED, drawn_weights, group, has_both
from writerid.training.samples import KIND_NAMES, KINDS, Samples
from writerid.training.support import bin_of, bounded, kinds_weighted
from writerid.training.units import IndexArray

LEAST_WRITERS = 10
"""Writers with two documents; over fewer an interval means nothing, and no figure is given."""

LEAST_ACROSS = 8
"""Writers with two documents that a collection needs to be fitted on, or to be tested on, alone."""

CROSS_VALIDATED = (
    "Cross-validation grouped by writer: writers are dealt into five folds, each collection "
    "evenly; a comparison is judged by a fit that saw neither of its two writers. The bounds "
    "were set on the same cross-validated LRs."
)
APPLIED = (
    "The calibration was applied as it is to a collection that shares no page with the data that "
    "it was fitted on."
)


@dataclass(frozen=True)
class Rates:
    """How often a piece's writer ranks first, or among five, in the collection (0–1)."""

    name: str
    pieces: int
    writers: int
    top1: Interval
    top5: Interval


@dataclass(frozen=True)
class Across:
    """Fitted on one collection, tested on another (or within it, cross-validated): unbounded."""

    fitted_on: str
    tested_on: str
    amount: str
    cllr: Interval


@dataclass(frozen=True)
class BandRate:
    """Share of same-writer LRs at or below 1/``lr`` and of different-writer LRs at or above it."""

    amount: str
    lr: float
    same: Interval
    different: Interval


@dataclass(frozen=True, eq=False)
class Validation:
    """All figures, and the LRs that the plots are drawn from (comparisons with a writer)."""

    record: dict[str, Any]
    comparisons: Comparisons
    log10_lr: DoubleArray


def validate(
    encoder: Encoder,
    samples: Samples,
    calibration: Calibration,
    *,
    edges: Sequence[float] = (1.0, 2.0, 10.0, 100.0, 1_000.0, 10_000.0),
    draws: int = DRAWS,
    task: Task = SILENT,
) -> Validation:
    """Measure a calibration on a collection.

    On data that it was fitted on, its recipe is measured by cross-validation; on other data, the
    calibration as it is. ``edges``: lower limits of the verbal bands. ``draws`` of the
    bootstrap. Raises CalibrationError, also for fewer than 10 writers.
    """
    comparisons = make_comparisons(encoder, samples)
    _check_writers(comparisons)
    own = bool(set(samples.sha256) & set(calibration.basis.data_sha256))
    if own:
        judged = judge(comparisons, isotonic=bool(calibration.isotonic), task=task)
        unbounded, ratios = judged.unbounded, judged.log10_lr
    else:
        unbounded = unbounded_ratios(
            calibration, comparisons.score, comparisons.questioned_mm, comparisons.known_mm
        )
        place = bin_of(_harmonic(calibration, comparisons), [b.from_mm for b in calibration.bounds])
        ratios = bounded(unbounded, place, calibration.bounds)
    ranked = comparisons.known_kind == KNOWN_KINDS.index("writer")
    against = comparisons.take(ranked)
    task.progress(0, 4, "figures, by amount")
    record = {
        "schema": "writerid.validation/1",
        "writerid": __version__,
        "model_id": calibration.model_id,
        "calibration_id": calibration.calibration_id,
        "label": calibration.basis.label,
        "design": _design(samples, cross_validated=own),
        "cross_validated": own,
        "collections": list(samples.collection_names),
        "writers": len(samples.writer_names),
        "pages": len(samples.sha256),
        "adapted_pages": int(samples.adapted.sum()),
        "bootstrap_draws": draws,
        "by_amount": _groups(against, ratios[ranked], draws, task),
        "unbounded_by_amount": _groups(against, unbounded[ranked], draws, task),
        "by_collection": _by_collection(samples, against, ratios[ranked], draws, task),
        "pieces": _pieces(comparisons, ratios, draws, task),
        "across_collections": _across(samples, against, draws, task),
        "misleading_by_band": [asdict(r) for r in _bands(against, ratios[ranked], edges, draws)],
        "identification": [asdict(r) for r in _identification(against)],
        "identification_by_collection": [
            {"collection": name, **asdict(rates)}
            for number, name in enumerate(samples.collection_names)
            for rates in _identification(against.take(against.collection == number))
        ],
    }
    return Validation(record, against, ratios[ranked])


def _design(samples: Samples, *, cross_validated: bool) -> str:
    design = CROSS_VALIDATED if cross_validated else APPLIED
    adapted = int(samples.adapted.sum())
    if not adapted:
        return design
    return f"{design} {pages_not_compared(adapted)}"


def _check_writers(comparisons: Comparisons) -> None:
    writers = len(np.unique(comparisons.questioned_writer[comparisons.same]))
    if writers < LEAST_WRITERS:
        raise CalibrationError(
            f"{writers} writers have writing on two documents and company in their collection: "
            f"a validation needs at least {LEAST_WRITERS}"
        )


def _harmonic(calibration: Calibration, comparisons: Comparisons) -> DoubleArray:
    questioned = np.clip(comparisons.questioned_mm, *calibration.questioned_mm)
    known = np.clip(comparisons.known_mm, *calibration.known_mm)
    return np.asarray(2.0 * questioned * known / (questioned + known))


def _rows(comparisons: Comparisons) -> list[tuple[str, BoolArray]]:
    """The amounts of questioned writing of which there are comparisons of both kinds."""
    chosen = [(KIND_NAMES[kind], comparisons.kind == i) for i, kind in enumerate(KINDS)]
    return [(name, mine) for name, mine in chosen if has_both(comparisons.same[mine])]


def _groups(
    comparisons: Comparisons, ratios: DoubleArray, draws: int, task: Task
) -> list[dict[str, Any]]:
    return [
        asdict(group(name, comparisons.take(mine), ratios[mine], draws))
        for name, mine in task.each(_rows(comparisons), "figures, by amount")
    ]


def _by_collection(
    samples: Samples, comparisons: Comparisons, ratios: DoubleArray, draws: int, task: Task
) -> list[dict[str, Any]]:
    found = []
    for number, name in task.each(
        list(enumerate(samples.collection_names)), "figures, collections"
    ):
        mine = comparisons.collection == number
        part, own = comparisons.take(mine), ratios[mine]
        found += [
            {"collection": name, **asdict(group(amount, part.take(chosen), own[chosen], draws))}
            for amount, chosen in _rows(part)
        ]
    return found


def _pieces(
    comparisons: Comparisons, ratios: DoubleArray, draws: int, task: Task
) -> list[dict[str, Any]]:
    """Against one piece of known writing in place of all of a writer's documents."""
    found = []
    for number, kind in task.each(list(enumerate(KNOWN_KINDS))[1:], "figures, short known writing"):
        mine = comparisons.known_kind == number
        part, own = comparisons.take(mine), ratios[mine]
        found += [
            {
                "known": KIND_NAMES[kind],
                **asdict(group(amount, part.take(chosen), own[chosen], draws)),
            }
            for amount, chosen in _rows(part)
        ]
    return found


def _across(
    samples: Samples, comparisons: Comparisons, draws: int, task: Task
) -> list[dict[str, Any]]:
    """Fit on one collection alone, test on each other: how far a calibration carries."""
    usable = [
        number
        for number in range(len(samples.collection_names))
        if len(np.unique(comparisons.questioned_writer[_same_of(comparisons, number)]))
        >= LEAST_ACROSS
    ]
    if len(usable) < 2:
        return []
    ranges = amounts_seen(comparisons)
    found = []
    for fitted_on in task.each(usable, "figures, across collections"):
        try:
            fitted = fit_map(comparisons.take(comparisons.collection == fitted_on), *ranges)
        except CalibrationError:
            continue
        for tested_on in usable:
            part = comparisons.take(comparisons.collection == tested_on)
            within = tested_on == fitted_on
            ratios = cross_validated(part, *ranges) if within else fitted.log10_lr(part)
            for amount, chosen in _rows(part):
                figures = group(amount, part.take(chosen), ratios[chosen], draws)
                names = samples.collection_names[fitted_on], samples.collection_names[tested_on]
                found.append(asdict(Across(*names, amount, figures.cllr)))
    return found


def _same_of(comparisons: Comparisons, collection: int) -> BoolArray:
    return np.asarray(comparisons.same & (comparisons.collection == collection))


def _bands(
    comparisons: Comparisons, ratios: DoubleArray, edges: Sequence[float], draws: int
) -> list[BandRate]:
    """Misleading evidence that is at least as strong as each band."""
    found = []
    # At LR 1 itself only what lies beyond is misleading.
    limits = [max(float(np.log10(edge)), 1e-9) for edge in edges]
    for name, mine in _rows(comparisons):
        part, own, random = comparisons.take(mine), ratios[mine], np.random.default_rng(SEED)
        weight = kinds_weighted(part)
        wrong = np.array(
            [np.where(part.same, own <= -limit, own >= limit) for limit in limits], np.float64
        )
        whole = _both_shares(wrong, weight, part.same)
        drawn = [
            _both_shares(wrong, drawn_weights(part, weight, random), part.same)
            for _ in range(draws)
        ]
        low, high = np.nanpercentile(drawn, [2.5, 97.5], axis=0)
        for row, edge in enumerate(edges):
            rates = [Interval(*(float(t[k, row]) for t in (whole, low, high))) for k in (0, 1)]
            found.append(BandRate(name, edge, *rates))
    return found


def _both_shares(wrong: DoubleArray, weight: DoubleArray, same: BoolArray) -> DoubleArray:
    """Shares (2, edges) of misleading same-writer and different-writer LRs."""
    found = [
        wrong[:, rows] @ weight[rows] / max(weight[rows].sum(), 1e-12) for rows in (same, ~same)
    ]
    return np.array(found)


def _identification(comparisons: Comparisons) -> list[Rates]:
    """Ranks among the writers compared, ties against the program; intervals over writers."""
    found = []
    for name, mine in _rows(comparisons):
        part = comparisons.take(mine)
        own = dict(zip(part.piece[part.same].tolist(), part.score[part.same], strict=True))
        order = np.argsort(part.piece, kind="stable")
        starts = np.flatnonzero(np.diff(part.piece[order], prepend=-1))
        ahead, writers = [], []
        for rows in np.split(order, starts[1:]):
            score = own.get(int(part.piece[rows[0]]))
            if score is not None:
                others = rows[~part.same[rows]]
                ahead.append(int((part.score[others] >= score).sum()))
                writers.append(int(part.questioned_writer[rows[0]]))
        place, writer = np.array(ahead), np.array(writers, np.intp)
        top1 = _rate(place < 1, writer)
        top5 = _rate(place < 5, writer)
        found.append(Rates(name, len(place), len(np.unique(writer)), top1, top5))
    return found


def _rate(right: BoolArray, writer: IndexArray) -> Interval:
    """Each writer counts the same."""
    random = np.random.default_rng(SEED)
    names = np.unique(writer)
    means = np.array([right[writer == name].mean() for name in names])
    draws = [float(random.choice(means, len(means)).mean()) for _ in range(1000)]
    low, high = np.percentile(draws, [2.5, 97.5])
    return Interval(float(means.mean()), float(low), float(high))


def of_amount(validation: Validation, name: str) -> tuple[Comparisons, DoubleArray]:
    """The comparisons of one amount, for a plot."""
    mine = dict(_rows(validation.comparisons))[name]
    return validation.comparisons.take(mine), validation.log10_lr[mine]
