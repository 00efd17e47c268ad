"""Fitting the encoder: word-level LDA, sparse PCA, saliency, decorrelation, reference writers."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import scipy.linalg
from sklearn.decomposition import MiniBatchSparsePCA
from sklearn.exceptions import ConvergenceWarning

from writerid.errors import LabelsError
from writerid.pipeline.encoding import DoubleArray, Encoder
from writerid.pipeline.patches import SLOT_EDGES_300
from writerid.tasks import SILENT, Task
from writerid.training.decorrelation import decorrelating, pooled_covariance, scaled
from writerid.training.embedded import EmbeddedPage, EmbeddedUnit

SHRINKAGE = 0.1
RIDGE = 0.01
DEAD_SHARE = 1e-3
"""A component that moves on fewer than this share of patches is dead: its saliency is noise."""

Saliency = Literal["fisher", "word", "uniform"]


@dataclass(frozen=True)
class EncoderSettings:
    """All that decides an encoder besides the embeddings."""

    components: int | None = None
    """As many as an embedding has numbers, where not said."""
    sparsity: float = 1.0
    lda: bool = True
    slots: bool = False
    saliency: Saliency = "word"
    decorrelation: float = 0.25
    """How much of the correlation of words within a writer is taken out, 0–1."""
    patches_for_components: int = 60_000
    keypoints_a_page: int = 1000
    words_a_page: int = 15
    reference_writers: int = 64
    seed: int = 1


def fit_encoder(
    pages: Sequence[EmbeddedPage], settings: EncoderSettings, task: Task = SILENT
) -> Encoder:
    """Fit on the pages of the training writers; ``units`` of the pages are their words.

    Raises LabelsError with fewer writers or words than a covariance needs.
    """
    pages = [page for page in pages if len(page.whole.embeddings)]
    writers = sorted({page.label.writer for page in pages})
    if len(writers) < 3:
        raise LabelsError(
            f"an encoder needs three writers and more, these labels have {len(writers)}"
        )
    if settings.components is None:
        settings = replace(settings, components=pages[0].whole.embeddings.shape[1])
    task.progress(0, 3, "directions that separate writers")
    centre, directions = _directions(pages, settings)
    task.progress(1, 3, "sparse components")
    projection = _sparse_projection(pages, centre, directions, settings)
    task.progress(2, 3, "saliency")
    blank = np.zeros(0)
    draft = Encoder(
        centre,
        projection,
        blank,
        blank,
        blank,
        blank,
        blank,
        SLOT_EDGES_300 if settings.slots else (),
    )
    encoder = _standardised(draft, pages, settings)
    task.progress(3, 3, "encoder fitted")
    return encoder


def _directions(
    pages: Sequence[EmbeddedPage], settings: EncoderSettings
) -> tuple[DoubleArray, DoubleArray]:
    """Centre (d,) and directions (d, d), patches standardised along each.

    LDA between writers (means of patches) over within writers (means of words around them), the
    latter shrunk towards a multiple of the identity.
    """
    patches = _patch_sample(pages, settings)
    centre = patches.mean(axis=0)
    directions: DoubleArray = np.eye(patches.shape[1])
    if settings.lda:
        means, words, owners = _writer_and_word_means(pages)
        between = np.cov(means, rowvar=False)
        residual = words - means[owners]
        within = residual.T @ residual / max(len(words) - len(means), 1)
        size = len(within)
        within += SHRINKAGE * np.trace(within) / size * np.eye(size)
        _, vectors = scipy.linalg.eigh(between, within)
        directions = np.asarray(vectors[:, ::-1])
    spread = ((patches - centre) @ directions).std(axis=0)
    return centre, directions / np.maximum(spread, 1e-9)


def _writer_and_word_means(
    pages: Sequence[EmbeddedPage],
) -> tuple[DoubleArray, DoubleArray, npt.NDArray[np.intp]]:
    index = {w: i for i, w in enumerate(sorted({page.label.writer for page in pages}))}
    total = np.zeros((len(index), pages[0].whole.embeddings.shape[1]))
    count = np.zeros(len(index))
    words, owners = [], []
    for page in pages:
        i = index[page.label.writer]
        total[i] += page.whole.embeddings.sum(axis=0, dtype=np.float64)
        count[i] += len(page.whole.embeddings)
        for word in page.units:
            words.append(word.embeddings.mean(axis=0, dtype=np.float64))
            owners.append(i)
    if len(words) <= len(index):
        raise LabelsError("the labels' pages hold too few words to learn how writers vary")
    return total / count[:, None], np.stack(words), np.asarray(owners, dtype=np.intp)


def _patch_sample(pages: Sequence[EmbeddedPage], settings: EncoderSettings) -> DoubleArray:
    """As many patches of each page, for one draw of the components."""
    random = np.random.default_rng(settings.seed)
    each = max(settings.patches_for_components // len(pages), 1)
    parts = []
    for page in pages:
        own = page.whole.embeddings
        parts.append(own[random.permutation(len(own))[:each]])
    return np.concatenate(parts).astype(np.float64)


def _sparse_projection(
    pages: Sequence[EmbeddedPage],
    centre: DoubleArray,
    directions: DoubleArray,
    settings: EncoderSettings,
) -> DoubleArray:
    """Embedding → sparse codes, (d, k): ridge regression on the sparse components."""
    patches = (_patch_sample(pages, settings) - centre) @ directions
    model = MiniBatchSparsePCA(
        n_components=settings.components,
        alpha=settings.sparsity,
        method="cd",
        batch_size=256,
        max_iter=30,
        ridge_alpha=RIDGE,
        random_state=settings.seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(patches)
    components = np.asarray(model.components_, dtype=np.float64)
    alive = np.linalg.norm(components, axis=1) > 1e-9
    components = components[alive]
    gram = components @ components.T + RIDGE * np.eye(len(components))
    return np.asarray(directions @ np.linalg.solve(gram, components).T)


def _standardised(
    draft: Encoder, pages: Sequence[EmbeddedPage], settings: EncoderSettings
) -> Encoder:
    """Add μ, σ, saliency and the reference writers to a draft of the encoder."""
    features = np.stack([_mean_feature(draft, page.whole) for page in pages])
    counts = np.array([len(page.whole.embeddings) for page in pages], dtype=np.float64)
    owners = [page.label.writer for page in pages]
    mean, deviation = features.mean(axis=0), features.std(axis=0)
    used = np.mean([_moved(draft, page.whole) for page in pages], axis=0)
    alive = (deviation > 1e-9) & (used >= DEAD_SHARE)
    deviation = np.where(alive, deviation, 1.0)
    weight = np.where(alive, _saliency(draft, pages, features, deviation, settings), 0.0)
    weight = weight / max(float(weight[alive].mean()), 1e-12)
    names = sorted(set(owners))
    writer_features = np.stack([_pooled(features, counts, owners, name) for name in names])
    random = np.random.default_rng(settings.seed)
    chosen = np.sort(random.permutation(len(names))[: settings.reference_writers])
    return Encoder(
        draft.centre,
        draft.projection,
        mean,
        deviation,
        weight,
        _decorrelation(draft, pages, weight / deviation, settings),
        writer_features[chosen],
        draft.slot_edges_300,
    )


def _saliency(
    draft: Encoder,
    pages: Sequence[EmbeddedPage],
    features: DoubleArray,
    deviation: DoubleArray,
    settings: EncoderSettings,
) -> DoubleArray:
    """How much each component separates writers, (m,).

    ``fisher``: square root of the variance of writers over that of documents within a writer.
    ``word``: one over the deviation of words within a writer.
    """
    if settings.saliency == "uniform":
        return np.ones_like(deviation)
    z = features / deviation
    owners = np.array([page.label.writer for page in pages])
    if settings.saliency == "fisher":
        within = _within([z[owners == writer] for writer in np.unique(owners)])
        if within is None:
            raise LabelsError("saliency needs writers with two pages and more")
        means = np.stack([z[owners == writer].mean(axis=0) for writer in np.unique(owners)])
        return np.asarray(np.sqrt(means.var(axis=0) / np.maximum(within, 1e-6)))
    within = _within([words / deviation for words in _words(draft, pages)])
    if within is None:
        raise LabelsError("saliency needs pages with two words and more")
    return np.asarray(1.0 / np.sqrt(np.maximum(within, 1e-6)))


def _decorrelation(
    draft: Encoder, pages: Sequence[EmbeddedPage], gain: DoubleArray, settings: EncoderSettings
) -> DoubleArray:
    """D (m, m), of the covariance of the salient codes of a page's words."""
    if settings.decorrelation == 0.0:
        return np.eye(len(gain))
    covariance, _ = pooled_covariance([words * gain for words in _words(draft, pages)])
    return decorrelating(scaled(covariance, int(np.count_nonzero(gain))), settings.decorrelation)


