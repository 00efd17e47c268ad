"""What all comparisons of one replay share: settings, calibrations, codes, and the progress."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from writerid.casework.case import Case
from writerid.errors import CalibrationError
from writerid.model import DocumentCode
from writerid.pipeline.calibration import Calibration, read_calibration
from writerid.pipeline.identify import Engine
from writerid.pipeline.verbal import ENFSI, VerbalScale, read_scale
from writerid.resources import shipped_calibration
from writerid.tasks import Task


@dataclass(frozen=True)
class ReplaySettings:
    """With what comparisons are repeated.

    ``database``: where the database is now, None: where it was. ``all_known``: encode every known
    document again whose original is at hand, not only those of the candidates whose evidence was
    viewed and of the first three. ``calibrations``, ``verbal_scale``: files, beside those that
    ship; what was used is told by its id and its name.
    """

    database: Path | None = None
    all_known: bool = False
    calibrations: tuple[Path, ...] = ()
    verbal_scale: Path | None = None


class CountedTask(Task):
    """The steps of a whole replay: what is within one tells only its name."""

    def __init__(self, outer: Task, total: int) -> None:
        super().__init__()
        self._outer, self._total, self._done = outer, total, 0
        self._about = ""

    def begin(self, about: str, done: int) -> None:
        """Say what the next steps are about; ``done`` are behind."""
        self._about, self._done = about, done

    def progress(self, done: int, total: int, label: str) -> None:  # noqa: ARG002 - see above
        """Tell the whole's progress, with what is done now."""
        shown = f"{self._about}, {label}" if self._about else label
        self._outer.progress(min(self._done, self._total), self._total, shown)

    def check_cancelled(self) -> None:
        """Raise Cancelled if the whole was stopped."""
        self._outer.check_cancelled()

    def step(self, label: str) -> None:
        """One step more is done."""
        self._done += 1
        self.progress(0, 0, label)


@dataclass(frozen=True, eq=False)
class ReplayWork:
    """What all comparisons of a replay share."""

    case: Case
    engine: Engine
    settings: ReplaySettings
    calibrations: Mapping[str, Calibration]
    scales: Mapping[str, VerbalScale]
    codes: dict[str, DocumentCode] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Case, engine: Engine, settings: ReplaySettings) -> "ReplayWork":
        """Read what the settings name. Raises CalibrationError, WriterIdError."""
        scales = {ENFSI.name: ENFSI}
        if settings.verbal_scale is not None:
            scale = read_scale(settings.verbal_scale)
            scales[scale.name] = scale
        found = [*_shipped(), *(read_calibration(file) for file in settings.calibrations)]
        calibrations = {one.calibration_id: one for one in found}
        return cls(case, engine, settings, calibrations, scales)


def _shipped() -> Iterator[Calibration]:
    try:
        yield read_calibration(shipped_calibration())
    except CalibrationError:
        return  # what was weighed with it is then not repeatable, and that is told
