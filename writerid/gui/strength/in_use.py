"""What likelihood ratios are computed and worded with, read and checked by a job."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from writerid.errors import WriterIdError
from writerid.gui.figures import length_of_writing
from writerid.gui.sentences import for_window
from writerid.gui.session import Session
from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.pipeline.calibration import Calibration
    from writerid.pipeline.verbal import VerbalScale

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Chosen:
    """The files that are chosen; None for what ships. ``model``: the folder of the model in use."""

    calibration: Path | None
    verbal_scale: Path | None
    model: Path | None

    @classmethod
    def of(cls, session: Session) -> "Chosen":
        """What the session weighs with."""
        return cls(session.calibration, session.verbal_scale, session.engine.folder)


@dataclass(frozen=True, eq=False)
class InUse:
    """What was found there. Each trouble is the sentence why a file can't be used, or empty.

    A calibration of another model is read, and has a trouble. ``scale`` None: it can't be read.
    """

    chosen: Chosen
    file: Path
    calibration: "Calibration | None"
    trouble: str
    scale: "VerbalScale | None"
    scale_trouble: str


def read_in_use(chosen: Chosen, task: Task) -> InUse:
    """Read the calibration and the verbal scale, and hold them against the model."""
    from writerid.pipeline.calibration import FILE, read_calibration  # noqa: PLC0415 - worker
    from writerid.pipeline.model_files import open_model  # noqa: PLC0415
    from writerid.resources import shipped_calibration, shipped_model  # noqa: PLC0415

    task.check_cancelled()
    place = chosen.calibration or shipped_calibration()
    file = place / FILE if place.is_dir() else place
    calibration, trouble = None, ""
    try:
        calibration = read_calibration(file)
        calibration.check_model(open_model(chosen.model or shipped_model()).model_id)
    except WriterIdError as error:
        trouble = _sentence(error)
    task.check_cancelled()
    scale, scale_trouble = _read_scale(chosen.verbal_scale)
    return InUse(chosen, file, calibration, trouble, scale, scale_trouble)


def _read_scale(file: Path | None) -> "tuple[VerbalScale | None, str]":
    from writerid.pipeline.verbal import ENFSI, read_scale  # noqa: PLC0415 - on the worker

    if file is None:
        return ENFSI, ""
    try:
        return read_scale(file), ""
    except WriterIdError as error:
        return None, _sentence(error)


def _sentence(error: WriterIdError) -> str:
    text = for_window(str(error))
    return f"{text[:1].upper()}{text[1:]}."


def describe_calibration(found: InUse) -> str:
    """What it is, whom it stands for, and what it is not for."""
    lines = [found.trouble] if found.trouble else []
    calibration = found.calibration
    if calibration is not None:
        basis = calibration.basis
        lines.insert(0, basis.label[:1].upper() + basis.label[1:])
        lines.append(
            translate(
                "Calibration", "{} writers, {} pages ({}). Calibration {}, for the model {}."
            ).format(
                basis.writers,
                basis.pages,
                basis.source,
                calibration.calibration_id[:12],
                calibration.model_id[:12],
            )
        )
        lines.append(not_for(calibration))
    if found.chosen.calibration is not None:
        lines.append(str(found.file))
    return "\n".join(lines)


def not_for(calibration: "Calibration") -> str:
    """What no likelihood ratio may be expected for."""
    basis = calibration.basis
    unknown = translate("Calibration", "not recorded")
    least = (
        translate("Calibration", "no amount of writing was enough for a likelihood ratio")
        if math.isinf(calibration.least_mm)
        else translate(
            "Calibration", "not where the harmonic mean of both amounts of writing is below {}"
        ).format(length_of_writing(calibration.least_mm))
    )
    return translate(
        "Calibration",
        "Not for other writing than that of its collections (scripts: {}; styles: {}); {}.",
    ).format(", ".join(basis.scripts) or unknown, ", ".join(basis.styles) or unknown, least)


def describe_scale(found: InUse) -> str:
    """Its name and its bands, or what is wrong with it."""
    if found.scale is None:
        return found.scale_trouble
    bands = "; ".join(
        translate("Calibration", "from {}: {}").format(f"{band.from_lr:,.0f}", band.words)
        for band in found.scale.bands
    )
    return f"{found.scale.name}\n{bands}"
