"""The window around the pages."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.conftest import controls, settle
from tests.scribbles import save_scribble
from writerid.casework.case import Case
from writerid.casework.importing import import_files
from writerid.casework.item_changes import add_items
from writerid.gui.application import build_window
from writerid.gui.journey import JOURNEY
from writerid.gui.preferences import (
    Appearance,
    InkLimits,
    Preferences,
    PreferencesError,
    load_preferences,
    save_preferences,
)
from writerid.gui.scan_files import SCAN_PATTERNS
from writerid.gui.settings_page import SettingsPage
from writerid.gui.shortcuts import list_shortcuts
from writerid.gui.theme import DARK
from writerid.gui.window import MainWindow
from writerid.gui.workbench import WindowPage, Workbench
from writerid.pipeline.scan import SUPPORTED_SUFFIXES
from writerid.tasks import SILENT

ROOT = Path(__file__).parent.parent.parent


def run_python(*arguments: str) -> str:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    ).stdout


def test_the_first_window_needs_nothing_heavy(tmp_path: Path) -> None:
    out = run_python(
        "-c",
        "import sys; from pathlib import Path\n"
        "from writerid.gui.application import build_window, make_application\n"
        "application = make_application()\n"
        f"window = build_window(application, Path({str(tmp_path / 'w.json')!r}))\n"
        "window.show()\n"
        "heavy = ('torch', 'onnxruntime', 'cv2', 'skimage', 'sklearn', 'scipy', 'PIL')\n"
        "print([m for m in heavy if m in sys.modules])\n"
        "window.close()",
    )
    assert out.strip() == "[]"


def test_qt_keeps_its_references_to_none(qapp: QApplication) -> None:
    path, point = QPainterPath(), QPointF(1.0, 1.0)
    before = sys.getrefcount(None)
    for _ in range(1000):
        path.addEllipse(point, 1.0, 1.0)
    assert sys.getrefcount(None) > before - 500


def test_pages_are_offered_when_they_are_added(window: MainWindow, qtbot: QtBot) -> None:
    built: list[Workbench] = []

    def build(bench: Workbench) -> QWidget:
        built.append(bench)
        return QLabel("more")

    window.add_page(WindowPage("more", "More", "report", build))
    assert built == []
    window.rail.button("more").click()
    assert built == [window.bench]
    assert window.stack.currentWidget() is window.page("more")


def test_every_control_has_a_name(window: MainWindow, letter: Path, qtbot: QtBot) -> None:
    for name in ("case", "prepare", "settings", "about"):
        window.show_page(name)
        for one in controls(window.page(name)):
            text = one.text() if isinstance(one, QAbstractButton) else ""
            assert one.accessibleName() or text, f"{name}: {one}"
    settle(qtbot, window)


def test_all_shortcuts_are_on_the_sheet(window: MainWindow, qtbot: QtBot) -> None:
    window.page("prepare")
    QTest.keyClicks(window, "?")
    sheet = window._sheet
    assert sheet is not None
    assert sheet.isVisible()
    text = sheet.browser.toPlainText()
    for words in ("Fit the page", "mouse wheel", "Undo", "Go to Prepare", "Brush narrower"):
        assert words in text
    sheet.close()
    for entries in list_shortcuts(window).values():
        keys = [key for key, _ in entries]
        assert len(keys) == len(set(keys)), keys


def test_notices_wait_and_are_dismissed(window: MainWindow, qtbot: QtBot) -> None:
    notices = window.bench.notices
    assert not window.notice_panel.isVisible()
    notices.say("first")
    notices.say("second")
    notices.say("second")
    assert window.notice_panel.text.text() == "second"
    window.notice_panel.dismiss.click()
    assert window.notice_panel.text.text() == "first"
    window.notice_panel.dismiss.click()
    assert not window.notice_panel.isVisible()


def test_work_is_shown_and_stopped(window: MainWindow, qtbot: QtBot) -> None:
    go_on = threading.Event()
    job = window.bench.jobs.read(lambda _, task: go_on.wait(20), None, label="Counting sheep")
    assert window.job_bar.label.text() == "Counting sheep"
    window.job_bar.stop.click()
    assert job.state.is_over
    assert not window.job_bar.stop.isVisible()
    go_on.set()
    settle(qtbot, window)


@pytest.mark.parametrize("stop", [True, False])
def test_closing_while_busy_asks(window: MainWindow, qtbot: QtBot, stop: bool) -> None:
    go_on = threading.Event()
    window.bench.jobs.read(lambda _, task: go_on.wait(20), None, label="Counting sheep")
    window.close()
    assert window.isVisible()
    box = window.findChild(QMessageBox)
    assert box is not None
    assert "Counting sheep" in box.informativeText()
    button = next(b for b in box.buttons() if ("Stop" in b.text()) is stop)
    if stop:
        # The call can't be broken off: closing waits for it out of sight.
        threading.Timer(0.1, go_on.set).start()
    button.click()
    assert window.isVisible() is not stop
    go_on.set()


def test_settings_are_kept(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    page.appearance.setCurrentIndex(page.appearance.findData(Appearance.DARK))
    page.appearance.activated.emit(page.appearance.currentIndex())
    page.enough.setValue(250.0)
    assert window.bench.theme.colours is DARK
    settle(qtbot, window)
    kept = load_preferences(tmp_path / "settings" / "window.json")
    assert kept == Preferences(Appearance.DARK, InkLimits(100.0, 2500.0))


@pytest.mark.parametrize(
    "text", ["", "[]", '{"colour": 1}', '{"appearance": "pink"}', '{"ink_limits": {"a": 1}}']
)
def test_bad_settings_are_said_and_replaced(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "window.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PreferencesError):
        load_preferences(file)
    window = build_window(qapp, file)
    assert len(window.bench.notices.texts) == 1
    assert window.bench.preferences.value == Preferences()
    window.close()


def test_settings_come_back(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "window.json"
    value = Preferences(Appearance.LIGHT, InkLimits(5.0, 6.0), "/a/b", "A. Lee")
    assert load_preferences(file) == Preferences()
    save_preferences((file, value), SILENT)
    assert load_preferences(file) == value


def test_dark_and_twice_as_large(tmp_path: Path) -> None:
    case = tmp_path / "case"
    with Case.create(case, "The letters") as made:
        file = save_scribble(tmp_path / "letter.png", "Ahlers")
        add_items(made, import_files(made.originals, [file]).files)
    out = run_python(
        *("-W", "error", "-m", "writerid.gui.screenshots", str(tmp_path / "pictures")),
        *("--dark", "--zoom", "2", "--case", str(case), "--database", str(tmp_path / "known")),
    )
    files = [Path(line) for line in out.splitlines()]
    assert len(files) > len(JOURNEY)
    assert all(file.stat().st_size > 5_000 for file in files)


def test_the_files_offered_are_those_that_can_be_read() -> None:
    assert {pattern.lstrip("*") for pattern in SCAN_PATTERNS.split()} == set(SUPPORTED_SUFFIXES)
