"""Measuring identification: one document left out, queries of a page, line, word or N patches."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from writerid.errors import LabelsError
from writerid.labels import LabelledPage
from writerid.model import Box
from writerid.pipeline.encoding import DoubleArray, Encoder
from writerid.pipeline.ranking import unit_rows
from writerid.training.adapted_pages import nothing_left
from writerid.training.embedded import EmbeddedPage, EmbeddedUnit

BOOTSTRAP_DRAWS = 1000
SEED = 1
SCORE_BINS = 20_000

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Queries:
    """Codes of a collection, ready to be compared.

    ``page_features`` (pages, m) with ``page_counts`` patches each; ``query_features`` (q, m), and
    ``query_page`` (q,): the page each query is of. ``writer``, ``document`` (pages,) are numbers.
    ``adapted``: how many pages are no queries, because the model was adapted to them.
    """

    page_features: DoubleArray
    page_counts: DoubleArray
    writer: IntArray
    document: IntArray
    page_paths: tuple[str, ...]
    query_features: DoubleArray
    query_page: IntArray
    query_boxes: tuple[Box, ...]
    adapted: int = 0


@dataclass(frozen=True)
class Interval:
    """A figure with its 95 % bootstrap interval over writers."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Measures:
    """Identification figures, all 0–1."""

    top1: Interval
    top5: Interval
    top10: Interval
    mean_average_precision: Interval
    equal_error_rate: Interval


