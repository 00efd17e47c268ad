"""What is known of the calibration in use: its figures, plots and report, read by a job."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from writerid.gui.strength.figure_table import Figures, figures_kept, figures_of
from writerid.gui.strength.in_use import Chosen, InUse, read_in_use
from writerid.tasks import Task

translate = QCoreApplication.translate

RECORD = "validation.json"
REPORT = "validation.pdf"
PLOTS = ("tippett", "pav", "ece")


@dataclass(frozen=True, eq=False)
class ValidationShown:
    """``note``: the design of the figures, or why there are few. ``report`` None: there is none.

    ``plots``: of an amount of writing, by kind.
    """

    in_use: InUse
    figures: tuple[Figures, ...] = ()
    note: str = ""
    plots: Mapping[str, Mapping[str, QImage]] = field(default_factory=dict)
    report: Path | None = None


def read_validation(chosen: Chosen, task: Task) -> ValidationShown:
    """Read the calibration in use and what lies beside it."""
    in_use = read_in_use(chosen, task)
    calibration = in_use.calibration
    if calibration is None:
        return ValidationShown(in_use)
    folder = in_use.file.parent
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        if record["calibration_id"] != calibration.calibration_id:
            why = translate("Validation", "The validation record beside it is of another one.")
            return _without_record(in_use, why)
        figures = figures_of(record)
        note = str(record["design"])
    except FileNotFoundError:
        why = translate("Validation", "There is no validation record beside it.")
        return _without_record(in_use, why)
    except (OSError, ValueError, KeyError, TypeError) as error:
        why = translate("Validation", "The validation record beside it can't be read ({}).")
        return _without_record(in_use, why.format(error))
    report = folder / REPORT
    plots = _read_plots(folder, record, task)
    return ValidationShown(in_use, figures, note, plots, report if report.is_file() else None)


def _without_record(in_use: InUse, why: str) -> ValidationShown:
    if in_use.calibration is None:
        return ValidationShown(in_use)
    rest = translate(
        "Validation",
        "The figures are those that the calibration holds itself, from cross-validation grouped "
        "by writer; there are no plots and no report.",
    )
    return ValidationShown(in_use, figures_kept(in_use.calibration), f"{why} {rest}")


def _read_plots(
    folder: Path, record: Mapping[str, Any], task: Task
) -> dict[str, dict[str, QImage]]:
    found: dict[str, dict[str, QImage]] = {}
    for row in record["by_amount"]:
        name = str(row["name"])
        for kind in PLOTS:
            task.check_cancelled()
            picture = QImage(str(folder / f"{kind}-{name.replace(' ', '-')}.png"))
            if not picture.isNull():
                found.setdefault(name, {})[kind] = picture
    return found
