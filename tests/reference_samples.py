"""Made-up reference collections: writers as points, pieces around them, scattered by length."""

import numpy as np

from writerid.pipeline.encoding import Encoder
from writerid.training.samples import KINDS, Samples

FEATURES = 16
PIECES = (("word", 3, 45.0), ("line", 2, 260.0), ("lines:4", 1, 1000.0), ("page", 1, 2600.0))


def plain_encoder(features: int = FEATURES) -> Encoder:
    """One that leaves features as they are."""
    return Encoder(
        np.zeros(128), np.zeros((128, features // 2)), np.zeros(features), np.ones(features),
        np.ones(features), np.eye(features), np.eye(features), (),
    )  # fmt: skip


def make_samples(
    writers: int = 24,
    documents: int = 2,
    collections: int = 2,
    *,
    signal: float = 1.0,
    seed: int = 0,
) -> Samples:
    """Pieces of ``writers`` × ``documents`` pages; ``signal`` 0 makes all writers alike."""
    random = np.random.default_rng(seed)
    centres = signal * random.standard_normal((writers, FEATURES))
    features, lengths, kinds, pages, halves = [], [], [], [], []
    writer = np.repeat(np.arange(writers), documents)
    for page, owner in enumerate(writer):
        for kind, count, mm in PIECES:
            scatter = 8.0 / np.sqrt(mm) + 0.25
            for _ in range(count):
                features.append(centres[owner] + scatter * random.standard_normal(FEATURES))
                lengths.append(mm * random.uniform(0.7, 1.4))
                kinds.append(KINDS.index(kind))
                pages.append(page)
        halves.append(centres[owner] + 0.4 * random.standard_normal((2, FEATURES)))
    count = len(writer)
    return Samples(
        features=np.array(features),
        writing_mm=np.array(lengths),
        patch_count=np.full(len(features), 100.0),
        kind=np.array(kinds, np.intp),
        page=np.array(pages, np.intp),
        halves=np.array(halves),
        half_mm=random.uniform(1500.0, 4000.0, count),
        half_page=np.arange(count),
        writer=writer,
        document=np.arange(count),
        collection=writer % collections,
        adapted=np.zeros(count, np.bool_),
        writer_names=tuple(f"writer {i}" for i in range(writers)),
        collection_names=tuple(f"collection {i}" for i in range(collections)),
        sha256=tuple(f"{i:064x}" for i in range(count)),
    )
