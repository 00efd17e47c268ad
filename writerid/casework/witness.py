"""The history bears witness to the rows: each entry tells the digests of those that it changed.

Triggers of the open connection note which rows a change touches, whoever makes it. A row that is
edited, added or deleted beside the program then shows, though the history itself is whole.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from writerid.store.chain import Author, append_event, canonical, chain_end, events_in

ROWS = "rows"
WITNESSED = "rows witnessed"
"""Entry of a case from before: what the rows were when witness began."""

ELSEWHERE = frozenset({"events", "known_documents", "compared"})
"""The history itself, and tables that are held against the digests in each comparison."""

STATE = "case_state"
OWN_COLUMNS = frozenset({"event_count", "event_head"})

NAMES = {
    STATE: "the case's own data",
    "originals": "the list of originals (file {0:.12}…)",
    "items": "item number {0}",
    "pages": "page number {0} of the items",
    "preparations": "the preparation {1} of page number {0}",
    "amounts": "the amount of writing on page number {0} of the items",
    "codes": "the code that stands for the writer {0} while names are hidden",
    "comparisons": "comparison {0}",
    "evidence": "the evidence of comparison {0}, candidate {1}",
    "likelihood_ratios": "the likelihood ratio of comparison {0}, candidate {1}",
    "marks": "a mark in comparison {0}, candidate {1}",
    "views": "view number {0}",
    "notes": "note number {0}",
    "propositions": "wording number {0} of the propositions",
    "reports": "report number {0}",
    "blind_packages": "the blind package {0:.12}…",
    "second_opinions": "second opinion number {0}",
    "blind_origin": "the package that the case was made from",
    "left_out_originals": "the list of originals that did not come along (file {0:.12}…)",
}

Told = tuple[str, str | None]
"""Columns, and the digest of what stood in them; None: the row was deleted."""


def begin_to_watch(connection: sqlite3.Connection) -> None:
    """Make the triggers of this connection, which note what each change touches."""
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(
        "CREATE TEMP TABLE touched (name TEXT, key TEXT, PRIMARY KEY (name, key)) WITHOUT ROWID"
    )
    for table in _tables(connection):
        columns, keys = _columns(connection, table)
        new, old = (", ".join(f"{side}.{key}" for key in keys) for side in ("NEW", "OLD"))
        for event, sides in (
            ("INSERT", [new]),
            (f"UPDATE OF {', '.join(columns)}", [new, old]),
            ("DELETE", [old]),
        ):
            notes = "".join(
                f"INSERT OR IGNORE INTO touched VALUES ('{table}', json_array({side})); "
                for side in sides
            )
            connection.execute(
                f"CREATE TEMP TRIGGER watch_{table}_{event.split()[0].lower()} "
                f"AFTER {event} ON main.{table} BEGIN {notes}END"
            )


def forget_touched(rows: sqlite3.Connection) -> None:
    """What was changed before, without an entry, is none of the next entry's."""
    rows.execute("DELETE FROM touched")


def touched_rows(rows: sqlite3.Connection) -> dict[str, Any]:
    """The rows that the change under way has touched, by table: columns, and digests by key."""
    told: dict[str, Any] = {}
    for name, key in rows.execute("SELECT name, key FROM touched ORDER BY name, key").fetchall():
        columns, keys = _columns(rows, name)
        table = told.setdefault(name, {"columns": ",".join(columns), "digests": {}})
        where = " AND ".join(f"{one} IS ?" for one in keys)
        row = rows.execute(
            f"SELECT {', '.join(columns)} FROM {name} WHERE {where}", json.loads(key)
        ).fetchone()
        table["digests"][key] = None if row is None else _digest(row)
    return told


def begin_witness(rows: sqlite3.Connection, author: Author) -> None:
    """The entry of a case from before, inside the transaction of a migration."""
    if not chain_end(rows)[0] or any(ROWS in event.data for event in events_in(rows)):
        return
    told = {
        table: {
            "columns": ",".join(_columns(rows, table)[0]),
            "digests": {key: _digest(row) for key, row in _all(rows, table)},
        }
        for table in _tables(rows)
    }
    append_event(rows, author, WITNESSED, {ROWS: told})


def unexplained_rows(rows: sqlite3.Connection) -> Iterator[str]:
    """Rows that are not what the history says of them, which is to be whole itself."""
    for table, told in _told(rows).items():
        there = set()
        for key, found in _found(rows, table, told):
            there.add(key)
            if key not in told or told[key][1] is None:
                yield f"{_name(table, key)} is there, and no entry of the history says how it came"
            elif told[key][1] != found:
                yield f"{_name(table, key)} was changed, and no entry of the history says so"
        for key, (_, digest) in told.items():
            if digest is not None and key not in there:
                yield f"{_name(table, key)} is missing, and no entry of the history says why"


def _told(rows: sqlite3.Connection) -> dict[str, dict[str, Told]]:
    """What the history says last of each row, by table and key; of every table there is."""
    told: dict[str, dict[str, Told]] = {table: {} for table in _tables(rows)}
    for event in events_in(rows):
        witnessed: Mapping[str, Any] = event.data.get(ROWS, {})
        for table, one in witnessed.items():
            told.setdefault(table, {}).update(
                {key: (one["columns"], digest) for key, digest in one["digests"].items()}
            )
    return told


def _found(
    rows: sqlite3.Connection, table: str, told: Mapping[str, Told]
) -> Iterator[tuple[str, str]]:
    """Key and digest of every row, each over the columns that the history named of it."""
    if table not in _tables(rows):
        return
    own = _columns(rows, table)[0]
    for key, row in _all(rows, table):
        columns = told[key][0].split(",") if key in told else own
        present = dict(zip(own, row, strict=True))
        yield key, _digest([present.get(column) for column in columns])


def _all(rows: sqlite3.Connection, table: str) -> Iterator[tuple[str, list[Any]]]:
    columns, keys = _columns(rows, table)
    for row in rows.execute(
        f"SELECT json_array({', '.join(keys)}), {', '.join(columns)} FROM {table}"
    ):
        yield row[0], list(row)[1:]


def _tables(rows: sqlite3.Connection) -> list[str]:
    found = rows.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY name")
    names = [str(row[0]) for row in found]
    return [one for one in names if one not in ELSEWHERE and not one.startswith("sqlite_")]


def _columns(rows: sqlite3.Connection, table: str) -> tuple[list[str], list[str]]:
    """The columns that are witnessed, and those of the primary key."""
    found = rows.execute(f"PRAGMA main.table_info({table})").fetchall()
    own = OWN_COLUMNS if table == STATE else frozenset()
    columns = [str(row["name"]) for row in found if row["name"] not in own]
    keys = [str(row["name"]) for row in sorted(found, key=lambda row: row["pk"]) if row["pk"]]
    return columns, keys


def _digest(row: Any) -> str:
    plain = [hashlib.sha256(one).hexdigest() if isinstance(one, bytes) else one for one in row]
    return hashlib.sha256(canonical(plain).encode()).hexdigest()


def _name(table: str, key: str) -> str:
    parts = [str(part) for part in json.loads(key)]
    pattern = NAMES.get(table)
    return f"a row of {table} ({', '.join(parts)})" if pattern is None else pattern.format(*parts)
