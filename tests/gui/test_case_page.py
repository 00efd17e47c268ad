"""A case as a person works on it, on real files and a real event loop."""

import csv
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QInputDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Guard, new_case, settle
from tests.scribbles import save_scribble
from tests.small_model import small_model
from writerid.casework import demonstration
from writerid.casework.case import Case
from writerid.casework.items import list_items
from writerid.casework.recent import recent_cases
from writerid.gui.casepage.new_case import LONGEST_FOLDER_BYTES, NewCaseDialog, folder_name
from writerid.gui.casepage.page import CasePage
from writerid.gui.casepage.view import CaseView
from writerid.gui.prepare.page import PreparePage
from writerid.gui.session import EngineShelf
from writerid.gui.settings_page import SettingsPage
from writerid.gui.start_page import StartAction
from writerid.gui.window import MainWindow
from writerid.pipeline.steps import Region

__all__ = ["small_model"]


def view_of(page: CasePage) -> CaseView:
    assert page.view is not None
    return page.view


def reopened(window: MainWindow, qtbot: QtBot) -> CaseView:
    """The case closed and opened again, as the window shows it then."""
    page = window.page("case")
    assert isinstance(page, CasePage)
    case = window.bench.session.case
    assert case is not None
    window.show_page("case")
    view_of(page).close_case.click()
    settle(qtbot, window)
    assert page.view is None
    assert page.start.recent.cases[0].folder == case.folder
    page.start.recent_view.clicked.emit(page.start.recent.index(0))
    settle(qtbot, window)
    return view_of(page)


def test_a_case_is_begun_filled_described_and_opened_again(
    window: MainWindow,
    damaged: Path,
    letter: Path,
    tmp_path: Path,
    qtbot: QtBot,
    nothing_slow_on_the_main_thread: Guard,
) -> None:
    photo = save_scribble(tmp_path / "photo.png", "Cramer", dpi=None)
    with nothing_slow_on_the_main_thread():
        page = new_case(window, tmp_path / "case", qtbot, letter, damaged, photo)
        view = view_of(page)
        assert [item.name for item in window.bench.session.items] == ["Q1", "Q2"]
        assert "2 added, 1 left out" in window.bench.notices.texts[0]
        assert "damaged.tif" in window.bench.notices.texts[0]
        cells = [view.rows.index(0, column).data() for column in range(5)]
        assert cells[:3] == ["Q1", "letter.tif", "3"]
        assert "cm" in cells[3]
        assert cells[4] == "300 dpi"
        assert view.rows.index(1, 4).data() == "has to be given"

        view.choose_item(window.bench.session.items[1].id)
        view.panel.give.click()
        dialog = window.findChild(QInputDialog)
        assert dialog is not None
        dialog.setDoubleValue(300.0)
        dialog.accept()
        settle(qtbot, window)
        assert view.rows.index(1, 4).data() == "300 dpi"

        language = view.panel.data.field("language")
        QTest.keyClicks(language, "German")
        QTest.keyClick(language, Qt.Key.Key_Return)
        manner = view.panel.data.field("manner")
        assert isinstance(manner, QComboBox)
        manner.setCurrentIndex(manner.findData("disguise suspected"))
        manner.activated.emit(manner.currentIndex())
        QTest.keyClicks(view.panel.title, "The photograph")
        QTest.keyClick(view.panel.title, Qt.Key.Key_Return)
        view.panel.notes.setPlainText("taken in a hurry")
        view.tabs.setCurrentIndex(1)
        view.notes.setPlainText("who brought it?")
        settle(qtbot, window)
        view = reopened(window, qtbot)
    item = window.bench.session.items[1]
    assert (item.title, item.notes) == ("The photograph", "taken in a hurry")
    assert (item.data.language, item.data.manner) == ("German", "disguise suspected")
    assert view.notes.toPlainText() == "who brought it?"
    assert item.amount is not None


