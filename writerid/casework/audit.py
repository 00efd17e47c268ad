"""The audit: whether case and database are whole, and what reports say they were."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from writerid.casework.anchors import (
    Anchor,
    anchors_in_backups_of,
    anchors_in_case,
    anchors_in_database,
    anchors_of_database,
    read_report,
)
from writerid.casework.audit_findings import Findings, Verdict, counted, named
from writerid.casework.case import CASE, Case
from writerid.casework.integrity import check_case
from writerid.casework.report_file import known_report
from writerid.errors import (
    CaseClosedError,
    CaseError,
    OutdatedDatabaseError,
    ReportError,
)
from writerid.store.chain import CASE as CASE_CHAIN
from writerid.store.chain import DATABASE
from writerid.store.database import FILE, Database
from writerid.store.file_kind import WRITERS
from writerid.store.history import check_history
from writerid.store.integrity import check_integrity
from writerid.store.schema import schema_problems
from writerid.tasks import SILENT, Task

SCHEMA = "writerid.audit/1"


@dataclass(frozen=True)
class Audit:
    """All verdicts, the case's first."""

    case_id: str
    title: str
    verdicts: tuple[Verdict, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing that was looked at is broken."""
        return all(verdict.whole is not False for verdict in self.verdicts)

    def record(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "schema": SCHEMA,
            "case": self.case_id,
            "title": self.title,
            "whole": self.whole,
            "verdicts": [asdict(verdict) for verdict in self.verdicts],
        }


def audit(
    case: Case,
    database: Path | None = None,
    reports: Sequence[Path] = (),
    heads: Sequence[Anchor] = (),
    task: Task = SILENT,
) -> Audit:
    """Verify a case and its database against themselves, each other, and what stands elsewhere.

    ``case`` may be opened to be read. ``database``: its folder, else those the comparisons name.
    ``reports``: PDF files, and ``heads`` what a person read in them. Nothing is written. Raises
    CaseError where the case can't be read at all or was changed meanwhile, Cancelled.
    """
    state = case.state()
    compared = _known_databases(case)
    folders = list(compared.values()) if database is None else [database]
    witnesses: list[Anchor] = []
    databases = []
    for folder in folders:
        verdict, anchors = _database_verdict(case, folder, compared, task)
        databases.append(verdict)
        witnesses += anchors
    verdicts = [_case_verdict(case, witnesses, task), *databases]
    verdicts += [check_report(case, pdf) for pdf in reports]
    verdicts += [check_head(case, anchor) for anchor in heads]
    return Audit(state.case_id, state.title, tuple(verdicts))


def compared_databases(case: Case) -> dict[str, Path]:
    """Folders of the databases that comparisons were made with, by id; the newest place counts."""
    with case.reading() as rows:
        return {
            str(row["id"]): Path(row["folder"])
            for row in rows.execute(
                "SELECT json_extract(record, '$.database.id') AS id, "
                "json_extract(record, '$.database.folder') AS folder FROM comparisons "
                "WHERE json_extract(record, '$.database.id') IS NOT NULL ORDER BY comparisons.id"
            )
        }


def _known_databases(case: Case) -> dict[str, Path]:
    """None where records can't be read; that is said of the case itself."""
    try:
        return compared_databases(case)
    except CaseClosedError:
        raise
    except CaseError:
        return {}


def _case_verdict(case: Case, witnesses: Sequence[Anchor], task: Task) -> Verdict:
    found = Findings("case", str(case.folder))
    with named(found, case.file):
        check = check_case(case, task=task)
        found.checked = [
            counted(check.history.count, "entry of history", "entries of history"),
            counted(check.originals, "original", "originals"),
            counted(check.comparisons, "comparison", "comparisons"),
        ]
        found.take_chain(check.history)
        # The broken link is said already.
        link = f"{case.file}: {check.history.problem}"
        found.problems += [one for one in check.problems if one != link]
        found.take_orphans(check.orphans)
    with named(found, case.file), case.reading() as rows:
        found.problems += schema_problems(rows, CASE)
        found.take_anchors(rows, [*anchors_in_case(case, rows), *witnesses], CASE_CHAIN)
    return found.verdict()


def _database_verdict(
    case: Case, folder: Path, compared: Mapping[str, Path], task: Task
) -> tuple[Verdict, list[Anchor]]:
    """Of a database, and what it bears witness to of the case's history."""
    found = Findings("database", str(folder))
    if not os.path.isfile(folder / FILE):  # noqa: PTH113 - False without the right to look
        found.remarks.append(
            "there is no database of known writers here: it was moved or deleted, its drive is "
            "not connected, or you may not look; name its folder to verify it too"
        )
        return found.verdict(looked_at=False), []
    anchors: list[Anchor] = []
    try:
        _look_at_database(case, folder, compared, found, anchors, task)
    except OutdatedDatabaseError as error:
        found.remarks.append(str(error))
        return found.verdict(looked_at=False), []
    return found.verdict(), anchors


def _look_at_database(
    case: Case,
    folder: Path,
    compared: Mapping[str, Path],
    found: Findings,
    anchors: list[Anchor],
    task: Task,
) -> None:
    with named(found, folder / FILE), Database.open_to_read(folder) as database:
        history = check_history(database, task=task)
        found.take_chain(history.chain)
        report = check_integrity(database, task)
        found.checked = [
            counted(history.chain.count, "entry of history", "entries of history"),
            counted(report.writers, "writer", "writers"),
            counted(report.documents, "document", "documents"),
            counted(report.originals, "original", "originals"),
        ]
        found.problems += [*history.problems, *report.problems]
        found.take_orphans((*report.orphans, *report.leftovers))
        database_id, _ = database.state()
        if database_id not in compared:
            found.remarks.append("no comparison of the case was made with this database")
        with database.reading() as rows:
            found.problems += schema_problems(rows, WRITERS)
            known = [
                *anchors_of_database(case, database, database_id),
                *anchors_in_backups_of(database),
            ]
            found.take_anchors(rows, known, DATABASE)
        anchors += anchors_in_database(database, case, case.state().case_id)


def check_report(case: Case, pdf: Path) -> Verdict:
    """Hold the history of a case against the head that a report prints, and the file against it."""
    found = Findings("report", pdf.name)
    try:
        anchor, recorded = read_report(pdf, case.state().case_id)
        known = known_report(case, pdf)
    except ReportError as error:
        return Verdict("report", pdf.name, "", whole=False, problems=(str(error),))
    _hold_against(case, anchor, found)
    if known is None and recorded:
        found.problems.append(
            f"{pdf.name} is none of the files that the case recorded: the report was changed after "
            "it was made, or was made from another copy of the case"
        )
    elif known is None:
        found.remarks.append(
            f"{pdf.name} says that it was made without being recorded: whether it is still what "
            "was made, the case can't tell"
        )
    elif known.added:
        found.remarks.append(
            f"something was added behind report {known.id} after it was made, another signature "
            "as a rule: “writerid report --verify” tells"
        )
    else:
        found.checked.append(f"byte for byte report {known.id} of the case")
    return found.verdict()


def check_head(case: Case, anchor: Anchor) -> Verdict:
    """Hold the history of a case against a head that a person read somewhere."""
    found = Findings("head", anchor.source)
    _hold_against(case, anchor, found)
    return found.verdict()


def _hold_against(case: Case, anchor: Anchor, found: Findings) -> None:
    with named(found, case.file), case.reading() as rows:
        found.take_anchors(rows, [anchor], CASE_CHAIN)
    found.checked = [f"entry {anchor.count}: {anchor.head[:16]}…"]
    found.count, found.head = anchor.count, anchor.head
