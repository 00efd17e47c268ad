"""How much a candidate's own writing varies, and whether a questioned item looks like one hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from writerid.model import DocumentCode
from writerid.pipeline.calibration import Calibration, HalfLimit
from writerid.pipeline.encoding import Encoder, pool
from writerid.pipeline.halves import half_pages, half_score
from writerid.pipeline.identify import LEAST_PATCHES, EncodedDocument
from writerid.pipeline.ranking import scores


@dataclass(frozen=True)
class Variation:
    """``known_to_known``: each known document's score against the others of the candidate.

    ``exemplars``: the candidate's documents. ``halves``: the score of the questioned item's halves
    against each other, None where it is too short.
    """

    known_to_known: tuple[float, ...]
    exemplars: int
    halves: float | None


def known_to_known(encoder: Encoder, known: Sequence[DocumentCode]) -> tuple[float, ...]:
    """Each document's score against the writer's other documents, pooled; none for one document."""
    if len(known) < 2:
        return ()
    found = []
    for number, document in enumerate(known):
        others = pool([other for i, other in enumerate(known) if i != number])
        pair = scores(encoder, document.mean_feature[None], others.mean_feature[None])
        found.append(float(pair[0, 0]))
    return tuple(found)


def halves_of(encoder: Encoder, questioned: EncodedDocument) -> float | None:
    """The score of the item's first half against its second, None below 24 patches."""
    if questioned.code.patch_count < 2 * LEAST_PATCHES:
        return None
    places = [
        page.prepared.map_from_original(page.patches.centre_px)
        for page in questioned.pages
        if len(page.patches)
    ]
    return half_score(encoder, questioned.patch_features, *half_pages(places))


def half_limit_for(calibration: Calibration, questioned_mm: float) -> HalfLimit | None:
    """The limit that holds for this amount of writing, None where halves were not measured."""
    fitting = [limit for limit in calibration.half_limits if limit.from_mm <= questioned_mm]
    return fitting[-1] if fitting else None