@dataclass(frozen=True)
class Evaluation:
    """What ``writerid evaluate`` reports."""

    unit: str
    queries: int
    query_writers: int
    writers: int
    documents: int
    by_writer: Measures
    by_document: Measures

    def to_record(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return asdict(self)


def encode_queries(
    encoder: Encoder,
    pages: Iterable[EmbeddedPage],
    unit: str,
    adapted: frozenset[str] = frozenset(),
) -> Queries:
    """Codes of all pages and of the queries; of the pages, only one at a time is held.

    Pages whose SHA-256 is in ``adapted`` are compared with, and are no queries. Raises LabelsError
    where no query can be made.
    """
    labels: list[LabelledPage] = []
    page_features, counts = [], []
    features, rows, boxes = [], [], []
    not_asked = 0
    for page in pages:
        if len(page.whole.embeddings) == 0:
            continue
        asked = page.sha256 not in adapted
        not_asked += not asked
        for part in _queries_of(page, unit) if asked else ():
            features.append(_mean_feature(encoder, part))
            rows.append(len(labels))
            boxes.append(part.box)
        labels.append(page.label)
        page_features.append(_mean_feature(encoder, page.whole))
        counts.append(float(len(page.whole.embeddings)))
    if not labels:
        raise LabelsError("no page has writing enough to be encoded")
    if not features and not_asked:
        raise LabelsError(nothing_left(not_asked))
    if not features:
        raise LabelsError(f"no page has a {unit} long enough to be measured")
    writers = {w: i for i, w in enumerate(sorted({label.writer for label in labels}))}
    named = sorted({(label.writer, label.document) for label in labels})
    documents = {name: i for i, name in enumerate(named)}
    return Queries(
        np.stack(page_features),
        np.array(counts),
        np.array([writers[label.writer] for label in labels], dtype=np.intp),
        np.array([documents[label.writer, label.document] for label in labels], dtype=np.intp),
        tuple(label.path for label in labels),
        np.stack(features),
        np.array(rows, dtype=np.intp),
        tuple(boxes),
        not_asked,
    )


def _queries_of(page: EmbeddedPage, unit: str) -> Sequence[EmbeddedUnit]:
    return [page.whole] if unit == "page" else page.units


def page_scores(encoder: Encoder, queries: Queries) -> DoubleArray:
    """Scores of all queries against all pages, (q, pages)."""
    left = unit_rows(encoder.standardise(queries.query_features))
    right = unit_rows(encoder.standardise(queries.page_features))
    return np.asarray(left @ right.T)


def evaluate(encoder: Encoder, queries: Queries, unit: str) -> Evaluation:
    """Leave-one-document-out figures. Raises LabelsError if no writer has two documents."""
    documents_of = {
        int(w): len(np.unique(queries.document[queries.writer == w]))
        for w in np.unique(queries.writer)
    }
    asked = np.flatnonzero(
        [documents_of[int(queries.writer[page])] > 1 for page in queries.query_page]
    )
    if len(asked) == 0 and queries.adapted:
        raise LabelsError(nothing_left(queries.adapted))
    if len(asked) == 0:
        raise LabelsError("no writer has two documents: nothing can be left out and found again")
    by_writer = _writer_level(encoder, queries, asked)
    by_document = _document_level(encoder, queries, asked)
    owner = queries.writer[queries.query_page[asked]]
    return Evaluation(
        unit,
        len(asked),
        len(np.unique(owner)),
        len(documents_of),
        len(np.unique(queries.document)),
        _measures(*by_writer, owner),
        _measures(*by_document, owner),
    )


def _writer_level(
    encoder: Encoder, queries: Queries, asked: IntArray
) -> tuple[DoubleArray, BoolArray, BoolArray]:
    """Scores against pooled writers (q, writers), which are right, which count at all."""
    writers = np.unique(queries.writer)
    weighted = queries.page_features * queries.page_counts[:, None]
    total = np.stack([weighted[queries.writer == w].sum(axis=0) for w in writers])
    count = np.array([queries.page_counts[queries.writer == w].sum() for w in writers])
    known = unit_rows(encoder.standardise(total / count[:, None]))
    mine = unit_rows(encoder.standardise(queries.query_features[asked]))
    scores = mine @ known.T
    own = queries.writer[queries.query_page[asked]]
    for row, query in enumerate(asked):
        # The query's whole document is taken out of its writer's code.
        document = queries.document == queries.document[queries.query_page[query]]
        rest_count = count[own[row]] - queries.page_counts[document].sum()
        rest = (total[own[row]] - weighted[document].sum(axis=0)) / rest_count
        scores[row, own[row]] = float(mine[row] @ unit_rows(encoder.standardise(rest)))
    right = writers[None, :] == own[:, None]
    return scores, right, np.ones_like(right)


def _document_level(
    encoder: Encoder, queries: Queries, asked: IntArray
) -> tuple[DoubleArray, BoolArray, BoolArray]:
    """Scores against documents (q, documents); the query's own does not count."""
    documents = np.unique(queries.document)
    weighted = queries.page_features * queries.page_counts[:, None]
    features = np.stack(
        [
            weighted[queries.document == d].sum(axis=0)
            / queries.page_counts[queries.document == d].sum()
            for d in documents
        ]
    )
    owner = np.array([queries.writer[queries.document == d][0] for d in documents])
    mine = unit_rows(encoder.standardise(queries.query_features[asked]))
    scores = mine @ unit_rows(encoder.standardise(features)).T
    page = queries.query_page[asked]
    right = owner[None, :] == queries.writer[page][:, None]
    counts = documents[None, :] != queries.document[page][:, None]
    return scores, right & counts, counts


def _measures(
    scores: DoubleArray, right: BoolArray, counts: BoolArray, owner: IntArray
) -> Measures:
    masked = np.where(counts, scores, -np.inf)
    best_right = np.where(right, masked, -np.inf).max(axis=1)
    wrong = counts & ~right
    # Ties go against the program.
    ahead = (wrong & (masked >= best_right[:, None])).sum(axis=1)
    precision = np.array([_average_precision(s, r) for s, r in zip(masked, right, strict=True)])
    groups = [np.flatnonzero(owner == w) for w in np.unique(owner)]
    random = np.random.default_rng(SEED)
    chosen_groups = [random.integers(0, len(groups), len(groups)) for _ in range(BOOTSTRAP_DRAWS)]
    sizes = np.array([len(g) for g in groups], dtype=np.float64)

    def mean(values: npt.NDArray[Any]) -> Interval:
        sums = np.array([values[g].sum() for g in groups], dtype=np.float64)
        means = [float(sums[c].sum() / sizes[c].sum()) for c in chosen_groups]
        return _interval(float(values.mean()), means)

    genuine = np.stack([score_histogram(masked[g][right[g]]) for g in groups])
    impostor = np.stack([score_histogram(masked[g][wrong[g]]) for g in groups])
    error_draws = [
        equal_error_rate(genuine[chosen].sum(axis=0), impostor[chosen].sum(axis=0))
        for chosen in chosen_groups
    ]
    error = equal_error_rate(genuine.sum(axis=0), impostor.sum(axis=0))
    return Measures(
        mean(ahead < 1),
        mean(ahead < 5),
        mean(ahead < 10),
        mean(precision),
        _interval(error, error_draws),
    )


def score_histogram(scores: DoubleArray) -> DoubleArray:
    """Counts of cosines in bins of 1/10,000: millions of scores in little memory."""
    place = np.rint((np.clip(scores, -1.0, 1.0) + 1.0) * (SCORE_BINS // 2)).astype(np.intp)
    return np.bincount(place, minlength=SCORE_BINS + 1).astype(np.float64)


def equal_error_rate(genuine: DoubleArray, impostor: DoubleArray) -> float:
    """Where as many genuine scores fall below a threshold as impostor scores reach it, 0–1."""
    missed = np.concatenate([[0.0], np.cumsum(genuine)]) / genuine.sum()
    accepted = 1.0 - np.concatenate([[0.0], np.cumsum(impostor)]) / impostor.sum()
    nearest = int(np.argmin(np.abs(missed - accepted)))
    return float((missed[nearest] + accepted[nearest]) / 2.0)


def _interval(value: float, draws: Sequence[float]) -> Interval:
    low, high = np.percentile(draws, [2.5, 97.5])
    return Interval(value, float(low), float(high))


def _average_precision(scores: DoubleArray, right: BoolArray) -> float:
    order = np.argsort(-scores, kind="stable")
    hits = right[order]
    places = np.flatnonzero(hits) + 1
    return float((np.arange(1, len(places) + 1) / places).mean())


def _mean_feature(encoder: Encoder, part: EmbeddedUnit) -> DoubleArray:
    return np.asarray(encoder.patch_features(part.embeddings, part.size_300).mean(axis=0))
