"""Known writers: found, shown, described, archived."""

import difflib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from writerid.errors import WriterIdError
from writerid.store.database import Database
from writerid.store.documents import item_of, now
from writerid.store.items import ItemData
from writerid.store.names import clean_name, shown_name


@dataclass(frozen=True)
class Writer:
    """A known writer and how much is enrolled. ``codes`` are the laboratory's own references."""

    id: int
    name: str
    codes: tuple[str, ...]
    notes: str
    provenance: str
    archived: bool
    created: str
    document_count: int
    page_count: int


@dataclass(frozen=True)
class Document:
    """A document of a writer. ``models``: the ids of the models that it has a code of."""

    id: int
    writer_id: int
    name: str
    item: ItemData
    added: str
    page_count: int
    models: tuple[str, ...]


SELECT_WRITERS = """
    SELECT writers.*,
        (SELECT count(*) FROM documents WHERE writer_id = writers.id) AS document_count,
        (SELECT count(*) FROM pages JOIN documents ON documents.id = document_id
            WHERE writer_id = writers.id) AS page_count
    FROM writers
"""
SELECT_WRITER_OF_CODE = (
    SELECT_WRITERS
    + "WHERE EXISTS (SELECT 1 FROM json_each(writers.codes) WHERE json_each.value = ?)"
)


def list_writers(
    database: Database, text: str = "", *, archived: bool | None = None
) -> list[Writer]:
    """Writers by name; those where ``text`` stands in name, codes, notes or provenance.

    ``archived`` None takes both kinds.
    """
    with database.reading() as rows:
        found = [_writer(row) for row in rows.execute(SELECT_WRITERS)]
    sought = text.casefold()
    return sorted(
        (
            writer
            for writer in found
            if (archived is None or writer.archived == archived)
            and any(sought in part.casefold() for part in _searched(writer))
        ),
        key=lambda writer: (writer.name.casefold(), writer.name),
    )


def find_writer(database: Database, text: str) -> Writer:
    """The writer of this name, or “id:12”, or of this code. Raises WriterIdError."""
    with database.reading() as rows:
        row = _writer_row(rows, text)
        if row is not None:
            return _writer(row)
        names = [str(row["name"]) for row in rows.execute("SELECT name FROM writers")]
    close = difflib.get_close_matches(text, names, n=1, cutoff=0.5)
    hint = f": did you mean “{shown_name(close[0])}”?" if close else ": see “writerid writers list”"
    raise WriterIdError(f"no writer “{shown_name(text)}” is enrolled{hint}")


def find_writers(database: Database, texts: Sequence[str]) -> list[Writer]:
    """Several writers; none twice."""
    found = {writer.id: writer for writer in (find_writer(database, text) for text in texts)}
    return list(found.values())


def documents_of(database: Database, writer: Writer) -> list[Document]:
    """A writer's documents in the order of their enrolment."""
    with database.reading() as rows:
        listed = rows.execute(
            "SELECT documents.*, (SELECT count(*) FROM pages WHERE document_id = documents.id) "
            "AS page_count, (SELECT json_group_array(model_id) FROM codes "
            "WHERE document_id = documents.id) AS models "
            "FROM documents WHERE writer_id = ? ORDER BY id",
            (writer.id,),
        )
        return [
            Document(
                row["id"],
                row["writer_id"],
                row["name"],
                item_of(row),
                row["added"],
                row["page_count"],
                tuple(json.loads(row["models"])),
            )
            for row in listed
        ]


def find_document(database: Database, writer: Writer, text: str) -> Document:
    """The writer's document of this name, or “id:12”. Raises WriterIdError."""
    documents = documents_of(database, writer)
    for document in documents:
        if text in (document.name, f"id:{document.id}"):
            return document
    names = ", ".join(f"“{shown_name(document.name)}”" for document in documents[:5])
    raise WriterIdError(
        f"“{shown_name(writer.name)}” has no document “{shown_name(text)}” (there are {names or 0})"
    )


def ensure_writer(rows: sqlite3.Connection, name: str) -> int:
    """The id of the writer of this name, made where there is none; inside a transaction."""
    row = rows.execute("SELECT id FROM writers WHERE name = ?", (name,)).fetchone()
    if row is not None:
        return int(row["id"])
    made = rows.execute("INSERT INTO writers (name, created) VALUES (?, ?)", (name, now()))
    assert made.lastrowid is not None  # noqa: S101 - an INSERT has one
    return made.lastrowid


