"""Made-up writers, to measure how the database does when it is large. No originals lie behind."""

import hashlib
from pathlib import Path

import numpy as np

from writerid.model import DocumentCode, Resolution, ResolutionSource
from writerid.pipeline.encoding import Encoder
from writerid.pipeline.steps import AUTOMATIC
from writerid.store.database import Database
from writerid.store.documents import CodedDocument, PatchPlaces, StoredPage, insert_document
from writerid.store.items import NOTHING_KNOWN
from writerid.store.writers import ensure_writer
from writerid.tasks import SILENT, Task

WRITERS_A_TRANSACTION = 500
PATCHES = 1000


def fill(
    database: Database,
    encoder: Encoder,
    model_id: str,
    writers: int,
    documents: int,
    *,
    seed: int = 1,
    with_places: bool = False,
    task: Task = SILENT,
) -> None:
    """Add ``writers`` made-up writers with ``documents`` of one page each.

    A writer's features scatter around a centre of the writer's own. ``with_places`` stores patch
    positions as many as a full page has. Raises Cancelled.
    """
    random = np.random.default_rng(seed)
    deviation = np.where(encoder.deviation > 0, encoder.deviation, 1.0)
    for first in range(0, writers, WRITERS_A_TRANSACTION):
        task.progress(first, writers, "making up writers")
        with database.changing("made-up writers added") as change:
            change.data.update(seed=seed, first=first)
            for number in range(first, min(first + WRITERS_A_TRANSACTION, writers)):
                centre = encoder.mean + deviation * random.standard_normal(encoder.feature_count)
                writer_id = ensure_writer(change.rows, f"made-up writer {seed}-{number:06d}")
                change.writers.add(writer_id)
                for document in range(documents):
                    noise = 0.3 * deviation * random.standard_normal(encoder.feature_count)
                    code = DocumentCode(centre + noise, PATCHES, 1500.0, model_id)
                    key = f"{seed} {number} {document}"
                    count = PATCHES if with_places else 1
                    coded = CodedDocument((_page(key, count, random),), code, "made up")
                    name = f"page {document}"
                    change.documents.add(
                        insert_document(change.rows, writer_id, name, NOTHING_KNOWN, coded)
                    )
    task.progress(writers, writers, "making up writers")


def _page(key: str, count: int, random: np.random.Generator) -> StoredPage:
    places = PatchPlaces(
        random.uniform(0.0, 2400.0, (count, 2)).astype(np.float32),
        np.full(count, 10.0, np.float32),
        np.eye(2, 3),
    )
    return StoredPage(
        sha256=hashlib.sha256(key.encode()).hexdigest(),
        file=Path("/made-up") / f"{key}.png",
        size_bytes=0,
        modified="",
        number=1,
        page_count=1,
        width_px=2480,
        height_px=3508,
        resolution=Resolution(300.0, ResolutionSource.GIVEN),
        box=None,
        steps=AUTOMATIC,
        keypoint_count=count,
        writing_mm=1500.0,
        places=places,
    )
