"""The method from end to end: documents → codes → ranked writers → evidence."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from writerid.errors import ResolutionError, TooLittleWritingError
from writerid.model import (
    Candidate,
    Contributions,
    DocumentCode,
    FloatArray,
    Page,
    Patches,
    PreparedPage,
    Resolution,
    ResolutionSource,
    ScannedPage,
)
from writerid.pipeline.embedding import Backend, Embedder, open_embedder
from writerid.pipeline.encoding import DoubleArray, Encoder, pool
from writerid.pipeline.evidence import EvidencePairs, contributions, pairs
from writerid.pipeline.ink import to_grey
from writerid.pipeline.keypoints import choose_keypoints, find_keypoints
from writerid.pipeline.model_files import ModelFolder, open_model
from writerid.pipeline.patches import cut_patches
from writerid.pipeline.prepare import prepare, with_resolution
from writerid.pipeline.ranking import Gallery, rank
from writerid.pipeline.scale_estimate import estimate_dpi
from writerid.pipeline.scan import read_pages
from writerid.pipeline.steps import AUTOMATIC, Step
from writerid.tasks import SILENT, Task

LEAST_PATCHES = 12
"""Fewer keypoints than this are no basis for a ranking: half a short word."""


@dataclass(frozen=True)
class ReadSettings:
    """How files become ink. ``dpi`` overrides the file; ``estimate_scale`` is the last resort."""

    dpi: float | None = None
    estimate_scale: bool = False
    steps: tuple[Step, ...] = AUTOMATIC


@dataclass(frozen=True, eq=False)
class EncodedPage:
    """A page, its ink, its patches (n) and their embeddings (n, d). Its pixels were let go."""

    page: ScannedPage
    prepared: PreparedPage
    keypoint_count: int
    patches: Patches
    embeddings: FloatArray


@dataclass(frozen=True, eq=False)
class EncodedDocument:
    """One or more pages taken as one document. ``patch_features`` (n, m) over all its pages."""

    name: str
    pages: tuple[EncodedPage, ...]
    patch_features: DoubleArray
    code: DocumentCode

    @property
    def embeddings(self) -> FloatArray:
        """Of all pages, (n, d)."""
        return np.concatenate([page.embeddings for page in self.pages])

    @property
    def corners_px(self) -> FloatArray:
        """Window corners, each on its own page, (n, 4, 2)."""
        return np.concatenate([page.patches.corners_px for page in self.pages])

    def locate(self, patch: int) -> tuple[int, int]:
        """Page and patch within the page of a patch of the document."""
        for number, page in enumerate(self.pages):
            if patch < len(page.patches):
                return number, patch
            patch -= len(page.patches)
        raise IndexError("no such patch")


@dataclass(frozen=True, eq=False)
class CandidateEvidence:
    """Why a candidate scores so.

    ``reference_counterparts``: for each contradicting pair, the reference set's most similar patch
    (its index) and the similarity.
    """

    candidate: Candidate
    contributions: Contributions
    pairs: EvidencePairs
    known: tuple[EncodedDocument, ...]
    reference_counterparts: tuple[tuple[int, float], ...]


class Engine:
    """An opened model. Opening verifies the model's files; the network loads when first used."""

    def __init__(self, folder: Path, backend: Backend = "auto", threads: int | None = None) -> None:
        self.model: ModelFolder = open_model(folder)
        self.encoder = Encoder.load(folder / "encoder.npz")
        self._backend: Backend = backend
        self._threads = threads
        self._embedder: Embedder | None = None
        self._reference: FloatArray | None = None

    @property
    def model_id(self) -> str:
        """The model's id."""
        return self.model.model_id

    @property
    def embedder(self) -> Embedder:
        """The network, loaded on first use."""
        if self._embedder is None:
            self._embedder = open_embedder(self.model.folder, self._backend, self._threads)
        return self._embedder

    def encode_read(
        self, read: Callable[[], Page], steps: Sequence[Step], task: Task = SILENT
    ) -> EncodedPage:
        """The page that ``read`` gives, whose pixels are let go as soon as its ink is found.

        Finding keypoints takes the most memory of all: no page's pixels need to lie beside it.
        """
        task.check_cancelled()
        page, prepared = _read_and_prepare(read, steps)
        task.check_cancelled()
        found = find_keypoints(prepared)
        patches = cut_patches(prepared, choose_keypoints(found))
        return EncodedPage(
            page, prepared, len(found), patches, self.embedder.embed(patches.images, task)
        )

    def encode_file(
        self, file: Path, settings: ReadSettings, task: Task = SILENT
    ) -> list[EncodedPage]:
        """All pages of a file, one at a time. Raises what ``encode_document`` raises."""
        reading = read_pages(file, dpi=settings.dpi)
        pages: list[EncodedPage] = []
        while not pages or len(pages) < pages[0].page.page_count:
            read = partial(_next_page, reading, settings)
            pages.append(self.encode_read(read, settings.steps, task))
        return pages

    def encode_document(
        self, file: Path, settings: ReadSettings, task: Task = SILENT, *, name: str | None = None
    ) -> EncodedDocument:
        """All pages of a file as one document.

        Raises ScanError, ResolutionError, PreparationError, TooLittleWritingError.
        """
        return self.join(name or file.name, self.encode_file(file, settings, task))

    def join(self, name: str, pages: Sequence[EncodedPage]) -> EncodedDocument:
        """Pages as one document. Raises TooLittleWritingError below 12 keypoints."""
        count = sum(len(page.patches) for page in pages)
        check_enough(name, count, pages[0].page.path if pages else None)
        embeddings = np.concatenate([page.embeddings for page in pages])
        sizes = np.concatenate([page.patches.size_300 for page in pages])
        features = self.encoder.patch_features(embeddings, sizes)
        code = DocumentCode(
            features.mean(axis=0),
            count,
            sum(page.prepared.writing_mm for page in pages),
            self.model_id,
        )
        return EncodedDocument(name, tuple(pages), features, code)

    def rank(self, questioned: EncodedDocument, gallery: Gallery) -> list[Candidate]:
        """Candidates, best first."""
        return rank(self.encoder, questioned.code, gallery)

    def explain(
        self,
        questioned: EncodedDocument,
        candidate: Candidate,
        known: Sequence[EncodedDocument],
        *,
        most_pairs: int = 40,
    ) -> CandidateEvidence:
        """The evidence for and against a candidate whose documents are ``known``."""
        writer_code = pool([document.code for document in known])
        shares = contributions(
            self.encoder, questioned.patch_features, candidate.writer, writer_code.mean_feature
        )
        found = pairs(
            shares,
            questioned.embeddings,
            _spread_over_pages(questioned),
            [document.embeddings for document in known],
            most=most_pairs,
        )
        against = [pair.questioned_patch for pair in found.contradicting]
        return CandidateEvidence(
            candidate,
            shares,
            found,
            tuple(known),
            self._reference_counterparts(questioned, against),
        )

    def _reference_counterparts(
        self, questioned: EncodedDocument, patches: Sequence[int]
    ) -> tuple[tuple[int, float], ...]:
        if not patches:
            return ()
        if self._reference is None:
            self._reference = self.embedder.embed(self.model.reference_patches())
        similarity = questioned.embeddings[list(patches)] @ self._reference.T
        best = similarity.argmax(axis=1)
        return tuple((int(i), float(row[i])) for i, row in zip(best, similarity, strict=True))