def rename(database: Database, writer: Writer, name: str) -> None:
    """Give a writer another name. Raises WriterIdError where it is taken."""
    new = clean_name(name)
    with database.changing("writer renamed") as change:
        refuse_taken(change.rows, new, except_id=writer.id)
        change.rows.execute("UPDATE writers SET name = ? WHERE id = ?", (new, writer.id))
        change.data.update(writer=writer.name, writer_id=writer.id, name=new)
        change.writers.add(writer.id)


def describe(
    database: Database,
    writer: Writer,
    *,
    codes: Sequence[str] | None = None,
    notes: str | None = None,
    provenance: str | None = None,
) -> None:
    """Set what is given, leave the rest. Raises WriterIdError where another writer has a code."""
    with database.changing("writer described") as change:
        rows = change.rows
        change.data.update(writer=writer.name, writer_id=writer.id, changed={})
        change.writers.add(writer.id)
        if codes is not None:
            listed = list(dict.fromkeys(clean_name(code, "code") for code in codes))
            change.data["changed"]["codes"] = listed
            for code in listed:
                other = _writer_of_code(rows, code)
                if other is not None and other["id"] != writer.id:
                    raise WriterIdError(
                        f"the code “{code}” is that of “{shown_name(other['name'])}” already"
                    )
            rows.execute(
                "UPDATE writers SET codes = ? WHERE id = ?", (json.dumps(listed), writer.id)
            )
        for column, value in (("notes", notes), ("provenance", provenance)):
            if value is not None:
                change.data["changed"][column] = value
                rows.execute(
                    f"UPDATE writers SET {column} = ? WHERE id = ?",
                    (value, writer.id),
                )


def set_item(database: Database, document: Document, changes: Mapping[str, str]) -> None:
    """Set what is given of a document's item data, leave the rest.

    ``changes``: names of ITEM_FIELDS and their values. Raises WriterIdError for a value that can't
    be.
    """
    item = replace(document.item, **changes)
    with database.changing("document described") as change:
        for name in changes:
            change.rows.execute(
                f"UPDATE documents SET {name} = ? WHERE id = ?", (getattr(item, name), document.id)
            )
        change.data.update(
            document=document.name,
            document_id=document.id,
            changed={name: getattr(item, name) for name in changes},
        )
        change.documents.add(document.id)


def set_archived(database: Database, writers: Sequence[Writer], *, archived: bool) -> None:
    """Archived writers are kept, and take no part in rankings."""
    with database.changing("writers archived" if archived else "writers taken back") as change:
        change.data["writers"] = [writer.name for writer in writers]
        change.writers.update(writer.id for writer in writers)
        change.rows.executemany(
            "UPDATE writers SET archived = ? WHERE id = ?",
            [(int(archived), writer.id) for writer in writers],
        )


def refuse_taken(rows: sqlite3.Connection, name: str, except_id: int | None = None) -> None:
    """Raise WriterIdError where a writer bears the name."""
    taken = rows.execute("SELECT id FROM writers WHERE name = ?", (name,)).fetchone()
    if taken is not None and taken["id"] != except_id:
        raise WriterIdError(
            f"there is a writer “{shown_name(name)}” already: merge the two if they are one "
            "person, or choose another name"
        )


def free_name(rows: sqlite3.Connection, writer_id: int, name: str) -> str:
    """``name``, with a number where the writer has a document of that name."""
    taken = {
        str(row["name"])
        for row in rows.execute("SELECT name FROM documents WHERE writer_id = ?", (writer_id,))
    }
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free


def _writer_row(rows: sqlite3.Connection, text: str) -> sqlite3.Row | None:
    try:
        name = clean_name(text)
    except WriterIdError:
        return None
    row: sqlite3.Row | None = rows.execute(f"{SELECT_WRITERS} WHERE name = ?", (name,)).fetchone()
    if row is None and name.startswith("id:") and name[3:].isascii() and name[3:].isdigit():
        row = rows.execute(f"{SELECT_WRITERS} WHERE id = ?", (int(name[3:]),)).fetchone()
    if row is None:
        row = _writer_of_code(rows, name)
    return row


def _writer_of_code(rows: sqlite3.Connection, code: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = rows.execute(SELECT_WRITER_OF_CODE, (code,)).fetchone()
    return row


def _writer(row: sqlite3.Row) -> Writer:
    return Writer(
        row["id"],
        row["name"],
        tuple(json.loads(row["codes"])),
        row["notes"],
        row["provenance"],
        bool(row["archived"]),
        row["created"],
        row["document_count"],
        row["page_count"],
    )


def _searched(writer: Writer) -> tuple[str, ...]:
    return (writer.name, *writer.codes, writer.notes, writer.provenance)
