"""What comparisons of independent writers support: bounds, amounts that suffice, open sets."""

from collections.abc import Sequence

import numpy as np
from scipy.special import gammaln

from writerid.pipeline.bounds import Bound, elub, never_wider_when_shorter
from writerid.pipeline.calibration import BestHits, Tail
from writerid.pipeline.encoding import DoubleArray
from writerid.training.comparisons import Comparisons
from writerid.training.logistic import writer_weights
from writerid.training.measures import cllr
from writerid.training.units import IndexArray

LEAST_WRITERS_A_BIN = 20
BOUND_DRAWS = 100
DATABASE_SIZES = (10, 100, 1_000, 10_000)
TABLE_POINTS = 60
MOST_CLLR = 0.9
LEAST_BOUND = 2.0
SEED = 1


def amount_bins(harmonic_mm: DoubleArray, comparisons: Comparisons) -> tuple[float, ...]:
    """Where the bins of the harmonic mean of the amounts begin, mm.

    Each is at least twice as far as the one before, and holds same-writer comparisons of at least
    20 writers (of all, where there are fewer).
    """
    same, writers = harmonic_mm[comparisons.same], comparisons.questioned_writer[comparisons.same]
    least = min(LEAST_WRITERS_A_BIN, len(np.unique(writers)))
    edges = [float(harmonic_mm.min())]
    end = float(harmonic_mm.max())
    following = 2.0 * edges[0]
    while following < end:
        inside = (same >= edges[-1]) & (same < following)
        beyond = same >= following
        if len(np.unique(writers[inside])) >= least and len(np.unique(writers[beyond])) >= least:
            edges.append(following)
        following *= 2.0
    return tuple(edges)


def bin_of(harmonic_mm: DoubleArray, edges: Sequence[float]) -> IndexArray:
    """The bin of each amount, (n,)."""
    found = np.searchsorted(np.asarray(edges), harmonic_mm, side="right") - 1
    return np.asarray(np.maximum(found, 0), np.intp)


def bounds_by_amount(
    comparisons: Comparisons, log10_lr: DoubleArray, place: IndexArray, edges: Sequence[float]
) -> tuple[Bound, ...]:
    """ELUB in each bin from one comparison of each kind a writer: the median of 100 draws.

    A shorter text then never has a wider bound than a longer one.
    """
    found = []
    random = np.random.default_rng(SEED)
    for number, edge in enumerate(edges):
        mine = place == number
        same = _by_writer(comparisons, log10_lr, mine & comparisons.same)
        different = _by_writer(comparisons, log10_lr, mine & ~comparisons.same)
        drawn = np.array(
            [
                elub(_one_each(same, random), _one_each(different, random))
                for _ in range(BOUND_DRAWS)
            ]
        )
        lower, upper = np.median(drawn, axis=0)
        found.append(Bound(edge, float(lower), float(upper), len(same)))
    return never_wider_when_shorter(found)


def _by_writer(
    comparisons: Comparisons,
    values: DoubleArray,
    chosen: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
) -> list[DoubleArray]:
    writers = comparisons.questioned_writer[chosen]
    return [values[chosen][writers == writer] for writer in np.unique(writers)]


def _one_each(groups: Sequence[DoubleArray], random: np.random.Generator) -> DoubleArray:
    return np.array([group[random.integers(len(group))] for group in groups])


def bounded(log10_lr: DoubleArray, place: IndexArray, bounds: Sequence[Bound]) -> DoubleArray:
    """LRs (n,) within the bounds of their bins."""
    lower = np.array([bound.lower for bound in bounds])[place]
    upper = np.array([bound.upper for bound in bounds])[place]
    return np.asarray(np.clip(log10_lr, lower, upper))


def least_amount(
    comparisons: Comparisons,
    log10_lr: DoubleArray,
    place: IndexArray,
    bounds: Sequence[Bound],
) -> tuple[float, str]:
    """From which harmonic mean on an LR is given, mm, and why not below.

    In every bin from there on the Cllr is below 0.9 and the upper bound at least 2. Infinite where
    no bin suffices.
    """
    least, reason = float("inf"), "no amount of writing suffices in the validation data"
    for number in reversed(range(len(bounds))):
        mine = place == number
        same = comparisons.same[mine]
        weight = kinds_weighted(comparisons.take(mine))
        value = cllr(log10_lr[mine], same, weight)
        upper = 10.0 ** bounds[number].upper
        if value >= MOST_CLLR or upper < LEAST_BOUND:
            return least, f"below it the Cllr is {value:.2f} and no LR can exceed {upper:.1f}"
        least = bounds[number].from_mm
        reason = "less was not measured"
    return least, reason


