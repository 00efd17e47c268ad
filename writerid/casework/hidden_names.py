"""Names hidden until a view is recorded: writers bear codes, the same in all of a case."""

import random
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from writerid.casework.case import Case
from writerid.casework.frozen import FrozenDocument


def set_names_hidden(case: Case, *, hidden: bool) -> None:
    """Hide the names of candidates in comparisons without a recorded view, or show them."""
    with case.changing("names hidden" if hidden else "names shown") as change:
        change.rows.execute("UPDATE case_state SET names_hidden = ?", (int(hidden),))


def give_codes(rows: sqlite3.Connection, writers: Iterable[str]) -> None:
    """Give each writer (by key) without a code one; inside a transaction.

    In random order: a code must not tell the rank, the age or the alphabet.
    """
    coded = {row[0] for row in rows.execute("SELECT writer FROM codes")}
    new = sorted(set(writers) - coded)
    random.SystemRandom().shuffle(new)
    first = 1 + rows.execute("SELECT coalesce(max(number), 0) FROM codes").fetchone()[0]
    rows.executemany(
        "INSERT INTO codes (writer, number) VALUES (?, ?)",
        [(writer, number) for number, writer in enumerate(new, start=first)],
    )


def codes_of(rows: sqlite3.Connection) -> dict[str, str]:
    """The code of every writer that was compared in the case, like “W-07”, by key."""
    return {row["writer"]: f"W-{row['number']:02d}" for row in rows.execute("SELECT * FROM codes")}


def are_hidden(rows: sqlite3.Connection, comparison_id: int) -> bool:
    """Whether names of this comparison are hidden now.

    Of a 1 : 1 comparison they never are: the examiner chose the document.
    """
    row = rows.execute(
        "SELECT names_hidden AND kind = 'identify' AND NOT EXISTS "
        "(SELECT 1 FROM views WHERE comparison_id = comparisons.id) "
        "FROM case_state, comparisons WHERE comparisons.id = ?",
        (comparison_id,),
    ).fetchone()
    return row is not None and bool(row[0])


def under_code(document: FrozenDocument, number: int, codes: Mapping[str, str]) -> FrozenDocument:
    """A document without what tells whose it is: its names and its files' names.

    For showing only; its digest is another.
    """
    code = codes.get(document.writer, "W-?")
    name = f"{code}, document {number}"
    pages = tuple(replace(page, file=Path(name)) for page in document.pages)
    return replace(document, writer_name=code, name=name, pages=pages)