def test_items_are_moved_removed_and_brought_back(
    window: MainWindow, letter: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    note = save_scribble(tmp_path / "note.png", "Cramer")
    session = window.bench.session
    view = view_of(new_case(window, tmp_path / "case", qtbot, letter, note))

    def names() -> list[str]:
        settle(qtbot, window)
        return [item.name for item in session.items]

    view.choose_item(session.items[0].id)
    view.tool("down").click()
    assert names() == ["Q2", "Q1"]
    view.tool("undo").click()
    assert names() == ["Q1", "Q2"]
    view.choose_item(session.items[1].id)
    view.table.setFocus()
    view.tool("delete").click()
    assert names() == ["Q1"]
    view.tool("undo").click()
    assert names() == ["Q1", "Q2"]
    view.choose_item(session.items[1].id)
    view.tool("delete").click()
    assert names() == ["Q1"]
    view.restore_menu.actions()[0].trigger()
    assert names() == ["Q1", "Q2"]
    view.choose_item(session.items[1].id)
    view.panel.name.setText("Q1")
    view.panel.name.editingFinished.emit()
    assert names() == ["Q1", "Q2"]
    assert "choose another name" in window.notice_panel.text.text()
    assert view.panel.name.text() == "Q2"
    page = window.page("case")
    assert isinstance(page, CasePage)
    page.add_files([tmp_path / "letter.tif"])
    settle(qtbot, window)
    assert "in the case already" in window.notice_panel.text.text()


def test_a_preparation_is_saved_and_comes_back(
    window: MainWindow, prepare: PreparePage, letter: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    view = view_of(new_case(window, tmp_path / "case", qtbot, letter))
    whole = window.bench.session.items[0].amount
    view.panel.prepare.click()
    settle(qtbot, window)
    assert window.stack.currentWidget() is prepare
    region = Region.rectangle(20, 20, 500, 250)
    prepare.model.add(region)
    settle(qtbot, window)
    pages = window.bench.session.items[0].pages
    assert region in pages[0].steps
    assert pages[0].version == 2
    assert pages[0].amount is not None
    assert whole is not None
    prepare.model.add(Region.rectangle(30, 30, 400, 200))
    # Left before the edits have settled: they are saved all the same.
    reopened(window, qtbot)
    assert window.bench.session.items[0].pages[0].version == 3
    window.show_page("prepare")
    settle(qtbot, window)
    assert region in prepare.model.steps
    amount = window.bench.session.items[0].amount
    assert amount is not None
    assert amount.writing_mm < whole.writing_mm


def test_first_start_to_the_demonstration(
    window: MainWindow,
    small_model: Path,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made_up = tmp_path / "resources" / "demo"
    rows = []
    for writer in ("Ahlers", "Cramer"):
        save_scribble(made_up / "known" / writer / "1.png", writer, 1)
        rows.append([f"known/{writer}/1.png", writer, f"{writer} 1"])
    save_scribble(made_up / "questioned" / "Q1.png", "Ahlers", 7)
    with (made_up / "labels.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["path", "writer", "document"], *rows])
    monkeypatch.setattr(demonstration, "resources_folder", lambda: made_up.parent)
    session = window.bench.session
    session.engine = EngineShelf(small_model, workers=1)
    page = window.page("case")
    assert isinstance(page, CasePage)
    assert page.start.isVisible()
    page.start.button(StartAction.DEMONSTRATION).click()
    settle(qtbot, window)
    assert window.bench.notices.texts == []
    assert view_of(page).title.text() == demonstration.TITLE
    assert session.items[0].amount is not None
    assert (session.database / "writers.sqlite").is_file()


def test_recent_cases_that_are_gone_can_be_forgotten(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    page = new_case(window, tmp_path / "case", qtbot)
    view_of(page).close_case.click()
    settle(qtbot, window)
    shutil.rmtree(tmp_path / "case")
    page.read_recent()
    settle(qtbot, window)
    assert "gone" in page.start.recent.index(0).data()
    page.start.recent_view.setCurrentIndex(page.start.recent.index(0))
    page.start.forget.click()
    settle(qtbot, window)
    assert page.start.recent.rowCount() == 0
    assert recent_cases() == []
    assert not page.start.recent_view.isVisible()


def test_the_folder_goes_while_the_case_is_open(
    window: MainWindow, letter: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    page = new_case(window, tmp_path / "case", qtbot, letter)
    (tmp_path / "case").rename(tmp_path / "elsewhere")
    view_of(page).panel.title.setText("lost")
    view_of(page).panel.commit()
    settle(qtbot, window)
    assert "is gone" in window.notice_panel.text.text()
    view_of(page).panel.prepare.click()
    settle(qtbot, window)
    assert "the stored copy of letter.tif is gone" in window.notice_panel.text.text()
    view_of(page).close_case.click()
    settle(qtbot, window)
    assert page.view is None
    window.bench.session.open_case(tmp_path / "elsewhere")
    settle(qtbot, window)
    assert view_of(page).rows.rowCount() == 1


def test_a_case_that_is_open_elsewhere_and_a_folder_that_holds_none(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    with Case.create(tmp_path / "held"):
        window.bench.session.open_case(tmp_path / "held")
        settle(qtbot, window)
        assert "open in this program already" in window.notice_panel.text.text()
    (tmp_path / "empty").mkdir()
    window.bench.session.open_case(tmp_path / "empty")
    settle(qtbot, window)
    assert "holds no case" in window.notice_panel.text.text()
    assert window.bench.session.case is None


def test_closing_while_scans_are_added_keeps_the_case_whole(
    window: MainWindow, large: Path, letter: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    page = new_case(window, tmp_path / "case", qtbot, letter)
    page.add_files([large])
    qtbot.waitUntil(lambda: any("Adding" in job.label for job in window.bench.jobs.shown()))
    window.close()
    box = window.findChild(QMessageBox)
    assert box is not None
    next(b for b in box.buttons() if "Stop" in b.text()).click()
    assert not window.isVisible()
    window.bench.session.end()
    with Case.open(tmp_path / "case") as case:
        assert case.state().event_count >= 2


def test_settings_of_the_examiner_and_the_case(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    new_case(window, tmp_path / "case", qtbot)
    window.show_page("settings")
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    page.examiner.setText("A. Lee")
    page.examiner.editingFinished.emit()
    page.names_hidden.click()
    settle(qtbot, window)
    session = window.bench.session
    assert session.state is not None
    assert session.state.names_hidden
    assert session.case is not None
    assert session.case.author.name == "A. Lee"
    assert "processor" in page.device.text() or "CUDA" in page.device.text()
    view = reopened(window, qtbot)
    assert "A. Lee" in view.place.text()


def test_a_missing_resolution_leads_to_the_measuring_tool(
    window: MainWindow, prepare: PreparePage, tmp_path: Path, qtbot: QtBot
) -> None:
    photo = save_scribble(tmp_path / "photo.png", "Cramer", dpi=None)
    view = view_of(new_case(window, tmp_path / "case", qtbot, photo))
    view.panel.measure.click()
    settle(qtbot, window)
    assert window.stack.currentWidget() is prepare
    assert prepare.viewer.action("measure").isChecked()
    window.show_page("case")
    view.panel.estimate.click()
    settle(qtbot, window)
    assert "estimated" in view.rows.index(0, 4).data()
    assert prepare.viewer.view.page is not None
    assert prepare.viewer.view.page.true_dpi is None


def test_what_is_being_typed_is_saved_when_the_window_closes(
    window: MainWindow, letter: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    view = view_of(new_case(window, tmp_path / "case", qtbot, letter))
    view.panel.title.setFocus()
    QTest.keyClicks(view.panel.title, "The first letter")
    view.panel.notes.setPlainText("posted in Köln")
    window.close()
    window.bench.session.end()
    with Case.open(tmp_path / "case") as case:
        item = list_items(case)[0]
    assert (item.title, item.notes) == ("The first letter", "posted in Köln")


def test_a_file_that_is_no_scan_is_dropped(
    window: MainWindow, letter: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    new_case(window, tmp_path / "case", qtbot, letter)
    wrong = tmp_path / "notes.txt"
    wrong.write_text("no scan", encoding="utf-8")
    window.files_dropped.emit([wrong])
    settle(qtbot, window)
    assert "notes.txt" in window.notice_panel.text.text()
    assert len(window.bench.session.items) == 1


def test_files_of_a_case_that_could_not_be_made_go_into_no_other(
    window: MainWindow, letter: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    page = new_case(window, tmp_path / "case", qtbot)
    view_of(page).close_case.click()
    settle(qtbot, window)
    window.files_dropped.emit([letter])
    settle(qtbot, window)
    dialog = window.findChild(NewCaseDialog)
    assert dialog is not None
    dialog.folder.setText(str(letter / "below a file"))
    dialog.create_button.click()
    settle(qtbot, window)
    assert "choose another folder" in window.notice_panel.text.text()
    window.bench.session.open_case(tmp_path / "case")
    settle(qtbot, window)
    assert window.bench.session.items == ()


def test_the_folder_of_a_new_case_follows_any_title(qtbot: QtBot) -> None:
    assert folder_name("24/117: “א ב” & <co>.") == "24 117 “א ב” & co"
    assert folder_name("a\tb\n") == "a b"
    long = folder_name("😀" * 200)
    assert set(long) == {"😀"}
    assert len(long.encode()) <= LONGEST_FOLDER_BYTES
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = NewCaseDialog(parent)
    wanted: list[Path] = []
    dialog.wanted.connect(lambda folder, _: wanted.append(folder))
    dialog.folder.setText("beside the others")
    dialog.create_button.click()
    assert wanted[0].is_absolute()
    assert wanted[0].name == "beside the others"


def test_closing_a_case_with_edits_under_way_leaves_no_complaint(
    window: MainWindow, letter: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    view = view_of(new_case(window, tmp_path / "case", qtbot, letter))
    view.panel.title.setText("The first letter")
    view.panel.notes.setPlainText("posted in Köln")
    view.notes.setPlainText("who brought it?")
    view = reopened(window, qtbot)
    assert window.bench.session.items[0].title == "The first letter"
    assert view.notes.toPlainText() == "who brought it?"
    assert window.bench.notices.texts == []


def test_the_figures_of_the_gauge_stay_whole_below_a_message(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    new_case(window, tmp_path / "case", qtbot, save_scribble(tmp_path / "note.png", "Cramer"))
    window.bench.notices.say("Something to read")
    window.show_page("prepare")
    settle(qtbot, window)
    page = window.page("prepare")
    assert isinstance(page, PreparePage)
    figures = page.panel.gauge.figures
    assert figures.height() >= figures.heightForWidth(figures.width())


def test_a_page_is_left_out_and_taken_back(
    window: MainWindow, letter: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    note = save_scribble(tmp_path / "note.png", "Cramer")
    session = window.bench.session
    view = view_of(new_case(window, tmp_path / "case", qtbot, letter, note))
    view.choose_item(session.items[1].id)
    assert not view.panel.pages.isVisibleTo(view.panel)
    view.choose_item(session.items[0].id)
    assert view.panel.pages.isVisibleTo(view.panel)
    back = session.items[0].pages[1]

    def pages_shown() -> object:
        settle(qtbot, window)
        return view.rows.data(view.rows.index(0, 2))

    assert pages_shown() == "3"
    view.panel.pages.box(back.id).click()
    assert pages_shown() == "2 of 3"
    assert [page.used for page in session.items[0].pages] == [True, False, True]
    view.tool("undo").click()
    assert pages_shown() == "3"
    assert view.panel.pages.box(back.id).isChecked()
