"""What a report is to hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from writerid.errors import WriterIdError
from writerid.report.layout import ReportLayout

MOST_CANDIDATES = 50
MOST_PAIRS = 40
"""Of each kind: as many as the evidence keeps."""


@dataclass(frozen=True)
class ReportRequest:
    """Which comparisons, and how much of each.

    ``comparisons`` None: the newest of each question about each item. ``candidates``: how many
    are listed. ``evidence_for``: how many of them get plates. ``pairs``: how many supporting
    ones are shown a candidate, and how many contradicting ones. ``time`` None: now.
    ``calibrations`` are folders (or files) where calibrations are looked for, beside the one
    that ships, and ``verbal_scale`` the file of the scale in use. ``database``: where it is
    now, if it was moved. Raises WriterIdError for a number out of range.
    """

    comparisons: tuple[int, ...] | None = None
    candidates: int = 20
    evidence_for: int = 3
    pairs: int = 12
    layout: ReportLayout = field(default_factory=ReportLayout)
    time: datetime | None = None
    calibrations: tuple[Path, ...] = ()
    verbal_scale: Path | None = None
    database: Path | None = None

    def __post_init__(self) -> None:
        for name, value, least, most in (
            ("candidates listed", self.candidates, 1, MOST_CANDIDATES),
            ("candidates with plates", self.evidence_for, 0, MOST_CANDIDATES),
            ("pairs of each kind", self.pairs, 1, MOST_PAIRS),
        ):
            if not least <= value <= most:
                raise WriterIdError(f"{name}: from {least} to {most}, not {value}")


@dataclass(frozen=True, eq=False)
class ComposedReport:
    """A report that is typeset and not kept yet: ``pdf`` lies in a temporary folder.

    ``record`` is the same as plain data (docs/report-json.md). ``event_count`` and ``event_head``
    are what is printed of the case's history. ``not_recorded``: why the case's history will not
    tell of the report, empty where it will.
    """

    pdf: Path
    sha256: str
    record: Mapping[str, Any]
    comparisons: tuple[int, ...]
    event_count: int
    event_head: str
    not_recorded: str = ""


@dataclass(frozen=True)
class ReportMade:
    """A report that was kept. ``id`` None: it is not in the case's history, ``not_recorded`` why.

    ``sha256`` is the file's.
    """

    path: Path
    sha256: str
    id: int | None
    event_count: int
    event_head: str
    not_recorded: str = ""


@dataclass(frozen=True)
class ReportLine:
    """A report as the case knows it: an anchor of its history.

    ``event_head`` was printed as the hash of entry ``event_count``.
    """

    id: int
    made: str
    examiner: str
    file_name: str
    sha256: str
    event_count: int
    event_head: str
    comparisons: tuple[int, ...]
