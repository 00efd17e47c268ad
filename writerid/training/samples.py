"""Pieces of known writing of several lengths, encoded: what comparisons are made of.

Shorter texts are cut from contiguous writing: words, lines, stretches of four lines. Each is
encoded as a questioned document of that length would be, from at most 1,000 of its keypoints.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from writerid.errors import LabelsError
from writerid.model import Keypoints, PreparedPage, ReferencePage
from writerid.pipeline.encoding import DoubleArray
from writerid.pipeline.halves import half_pages
from writerid.pipeline.identify import LEAST_PATCHES, Engine
from writerid.pipeline.keypoints import MOST_KEYPOINTS, choose_keypoints
from writerid.pipeline.patches import cut_patches
from writerid.pipeline.prepare import writing_length_mm
from writerid.tasks import SILENT, Task
from writerid.training.units import IndexArray, Unit, find_units

KINDS = ("word", "line", "lines:4", "page")
KIND_NAMES = {"word": "one word", "line": "one line", "lines:4": "4 lines", "page": "page"}
MOST_A_PAGE = {"word": 6, "line": 4, "lines:4": 3}
HALVED = ("lines:4", "page")
VERSION = 1
"""Raised when what is cut from a page changes, so that no stale sample is used."""


@dataclass(frozen=True, eq=False)
class Samples:
    """Pieces of writing (n) of a reference collection, in the order of its pages.

    ``features`` (n, m) mean features; ``writing_mm`` (n,) length of the skeleton;
    ``patch_count`` (n,); ``kind`` (n,) places in KINDS; ``page`` (n,) numbers of pages.
    ``halves`` (h, 2, m): the halves of longer pieces; ``half_mm`` (h,) writing of the whole piece;
    ``half_page`` (h,). Of each page: ``writer``, ``document``, ``collection`` (p,), places in the
    lists of names; ``adapted`` (p,): the model was adapted to it. ``sha256`` of the pages' files.
    """

    features: DoubleArray
    writing_mm: DoubleArray
    patch_count: DoubleArray
    kind: IndexArray
    page: IndexArray
    halves: DoubleArray
    half_mm: DoubleArray
    half_page: IndexArray
    writer: IndexArray
    document: IndexArray
    collection: IndexArray
    adapted: npt.NDArray[np.bool_]
    writer_names: tuple[str, ...]
    collection_names: tuple[str, ...]
    sha256: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.features)


@dataclass(frozen=True, eq=False)
class _PageSamples:
    features: npt.NDArray[np.float32]
    writing_mm: DoubleArray
    patch_count: DoubleArray
    kind: IndexArray
    halves: npt.NDArray[np.float32]
    half_mm: DoubleArray


def cut_samples(
    engine: Engine,
    pages: Iterable[ReferencePage],
    *,
    cache_folder: Path | None = None,
    task: Task = SILENT,
) -> Samples:
    """Cut and encode the samples of all pages; a page with too little writing has none.

    What was encoded is kept in ``cache_folder``. Raises LabelsError where nothing is left,
    Cancelled.
    """
    kept: list[_PageSamples] = []
    sources: list[tuple[str, str, str, str]] = []
    for page in pages:
        task.check_cancelled()
        found = _cached(engine, page, cache_folder, task)
        if len(found.features):
            kept.append(found)
            sources.append((page.writer, page.document, page.collection, page.sha256))
    if not kept:
        raise LabelsError("no page has writing enough to be compared")
    return _joined(kept, sources, engine.model.adapted_pages)


def _joined(
    kept: Sequence[_PageSamples],
    sources: Sequence[tuple[str, str, str, str]],
    adapted: frozenset[str],
) -> Samples:
    writers = sorted({writer for writer, *_ in sources})
    documents = number_documents(sources)
    collections = sorted({collection for _, _, collection, _ in sources})
    return Samples(
        features=np.concatenate([part.features for part in kept]).astype(np.float64),
        writing_mm=np.concatenate([part.writing_mm for part in kept]),
        patch_count=np.concatenate([part.patch_count for part in kept]),
        kind=np.concatenate([part.kind for part in kept]),
        page=np.repeat(np.arange(len(kept)), [len(part.features) for part in kept]),
        halves=np.concatenate([part.halves for part in kept]).astype(np.float64),
        half_mm=np.concatenate([part.half_mm for part in kept]),
        half_page=np.repeat(np.arange(len(kept)), [len(part.halves) for part in kept]),
        writer=np.array([writers.index(w) for w, *_ in sources], np.intp),
        document=documents,
        collection=np.array([collections.index(c) for _, _, c, _ in sources], np.intp),
        adapted=np.array([sha256 in adapted for *_, sha256 in sources], np.bool_),
        writer_names=tuple(writers),
        collection_names=tuple(collections),
        sha256=tuple(sha256 for *_, sha256 in sources),
    )


def number_documents(sources: Sequence[tuple[str, str, str, str]]) -> IndexArray:
    """A number for each page's document; documents that share a file are one.

    ``sources``: writer, document, collection and SHA-256 of the file of each page. Halves of one
    page must never stand against each other. Raises LabelsError where a file stands under two
    writers.
    """
    writer_of: dict[str, str] = {}
    number_of: dict[tuple[str, str], int] = {}
    numbers: list[int] = []
    for writer, document, _, sha256 in sources:
        if writer_of.setdefault(sha256, writer) != writer:
            raise LabelsError(
                f"one page stands under “{writer_of[sha256]}” and “{writer}” (document "
                f"“{document}”): keep the right one"
            )
        keys = ((writer, "document " + document), (writer, "file " + sha256))
        found = sorted({number_of[key] for key in keys if key in number_of})
        number = found[0] if found else len(numbers)
        if len(found) == 2:
            numbers = [number if n == found[1] else n for n in numbers]
            number_of = {k: number if n == found[1] else n for k, n in number_of.items()}
        number_of.update(dict.fromkeys(keys, number))
        numbers.append(number)
    return np.unique(numbers, return_inverse=True)[1].astype(np.intp)


def _cached(engine: Engine, page: ReferencePage, folder: Path | None, task: Task) -> _PageSamples:
    if folder is None:
        return _encode(engine, page, task)
    key = hashlib.sha256(f"{page.key} {engine.model_id} {VERSION}".encode()).hexdigest()
    file = folder / f"{key}.npz"
    found = _read(file)
    if found is None:
        found = _encode(engine, page, task)
        folder.mkdir(parents=True, exist_ok=True)
        partial = file.with_suffix(".partial")
        with partial.open("wb") as stream:
            np.savez(
                stream,
                allow_pickle=False,
                features=found.features,
                writing_mm=found.writing_mm,
                patch_count=found.patch_count,
                kind=found.kind,
                halves=found.halves,
                half_mm=found.half_mm,
            )
        partial.replace(file)
    return found


def _read(file: Path) -> _PageSamples | None:
    try:
        with np.load(file, allow_pickle=False) as stored:
            return _PageSamples(
                stored["features"],
                stored["writing_mm"],
                stored["patch_count"],
                stored["kind"].astype(np.intp),
                stored["halves"],
                stored["half_mm"],
            )
    except (OSError, ValueError, KeyError, BadZipFile):
        return None


def _encode(engine: Engine, page: ReferencePage, task: Task) -> _PageSamples:
    pieces = _pieces(page)
    used = np.unique(np.concatenate([piece for _, piece, _ in pieces] or [np.empty(0, np.intp)]))
    count = engine.encoder.feature_count
    if len(used) == 0:
        nothing = np.empty(0)
        empty = np.empty((0, count), np.float32)
        no_halves = np.empty((0, 2, count), np.float32)
        return _PageSamples(empty, nothing, nothing, np.empty(0, np.intp), no_halves, nothing)
    own = page.keypoints.take(used)
    vectors = engine.embedder.embed(cut_patches(page.prepared, own).images, task)
    patch_features = engine.encoder.patch_features(vectors, own.size_300)
    features, halves, half_mm = [], [], []
    for kind, piece, length in pieces:
        rows = np.searchsorted(used, piece)
        features.append(patch_features[rows].mean(axis=0))
        if kind in HALVED:
            first, second = half_pages([own.position_300[rows]])
            halves.append([patch_features[rows[part]].mean(axis=0) for part in (first, second)])
            half_mm.append(length)
    return _PageSamples(
        np.array(features, np.float32),
        np.array([length for _, _, length in pieces]),
        np.array([float(len(piece)) for _, piece, _ in pieces]),
        np.array([KINDS.index(kind) for kind, _, _ in pieces], np.intp),
        np.array(halves, np.float32).reshape(-1, 2, count),
        np.array(half_mm),
    )


def _pieces(page: ReferencePage) -> list[tuple[str, IndexArray, float]]:
    """Kind, keypoints and mm of writing of each piece of a page."""
    everything = np.arange(len(page.keypoints))
    if len(everything) < LEAST_PATCHES:
        return []
    pieces = [("page", _chosen(page, everything), page.prepared.writing_mm)]
    for kind, most in MOST_A_PAGE.items():
        units = find_units(kind, page.prepared, page.keypoints)
        order = np.random.default_rng(1).permutation(len(units))[:most]
        for unit in (units[i] for i in np.sort(order)):
            if len(unit.keypoints) >= LEAST_PATCHES:
                length = writing_within(page.prepared, unit)
                pieces.append((kind, _chosen(page, unit.keypoints), length))
    return pieces


def _chosen(page: ReferencePage, own: IndexArray) -> IndexArray:
    """At most 1,000 of the keypoints, as of a document."""
    if len(own) <= MOST_KEYPOINTS:
        return own
    # Their numbers travel as sizes: exact in float32 up to 16 million.
    numbered = Keypoints(page.keypoints.position_300[own], own.astype(np.float32))
    return choose_keypoints(numbered).size_300.astype(np.intp)


def writing_within(prepared: PreparedPage, unit: Unit) -> float:
    """Length in mm of the skeleton of the ink in a unit's box."""
    box = unit.box
    corners = np.array([[box.x, box.y], [box.x + box.width, box.y + box.height]], np.float64)
    places = prepared.map_from_original(corners)
    height, width = prepared.ink.shape
    left, top = np.clip(np.floor(places.min(axis=0)).astype(int), 0, [width - 1, height - 1])
    right, bottom = np.clip(np.ceil(places.max(axis=0)).astype(int), 1, [width, height])
    return writing_length_mm(np.ascontiguousarray(prepared.ink[top:bottom, left:right]))
