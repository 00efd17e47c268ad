"""The known writers as a person puts them in order, on a real database and a real event loop."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from PySide6.QtWidgets import QInputDialog, QMessageBox
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Guard, settle
from tests.scribbles import save_scribble
from tests.small_model import small_model
from tests.store.conftest import engine, exemplars, full_folder
from writerid.gui.session import EngineShelf
from writerid.gui.window import MainWindow
from writerid.gui.writers import database_jobs
from writerid.gui.writers.enrol_dialog import EnrolDialog
from writerid.gui.writers.enrolment_jobs import Arrangement
from writerid.gui.writers.page import WritersPage
from writerid.store.database import Database
from writerid.store.history import history
from writerid.store.holdings import Holder, record_holding
from writerid.store.writers import documents_of, list_writers

__all__ = ["engine", "exemplars", "full_folder", "small_model"]


@pytest.fixture
def writers(window: MainWindow, small_model: Path, tmp_path: Path, qtbot: QtBot) -> WritersPage:
    """The page of the writers, with a database that does not exist yet."""
    window.bench.session.engine = EngineShelf(small_model, workers=1)
    window.bench.session.use_database(tmp_path / "database")
    window.show_page("writers")
    page = window.page("writers")
    assert isinstance(page, WritersPage)
    settle(qtbot, window)
    return page


@pytest.fixture
def filled(
    writers: WritersPage, window: MainWindow, full_folder: Path, tmp_path: Path, qtbot: QtBot
) -> WritersPage:
    """The same with three writers of two documents each."""
    shutil.copytree(full_folder, tmp_path / "full")
    window.bench.session.use_database(tmp_path / "full")
    settle(qtbot, window)
    return writers


def names(page: WritersPage) -> list[str]:
    return [page.table.rows.index(row, 0).data() for row in range(page.table.rows.rowCount())]


def dialog_of(page: WritersPage) -> EnrolDialog:
    assert page.enrol_dialog is not None
    return page.enrol_dialog


def answer(window: MainWindow, text: str) -> None:
    dialog = window.findChild(QInputDialog)
    assert dialog is not None
    dialog.setTextValue(text)
    dialog.accept()


def test_a_folder_with_a_bad_file_is_enrolled(
    writers: WritersPage,
    window: MainWindow,
    exemplars: Path,
    tmp_path: Path,
    qtbot: QtBot,
    nothing_slow_on_the_main_thread: Guard,
) -> None:
    folder = tmp_path / "known"
    shutil.copytree(exemplars, folder)
    (folder / "Ahlers" / "broken.png").write_bytes(b"no picture")
    save_scribble(folder / "Cramer" / "photo.png", "Cramer", 5, dpi=None)
    with nothing_slow_on_the_main_thread():
        writers.table.enrol.click()
        dialog = dialog_of(writers)
        assert not dialog.enrol.isEnabled()
        dialog.add_paths([folder])
        settle(qtbot, window)
        assert "6 documents would be enrolled" in dialog.summary.text()
        assert "2 need your attention" in dialog.summary.text()
        wrong = {line.file: line.reason for line in dialog.rows.lines if line.wrong}
        assert set(wrong) == {"broken.png", "photo.png"}
        assert "resolution" in wrong["photo.png"]
        assert "--" not in "".join(wrong.values())
        assert dialog.rows.lines[0].wrong
        dialog.options.dpi.setValue(300.0)
        settle(qtbot, window)
        assert "7 documents would be enrolled" in dialog.summary.text()
        dialog.enrol.click()
        settle(qtbot, window)
    assert "Enrolled 7 documents" in writers.report.text.text()
    assert "broken.png" in writers.report.list.toPlainText()
    assert names(writers) == ["Ahlers", "Cramer", "Öztürk, Émile"]
    assert "3 writers" in writers.head.facts.text()
    writers.table.choose("Cramer")
    settle(qtbot, window)
    assert len(writers.panel.documents) == 3
    assert writers.panel.exemplars.rowCount() == 3


def test_enrolment_is_stopped_and_done_again(
    writers: WritersPage, window: MainWindow, exemplars: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    writers.enrol([exemplars])
    settle(qtbot, window)
    dialog_of(writers).enrol.click()
    qtbot.waitUntil(
        lambda: any(j.progress[0] >= 1 for j in window.bench.jobs.shown()), timeout=30_000
    )
    window.job_bar.stop.click()
    settle(qtbot, window)
    with Database.open(tmp_path / "database") as database:
        kept = sum(writer.document_count for writer in list_writers(database))
    assert 1 <= kept < 6
    writers.enrol([exemplars])
    settle(qtbot, window)
    assert f"{kept} are there already" in dialog_of(writers).summary.text()
    dialog_of(writers).enrol.click()
    settle(qtbot, window)
    assert f"Enrolled {6 - kept} documents" in writers.report.text.text()


def test_one_writer_a_pattern_and_conflicts_in_the_preview(
    filled: WritersPage, window: MainWindow, exemplars: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    filled.enrol()
    dialog = dialog_of(filled)
    dialog.options._take_files([exemplars / "Ahlers" / "1.png"])
    settle(qtbot, window)
    assert dialog.summary.text() == "Say who wrote it."
    dialog.options.writer.setText("Somebody else")
    settle(qtbot, window)
    assert "1 need your attention" in dialog.summary.text()
    assert "Ahlers" in dialog.rows.lines[0].reason
    assert dialog.options.confirmed.isVisible()
    dialog.options.confirmed.click()
    settle(qtbot, window)
    assert dialog.enrol.text() == "Enrol 1"
    dialog.options.clear.click()
    save_scribble(tmp_path / "more" / "Dorn_1.png", "Cramer", 8)
    dialog.options.arrangement.setCurrentIndex(
        dialog.options.arrangement.findData(Arrangement.PATTERN)
    )
    dialog.add_paths([tmp_path / "more"])
    settle(qtbot, window)
    assert (dialog.rows.lines[0].writer, dialog.rows.lines[0].fate) == ("Dorn", "enrol")
    dialog.options.pattern.setText("no writer")
    settle(qtbot, window)
    assert "has no {writer}" in dialog.summary.text()
    dialog.reject()


def test_writers_are_described_renamed_merged_and_parted(
    filled: WritersPage, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    table, panel = filled.table, filled.panel
    table.choose("Ahlers")
    settle(qtbot, window)
    panel.codes.setText("K-7, 24/117")
    panel.codes.editingFinished.emit()
    panel.provenance.setPlainText("by request, 2024")
    panel.provenance.commit()
    panel.item.field("language").setText("Dutch")  # type: ignore[union-attr]
    panel.item.commit()
    settle(qtbot, window)
    table.search.setText("24/117")
    assert names(filled) == ["Ahlers"]
    table.search.clear()
    panel.name.setText("Ahlers, Uwe")
    panel.name.editingFinished.emit()
    settle(qtbot, window)
    assert names(filled) == ["Ahlers, Uwe", "Cramer", "Öztürk, Émile"]
    panel.name.setText("Cramer")
    panel.name.editingFinished.emit()
    settle(qtbot, window)
    assert "merge the two" in window.notice_panel.text.text()

    table.choose("Ahlers, Uwe", "Cramer")
    table.merge.click()
    answer(window, "Cramer")
    settle(qtbot, window)
    assert names(filled) == ["Cramer", "Öztürk, Émile"]
    table.choose("Cramer")
    settle(qtbot, window)
    assert len(panel.documents) == 4
    assert panel.codes.text() == "K-7, 24/117"
    panel.split.click()
    answer(window, "Ahlers")
    settle(qtbot, window)
    assert names(filled) == ["Ahlers", "Cramer", "Öztürk, Émile"]


def test_a_deletion_names_the_cases_that_keep_copies_and_the_history_who_did_it(
    filled: WritersPage, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    holder = Holder("c" * 32, "The letters", "/cases/letters", 4, "0" * 64)
    window.bench.session.use_examiner("A. Lee")
    with Database.open(tmp_path / "full") as database:
        [writer] = list_writers(database, "Ahlers")
        held = [document.id for document in documents_of(database, writer)]
        record_holding(database, holder, held, originals=True)
    filled.table.view.selectRow(names(filled).index("Ahlers"))
    filled.table.delete.click()
    settle(qtbot, window)
    box = window.findChild(QMessageBox)
    assert box is not None
    assert (
        "The case “The letters” (/cases/letters) keeps copies: codes of 2 documents, originals of 2"
        in box.informativeText()
    )
    [delete] = [button for button in box.buttons() if button.text() == "Delete"]
    delete.click()
    settle(qtbot, window)
    with Database.open(tmp_path / "full") as database:
        [event] = [one for one in history(database) if one.kind == "documents deleted"]
    assert (event.examiner, event.data["cases"][0]["title"]) == ("A. Lee", "The letters")


def test_writers_are_archived_exported_and_deleted(
    filled: WritersPage, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    table = filled.table
    table.choose("Ahlers", "Cramer")
    table.archive.click()
    settle(qtbot, window)
    assert "2 archived" in filled.head.facts.text()
    table.archived.setChecked(False)
    assert names(filled) == ["Öztürk, Émile"]
    table.archived.setChecked(True)
    table.choose("Ahlers", "Cramer")
    assert table.archive.text() == "Unarchive"
    table.archive.click()
    settle(qtbot, window)
    assert "2 archived" not in filled.head.facts.text()

    table.choose("Cramer")
    filled.changes.export(table.chosen_writers(), tmp_path / "cramer.writers")
    settle(qtbot, window)
    assert "Cramer" in filled.report.text.text()
    table.delete.click()
    settle(qtbot, window)
    box = window.findChild(QMessageBox)
    assert box is not None
    assert "2 documents" in box.text()
    next(b for b in box.buttons() if b.text() == "Delete").click()
    settle(qtbot, window)
    assert names(filled) == ["Ahlers", "Öztürk, Émile"]
    filled.dialogs.ask_about_names(tmp_path / "cramer.writers")
    box = next(b for b in window.findChildren(QMessageBox) if b.isVisible())
    next(b for b in box.buttons() if b.text() == "Import").click()
    settle(qtbot, window)
    assert "Imported 2 documents" in filled.report.text.text()
    assert "Cramer" in names(filled)


def test_another_model_asks_to_encode_again(
    filled: WritersPage, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    connection = sqlite3.connect(tmp_path / "full" / "writers.sqlite")
    connection.execute("UPDATE codes SET model_id = 'another'")
    connection.commit()
    connection.close()
    filled.reload()
    settle(qtbot, window)
    assert "6 documents were encoded with another model" in filled.other_model.text.text()
    filled.other_model.button.click()
    settle(qtbot, window)
    assert "Encoded 6 documents" in filled.report.text.text()
    assert not filled.other_model.isVisible()


def test_a_locked_a_damaged_and_a_newer_database(
    filled: WritersPage,
    window: MainWindow,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(database_jobs, "BUSY_SECONDS", 0.2)
    file = tmp_path / "full" / "writers.sqlite"
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    filled.table.choose("Cramer")
    filled.table.archive.click()
    settle(qtbot, window)
    assert "another program" in window.notice_panel.text.text()
    other.execute("ROLLBACK")
    other.execute("PRAGMA user_version = 999")
    other.close()
    filled.reload()
    settle(qtbot, window)
    assert "newer" in filled.problem.text.text()
    assert filled.head.menu_button.isEnabled()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "writers.sqlite").write_bytes(b"no database" * 400)
    window.bench.session.use_database(tmp_path / "broken")
    settle(qtbot, window)
    assert filled.problem.isVisible()
    assert names(filled) == []
    filled.changes.create(tmp_path / "fresh")
    settle(qtbot, window)
    assert not filled.problem.isVisible()
    assert "0 writers" in filled.head.facts.text()


def test_without_the_model_writers_can_still_be_looked_through(
    filled: WritersPage, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window.bench.session.engine = EngineShelf(tmp_path / "no model")
    filled.reload()
    settle(qtbot, window)
    assert "model" in window.notice_panel.text.text()
    assert len(names(filled)) == 3
