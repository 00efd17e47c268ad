"""What the examiner has chosen for the window, kept in one small file."""

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from platformdirs import user_config_path
from PySide6.QtCore import QObject, Signal

from writerid.errors import WriterIdError
from writerid.gui.jobs import Jobs
from writerid.gui.report_settings import ReportSettings
from writerid.tasks import Task

log = logging.getLogger("writerid.gui")


class PreferencesError(WriterIdError):
    """A settings file that can't be read."""


class Appearance(StrEnum):
    """Which colours."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class InkLimits:
    """Up to which length of writing, in mm, a page holds too little, and from which on enough."""

    too_little_mm: float = 100.0
    enough_mm: float = 1000.0

    def __post_init__(self) -> None:
        if not 0.0 < self.too_little_mm < self.enough_mm:
            raise PreferencesError("the limit for enough writing must be above that for too little")


@dataclass(frozen=True)
class Preferences:
    """Everything that is kept from one start to the next.

    ``database``: folder of the database in use, empty for the default place. ``examiner``: the name
    that stands in records, beside the account's. ``model``: folder of the model that encodes and
    ranks, empty for the one that ships. ``calibration`` and ``verbal_scale``: what
    likelihood ratios are computed and worded with, empty for those that ship. ``report``: the
    letterhead and how reports are saved.
    """

    appearance: Appearance = Appearance.SYSTEM
    ink_limits: InkLimits = field(default_factory=InkLimits)
    database: str = ""
    examiner: str = ""
    model: str = ""
    calibration: str = ""
    verbal_scale: str = ""
    report: ReportSettings = field(default_factory=ReportSettings)


def preferences_file() -> Path:
    """Where the settings of this user lie."""
    return user_config_path("writerid", appauthor=False) / "window.json"


def load_preferences(file: Path) -> Preferences:
    """The settings in ``file``, the defaults where there is none. Raises PreferencesError."""
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Preferences()
    except (OSError, ValueError) as error:
        raise PreferencesError(
            f"{file} can't be read, so the settings are those of a first start: {error}", path=file
        ) from error
    return _from_record(record, file)


def save_preferences(snapshot: tuple[Path, Preferences], task: Task) -> None:
    """Write the settings; a job of the writer."""
    file, preferences = snapshot
    task.check_cancelled()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".part")
        unfinished.write_text(json.dumps(asdict(preferences), indent=2), encoding="utf-8")
        unfinished.replace(file)
    except OSError as error:
        raise PreferencesError(
            f"{file} can't be written, so the settings last until the window closes: "
            f"{error.strerror}",
            path=file,
        ) from error


def _from_record(record: Any, file: Path) -> Preferences:
    if not isinstance(record, Mapping):
        raise PreferencesError(f"{file} holds no settings: those of a first start are used")
    unknown = set(record) - {one.name for one in fields(Preferences)}
    if unknown:
        raise PreferencesError(
            f"{file} has settings that this version does not know ({', '.join(sorted(unknown))}): "
            "those of a first start are used",
            path=file,
        )
    try:
        return Preferences(
            Appearance(record.get("appearance", Appearance.SYSTEM)),
            InkLimits(**record.get("ink_limits", {})),
            str(record.get("database", "")),
            str(record.get("examiner", "")),
            str(record.get("model", "")),
            str(record.get("calibration", "")),
            str(record.get("verbal_scale", "")),
            ReportSettings.from_record(record.get("report", {})),
        )
    except (TypeError, ValueError) as error:
        raise PreferencesError(
            f"{file} holds a setting that can't be used, so those of a first start are: {error}",
            path=file,
        ) from error


class PreferencesModel(QObject):
    """The settings in use; a change is told at once and written in the background."""

    changed = Signal()

    def __init__(self, value: Preferences, file: Path, jobs: Jobs) -> None:
        super().__init__()
        self.value = value
        self.file = file
        self._jobs = jobs

    def change(self, value: Preferences) -> None:
        """Take over and keep other settings."""
        if value == self.value:
            return
        self.value = value
        self._jobs.write(
            save_preferences, (self.file, value), label=self.tr("Saving settings"), quiet=True
        )
        self.changed.emit()