def _words(draft: Encoder, pages: Sequence[EmbeddedPage]) -> list[DoubleArray]:
    """Features of the words of each page that has two and more. Raises LabelsError for none."""
    found = [
        np.stack([_mean_feature(draft, word) for word in page.units])
        for page in pages
        if len(page.units) > 1
    ]
    if not found:
        raise LabelsError("saliency needs pages with two words and more")
    return found


def _within(groups: Sequence[DoubleArray]) -> DoubleArray | None:
    """Pooled variance within groups, None where no group has two members."""
    squares = sum(((g - g.mean(axis=0)) ** 2).sum(axis=0) for g in groups if len(g) > 1)
    freedom = sum(len(g) - 1 for g in groups if len(g) > 1)
    return np.asarray(squares / freedom) if freedom else None


def _mean_feature(encoder: Encoder, unit: EmbeddedUnit) -> DoubleArray:
    return np.asarray(encoder.patch_features(unit.embeddings, unit.size_300).mean(axis=0))


def _moved(encoder: Encoder, unit: EmbeddedUnit) -> DoubleArray:
    return np.asarray((encoder.patch_features(unit.embeddings, unit.size_300) > 0).mean(axis=0))


def _pooled(
    features: DoubleArray, counts: DoubleArray, owners: Sequence[str], writer: str
) -> DoubleArray:
    own = np.array([owner == writer for owner in owners])
    return np.asarray((features[own] * counts[own, None]).sum(axis=0) / counts[own].sum())
