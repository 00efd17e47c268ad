"""Prepared pages of a labelled collection, kept between runs."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import platformdirs

from writerid.errors import WriterIdError
from writerid.labels import LabelledPage
from writerid.model import (
    ByteArray,
    Keypoints,
    PreparedPage,
    Resolution,
    ResolutionSource,
    SkippedFile,
)
from writerid.pipeline import ink, keypoints, prepare, printed, rules, scan, steps
from writerid.pipeline.prepare import with_resolution
from writerid.tasks import SILENT, Task
from writerid.unfinished import remove_unfinished, unfinished_file

ASSUMED_DPI = 300.0
STAGES_IN_CACHE = (scan, steps, ink, rules, printed, prepare, keypoints)


@dataclass(frozen=True, eq=False)
class CollectedPage:
    """A labelled page, prepared, with all its keypoints."""

    label: LabelledPage
    sha256: str
    width_px: int
    height_px: int
    prepared: PreparedPage
    keypoints: Keypoints


@dataclass(frozen=True, eq=False)
class Collection:
    """The pages of a collection that could be prepared, lazily read, and those that could not.

    ``files`` are cache files, one a page, in the order of the labels.
    """

    labels: tuple[LabelledPage, ...]
    files: tuple[Path, ...]
    sources: tuple[ResolutionSource, ...]
    skipped: tuple[SkippedFile, ...]

    def __len__(self) -> int:
        return len(self.files)

    def page(self, index: int) -> CollectedPage:
        """Read one page from the cache."""
        return _load(self.labels[index], self.files[index])


def default_cache() -> Path:
    """Where prepared pages are kept; may be deleted at any time."""
    return Path(platformdirs.user_cache_dir("writerid")) / "prepared"


def collect(
    labels: Sequence[LabelledPage],
    *,
    cache_folder: Path | None = None,
    dpi: float | None = None,
    workers: int | None = None,
    task: Task = SILENT,
) -> Collection:
    """Prepare the labelled pages (or find them prepared), in parallel.

    A page without a stated resolution is taken as ``dpi``, or as 300 (see ``sources``); a page that
    fails is listed in ``skipped`` and the others are done. Raises Cancelled.
    """
    folder = cache_folder or default_cache()
    folder.mkdir(parents=True, exist_ok=True)
    remove_unfinished(folder)
    results: dict[int, Path | SkippedFile] = {}
    count = workers or os.cpu_count() or 1
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        waiting: dict[Future[Path], int] = {}
        todo = iter(enumerate(labels))
        try:
            _feed(pool, waiting, todo, folder, dpi, 2 * count)
            while waiting:
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    index = waiting.pop(future)
                    results[index] = _outcome(future, labels[index])
                task.progress(len(results), len(labels), "preparing pages")
                _feed(pool, waiting, todo, folder, dpi, 2 * count)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    kept = [(i, file) for i in range(len(labels)) if isinstance(file := results[i], Path)]
    return Collection(
        tuple(labels[i] for i, _ in kept),
        tuple(file for _, file in kept),
        tuple(_resolution_source(file) for _, file in kept),
        tuple(lost for i in sorted(results) if isinstance(lost := results[i], SkippedFile)),
    )


def _feed(
    pool: ProcessPoolExecutor,
    waiting: dict[Future[Path], int],
    todo: Iterator[tuple[int, LabelledPage]],
    folder: Path,
    dpi: float | None,
    most: int,
) -> None:
    while len(waiting) < most:
        following = next(todo, None)
        if following is None:
            return
        index, label = following
        waiting[pool.submit(_prepare_one, label, folder, dpi)] = index


def _outcome(future: Future[Path], label: LabelledPage) -> Path | SkippedFile:
    try:
        return future.result()
    except WriterIdError as error:
        return SkippedFile(label.file, str(error))


def _prepare_one(label: LabelledPage, folder: Path, dpi: float | None) -> Path:
    """Prepare a page into the cache, unless it is there. Runs in a worker process."""
    cv2.setNumThreads(1)
    stated = label.dpi or dpi
    key = hashlib.sha256(
        f"{scan.hash_file(label.file)} {stated} {label.box} {_stages_version()}".encode()
    ).hexdigest()
    target = folder / f"{key}.npz"
    if target.exists():
        return target
    page = scan.read_page(label.file, dpi=stated)
    if page.resolution is None:
        page = with_resolution(page, Resolution(ASSUMED_DPI, ResolutionSource.ASSUMED))
    chosen = steps.AUTOMATIC
    if label.box is not None:
        box = label.box
        chosen = (steps.Region.rectangle(box.x, box.y, box.width, box.height), *chosen)
    prepared = prepare.prepare(page, chosen)
    found = keypoints.find_keypoints(prepared)
    with unfinished_file(target) as unfinished:
        with unfinished.path.open("wb") as stream:
            np.savez_compressed(
                stream,
                ink=np.packbits(prepared.ink, axis=1),
                ink_width=prepared.ink.shape[1],
                to_original=prepared.to_original,
                writing_mm=prepared.writing_mm,
                dpi=prepared.resolution.dpi,
                dpi_source=str(prepared.resolution.source),
                position=found.position_300,
                size=found.size_300,
                sha256=page.sha256,
                page_size=np.array([page.width_px, page.height_px]),
            )
        unfinished.let_rename()
        unfinished.path.replace(target)
    return target


def _resolution_source(file: Path) -> ResolutionSource:
    with np.load(file, allow_pickle=False) as stored:
        return ResolutionSource(str(stored["dpi_source"]))


def _load(label: LabelledPage, file: Path) -> CollectedPage:
    with np.load(file, allow_pickle=False) as stored:
        unpacked: ByteArray = np.unpackbits(stored["ink"], axis=1, count=int(stored["ink_width"]))
        resolution = Resolution(float(stored["dpi"]), ResolutionSource(str(stored["dpi_source"])))
        size: npt.NDArray[np.int64] = stored["page_size"]
        return CollectedPage(
            label,
            str(stored["sha256"]),
            int(size[0]),
            int(size[1]),
            PreparedPage(unpacked, stored["to_original"], resolution, float(stored["writing_mm"])),
            Keypoints(stored["position"], stored["size"]),
        )


@cache
def _stages_version() -> str:
    """A hash of the code that makes what is cached, so that no stale page is ever used."""
    digest = hashlib.sha256()
    for module in STAGES_IN_CACHE:
        digest.update(Path(str(module.__file__)).read_bytes())
    digest.update(cv2.__version__.encode())
    return digest.hexdigest()
