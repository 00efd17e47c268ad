"""What the history of a database says of a change, and how it begins."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from writerid.store.chain import DATABASE, Author, Change, append_event, chain_end
from writerid.store.content import document_digest, writer_digest

BEGUN = "history begun"
"""First entry of a database that held writers before it kept a history."""

CREATED = "database created"
LEFT_OUT = "left_out"
"""In an event: hashes of originals that are named and never came into the database."""

DELETED = "documents deleted"


@dataclass
class DatabaseChange(Change):
    """A change under way. Its event says of each writer and document touched what it is then.

    Nothing in ``data``: nothing was done, and there is no event.
    """

    writers: set[int] = field(default_factory=set)
    documents: set[int] = field(default_factory=set)

    def tell_document(self, document_id: int) -> None:
        """Say of a document, which the change has stored or encoded, all that there is to say."""
        described = described_document(self.rows, document_id)
        self.data.update(described)
        self.documents.add(document_id)
        self.writers.add(described["writer_id"])


def record_change(change: DatabaseChange, author: Author, kind: str) -> None:
    """Append the event of a change, inside its transaction."""
    if not change.data:
        return
    if change.writers or change.documents:
        change.data["now"] = state_of(change.rows, change.writers, change.documents)
    append_event(change.rows, author, kind, change.data, DATABASE)


def begin_history(rows: sqlite3.Connection, author: Author) -> None:
    """Write the first entry of a database that has none, inside the transaction of a migration."""
    if chain_end(rows, DATABASE)[0]:
        return
    writers, documents = (
        [int(row[0]) for row in rows.execute(f"SELECT id FROM {table}")]
        for table in ("writers", "documents")
    )
    if not writers:
        append_event(rows, author, CREATED, {}, DATABASE)
        return
    data = {
        "writer_count": len(writers),
        "document_count": len(documents),
        "now": state_of(rows, writers, documents),
    }
    append_event(rows, author, BEGUN, data, DATABASE)


def state_of(
    rows: sqlite3.Connection, writers: Iterable[int], documents: Iterable[int]
) -> dict[str, dict[int, str | None]]:
    """Digests of writers and documents by id; None: it is gone."""
    return {
        "writers": {one: writer_digest(rows, one) for one in writers},
        "documents": {one: document_digest(rows, one) for one in documents},
    }


def described_document(rows: sqlite3.Connection, document_id: int) -> dict[str, Any]:
    """A document as events name it: whose it is, and its pages with the files' hashes."""
    row = rows.execute(
        "SELECT documents.name, writer_id, writers.name AS writer FROM documents "
        "JOIN writers ON writers.id = writer_id WHERE documents.id = ?",
        (document_id,),
    ).fetchone()
    pages = rows.execute(
        "SELECT file_name, sha256, number FROM pages WHERE document_id = ? ORDER BY position",
        (document_id,),
    )
    return {
        "writer": row["writer"],
        "writer_id": row["writer_id"],
        "document": row["name"],
        "document_id": document_id,
        "pages": [
            {"file": page["file_name"], "sha256": page["sha256"], "page": page["number"]}
            for page in pages
        ],
    }
