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
