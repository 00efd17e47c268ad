"""Adapting an encoder to the writers of a population: its mean, decorrelation, reference writers.

The network, the sparse components, their deviation and their saliency stay as they are:

    μ' = (Σ F + k μ) / (n + k)                    over n pages, k = 10
    C' = (f C_pages + k C) / (f + k)              f degrees of freedom, k = 1000
    D' = ((1 − s) I + s C')^−½                    s = 0.5

C is the covariance behind the D of the model adapted, C_pages that of the words of the pages, both
with a trace of as many as there are features in use.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from writerid.errors import AdaptationError
from writerid.model import ByteArray, ReferencePage
from writerid.pipeline.encoding import DoubleArray, Encoder
from writerid.pipeline.identify import Engine
from writerid.pipeline.keypoints import MOST_KEYPOINTS, choose_keypoints
from writerid.tasks import SILENT, Task
from writerid.training.decorrelation import (
    covariance_behind,
    decorrelating,
    pooled_covariance,
    scaled,
)
from writerid.training.embedded import embed_parts
from writerid.training.reference import WRITERS, reference_patches
from writerid.training.units import find_words

TRACE_TOLERANCE = 0.02


@dataclass(frozen=True)
class AdaptationSettings:
    """How much the pages weigh against what the model learned.

    ``mean_pages``, ``covariance_words``: pages and words that the model's own mean and covariance
    count as. ``decorrelation``: the share s.
    """

    mean_pages: float = 10.0
    covariance_words: float = 1000.0
    decorrelation: float = 0.5
    keypoints_a_page: int = MOST_KEYPOINTS
    words_a_page: int = 15
    reference_writers: int = WRITERS
    seed: int = 1


@dataclass(frozen=True, eq=False)
class AdaptationPage:
    """Mean features of a page (m,), over ``patch_count`` patches, and of its words (w, m).

    ``patches`` (n, 32, 32) of it stand for the writer among the reference writers.
    """

    writer: str
    sha256: str
    feature: DoubleArray
    patch_count: int
    words: DoubleArray
    patches: ByteArray


@dataclass(frozen=True, eq=False)
class AdaptedEncoder:
    """The encoder, the patches of its reference writers, and the words' degrees of freedom."""

    encoder: Encoder
    reference: ByteArray
    freedom: int


def read_adaptation_pages(
    engine: Engine,
    pages: Iterable[ReferencePage],
    settings: AdaptationSettings,
    task: Task = SILENT,
) -> list[AdaptationPage]:
    """The features of each page that has a keypoint. Raises Cancelled."""
    found = []
    for page in pages:
        task.check_cancelled()
        if len(page.keypoints):
            found.append(_read_page(engine, page, settings, task))
    return found


def _read_page(
    engine: Engine, page: ReferencePage, settings: AdaptationSettings, task: Task
) -> AdaptationPage:
    whole = choose_keypoints(page.keypoints, settings.keypoints_a_page)
    words = find_words(page.prepared, page.keypoints)[: settings.words_a_page]
    parts = [whole, *(page.keypoints.take(word.keypoints) for word in words)]
    vectors = embed_parts(engine.embedder, page.prepared, parts, task)
    features = np.stack(
        [
            engine.encoder.patch_features(own, part.size_300).mean(axis=0)
            for own, part in zip(vectors, parts, strict=True)
        ]
    )
    patches = reference_patches(page.prepared, page.keypoints)
    return AdaptationPage(page.writer, page.sha256, features[0], len(whole), features[1:], patches)


def adapt_encoder(
    base: Encoder, base_share: float, pages: Sequence[AdaptationPage], settings: AdaptationSettings
) -> AdaptedEncoder:
    """The encoder adapted to the pages; ``base_share`` is the share s that its D was made with.

    Raises AdaptationError where no page has two words, or the share can't be that of D.
    """
    live = int(np.count_nonzero(base.gain))
    groups = [page.words * base.gain for page in pages if len(page.words) > 1]
    if not groups:
        raise AdaptationError(
            "no page has two words that could be told apart: a model is adapted to pages with "
            "several words"
        )
    covariance, freedom = pooled_covariance(groups)
    before = _covariance_before(base, base_share)
    weight = settings.covariance_words
    mixed = (freedom * scaled(covariance, live) + weight * before) / (freedom + weight)
    features = np.stack([page.feature for page in pages])
    mean = features.sum(axis=0) + settings.mean_pages * base.mean
    names = _reference_writers(pages, settings)
    encoder = replace(
        base,
        mean=mean / (len(pages) + settings.mean_pages),
        decorrelation=decorrelating(scaled(mixed, live), settings.decorrelation),
        reference_features=np.stack([_pooled(pages, name) for name in names]),
    )
    first = {page.writer: page.patches for page in reversed(pages)}
    return AdaptedEncoder(encoder, np.concatenate([first[name] for name in names]), freedom)


def _covariance_before(base: Encoder, share: float) -> DoubleArray:
    covariance = covariance_behind(base.decorrelation, share)
    live = np.count_nonzero(base.gain)
    if abs(np.trace(covariance) - live) > TRACE_TOLERANCE * live:
        raise AdaptationError(
            f"the model's encoder was not made with the decorrelation that is recorded ({share:g}):"
            " fit its encoder again"
        )
    return covariance


def _reference_writers(
    pages: Sequence[AdaptationPage], settings: AdaptationSettings
) -> tuple[str, ...]:
    names = sorted({page.writer for page in pages})
    order = np.random.default_rng(settings.seed).permutation(len(names))
    return tuple(sorted(names[i] for i in order[: settings.reference_writers]))


def _pooled(pages: Sequence[AdaptationPage], writer: str) -> DoubleArray:
    own = [page for page in pages if page.writer == writer]
    total = sum(page.feature * page.patch_count for page in own)
    return np.asarray(total / sum(page.patch_count for page in own))
