"""Embeddings of a collection's pages and of their units."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from writerid.labels import LabelledPage
from writerid.model import Box, FloatArray, Keypoints, PreparedPage
from writerid.pipeline.embedding import Embedder
from writerid.pipeline.keypoints import MOST_KEYPOINTS, choose_keypoints
from writerid.pipeline.patches import cut_patches
from writerid.tasks import SILENT, Task
from writerid.training.collection import CollectedPage, Collection
from writerid.training.units import find_units


@dataclass(frozen=True, eq=False)
class EmbeddedUnit:
    """Embeddings (n, d) and keypoint sizes (n,) of a page or of a part of it."""

    embeddings: FloatArray
    size_300: FloatArray
    writing_mm: float
    box: Box


@dataclass(frozen=True, eq=False)
class EmbeddedPage:
    """A page as a whole, and its units of one kind."""

    label: LabelledPage
    sha256: str
    whole: EmbeddedUnit
    units: tuple[EmbeddedUnit, ...]


def embed_collection(
    collection: Collection,
    embedder: Embedder,
    *,
    unit: str = "page",
    most_keypoints: int = MOST_KEYPOINTS,
    most_units: int | None = None,
    task: Task = SILENT,
) -> Iterator[EmbeddedPage]:
    """Embed page after page; pages without a keypoint yield empty arrays.

    ``unit`` other than ``page`` embeds all the keypoints of up to ``most_units`` units besides.
    """
    for index in task.each(range(len(collection)), f"embedding, unit {unit}"):
        yield _embed_page(collection.page(index), embedder, unit, most_keypoints, most_units)


def _embed_page(
    page: CollectedPage,
    embedder: Embedder,
    unit: str,
    most_keypoints: int,
    most_units: int | None,
) -> EmbeddedPage:
    chosen = choose_keypoints(page.keypoints, most_keypoints)
    parts = [] if unit == "page" else find_units(unit, page.prepared, page.keypoints)[:most_units]
    wanted = [chosen] + [page.keypoints.take(part.keypoints) for part in parts]
    pieces = embed_parts(embedder, page.prepared, wanted)
    whole_box = Box(0, 0, page.width_px, page.height_px)
    total = max(len(page.keypoints), 1)
    units = tuple(
        EmbeddedUnit(
            pieces[i + 1],
            wanted[i + 1].size_300,
            page.prepared.writing_mm * len(part.keypoints) / total,
            part.box,
        )
        for i, part in enumerate(parts)
    )
    whole = EmbeddedUnit(pieces[0], chosen.size_300, page.prepared.writing_mm, whole_box)
    return EmbeddedPage(page.label, page.sha256, whole, units)


def embed_parts(
    embedder: Embedder, prepared: PreparedPage, parts: Sequence[Keypoints], task: Task = SILENT
) -> list[FloatArray]:
    """Embeddings (n, d) of each of several sets of keypoints of a page, in one go."""
    everything = Keypoints(
        np.concatenate([part.position_300 for part in parts]),
        np.concatenate([part.size_300 for part in parts]),
    )
    vectors = embedder.embed(cut_patches(prepared, everything).images, task)
    return np.split(vectors, np.cumsum([len(part) for part in parts])[:-1])
