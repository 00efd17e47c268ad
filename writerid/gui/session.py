"""What the window works on: the open case, the database of known writers, the engine.

Models and pages read the properties and follow the signals; every change goes through a job.
"""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_data_path
from PySide6.QtCore import QObject, Signal

from writerid.errors import WriterIdError
from writerid.gui.jobs import Job, Jobs
from writerid.gui.preferences import PreferencesModel
from writerid.resources import shipped_model
from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.casework.case import Case, CaseState
    from writerid.casework.comparisons import ComparisonLine
    from writerid.casework.items import Item
    from writerid.pipeline.identify import Engine

_Contents = tuple[
    "Case | None", "CaseState | None", tuple["Item", ...], tuple["ComparisonLine", ...]
]


class EngineShelf:
    """The engine, opened by the first job that needs it. Jobs alone may ask: it takes a second.

    ``workers``: processes that prepare pages where there are many; None: one a core.
    """

    def __init__(self, folder: Path | None = None, *, workers: int | None = None) -> None:
        self.folder = folder
        self.workers = workers
        self._lock = threading.Lock()
        self._engine: Engine | None = None

    def get(self) -> "Engine":
        """The engine. Raises ModelError."""
        from writerid.pipeline.identify import Engine  # noqa: PLC0415 - heavy; on a worker's thread

        with self._lock:
            if self._engine is None:
                self._engine = Engine(self.folder or shipped_model())
            return self._engine

    def use(self, folder: Path | None) -> None:
        """Open another model when next asked; jobs that run keep the one they have."""
        with self._lock:
            self.folder, self._engine = folder, None


class Session(QObject):
    """The open case and what stands in it, as it was last read.

    ``items`` and ``comparisons`` are snapshots that jobs may take along. While a case opens,
    ``case`` is still the last one.
    """

    case_changed = Signal()
    """A case was opened, closed or renamed."""

    leaving_case = Signal()
    """The open case is about to be let go: what is being typed must be saved now."""

    items_changed = Signal()
    comparisons_changed = Signal()

    database_changed = Signal()
    """Another database was chosen, or something in it has changed."""

    model_changed = Signal()
    """Another model was chosen."""

    strength_changed = Signal()
    """Another calibration or verbal scale was chosen."""

    def __init__(self, jobs: Jobs, preferences: PreferencesModel) -> None:
        super().__init__()
        self._jobs = jobs
        self._preferences = preferences
        self.engine = EngineShelf(_folder(preferences.value.model))
        self.case: Case | None = None
        self.state: CaseState | None = None
        self.items: tuple[Item, ...] = ()
        self.comparisons: tuple[ComparisonLine, ...] = ()

    @property
    def database(self) -> Path:
        """The folder of the database of known writers; it need not exist yet."""
        chosen = self._preferences.value.database
        return Path(chosen) if chosen else default_database()

    def use_database(self, folder: Path) -> None:
        """Work with another database from now on."""
        if folder != self.database:
            value = replace(self._preferences.value, database=str(folder))
            self._preferences.change(value)
            self.database_changed.emit()

    @property
    def calibration(self) -> Path | None:
        """What likelihood ratios are computed with; None: the calibration that ships."""
        return _folder(self._preferences.value.calibration)

    @property
    def verbal_scale(self) -> Path | None:
        """The file of the verbal scale; None: ENFSI's."""
        return _folder(self._preferences.value.verbal_scale)

    def use_model(self, folder: Path | None, calibration: Path | None = None) -> None:
        """Encode and rank with this model from now on, None for the one that ships.

        A calibration is of one model: another goes with it, or the one that ships.
        """
        if folder == self.engine.folder:
            return
        self.engine.use(folder)
        value = replace(
            self._preferences.value,
            model=_kept(folder),
            calibration=_kept(calibration),
        )
        self._preferences.change(value)
        self.model_changed.emit()
        self.strength_changed.emit()
        self.database_changed.emit()

    def use_strength(self, calibration: Path | None, verbal_scale: Path | None) -> None:
        """Weigh with these from now on; comparisons that are stored stay as they are."""
        value = replace(
            self._preferences.value,
            calibration=_kept(calibration),
            verbal_scale=_kept(verbal_scale),
        )
        if value != self._preferences.value:
            self._preferences.change(value)
            self.strength_changed.emit()

    def use_examiner(self, name: str) -> None:
        """Who works from now on, as it stands in the records of the open case too."""
        self._preferences.change(replace(self._preferences.value, examiner=name))
        if self.case is not None:
            self.case.author = replace(self.case.author, name=name)

    def new_case(self, folder: Path, title: str = "") -> Job:
        """Make a case and open it."""
        return self._change_case(_create_case, (folder, title))

    def open_case(self, folder: Path) -> Job:
        """Open a case in place of the one that is open."""
        return self._change_case(_open_case, (folder, ""))

    def close_case(self) -> Job:
        """Close the case; nothing is lost, every change is stored already."""
        return self._change_case(_no_case, (Path(), ""))

    def open_demonstration(self, folder: Path | None = None) -> Job:
        """Make the demonstration where it is missing, open its case, use its database."""

        def opened(found: tuple[_Contents, Path]) -> None:
            self._take_over(found[0])
            self.use_database(found[1])

        self.leaving_case.emit()
        return self._jobs.write(
            _open_demonstration,
            (folder or default_demonstration(), self.engine, self.case, self._examiner),
            label=self.tr("Opening the demonstration case"),
            done=opened,
        )

    def refresh(self) -> Job:
        """Read the case again, after a job has changed it."""
        case = self.case

        def read(found: _Contents) -> None:
            # Another case may have been opened meanwhile.
            if self.case is case:
                self._take_over(found)

        return self._jobs.read(
            _read_case, case, label=self.tr("Reading the case"), owner=self, done=read, quiet=True
        )

    def end(self) -> None:
        """Let go of the case, after all jobs have ended: the next start must find it unlocked."""
        if self.case is not None:
            self.case.close()
            self.case = None

    def write(
        self,
        function: Callable[[Any, Task], Any],
        snapshot: object,
        *,
        label: str,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[WriterIdError], None] | None = None,
        quiet: bool = False,
    ) -> Job:
        """A job that changes the case; the session is read again when it is done."""

        def applied(result: Any) -> None:
            self.refresh()
            if done is not None:
                done(result)

        return self._jobs.write(
            function, snapshot, label=label, done=applied, failed=failed, quiet=quiet
        )

    @property
    def _examiner(self) -> str:
        return self._preferences.value.examiner

    def _change_case(self, function: Callable[[Any, Task], Any], place: tuple[Path, str]) -> Job:
        self.leaving_case.emit()
        return self._jobs.write(
            function,
            (*place, self.case, self._examiner),
            label=self.tr("Opening the case"),
            done=self._take_over,
        )

    def _take_over(self, found: _Contents) -> None:
        case, state, items, comparisons = found
        another = case is not self.case or _shown(state) != _shown(self.state)
        self.case, self.state = case, state
        items_differ, self.items = items != self.items, items
        comparisons_differ, self.comparisons = comparisons != self.comparisons, comparisons
        if another:
            self.case_changed.emit()
        if items_differ:
            self.items_changed.emit()
        if comparisons_differ:
            self.comparisons_changed.emit()


