"""Every step of the demonstration journey looks as it did when a person last looked at it.

Pictures are compared small and grey, so that another version of a font is no difference but a view
that is missing, moved or blank is. After a look at the new pictures (writerid.gui.screenshots) they
are taken over with WRITERID_UPDATE_GOLDEN=1.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.conftest import settle as wait
from writerid.gui.journey import JOURNEY, walk
from writerid.gui.window import MainWindow

GOLDEN = Path(__file__).parent / "golden"
SIZE = (342, 192)
MOST_MEAN_DIFFERENCE = 2.5
MOST_CHANGED_SHARE = 0.015
CHANGED = 48


def small(file: Path) -> Image.Image:
    with Image.open(file) as picture:
        return picture.convert("L").resize(SIZE, Image.Resampling.BOX)


def pixels(picture: Image.Image) -> npt.NDArray[np.float64]:
    return np.asarray(picture, dtype=np.float64)


def differs(file: Path, name: str) -> str:
    """How a picture differs from its golden one, empty where it does not."""
    golden = GOLDEN / f"{name}.png"
    if not golden.exists():
        return f"{name}: nobody has looked at it yet"
    with Image.open(golden) as kept:
        apart = np.abs(pixels(small(file)) - pixels(kept.convert("L")))
    mean, changed = float(apart.mean()), float((apart > CHANGED).mean())
    if mean > MOST_MEAN_DIFFERENCE or changed > MOST_CHANGED_SHARE:
        return f"{name}: mean difference {mean:.1f}, {100 * changed:.1f} % changed (see {file})"
    return ""


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder with a name of the same length each time: dialogs that show it keep their size."""
    with TemporaryDirectory(prefix="w", ignore_cleanup_errors=True) as name:
        yield Path(name) / "demonstration"


def test_the_journey_looks_as_it_did(
    window: MainWindow,
    qapp: QApplication,
    tmp_path: Path,
    qtbot: QtBot,
    short_folder: Path,
) -> None:
    window.bench.session.open_demonstration(short_folder)
    wait(qtbot, window)
    taken = [(step.name, file) for step, file in walk(qapp, window, tmp_path / "pictures")]
    assert [name for name, _ in taken] == [step.name for step in JOURNEY]
    if os.environ.get("WRITERID_UPDATE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        for old in GOLDEN.glob("*.png"):
            old.unlink()
        for name, file in taken:
            small(file).save(GOLDEN / f"{name}.png", optimize=True)
    assert not [found for name, file in taken if (found := differs(file, name))]


def test_a_blank_view_is_noticed(tmp_path: Path) -> None:
    blank = tmp_path / "blank.png"
    Image.new("RGB", (1366, 768), "white").save(blank)
    assert all(differs(blank, golden.stem) for golden in GOLDEN.glob("*.png"))
    assert "nobody" in differs(blank, "no such view")
