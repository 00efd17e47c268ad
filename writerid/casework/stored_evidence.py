"""Evidence as it is shown: contributions, pairs, and where every patch is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from writerid.casework.comparison import ComparedCandidate, Comparison
from writerid.casework.frozen import FrozenDocument, FrozenPage
from writerid.model import Contributions, FloatArray, PatchPair
from writerid.pipeline.evidence import EvidencePairs

PlaceArray = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class EvidenceSide:
    """A document and its n patches.

    ``page`` (n,) is the place of each patch's page in ``pages``; ``corners_px`` (n, 4, 2) float32
    are window corners on that page's original, clockwise from the top left.
    """

    name: str
    pages: tuple[FrozenPage, ...]
    page: PlaceArray
    corners_px: FloatArray

    def on_page(self, number: int) -> npt.NDArray[np.intp]:
        """The patches on a page."""
        return np.flatnonzero(self.page == number)


@dataclass(frozen=True, eq=False)
class Counterparts:
    """Of each of n questioned patches the k known ones most like it, best first, all (n, k)."""

    document: PlaceArray
    patch: PlaceArray
    similarity: FloatArray


@dataclass(frozen=True, eq=False)
class Evidence:
    """Why a candidate scores so, as it was found when it was first viewed.

    ``contributions.absolute`` adds up to ``contributions.score``, ``relative`` to the score minus
    the reference mean. ``deviation`` is that score minus the comparison's (another backend).
    ``reference_counterparts``: for each contradicting pair the model's reference patch most like it
    and the similarity. ``known``: one side a document, in the order that pairs number them.
    """

    comparison_id: int
    candidate: ComparedCandidate
    contributions: Contributions
    pairs: EvidencePairs
    reference_counterparts: tuple[tuple[int, float], ...]
    questioned: EvidenceSide
    known: tuple[EvidenceSide, ...]
    counterparts: Counterparts
    deviation: float
    backend: str
    made: str
    names_hidden: bool

    @property
    def supporting_sum(self) -> float:
        """Of all positive relative contributions."""
        relative = self.contributions.relative
        return float(relative[relative > 0.0].sum())

    @property
    def contradicting_sum(self) -> float:
        """Of all negative relative contributions."""
        relative = self.contributions.relative
        return float(relative[relative < 0.0].sum())


def evidence_of(
    comparison: Comparison,
    rank: int,
    documents: Sequence[FrozenDocument],
    record: Mapping[str, Any],
    arrays: Mapping[str, npt.NDArray[Any]],
) -> Evidence:
    """From what is stored; names are as ``comparison`` and ``documents`` have them."""
    candidate = comparison.candidates[rank - 1]
    return Evidence(
        comparison_id=comparison.id,
        candidate=candidate,
        contributions=Contributions(
            candidate.candidate.writer,
            record["score"],
            record["reference_mean"],
            arrays["absolute"],
            arrays["relative"],
        ),
        pairs=_pairs(record),
        reference_counterparts=tuple(
            (int(patch), float(similarity))
            for patch, similarity in record["reference_counterparts"]
        ),
        questioned=_side(comparison.item.name, comparison.item.pages, "questioned", arrays),
        known=tuple(
            _side(one.name, one.pages, f"known_{number}", arrays)
            for number, one in enumerate(documents)
        ),
        counterparts=Counterparts(
            arrays["counterpart_document"],
            arrays["counterpart_patch"],
            arrays["counterpart_similarity"],
        ),
        deviation=record["deviation"],
        backend=record["backend"],
        made=record["made"],
        names_hidden=comparison.names_hidden,
    )


def _pairs(record: Mapping[str, Any]) -> EvidencePairs:
    return EvidencePairs(
        tuple(PatchPair(**pair) for pair in record["supporting"]),
        tuple(PatchPair(**pair) for pair in record["contradicting"]),
        record["supporting_share"],
        record["contradicting_share"],
    )


def _side(
    name: str,
    pages: tuple[FrozenPage, ...],
    prefix: str,
    arrays: Mapping[str, npt.NDArray[Any]],
) -> EvidenceSide:
    return EvidenceSide(name, pages, arrays[f"{prefix}_page"], arrays[f"{prefix}_corners_px"])
