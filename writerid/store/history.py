"""The history of a database: what was done to which writer, and whether it is whole."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from writerid.store.chain import DATABASE, ChainCheck, Event, check_chain, event_of, events_in
from writerid.store.content import document_digest, writer_digest
from writerid.store.database import Database
from writerid.store.holdings import holding_problems
from writerid.store.names import shown_name
from writerid.store.recording import DELETED
from writerid.tasks import SILENT, Task

Digests = dict[int, str | None]


@dataclass(frozen=True)
class DocumentDeletion:
    """When a known document was deleted, and by whom. ``at`` is in UTC, ``examiner`` as entered."""

    at: str
    account: str
    examiner: str
    writer: str
    document: str
    whole_writer: bool


@dataclass(frozen=True)
class HistoryCheck:
    """What a check found: of the chain, and writers and documents that are not what it says."""

    chain: ChainCheck
    problems: tuple[str, ...]

    @property
    def all_problems(self) -> tuple[str, ...]:
        """The broken link first, then what no entry explains."""
        return (*filter(None, [self.chain.problem]), *self.problems)


def history(database: Database, after: int = 0) -> list[Event]:
    """Everything that was done to the database, in order, behind entry number ``after``."""
    with database.reading() as rows:
        return list(events_in(rows, after))


def deletion_of(
    folder: Path, *, sha256: str | None = None, document_id: int | None = None
) -> DocumentDeletion | None:
    """The last deletion of a document, by its number or by the hash of a file of it.

    None where it was never deleted, or is there (again). Nothing is written. Raises DatabaseError
    where there is no database in ``folder``, or it can't be read.
    """
    with Database.open_to_read(folder) as database, database.reading() as rows:
        if _is_there(rows, sha256, document_id):
            return None
        for row in rows.execute(
            "SELECT * FROM events WHERE kind = ? ORDER BY number DESC", (DELETED,)
        ):
            event = event_of(row)
            for document in event.data["documents"]:
                if _is_meant(document, sha256, document_id):
                    return DocumentDeletion(
                        event.at,
                        event.account,
                        event.examiner,
                        document["writer"],
                        document["document"],
                        event.data["whole_writer"],
                    )
    return None


def check_history(
    database: Database, anchors: Mapping[int, str] | None = None, task: Task = SILENT
) -> HistoryCheck:
    """Follow the chain, and hold every writer and document against what it says of them.

    ``anchors``: heads by count as they are known from elsewhere. Raises DatabaseError, Cancelled.
    """
    with database.reading() as rows:
        chain = check_chain(rows, anchors, DATABASE)
        if chain.problem:
            # What a broken chain says of writers is worth nothing.
            return HistoryCheck(chain, ())
        writers, documents = _told(rows)
        problems = [
            *_writer_problems(rows, writers),
            *_document_problems(rows, documents, task),
            *holding_problems(rows),
        ]
    return HistoryCheck(chain, tuple(problems))


def _is_there(rows: sqlite3.Connection, sha256: str | None, document_id: int | None) -> bool:
    found = rows.execute(
        "SELECT 1 FROM pages WHERE sha256 = ? OR document_id = ? LIMIT 1", (sha256, document_id)
    ).fetchone()
    return found is not None


def _is_meant(document: Mapping[str, Any], sha256: str | None, document_id: int | None) -> bool:
    if document_id is not None and document["document_id"] == document_id:
        return True
    return any(page["sha256"] == sha256 for page in document["pages"])


def _told(rows: sqlite3.Connection) -> tuple[Digests, Digests]:
    """What the history says last of each writer and document."""
    writers: Digests = {}
    documents: Digests = {}
    for event in events_in(rows):
        now = event.data.get("now", {})
        writers.update({int(one): digest for one, digest in now.get("writers", {}).items()})
        documents.update({int(one): digest for one, digest in now.get("documents", {}).items()})
    return writers, documents


def _writer_problems(rows: sqlite3.Connection, told: Digests) -> Iterator[str]:
    there = {
        int(row["id"]): f"writer “{shown_name(row['name'])}”"
        for row in rows.execute("SELECT id, name FROM writers")
    }
    yield from _missing("writer", told, there)
    for writer_id, name in there.items():
        yield from _unlike(name, told.get(writer_id), writer_digest(rows, writer_id))


def _document_problems(rows: sqlite3.Connection, told: Digests, task: Task) -> Iterator[str]:
    there = {
        int(row["id"]): f"“{shown_name(row['name'])}” of “{shown_name(row['writer'])}”"
        for row in rows.execute(
            "SELECT documents.id, documents.name, coalesce(writers.name, '?') AS writer "
            "FROM documents LEFT JOIN writers ON writers.id = writer_id"
        )
    }
    yield from _missing("document", told, there)
    for document_id, name in task.each(list(there.items()), "holding documents against history"):
        yield from _unlike(name, told.get(document_id), document_digest(rows, document_id))


def _missing(what: str, told: Digests, there: Mapping[int, str]) -> Iterator[str]:
    for number, digest in told.items():
        if digest is not None and number not in there:
            yield f"{what} id:{number} is missing, and no entry of the history says it was deleted"


def _unlike(name: str, told: str | None, found: str | None) -> Iterator[str]:
    if told is None:
        yield f"{name} is there, and no entry of the history says how it came"
    elif told != found:
        yield f"{name} was changed, and no entry of the history says so"
