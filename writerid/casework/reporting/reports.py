"""Reports: composed in a temporary folder, looked at, then kept and recorded in the case."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from writerid.casework.case import Case
from writerid.casework.chain import canonical, now
from writerid.casework.comparisons import open_comparison
from writerid.casework.evidence import (
    find_evidence,
    read_evidence,
    request_evidence,
    store_evidence,
)
from writerid.casework.reporting.calibrations import amounts_used, find_calibrations, plots_of
from writerid.casework.reporting.drawing import draw_pictures
from writerid.casework.reporting.gathering import chosen_comparisons, gather
from writerid.casework.reporting.place import check_target
from writerid.casework.reporting.request import (
    ComposedReport,
    ReportLine,
    ReportMade,
    ReportRequest,
)
from writerid.errors import Cancelled, CaseClosedError, StorageFullError, WriterIdError
from writerid.pipeline.identify import Engine
from writerid.pipeline.scan import hash_file
from writerid.report.comparison import plot_name, write_report
from writerid.report.files import explained, replace_file
from writerid.tasks import SILENT, Task

Unavailable = Mapping[tuple[int, int], str]


def find_missing_evidence(
    case: Case, engine: Engine, request: ReportRequest, task: Task = SILENT
) -> dict[tuple[int, int], str]:
    """Find and store the evidence that the report shows and the case lacks.

    Returns why it can't be had, by comparison and rank: an original that is missing or changed,
    another model. Raises CaseError for a comparison that is not in the case, Cancelled.
    """
    missing = missing_evidence(case, request)
    if case.read_only:
        return dict.fromkeys(missing, f"it was not looked at before, and {why_not_recorded(case)}")
    unavailable = {}
    for comparison_id, rank in missing:
        try:
            wanted = request_evidence(case, comparison_id, rank, database=request.database)
            store_evidence(case, find_evidence(engine, wanted, task))
        except (Cancelled, CaseClosedError, StorageFullError):
            raise
        except WriterIdError as error:
            unavailable[comparison_id, rank] = str(error)
    return unavailable


def missing_evidence(case: Case, request: ReportRequest) -> list[tuple[int, int]]:
    """Comparison and rank of the candidates that are to have plates and were not viewed yet."""
    return [
        (comparison_id, candidate.candidate.rank)
        for comparison_id in chosen_comparisons(case, request.comparisons)
        for candidate in open_comparison(case, comparison_id).candidates[: request.evidence_for]
        if read_evidence(case, comparison_id, candidate.candidate.rank) is None
    ]


@contextmanager
def composed_report(
    case: Case,
    request: ReportRequest,
    task: Task = SILENT,
    *,
    unavailable: Unavailable | None = None,
) -> Iterator[ComposedReport]:
    """A composed report in a temporary folder, which goes with it."""
    with tempfile.TemporaryDirectory(prefix="writerid-report-") as folder:
        yield compose_report(case, request, Path(folder), task, unavailable=unavailable)


def compose_report(
    case: Case,
    request: ReportRequest,
    folder: Path,
    task: Task = SILENT,
    *,
    unavailable: Unavailable | None = None,
) -> ComposedReport:
    """Typeset the report of what is stored as ``folder/report.pdf``; the case is only read.

    A candidate without stored evidence gets a sentence in place of its plates: ``unavailable``
    says why. Raises CaseError where a comparison was changed, StorageFullError, WriterIdError where
    the layout can't be used, Cancelled.
    """
    time = (request.time or datetime.now(UTC)).astimezone(UTC)
    not_recorded = why_not_recorded(case)
    record = gather(
        case,
        request,
        time,
        unavailable=unavailable or {},
        not_recorded=not_recorded,
        task=task,
    )
    with tempfile.TemporaryDirectory(prefix="writerid-pictures-") as pictures_folder:
        pictures = draw_pictures(case, record, Path(pictures_folder), task)
        pictures.update(_plots(record, request))
        task.progress(0, 1, "typesetting the report")
        pdf = folder / "report.pdf"
        write_report(record, pictures, request.layout, pdf, time)
    task.progress(1, 1, "typesetting the report")
    return ComposedReport(
        pdf=pdf,
        sha256=hash_file(pdf),
        record=record,
        comparisons=tuple(one["id"] for one in record["comparisons"]),
        event_count=record["audit"]["count"],
        event_head=record["audit"]["head"],
        not_recorded=not_recorded,
    )


def keep_report(case: Case, composed: ComposedReport, target: Path) -> ReportMade:
    """Give a composed report (signed meanwhile, perhaps) its place, and record that it was made.

    An earlier file of that name is replaced only when all of the new one is there and recorded: a
    file that the history does not know would look like a changed one. Where it then can't be
    replaced, the history says that too.
    Raises CaseError where the place is that of one of the originals, StorageFullError or
    WriterIdError where it can't be written; then the earlier file stays.
    """
    target = target.absolute()
    check_target(case, target)
    sha256 = hash_file(composed.pdf)
    made = ReportMade(
        target, sha256, None, composed.event_count, composed.event_head, composed.not_recorded
    )
    with replace_file(target) as (partial, finish):
        shutil.copyfile(composed.pdf, partial)
        if composed.not_recorded:
            finish()
            return made
        report_id = _record(case, composed, target.name, sha256)
        try:
            finish()
        except (OSError, WriterIdError) as error:
            told = explained(error, target) if isinstance(error, OSError) else error
            _take_back(case, report_id, target.name, str(told))
            raise told from error
    return replace(made, id=report_id)


def _record(case: Case, composed: ComposedReport, name: str, sha256: str) -> int:
    with case.changing("report made") as change:
        row = (name, sha256, composed.event_count, composed.event_head)
        report_id = change.rows.execute(
            "INSERT INTO reports (made, examiner, file_name, sha256, event_count, event_head, "
            "comparisons) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (now(), case.author.name, *row, canonical(list(composed.comparisons))),
        ).fetchone()[0]
        change.data.update(
            report=report_id,
            file=name,
            sha256=sha256,
            count=composed.event_count,
            head=composed.event_head,
            comparisons=list(composed.comparisons),
        )
    return int(report_id)


def _take_back(case: Case, report_id: int, name: str, why: str) -> None:
    with case.changing("report not kept") as change:
        change.rows.execute("DELETE FROM reports WHERE id = ?", (report_id,))
        change.data.update(report=report_id, file=name, why=why)


def list_reports(case: Case) -> list[ReportLine]:
    """The reports that were made, oldest first."""
    with case.reading() as rows:
        return [
            ReportLine(
                row["id"],
                row["made"],
                row["examiner"],
                row["file_name"],
                row["sha256"],
                row["event_count"],
                row["event_head"],
                tuple(json.loads(row["comparisons"])),
            )
            for row in rows.execute("SELECT * FROM reports ORDER BY id")
        ]


def why_not_recorded(case: Case) -> str:
    """Why the history of the case can't tell of a report, empty where it can."""
    return (
        "the case was opened to be read, and nothing in it can be changed" if case.read_only else ""
    )


def _plots(record: Mapping[str, object], request: ReportRequest) -> dict[str, Path]:
    """The plots of the calibrations in use, at the amounts of writing at hand."""
    folders = find_calibrations(request.calibrations)
    found = {}
    comparisons = record["comparisons"]
    assert isinstance(comparisons, list)  # noqa: S101 - it is ours
    for calibration_id, amounts in amounts_used(comparisons).items():
        if calibration_id not in folders:
            continue
        for amount in amounts:
            for kind, file in plots_of(folders[calibration_id][1], amount).items():
                found[plot_name(calibration_id, kind, amount)] = file
    return found
