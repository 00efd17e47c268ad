"""The chain of events: every change of a case or a database, each bound to the last by its hash."""

import getpass
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class ChainKind:
    """Where a file keeps its chain's count and head, and the id that the first entry follows.

    ``table`` is the table of one row that has them, ``identity`` its column with the file's id, and
    ``name`` what the file is called in sentences.
    """

    table: str
    identity: str
    name: str


CASE = ChainKind("case_state", "case_id", "case")
DATABASE = ChainKind("state", "database_id", "database")


@dataclass
class Change:
    """A change under way: the rows to write to, and what its event will say."""

    rows: sqlite3.Connection
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Author:
    """Who does something: the account of the system, and the name that was entered.

    Neither is proof of a person.
    """

    account: str
    name: str = ""

    @classmethod
    def here(cls, name: str = "") -> "Author":
        """The account that runs this program, with the name entered."""
        try:
            return cls(getpass.getuser(), name)
        except (OSError, KeyError, ImportError):
            return cls("unknown", name)


@dataclass(frozen=True)
class Event:
    """An entry. ``hash`` covers all of it and ``previous``, the hash of the entry before."""

    number: int
    at: str
    account: str
    examiner: str
    kind: str
    data: Mapping[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True)
class ChainCheck:
    """What a check of the chain found. ``problem`` is empty where it is whole.

    ``broken_at`` is the number of the first entry that is wrong. ``clock_went_back``: entries that
    say an earlier time than the one before, which a clock can explain and tampering too.
    """

    count: int
    head: str
    problem: str
    broken_at: int | None
    clock_went_back: tuple[int, ...]


def now() -> str:
    """The time in UTC, to the microsecond: events of one second stay in order."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical(value: object) -> str:
    """JSON that is the same text for the same content."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(*parts: bytes) -> str:
    """SHA-256 over parts, hexadecimal; where one ends matters."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.hexdigest()


def append_event(
    rows: sqlite3.Connection,
    author: Author,
    kind: str,
    data: Mapping[str, Any],
    chain: ChainKind = CASE,
) -> None:
    """Add an entry, inside the transaction that makes the change it tells of."""
    number, previous = chain_end(rows, chain)
    fields = [number + 1, now(), author.account, author.name, kind, canonical(data), previous]
    head = _hash(fields)
    rows.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*fields, head))
    rows.execute(f"UPDATE {chain.table} SET event_count = ?, event_head = ?", (number + 1, head))


def chain_end(rows: sqlite3.Connection, chain: ChainKind = CASE) -> tuple[int, str]:
    """How many entries there are, and the hash of the last, as the file knows them."""
    state = rows.execute(f"SELECT event_count, event_head FROM {chain.table}").fetchone()
    return int(state[0]), str(state[1])


def events_in(rows: sqlite3.Connection, after: int = 0) -> Iterator[Event]:
    """The entries behind number ``after``, in order."""
    for row in rows.execute("SELECT * FROM events WHERE number > ? ORDER BY number", (after,)):
        yield event_of(row)


def event_of(row: sqlite3.Row) -> Event:
    """The entry in a row of events."""
    return Event(
        row["number"],
        row["at"],
        row["account"],
        row["examiner"],
        row["kind"],
        json.loads(row["data"]),
        row["previous"],
        row["hash"],
    )


def check_chain(
    rows: sqlite3.Connection,
    anchors: Mapping[int, str] | None = None,
    chain: ChainKind = CASE,
) -> ChainCheck:
    """Follow the chain from its beginning; the first thing that is wrong is named.

    ``anchors``: heads by count as reports printed them, which show a chain that was rebuilt.
    """
    state = rows.execute(
        f"SELECT {chain.identity}, event_count, event_head FROM {chain.table}"
    ).fetchone()
    head, count, last_at = str(state[0]), 0, ""
    went_back: list[int] = []

    def broken(number: int, problem: str) -> ChainCheck:
        return ChainCheck(count, head, problem, number, tuple(went_back))

    for row in rows.execute("SELECT * FROM events ORDER BY number"):
        problem = _entry_problem(row, count, head, anchors or {})
        if problem:
            return broken(count + 1, problem)
        if row["at"] < last_at:
            went_back.append(row["number"])
        count, head, last_at = row["number"], row["hash"], row["at"]
    missing = [number for number in anchors or () if number > count]
    if count != state["event_count"] or missing:
        return broken(count + 1, f"the history ends after entry {count}: later ones are missing")
    if head != state["event_head"]:
        return broken(
            count, f"entry {count} of the history is not the one the {chain.name} knows as last"
        )
    return ChainCheck(count, head, "", None, tuple(went_back))


def _entry_problem(row: sqlite3.Row, count: int, head: str, anchors: Mapping[int, str]) -> str:
    """What is wrong with the entry behind the one of number ``count`` and hash ``head``."""
    number = row["number"]
    if number != count + 1:
        return f"entry {count + 1} of the history is missing"
    if row["previous"] != head:
        return f"entry {number} of the history does not follow the one before"
    if _hash(list(row)[:-1]) != row["hash"]:
        return f"entry {number} of the history was changed"
    if anchors.get(number, row["hash"]) != row["hash"]:
        return f"entry {number} of the history is another than the report printed"
    return ""


def _hash(fields: list[Any]) -> str:
    return hashlib.sha256(canonical(fields).encode()).hexdigest()
