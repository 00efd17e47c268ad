"""Making a calibration from the samples of a reference collection."""

from dataclasses import dataclass

import numpy as np

from writerid import __version__
from writerid.errors import CalibrationError
from writerid.pipeline.bounds import Bound
from writerid.pipeline.calibration import Basis, Calibration, CollectionBasis
from writerid.pipeline.encoding import DoubleArray, Encoder
from writerid.tasks import SILENT, Task
from writerid.training.comparisons import Comparisons, make_comparisons
from writerid.training.cross_validation import FittedMap, amounts_seen, cross_validated, fit_map
from writerid.training.figures import amount_figures
from writerid.training.half_limits import half_limits
from writerid.training.samples import Samples
from writerid.training.support import (
    amount_bins,
    best_hits_by_amount,
    bin_of,
    bounded,
    bounds_by_amount,
    least_amount,
    tails_by_amount,
)
from writerid.training.units import IndexArray

LEAST_WRITERS = 20
LEAST_WRITERS_ISOTONIC = 200


@dataclass(frozen=True)
class Description:
    """What the examiner says of the collection. ``label`` is shown with every LR."""

    label: str
    source: str
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    isotonic: bool = False


@dataclass(frozen=True, eq=False)
class Judged:
    """Comparisons with the LRs that cross-validation gave them.

    ``unbounded`` and ``log10_lr`` (n,): before and within the bounds. ``place`` (n,): bins of the
    amount that begin at ``edges``.
    """

    comparisons: Comparisons
    fitted: FittedMap
    unbounded: DoubleArray
    log10_lr: DoubleArray
    place: IndexArray
    edges: tuple[float, ...]
    bounds: tuple[Bound, ...]


def judge(comparisons: Comparisons, *, isotonic: bool = False, task: Task = SILENT) -> Judged:
    """Fit on everything, and judge every comparison by fits that saw neither of its writers.

    Raises CalibrationError for too few writers.
    """
    _check_writers(comparisons, isotonic=isotonic)
    questioned_mm, known_mm = amounts_seen(comparisons)
    fitted = fit_map(comparisons, questioned_mm, known_mm, isotonic=isotonic)
    unbounded = cross_validated(comparisons, questioned_mm, known_mm, isotonic=isotonic, task=task)
    harmonic = fitted.harmonic_mm(comparisons)
    edges = amount_bins(harmonic, comparisons)
    place = bin_of(harmonic, edges)
    bounds = bounds_by_amount(comparisons, unbounded, place, edges)
    log10_lr = bounded(unbounded, place, bounds)
    return Judged(comparisons, fitted, unbounded, log10_lr, place, edges, bounds)


def calibrate(
    encoder: Encoder,
    model_id: str,
    samples: Samples,
    description: Description,
    task: Task = SILENT,
) -> tuple[Calibration, Judged]:
    """The calibration, and the judged comparisons that its figures come from.

    Raises CalibrationError where the collection can't bear one.
    """
    comparisons = make_comparisons(encoder, samples)
    judged = judge(comparisons, isotonic=description.isotonic, task=task)
    least, reason = least_amount(comparisons, judged.log10_lr, judged.place, judged.bounds)
    ranked = comparisons.known_kind == 0
    against = comparisons.take(ranked)
    open_set = (against, judged.unbounded[ranked], judged.place[ranked], judged.edges)
    fitted = judged.fitted
    calibration = Calibration(
        model_id=model_id,
        basis=_basis(samples, comparisons, description),
        coefficients=fitted.coefficients,
        questioned_mm=fitted.questioned_mm,
        known_mm=fitted.known_mm,
        isotonic=fitted.isotonic,
        bounds=judged.bounds,
        least_mm=least,
        least_reason=reason,
        tails=tails_by_amount(*open_set),
        best_hits=best_hits_by_amount(*open_set),
        half_limits=half_limits(encoder, samples),
        figures=amount_figures(against, judged.log10_lr[ranked]),
    )
    return calibration, judged


def _check_writers(comparisons: Comparisons, *, isotonic: bool) -> None:
    writers = len(np.unique(comparisons.questioned_writer[comparisons.same]))
    least = LEAST_WRITERS_ISOTONIC if isotonic else LEAST_WRITERS
    if writers < least:
        kind = "an isotonic calibration" if isotonic else "a calibration"
        raise CalibrationError(
            f"{writers} writers have writing on two documents and company in their collection: "
            f"{kind} needs at least {least}"
        )


def _basis(samples: Samples, comparisons: Comparisons, description: Description) -> Basis:
    collections = []
    for number, name in enumerate(samples.collection_names):
        mine = samples.collection == number
        collections.append(
            CollectionBasis(
                name,
                len(np.unique(samples.writer[mine])),
                len(np.unique(samples.document[mine])),
                int(mine.sum()),
            )
        )
    return Basis(
        label=description.label,
        source=description.source,
        writerid=__version__,
        collections=tuple(collections),
        writers=len(samples.writer_names),
        pages=len(samples.sha256),
        same=int(comparisons.same.sum()),
        different=int((~comparisons.same).sum()),
        scripts=description.scripts,
        styles=description.styles,
        data_sha256=tuple(sorted(samples.sha256)),
    )
