"""What goes wrong with files and folders is said in the window, and nothing is lost."""

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from tests.gui.conftest import settle
from tests.gui.examination import Examination
from tests.gui.test_carry import asked, carry_of
from tests.gui.test_report_page import kinds, page, quick, save
from writerid.casework.case import FILE
from writerid.casework.casefile.export import export_case
from writerid.gui.carry.dialogs import ExportDialog, JoinDialog, TakeInDialog
from writerid.gui.report.page import ReportPage

__all__ = ["page", "quick"]


def test_a_report_named_like_the_case_leaves_the_case(
    quick: None, examination: Examination, page: ReportPage
) -> None:
    said = save(examination, page, examination.folder / FILE)
    assert "is not written over" in said
    assert "report made" not in kinds(examination)
    said = save(examination, page, examination.folder / "originals" / "report.pdf")
    assert "lies among the originals" in said
    with sqlite3.connect(examination.folder / FILE) as rows:
        assert rows.execute("SELECT count(*) FROM comparisons").fetchone() == (1,)


def test_a_file_beside_a_new_report_is_left(
    examination: Examination, page: ReportPage, tmp_path: Path
) -> None:
    (tmp_path / "letter.json").write_text("mine")
    page.panel.json.click()
    assert "is left as it is" in save(examination, page, tmp_path / "letter.pdf")
    assert (tmp_path / "letter.json").read_text() == "mine"
    assert (tmp_path / "letter.pdf").is_file()
    # The same report again: what lies beside it is of the one before.
    assert "is left" not in save(examination, page, tmp_path / "letter.pdf")
    assert (tmp_path / "letter.json").read_text() != "mine"


@pytest.mark.skipif(os.name != "posix", reason="an open folder can't be renamed")
def test_a_case_that_was_moved_while_it_is_open(
    quick: None, examination: Examination, page: ReportPage, tmp_path: Path
) -> None:
    (tmp_path / "old.pdf").write_bytes(b"the old report")
    examination.folder.rename(tmp_path / "moved")
    assert "is gone: it was moved or deleted" in save(examination, page, tmp_path / "old.pdf")
    assert (tmp_path / "old.pdf").read_bytes() == b"the old report"
    carry = carry_of(examination.window)
    carry.export.trigger()
    settle(examination.qtbot, examination.window)
    assert any("is gone" in text for text in examination.window.bench.notices.texts)
    (tmp_path / "moved").rename(examination.folder)
    assert save(examination, page, tmp_path / "old.pdf") == "Saved: old.pdf."


def test_files_of_another_kind_are_refused(examination: Examination, tmp_path: Path) -> None:
    window, qtbot = examination.window, examination.qtbot
    examination.open()
    case = examination.session.case
    assert case is not None
    done = threading.Thread(target=export_case, args=(case, tmp_path / "letters.wricase"))
    done.start()
    done.join()
    (tmp_path / "opinion.wriopinion").write_bytes((tmp_path / "letters.wricase").read_bytes())
    (tmp_path / "text.wricase").write_text("no archive")
    before = kinds(examination)
    window.files_dropped.emit([tmp_path / "opinion.wriopinion"])
    asked(window, qtbot, JoinDialog).go.click()
    settle(qtbot, window)
    assert "is no second opinion" in window.bench.notices.texts[0]
    window.files_dropped.emit([tmp_path / "text.wricase"])
    taking = asked(window, qtbot, TakeInDialog)
    taking.folder.show_path(tmp_path / "there")
    taking.go.click()
    settle(qtbot, window)
    assert "is no exported case" in window.bench.notices.texts[0]
    assert not (tmp_path / "there").exists()
    assert kinds(examination) == before


def test_an_export_that_the_system_refuses_is_no_fault_of_the_program(
    examination: Examination, tmp_path: Path
) -> None:
    window, qtbot = examination.window, examination.qtbot
    examination.open()
    carry = carry_of(window)
    carry.export.trigger()
    dialog = asked(window, qtbot, ExportDialog)
    dialog.file.show_path(tmp_path / ("a" * 300 + ".wricase"))
    dialog.go.click()
    settle(qtbot, window)
    assert "can't be written" in window.bench.notices.texts[0]
    assert not any("fault" in text for text in window.bench.notices.texts)
