"""The two halves of an item, each a stretch of writing of its own, and how alike they are."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from writerid.model import FloatArray
from writerid.pipeline.encoding import DoubleArray, Encoder
from writerid.pipeline.ranking import scores

IndexArray = npt.NDArray[np.intp]

ONE_LINE_300 = 250.0
"""Writing lower than this at 300 dpi (2 cm) is halved from left to right, else from the top."""


def half_pages(position_300: Sequence[FloatArray]) -> tuple[IndexArray, IndexArray]:
    """Indices of the first and the second half of an item's patches, as the writing is read.

    ``position_300``: of each page the (n, 2) places of its patches at 300 dpi; indices run over all
    pages. Several pages are halved in their order; a page from the top, a single line from the
    left.
    """
    place = np.concatenate(position_300)
    page = np.repeat(np.arange(len(position_300)), [len(part) for part in position_300])
    flat = len(position_300) == 1 and len(place) > 0 and np.ptp(place[:, 1]) < ONE_LINE_300
    order = np.lexsort((place[:, 0], page) if flat else (place[:, 1], page))
    middle = len(order) // 2
    return np.sort(order[:middle]), np.sort(order[middle:])


def half_score(
    encoder: Encoder, patch_features: DoubleArray, first: IndexArray, second: IndexArray
) -> float:
    """The score of one half against the other, from the item's patch features (n, m)."""
    left = patch_features[first].mean(axis=0)
    right = patch_features[second].mean(axis=0)
    return float(scores(encoder, left[None], right[None])[0, 0])
