"""The audit: whether case and database are whole, and what reports say they were."""

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from writerid.casework.anchors import (
    Anchor,
    anchors_in_backups_of,
    anchors_in_case,
    anchors_in_database,
    anchors_of_database,
    check_anchor,
    read_report,
)
from writerid.casework.case import CASE, Case
from writerid.casework.integrity import check_case
from writerid.errors import (
    Cancelled,
    CaseClosedError,
    CaseError,
    OutdatedDatabaseError,
    ReportError,
    WriterIdError,
    system_sentence,
)
from writerid.store.chain import CASE as CASE_CHAIN
from writerid.store.chain import DATABASE, ChainCheck, ChainKind
from writerid.store.database import FILE, Database
from writerid.store.file_kind import WRITERS
from writerid.store.history import check_history
from writerid.store.integrity import check_integrity
from writerid.store.schema import schema_problems
from writerid.tasks import SILENT, Task

SCHEMA = "writerid.audit/1"
MOST_NAMED = 5
Subject = Literal["case", "database", "report", "head"]


@dataclass(frozen=True)
class Verdict:
    """What was found of one thing: the case, a database, a report, a head that was typed in.

    ``problems``: the first broken link first. ``remarks`` are no fault: a clock that went back,
    copies that nothing refers to. ``broken_at``: the first entry of the history that is wrong.
    ``whole`` None: it could not be looked at.
    """

    what: Subject
    name: str
    checked: str
    whole: bool | None
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    broken_at: int | None = None
    count: int = 0
    head: str = ""


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


@dataclass
class Findings:
    """What gathers while one thing is looked at."""

    what: Subject
    name: str
    checked: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    broken_at: int | None = None
    count: int = 0
    head: str = ""

    def take_chain(self, chain: ChainCheck) -> None:
        """The history, followed from its beginning."""
        self.count, self.head, self.broken_at = chain.count, chain.head, chain.broken_at
        if chain.problem:
            self.problems.append(chain.problem)
        if chain.clock_went_back:
            first = ", ".join(map(str, chain.clock_went_back[:MOST_NAMED]))
            more = len(chain.clock_went_back) - MOST_NAMED
            self.remarks.append(
                f"the clock went backwards at entry {first}"
                f"{f' and {more} more' if more > 0 else ''}: the time stands earlier there than "
                "in the entry before, as when a clock is set"
            )

    def take_orphans(self, orphans: Sequence[str]) -> None:
        """Files that nothing refers to."""
        if orphans:
            many = _counted(len(orphans), "file", "files")
            self.remarks.append(
                f"{many} in the folder of originals that nothing refers to: left by a program that "
                "was ended, harmless"
            )

    def take_anchors(
        self, rows: sqlite3.Connection, anchors: Sequence[Anchor], chain: ChainKind
    ) -> None:
        """Heads known from elsewhere; the earliest entry that is wrong is the first broken link."""
        if self.what in ("case", "database") and anchors:
            self.checked.append(_counted(len(anchors), "head", "heads") + " kept elsewhere")
        broken = [one for anchor in anchors if (one := check_anchor(rows, anchor, chain))]
        broken.sort(key=lambda one: one.number)
        certain = [one for one in broken if not one.doubtful]
        self.remarks += _first_few([one.problem for one in broken if one.doubtful])
        self.problems += _first_few([one.problem for one in certain])
        if certain and (self.broken_at is None or certain[0].number < self.broken_at):
            self.broken_at = certain[0].number

    def verdict(self, *, looked_at: bool = True) -> Verdict:
        """All of it."""
        return Verdict(
            self.what,
            self.name,
            ", ".join(self.checked),
            not self.problems if looked_at else None,
            tuple(self.problems),
            tuple(self.remarks),
            self.broken_at,
            self.count,
            self.head,
        )


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
    with _named(found, case.file):
        check = check_case(case, task=task)
        found.checked = [
            _counted(check.history.count, "entry of history", "entries of history"),
            _counted(check.originals, "original", "originals"),
            _counted(check.comparisons, "comparison", "comparisons"),
        ]
        found.take_chain(check.history)
        # The broken link is said already.
        link = f"{case.file}: {check.history.problem}"
        found.problems += [one for one in check.problems if one != link]
        found.take_orphans(check.orphans)
    with _named(found, case.file), case.reading() as rows:
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
    with _named(found, folder / FILE), Database.open_to_read(folder) as database:
        history = check_history(database, task=task)
        found.take_chain(history.chain)
        report = check_integrity(database, task)
        found.checked = [
            _counted(history.chain.count, "entry of history", "entries of history"),
            _counted(report.writers, "writer", "writers"),
            _counted(report.documents, "document", "documents"),
            _counted(report.originals, "original", "originals"),
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
    """Hold the history of a case against the head that a report prints."""
    try:
        anchor = read_report(pdf, case.state().case_id)
    except ReportError as error:
        return Verdict("report", pdf.name, "", whole=False, problems=(str(error),))
    return _anchor_verdict(case, "report", pdf.name, anchor)


def check_head(case: Case, anchor: Anchor) -> Verdict:
    """Hold the history of a case against a head that a person read somewhere."""
    return _anchor_verdict(case, "head", anchor.source, anchor)


def _anchor_verdict(case: Case, what: Subject, name: str, anchor: Anchor) -> Verdict:
    found = Findings(what, name)
    with _named(found, case.file), case.reading() as rows:
        found.take_anchors(rows, [anchor], CASE_CHAIN)
    found.checked = [f"entry {anchor.count}: {anchor.head[:16]}…"]
    found.count, found.head = anchor.count, anchor.head
    return found.verdict()


@contextmanager
def _named(found: Findings, file: Path) -> Iterator[None]:
    """What keeps something from being looked at is a finding as well."""
    try:
        yield
    except (Cancelled, CaseClosedError, OutdatedDatabaseError):
        raise
    except WriterIdError as error:
        found.problems.append(str(error))
    except OSError as error:
        found.problems.append(system_sentence(error))
    except (sqlite3.Error, ValueError, TypeError, KeyError, IndexError) as error:
        # Tables and records that were tampered with, in whatever way.
        found.problems.append(
            f"{file} is not as the program writes it ({error}): something else has worked on it; "
            "put it back from a backup"
        )


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _first_few(sentences: Sequence[str]) -> list[str]:
    """Of many heads that all tell the same, the first few."""
    more = len(sentences) - MOST_NAMED
    if more <= 0:
        return list(sentences)
    rest = _counted(more, "more head kept elsewhere tells", "more heads kept elsewhere tell")
    return [*sentences[:MOST_NAMED], f"{rest} of it too"]