def _folder(kept: str) -> Path | None:
    return Path(kept) if kept else None


def _kept(place: Path | None) -> str:
    return "" if place is None else str(place)


def _shown(state: "CaseState | None") -> tuple[object, ...]:
    """What a page shows of the case itself; the count of events grows with every change."""
    return () if state is None else (state.case_id, state.title, state.names_hidden)


def default_database() -> Path:
    """The database of a first start."""
    return user_data_path("writerid", appauthor=False) / "database"


def default_demonstration() -> Path:
    """Where the demonstration's case and database are made."""
    return user_data_path("writerid", appauthor=False) / "demonstration"


def _read_case(
    case: "Case | None", task: Task
) -> tuple[Any, Any, tuple[Any, ...], tuple[Any, ...]]:
    from writerid.casework.comparisons import list_comparisons  # noqa: PLC0415
    from writerid.casework.items import list_items  # noqa: PLC0415

    task.check_cancelled()
    if case is None:
        return None, None, (), ()
    return case, case.state(), tuple(list_items(case)), tuple(list_comparisons(case))


def _create_case(snapshot: tuple[Path, str, "Case | None", str], task: Task) -> _Contents:
    from writerid.casework.case import Case  # noqa: PLC0415
    from writerid.casework.recent import remember_case  # noqa: PLC0415

    folder, title, before, examiner = snapshot
    case = Case.create(folder, title, examiner=examiner)
    if before is not None:
        before.close()
    remember_case(case)
    return _read_case(case, task)


def _open_case(snapshot: tuple[Path, str, "Case | None", str], task: Task) -> _Contents:
    from writerid.casework.case import Case  # noqa: PLC0415
    from writerid.casework.recent import remember_case  # noqa: PLC0415

    folder, _, before, examiner = snapshot
    if before is not None and before.folder == folder.absolute():
        return _read_case(before, task)
    case = Case.open(folder, examiner=examiner)
    if before is not None:
        before.close()
    remember_case(case)
    return _read_case(case, task)


def _no_case(snapshot: tuple[Path, str, "Case | None", str], task: Task) -> _Contents:
    before = snapshot[2]
    if before is not None:
        before.close()
    return _read_case(None, task)


def _open_demonstration(
    snapshot: tuple[Path, EngineShelf, "Case | None", str], task: Task
) -> tuple[_Contents, Path]:
    from writerid.casework.demonstration import create_demonstration  # noqa: PLC0415

    folder, engine, before, examiner = snapshot
    if before is not None and before.folder == (folder / "case").absolute():
        return _read_case(before, task), folder / "database"
    made = create_demonstration(folder, engine.get(), task, workers=engine.workers)
    return _open_case((made.case, "", before, examiner), task), made.database
