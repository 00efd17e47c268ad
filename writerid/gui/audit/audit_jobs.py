"""What the audit asks the background for; every function is a job and changes nothing."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from writerid.gui.sentences import for_window
from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.casework.audit import Audit
    from writerid.casework.audit_findings import Verdict
    from writerid.casework.case import Case


@dataclass(frozen=True)
class AuditWish:
    """A case, and the database in use, which is taken where no comparison tells one that is there.

    ``reports`` and ``heads`` are what the examiner has added.
    """

    case: "Case"
    database: Path
    reports: tuple[Path, ...] = ()
    heads: tuple[str, ...] = ()


@dataclass(frozen=True)
class HistoryLine:
    """An entry of the history as it is listed."""

    number: int
    at: str
    who: str
    what: str
    hash: str


def verify(wish: AuditWish, task: Task) -> "Audit":
    """All of it."""
    from writerid.casework.anchors import read_typed  # noqa: PLC0415 - on the worker
    from writerid.casework.audit import audit, compared_databases  # noqa: PLC0415
    from writerid.store.database import FILE  # noqa: PLC0415

    there = any((folder / FILE).is_file() for folder in compared_databases(wish.case).values())
    instead = None if there or not (wish.database / FILE).is_file() else wish.database
    heads = [read_typed(text) for text in wish.heads]
    return audit(wish.case, instead, wish.reports, heads, task)


def verify_report(snapshot: "tuple[Case, Path]", task: Task) -> "Verdict":
    """Only a report that was added."""
    from writerid.casework.audit import check_report  # noqa: PLC0415 - on the worker

    task.check_cancelled()
    return check_report(*snapshot)


def verify_head(snapshot: "tuple[Case, str]", task: Task) -> "Verdict":
    """Only a head that was typed in. Raises WriterIdError where it is none."""
    from writerid.casework.anchors import read_typed  # noqa: PLC0415 - on the worker
    from writerid.casework.audit import check_head  # noqa: PLC0415

    case, text = snapshot
    task.check_cancelled()
    return check_head(case, read_typed(text))


def read_history(case: "Case", task: Task) -> tuple[HistoryLine, ...]:
    """Every entry, the newest first."""
    from writerid.casework.notes import history  # noqa: PLC0415 - on the worker

    task.check_cancelled()
    return tuple(
        HistoryLine(
            event.number,
            event.at,
            event.examiner or event.account,
            " ".join(filter(None, (for_window(event.kind), _of(event.data)))),
            event.hash,
        )
        for event in reversed(history(case))
    )


def _of(data: "object") -> str:
    """Of what: an item, a comparison, a candidate; names of candidates never stand there."""
    if not isinstance(data, dict):
        return ""
    parts = []
    if isinstance(data.get("item"), str):
        parts.append(data["item"])
    if isinstance(data.get("items"), list):
        names = [one["item"] if isinstance(one, dict) else str(one) for one in data["items"]]
        parts.append(", ".join(names))
    if isinstance(data.get("comparison"), int):
        parts.append(f"comparison {data['comparison']}")
    if isinstance(data.get("rank"), int):
        parts.append(f"candidate {data['rank']}")
    return f"({'; '.join(parts)})" if parts else ""
