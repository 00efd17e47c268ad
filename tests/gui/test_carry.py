"""Handing a case on in the window: what leaves is shown, and both opinions come together."""

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMenu
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Guard, controls, settle
from tests.gui.examination import Examination
from writerid.casework.casefile.checking import check_case_file
from writerid.gui.carry.actions import CarryActions
from writerid.gui.carry.blind_dialog import BlindDialog
from writerid.gui.carry.dialogs import ExportDialog, JoinDialog, ReturnDialog, TakeInDialog
from writerid.gui.carry.opinions_dialog import OpinionsDialog
from writerid.gui.casepage.page import CasePage
from writerid.gui.window import MainWindow

Kind = TypeVar("Kind", bound=QDialog)


def page_of(window: MainWindow) -> CasePage:
    page = window.page("case")
    assert isinstance(page, CasePage)
    return page


def carry_of(window: MainWindow) -> CarryActions:
    return page_of(window).carry


def asked(window: MainWindow, qtbot: QtBot, kind: type[Kind]) -> Kind:
    """The dialog that is open now; everything in it has a name that can be read out."""
    settle(qtbot, window)
    dialog = carry_of(window).dialog
    assert isinstance(dialog, kind)
    nameless = [one for one in controls(dialog) if not (one.accessibleName() or _text(one))]
    assert not nameless
    return dialog


def cell(dialog: ExportDialog, row: int) -> str:
    """What goes along of the writer in a row."""
    return str(dialog.table.model().index(row, 1).data())


def _text(widget: object) -> str:
    text = getattr(widget, "text", None)
    return str(text()) if callable(text) else ""


def test_a_case_is_exported_and_imported(
    examination: Examination,
    tmp_path: Path,
    qtbot: QtBot,
    nothing_slow_on_the_main_thread: Guard,
) -> None:
    window = examination.window
    examination.open()
    carry = carry_of(window)
    file = tmp_path / "out" / "letters.wricase"
    with nothing_slow_on_the_main_thread():
        carry.export.trigger()
        dialog = asked(window, qtbot, ExportDialog)
        assert dialog.table.rowCount() == 3
        cells = {cell(dialog, row) for row in range(3)}
        assert "the codes of 2 documents, 2 scans" in cells
        dialog.without.setChecked(True)
        assert cell(dialog, 0) == "the codes of 2 documents, no scan"
        dialog.without.setChecked(False)
        dialog.file.show_path(file)
        dialog.go.click()
        settle(qtbot, window)
    summary = check_case_file(file)
    assert str(file) in window.bench.notices.texts[0]
    assert summary.sha256 in window.bench.notices.texts[0]
    # Dropped on the window, it becomes a case again.
    window.files_dropped.emit([file])
    taking = asked(window, qtbot, TakeInDialog)
    assert taking.file.path == file
    assert taking.folder.path is not None
    assert taking.folder.path.name == "letters"
    taking.folder.show_path(tmp_path / "there")
    taking.go.click()
    qtbot.waitUntil(
        lambda: (
            window.bench.session.case is not None
            and window.bench.session.case.folder == tmp_path / "there"
        )
    )
    settle(qtbot, window)
    assert summary.event_head in window.bench.notices.texts[0]
    assert len(window.bench.session.comparisons) == 1


def test_an_export_that_is_cancelled_or_fails_leaves_nothing(
    examination: Examination, tmp_path: Path, qtbot: QtBot
) -> None:
    window = examination.window
    examination.open()
    carry = carry_of(window)
    carry.export.trigger()
    dialog = asked(window, qtbot, ExportDialog)
    dialog.file.show_path(tmp_path / "out" / "x.wricase")
    dialog.go.click()
    for job in window.bench.jobs.shown():
        job.cancel()
    settle(qtbot, window)
    assert not list((tmp_path / "out").glob("*"))
    (tmp_path / "mine.wricase").write_text("mine")
    carry.export.trigger()
    dialog = asked(window, qtbot, ExportDialog)
    dialog.file.show_path(tmp_path / "mine.wricase")
    dialog.go.click()
    settle(qtbot, window)
    assert "exists already" in window.bench.notices.texts[0]
    assert (tmp_path / "mine.wricase").read_text() == "mine"