def _next_page(reading: Iterator[Page], settings: ReadSettings) -> Page:
    page = next(reading)
    if page.number == page.page_count:
        # Closes the file, which holds another copy of the page.
        next(reading, None)
    return settle_resolution(page, settings)


def _read_and_prepare(
    read: Callable[[], Page], steps: Sequence[Step]
) -> tuple[ScannedPage, PreparedPage]:
    page = read()
    return page.without_pixels(), prepare(page, steps)


def check_enough(name: str, patch_count: int, path: Path | None = None) -> None:
    """Raise TooLittleWritingError where a document has too few patches to be ranked."""
    if patch_count < LEAST_PATCHES:
        raise TooLittleWritingError(
            f"{name}: too little writing was found ({patch_count} keypoints, {LEAST_PATCHES} are "
            "needed). If the page does hold writing, check its resolution and preparation",
            path=path,
        )


def settle_resolution(page: Page, settings: ReadSettings) -> Page:
    """The page with a resolution. Raises ResolutionError where it must be asked for."""
    if page.resolution is not None:
        return page
    if not settings.estimate_scale:
        raise ResolutionError(
            f"{page.name} does not say its resolution: give it with --dpi, or let the scale be "
            "estimated from the writing with --estimate-scale (a photograph, say)",
            path=page.path,
            page=page.number,
        )
    dpi = estimate_dpi(to_grey(page.pixels))
    return with_resolution(page, Resolution(dpi, ResolutionSource.ESTIMATED))


def _spread_over_pages(document: EncodedDocument) -> FloatArray:
    """Window corners with the pages set far apart, so that patches of two pages never overlap."""
    parts: list[FloatArray] = []
    below = 0.0
    for page in document.pages:
        parts.append(page.patches.corners_px + np.array([0.0, below], dtype=np.float32))
        below += 2.0 * page.page.height_px + 1000.0
    return np.concatenate(parts)
