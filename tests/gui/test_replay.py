"""Replaying comparisons in the window: what came out stays to be seen, and names stay hidden."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.conftest import Guard, controls
from tests.gui.examination import Examination
from writerid.casework.evidence import evidence
from writerid.casework.hidden_names import set_names_hidden
from writerid.casework.notes import history
from writerid.gui.casepage.page import CasePage
from writerid.gui.casepage.view import CaseView
from writerid.gui.replay.dialog import ReplayDialog


def case_view(examination: Examination) -> CaseView:
    examination.window.show_page("case")
    page = examination.window.page("case")
    assert isinstance(page, CasePage)
    assert page.view is not None
    return page.view


def opened(examination: Examination) -> ReplayDialog:
    """The dialog as the page of the case opens it, on the newest comparison."""
    view = case_view(examination)
    view.replayable.one.click()
    examination.settle()
    dialog = view.replayable.replays
    assert dialog.isVisible()
    return dialog


def events(examination: Examination) -> list[str]:
    case = examination.session.case
    assert case is not None
    return [event.kind for event in history(case)]


def test_a_comparison_is_replayed_and_what_came_out_stays(
    examination: Examination, nothing_slow_on_the_main_thread: Guard
) -> None:
    examination.open()
    with nothing_slow_on_the_main_thread():
        dialog = opened(examination)
        assert "Not replayed yet" in dialog.text.toPlainText()
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        assert dialog.progress.isVisible()
        assert not dialog.one.isEnabled()
        examination.settle()
    text = dialog.text.toPlainText()
    assert "Identical" in text
    assert re.search(r"Replayed 20\d\d-.* UTC.*, entry \d+ of the history", text)
    assert "Evidence of candidate 1: identical" in text
    assert "the same backend (onnx)" in text
    assert events(examination)[-1] == "replayed"
    assert dialog.list.item(0).text().endswith("identical")
    table = case_view(examination).comparisons.rows
    assert table.data(table.index(0, 5)) == "identical"
    dialog.close_button.click()
    again = opened(examination)
    assert "Identical" in again.text.toPlainText()
    again.close()


def test_the_comparison_on_view_is_replayed(examination: Examination) -> None:
    examination.open()
    examination.window.show_page("identify")
    examination.identify.open_comparison(1)
    examination.settle()
    examination.identify.results.replay.click()
    examination.settle()
    dialog = examination.identify.replays
    dialog.one.click()
    examination.settle()
    assert "Comparison 1: Q1" in dialog.text.toPlainText()
    assert "Identical" in dialog.text.toPlainText()
    dialog.close()


def test_all_are_replayed_and_a_changed_original_is_named(examination: Examination) -> None:
    examination.open()
    examination.ask()
    view, case = case_view(examination), examination.session.case
    assert case is not None
    page = examination.session.items[0].pages[0]
    file = case.originals.path_of(page.sha256)
    file.chmod(0o644)
    file.write_bytes(file.read_bytes() + b"x")
    view.replayable.all.click()
    examination.settle()
    dialog = view.replayable.replays
    assert dialog.list.count() == 2
    for row in range(2):
        dialog.list.setCurrentRow(row)
        text = dialog.text.toPlainText()
        assert "Not repeatable" in text
        assert f"because the stored original of {page.file.name} has been changed" in text
    assert events(examination).count("replayed") == 1
    dialog.close()


def test_stopped_it_leaves_nothing(examination: Examination) -> None:
    examination.open()
    dialog = opened(examination)
    before = events(examination)
    dialog.all_known.setChecked(True)
    dialog.one.click()
    dialog.progress.stop.click()
    assert not dialog.progress.isVisible()
    assert dialog.one.isEnabled()
    examination.settle()
    assert events(examination) == before
    assert "Not replayed yet" in dialog.text.toPlainText()
    dialog.close()


def test_a_fault_is_said_where_it_was_asked(
    examination: Examination, monkeypatch: pytest.MonkeyPatch
) -> None:
    examination.open()
    dialog = opened(examination)
    folder = examination.folder / "no-such-model"
    examination.session.engine = type(examination.session.engine)(folder)
    dialog.one.click()
    examination.settle()
    assert str(folder) in dialog.message.text()
    assert dialog.message.isVisible()
    dialog.close()


def test_another_backend_is_named_then_and_now(
    examination: Examination, monkeypatch: pytest.MonkeyPatch
) -> None:
    examination.open()
    engine = examination.session.engine.get()
    monkeypatch.setattr(engine.embedder, "backend", "torch-cpu")
    dialog = opened(examination)
    dialog.one.click()
    examination.settle()
    text = dialog.text.toPlainText()
    assert "Within the tolerance" in text
    assert "when it was made" in text
    assert re.search(r"backend\s+onnx\s+torch-cpu", text)
    dialog.close()


def test_no_hidden_name_is_shown(examination: Examination) -> None:
    examination.open()
    case = examination.session.case
    assert case is not None
    hidden = evidence(case, examination.session.engine.get(), 1, 1).candidate.candidate.writer
    set_names_hidden(case, hidden=True)
    for sha256 in list(case.originals.hashes()):
        case.originals.remove(sha256)
    dialog = opened(examination)
    dialog.one.click()
    examination.settle()
    assert "Not repeatable" in dialog.text.toPlainText()
    assert hidden not in dialog.text.toPlainText()
    dialog.close()


def test_it_ends_with_its_case(examination: Examination) -> None:
    examination.open()
    before = events(examination)
    examination.window.show_page("identify")
    examination.identify.open_comparison(1)
    examination.settle()
    examination.identify.results.replay.click()
    examination.settle()
    dialog = examination.identify.replays
    dialog.one.click()
    examination.session.close_case()
    examination.settle()
    assert not dialog.isVisible()
    assert not dialog.progress.isVisible()
    examination.open()
    assert events(examination) == before


def test_without_a_comparison_there_is_nothing_to_replay(examination: Examination) -> None:
    examination.session.new_case(examination.folder.parent / "new", "New")
    examination.settle()
    view = case_view(examination)
    assert not view.replayable.one.isEnabled()
    assert not view.replayable.all.isEnabled()


def test_every_control_has_a_name_and_is_reached(examination: Examination) -> None:
    examination.open()
    dialog = opened(examination)
    found = controls(dialog)
    assert {dialog.list, dialog.text, dialog.all_known, dialog.one, dialog.all} <= set(found)
    for one in found:
        assert one.accessibleName() or getattr(one, "text", str)(), one
        assert one.focusPolicy() & Qt.FocusPolicy.TabFocus
    dialog.close()
