"""What the page of the writers asks of the database; every function is a job."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from writerid.errors import ModelError
from writerid.gui.sentences import counted, for_window
from writerid.gui.session import EngineShelf
from writerid.model import SkippedFile
from writerid.resources import shipped_model
from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.casework.case import Case
    from writerid.store.database import Database
    from writerid.store.items import ItemData
    from writerid.store.overview import Overview
    from writerid.store.rearranging import Deletion
    from writerid.store.writer_lines import Exemplar, WriterLine
    from writerid.store.writers import Document, Writer

BUSY_SECONDS = 4.0
"""How long a job waits for another program that is writing, before it says so."""


@dataclass(frozen=True)
class Place:
    """A database's folder, and the name of who works on it, which its history keeps."""

    folder: Path
    examiner: str = ""


@dataclass(frozen=True)
class DatabaseContents:
    """What is in a database; ``overview`` None: there is none in the folder yet.

    ``to_encode``: how many documents have no code of the model in use.
    """

    folder: Path
    overview: "Overview | None"
    lines: "tuple[WriterLine, ...]"
    model_id: str
    to_encode: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class WriterDetail:
    """All that is shown of one writer."""

    writer: "Writer"
    documents: "tuple[Document, ...]"
    exemplars: "tuple[Exemplar, ...]"


@contextmanager
def opened(place: Place | Path, *, create: bool = False) -> "Iterator[Database]":
    """The database, for the thread that asks. Raises DatabaseError."""
    from writerid.store.database import Database  # noqa: PLC0415 - on the worker

    make = Database.create if create else Database.open
    if isinstance(place, Path):
        place = Place(place)
    with make(place.folder, busy_s=BUSY_SECONDS, examiner=place.examiner) as database:
        yield database


def read_database(snapshot: tuple[Path, Path | None], task: Task) -> DatabaseContents:
    """Everything that the table and the line above it show."""
    from writerid.pipeline.model_files import open_model  # noqa: PLC0415
    from writerid.store.database import FILE  # noqa: PLC0415
    from writerid.store.overview import look_over  # noqa: PLC0415
    from writerid.store.reencoding import documents_without_code  # noqa: PLC0415
    from writerid.store.writer_lines import list_writer_lines  # noqa: PLC0415

    folder, model = snapshot
    if not (folder / FILE).is_file():
        return DatabaseContents(folder, None, (), "", 0)
    notes: list[str] = []
    model_id = ""
    try:
        model_id = open_model(model or shipped_model()).model_id
    except ModelError as error:
        # The writers can be looked through without it.
        notes.append(for_window(str(error)))
    task.check_cancelled()
    with opened(folder) as database:
        if database.backup is not None:
            backup = database.backup
            notes.append(f"The database was brought up to date; as it was before: {backup}")
        return DatabaseContents(
            folder,
            look_over(database),
            tuple(list_writer_lines(database)),
            model_id,
            len(documents_without_code(database, model_id)) if model_id else 0,
            tuple(notes),
        )


def read_detail(snapshot: "tuple[Path, Writer]", _: Task) -> WriterDetail:
    """A writer's documents and their pages."""
    from writerid.store.writer_lines import exemplars_of  # noqa: PLC0415
    from writerid.store.writers import documents_of  # noqa: PLC0415

    folder, writer = snapshot
    with opened(folder) as database:
        documents = tuple(documents_of(database, writer))
        return WriterDetail(writer, documents, tuple(exemplars_of(database, writer)))


def create_database(place: Place, _: Task) -> None:
    """Make an empty database."""
    with opened(place, create=True):
        pass


def rename_writer(snapshot: "tuple[Place, Writer, str]", _: Task) -> None:
    """Give a writer another name."""
    from writerid.store.writers import rename  # noqa: PLC0415

    place, writer, name = snapshot
    with opened(place) as database:
        rename(database, writer, name)


def describe_writer(snapshot: "tuple[Place, Writer, dict[str, object]]", _: Task) -> None:
    """Set codes, notes or provenance of a writer."""
    from writerid.store.writers import describe  # noqa: PLC0415

    place, writer, changes = snapshot
    with opened(place) as database:
        describe(database, writer, **changes)  # type: ignore[arg-type]


def describe_document(snapshot: "tuple[Place, Document, ItemData]", _: Task) -> None:
    """Set a document's item data."""
    from dataclasses import asdict  # noqa: PLC0415

    from writerid.store.writers import set_item  # noqa: PLC0415

    place, document, data = snapshot
    with opened(place) as database:
        set_item(database, document, asdict(data))


