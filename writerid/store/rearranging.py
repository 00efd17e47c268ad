"""Whose is which document: merging writers, splitting documents off, deleting."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from writerid.errors import WriterIdError
from writerid.store.database import Database
from writerid.store.holdings import HoldingCase, holding_cases
from writerid.store.names import clean_name, shown_name
from writerid.store.recording import DELETED, DatabaseChange, described_document
from writerid.store.writers import Document, Writer, ensure_writer, free_name


@dataclass(frozen=True)
class Deletion:
    """What deleting would take away, and what else refers to it.

    ``shared``: (file name, writer) of originals that stay, since other documents refer to them.
    ``cases`` hold copies of what would go, which stay there.
    """

    writer: Writer
    documents: tuple[Document, ...]
    whole_writer: bool
    page_count: int
    originals: tuple[str, ...]
    shared: tuple[tuple[str, str], ...]
    cases: tuple[HoldingCase, ...] = ()


def merge(database: Database, sources: Sequence[Writer], target: Writer) -> None:
    """Give all documents of ``sources`` to ``target``, with codes, notes and provenance.

    A document whose name is taken gets a number. Raises WriterIdError for a writer merged into
    itself. One transaction.
    """
    if any(source.id == target.id for source in sources):
        raise WriterIdError(f"“{shown_name(target.name)}” can't be merged into itself")
    with database.changing("writers merged") as change:
        rows = change.rows
        for source in sources:
            for row in rows.execute(
                "SELECT id, name FROM documents WHERE writer_id = ? ORDER BY id", (source.id,)
            ).fetchall():
                _move(rows, row["id"], row["name"], target.id)
                change.documents.add(row["id"])
            _take_over(rows, source.id, target.id)
            rows.execute("DELETE FROM writers WHERE id = ?", (source.id,))
        change.data.update(
            writers=[{"writer": source.name, "writer_id": source.id} for source in sources],
            into=target.name,
            into_id=target.id,
        )
        change.writers.update([target.id, *(source.id for source in sources)])


def split(database: Database, documents: Sequence[Document], name: str) -> None:
    """Give documents to the writer ``name``, who is made where there is none. One transaction."""
    new = clean_name(name)
    with database.changing("documents given to a writer") as change:
        target = ensure_writer(change.rows, new)
        change.writers.add(target)
        change.data.update(writer=new, writer_id=target, documents=[])
        for document in documents:
            if document.writer_id != target:
                _move(change.rows, document.id, document.name, target)
                change.data["documents"].append(
                    {"document": document.name, "document_id": document.id}
                )
                change.documents.add(document.id)


def repeated_pages(database: Database, writer_id: int) -> list[tuple[str, str]]:
    """Pages that stand in several of a writer's documents: (file name, documents).

    They count several times when the writer is ranked; merging can bring that about.
    """
    with database.reading() as rows:
        found = rows.execute(
            "SELECT min(file_name) AS file, group_concat(documents.name, ', ') AS documents "
            "FROM pages JOIN documents ON documents.id = document_id WHERE writer_id = ? "
            "GROUP BY sha256, number, box HAVING count(DISTINCT documents.id) > 1",
            (writer_id,),
        )
        return [(str(row["file"]), str(row["documents"])) for row in found]


def plan_deletion(
    database: Database, writer: Writer, documents: Sequence[Document], *, whole_writer: bool
) -> Deletion:
    """What ``delete`` would do; nothing is changed."""
    ids = [document.id for document in documents]
    with database.reading() as rows:
        own, others = _references(rows, ids)
        shared = tuple((row["file_name"], row["name"]) for row in others)
        kept = {row["sha256"] for row in others}
        pages = rows.execute(
            "SELECT count(*) FROM pages WHERE document_id IN (SELECT value FROM json_each(?))",
            (json.dumps(ids),),
        ).fetchone()[0]
    originals = tuple(sorted(own - kept))
    cases = holding_cases(database, ids)
    return Deletion(writer, tuple(documents), whole_writer, pages, originals, shared, cases)


def delete(database: Database, deletion: Deletion) -> None:
    """Do what was planned; originals that nothing refers to any more are deleted as well.

    First the database forgets them in one transaction, then the files go: killed between, files are
    left that nobody refers to, which the integrity check names.
    """
    with database.changing(DELETED) as change:
        rows = change.rows
        _tell_deletion(change, deletion)
        rows.executemany(
            "DELETE FROM documents WHERE id = ?", [(d.id,) for d in deletion.documents]
        )
        if deletion.whole_writer:
            left = rows.execute(
                "SELECT count(*) FROM documents WHERE writer_id = ?", (deletion.writer.id,)
            ).fetchone()[0]
            if left:
                raise WriterIdError(
                    f"“{shown_name(deletion.writer.name)}” got another document meanwhile: look "
                    "again, then delete"
                )
            rows.execute("DELETE FROM writers WHERE id = ?", (deletion.writer.id,))
    remove_unreferenced(database, deletion.originals)


def remove_unreferenced(database: Database, hashes: Sequence[str]) -> int:
    """Delete those of the originals that no page refers to; returns how many.

    Inside a write transaction, so that no enrolment can begin to refer to one meanwhile.
    """
    removed: list[str] = []
    with database.changing("originals deleted") as change:
        rows = change.rows
        for sha256 in hashes:
            if rows.execute("SELECT 1 FROM pages WHERE sha256 = ?", (sha256,)).fetchone() is None:
                rows.execute("DELETE FROM originals WHERE sha256 = ?", (sha256,))
                database.originals.remove(sha256)
                removed.append(sha256)
        if removed:
            change.data["originals"] = removed
    return len(removed)


def _tell_deletion(change: DatabaseChange, deletion: Deletion) -> None:
    """Before it is done: afterwards nobody knows what it was."""
    there = {
        int(row[0])
        for row in change.rows.execute(
            "SELECT id FROM documents WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([document.id for document in deletion.documents]),),
        )
    }
    change.data.update(
        writer=deletion.writer.name,
        writer_id=deletion.writer.id,
        whole_writer=deletion.whole_writer,
        cases=[case.record() for case in deletion.cases],
        documents=[
            described_document(change.rows, document.id)
            for document in deletion.documents
            if document.id in there
        ],
    )
    change.documents.update(document.id for document in deletion.documents)
    if deletion.whole_writer:
        change.writers.add(deletion.writer.id)


def _move(rows: sqlite3.Connection, document_id: int, name: str, writer_id: int) -> None:
    rows.execute(
        "UPDATE documents SET writer_id = ?, name = ? WHERE id = ?",
        (writer_id, free_name(rows, writer_id, name), document_id),
    )


def _take_over(rows: sqlite3.Connection, source_id: int, target_id: int) -> None:
    """Codes, notes and provenance of the source, added to the target's."""
    source, target = (
        rows.execute("SELECT * FROM writers WHERE id = ?", (writer_id,)).fetchone()
        for writer_id in (source_id, target_id)
    )
    if source is None or target is None:
        raise WriterIdError("a writer was deleted meanwhile: look again, then merge")
    codes = dict.fromkeys([*json.loads(target["codes"]), *json.loads(source["codes"])])
    texts = [
        "\n".join(filter(None, (target[column], source[column])))
        for column in ("notes", "provenance")
    ]
    rows.execute(
        "UPDATE writers SET codes = ?, notes = ?, provenance = ? WHERE id = ?",
        (json.dumps(list(codes)), *texts, target_id),
    )


def _references(
    rows: sqlite3.Connection, document_ids: Sequence[int]
) -> tuple[set[str], list[sqlite3.Row]]:
    """Hashes of the documents' originals, and the pages of other documents that use them."""
    listed = json.dumps(list(document_ids))
    own = rows.execute(
        "SELECT DISTINCT sha256 FROM pages WHERE document_id IN (SELECT value FROM json_each(?))",
        (listed,),
    ).fetchall()
    others = rows.execute(
        "SELECT DISTINCT sha256, file_name, writers.name FROM pages "
        "JOIN documents ON documents.id = document_id JOIN writers ON writers.id = writer_id "
        "WHERE sha256 IN (SELECT sha256 FROM pages WHERE document_id IN "
        "(SELECT value FROM json_each(?))) "
        "AND document_id NOT IN (SELECT value FROM json_each(?))",
        (listed, listed),
    ).fetchall()
    return {str(row["sha256"]) for row in own}, others