def test_a_second_opinion_from_package_to_both_sides(
    examination: Examination,
    tmp_path: Path,
    qtbot: QtBot,
    nothing_slow_on_the_main_thread: Guard,
) -> None:
    window, session = examination.window, examination.session
    examination.open()
    carry = carry_of(window)
    first = session.case
    assert first is not None
    files = (tmp_path / "k7.wriblind", tmp_path / "k7.wrisealed", tmp_path / "k7.wriopinion")
    with nothing_slow_on_the_main_thread():
        assert not carry.give_back.isEnabled()
        assert not carry.opinions.isEnabled()
        pack(window, qtbot, *files[:2])
        open_package(examination, files[0], tmp_path / "second")
        repeat(examination, files[2])
        session.open_case(first.folder)
        settle(qtbot, window)
        assert session.database == examination.database
        window.files_dropped.emit([files[2]])
        joining = asked(window, qtbot, JoinDialog)
        joining.sealed.show_path(files[1])
        joining.go.click()
        shown = asked(window, qtbot, OpinionsDialog)
    text = shown.text.toPlainText()
    assert "The first one stands out." in text
    assert "B. Ono" in text
    assert "Ahlers (W-0" in text
    assert "The largest difference of a score is 0.0000" in text
    shown.accept()
    assert carry.opinions.isEnabled()


def pack(window: MainWindow, qtbot: QtBot, package: Path, sealed: Path) -> None:
    """Make a package, after what leaves was looked at with and without scans."""
    carry_of(window).blind.trigger()
    asking = asked(window, qtbot, BlindDialog)
    assert asking.chosen() == ("Q1",)
    assert asking.table.rowCount() == 3
    assert "6 documents, all with their scans" in asking.told.text()
    asking.items.item(0).setCheckState(Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: asking.told.text() == "Choose an item.")
    assert not asking.go.isEnabled()
    asking.items.item(0).setCheckState(Qt.CheckState.Checked)
    asking.without.setChecked(True)
    qtbot.waitUntil(lambda: "all without scans" in asking.told.text())
    asking.without.setChecked(False)
    qtbot.waitUntil(lambda: "all with their" in asking.told.text())
    asking.package.show_path(package)
    asking.sealed.show_path(sealed)
    asking.go.click()
    settle(qtbot, window)
    assert f"Send {package}" in window.bench.notices.texts[0]


def open_package(examination: Examination, package: Path, folder: Path) -> None:
    """Drop a package, and go on in the case that it becomes."""
    window, session, qtbot = examination.window, examination.session, examination.qtbot
    first = session.case
    window.files_dropped.emit([package])
    taking = asked(window, qtbot, TakeInDialog)
    taking.folder.show_path(folder)
    taking.go.click()
    qtbot.waitUntil(lambda: session.case is not None and session.case is not first)
    settle(qtbot, window)
    # What is compared with lies in the package's own folder.
    assert session.database == folder / "database"
    assert carry_of(window).give_back.isEnabled()
    assert not carry_of(window).blind.isEnabled()


def give_back(window: MainWindow, qtbot: QtBot, opinion: Path) -> str:
    """Ask for the opinion's file; returns what was said."""
    carry_of(window).give_back.trigger()
    giving = asked(window, qtbot, ReturnDialog)
    giving.file.show_path(opinion)
    giving.go.click()
    settle(qtbot, window)
    return window.bench.notices.texts[0]


def repeat(examination: Examination, opinion: Path) -> None:
    """Compare, record a view, return the opinion; not before."""
    window, qtbot = examination.window, examination.qtbot
    assert "no view is recorded yet" in give_back(window, qtbot, opinion)
    examination.ask()
    views = examination.identify.results.views
    views.text.setText("The first one stands out.")
    views.name.setText("B. Ono")
    views.record.click()
    settle(qtbot, window)
    window.show_page("case")
    assert f"Send {opinion}" in give_back(window, qtbot, opinion)


def test_nothing_can_be_handed_on_without_a_case(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    carry = carry_of(window)
    settle(qtbot, window)
    menu = page_of(window).start.from_file.menu()
    assert isinstance(menu, QMenu)
    assert [one.text() for one in menu.actions()] == ["Import a case…", "Open a blind package…"]
    for action in (carry.export, carry.blind, carry.give_back, carry.join, carry.opinions):
        assert not action.isEnabled()
    (tmp_path / "x.wriopinion").write_text("{}")
    window.files_dropped.emit([tmp_path / "x.wriopinion"])
    settle(qtbot, window)
    assert "Open the case that it belongs to first" in window.bench.notices.texts[0]
    menu.actions()[0].trigger()
    taking = asked(window, qtbot, TakeInDialog)
    assert not taking.go.isEnabled()
    (tmp_path / "bad.wricase").write_bytes(b"no case")
    taking.file.show_path(tmp_path / "bad.wricase")
    taking.folder.show_path(tmp_path / "there")
    taking.go.click()
    settle(qtbot, window)
    assert "no exported case" in window.bench.notices.texts[0]
    assert not (tmp_path / "there").exists()
