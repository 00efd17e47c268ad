"""Making a model that is adapted to the laboratory's own writers, as one job."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from writerid.errors import AdaptationError, DatabaseError, ScanError
from writerid.labels import LabelledPage, read_labels
from writerid.model import ReferencePage, ResolutionSource, SkippedFile
from writerid.pipeline.embedding import Backend
from writerid.pipeline.identify import Engine
from writerid.pipeline.model_files import ModelFolder
from writerid.pipeline.scan import hash_file
from writerid.store.database import FILE, Database
from writerid.store.reference_pages import (
    StoredReference,
    files_of,
    list_reference,
    reference_pages,
)
from writerid.tasks import SILENT, Task
from writerid.training.adaptation_writers import (
    LEAST_WRITERS,
    MOST_WRITERS,
    ChosenWriters,
    choose_writers,
    count_documents,
)
from writerid.training.adapted_model import (
    AdaptedTo,
    adaptation_record,
    check_target,
    share_of,
    write_adapted_model,
)
from writerid.training.adapting import (
    AdaptationPage,
    AdaptationSettings,
    adapt_encoder,
    read_adaptation_pages,
)
from writerid.training.collection import collect
from writerid.training.reference_pages import labelled_pages

Source = tuple[str, str, str, str]
Choice = Callable[[list[Source]], ChosenWriters]


@dataclass(frozen=True)
class AdaptationRequest:
    """``base``: the model to be adapted; ``out``: a folder, new or empty.

    ``labels`` None: the known writing of the ``database``. ``splits`` are of the labels. ``dpi``:
    of pages whose row of the labels gives none. ``cache``: where prepared pages are kept, None for
    the usual place.
    """

    base: Path
    out: Path
    labels: Path | None = None
    splits: tuple[str, ...] = ()
    database: Path | None = None
    label: str = ""
    most_writers: int = MOST_WRITERS
    least_writers: int = LEAST_WRITERS
    backend: Backend = "auto"
    dpi: float | None = None
    cache: Path | None = None
    workers: int | None = None


@dataclass(frozen=True, eq=False)
class AdaptedModel:
    """What was made, its record, and what of the pages was left out.

    ``assumed``: pages whose resolution was taken as 300 dpi.
    """

    model: ModelFolder
    record: dict[str, Any]
    skipped: tuple[SkippedFile, ...]
    assumed: int


@dataclass(frozen=True, eq=False)
class _Read:
    source: str
    chosen: ChosenWriters
    pages: list[AdaptationPage]
    skipped: tuple[SkippedFile, ...] = ()
    assumed: int = 0


def make_adapted_model(request: AdaptationRequest, task: Task = SILENT) -> AdaptedModel:
    """Choose writers, read their pages, adapt the model to them and write it.

    Raises AdaptationError, which says what is missing; ModelError, LabelsError, CalibrationError,
    DatabaseError, OriginalError, Cancelled.
    """
    check_target(request.out, request.base)
    engine = Engine(request.base, request.backend)
    share, settings = share_of(engine.model), AdaptationSettings()
    read = _read(request, engine, settings, task)
    _check_read(request, read)
    task.progress(0, 1, "adapting")
    adapted = adapt_encoder(engine.encoder, share, read.pages, settings)
    writers = len({page.writer for page in read.pages})
    to = AdaptedTo(request.label or f"{read.source}, {writers} writers", read.source, read.chosen)
    record = adaptation_record(engine.model, to, read.pages, adapted, settings)
    task.check_cancelled()
    model = write_adapted_model(engine.model, request.out, adapted, record)
    task.progress(1, 1, "adapting")
    return AdaptedModel(model, record, read.skipped, read.assumed)


def _read(
    request: AdaptationRequest, engine: Engine, settings: AdaptationSettings, task: Task
) -> _Read:
    def choose(sources: list[Source]) -> ChosenWriters:
        documents = count_documents(sources) if sources else {}
        return choose_writers(documents, request.most_writers, least=request.least_writers)

    def read(pages: Iterator[ReferencePage]) -> list[AdaptationPage]:
        return read_adaptation_pages(engine, pages, settings, task)

    if request.labels is not None:
        return _from_labels(request, request.labels, choose, read, task)
    if request.database is None:
        raise AdaptationError("name the labels or the database whose writers are adapted to")
    return _from_database(request.database, choose, read, task)


Reader = Callable[[Iterator[ReferencePage]], list[AdaptationPage]]


def _from_labels(
    request: AdaptationRequest, file: Path, choose: Choice, read: Reader, task: Task
) -> _Read:
    labels = read_labels(file).of_splits(request.splits)
    chosen = choose([_source(page) for page in task.each(labels.pages, "choosing writers")])
    collection = collect(
        [page for page in labels.pages if page.writer in chosen.names],
        cache_folder=request.cache,
        dpi=request.dpi,
        workers=request.workers,
        task=task,
    )
    return _Read(
        file.name + "".join(f", {split}" for split in request.splits),
        chosen,
        read(labelled_pages(collection, task)),
        (*labels.skipped, *collection.skipped),
        sum(source == ResolutionSource.ASSUMED for source in collection.sources),
    )


def _source(page: LabelledPage) -> Source:
    try:
        sha256 = hash_file(page.file)
    except ScanError:
        # It is named when the page is to be prepared.
        sha256 = str(page.file)
    return page.writer, page.document, page.collection, sha256


def _from_database(folder: Path, choose: Choice, read: Reader, task: Task) -> _Read:
    if not (folder / FILE).is_file():
        raise DatabaseError(
            f"There is no database of known writers in {folder} yet: enrol writers first, or "
            "choose another database",
            path=folder,
        )
    with Database.open(folder) as database:
        listed = list_reference(database)
        files = files_of(database)
        chosen = choose(
            [
                (writer.name, document.name, writer.provenance, sha256)
                for writer, document in listed.documents
                for sha256 in files.get(document.id, ())
            ]
        )
        pages = read(reference_pages(database, _of_writers(listed, chosen), task))
    return _Read(f"database {folder.name}", chosen, pages)


def _of_writers(listed: StoredReference, chosen: ChosenWriters) -> StoredReference:
    kept = [row for row in listed.documents if row[0].name in chosen.names]
    return replace(listed, documents=tuple(kept))


def _check_read(request: AdaptationRequest, read: _Read) -> None:
    """Some of the chosen may have no page that could be read."""
    writers = len({page.writer for page in read.pages})
    if writers >= request.least_writers:
        return
    reasons = "".join(f"\n{lost.reason}" for lost in read.skipped[:5])
    raise AdaptationError(
        f"of {len(read.chosen.names)} writers chosen, {writers} have a page with writing that "
        f"could be read: a model is adapted to {request.least_writers} or more{reasons}"
    )
