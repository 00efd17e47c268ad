"""Enrolment as the window asks for it: looked at first, then carried out; both are jobs."""

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from writerid.gui.sentences import counted, for_window
from writerid.gui.session import EngineShelf
from writerid.gui.writers.database_jobs import Place, Report, opened
from writerid.model import SkippedFile
from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.pipeline.identify import ReadSettings
    from writerid.store.database import Database
    from writerid.store.plan import Plan
    from writerid.store.sources import Listing


SILENT_FILE = "does not say its resolution"
"""Stands in the reason of a file whose resolution has to be given."""


class Arrangement(StrEnum):
    """How files tell whose they are."""

    FOLDERS = "folders"
    ONE_WRITER = "one"
    PATTERN = "pattern"


@dataclass(frozen=True)
class EnrolmentRequest:
    """What is to be enrolled into the database in ``folder``, and how it is to be read.

    ``document`` makes all files pages of one document. ``dpi`` is that of files that do not say
    it themselves. ``confirmed``: pages may stand under two writers.
    """

    folder: Path
    paths: tuple[Path, ...]
    arrangement: Arrangement = Arrangement.FOLDERS
    writer: str = ""
    document: str = ""
    pattern: str = ""
    dpi: float | None = None
    estimate: bool = False
    confirmed: bool = False
    examiner: str = ""


@dataclass(frozen=True)
class PlanLine:
    """A file in the preview. ``wrong``: someone has to look into it."""

    file: str
    path: str
    pages: int
    writer: str
    document: str
    fate: str
    reason: str
    wrong: bool


@dataclass(frozen=True)
class Preview:
    """A plan and its lines; ``to_enrol`` documents would be enrolled."""

    request: EnrolmentRequest
    plan: "Plan"
    lines: tuple[PlanLine, ...]
    to_enrol: int
    already: int
    wrong: int
    ignored: int
    asks_resolution: bool
    asks_confirmation: bool


def preview_enrolment(request: EnrolmentRequest, task: Task) -> Preview:
    """Look at every page of every file; nothing is written."""
    from writerid.store.database import FILE  # noqa: PLC0415 - on the worker
    from writerid.store.sources import list_sources  # noqa: PLC0415

    one = request.arrangement is Arrangement.ONE_WRITER
    listing = list_sources(
        list(request.paths),
        writer=request.writer if one else None,
        document=(request.document or None) if one else None,
        pattern=request.pattern if request.arrangement is Arrangement.PATTERN else None,
    )

    if not (request.folder / FILE).is_file():
        return _preview(request, _plan(None, request, listing, task))
    with opened(request.folder) as database:
        return _preview(request, _plan(database, request, listing, task))


def _plan(
    database: "Database | None", request: EnrolmentRequest, listing: "Listing", task: Task
) -> "Plan":
    """A resolution that was given is that of the files which do not say it, and of no others."""
    from writerid.pipeline.identify import ReadSettings  # noqa: PLC0415
    from writerid.store.plan import plan_enrolment  # noqa: PLC0415

    def plan(listing: "Listing", reading: ReadSettings) -> "Plan":
        return plan_enrolment(
            database,
            listing,
            reading,
            confirm_duplicates=request.confirmed,
            thorough=True,
            task=task,
        )

    if request.dpi is None:
        return plan(listing, _reading(request))
    first = plan(listing, ReadSettings())
    silent = {
        file.listed.file
        for document in first.documents
        for file in document.files
        if SILENT_FILE in file.problem
    }
    if not silent:
        return first
    files = tuple(
        replace(one, dpi=request.dpi) if one.file in silent else one for one in listing.files
    )
    return plan(replace(listing, files=files), ReadSettings())


def carry_out(snapshot: tuple[Preview, EngineShelf], task: Task) -> Report:
    """Enrol what was looked at; what fails is listed and the others are done."""
    from writerid.store.encoding import EncodingSettings  # noqa: PLC0415
    from writerid.store.enrolment import enrol  # noqa: PLC0415

    preview, shelf = snapshot
    request = preview.request
    task.progress(0, 0, "loading the model")
    engine = shelf.get()
    with opened(Place(request.folder, request.examiner), create=True) as database:
        done = enrol(
            database,
            engine,
            preview.plan,
            _reading(request),
            EncodingSettings(engine.model.folder, "auto", shelf.workers),
            confirm_duplicates=request.confirmed,
            task=task,
        )
    left_out = [
        SkippedFile(one.path, for_window(one.reason), one.page)
        for one in (*done.failed, *done.duplicates)
    ]
    documents = counted(done.documents, "1 document", "{} documents")
    pages = counted(done.pages, "1 page", "{} pages")
    return Report(
        f"Enrolled {documents} ({pages}). Enrolled before: {done.already}. Held back as "
        f"duplicates: {len(done.duplicates)}. Left out: {len(done.failed)}.",
        tuple(left_out),
    )


def _reading(request: EnrolmentRequest) -> "ReadSettings":
    from writerid.pipeline.identify import ReadSettings  # noqa: PLC0415

    return ReadSettings(estimate_scale=request.estimate)


def _preview(request: EnrolmentRequest, plan: "Plan") -> Preview:
    from writerid.store.fates import WRONG, Fate  # noqa: PLC0415
    from writerid.store.names import plain_text, shown_name  # noqa: PLC0415

    lines = [
        PlanLine(
            shown_name(plain_text(file.listed.file.name)),
            shown_name(plain_text(str(file.listed.file))),
            file.page_count,
            shown_name(document.writer),
            shown_name(document.name),
            document.fate.value,
            for_window(file.problem or document.reason),
            document.fate in WRONG,
        )
        for document in plan.documents
        for file in document.files
    ]
    lines += [
        PlanLine(
            shown_name(plain_text(lost.path.name)),
            shown_name(plain_text(str(lost.path))),
            0,
            "",
            "",
            "left out",
            for_window(lost.reason),
            wrong=True,
        )
        for lost in plan.skipped
    ]
    # What someone has to look into stands first.
    lines.sort(key=lambda line: not line.wrong)
    return Preview(
        request,
        plan,
        tuple(lines),
        len(plan.of_fate(Fate.ENROL)),
        len(plan.of_fate(Fate.ENROLLED)) + len(plan.of_fate(Fate.DUPLICATE)),
        len(plan.problems),
        plan.ignored,
        any(SILENT_FILE in line.reason for line in lines),
        bool(plan.of_fate(Fate.TWO_WRITERS)) or request.confirmed,
    )
