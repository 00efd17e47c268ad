"""Everything that the case holds of a comparison, as it is replayed against."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from writerid.casework.case import Case
from writerid.casework.comparison import Comparison
from writerid.casework.comparisons import compared_documents, open_comparison
from writerid.casework.evidence import Arrays, evidence_records
from writerid.casework.frozen import FrozenDocument
from writerid.casework.hidden_names import are_hidden
from writerid.casework.likelihoods import LikelihoodRatio, likelihood_ratios_by_calibration

FIRST_CANDIDATES = 3
"""So many have their known writing encoded again, beside those whose evidence was viewed."""


@dataclass(frozen=True, eq=False)
class StoredComparison:
    """A comparison with its known side in the order of the documents' ids.

    ``names``: what each document may be called, by digest: its code while names are hidden.
    ``ratios`` by the calibration's id and rank, ``evidence`` (record, arrays) by rank.
    """

    comparison: Comparison
    documents: tuple[FrozenDocument, ...]
    names: Mapping[str, str]
    names_hidden: bool
    ratios: Mapping[str, Mapping[int, LikelihoodRatio]]
    evidence: Mapping[int, tuple[Mapping[str, Any], Arrays]]

    @property
    def record(self) -> Mapping[str, Any]:
        """What was stored when the comparison was made."""
        return self.comparison.record

    @cached_property
    def by_digest(self) -> Mapping[str, FrozenDocument]:
        """The documents by their digests."""
        return {one.digest: one for one in self.documents}

    def documents_of(self, rank: int) -> list[FrozenDocument]:
        """What was compared of a candidate, in the order of its record."""
        digests = self.comparison.candidates[rank - 1].documents
        return [self.by_digest[digest] for digest in digests]

    def chosen(self, *, all_known: bool) -> list[FrozenDocument]:
        """The documents that are encoded again: of all, or of the candidates that matter most."""
        if all_known:
            return list(self.documents)
        wanted = {
            digest
            for one in self.comparison.candidates
            if one.evidence_seen or one.candidate.rank <= FIRST_CANDIDATES
            for digest in one.documents
        }
        return [one for one in self.documents if one.digest in wanted]


def read_stored(case: Case, comparison_id: int) -> StoredComparison:
    """Read a comparison with all that hangs on it, every digest verified.

    Raises CaseError where something was changed or is missing.
    """
    with case.reading() as rows:
        comparison = open_comparison(case, comparison_id, reveal=True)
        documents = compared_documents(case, comparison_id, reveal=True)
        shown = compared_documents(case, comparison_id)
        return StoredComparison(
            comparison,
            tuple(sorted(documents, key=lambda one: one.document_id)),
            {one.digest: _shown(alias) for one, alias in zip(documents, shown, strict=True)},
            are_hidden(rows, comparison_id),
            likelihood_ratios_by_calibration(rows, comparison_id),
            evidence_records(case, comparison_id),
        )


def _shown(document: FrozenDocument) -> str:
    """What a document may be called; under a code its own name tells the code already."""
    if document.name == document.writer_name or document.name.startswith(
        f"{document.writer_name}, "
    ):
        return document.name
    return f"{document.writer_name}, {document.name}"
