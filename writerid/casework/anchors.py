"""Heads of a history that are known from elsewhere: they show a history that was made anew."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from writerid.casework.case import Case
from writerid.errors import ReportError, WriterIdError
from writerid.report.attachment import read_attachment
from writerid.store.chain import CASE, DATABASE, ChainKind, events_in
from writerid.store.database import Database
from writerid.store.holdings import HELD
from writerid.store.names import shown_name
from writerid.store.untrusted import count_of, hash_of, text_of

WRONG = (KeyError, TypeError, ValueError, AttributeError)
TYPED = re.compile(r"(\d{1,15})\s*[:\s]\s*([0-9a-fA-F]{16,64})…?")


@dataclass(frozen=True)
class Anchor:
    """Entry ``count`` of a history had the hash ``head``, or one that begins so.

    ``source`` says where that stands, as the subject of a sentence. ``elsewhere``: it may be that
    of another copy, since it was noted of another folder.
    """

    count: int
    head: str
    source: str
    elsewhere: bool = False


@dataclass(frozen=True)
class BrokenAnchor:
    """An anchor that the history does not hold: the first entry that is wrong, and what it is.

    ``doubtful``: two copies that each went on by themselves explain it as well.
    """

    number: int
    problem: str
    doubtful: bool


def read_typed(text: str) -> Anchor:
    """An anchor as a person types it, “COUNT:HASH”. Raises WriterIdError for anything else."""
    found = TYPED.fullmatch(text.strip())
    if found is None:
        raise WriterIdError(
            f"“{text.strip()[:80]}” is no head of a history: write the count, a colon, and the "
            "hash as the report prints it (at least its first 16 characters), like 42:9f86d081884c…"
        )
    return Anchor(int(found[1]), found[2].lower(), f"the head typed in for entry {found[1]}")


def read_report(pdf: Path, case_id: str) -> tuple[Anchor, bool]:
    """The head that a report of this case prints, and whether the case was to record the report.

    Raises ReportError, also for another case's.
    """
    record = read_attachment(pdf)
    try:
        other, title = text_of(record["case"]["id"]), str(record["case"].get("title", ""))
    except WRONG as error:
        raise _tells_nothing(pdf) from error
    if other != case_id:
        raise ReportError(
            f"{pdf.name} is a report of another case (“{shown_name(title)[:80]}”): choose one of "
            "this case",
            path=pdf,
        )
    try:
        count, head = count_of(record["audit"]["count"]), hash_of(record["audit"]["head"])
        recorded = bool(record["audit"].get("recorded"))
    except WRONG as error:
        raise _tells_nothing(pdf) from error
    return Anchor(count, head, f"the report {pdf.name}"), recorded


def _tells_nothing(pdf: Path) -> ReportError:
    return ReportError(
        f"the result attached to {pdf.name} tells no head of a history: it is of another kind, "
        "or was changed",
        path=pdf,
    )


def check_anchor(
    rows: sqlite3.Connection, anchor: Anchor, chain: ChainKind = CASE
) -> BrokenAnchor | None:
    """Hold a history against an anchor; None where it bears it out."""
    if anchor.count == 0:
        found = rows.execute(f"SELECT {chain.identity} AS hash FROM {chain.table}").fetchone()
    else:
        found = rows.execute("SELECT hash FROM events WHERE number = ?", (anchor.count,)).fetchone()
    known = f"{anchor.source}, noted of another folder," if anchor.elsewhere else anchor.source
    copies = ", or this is another copy, which went on by itself" if anchor.elsewhere else ""
    if found is None:
        last = rows.execute("SELECT coalesce(max(number), 0) FROM events").fetchone()[0]
        return BrokenAnchor(
            last + 1,
            f"the history ends after entry {last}, and {known} knows entry {anchor.count}: later "
            f"ones were cut off, or an older copy was put in its place{copies}",
            anchor.elsewhere,
        )
    if not str(found[0]).startswith(anchor.head):
        return BrokenAnchor(
            anchor.count,
            f"entry {anchor.count} of the history is another than {known} tells: the history was "
            f"made anew, from there or before, or an older copy was put in its place{copies}",
            anchor.elsewhere,
        )
    return None


def anchors_in_case(case: Case, rows: sqlite3.Connection) -> Iterator[Anchor]:
    """Of the case's history: what its list of reports and its backups know."""
    there = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'reports'"
    if rows.execute(there).fetchone() is not None:
        for row in rows.execute("SELECT file_name, event_count, event_head FROM reports"):
            source = f"the list of reports ({row['file_name']})"
            yield Anchor(row["event_count"], row["event_head"], source)
    case_id = rows.execute("SELECT case_id FROM case_state").fetchone()[0]
    yield from _anchors_in_backups(case.folder / "backups", CASE, str(case_id))


def anchors_in_database(database: Database, case: Case, case_id: str) -> Iterator[Anchor]:
    """Of the case's history: what the database was told when it was compared with."""
    with database.reading() as rows:
        for event in events_in(rows):
            if event.kind == HELD and event.data["case"] == case_id:
                source = f"entry {event.number} of the database's history"
                elsewhere = event.data["folder"] != str(case.folder)
                yield Anchor(event.data["case_count"], event.data["case_head"], source, elsewhere)


def anchors_of_database(case: Case, database: Database, database_id: str) -> Iterator[Anchor]:
    """Of a database's history: what the comparisons of the case froze of it."""
    with case.reading() as rows:
        for row in rows.execute("SELECT id, record FROM comparisons ORDER BY id"):
            stamp = json.loads(row["record"])["database"]
            if stamp and stamp["id"] == database_id and "event_head" in stamp:
                source = f"comparison {row['id']} of the case"
                elsewhere = stamp["folder"] != str(database.folder.absolute())
                yield Anchor(stamp["event_count"], stamp["event_head"], source, elsewhere)


def anchors_in_backups_of(database: Database) -> Iterator[Anchor]:
    """Of a database's history: what its backups know."""
    database_id, _ = database.state()
    yield from _anchors_in_backups(database.folder / "backups", DATABASE, database_id)


def _anchors_in_backups(folder: Path, chain: ChainKind, identity: str) -> Iterator[Anchor]:
    for file in sorted(folder.glob("*.sqlite")):
        uri = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
        try:
            with closing(sqlite3.connect(uri, uri=True)) as rows:
                row = rows.execute(
                    f"SELECT {chain.identity}, event_count, event_head FROM {chain.table}"
                ).fetchone()
        except sqlite3.Error:
            # A backup from before the history, or one that is damaged: it knows nothing.
            continue
        if row is not None and row[0] == identity:
            yield Anchor(int(row[1]), str(row[2]), f"the backup {file.name}")
