"""Whose known writing leaves the laboratory with a case, by writer and document."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from writerid.casework.case import Case
from writerid.casework.frozen import ITEM_KEY
from writerid.casework.hidden_names import codes_of


@dataclass(frozen=True)
class LeavingDocument:
    """A known document that goes along.

    ``code``: the vector that it is compared by, from which the writing can't be drawn again.
    ``originals``: SHA-256 of the scans that go along.
    """

    name: str
    code: bool
    originals: tuple[str, ...]


@dataclass(frozen=True)
class LeavingWriter:
    """A writer of whom something goes along; without documents the name alone.

    ``code`` is what the writer is called while names are ``hidden``; empty for an item of the case.
    """

    name: str
    code: str
    hidden: bool
    documents: tuple[LeavingDocument, ...] = field(default=())

    @property
    def shown(self) -> str:
        """The name, or the code while names are hidden."""
        return self.code or "a writer" if self.hidden else self.name

    @property
    def originals(self) -> int:
        """How many scans go along."""
        return len({sha256 for one in self.documents for sha256 in one.originals})

    @property
    def sentence(self) -> str:
        """What goes along, in words."""
        if not self.documents:
            return "the name alone"
        codes = sum(document.code for document in self.documents)
        parts = [f"codes of {codes} document{'s' if codes != 1 else ''}"] if codes else []
        scans = self.originals
        parts.append(f"{scans or 'no'} original scan{'s' if scans != 1 else ''}")
        return ", ".join(parts)


def known_originals(rows: sqlite3.Connection) -> frozenset[str]:
    """SHA-256 of the originals in the case that are known writing and not questioned as well."""
    return frozenset(
        str(row["sha256"])
        for row in rows.execute(
            "SELECT sha256 FROM originals WHERE sha256 NOT IN (SELECT sha256 FROM pages "
            "JOIN items ON items.id = item_id WHERE role = 'questioned')"
        )
    )


def leaving_writers(
    case: Case, *, without_known_originals: bool = False
) -> tuple[LeavingWriter, ...]:
    """Whose known writing an export of the case holds. Raises CaseError."""
    with case.reading() as rows:
        there = frozenset(str(row[0]) for row in rows.execute("SELECT sha256 FROM originals"))
        if without_known_originals:
            there -= known_originals(rows)
        absent = {str(row[0]) for row in rows.execute("SELECT sha256 FROM left_out_originals")}
        found = _compared(rows, there - absent)
        _add_items(rows, found, there - absent)
        names = _names(rows)
        for key, name in _named_only(rows).items():
            found.setdefault(key, [])
            names.setdefault(key, name)
        codes, hidden = codes_of(rows), hidden_writers(rows)
    listed = [
        LeavingWriter(
            names[key],
            codes.get(key, ""),
            key in hidden,
            tuple(_unnamed(documents) if key in hidden else documents),
        )
        for key, documents in found.items()
    ]
    return in_order(listed)


def in_order(writers: Sequence[LeavingWriter]) -> tuple[LeavingWriter, ...]:
    """Those first of whom scans go along, then by name; codes tell no order."""
    return tuple(
        sorted(writers, key=lambda one: (not one.originals, one.hidden, one.shown.casefold()))
    )


def leaving_record(writers: Sequence[LeavingWriter]) -> list[dict[str, Any]]:
    """Plain data for a manifest, ``read_leaving``'s inverse."""
    return [
        {
            "name": one.name,
            "code": one.code,
            "hidden": one.hidden,
            "documents": [
                {
                    "name": document.name,
                    "code": document.code,
                    "originals": list(document.originals),
                }
                for document in one.documents
            ],
        }
        for one in writers
    ]


def read_leaving(record: Sequence[Mapping[str, Any]]) -> tuple[LeavingWriter, ...]:
    """Writers from plain data. Raises what values of the wrong kind raise."""
    return tuple(
        LeavingWriter(
            str(one["name"]),
            str(one["code"]),
            bool(one["hidden"]),
            tuple(
                LeavingDocument(
                    str(document["name"]),
                    bool(document["code"]),
                    tuple(str(sha256) for sha256 in document["originals"]),
                )
                for document in one["documents"]
            ),
        )
        for one in record
    )


def _compared(rows: sqlite3.Connection, there: frozenset[str]) -> dict[str, list[LeavingDocument]]:
    """What comparisons froze, by the writer's key; a document that was encoded twice once."""
    found: dict[str, dict[str, LeavingDocument]] = {}
    for row in rows.execute(
        "SELECT writer, json_extract(record, '$.name') AS name, "
        "json_extract(record, '$.pages') AS pages FROM known_documents ORDER BY id"
    ):
        scans = {str(page["sha256"]) for page in json.loads(row["pages"])}
        document = LeavingDocument(row["name"], True, tuple(sorted(scans & there)))
        found.setdefault(row["writer"], {})[row["name"]] = document
    return {key: list(documents.values()) for key, documents in found.items()}


def _add_items(
    rows: sqlite3.Connection, found: dict[str, list[LeavingDocument]], there: frozenset[str]
) -> None:
    """Known writing K1 … that lies in the case, compared or not."""
    for row in rows.execute("SELECT id, name FROM items WHERE role = 'known'"):
        key = f"{ITEM_KEY}{row['id']}"
        scans = {
            str(one[0])
            for one in rows.execute("SELECT sha256 FROM pages WHERE item_id = ?", (row["id"],))
        }
        compared = bool(found.get(key))
        found[key] = [LeavingDocument(row["name"], compared, tuple(sorted(scans & there)))]


def _names(rows: sqlite3.Connection) -> dict[str, str]:
    """Writers' names as they were when they were last compared, and titles of items."""
    names = {
        str(row["writer"]): str(row["name"])
        for row in rows.execute(
            "SELECT writer, json_extract(record, '$.writer_name') AS name "
            "FROM known_documents ORDER BY id"
        )
    }
    for row in rows.execute("SELECT id, name, title FROM items WHERE role = 'known'"):
        names[f"{ITEM_KEY}{row['id']}"] = str(row["title"] or row["name"])
    return names


def _named_only(rows: sqlite3.Connection) -> dict[str, str]:
    """Writers that a comparison names without a document: on a closed list, or left out."""
    found: dict[str, str] = {}
    for row in rows.execute(
        "SELECT json_extract(record, '$.closed_list') AS closed, "
        "json_extract(record, '$.left_out') AS left_out FROM comparisons"
    ):
        found.update({one["key"]: one["name"] for one in json.loads(row["closed"] or "[]")})
        found.update({one["key"]: one["writer"] for one in json.loads(row["left_out"] or "[]")})
    return found


def hidden_writers(rows: sqlite3.Connection) -> frozenset[str]:
    """Keys of writers in comparisons whose names are hidden."""
    return frozenset(
        str(row[0])
        for row in rows.execute(
            "SELECT DISTINCT writer FROM case_state, comparisons "
            "JOIN compared ON comparison_id = comparisons.id "
            "JOIN known_documents ON known_documents.id = known_document_id "
            "WHERE names_hidden AND kind = 'identify' AND NOT EXISTS "
            "(SELECT 1 FROM views WHERE comparison_id = comparisons.id)"
        )
    )


def _unnamed(documents: Sequence[LeavingDocument]) -> list[LeavingDocument]:
    return [
        LeavingDocument(f"document {number}", one.code, one.originals)
        for number, one in enumerate(documents, start=1)
    ]
