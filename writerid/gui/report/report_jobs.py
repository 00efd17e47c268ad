"""The jobs of the report: looked at, saved, signed, listed, checked."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
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

SIGNED = b"/ByteRange"
"""Stands in every PDF that was signed; without it nothing heavy need be loaded."""


@dataclass(frozen=True)
class Choices:
    """What the examiner has chosen for the report; numbers as in ReportRequest."""

    comparisons: tuple[int, ...]
    candidates: int
    evidence_for: int
    pairs: int


@dataclass(frozen=True, eq=False)
class Wish:
    """A report that is wanted now. ``calibration`` and ``verbal_scale``: the files in use.

    ``unavailable``: why evidence can't be had, by comparison and rank, as far as that was tried.
    """

    case: "Case"
    choices: Choices
    settings: ReportSettings
    case_id: str
    examiner: str
    database: Path
    calibration: Path | None
    verbal_scale: Path | None
    engine: EngineShelf
    unavailable: Mapping[tuple[int, int], str] = field(default_factory=dict)

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
    """What was kept, the files beside it, and why one of those could not be written."""

    made: "ReportMade"
    beside: tuple[Path, ...]
    signed_by: str
    problems: tuple[str, ...] = ()


@contextmanager
def _room_for_passing_files() -> Iterator[None]:
    """What can't be written on the way is said: the report itself has its own sentences."""
    from writerid.errors import StorageFullError  # noqa: PLC0415 - on the worker

    try:
        yield
    except OSError as error:
        folder = Path(gettempdir())
        raise StorageFullError(
            f"the report could not be made, since the folder for temporary files {folder} can't "
            f"be written ({error.strerror or error}): make room there. An earlier report is kept",
            path=folder,
        ) from error


def preview_report(wish: Wish, task: Task) -> Preview:
    """The report as it would be now; the case is only read."""
    from writerid.casework.reporting.reports import (  # noqa: PLC0415 - on the worker
        composed_report,
        missing_evidence,
    )

    task.progress(0, 0, "reading the case")
    request = wish.request()
    missing = [one for one in missing_evidence(wish.case, request) if one not in wish.unavailable]
    with (
        _room_for_passing_files(),
        composed_report(wish.case, request, task, unavailable=wish.unavailable) as composed,
    ):
        content = composed.pdf.read_bytes()
    task.check_cancelled()
    return Preview(read_pages(content), len(missing))


def find_plates(wish: Wish, task: Task) -> dict[tuple[int, int], str]:
    """Find the evidence that the report wants and the case lacks; a job of the writer.

    Returns why some can't be had.
    """
    from writerid.casework.reporting.reports import (  # noqa: PLC0415 - on the worker
        find_missing_evidence,
        missing_evidence,
    )

    request = wish.request()
    if not missing_evidence(wish.case, request):
        return {}
    task.progress(0, 0, "loading the model")
    return find_missing_evidence(wish.case, wish.engine.get(), request, task)


def compose(snapshot: "tuple[Wish, Target]", task: Task) -> Composed:
    """Make the report that is to be kept, signed where that is wanted."""
    from writerid.casework.reporting.reports import composed_report  # noqa: PLC0415 - on the worker

    wish, target = snapshot
    task.progress(0, 0, "reading the case")
    request = wish.request()
    with (
        _room_for_passing_files(),
        composed_report(wish.case, request, task, unavailable=wish.unavailable) as report,
    ):
        content = report.pdf.read_bytes()
    if target.key is not None:
        from writerid.report.signing import sign_report  # noqa: PLC0415 - on the worker

        task.progress(0, 0, "signing the report")
        content = sign_report(content, target.key)
    return Composed(report, content)


