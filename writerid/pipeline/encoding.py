"""Vectors → weighted sparse PCA features → the code of a document.

All of it up to the split into signs is linear in the embedding:

    c_p = (e_p − m) · A        A = LDA directions, standardised, ridge onto the sparse components
    f_p = [relu(c_p), relu(−c_p)] placed in the slot of the keypoint's scale
    F   = mean over the document's patches of f_p
    z   = (w ⊙ (F − μ) / σ) · D
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from writerid.errors import ModelError
from writerid.model import DocumentCode, FloatArray

DoubleArray = npt.NDArray[np.float64]

ARRAYS = (
    "centre",
    "projection",
    "mean",
    "deviation",
    "weight",
    "decorrelation",
    "reference_features",
)


@dataclass(frozen=True, eq=False)
class Encoder:
    """The fitted encoder.

    ``centre`` (d,), ``projection`` (d, k): from embedding to sparse codes. ``mean``, ``deviation``,
    ``weight`` (m,), m = 2 k · slots: standardisation and saliency of the features; a dead component
    has weight 0. ``decorrelation`` (m, m): D, symmetric, takes out in part what components share in
    how the words of one writer vary (within-class covariance normalisation: A. Hatch, S. Kajarekar,
    A. Stolcke, Interspeech 2006). ``reference_features`` (r, m): mean features F of reference
    writers. ``slot_edges_300``: limits between scale slots, empty for one slot.
    """

    centre: DoubleArray
    projection: DoubleArray
    mean: DoubleArray
    deviation: DoubleArray
    weight: DoubleArray
    decorrelation: DoubleArray
    reference_features: DoubleArray
    slot_edges_300: tuple[float, ...]

    @property
    def slot_count(self) -> int:
        """Scale slots."""
        return len(self.slot_edges_300) + 1

    @property
    def feature_count(self) -> int:
        """Length m of a feature vector."""
        return 2 * int(self.projection.shape[1]) * self.slot_count

    def patch_features(self, embeddings: FloatArray, size_300: FloatArray) -> DoubleArray:
        """f_p of each patch: (n, d) embeddings and (n,) keypoint sizes → (n, m)."""
        codes = (embeddings.astype(np.float64) - self.centre) @ self.projection
        split = np.hstack([np.maximum(codes, 0.0), np.maximum(-codes, 0.0)])
        if self.slot_count == 1:
            return split
        slots = np.digitize(size_300, self.slot_edges_300)
        features = np.zeros((len(split), self.slot_count, split.shape[1]))
        features[np.arange(len(split)), slots] = split
        return features.reshape(len(split), -1)

    def standardise(self, features: DoubleArray) -> DoubleArray:
        """Standardised codes z of features (…, m)."""
        return np.asarray(((features - self.mean) * self.gain) @ self.decorrelation)

    @property
    def gain(self) -> DoubleArray:
        """The factor w / σ, (m,)."""
        return np.asarray(self.weight / self.deviation)

    @cached_property
    def towards_reference(self) -> DoubleArray:
        """The mean of the reference writers' codes of length 1, (m,): any score's reference mean.

        The product with a code of length 1 is that code's mean score against them.
        """
        codes = self.standardise(self.reference_features)
        length = np.maximum(np.linalg.norm(codes, axis=1, keepdims=True), 1e-12)
        return np.asarray((codes / length).mean(axis=0))

    def encode(
        self, embeddings: FloatArray, size_300: FloatArray, writing_mm: float, model_id: str
    ) -> DocumentCode:
        """The code of a document from its n patches, n ≥ 1."""
        features = self.patch_features(embeddings, size_300)
        return DocumentCode(features.mean(axis=0), len(features), writing_mm, model_id)

    def save(self, file: Path) -> None:
        """Write ``encoder.npz``."""
        arrays = {name: getattr(self, name) for name in ARRAYS}
        with file.open("wb") as stream:
            np.savez_compressed(
                stream,
                allow_pickle=False,
                slot_edges_300=np.asarray(self.slot_edges_300, dtype=np.float64),
                **{name: array.astype(np.float32) for name, array in arrays.items()},
            )

    @classmethod
    def load(cls, file: Path) -> "Encoder":
        """Read ``encoder.npz``. Raises ModelError if it is damaged."""
        try:
            with np.load(file, allow_pickle=False) as stored:
                arrays = {name: stored[name].astype(np.float64) for name in ARRAYS}
                edges = tuple(float(edge) for edge in stored["slot_edges_300"])
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(
                f"{file} is damaged ({error}): install the model again", path=file
            ) from error
        return cls(**arrays, slot_edges_300=edges)


def pool(codes: list[DocumentCode]) -> DocumentCode:
    """A writer's code: the patch-weighted mean of the writer's documents."""
    if len({code.model_id for code in codes}) != 1:
        raise ModelError("codes of different models can't be put together: encode them again")
    count = sum(code.patch_count for code in codes)
    mean = sum(code.mean_feature * code.patch_count for code in codes) / count
    return DocumentCode(
        np.asarray(mean, dtype=np.float64),
        count,
        sum(code.writing_mm for code in codes),
        codes[0].model_id,
    )
