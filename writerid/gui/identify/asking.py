"""The jobs of a comparison: who is known, ranking them, keeping and reading what came out."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from writerid.errors import DatabaseError, ResolutionError
from writerid.gui.sentences import for_window
from writerid.gui.session import EngineShelf
from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.casework.case import Case
    from writerid.casework.comparing import NewComparison
    from writerid.casework.comparison import Comparison
    from writerid.casework.items import Item
    from writerid.casework.marks import View
    from writerid.casework.wording import Wording
    from writerid.store.ranking import Level
    from writerid.store.writers import Writer


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked. ``writers`` None: all of the database, else ids of a closed list.

    ``calibration``, ``verbal_scale``: files, None for those that ship.
    """

    engine: EngineShelf
    case: "Case"
    item: "Item"
    database: Path
    level: "Level"
    writers: tuple[int, ...] | None
    calibration: Path | None = None
    verbal_scale: Path | None = None


@dataclass(frozen=True, eq=False)
class Answer:
    """A stored comparison, the views that were recorded of it, and what is to be said of it.

    ``for_new``: how the propositions of new comparisons are worded, None as the program does.
    """

    comparison: "Comparison"
    views: "tuple[View, ...]"
    for_new: "Wording | None"
    notice: str = ""


@dataclass(frozen=True)
class Worded:
    """How the examiner words H1 and H2 of a comparison; None: as the program does.

    ``for_new``: new comparisons of the case are worded so too.
    """

    comparison_id: int
    h1: str | None
    h2: str | None
    for_new: bool = False


def list_known_writers(folder: Path, task: Task) -> "tuple[Writer, ...]":
    """Who can be compared with; nobody where there is no database yet. Raises DatabaseError."""
    from writerid.store.database import FILE, Database  # noqa: PLC0415 - on the worker
    from writerid.store.writers import list_writers  # noqa: PLC0415

    task.check_cancelled()
    if not (folder / FILE).is_file():
        return ()
    with Database.open(folder) as database:
        return tuple(w for w in list_writers(database, archived=False) if w.document_count)


def ask(question: Question, task: Task) -> "NewComparison":
    """Rank the writers for an item; nothing is stored. Raises WriterIdError."""
    from writerid.casework.comparing import IdentifySettings, identify  # noqa: PLC0415
    from writerid.store.database import FILE  # noqa: PLC0415

    if not (question.database / FILE).is_file():
        raise DatabaseError(
            f"There is no database of known writers in {question.database} yet. Enrol writers "
            "first, choose another database, or open the demonstration case, which brings one.",
            path=question.database,
        )
    if not list_known_writers(question.database, task):
        raise DatabaseError(
            f"No writer is enrolled in {question.database}, or all are archived. Enrol writers "
            "first, or choose another database.",
            path=question.database,
        )
    check_resolution(question.item)
    task.progress(0, 0, "loading the model")
    engine = question.engine.get()
    writers = question.writers
    settings = IdentifySettings(
        question.database,
        question.level,
        None if writers is None else tuple(f"id:{number}" for number in writers),
        calibration=question.calibration,
        verbal_scale=question.verbal_scale,
    )
    return identify(engine, question.case.originals, question.item, settings, task)


def check_resolution(item: "Item") -> None:
    """Raise ResolutionError where a page of the item lacks it, and say where to give it."""
    for page in item.used_pages:
        if page.resolution is None:
            raise ResolutionError(
                f"{item.name}: the file {page.name} does not say its resolution. Open the page on "
                "“Prepare” and measure a length on it, or enter the resolution with the item's "
                "data.",
                path=page.file,
                page=page.number,
            )


def store_answer(snapshot: "tuple[Case, NewComparison]", task: Task) -> Answer:
    """Keep a comparison, and read it as it will always be read; a job of the writer."""
    from writerid.casework.comparisons import store_comparison  # noqa: PLC0415 - on the worker
    from writerid.casework.copies import untold_copies  # noqa: PLC0415

    case, new = snapshot
    task.check_cancelled()
    comparison_id = store_comparison(case, new)
    answer = read_answer((case, comparison_id), task)
    return replace(answer, notice=for_window(untold_copies(case, comparison_id)))


def read_answer(snapshot: "tuple[Case, int]", task: Task) -> Answer:
    """A stored comparison, exactly as it was made."""
    from writerid.casework.comparisons import open_comparison  # noqa: PLC0415 - on the worker
    from writerid.casework.marks import views_of  # noqa: PLC0415
    from writerid.casework.propositions import default_wording  # noqa: PLC0415

    case, comparison_id = snapshot
    task.check_cancelled()
    return Answer(
        open_comparison(case, comparison_id),
        tuple(views_of(case, comparison_id)),
        default_wording(case),
    )


def keep_view(snapshot: "tuple[Case, int, str, str, str]", task: Task) -> Answer:
    """Record a view, with an opinion or none, under the examiner's name; read it again."""
    from writerid.casework.chain import Author  # noqa: PLC0415 - on the worker
    from writerid.casework.marks import record_view  # noqa: PLC0415

    case, comparison_id, text, examiner, opinion = snapshot
    task.check_cancelled()
    case.author = Author.here(examiner)
    record_view(case, comparison_id, text, opinion=opinion)
    return read_answer((case, comparison_id), task)


def keep_wording(snapshot: "tuple[Case, Worded]", task: Task) -> Answer:
    """Keep how the examiner words the propositions; read the comparison again.

    Raises WriterIdError.
    """
    from writerid.casework.propositions import word_propositions  # noqa: PLC0415 - on the worker

    case, worded = snapshot
    task.check_cancelled()
    word_propositions(case, worded.comparison_id, worded.h1, worded.h2)
    if worded.for_new:
        word_propositions(case, None, worded.h1, worded.h2)
    return read_answer((case, worded.comparison_id), task)


def encode_again(snapshot: tuple[Path, EngineShelf, str], task: Task) -> int:
    """Encode with this model what was encoded with another; returns how many documents.

    The snapshot's last part is the examiner's name, for the database's history. Stopped anywhere,
    what was done is kept. Raises DatabaseError where one could not be read.
    """
    from writerid.store.database import Database  # noqa: PLC0415 - on the worker
    from writerid.store.encoding import EncodingSettings  # noqa: PLC0415
    from writerid.store.reencoding import documents_without_code, reencode  # noqa: PLC0415

    folder, shelf, examiner = snapshot
    engine = shelf.get()
    with Database.open(folder, examiner=examiner) as database:
        missing = documents_without_code(database, engine.model_id)
        encoding = EncodingSettings(engine.model.folder, "onnx", 1)
        report = reencode(database, engine, missing, encoding, task=task)
    if report.failed:
        raise DatabaseError(
            f"{len(report.failed)} documents could not be encoded again, the first: "
            f"{report.failed[0].reason}",
            path=folder,
        )
    return report.documents
