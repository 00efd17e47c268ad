"""Codes → scores → ranked candidates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from writerid.errors import ModelError
from writerid.model import Candidate, DocumentCode
from writerid.pipeline.encoding import DoubleArray, Encoder, pool

TIE = 1e-3
"""Scores closer than this are ties: another backend may order them otherwise."""


@dataclass(frozen=True, eq=False)
class Gallery:
    """The known writing: each writer's documents' codes, all made with one model."""

    documents: Mapping[str, Sequence[DocumentCode]]

    def writer_codes(self) -> dict[str, DocumentCode]:
        """The pooled code of each writer."""
        return {writer: pool(list(codes)) for writer, codes in self.documents.items()}


def unit_rows(vectors: DoubleArray) -> DoubleArray:
    """Rows scaled to length 1; a row of zeros stays zero."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-12))


def scores(
    encoder: Encoder, questioned: npt.NDArray[np.float64], known: npt.NDArray[np.float64]
) -> DoubleArray:
    """Cosines of standardised codes: features (q, m) and (k, m) → (q, k)."""
    left = unit_rows(encoder.standardise(questioned))
    right = unit_rows(encoder.standardise(known))
    return np.asarray(left @ right.T)


def reference_mean(encoder: Encoder, questioned: DoubleArray) -> float:
    """The mean score of a questioned document (m,) against the model's reference writers."""
    return float(unit_rows(encoder.standardise(questioned)) @ encoder.towards_reference)


def rank(encoder: Encoder, questioned: DocumentCode, gallery: Gallery) -> list[Candidate]:
    """All writers of the gallery, best first; ties by name. Raises ModelError on mixed models."""
    writers = gallery.writer_codes()
    for writer, code in writers.items():
        if code.model_id != questioned.model_id:
            raise ModelError(f"{writer} was encoded with another model: encode this writer again")
    names = sorted(writers)
    known = np.stack([writers[name].mean_feature for name in names])
    values = scores(encoder, questioned.mean_feature[None], known)[0]
    mean = reference_mean(encoder, questioned.mean_feature)
    order = sorted(range(len(names)), key=lambda i: (-values[i], names[i]))
    ranked: list[Candidate] = []
    for place, i in enumerate(order):
        tied = any(
            0 <= place + step < len(order) and abs(values[order[place + step]] - values[i]) < TIE
            for step in (-1, 1)
        )
        code = writers[names[i]]
        ranked.append(
            Candidate(
                rank=place + 1,
                writer=names[i],
                score=float(values[i]),
                reference_mean=mean,
                document_count=len(gallery.documents[names[i]]),
                patch_count=code.patch_count,
                writing_mm=code.writing_mm,
                tied=tied,
            )
        )
    return ranked
