"""The demonstration case: made-up letters, and a database of the made-up writers."""

from dataclasses import dataclass
from pathlib import Path

from writerid.casework.case import FILE, Case
from writerid.casework.demonstration_codes import enrol_prepared
from writerid.casework.importing import import_files
from writerid.casework.item_changes import add_items
from writerid.casework.pages import measure_amounts, store_amounts
from writerid.errors import WriterIdError
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.resources import resources_folder
from writerid.store.database import Database
from writerid.store.encoding import EncodingSettings
from writerid.store.enrolment import enrol
from writerid.store.plan import plan_enrolment
from writerid.store.sources import list_csv
from writerid.tasks import SILENT, Task

TITLE = "Demonstration case (synthetic handwriting)"


@dataclass(frozen=True)
class Demonstration:
    """The folders of the demonstration: the case's, and the database's."""

    case: Path
    database: Path


def create_demonstration(
    folder: Path, engine: Engine, task: Task = SILENT, *, workers: int | None = None
) -> Demonstration:
    """Make the demonstration case and its database inside ``folder``, and close both.

    What is there already stays, what is missing is added: stopped anywhere, the same call goes on.
    ``engine`` encodes the known writing. Raises WriterIdError where the demonstration did not come
    with the program, CaseError where the case is open, Cancelled.
    """
    source = resources_folder() / "demo"
    if not (source / "labels.csv").is_file():
        raise WriterIdError(
            f"the demonstration case is missing ({source}): install the program again", path=source
        )
    made = Demonstration(folder / "case", folder / "database")
    _make_database(made.database, source, engine, task, workers)
    _make_case(made.case, source, task)
    return made


def _make_database(
    folder: Path, source: Path, engine: Engine, task: Task, workers: int | None
) -> None:
    reading = ReadSettings()
    encoding = EncodingSettings(engine.model.folder, "onnx", workers)
    with Database.create(folder) as database:
        enrol_prepared(database, engine, source)
        plan = plan_enrolment(database, list_csv(source / "labels.csv"), reading, task=task)
        report = enrol(database, engine, plan, reading, encoding, task=task)
    if report.failed:
        raise WriterIdError(f"the demonstration is damaged: {report.failed[0].reason}")


def _make_case(folder: Path, source: Path, task: Task) -> None:
    with _opened(folder) as case:
        imported = import_files(case.originals, [source / "questioned"], task)
        if imported.skipped:
            raise WriterIdError(f"the demonstration is damaged: {imported.skipped[0].reason}")
        with case.reading() as rows:
            there = {row[0] for row in rows.execute("SELECT sha256 FROM pages")}
        new = [file for file in imported.files if file.sha256 not in there]
        if new:
            items, _ = add_items(case, new)
            pages = [page for item in items for page in item.pages]
            store_amounts(case, measure_amounts(case.originals, pages, task))


def _opened(folder: Path) -> Case:
    """The case, made where it is missing or was not finished."""
    if (folder / FILE).is_file() and (folder / FILE).stat().st_size > 0:
        case = Case.open(folder)
        if case.state().event_count:
            return case
        case.close()
    return Case.create(folder, TITLE, synthetic=True)
