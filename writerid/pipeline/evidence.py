"""Which patches carry the score: exact contributions, and the pairs that show them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from writerid.model import Contributions, FloatArray, PatchPair
from writerid.pipeline.encoding import DoubleArray, Encoder
from writerid.pipeline.ranking import unit_rows

IndexArray = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class EvidencePairs:
    """Pairs for a gallery, strongest first, and the share of each sum that they carry."""

    supporting: tuple[PatchPair, ...]
    contradicting: tuple[PatchPair, ...]
    supporting_share: float
    contradicting_share: float


def contributions(
    encoder: Encoder, patch_features: DoubleArray, writer: str, writer_feature: DoubleArray
) -> Contributions:
    """What each questioned patch adds to the score of ``writer``.

    ``patch_features`` (n, m) are f_p of the questioned document, ``writer_feature`` (m,) the
    writer's F. With z_q, z_w the standardised codes, patch p contributes
    ⟨(w ⊙ (f_p − μ)/σ) · D, z_w⟩ / (n ‖z_q‖ ‖z_w‖); the sum over p is the cosine of z_q and z_w.
    """
    count = len(patch_features)
    patch_codes = encoder.standardise(patch_features)
    length = max(float(np.linalg.norm(patch_codes.mean(axis=0))), 1e-12)
    towards_writer = unit_rows(encoder.standardise(writer_feature))
    absolute = patch_codes @ towards_writer / (count * length)
    reference = patch_codes @ encoder.towards_reference / (count * length)
    return Contributions(
        writer,
        float(absolute.sum()),
        float(reference.sum()),
        np.asarray(absolute),
        np.asarray(absolute - reference),
    )


def pairs(
    shares: Contributions,
    questioned_embeddings: FloatArray,
    questioned_corners_px: FloatArray,
    known_embeddings: list[FloatArray],
    *,
    most: int = 40,
    largest_overlap: float = 0.4,
) -> EvidencePairs:
    """The questioned patches that carry most, each with the known patch most like it.

    ``known_embeddings``: one (k, d) array a document of the writer. Patches that overlap a
    stronger one by more than ``largest_overlap`` of their window are left out of the gallery.
    """
    relative = shares.relative
    chosen_for = thin_out(questioned_corners_px, relative, most, largest_overlap)
    chosen_against = thin_out(questioned_corners_px, -relative, most, largest_overlap)
    return EvidencePairs(
        _with_counterparts(chosen_for, relative, questioned_embeddings, known_embeddings),
        _with_counterparts(chosen_against, relative, questioned_embeddings, known_embeddings),
        _share(relative[chosen_for].sum(), relative[relative > 0].sum()),
        _share(relative[chosen_against].sum(), relative[relative < 0].sum()),
    )


def thin_out(
    corners_px: FloatArray, strength: DoubleArray, most: int, largest_overlap: float
) -> IndexArray:
    """Indices of the strongest patches of positive strength that hardly overlap, best first."""
    centres = corners_px.mean(axis=1).astype(np.float64)
    side = np.linalg.norm(corners_px[:, 1] - corners_px[:, 0], axis=1)
    kept: list[int] = []
    for i in np.argsort(-strength, kind="stable"):
        if strength[i] <= 0.0 or len(kept) == most:
            break
        if kept:
            apart = np.abs(centres[kept] - centres[i]) / side[i]
            overlap = np.prod(np.clip(1.0 - apart, 0.0, None), axis=1)
            if overlap.max() > largest_overlap:
                continue
        kept.append(int(i))
    return np.asarray(kept, dtype=np.intp)


def _with_counterparts(
    chosen: IndexArray,
    relative: DoubleArray,
    questioned: FloatArray,
    known: list[FloatArray],
) -> tuple[PatchPair, ...]:
    if len(chosen) == 0:
        return ()
    owner = np.repeat(np.arange(len(known)), [len(part) for part in known])
    within = np.concatenate([np.arange(len(part)) for part in known])
    similarity = questioned[chosen] @ np.concatenate(known).T
    best = similarity.argmax(axis=1)
    return tuple(
        PatchPair(
            questioned_patch=int(patch),
            known_document=int(owner[found]),
            known_patch=int(within[found]),
            contribution=float(relative[patch]),
            similarity=float(similarity[row, found]),
        )
        for row, (patch, found) in enumerate(zip(chosen, best, strict=True))
    )


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0
