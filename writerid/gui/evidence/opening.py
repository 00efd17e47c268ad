"""The jobs of the evidence: found when it is first viewed, kept in the case, read again at once."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from writerid.gui.sentences import for_window
from writerid.gui.session import EngineShelf
from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.casework.case import Case
    from writerid.casework.comparison import Comparison
    from writerid.casework.evidence import NewEvidence
    from writerid.casework.marks import Mark, PairKey, Verdict
    from writerid.casework.stored_evidence import Evidence


@dataclass(frozen=True, eq=False)
class EvidenceWish:
    """Whose evidence is wanted. ``database``: where the one in use lies."""

    engine: EngineShelf
    case: "Case"
    comparison_id: int
    rank: int
    database: Path


@dataclass(frozen=True, eq=False)
class OpenedEvidence:
    """Evidence as it is stored, its comparison, the examiner's marks, and what is to be said."""

    case: "Case"
    engine: EngineShelf
    comparison: "Comparison"
    rank: int
    evidence: "Evidence"
    marks: "dict[PairKey, Mark]"
    notice: str = ""


@dataclass(frozen=True)
class MarkWish:
    """A mark to set on a pair, or with ``verdict`` None to take off."""

    pair: "PairKey"
    verdict: "Verdict | None"
    note: str = ""


def open_evidence(wish: EvidenceWish, task: Task) -> "OpenedEvidence | NewEvidence":
    """What is stored, else what is found now and is still to be stored; changes nothing."""
    from writerid.casework.comparisons import open_comparison  # noqa: PLC0415 - on the worker
    from writerid.casework.evidence import find_evidence, request_evidence  # noqa: PLC0415

    stored = read_opened(wish, task)
    if stored is not None:
        return stored
    made_with = open_comparison(wish.case, wish.comparison_id).database
    moved = made_with is not None and not made_with.folder.is_dir()
    request = request_evidence(
        wish.case, wish.comparison_id, wish.rank, database=wish.database if moved else None
    )
    task.progress(0, 0, "loading the model")
    return find_evidence(wish.engine.get(), request, task)


def keep_evidence(snapshot: "tuple[EvidenceWish, NewEvidence]", task: Task) -> OpenedEvidence:
    """Store found evidence, and read it as it will always be read; a job of the writer."""
    from writerid.casework.copies import untold_copies  # noqa: PLC0415 - on the worker
    from writerid.casework.evidence import store_evidence  # noqa: PLC0415
    from writerid.errors import CaseError  # noqa: PLC0415

    wish, new = snapshot
    task.check_cancelled()
    store_evidence(wish.case, new)
    opened = read_opened(wish, task)
    if opened is None:
        raise CaseError("the evidence went away while it was stored: look at it again")
    return replace(opened, notice=for_window(untold_copies(wish.case, wish.comparison_id)))


def read_opened(wish: EvidenceWish, task: Task) -> OpenedEvidence | None:
    """What is stored; None where this evidence was never viewed."""
    from writerid.casework.comparisons import open_comparison  # noqa: PLC0415 - on the worker
    from writerid.casework.evidence import read_evidence  # noqa: PLC0415
    from writerid.casework.marks import marks_of  # noqa: PLC0415

    task.progress(0, 0, "reading the case")
    found = read_evidence(wish.case, wish.comparison_id, wish.rank)
    if found is None:
        return None
    return OpenedEvidence(
        wish.case,
        wish.engine,
        open_comparison(wish.case, wish.comparison_id),
        wish.rank,
        found,
        marks_of(wish.case, wish.comparison_id, wish.rank),
    )


def change_mark(snapshot: tuple[OpenedEvidence, MarkWish], task: Task) -> None:
    """Set a mark or take it off; a job of the writer."""
    from writerid.casework.marks import mark_pair, unmark_pair  # noqa: PLC0415 - on the worker

    opened, wish = snapshot
    task.check_cancelled()
    place = (opened.case, opened.comparison.id, opened.rank, wish.pair)
    if wish.verdict is None:
        unmark_pair(*place)
    else:
        mark_pair(*place, wish.verdict, wish.note)
