"""The jobs of the report: looked at, saved, signed, listed, checked."""

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from writerid.gui.report.made_reports import FileState, MadeReport
from writerid.gui.report.pdf_pages import PdfPages, read_pages
from writerid.gui.report_settings import ReportSettings
from writerid.gui.session import EngineShelf
from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.casework.case import Case
    from writerid.casework.reporting.request import ComposedReport, ReportMade, ReportRequest
    from writerid.report.certificates import SigningKey


@dataclass(frozen=True)
class Choices:
    """What the examiner has chosen for the report; numbers as in ReportRequest."""

    comparisons: tuple[int, ...]
    candidates: int
    evidence_for: int
    pairs: int


@dataclass(frozen=True, eq=False)
class Wish:
    """A report that is wanted now. ``calibration`` and ``verbal_scale``: the files in use."""

    case: "Case"
    choices: Choices
    settings: ReportSettings
    case_id: str
    examiner: str
    database: Path
    calibration: Path | None
    verbal_scale: Path | None
    engine: EngineShelf

    def request(self) -> "ReportRequest":
        """What the engine is asked for. Raises WriterIdError for what can't be."""
        from writerid.casework.reporting.request import ReportRequest  # noqa: PLC0415 - on the worker
        from writerid.report.layout import layout_of  # noqa: PLC0415

        settings, choices = self.settings, self.choices
        layout = layout_of(
            {
                "paper": settings.paper,
                "laboratory": settings.laboratory,
                "address": settings.address,
                "logo": settings.logo or None,
                "accreditation": settings.accreditation,
                "reference": settings.reference_of(self.case_id),
                "examiner": self.examiner,
                "examiner_title": settings.examiner_title,
                "technical_review": settings.technical_review,
                "administrative_review": settings.administrative_review,
                "time_zone": settings.time_zone,
            }
        )
        return ReportRequest(
            comparisons=choices.comparisons,
            candidates=choices.candidates,
            evidence_for=choices.evidence_for,
            pairs=choices.pairs,
            layout=layout,
            calibrations=() if self.calibration is None else (self.calibration,),
            verbal_scale=self.verbal_scale,
            database=self.database,
        )


@dataclass(frozen=True, eq=False)
class Preview:
    """``missing``: candidates whose plates are not there, as their evidence was never found."""

    pages: PdfPages
    missing: int


@dataclass(frozen=True, eq=False)
class Target:
    """Where a report goes, and how: ``key`` None leaves it unsigned."""

    file: Path
    with_csv: bool = False
    with_json: bool = False
    key: "SigningKey | None" = None


@dataclass(frozen=True, eq=False)
class Composed:
    """A report that waits to be kept; ``content`` is its PDF, signed where that was wanted."""

    report: "ComposedReport"
    content: bytes


@dataclass(frozen=True, eq=False)
class Saved:
    """What was kept, and the files beside it."""

    made: "ReportMade"
    beside: tuple[Path, ...]
    signed_by: str


def preview_report(wish: Wish, task: Task) -> Preview:
    """The report as it would be now; the case is only read."""
    from writerid.casework.reporting.reports import (  # noqa: PLC0415 - on the worker
        composed_report,
        missing_evidence,
    )

    task.progress(0, 0, "reading the case")
    request = wish.request()
    missing = missing_evidence(wish.case, request)
    with composed_report(wish.case, request, task) as composed:
        content = composed.pdf.read_bytes()
    task.check_cancelled()
    return Preview(read_pages(content), len(missing))


def find_plates(wish: Wish, task: Task) -> None:
    """Find the evidence that the report wants and the case lacks; a job of the writer."""
    from writerid.casework.reporting.reports import (  # noqa: PLC0415 - on the worker
        find_missing_evidence,
    )

    task.progress(0, 0, "loading the model")
    find_missing_evidence(wish.case, wish.engine.get(), wish.request(), task)


def compose(snapshot: "tuple[Wish, Target]", task: Task) -> Composed:
    """Make the report that is to be kept, signed where that is wanted."""
    from writerid.casework.reporting.reports import composed_report  # noqa: PLC0415 - on the worker

    wish, target = snapshot
    task.progress(0, 0, "reading the case")
    with composed_report(wish.case, wish.request(), task) as report:
        content = report.pdf.read_bytes()
    if target.key is not None:
        from writerid.report.signing import sign_report  # noqa: PLC0415 - heavy, an extra

        task.progress(0, 0, "signing the report")
        content = sign_report(content, target.key)
    return Composed(report, content)


def keep(snapshot: "tuple[Wish, Target, Composed]", task: Task) -> Saved:
    """Give the report its place and record it; a job of the writer, and short."""
    from writerid.casework.reporting.reports import keep_report  # noqa: PLC0415 - on the worker

    wish, target, composed = snapshot
    task.check_cancelled()
    with TemporaryDirectory(prefix="writerid-report-") as folder:
        pdf = Path(folder) / "report.pdf"
        pdf.write_bytes(composed.content)
        made = keep_report(wish.case, replace(composed.report, pdf=pdf), target.file)
    signer = "" if target.key is None else target.key.holder.name
    return Saved(made, (), signer)


def list_made(snapshot: "tuple[Case, ReportSettings]", task: Task) -> tuple[MadeReport, ...]:
    """The reports of the case, newest first, each held against its file."""
    from writerid.casework.reporting.reports import list_reports  # noqa: PLC0415 - on the worker

    case, settings = snapshot
    found = []
    for line in reversed(list_reports(case)):
        task.check_cancelled()
        place = settings.place_of(line.sha256)
        one = MadeReport(line, Path(place) if place else None, FileState.UNKNOWN_PLACE)
        found.append(_looked_at(one))
    return tuple(found)


def _looked_at(one: MadeReport) -> MadeReport:
    if one.place is None:
        return one
    if not one.place.is_file():
        return replace(one, state=FileState.MISSING)
    from writerid.pipeline.scan import hash_file  # noqa: PLC0415 - on the worker

    try:
        same = hash_file(one.place) == one.line.sha256
    except OSError:
        return replace(one, state=FileState.MISSING)
    return replace(one, state=FileState.SAME if same else FileState.CHANGED)


def check_file(snapshot: "tuple[Case, Path]", task: Task) -> str:
    """What a file is to the case, and who signed it, in sentences."""
    from writerid.casework.reporting.reports import list_reports  # noqa: PLC0415 - on the worker
    from writerid.errors import SignatureError, WriterIdError  # noqa: PLC0415
    from writerid.pipeline.scan import hash_file  # noqa: PLC0415
    from writerid.report.signing import verify_signatures  # noqa: PLC0415

    case, file = snapshot
    task.check_cancelled()
    try:
        sha256 = hash_file(file)
    except OSError as error:
        raise WriterIdError(f"{file} can't be read: {error.strerror}", path=file) from error
    line = next((one for one in list_reports(case) if one.sha256 == sha256), None)
    if line is None:
        said = [
            f"{file.name} is no report of this case as it was made: it was changed afterwards "
            "(signed elsewhere, perhaps), or belongs to another case."
        ]
    else:
        said = [
            f"{file.name} is report {line.id} of this case, byte for byte as it was made on "
            f"{line.made[:16].replace('T', ' ')} UTC."
        ]
    task.check_cancelled()
    try:
        signatures = verify_signatures(file)
    except SignatureError as error:
        return " ".join([*said, f"Signatures: {error}."])
    if not signatures:
        said.append("It bears no signature.")
    said += [
        f"It is {one.sentence} (certificate {one.holder.fingerprint[:16]}…)." for one in signatures
    ]
    return " ".join(said)