def archive_writers(snapshot: "tuple[Place, Sequence[Writer], bool]", _: Task) -> None:
    """Archive writers, or take them back."""
    from writerid.store.writers import set_archived  # noqa: PLC0415

    place, writers, archived = snapshot
    with opened(place) as database:
        set_archived(database, writers, archived=archived)


def merge_writers(
    snapshot: "tuple[Place, Sequence[Writer], Writer]", _: Task
) -> list[tuple[str, str]]:
    """Give all documents of some writers to one; returns pages that stand there twice now."""
    from writerid.store.rearranging import merge, repeated_pages  # noqa: PLC0415

    place, sources, target = snapshot
    with opened(place) as database:
        merge(database, sources, target)
        return repeated_pages(database, target.id)


def split_documents(snapshot: "tuple[Place, Sequence[Document], str]", _: Task) -> None:
    """Give documents to another writer, who is made where there is none."""
    from writerid.store.rearranging import split  # noqa: PLC0415

    place, documents, name = snapshot
    with opened(place) as database:
        split(database, documents, name)


@dataclass(frozen=True)
class PlannedDeletion:
    """What would go, and whether the open case holds copies of it."""

    deletion: "Deletion"
    in_case: bool


def plan_deletion(
    snapshot: "tuple[Path, Writer, Sequence[Document] | None, Case | None]", _: Task
) -> PlannedDeletion:
    """Look at what a deletion would take away; documents None: the writer as a whole."""
    from writerid.store.rearranging import plan_deletion as plan  # noqa: PLC0415
    from writerid.store.writers import documents_of  # noqa: PLC0415

    folder, writer, documents, case = snapshot
    with opened(folder) as database:
        chosen = documents_of(database, writer) if documents is None else documents
        deletion = plan(database, writer, chosen, whole_writer=documents is None)
        key = f"{database.state()[0]}:{writer.id}"
    in_case = False
    if case is not None:
        with case.reading() as rows:
            query = "SELECT 1 FROM known_documents WHERE writer = ? LIMIT 1"
            in_case = rows.execute(query, (key,)).fetchone() is not None
    return PlannedDeletion(deletion, in_case)


def delete_planned(snapshot: "tuple[Place, Deletion]", _: Task) -> None:
    """Delete what was looked at."""
    from writerid.store.rearranging import delete  # noqa: PLC0415

    place, deletion = snapshot
    with opened(place) as database:
        delete(database, deletion)


def export_to_file(snapshot: "tuple[Place, Sequence[Writer], Path]", task: Task) -> int:
    """Write writers with all their exemplars to a file; returns its bytes."""
    from writerid.store.transfer import export_writers  # noqa: PLC0415

    place, writers, file = snapshot
    with opened(place) as database:
        return export_writers(database, writers, file, task)


@dataclass(frozen=True)
class Report:
    """How a long piece of work ended: a sentence, and what was left out."""

    sentence: str
    left_out: tuple[SkippedFile, ...]


def import_from_file(snapshot: tuple[Place, Path, bool], task: Task) -> Report:
    """Take in exported writers; ``into_existing`` adds to writers of the same name."""
    from writerid.store.importing import import_writers  # noqa: PLC0415

    place, file, into_existing = snapshot
    with opened(place, create=True) as database:
        found = import_writers(database, file, into_existing=into_existing, task=task)
    documents = counted(found.documents, "1 document", "{} documents")
    writers = counted(found.writers, "1 writer", "{} writers")
    return Report(
        f"Imported {documents} of {writers}. Here before: {found.already}. Left out: "
        f"{len(found.failed)}.",
        found.failed,
    )


def encode_again(snapshot: tuple[Place, EngineShelf], task: Task) -> Report:
    """Encode with the model in use what has no code of it yet."""
    from writerid.store.encoding import EncodingSettings  # noqa: PLC0415
    from writerid.store.reencoding import documents_without_code, reencode  # noqa: PLC0415

    place, shelf = snapshot
    task.progress(0, 0, "loading the model")
    engine = shelf.get()
    settings = EncodingSettings(engine.model.folder, "auto", shelf.workers)
    with opened(place) as database:
        todo = documents_without_code(database, engine.model_id)
        done = reencode(database, engine, todo, settings, task=task)
    documents = counted(done.documents, "1 document", "{} documents")
    pages = counted(done.pages, "1 page", "{} pages")
    return Report(
        f"Encoded {documents} ({pages}) again. Failed: {len(done.failed)}.",
        done.failed,
    )
