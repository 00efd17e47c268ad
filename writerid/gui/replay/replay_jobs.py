"""What the replay asks the background for; every function is a job."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from writerid.gui.session import EngineShelf
from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.casework.case import Case
    from writerid.casework.replay_outcome import ComparisonReplay
    from writerid.casework.replaying import RecordedReplay

    Replays = tuple[ComparisonReplay, ...]
    Recorded = dict[int, RecordedReplay]


@dataclass(frozen=True, eq=False)
class ReplayRequest:
    """What is replayed, and with what. ``comparisons`` None: all of the case.

    ``calibration``, ``verbal_scale``: files, beside those that ship.
    """

    engine: EngineShelf
    case: "Case"
    comparisons: tuple[int, ...] | None
    database: Path
    all_known: bool
    calibration: Path | None = None
    verbal_scale: Path | None = None


def make_again(request: ReplayRequest, task: Task) -> "Replays":
    """Make comparisons again; nothing is stored. Raises WriterIdError, Cancelled."""
    from writerid.casework.replay_work import ReplaySettings  # noqa: PLC0415 - on the worker
    from writerid.casework.replaying import replay  # noqa: PLC0415

    task.progress(0, 0, "loading the model")
    engine = request.engine.get()
    settings = ReplaySettings(
        request.database,
        request.all_known,
        () if request.calibration is None else (request.calibration,),
        request.verbal_scale,
    )
    return replay(request.case, engine, request.comparisons, settings, task)


def keep_replays(snapshot: "tuple[Case, Replays]", task: Task) -> "Recorded":
    """Record in the history what came out, and read all that is recorded."""
    from writerid.casework.replaying import record_replay  # noqa: PLC0415 - on the worker

    case, replays = snapshot
    task.check_cancelled()
    record_replay(case, replays)
    return read_replays(case, task)


def read_replays(case: "Case", task: Task) -> "Recorded":
    """The last replay of each comparison of the case."""
    from writerid.casework.replaying import last_replays  # noqa: PLC0415 - on the worker

    task.check_cancelled()
    return last_replays(case)
