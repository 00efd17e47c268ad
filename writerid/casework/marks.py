"""What the examiner says: marks on pairs, views of comparisons, notes. None changes a score."""

import sqlite3
from dataclasses import astuple, dataclass
from typing import Literal

from writerid.casework.case import Case
from writerid.casework.chain import now
from writerid.casework.comparisons import candidate_of, comparison_row, read_record
from writerid.casework.hidden_names import are_hidden
from writerid.errors import CaseError
from writerid.model import PatchPair

Verdict = Literal["agrees", "disagrees", "not usable"]
VERDICTS: tuple[Verdict, ...] = ("agrees", "disagrees", "not usable")


@dataclass(frozen=True)
class PairKey:
    """A pair of patches of a candidate; ``known_document`` numbers the candidate's documents."""

    questioned_patch: int
    known_document: int
    known_patch: int

    @classmethod
    def of(cls, pair: PatchPair) -> "PairKey":
        """Of a pair of the evidence."""
        return cls(pair.questioned_patch, pair.known_document, pair.known_patch)


@dataclass(frozen=True)
class Mark:
    """The examiner's mark on a pair."""

    pair: PairKey
    verdict: Verdict
    note: str
    made: str
    examiner: str


@dataclass(frozen=True)
class View:
    """A view that an examiner recorded of a comparison. ``opinion``: on a scale, if given."""

    id: int
    text: str
    opinion: str
    names_were_hidden: bool
    made: str
    examiner: str


def mark_pair(
    case: Case, comparison_id: int, rank: int, pair: PairKey, verdict: Verdict, note: str = ""
) -> None:
    """Set the mark on a pair, in place of an earlier one, which the history keeps."""
    if verdict not in VERDICTS:
        raise CaseError(f"a mark is one of {', '.join(VERDICTS)}, not “{verdict}”")
    with case.changing("pair marked") as change:
        candidate_of(read_record(comparison_row(change.rows, comparison_id)), rank)
        change.data.update(
            comparison=comparison_id, rank=rank, pair=astuple(pair), verdict=verdict, note=note
        )
        change.rows.execute(
            "INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (comparison_id, rank, *astuple(pair), verdict, note, now(), case.author.name),
        )


def unmark_pair(case: Case, comparison_id: int, rank: int, pair: PairKey) -> None:
    """Take the mark off a pair; the history keeps it."""
    with case.changing("mark taken off") as change:
        change.data.update(comparison=comparison_id, rank=rank, pair=astuple(pair))
        change.rows.execute(
            "DELETE FROM marks WHERE comparison_id = ? AND rank = ? AND questioned_patch = ? "
            "AND known_document = ? AND known_patch = ?",
            (comparison_id, rank, *astuple(pair)),
        )


def marks_of(case: Case, comparison_id: int, rank: int) -> dict[PairKey, Mark]:
    """The marks on a candidate's pairs."""
    with case.reading() as rows:
        marks = [
            Mark(
                PairKey(row["questioned_patch"], row["known_document"], row["known_patch"]),
                row["verdict"],
                row["note"],
                row["made"],
                row["examiner"],
            )
            for row in rows.execute(
                "SELECT * FROM marks WHERE comparison_id = ? AND rank = ?", (comparison_id, rank)
            )
        ]
    return {mark.pair: mark for mark in marks}


def record_view(case: Case, comparison_id: int, text: str, *, opinion: str = "") -> None:
    """Record the examiner's view of a comparison; from then on its names are shown.

    A view is never changed: a later one stands beside it. Raises CaseError where the text or the
    examiner's name (``case.author``) is empty.
    """
    if not text.strip():
        raise CaseError("the view is empty: say what you found")
    if not case.author.name.strip():
        raise CaseError("a view bears the examiner's name: enter yours first")
    with case.changing("view recorded") as change:
        comparison_row(change.rows, comparison_id)
        hidden = are_hidden(change.rows, comparison_id)
        change.data.update(
            comparison=comparison_id, text=text, opinion=opinion, names_were_hidden=hidden
        )
        change.rows.execute(
            "INSERT INTO views (comparison_id, text, opinion, names_were_hidden, made, examiner) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (comparison_id, text, opinion, int(hidden), now(), case.author.name),
        )


def views_of(case: Case, comparison_id: int) -> list[View]:
    """The recorded views of a comparison, oldest first."""
    with case.reading() as rows:
        return [
            _view(row)
            for row in rows.execute(
                "SELECT * FROM views WHERE comparison_id = ? ORDER BY id", (comparison_id,)
            )
        ]


def _view(row: sqlite3.Row) -> View:
    return View(
        row["id"],
        row["text"],
        row["opinion"],
        bool(row["names_were_hidden"]),
        row["made"],
        row["examiner"],
    )
