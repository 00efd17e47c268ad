"""Notes of the case and of its comparisons, and the history of everything that was done."""

from collections.abc import Mapping
from dataclasses import dataclass

from writerid.casework.case import Case
from writerid.casework.chain import ChainCheck, Event, check_chain, events_in, now
from writerid.casework.comparisons import comparison_row
from writerid.errors import CaseError


@dataclass(frozen=True)
class Note:
    """A note; ``comparison_id`` None: on the case. ``changed`` None: as it was first written."""

    id: int
    comparison_id: int | None
    text: str
    made: str
    changed: str | None
    examiner: str


def add_note(case: Case, text: str, comparison_id: int | None = None) -> int:
    """Add a note to the case or to a comparison; returns its id."""
    with case.changing("note added") as change:
        if comparison_id is not None:
            comparison_row(change.rows, comparison_id)
        note_id = change.rows.execute(
            "INSERT INTO notes (comparison_id, text, made, examiner) VALUES (?, ?, ?, ?)",
            (comparison_id, text, now(), case.author.name),
        ).lastrowid
        assert note_id is not None  # noqa: S101 - an INSERT has one
        change.data.update(note=note_id, comparison=comparison_id, text=text)
    return note_id


def change_note(case: Case, note_id: int, text: str) -> None:
    """Give a note another text; the history keeps the earlier one."""
    with case.changing("note changed") as change:
        change.data.update(note=note_id, text=text)
        done = change.rows.execute(
            "UPDATE notes SET text = ?, changed = ? WHERE id = ?", (text, now(), note_id)
        )
        if done.rowcount == 0:
            raise CaseError("the note is not in the case any more: write a new one")


def notes_of(case: Case, comparison_id: int | None = None) -> list[Note]:
    """The notes of the case itself, or of a comparison, oldest first."""
    with case.reading() as rows:
        return [
            Note(
                row["id"],
                row["comparison_id"],
                row["text"],
                row["made"],
                row["changed"],
                row["examiner"],
            )
            for row in rows.execute(
                "SELECT * FROM notes WHERE comparison_id IS ? ORDER BY id", (comparison_id,)
            )
        ]


def history(case: Case, after: int = 0) -> list[Event]:
    """Everything that was done to the case, in order, behind entry number ``after``."""
    with case.reading() as rows:
        return list(events_in(rows, after))


def check_history(case: Case, anchors: Mapping[int, str] | None = None) -> ChainCheck:
    """Follow the chain of events; ``anchors`` are heads by count as reports printed them."""
    with case.reading() as rows:
        return check_chain(rows, anchors)
