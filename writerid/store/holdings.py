"""Which cases hold copies of what is enrolled: codes of a comparison, originals of its evidence."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from writerid.store.chain import events_in
from writerid.store.database import Database
from writerid.store.documents import now
from writerid.store.names import shown_name

HELD = "case holds copies"
ORIGINALS = "originals"


@dataclass(frozen=True)
class Held:
    """What is said of a case: title, folder, and its documents by number (1: originals too)."""

    title: str
    folder: str
    documents: dict[int, int]


@dataclass(frozen=True)
class Holder:
    """A case that holds copies, where it was then; and the end of its history, which binds both."""

    case_id: str
    title: str
    folder: str
    event_count: int
    event_head: str


@dataclass(frozen=True)
class HoldingCase:
    """A case and how many of some documents it holds: their codes, and of those the originals."""

    case_id: str
    title: str
    folder: str
    told: str
    documents: int
    originals: int

    def record(self) -> dict[str, Any]:
        """Plain data, as events and JSON have it."""
        return {
            "case": self.case_id,
            "title": self.title,
            "folder": self.folder,
            "documents": self.documents,
            "originals": self.originals,
        }


def record_holding(
    database: Database, holder: Holder, document_ids: Iterable[int], *, originals: bool
) -> None:
    """Note that a case holds the codes of documents, or also their original files.

    Raises DatabaseError where the database can't be written.
    """
    wanted = sorted(set(document_ids))
    with database.changing(HELD, content=False) as change:
        new = _not_told(change.rows, holder.case_id, wanted, originals=originals)
        change.rows.execute(
            "INSERT INTO holding_cases VALUES (?, ?, ?, ?) ON CONFLICT (case_id) DO UPDATE "
            "SET title = excluded.title, folder = excluded.folder, told = excluded.told",
            (holder.case_id, holder.title, holder.folder, now()),
        )
        change.rows.executemany(
            "INSERT INTO held_documents VALUES (?, ?, ?, ?) ON CONFLICT (document_id, case_id) "
            "DO UPDATE SET originals = max(originals, excluded.originals)",
            [(one, holder.case_id, int(originals), now()) for one in new],
        )
        change.data.update(
            case=holder.case_id,
            title=holder.title,
            folder=holder.folder,
            what=ORIGINALS if originals else "codes",
            documents=new,
            case_count=holder.event_count,
            case_head=holder.event_head,
        )


def holding_cases(database: Database, document_ids: Sequence[int]) -> tuple[HoldingCase, ...]:
    """The cases that hold copies of any of the documents, by title."""
    with database.reading() as rows:
        found = rows.execute(
            "SELECT case_id, title, folder, told, count(*) AS documents, "
            "sum(originals) AS originals FROM held_documents JOIN holding_cases USING (case_id) "
            "WHERE document_id IN (SELECT value FROM json_each(?)) "
            "GROUP BY case_id ORDER BY title, case_id",
            (json.dumps(list(document_ids)),),
        )
        return tuple(HoldingCase(**dict(row)) for row in found)


def holding_problems(rows: sqlite3.Connection) -> Iterator[str]:
    """Where the list of cases that hold copies is not what the history says of them."""
    told: dict[str, Held] = {}
    for event in events_in(rows):
        if event.kind == HELD:
            data = event.data
            documents = told[data["case"]].documents if data["case"] in told else {}
            documents.update(dict.fromkeys(data["documents"], int(data["what"] == ORIGINALS)))
            told[data["case"]] = Held(data["title"], data["folder"], documents)
    found = {
        row["case_id"]: Held(row["title"], row["folder"], {})
        for row in rows.execute("SELECT case_id, title, folder FROM holding_cases")
    }
    for row in rows.execute("SELECT document_id, case_id, originals FROM held_documents"):
        held = found.setdefault(row["case_id"], Held("", "", {}))
        held.documents[row["document_id"]] = row["originals"]
    for case_id in sorted(told.keys() | found.keys()):
        if told.get(case_id) != found.get(case_id):
            title = (told.get(case_id) or found[case_id]).title
            yield (
                f"what is listed of the copies in the case “{shown_name(title)}” was changed, and "
                "no entry of the history says so"
            )


def _not_told(
    rows: sqlite3.Connection, case_id: str, wanted: Sequence[int], *, originals: bool
) -> list[int]:
    told = {
        int(row[0])
        for row in rows.execute(
            "SELECT document_id FROM held_documents WHERE case_id = ? AND originals >= ?",
            (case_id, int(originals)),
        )
    }
    return [one for one in wanted if one not in told]
