"""Stored comparisons made again from the verified originals, and compared with what is stored.

Nothing that is stored is changed; the case's history records that it was done, and what came out.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from writerid.casework.case import Case
from writerid.casework.chain import canonical, digest_of
from writerid.casework.comparisons import list_comparisons
from writerid.casework.replay_comparison import replay_one
from writerid.casework.replay_outcome import EVENT, ComparisonReplay
from writerid.casework.replay_stored import read_stored
from writerid.casework.replay_work import CountedTask, ReplaySettings, ReplayWork
from writerid.errors import CaseClosedError, CaseError, WriterIdError
from writerid.pipeline.identify import Engine
from writerid.tasks import SILENT, Task

LIKE_BEFORE = ReplaySettings()


@dataclass(frozen=True)
class RecordedReplay:
    """A replay as the history tells it."""

    event: int
    at: str
    examiner: str
    replay: ComparisonReplay


def replay(
    case: Case,
    engine: Engine,
    comparison_ids: Sequence[int] | None = None,
    settings: ReplaySettings = LIKE_BEFORE,
    task: Task = SILENT,
) -> tuple[ComparisonReplay, ...]:
    """Repeat comparisons of a case, None: all of them, the oldest first. Nothing is stored.

    What can't be repeated or was changed is told in the outcome. Raises CaseError for a comparison
    that is not there, CalibrationError and WriterIdError for a file of the settings that can't be
    read, Cancelled.
    """
    lines = {line.id: line for line in reversed(list_comparisons(case))}
    wanted = list(lines) if comparison_ids is None else list(dict.fromkeys(comparison_ids))
    missing = [number for number in wanted if number not in lines]
    if missing:
        raise CaseError(f"the case has no comparison {missing[0]}: look at its list")
    work = ReplayWork.of(case, engine, settings)
    steps = [_steps(case, number, settings, task) for number in wanted]
    counted = CountedTask(task, sum(steps))
    found = []
    for place, number in enumerate(wanted):
        about = f"comparison {number} ({lines[number].item})"
        counted.begin(about, sum(steps[:place]))
        found.append(replay_one(work, number, lines[number].made, counted))
    task.progress(sum(steps), sum(steps), "replayed")
    task.check_cancelled()
    return tuple(found)


def record_replay(case: Case, replays: Sequence[ComparisonReplay]) -> str:
    """Add what came out to the case's history; returns its digest. Nothing else is changed."""
    records = [one.record() for one in replays]
    digest = digest_of(canonical(records).encode())
    with case.changing(EVENT) as change:
        change.data.update(
            comparisons=[one.comparison_id for one in replays],
            outcomes=[str(one.outcome) for one in replays],
            replays=json.loads(canonical(records)),
            digest=digest,
        )
    return digest


def last_replays(case: Case) -> dict[int, RecordedReplay]:
    """The last replay of each comparison that was ever replayed, by comparison."""
    found: dict[int, RecordedReplay] = {}
    with case.reading() as rows:
        events = rows.execute(
            "SELECT number, at, examiner, data FROM events WHERE kind = ? ORDER BY number", (EVENT,)
        ).fetchall()
    for row in events:
        for record in json.loads(row["data"])["replays"]:
            one = ComparisonReplay.from_record(record)
            found[one.comparison_id] = RecordedReplay(
                row["number"], row["at"], row["examiner"], one
            )
    return found


def _steps(case: Case, number: int, settings: ReplaySettings, task: Task) -> int:
    """About how many steps a comparison takes: the item, known documents, evidence."""
    task.check_cancelled()
    try:
        stored = read_stored(case, number)
    except CaseClosedError:
        raise
    except WriterIdError:
        return 1
    return 1 + len(stored.chosen(all_known=settings.all_known)) + len(stored.evidence)
