"""Patches of reference writers that ship with a model, to hold contradicting patches against."""

import numpy as np

from writerid.model import ByteArray, Keypoints, PreparedPage
from writerid.pipeline.keypoints import choose_keypoints
from writerid.pipeline.patches import cut_patches
from writerid.training.collection import Collection

WRITERS = 64
PATCHES_A_WRITER = 32


def choose_reference_patches(collection: Collection, seed: int) -> ByteArray:
    """(n, 32, 32) uint8: 32 patches, spread over one page, of each of up to 64 writers."""
    first_page: dict[str, int] = {}
    for index, label in enumerate(collection.labels):
        first_page.setdefault(label.writer, index)
    random = np.random.default_rng(seed)
    writers = [sorted(first_page)[i] for i in random.permutation(len(first_page))[:WRITERS]]
    images = []
    for writer in sorted(writers):
        page = collection.page(first_page[writer])
        images.append(reference_patches(page.prepared, page.keypoints))
    return np.concatenate(images)


def reference_patches(prepared: PreparedPage, keypoints: Keypoints) -> ByteArray:
    """(n, 32, 32) uint8, n ≤ 32: patches spread over one page."""
    return cut_patches(prepared, choose_keypoints(keypoints, PATCHES_A_WRITER)).images
