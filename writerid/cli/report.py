"""``writerid report``."""

from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from writerid.casework.case import Case
from writerid.casework.reporting.exports import write_csv, write_json
from writerid.casework.reporting.place import check_target
from writerid.casework.reporting.reports import (
    composed_report,
    find_missing_evidence,
    keep_report,
    missing_evidence,
)
from writerid.casework.reporting.request import ComposedReport, ReportRequest
from writerid.cli.console import progress_task, say, say_error, say_json
from writerid.cli.signing import key_of, say_signatures
from writerid.errors import WriterIdError
from writerid.pipeline.identify import Engine
from writerid.report.layout import Paper, ReportLayout, read_layout
from writerid.report.signing import sign_file
from writerid.resources import shipped_model
from writerid.tasks import Task

FIRST_YEAR, LAST_YEAR = 1900, 9998
PAPERS: Mapping[str, Paper] = {"a4": "a4", "letter": "us-letter"}


def run(options: Namespace) -> int:
    """Find what evidence is missing, compose the report, sign it if wanted, keep and record it."""
    if options.verify is not None:
        return say_signatures(options.verify, as_json=options.json)
    request, key = _request(options), key_of(options)
    with Case.open_as_allowed(options.case, examiner=options.examiner) as case:
        target = options.out or _default_target(case, request)
        for file in _distinct(options, target):
            check_target(case, file)
        with progress_task() as task:
            unavailable = _find_evidence(case, options, request, task)
            with composed_report(case, request, task, unavailable=unavailable) as composed:
                if key is not None:
                    sign_file(composed.pdf, key)
                made = keep_report(case, composed, target)
    for why in dict.fromkeys(unavailable.values()):
        say_error(f"no plates of a candidate: {why}")
    if made.not_recorded:
        say_error(f"the report is not in the history of the case: {made.not_recorded}")
    if options.json:
        say_json(
            {
                "report": made.id,
                "file": str(made.path),
                "sha256": made.sha256,
                "comparisons": list(composed.comparisons),
                "count": made.event_count,
                "head": made.event_head,
                "not_recorded": made.not_recorded,
                "signed_by": None if key is None else key.holder.name,
                "without_plates": [
                    {"comparison": comparison, "rank": rank, "why": why}
                    for (comparison, rank), why in unavailable.items()
                ],
            }
        )
    else:
        say(f"{made.path}")
        say(f"SHA-256 {made.sha256}")
        if key is not None:
            say(f"signed by {key.holder.name}")
        say(f"printed of the history: {made.event_count} entries, last hash {made.event_head}")
    # The report is kept and told of already, whatever comes of these.
    _write_beside(composed, options)
    return 1 if unavailable else 0


def _distinct(options: Namespace, target: Path) -> list[Path]:
    """The files to be written. Raises WriterIdError where one would replace another, or is read."""
    read = [options.layout, options.sign, options.password_file, options.verbal_scale]
    taken = {file.resolve() for file in read if file is not None}
    written = [file for file in (target, options.csv, options.json_file) if file is not None]
    for file in written:
        if file.resolve() in taken:
            raise WriterIdError(
                f"{file} is named twice, and one would be written over: choose another name",
                path=file,
            )
        taken.add(file.resolve())
    return written


def _write_beside(composed: ComposedReport, options: Namespace) -> None:
    if options.csv is not None:
        write_csv(composed.record, options.csv)
    if options.json_file is not None:
        write_json(composed.record, options.json_file)


def _request(options: Namespace) -> ReportRequest:
    layout = ReportLayout() if options.layout is None else read_layout(options.layout)
    if options.paper is not None:
        layout = replace(layout, paper=PAPERS[options.paper])
    return ReportRequest(
        comparisons=None if options.comparison is None else tuple(options.comparison),
        candidates=options.candidates,
        evidence_for=min(options.evidence, options.candidates),
        pairs=options.pairs,
        layout=layout,
        time=_time(options.time),
        calibrations=tuple(options.calibration),
        verbal_scale=options.verbal_scale,
        database=options.database,
    )


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise WriterIdError(
            f"“{text}” is no time: write it like 2026-05-04T10:00:00Z (--time)"
        ) from error
    time = time.replace(tzinfo=UTC) if time.tzinfo is None else time
    if not FIRST_YEAR <= time.year <= LAST_YEAR:
        raise WriterIdError(
            f"“{text}” is no time of a report: its year is from {FIRST_YEAR} to {LAST_YEAR} "
            "(--time)"
        )
    return time


def _default_target(case: Case, request: ReportRequest) -> Path:
    if case.read_only:
        raise WriterIdError(
            f"{case.folder} may not be written: name a file for the report with --out",
            path=case.folder,
        )
    stamp = (request.time or datetime.now(UTC)).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    folder = case.folder / "reports"
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise WriterIdError(
            f"{folder} can't be made ({error.strerror}): name a file with --out", path=folder
        ) from error
    return folder / f"report-{stamp}.pdf"


def _find_evidence(
    case: Case, options: Namespace, request: ReportRequest, task: Task
) -> dict[tuple[int, int], str]:
    """The model is opened only where something is to be found."""
    if not missing_evidence(case, request):
        return {}
    engine = Engine(options.model or shipped_model(), options.backend)
    return find_missing_evidence(case, engine, request, task)
