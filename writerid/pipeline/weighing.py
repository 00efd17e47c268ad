"""From a ranked candidate to what strength needs of the comparison."""

from collections.abc import Sequence
from dataclasses import dataclass

from writerid.model import Candidate, DocumentCode
from writerid.pipeline.encoding import Encoder
from writerid.pipeline.identify import EncodedDocument
from writerid.pipeline.refusals import NOT_RECORDED, Circumstances
from writerid.pipeline.strength import Compared, Search
from writerid.pipeline.variation import Variation, halves_of, known_to_known


@dataclass(frozen=True, eq=False)
class KnownSide:
    """The candidate's documents that took part: their codes and, where recorded, circumstances.

    ``true_size``: whether all their pages state their resolution, or were given it.
    """

    codes: Sequence[DocumentCode]
    circumstances: Sequence[Circumstances] = ()
    true_size: bool = True


def compared_of(
    encoder: Encoder,
    questioned: EncodedDocument,
    candidate: Candidate,
    known: KnownSide,
    *,
    circumstances: Circumstances = NOT_RECORDED,
    search: Search | None = None,
    same_file: bool = False,
) -> Compared:
    """A comparison ready to be weighed by ``strength_of``; ``circumstances``: the questioned."""
    sizes = [page.prepared.resolution.is_true_size for page in questioned.pages]
    return Compared(
        candidate=candidate.writer,
        score=candidate.score,
        questioned_mm=questioned.code.writing_mm,
        known_mm=candidate.writing_mm,
        model_id=questioned.code.model_id,
        variation=Variation(
            known_to_known(encoder, known.codes), len(known.codes), halves_of(encoder, questioned)
        ),
        questioned=circumstances,
        known=tuple(known.circumstances),
        search=search,
        same_file=same_file,
        true_size=known.true_size and all(sizes),
    )
