"""One document's files: read, checked against their hashes, prepared, cut, and coded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from writerid.errors import OriginalError, ScanError
from writerid.model import Box, ByteArray, FloatArray, Page, Resolution
from writerid.pipeline.identify import Engine, ReadSettings, check_enough, settle_resolution
from writerid.pipeline.keypoints import choose_keypoints, find_keypoints
from writerid.pipeline.patches import cut_patches
from writerid.pipeline.prepare import prepare, with_resolution
from writerid.pipeline.scan import read_page, read_pages
from writerid.pipeline.steps import Region, Step
from writerid.store.documents import CodedDocument, PatchPlaces, StoredPage
from writerid.store.names import plain_text
from writerid.store.originals import Originals
from writerid.tasks import SILENT, Task


@dataclass(frozen=True)
class PageSource:
    """A file to be enrolled: all its pages; or one stored page to be encoded again.

    ``stored`` tells the second: its original, number, resolution and steps are taken as they were
    recorded.
    """

    file: Path
    sha256: str
    settings: ReadSettings
    box: Box | None = None
    stored: StoredPage | None = None


@dataclass(frozen=True, eq=False)
class CutDocument:
    """The pages of a document, their patches' images (n, 32, 32) and keypoint sizes (n,)."""

    pages: tuple[StoredPage, ...]
    images: ByteArray
    size_300: FloatArray


def cut_document(
    name: str, sources: Sequence[PageSource], originals: Originals, task: Task = SILENT
) -> CutDocument:
    """Prepare all pages and cut their patches; ``originals`` is where stored pages lie.

    Raises ScanError, ResolutionError, PreparationError, OriginalError, TooLittleWritingError.
    """
    pages: list[StoredPage] = []
    images: list[ByteArray] = []
    for source in sources:
        for page, cut in _cut_source(source, originals, task):
            pages.append(page)
            images.append(cut)
    check_enough(name, sum(len(part) for part in images), sources[0].file if sources else None)
    sizes = np.concatenate([page.places.size_300 for page in pages])
    return CutDocument(tuple(pages), np.concatenate(images), sizes)


def finish_document(
    engine: Engine, name: str, cut: CutDocument, embeddings: FloatArray, made_with: str
) -> CodedDocument:
    """The document's code from its patches' embeddings (n, d)."""
    check_enough(name, len(embeddings))
    writing_mm = sum(page.writing_mm for page in cut.pages)
    code = engine.encoder.encode(embeddings, cut.size_300, writing_mm, engine.model_id)
    return CodedDocument(cut.pages, code, made_with)


def read_stored_page(page: StoredPage, originals: Originals) -> Page:
    """A stored page's pixels, its original verified; its path is the file it was enrolled from.

    Raises OriginalError.
    """
    read = read_page(originals.verified(page.sha256, page.file.name), page.number)
    if read.sha256 != page.sha256:
        raise OriginalError(
            f"the stored original of {page.file.name} was changed while it was read: do it again",
            path=originals.path_of(page.sha256),
        )
    return with_resolution(replace(read, path=page.file, stored=read.path), page.resolution)


def _cut_source(
    source: PageSource, originals: Originals, task: Task
) -> list[tuple[StoredPage, ByteArray]]:
    if source.stored is not None:
        page = read_stored_page(source.stored, originals)
        return [_cut(page, source.stored.steps, source.stored, task)]
    found = []
    steps = source.settings.steps
    if source.box is not None:
        box = source.box
        steps = (Region.rectangle(box.x, box.y, box.width, box.height), *steps)
    for page in read_pages(source.file, dpi=source.settings.dpi):
        if page.sha256 != source.sha256:
            raise ScanError(
                f"{page.path.name} has changed since it was looked at: enrol it again",
                path=page.path,
            )
        settled = settle_resolution(page, source.settings)
        blank = _blank_record(settled, source, steps)
        found.append(_cut(settled, steps, blank, task))
    return found


def _cut(
    page: Page, steps: Sequence[Step], record: StoredPage, task: Task
) -> tuple[StoredPage, ByteArray]:
    task.check_cancelled()
    prepared = prepare(page, steps)
    task.check_cancelled()
    keypoints = find_keypoints(prepared)
    patches = cut_patches(prepared, choose_keypoints(keypoints))
    places = PatchPlaces(patches.centre_px, patches.size_300, prepared.to_original)
    found = replace(
        record, keypoint_count=len(keypoints), writing_mm=prepared.writing_mm, places=places
    )
    return found, patches.images


def _blank_record(page: Page, source: PageSource, steps: tuple[Step, ...]) -> StoredPage:
    """What is known of a page before its ink is looked at."""
    try:
        status = source.file.stat()
    except OSError as error:
        raise ScanError(
            f"{page.name} is no longer there: enrol it again", path=page.path
        ) from error
    nothing = np.empty((0, 2), np.float32)
    return StoredPage(
        sha256=page.sha256,
        file=Path(plain_text(str(page.path.absolute()))),
        size_bytes=status.st_size,
        modified=datetime.fromtimestamp(status.st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        number=page.number,
        page_count=page.page_count,
        width_px=page.width_px,
        height_px=page.height_px,
        resolution=_settled(page),
        box=source.box,
        steps=steps,
        keypoint_count=0,
        writing_mm=0.0,
        places=PatchPlaces(nothing, nothing[:, 0], np.zeros((2, 3))),
    )


def _settled(page: Page) -> Resolution:
    if page.resolution is None:
        raise ValueError("a page is recorded with its resolution settled")
    return page.resolution
