"""From which score down the halves of one item are unlike for one hand."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from writerid.pipeline.calibration import HalfLimit
from writerid.pipeline.encoding import DoubleArray, Encoder
from writerid.pipeline.ranking import unit_rows
from writerid.training.logistic import writer_weights
from writerid.training.samples import Samples

FALSE_ALARMS = 0.025
LEAST_WRITERS = 20


def half_limits(encoder: Encoder, samples: Samples) -> tuple[HalfLimit, ...]:
    """A limit for each amount of writing: 2.5 % of the items by one writer score below it.

    ``found`` is measured on items put together from halves of two writers of one collection, the
    first halves of the one and the second halves of the other.
    """
    limits = []
    samples = _not_adapted_to(samples)
    edges = _edges(samples)
    codes = unit_rows(encoder.standardise(samples.halves))
    place = np.searchsorted(edges, samples.half_mm, side="right") - 1
    for number, edge in enumerate(edges):
        mine = np.flatnonzero(place == number)
        writer = samples.writer[samples.half_page[mine]]
        collection = samples.collection[samples.half_page[mine]]
        own = np.einsum("ij,ij->i", codes[mine, 0], codes[mine, 1])
        weight = writer_weights(writer)
        limit = _quantile(own, weight, FALSE_ALARMS)
        cross = codes[mine, 0] @ codes[mine, 1].T
        two = (collection[:, None] == collection[None]) & (writer[:, None] != writer[None])
        limits.append(
            HalfLimit(
                from_mm=float(edge),
                score=limit,
                false_alarms=float(weight[own < limit].sum()),
                found=float((cross[two] < limit).mean()) if two.any() else 0.0,
                pieces=len(mine),
                writers=len(np.unique(writer)),
            )
        )
    return tuple(limits)


def _not_adapted_to(samples: Samples) -> Samples:
    """Without the halves of pages that the model was adapted to."""
    kept = ~samples.adapted[samples.half_page]
    return replace(
        samples,
        halves=samples.halves[kept],
        half_mm=samples.half_mm[kept],
        half_page=samples.half_page[kept],
    )


def _edges(samples: Samples) -> Sequence[float]:
    """Amounts that double, each bin with halves of at least 20 writers (or all there are)."""
    if len(samples.half_mm) == 0:
        return ()
    writers = samples.writer[samples.half_page]
    least = min(LEAST_WRITERS, len(np.unique(writers)))
    edges = [float(samples.half_mm.min())]
    following = 2.0 * edges[0]
    while following < samples.half_mm.max():
        inside = (samples.half_mm >= edges[-1]) & (samples.half_mm < following)
        beyond = samples.half_mm >= following
        if min(len(np.unique(writers[inside])), len(np.unique(writers[beyond]))) >= least:
            edges.append(following)
        following *= 2.0
    return edges


def _quantile(values: DoubleArray, weight: DoubleArray, share: float) -> float:
    order = np.argsort(values)
    return float(values[order][np.searchsorted(np.cumsum(weight[order]), share)])
