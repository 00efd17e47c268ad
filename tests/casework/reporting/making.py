"""A report in one step, as the program makes it in three."""

from pathlib import Path

from writerid.casework.case import Case
from writerid.casework.reporting.reports import (
    composed_report,
    find_missing_evidence,
    keep_report,
)
from writerid.casework.reporting.request import ReportMade, ReportRequest
from writerid.pipeline.identify import Engine


def make_report(case: Case, engine: Engine, request: ReportRequest, target: Path) -> ReportMade:
    """Find the evidence that is missing, compose the report, keep it as ``target``."""
    unavailable = find_missing_evidence(case, engine, request)
    with composed_report(case, request, unavailable=unavailable) as composed:
        return keep_report(case, composed, target)
