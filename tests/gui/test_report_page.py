"""A report is put together, looked at, saved, signed and checked in the window."""

import errno
import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from tests.certificates import PASSWORD, save_certificate
from tests.gui.conftest import Guard, controls
from tests.gui.examination import Examination
from writerid.casework.case import Case
from writerid.casework.notes import history
from writerid.casework.reporting import reports
from writerid.casework.reporting.request import ComposedReport, ReportRequest
from writerid.gui.report import previewing, saving
from writerid.gui.report.made_reports import FileState
from writerid.gui.report.page import ReportPage
from writerid.gui.report.report_jobs import Wish
from writerid.pipeline.scan import hash_file
from writerid.report.certificates import open_certificate
from writerid.report.signing import verify_signatures
from writerid.resources import shipped_calibration
from writerid.tasks import Task

LONGEST_MS = 60_000


@pytest.fixture
def page(examination: Examination) -> ReportPage:
    examination.open()
    return shown(examination)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another PDF in place of the report, for what does not depend on what it says."""

    def compose_quickly(
        case: Case, request: ReportRequest, folder: Path, task: Task, **_: object
    ) -> ComposedReport:
        task.check_cancelled()
        pdf = folder / "report.pdf"
        pdf.write_bytes((shipped_calibration() / "validation.pdf").read_bytes())
        state = case.state()
        shown = (request.comparisons or (), state.event_count, state.event_head)
        return ComposedReport(pdf, hash_file(pdf), {}, *shown)

    monkeypatch.setattr(reports, "compose_report", compose_quickly)
    monkeypatch.setattr(reports, "find_missing_evidence", lambda *_: {})


def shown(examination: Examination) -> ReportPage:
    examination.window.show_page("report")
    page = examination.window.page("report")
    assert isinstance(page, ReportPage)
    settle(examination)
    return page


def settle(examination: Examination) -> None:
    window = examination.window
    examination.qtbot.waitUntil(lambda: not window.is_busy, timeout=LONGEST_MS)


def save(examination: Examination, page: ReportPage, file: Path) -> str:
    page.save_as(file)
    settle(examination)
    return page.panel.message.text()


def file_state(page: ReportPage) -> FileState:
    """What became of the one report that was made."""
    [made] = page.panel.made.model.reports
    return made.state


def kinds(examination: Examination) -> list[str]:
    case = examination.session.case
    assert case is not None
    return [event.kind for event in history(case)]


def test_from_the_choices_to_the_report(
    examination: Examination, tmp_path: Path, nothing_slow_on_the_main_thread: Guard
) -> None:
    target = tmp_path / "report.pdf"
    examination.open()
    with nothing_slow_on_the_main_thread():
        page = shown(examination)
        assert page.choices.comparisons == (1,)
        first = page.shown.preview.view.pages
        assert first is not None
        assert len(first.sizes_pt) > 1
        assert "evidence of 2 candidates" in page.shown.hint.text()
        assert "evidence found" not in kinds(examination)[1:]
        page.panel.contents.candidates.setValue(1)
        settle(examination)
        second = page.shown.preview.view.pages
        assert second is not None
        assert second.sha256 != first.sha256
        said = save(examination, page, target)
    assert said == "Saved: report.pdf."
    assert target.read_bytes().startswith(b"%PDF")
    assert kinds(examination)[-1] == "report made"
    [made] = page.panel.made.model.reports
    assert made.state is FileState.SAME
    assert made.place == target
    assert made.line.examiner == examination.window.bench.preferences.value.examiner
    assert examination.window.bench.preferences.value.report.folder == str(tmp_path)
    assert page.panel.folder.isVisible()


def test_missing_evidence_is_found_when_it_is_asked_for(
    examination: Examination, page: ReportPage
) -> None:
    before = page.shown.preview.view.pages
    page.shown.find_now.click()
    settle(examination)
    assert not page.shown.banner.isVisible()
    after = page.shown.preview.view.pages
    assert before is not None
    assert after is not None
    assert len(after.sizes_pt) > len(before.sizes_pt)


def test_csv_and_json_lie_beside_it(
    examination: Examination, page: ReportPage, tmp_path: Path
) -> None:
    page.panel.csv.click()
    page.panel.json.click()
    said = save(examination, page, tmp_path / "report.pdf")
    for name in ("report.csv", "report.json"):
        assert name in said
        assert (tmp_path / name).stat().st_size > 100
    settings = examination.window.bench.preferences.value.report
    assert settings.with_csv
    assert settings.with_json


def test_a_table_that_can_t_be_written_takes_no_report_along(
    quick: None, examination: Examination, page: ReportPage, tmp_path: Path
) -> None:
    (tmp_path / "report.csv").mkdir()
    page.panel.csv.click()
    said = save(examination, page, tmp_path / "report.pdf")
    assert said.startswith("Saved: report.pdf. Not beside it: ")
    assert "report.csv is a folder" in said


def test_what_is_chosen_at_first_is_what_the_command_line_takes(page: ReportPage) -> None:
    usual, choices = ReportRequest(), page.choices
    assert choices.candidates == usual.candidates
    assert choices.evidence_for == usual.evidence_for
    assert choices.pairs == usual.pairs


def test_nothing_ticked_is_no_report(
    quick: None, examination: Examination, page: ReportPage
) -> None:
    choice = page.panel.contents.choice
    choice.setData(choice.index(0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    settle(examination)
    assert "Tick a comparison" in page.shown.preview.sentence.text()
    assert not page.panel.save.isEnabled()
    choice.setData(choice.index(0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    settle(examination)
    assert page.shown.preview.view.pages is not None
    assert page.panel.save.isEnabled()


def test_the_newest_comparison_of_an_item_is_ticked(
    quick: None, examination: Examination, page: ReportPage
) -> None:
    examination.ask()
    page = shown(examination)
    assert page.panel.contents.choice.rowCount() == 2
    assert list(page.choices.comparisons) == [2]
    choice = page.panel.contents.choice
    choice.setData(choice.index(1), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert list(page.choices.comparisons) == [1, 2]
    settle(examination)


def test_an_empty_case_says_what_to_do(examination: Examination, tmp_path: Path) -> None:
    examination.session.new_case(tmp_path / "new", "New")
    settle(examination)
    page = shown(examination)
    assert "Nothing has been compared" in page.shown.preview.sentence.text()
    page.shown.way.click()
    window = examination.window
    assert window.stack.currentWidget() is window.page("identify")
    examination.session.close_case()
    settle(examination)
    assert not window.rail.button("report").isEnabled()
    assert "Open a case first" in page.shown.preview.sentence.text()


def test_no_preview_is_made_while_nobody_looks(
    quick: None, examination: Examination, page: ReportPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Wish] = []
    monkeypatch.setattr(previewing, "preview_report", lambda wish, _: made.append(wish))
    examination.window.show_page("case")
    page.panel.contents.pairs.setValue(2)
    examination.qtbot.wait(600)
    settle(examination)
    assert not made


def test_a_preview_is_stopped(
    quick: None, examination: Examination, page: ReportPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never_ending(_: Wish, task: Task) -> object:
        while True:
            task.check_cancelled()

    shown_before = page.shown.preview.view.pages
    monkeypatch.setattr(previewing, "preview_report", never_ending)
    page.panel.contents.pairs.setValue(2)
    examination.qtbot.waitUntil(page.shown.preview.stop.isVisible, timeout=LONGEST_MS)
    page.shown.preview.stop.click()
    assert not page.shown.preview.stop.isVisible()
    assert page.shown.preview.view.pages is shown_before
    settle(examination)


def test_saving_is_stopped_and_the_old_report_kept(
    quick: None,
    examination: Examination,
    page: ReportPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "report.pdf"
    save(examination, page, target)
    old = target.read_bytes()

    def never_ending(_: object, task: Task) -> object:
        while True:
            task.check_cancelled()

    monkeypatch.setattr(saving, "compose", never_ending)
    page.save_as(target)
    examination.qtbot.waitUntil(
        lambda: "Making the report" in page.panel.progress.stage.text(), timeout=LONGEST_MS
    )
    assert not page.panel.save.isEnabled()
    page.panel.progress.stop.click()
    assert page.panel.save.isEnabled()
    settle(examination)
    assert target.read_bytes() == old
    assert kinds(examination).count("report made") == 1


def no_room(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_place_that_can_t_be_written_is_said(
    quick: None,
    examination: Examination,
    page: ReportPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "report.pdf"
    target.write_bytes(b"the old report")
    said = save(examination, page, tmp_path / "nowhere" / "report.pdf")
    assert said.startswith("No report was saved. ")
    assert "is not there" in said
    (tmp_path / "folder.pdf").mkdir()
    assert "is a folder" in save(examination, page, tmp_path / "folder.pdf")
    real = Path.replace

    def open_elsewhere(self: Path, other: Path) -> Path:
        if other == target:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(self, other)

    monkeypatch.setattr(Path, "replace", open_elsewhere)
    assert "open in another program" in save(examination, page, target)
    assert target.read_bytes() == b"the old report"
    # The history knows a report before it gets its place, and says that it did not.
    assert kinds(examination)[-2:] == ["report made", "report not kept"]
    assert not page.panel.folder.isVisible()
    assert [file.name for file in tmp_path.glob("*.partial")] == []


@pytest.mark.parametrize(
    ("holder", "name", "said"),
    [
        (shutil, "copyfile", "there is no room for report.pdf"),
        (Path, "write_bytes", "the folder for temporary files"),
    ],
)
def test_a_full_disk_is_said(
    quick: None,
    examination: Examination,
    page: ReportPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    holder: object,
    name: str,
    said: str,
) -> None:
    target = tmp_path / "report.pdf"
    target.write_bytes(b"the old report")
    with monkeypatch.context() as patch:
        patch.setattr(holder, name, no_room)
        assert said in save(examination, page, target).lower()
    assert target.read_bytes() == b"the old report"
    assert "report made" not in kinds(examination)
    # With room, it goes on as if nothing had been.
    assert save(examination, page, target) == "Saved: report.pdf."


def dialog_of(parent: QWidget) -> QFileDialog:
    [dialog] = parent.findChildren(QFileDialog)
    return dialog


def test_a_report_is_signed(
    quick: None, examination: Examination, page: ReportPage, tmp_path: Path
) -> None:
    certificate = save_certificate(tmp_path / "examiner.p12")
    target = tmp_path / "signed.pdf"
    page.panel.sign.click()
    dialog = page.sign_dialog
    assert not dialog.sign.isEnabled()
    dialog.choose.click()
    files = dialog_of(dialog)
    files.fileSelected.emit(str(certificate))
    files.reject()
    dialog.password.setText("wrong")
    dialog.sign.click()
    settle(examination)
    assert dialog.isVisible()
    assert "password is not that of" in dialog.message.text()
    dialog.password.setText(PASSWORD)
    dialog.sign.click()
    settle(examination)
    assert not dialog.isVisible()
    assert dialog.password.text() == ""
    files = dialog_of(page)
    files.fileSelected.emit(str(target))
    files.reject()
    settle(examination)
    assert "Signed by Dr. Ada Example" in page.panel.message.text()
    [found] = verify_signatures(target)
    assert found.holds
    [made] = page.panel.made.model.reports
    assert made.state is FileState.SAME
    assert any("signed by Dr. Ada" in one for one in made.signatures)
    settings = examination.window.bench.preferences.file.read_text(encoding="utf-8")
    assert PASSWORD not in settings


def test_an_expired_certificate_writes_nothing(
    quick: None, examination: Examination, page: ReportPage, tmp_path: Path
) -> None:
    old = save_certificate(tmp_path / "old.p12", begins_in=timedelta(days=-60))
    page.panel.sign.click()
    page.sign_dialog.certificate.setText(str(old))
    page.sign_dialog.password.setText(PASSWORD)
    page.sign_dialog.sign.click()
    settle(examination)
    assert "expired on" in page.sign_dialog.message.text()
    page.sign_dialog.reject()
    assert not list(page.findChildren(QFileDialog))


def test_files_are_held_against_the_list(
    quick: None, examination: Examination, page: ReportPage, tmp_path: Path
) -> None:
    target = tmp_path / "report.pdf"
    save(examination, page, target)
    page.earlier.check(target)
    settle(examination)
    assert "byte for byte as it was made" in page.panel.message.text()
    assert "bears no signature" in page.panel.message.text()
    target.write_bytes(target.read_bytes() + b"\n")
    page.earlier.check(target)
    settle(examination)
    assert "with something added behind what was made on" in page.panel.message.text()
    target.write_bytes(target.read_bytes().replace(b"stream", b"streem", 1))
    page.earlier.check(target)
    settle(examination)
    assert "is no report of this case as it was made" in page.panel.message.text()
    page.earlier.read()
    settle(examination)
    assert file_state(page) is FileState.CHANGED
    target.unlink()
    page.earlier.read()
    settle(examination)
    assert file_state(page) is FileState.MISSING
    page.panel.made.check.click()
    files = dialog_of(page)
    files.fileSelected.emit(str(target))
    files.reject()
    settle(examination)
    assert "is not there" in page.panel.message.text()


def test_a_report_that_was_replaced_is_no_changed_one(
    quick: None, examination: Examination, page: ReportPage, tmp_path: Path
) -> None:
    save(examination, page, tmp_path / "report.pdf")
    key = open_certificate(save_certificate(tmp_path / "examiner.p12"), PASSWORD)
    page.save_as(tmp_path / "report.pdf", key)
    settle(examination)
    states = [one.state for one in page.panel.made.model.reports]
    assert states == [FileState.SAME, FileState.REPLACED]


def test_the_folder_is_opened(
    quick: None,
    examination: Examination,
    page: ReportPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    save(examination, page, tmp_path / "report.pdf")
    page.panel.folder.click()
    page.panel.made.folder.click()
    assert [url.toLocalFile() for url in opened] == [str(tmp_path)] * 2


def test_the_letterhead_is_kept(examination: Examination, page: ReportPage, tmp_path: Path) -> None:
    before = page.shown.preview.view.pages
    head = page.panel.letterhead
    head.reference.setText("2026/7")
    head.laboratory.setText("Test laboratory")
    head.address.setPlainText("1 Main Street\n\nSpringfield")
    head.laboratory.editingFinished.emit()
    head.paper.setCurrentIndex(1)
    head.paper.activated.emit(1)
    settings = examination.window.bench.preferences.value.report
    assert settings.laboratory == "Test laboratory"
    assert settings.address == ("1 Main Street", "Springfield")
    assert settings.paper == "us-letter"
    settle(examination)
    after = page.shown.preview.view.pages
    assert before is not None
    assert after is not None
    assert after.sizes_pt[0] == (612.0, 792.0)
    assert before.sizes_pt[0] != after.sizes_pt[0]
    # A reference number is of one case alone.
    examination.session.new_case(tmp_path / "other", "Other")
    settle(examination)
    assert head.reference.text() == ""
    assert head.laboratory.text() == "Test laboratory"
    examination.session.open_case(examination.folder)
    settle(examination)
    assert head.reference.text() == "2026/7"


def test_the_logo_is_shown(examination: Examination, page: ReportPage, tmp_path: Path) -> None:
    head = page.panel.letterhead
    logo = tmp_path / "logo.png"
    Image.new("RGB", (300, 100), "navy").save(logo)
    head.choose_logo.click()
    files = dialog_of(head)
    files.fileSelected.emit(str(logo))
    files.reject()
    settle(examination)
    assert not head.logo.pixmap().isNull()
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    head.use_logo(str(broken))
    settle(examination)
    assert head.logo.pixmap().isNull()
    assert "broken.png" in head.logo.text()
    assert "broken.png" in page.shown.preview.sentence.text()
    head.remove_logo.click()
    settle(examination)
    assert head.logo.text() == "none"
    assert page.shown.preview.view.pages is not None


def test_everything_has_a_name_and_a_key(
    quick: None, examination: Examination, page: ReportPage
) -> None:
    for tab in range(page.panel.tabs.count()):
        page.panel.tabs.setCurrentIndex(tab)
        for control in controls(page):
            assert control.accessibleName() or getattr(control, "text", str)(), control
    page.panel.sign.click()
    for control in controls(page.sign_dialog):
        assert control.accessibleName() or getattr(control, "text", str)(), control
    page.sign_dialog.reject()
