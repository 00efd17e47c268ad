"""What the tests of the window share: a window on a real event loop, and three promises kept."""

import builtins
import gc
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shiboken6
from PIL import Image, ImageFile
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QGraphicsView,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.casework.conftest import engine, exemplars, full_folder, made, scans, small_model
from tests.gui.examination import Examination
from tests.scribbles import HANDS, scribble
from writerid.gui.application import build_window
from writerid.gui.casepage.page import CasePage
from writerid.gui.jobs import Jobs
from writerid.gui.preferences import Preferences, PreferencesModel
from writerid.gui.prepare.page import PreparePage
from writerid.gui.session import Session
from writerid.gui.theme import Theme
from writerid.gui.window import MainWindow
from writerid.gui.workbench import Notices, Workbench

__all__ = ["engine", "exemplars", "full_folder", "made", "scans", "small_model"]


@pytest.fixture(autouse=True)
def no_window_or_timer_left_behind(qapp: QApplication) -> Iterator[None]:
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    # A style sheet is worked out again for every widget that is still there.
    qapp.setStyleSheet("")
    shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    assert not shown, f"windows left behind: {shown}"
    timers = [
        one
        for one in gc.get_objects()
        # By its type: asking some objects of torch for theirs makes them warn.
        if issubclass(type(one), QTimer) and shiboken6.isValid(one) and one.isActive()
    ]
    assert not timers, f"timers left behind: {timers}"


@pytest.fixture(autouse=True)
def folders_of_a_new_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, recent cases and the demonstration are the test's own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user" / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user" / "data"))


@pytest.fixture
def bench(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[Workbench]:
    jobs = Jobs()
    preferences = PreferencesModel(Preferences(), tmp_path / "settings" / "window.json", jobs)
    theme = Theme(qapp, preferences.value.appearance)
    session = Session(jobs, preferences)
    yield Workbench(jobs, theme, preferences, Notices(), session)
    jobs.shut_down()


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    made = build_window(qapp, tmp_path / "settings" / "window.json")
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.bench.jobs.cancel_all()
    made.close()
    made.bench.jobs.shut_down()
    made.bench.session.end()
    made.deleteLater()


@pytest.fixture
def examination(
    window: MainWindow, qtbot: QtBot, made: Path, small_model: Path, tmp_path: Path
) -> Iterator[Examination]:
    examination = Examination(window, qtbot, made, small_model, tmp_path)
    yield examination
    window.bench.jobs.cancel_all()
    window.close()
    window.bench.jobs.shut_down()
    examination.session.end()


@pytest.fixture
def prepare(window: MainWindow) -> PreparePage:
    page = window.page("prepare")
    assert isinstance(page, PreparePage)
    return page


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A file of three pages at 300 dpi."""
    pages = [scribble(HANDS["Ahlers"], number) for number in range(3)]
    file = tmp_path / "letter.tif"
    pages[0].save(file, save_all=True, append_images=pages[1:], dpi=(300, 300))
    return file


@pytest.fixture
def damaged(tmp_path: Path, letter: Path) -> Path:
    file = tmp_path / "damaged.tif"
    file.write_bytes(letter.read_bytes()[:2000])
    return file


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Seventy million grey pixels at 600 dpi."""
    file = tmp_path / "large.tif"
    ramp = Image.linear_gradient("L").resize((7000, 10000), Image.Resampling.NEAREST)
    ramp.save(file, dpi=(600, 600))
    return file


Guard = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def nothing_slow_on_the_main_thread(monkeypatch: pytest.MonkeyPatch) -> Guard:
    """A context in which files, SQL, OpenCV and networks raise on the main thread."""
    import cv2  # noqa: PLC0415 - the window has to do without until it stands
    import onnxruntime  # noqa: PLC0415

    @contextmanager
    def guard() -> Iterator[None]:
        with monkeypatch.context() as patch:
            for holder, name in (
                (builtins, "open"),
                (Path, "open"),
                (Path, "read_text"),
                (Path, "read_bytes"),
                (Path, "write_text"),
                (Path, "write_bytes"),
                (Path, "is_dir"),
                (sqlite3, "connect"),
                (Image, "open"),
                (ImageFile.ImageFile, "load"),
                (cv2, "resize"),
                (cv2, "cvtColor"),
                (cv2, "warpAffine"),
                (cv2, "connectedComponentsWithStats"),
                (onnxruntime, "InferenceSession"),
            ):
                patch.setattr(holder, name, _elsewhere(getattr(holder, name), name))
            yield

    return guard


def _elsewhere(real: Any, name: str) -> Any:
    def guarded(*arguments: Any, **named: Any) -> Any:
        assert threading.current_thread() is not threading.main_thread(), (
            f"{name} on the main thread"
        )
        return real(*arguments, **named)

    return guarded


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the background has nothing to do."""
    qtbot.waitUntil(lambda: not window.is_busy, timeout=60_000)


def new_case(window: MainWindow, folder: Path, qtbot: QtBot, *files: Path) -> CasePage:
    """A case in ``folder`` with these scans as questioned writing, open."""
    window.bench.session.new_case(folder, "The letters")
    qtbot.waitUntil(lambda: window.bench.session.case is not None)
    page = window.page("case")
    assert isinstance(page, CasePage)
    if files:
        page.add_files(files)
    settle(qtbot, window)
    return page


CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QGraphicsView,
    QTextBrowser,
)


def controls(parent: QWidget) -> list[QWidget]:
    """Every widget below ``parent`` that the keyboard can reach, less those Qt makes for itself."""
    return [
        one
        for one in parent.findChildren(QWidget)
        if isinstance(one, CONTROLS)
        and one.focusPolicy()
        and one.isVisible()
        and not one.objectName().startswith("qt_")
    ]
