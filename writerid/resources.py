"""Where the files that ship with the program lie."""

import os
import sys
from pathlib import Path


def resources_folder() -> Path:
    """The ``resources`` folder: beside the package, or inside a bundled program."""
    chosen = os.environ.get("WRITERID_RESOURCES")
    if chosen:
        return Path(chosen)
    bundled = getattr(sys, "_MEIPASS", None)
    root = Path(bundled) if bundled else Path(__file__).resolve().parent.parent
    return root / "resources"


def shipped_model() -> Path:
    """The model that ships with the program."""
    return resources_folder() / "models" / "default"


def shipped_calibration() -> Path:
    """The folder of the calibration that ships with the program, for the shipped model."""
    return resources_folder() / "calibration" / "default"


def report_folder() -> Path:
    """Templates and fonts of the reports."""
    return resources_folder() / "report"