def kinds_weighted(comparisons: Comparisons) -> DoubleArray:
    """Weights (n,): within same-writer and different-writer comparisons each writer counts 1."""
    weight = np.empty(len(comparisons))
    for same in (True, False):
        rows = comparisons.same == same
        if rows.any():
            weight[rows] = writer_weights(comparisons.questioned_writer[rows])
    return weight


def tails_by_amount(
    comparisons: Comparisons, log10_lr: DoubleArray, place: IndexArray, edges: Sequence[float]
) -> tuple[Tail, ...]:
    """How non-writers' LRs are distributed in each bin."""
    tails = []
    for number, edge in enumerate(edges):
        mine = (place == number) & ~comparisons.same
        writers = comparisons.questioned_writer[mine]
        values, shares = _table(log10_lr[mine], writer_weights(writers))
        tails.append(Tail(edge, len(np.unique(writers)), int(mine.sum()), values, shares))
    return tuple(tails)


def best_hits_by_amount(
    comparisons: Comparisons, log10_lr: DoubleArray, place: IndexArray, edges: Sequence[float]
) -> tuple[BestHits, ...]:
    """The best hit of each questioned piece among non-writers, for databases of several sizes.

    The writers of the piece's collection take part as they are; a larger database is filled up by
    drawing with replacement from that collection's different-writer comparisons at this amount.
    The shares are those of endless repetition, computed and not drawn.
    """
    found = []
    for number, edge in enumerate(edges):
        mine = np.flatnonzero((place == number) & ~comparisons.same)
        part, values = comparisons.take(mine), log10_lr[mine]
        levels = np.array(_table(values, writer_weights(part.questioned_writer))[0])
        pieces = _pieces(part)
        weight = writer_weights(part.questioned_writer[[rows[0] for rows in pieces]])
        for size in DATABASE_SIZES:
            shares = np.array([_highest(part, values, rows, size, levels) for rows in pieces])
            found.append(
                BestHits(
                    from_mm=edge,
                    database_size=size,
                    items=len(pieces),
                    writers=len(np.unique(part.questioned_writer)),
                    measured_share=float(np.mean([min(len(r) / size, 1.0) for r in pieces])),
                    log10_lr=tuple(levels.tolist()),
                    share=tuple(np.clip(weight @ shares, 0.0, 1.0).tolist()),
                )
            )
    return tuple(found)


def _pieces(comparisons: Comparisons) -> list[IndexArray]:
    """The rows of each questioned piece."""
    order = np.argsort(comparisons.piece, kind="stable")
    starts = np.flatnonzero(np.diff(comparisons.piece[order], prepend=-1))
    return np.split(order, starts[1:])


def _highest(
    comparisons: Comparisons,
    log10_lr: DoubleArray,
    rows: IndexArray,
    size: int,
    levels: DoubleArray,
) -> DoubleArray:
    """How often the best of ``size`` non-writers reaches each level (k,), for one piece.

    Of n own non-writers k reach a level: none of ``size`` drawn without replacement does with the
    chance C(n − k, size) / C(n, size).
    """
    own = np.sort(log10_lr[rows])
    reach = len(own) - np.searchsorted(own, levels, side="left")
    if len(own) >= size:
        rest = len(own) - reach
        enough = rest >= size
        kept = np.where(enough, rest, size)
        none = gammaln(kept + 1) - gammaln(kept - size + 1)
        none -= gammaln(len(own) + 1) - gammaln(len(own) - size + 1)
        return np.asarray(1.0 - np.where(enough, np.exp(none), 0.0))
    pool = np.sort(log10_lr[comparisons.collection == comparisons.collection[rows[0]]])
    below = np.searchsorted(pool, levels, side="left") / len(pool)
    return np.asarray(1.0 - np.where(reach == 0, below ** (size - len(own)), 0.0))


def _table(values: DoubleArray, weight: DoubleArray) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """A falling distribution in some 80 points, its upper end kept: values, share at or above."""
    order = np.argsort(values, kind="stable")
    levels, first = np.unique(values[order], return_index=True)
    above = np.cumsum(weight[order][::-1])[::-1][first]
    wanted = np.concatenate(
        [np.linspace(1.0, 0.1, TABLE_POINTS // 3), np.geomspace(0.1, above[-1], TABLE_POINTS)]
    )
    rows = np.unique(np.searchsorted(-above, -wanted, side="left").clip(0, len(levels) - 1))
    rows = np.unique([0, *rows, len(levels) - 1])
    return (
        tuple(float(v) for v in levels[rows]),
        tuple(float(min(s, 1.0)) for s in above[rows]),
    )