def keep(snapshot: "tuple[Wish, Target, Composed]", task: Task) -> Saved:
    """Give the report its place and record it; a job of the writer, and short."""
    from writerid.casework.reporting.reports import keep_report  # noqa: PLC0415 - on the worker

    wish, target, composed = snapshot
    task.check_cancelled()
    with _room_for_passing_files(), TemporaryDirectory(prefix="writerid-report-") as folder:
        pdf = Path(folder) / "report.pdf"
        pdf.write_bytes(composed.content)
        again = target.file.exists()
        made = keep_report(wish.case, replace(composed.report, pdf=pdf), target.file)
    beside, problems = _write_beside(wish, target, composed, again=again)
    signer = "" if target.key is None else target.key.holder.name
    return Saved(made, beside, signer, problems)


def _write_beside(
    wish: Wish, target: Target, composed: Composed, *, again: bool
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """CSV and JSON, where they are wanted. The report is kept already: what fails is only told.

    Nobody was asked whether they may be written over: that is so where the report is made again.
    """
    from writerid.casework.reporting.exports import write_csv, write_json  # noqa: PLC0415
    from writerid.casework.reporting.place import check_target  # noqa: PLC0415
    from writerid.errors import WriterIdError  # noqa: PLC0415

    written, problems = [], []
    for wanted, suffix, write in (
        (target.with_csv, ".csv", write_csv),
        (target.with_json, ".json", write_json),
    ):
        if wanted:
            file = target.file.with_suffix(suffix)
            try:
                check_target(wish.case, file)
                if file.is_file() and not again:
                    problems.append(
                        f"{file} was there before the report and is left as it is: choose another "
                        "name for the report"
                    )
                    continue
                write(composed.report.record, file)
                written.append(file)
            except WriterIdError as error:
                problems.append(str(error))
    return tuple(written), tuple(problems)


def list_made(snapshot: "tuple[Case, ReportSettings]", task: Task) -> tuple[MadeReport, ...]:
    """The reports of the case, newest first, each held against its file."""
    from writerid.casework.reporting.reports import list_reports  # noqa: PLC0415 - on the worker

    case, settings = snapshot
    found = []
    lines = list_reports(case)
    known = frozenset(line.sha256 for line in lines)
    for line in reversed(lines):
        task.check_cancelled()
        place = settings.place_of(line.sha256)
        one = MadeReport(line, Path(place) if place else None, FileState.UNKNOWN_PLACE)
        found.append(_looked_at(one, known))
    return tuple(found)


def _looked_at(one: MadeReport, known: frozenset[str]) -> MadeReport:
    from hashlib import sha256  # noqa: PLC0415 - on the worker

    if one.place is None:
        return one
    try:
        content = one.place.read_bytes()
    except OSError:
        return replace(one, state=FileState.MISSING)
    digest = sha256(content).hexdigest()
    if digest != one.line.sha256:
        return replace(one, state=FileState.REPLACED if digest in known else FileState.CHANGED)
    signed = SIGNED in content
    return replace(one, state=FileState.SAME, signatures=_signers(one.place) if signed else ())


def _signers(file: Path) -> tuple[str, ...]:
    from writerid.errors import SignatureError  # noqa: PLC0415 - on the worker
    from writerid.report.signing import verify_signatures  # noqa: PLC0415

    try:
        return tuple(one.sentence for one in verify_signatures(file))
    except SignatureError as error:
        return (str(error),)


def check_file(snapshot: "tuple[Case, Path]", task: Task) -> str:
    """What a file is to the case, and who signed it, in sentences."""
    from writerid.casework.report_file import known_report  # noqa: PLC0415 - on the worker
    from writerid.errors import SignatureError  # noqa: PLC0415
    from writerid.report.signing import verify_signatures  # noqa: PLC0415

    case, file = snapshot
    task.check_cancelled()
    known = known_report(case, file)
    if known is None:
        said = [
            f"{file.name} is no report of this case as it was made: it was changed afterwards "
            "or belongs to another case."
        ]
    else:
        how = "with something added behind what" if known.added else "byte for byte as it"
        said = [
            f"{file.name} is report {known.id} of this case, {how} was made on "
            f"{known.made[:16].replace('T', ' ')} UTC."
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
