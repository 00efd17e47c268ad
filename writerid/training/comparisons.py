"""Same-writer and different-writer comparisons of a reference collection.

Same-writer: a piece of one document against the writer's other documents, never against its own
page. Different-writer: against the documents of other writers of the same collection. The known
side is a writer's documents pooled, as in a ranking, or a single shorter piece.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from writerid.errors import CalibrationError
from writerid.pipeline.encoding import DoubleArray, Encoder
from writerid.pipeline.ranking import unit_rows
from writerid.training.adapted_pages import nothing_left
from writerid.training.samples import KINDS, Samples
from writerid.training.units import IndexArray

KNOWN_KINDS = ("writer", "lines:4", "line")
MOST_OTHERS = 60
"""Other writers that a piece is compared with: chosen by a fixed seed where there are more."""
SEED = 1

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Comparisons:
    """One row a comparison, (n,).

    ``kind`` and ``known_kind``: places in KINDS and KNOWN_KINDS. ``piece``: the questioned sample.
    Writers and collections as numbered in the samples.
    """

    score: DoubleArray
    questioned_mm: DoubleArray
    known_mm: DoubleArray
    same: BoolArray
    questioned_writer: IndexArray
    known_writer: IndexArray
    collection: IndexArray
    kind: IndexArray
    known_kind: IndexArray
    piece: IndexArray

    def __len__(self) -> int:
        return len(self.score)

    @property
    def harmonic_mm(self) -> DoubleArray:
        """Harmonic mean of the two amounts."""
        total = self.questioned_mm + self.known_mm
        return np.asarray(2.0 * self.questioned_mm * self.known_mm / total)

    def take(self, chosen: IndexArray | BoolArray) -> "Comparisons":
        """Some of them."""
        names = self.__dataclass_fields__
        return replace(self, **{name: getattr(self, name)[chosen] for name in names})


@dataclass(frozen=True, eq=False)
class _KnownSide:
    """Unit codes (k, m), their amounts, writers, and the document not to compare with.

    ``document`` (k,): of pooled documents, the one left out; of a piece, its own. ``adapted`` (k,):
    of a page that the model was adapted to, or with one in the pool.
    """

    codes: DoubleArray
    writing_mm: DoubleArray
    writer: IndexArray
    document: IndexArray
    adapted: BoolArray


def make_comparisons(encoder: Encoder, samples: Samples) -> Comparisons:
    """All comparisons of the samples.

    Pages that the model was adapted to are in no same-writer comparison: it knows them. Raises
    CalibrationError where there is no same-writer or no different-writer comparison.
    """
    random = np.random.default_rng(SEED)
    codes = unit_rows(encoder.standardise(samples.features))
    pools = _pools(encoder, samples)
    sides = {"writer": pools}
    for kind in KNOWN_KINDS[1:]:
        own = samples.kind == KINDS.index(kind)
        page = samples.page[own]
        sides[kind] = _KnownSide(
            codes[own],
            samples.writing_mm[own],
            samples.writer[page],
            samples.document[page],
            samples.adapted[page],
        )
    collection_of = _collection_of_writers(samples)
    parts = [
        _against(samples, codes, name, side, collection_of, random)
        for name, side in sides.items()
        if len(side.codes)
    ]
    names = Comparisons.__dataclass_fields__
    made = Comparisons(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    )
    _check(made, int(samples.adapted.sum()))
    return made


def _pools(encoder: Encoder, samples: Samples) -> _KnownSide:
    """Each writer's documents pooled, one left out at a time; a single document as it is."""
    whole = samples.kind == KINDS.index("page")
    page, count = samples.page[whole], samples.patch_count[whole]
    weighted, length = samples.features[whole] * count[:, None], samples.writing_mm[whole]
    features, lengths, writers, left_out, adapted = [], [], [], [], []
    for writer in np.unique(samples.writer):
        mine = samples.writer[page] == writer
        documents = np.unique(samples.document[page[mine]])
        for document in documents:
            kept = mine & (samples.document[page] != document)
            if len(documents) == 1:
                kept = mine
            features.append(weighted[kept].sum(axis=0) / count[kept].sum())
            lengths.append(length[kept].sum())
            writers.append(writer)
            left_out.append(document)
            adapted.append(samples.adapted[page[kept]].any())
    return _KnownSide(
        unit_rows(encoder.standardise(np.array(features))),
        np.array(lengths),
        np.array(writers, np.intp),
        np.array(left_out, np.intp),
        np.array(adapted, np.bool_),
    )


def _collection_of_writers(samples: Samples) -> IndexArray:
    """A writer's collection: that of the writer's first page."""
    first = np.unique(samples.writer, return_index=True)[1]
    return np.asarray(samples.collection[first], np.intp)


def _against(
    samples: Samples,
    codes: DoubleArray,
    name: str,
    side: _KnownSide,
    collection_of: IndexArray,
    random: np.random.Generator,
) -> Comparisons:
    """Every sample against one known side of its own writer and of each other."""
    rows: list[tuple[int, int]] = []
    several = np.bincount(
        samples.writer[np.unique(samples.document, return_index=True)[1]],
        minlength=len(samples.writer_names),
    )
    of_writer = [np.flatnonzero(side.writer == w) for w in range(len(samples.writer_names))]
    for piece, page in enumerate(samples.page):
        writer, document = int(samples.writer[page]), samples.document[page]
        if several[writer] > 1 and not samples.adapted[page]:
            own = of_writer[writer]
            # A pool must lack the document; a piece must not be of it.
            fits = (side.document[own] == document) == (name == "writer")
            fits &= ~side.adapted[own]
            if fits.any():
                rows.append((piece, int(random.choice(own[fits]))))
        others = np.flatnonzero(collection_of == collection_of[writer])
        others = others[others != writer]
        chosen = random.permutation(others)[:MOST_OTHERS]
        rows += [(piece, int(random.choice(own))) for o in chosen if len(own := of_writer[o])]
    pieces, known = np.array(rows, np.intp).reshape(-1, 2).T
    page = samples.page[pieces]
    return Comparisons(
        score=_cosines(codes, pieces, side.codes, known),
        questioned_mm=samples.writing_mm[pieces],
        known_mm=side.writing_mm[known],
        same=samples.writer[page] == side.writer[known],
        questioned_writer=samples.writer[page],
        known_writer=side.writer[known],
        collection=collection_of[samples.writer[page]],
        kind=samples.kind[pieces],
        known_kind=np.full(len(pieces), KNOWN_KINDS.index(name), np.intp),
        piece=pieces,
    )


def _cosines(
    left: DoubleArray, left_row: IndexArray, right: DoubleArray, right_row: IndexArray
) -> DoubleArray:
    """Of pairs of rows, in bounded memory."""
    parts = np.array_split(np.arange(len(left_row)), len(left_row) // 20_000 + 1)
    return np.concatenate(
        [np.einsum("ij,ij->i", left[left_row[part]], right[right_row[part]]) for part in parts]
    )


def _check(made: Comparisons, adapted: int) -> None:
    if adapted and not made.same.any():
        raise CalibrationError(nothing_left(adapted))
    if not made.same.any():
        raise CalibrationError(
            "no writer has writing on two documents: same-writer comparisons are made only across "
            "documents, never within one. Add a second document of the writers"
        )
    if made.same.all():
        raise CalibrationError(
            "no collection has two writers: different-writer comparisons are made only within one "
            "collection. Name the collections in a column “collection” of the labels (where there "
            "is none, the first folder of a path is taken)"
        )
