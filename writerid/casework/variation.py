"""A candidate's own variation: how alike the candidate's documents are among themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from writerid.casework.frozen import FrozenDocument
from writerid.pipeline.encoding import DoubleArray, Encoder
from writerid.pipeline.ranking import scores


@dataclass(frozen=True)
class Variation:
    """From the codes of a candidate's documents that took part.

    ``among``: the score of each pair of them, (0, 1), (0, 2) … (1, 2) …; empty for one document.
    ``questioned``: the score of each with the questioned item. ``exemplar_count``: how many are
    independent, those that share a file counting once.
    """

    among: tuple[float, ...]
    questioned: tuple[float, ...]
    exemplar_count: int

    @property
    def lowest(self) -> float | None:
        """The score of the two least alike, None for one document."""
        return min(self.among, default=None)

    @property
    def highest(self) -> float | None:
        """The score of the two most alike, None for one document."""
        return max(self.among, default=None)


def variation(
    encoder: Encoder, questioned: DoubleArray, documents: Sequence[FrozenDocument]
) -> Variation:
    """The variation of a writer whose ``documents`` these are; ``questioned`` (m,) is F."""
    features = np.stack([document.code.mean_feature for document in documents])
    between = scores(encoder, features, features)
    pairs = combinations(range(len(documents)), 2)
    return Variation(
        among=tuple(float(between[i, j]) for i, j in pairs),
        questioned=tuple(float(value) for value in scores(encoder, questioned[None], features)[0]),
        exemplar_count=independent_count(documents),
    )


def independent_count(documents: Sequence[FrozenDocument]) -> int:
    """How many groups of documents share no file with another group."""
    groups: list[frozenset[str]] = []
    for document in documents:
        joined = document.file_hashes
        apart = []
        for group in groups:
            if group & joined:
                joined |= group
            else:
                apart.append(group)
        groups = [*apart, joined]
    return len(groups)
