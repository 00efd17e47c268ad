"""“None of the enrolled”: what a best hit is worth in a database that may lack the writer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from scipy.stats import beta

from writerid.pipeline.calibration import BestHits, Calibration, Tail

Kind = TypeVar("Kind", Tail, BestHits)


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class OpenSet:
    """For the best candidate of a database of ``database_size`` writers.

    ``non_writers``: how many non-writers in it are expected to score as high. ``best_hit``: how
    often (0–1) a questioned document whose writer was left out had a best hit this high, at this
    amount of writing. ``measured_share``: the part of such a database that was real writers, the
    rest resampled. ``tail_writers``: the writers behind both.
    """

    database_size: int
    non_writers: Estimate
    best_hit: Estimate
    measured_share: float
    tail_writers: int


def open_set(
    calibration: Calibration, unbounded: float, harmonic_mm: float, database_size: int
) -> OpenSet:
    """Look both figures up for a log10 LR before the bounds.

    The intervals are Clopper and Pearson's, counting each writer of the reference population once:
    comparisons of one writer are not independent.
    """
    tail = _of_amount(calibration.tails, harmonic_mm)
    share = _share(tail, unbounded)
    each = proportion_interval(share, tail.writers)
    best, measured = _best_hit(calibration, unbounded, harmonic_mm, database_size)
    return OpenSet(
        database_size,
        Estimate(share * database_size, each.low * database_size, each.high * database_size),
        proportion_interval(best, tail.writers),
        measured,
        tail.writers,
    )


def proportion_interval(share: float, independent: int) -> Estimate:
    """A share with its exact 95 % interval (C. Clopper, E. Pearson, Biometrika 26, 1934)."""
    found = share * independent
    low = float(beta.ppf(0.025, found, independent - found + 1.0)) if found > 0 else 0.0
    high = float(beta.ppf(0.975, found + 1.0, independent - found)) if found < independent else 1.0
    return Estimate(share, min(low, share), max(high, share))


def _best_hit(
    calibration: Calibration, unbounded: float, harmonic_mm: float, size: int
) -> tuple[float, float]:
    """Share and measured share, between the sizes that were tried on a logarithmic scale."""
    first = _of_amount(calibration.best_hits, harmonic_mm).from_mm
    table = sorted(
        (hits for hits in calibration.best_hits if hits.from_mm == first),
        key=lambda hits: hits.database_size,
    )
    sizes = np.log([hits.database_size for hits in table])
    shares = [_share(hits, unbounded) for hits in table]
    measured = [hits.measured_share for hits in table]
    place = np.log(max(size, 1))
    return float(np.interp(place, sizes, shares)), float(np.interp(place, sizes, measured))


def _of_amount(table: Sequence[Kind], amount_mm: float) -> Kind:
    fitting = [entry for entry in table if entry.from_mm <= amount_mm]
    return fitting[-1] if fitting else table[0]


def _share(table: Tail | BestHits, log10_lr: float) -> float:
    """The share at or above; beyond the highest value seen none, below the lowest all."""
    if log10_lr > table.log10_lr[-1]:
        return 0.0
    if log10_lr <= table.log10_lr[0]:
        return table.share[0]
    return float(np.interp(log10_lr, table.log10_lr, table.share))
