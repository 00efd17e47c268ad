"""From files to coded documents, over all cores or with a GPU, in bounded memory."""

import os
import signal
import threading
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait as wait_for_end
from multiprocessing.synchronize import Event
from pathlib import Path

import cv2
import numpy as np

from writerid import __version__
from writerid.errors import Cancelled, DatabaseError, WriterIdError
from writerid.pipeline.embedding import Backend
from writerid.pipeline.identify import Engine
from writerid.store.documents import CodedDocument
from writerid.store.originals import Originals
from writerid.store.page_encoding import CutDocument, PageSource, cut_document, finish_document
from writerid.tasks import SILENT, Task

GPU_PATCHES = 16_384
"""Patches embedded in one go on a GPU: 16 full pages, 17 MB."""

POLL_SECONDS = 0.2


@dataclass(frozen=True)
class DocumentJob:
    """A document to encode; ``key`` is the caller's.

    ``store``: the folder of originals, where new files are copied to once they could be read.
    """

    key: int
    name: str
    sources: tuple[PageSource, ...]
    store: Path


@dataclass(frozen=True)
class EncodingSettings:
    """With what documents are encoded. ``workers`` None: one process a core."""

    model: Path
    backend: Backend = "auto"
    workers: int | None = None

    @property
    def process_count(self) -> int:
        """Processes that prepare pages."""
        return self.workers or os.cpu_count() or 1


Outcome = tuple[DocumentJob, CodedDocument | WriterIdError]
Outcomes = Generator[Outcome, None, None]


def made_with() -> str:
    """The versions that a code depends on beside its model."""
    return f"writerid {__version__}, opencv {cv2.__version__}"


def encode_documents(
    settings: EncodingSettings, engine: Engine, jobs: Iterable[DocumentJob], task: Task = SILENT
) -> Outcomes:
    """Encode documents, each yielded when it is done, in any order; a failed one with its error.

    ``engine`` is of the same model; it embeds where there is one process or a GPU. At most two
    documents a process are under way. Raises Cancelled, DatabaseError when the store can't be
    written or its disk is full, and WriterIdError when a process dies. Close the iterator when it
    is left early.
    """
    if settings.process_count == 1 or engine.embedder.backend == "torch-cpu":
        yield from _encode_here(engine, jobs, task)
    elif engine.embedder.backend == "torch-cuda":
        yield from _encode_on_gpu(settings, engine, jobs, task)
    else:
        for job, result in _in_processes(settings, jobs, task, embed=True):
            if isinstance(result, CutDocument):
                raise TypeError("a process sent patches instead of a code")
            yield job, result


def _encode_here(engine: Engine, jobs: Iterable[DocumentJob], task: Task) -> Outcomes:
    for job in jobs:
        task.check_cancelled()
        result: CodedDocument | WriterIdError
        try:
            result = _encode(engine, job, task)
        except (Cancelled, DatabaseError):
            raise
        except WriterIdError as error:
            result = error
        yield job, result


def _encode(engine: Engine, job: DocumentJob, task: Task) -> CodedDocument:
    cut = cut_document(job.name, job.sources, Originals(job.store), task)
    coded = finish_document(
        engine, job.name, cut, engine.embedder.embed(cut.images, task), made_with()
    )
    _store_originals(job)
    return coded


def _store_originals(job: DocumentJob) -> None:
    """Only of documents that could be read: what fails leaves nothing behind."""
    for source in job.sources:
        if source.stored is None:
            Originals(job.store).put(source.file, source.sha256)


def _encode_on_gpu(
    settings: EncodingSettings, engine: Engine, jobs: Iterable[DocumentJob], task: Task
) -> Outcomes:
    """Processes cut the patches, this one embeds those of many documents at once."""
    waiting: list[tuple[DocumentJob, CutDocument]] = []
    for job, result in _in_processes(settings, jobs, task, embed=False):
        if isinstance(result, CutDocument):
            waiting.append((job, result))
            if sum(len(cut.images) for _, cut in waiting) >= GPU_PATCHES:
                yield from _embed_together(engine, waiting, task)
                waiting = []
        else:
            yield job, result
    if waiting:
        yield from _embed_together(engine, waiting, task)


def _embed_together(
    engine: Engine, waiting: list[tuple[DocumentJob, CutDocument]], task: Task
) -> Outcomes:
    vectors = engine.embedder.embed(np.concatenate([cut.images for _, cut in waiting]), task)
    start = 0
    for job, cut in waiting:
        own = vectors[start : start + len(cut.images)]
        start += len(cut.images)
        yield job, finish_document(engine, job.name, cut, own, made_with())


def _in_processes(
    settings: EncodingSettings, jobs: Iterable[DocumentJob], task: Task, *, embed: bool
) -> Iterator[tuple[DocumentJob, CodedDocument | CutDocument | WriterIdError]]:
    todo = iter(jobs)
    count = settings.process_count
    with _pool(settings) as (pool, stop):
        waiting: dict[Future[CodedDocument | CutDocument], DocumentJob] = {}
        try:
            while True:
                while len(waiting) < 2 * count and (job := next(todo, None)) is not None:
                    with _ctrl_c_held_back():
                        waiting[pool.submit(_work, job, embed)] = job
                if not waiting:
                    return
                done, _ = wait(waiting, POLL_SECONDS, return_when=FIRST_COMPLETED)
                task.check_cancelled()
                for future in done:
                    yield waiting.pop(future), _result(future)
        except BrokenExecutor as error:
            raise WriterIdError(
                "a process that prepares pages was ended by the system, for want of memory "
                "perhaps: run the same again with fewer --workers; what was finished is kept"
            ) from error
        finally:
            stop.set()


def _result(
    future: Future[CodedDocument | CutDocument],
) -> CodedDocument | CutDocument | WriterIdError:
    try:
        return future.result()
    except (Cancelled, DatabaseError):
        raise
    except WriterIdError as error:
        return error


@contextmanager
def _pool(settings: EncodingSettings) -> Iterator[tuple[ProcessPoolExecutor, Event]]:
    context = get_context("spawn")
    stop = context.Event()
    pool = ProcessPoolExecutor(
        settings.process_count,
        mp_context=context,
        initializer=_begin,
        initargs=(settings.model, stop),
    )
    try:
        yield pool, stop
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    """A process started now inherits that, so that Ctrl-C reaches this one alone, and a bit later.

    Windows has no such thing: there the processes ignore it once they run.
    """
    if os.name != "posix":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _StoppedFromOutside(Task):
    """A task in a process, cancelled by the one that started it."""

    def __init__(self, stop: Event) -> None:
        super().__init__()
        self._stop = stop

    def check_cancelled(self) -> None:
        if self._stop.is_set():
            raise Cancelled("stopped on request")


class _Worker:
    """What a process keeps between documents."""

    engine: Engine
    task: Task


def _begin(model: Path, stop: Event) -> None:
    """Start a process: one thread each, deaf to Ctrl-C, and gone when its parent is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _Worker.engine = Engine(model, "onnx", threads=1)
    _Worker.task = _StoppedFromOutside(stop)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait_for_end([parent.sentinel])
        os._exit(1)


def _work(job: DocumentJob, embed: bool) -> CodedDocument | CutDocument:
    if embed:
        return _encode(_Worker.engine, job, _Worker.task)
    cut = cut_document(job.name, job.sources, Originals(job.store), _Worker.task)
    _store_originals(job)
    return cut
