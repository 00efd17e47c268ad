"""What the examiner enters of a comparison in the window: the wording of H1 and H2, and views."""

from pathlib import Path

import pytest

from tests.calibrations import generous_calibration
from tests.gui.conftest import Guard, controls
from tests.gui.examination import Examination, choose
from writerid.casework.hidden_names import set_names_hidden
from writerid.casework.propositions import default_wording, wording_history
from writerid.gui.compare.pair_result import PairResult
from writerid.gui.identify.propositions_dialog import PropositionsDialog
from writerid.gui.sentences import with_full_stop

H2 = "the letter was written by somebody else of the house"


@pytest.fixture
def asked(examination: Examination, tmp_path: Path) -> Examination:
    """Q1 was compared with the database, and weighed."""
    examination.open()
    file = tmp_path / "own" / "calibration.json"
    generous_calibration(examination.session.engine.get().model_id).save(file)
    examination.session.use_strength(file, None)
    examination.ask()
    return examination


def open_dialog(asked: Examination) -> PropositionsDialog:
    asked.identify.results.propositions.click()
    dialog = asked.identify.own_words.dialog
    assert dialog.isVisible()
    return dialog


def compared(asked: Examination) -> PairResult:
    """Q1 was compared with Q2, and the page shows it."""
    asked.window.show_page("compare")
    asked.settle()
    asked.compare.go.click()
    asked.settle()
    asked.window.show_page("compare")
    return asked.compare.result


def test_the_examiner_words_the_propositions_and_no_number_changes(
    asked: Examination, nothing_slow_on_the_main_thread: Guard
) -> None:
    page = asked.identify
    before = [one.likelihood_ratio for one in page.results.table.candidates]
    first = page.results.table.candidates[0].candidate.writer
    with nothing_slow_on_the_main_thread():
        dialog = open_dialog(asked)
        assert "{writer}" in dialog.h1.text.toPlainText()
        assert f"H1: the questioned writing was made by {first}" in dialog.preview.text()
        # Nothing is changed yet.
        assert not dialog.keep.isEnabled()
        dialog.h1.text.setPlainText("the letter\nwas written by ")
        dialog.h1.text.moveCursor(dialog.h1.text.textCursor().MoveOperation.End)
        dialog.h1.insert.click()
        dialog.h2.text.setPlainText(H2)
        assert f"H1: the letter was written by {first}\nH2: {H2}" == dialog.preview.text()
        assert not dialog.message.isVisible()
        dialog.keep.click()
        asked.settle()
    assert not dialog.isVisible()
    results = page.results
    assert "in the examiner's wording" in results.subtitle.text()
    assert H2 in results.propositions.toolTip()
    results.strength.click()
    said = results.dialog.text.toPlainText()
    assert f"the letter was written by {first}" in said
    assert "changes no number" in said
    after = [one.likelihood_ratio for one in results.table.candidates]
    for old, new in zip(before, after, strict=True):
        assert old is not None
        assert new is not None
        assert (old.log10_lr, old.log10_low) == (new.log10_lr, new.log10_low)
    # And back to what the program says.
    dialog = open_dialog(asked)
    assert dialog.h2.text.toPlainText() == H2
    dialog.back.click()
    dialog.keep.click()
    asked.settle()
    assert [one.likelihood_ratio for one in results.table.candidates] == before
    assert "wording" not in results.subtitle.text()
    case = asked.session.case
    assert case is not None
    assert len(wording_history(case, 2)) == 2


def test_what_can_t_be_stated_is_said_and_not_kept(asked: Examination) -> None:
    dialog = open_dialog(asked)
    dialog.h2.text.setPlainText("  ")
    assert "H2 is empty" in dialog.message.text()
    assert not dialog.keep.isEnabled()
    dialog.h2.text.setPlainText("x" * 501)
    assert "shorten it to 500" in dialog.message.text()
    dialog.h2.text.setPlainText(H2)
    dialog.h1.text.setPlainText("somebody wrote it")
    assert "the same sentence for every candidate" in dialog.message.text()
    assert dialog.keep.isEnabled()
    dialog.cancel.click()
    asked.settle()
    case = asked.session.case
    assert case is not None
    assert wording_history(case, 2) == []


def test_new_comparisons_take_a_wording_and_give_it_back(asked: Examination) -> None:
    dialog = open_dialog(asked)
    assert "program's wording" in dialog.now_new.text()
    dialog.h2.text.setPlainText(H2)
    dialog.for_new.setChecked(True)
    dialog.keep.click()
    asked.settle()
    asked.ask()
    stated = asked.identify.results.table.candidates[0].propositions
    assert stated.h2 == H2
    dialog = open_dialog(asked)
    assert H2 in dialog.now_new.text()
    assert not dialog.for_new.isChecked()
    dialog.back.click()
    dialog.for_new.setChecked(True)
    dialog.keep.click()
    asked.settle()
    case = asked.session.case
    assert case is not None
    assert default_wording(case) is None


def test_hidden_names_are_not_in_the_dialog(asked: Examination) -> None:
    case = asked.session.case
    assert case is not None
    names = {one.candidate.writer for one in asked.identify.results.table.candidates}
    set_names_hidden(case, hidden=True)
    asked.identify.open_comparison(2)
    asked.settle()
    dialog = open_dialog(asked)
    assert "W-" in dialog.preview.text()
    shown = dialog.preview.text() + dialog.h1.text.toPlainText() + dialog.preview_title.text()
    assert not any(name in shown for name in names)


def test_of_two_documents_the_result_the_wording_and_a_view_with_an_opinion(
    asked: Examination, nothing_slow_on_the_main_thread: Guard
) -> None:
    with nothing_slow_on_the_main_thread():
        result = compared(asked)
        assert result.isVisible()
        assert result.title.text() == "Q1 compared with Q2"
        assert "Likelihood ratio" in result.figures.text()
        assert result.h1.text() == "H1: the questioned writing was made by the writer of Q2"
        result.propositions.click()
        dialog = asked.compare.own_words.dialog
        dialog.h2.text.setPlainText(H2)
        dialog.keep.click()
        asked.settle()
        assert result.h2.text() == f"H2: {H2}"
        views = result.views
        assert views.opinion.currentData() == ""
        views.text.setText("The loops agree")
        views.name.setText("B. Ray")
        choose(views.opinion, "Probably did write")
        views.record.click()
        asked.settle()
    assert "B. Ray" in views.views.text()
    assert "The loops agree. Opinion: probably did write." in views.views.text()
    assert result.answer is not None
    assert [one.opinion for one in result.answer.views] == ["probably did write"]
    assert "view recorded" in str(asked.compare.history.index(0, 0).data())
    assert "with Q2" in str(asked.compare.history.index(0, 0).data())
    result.strength.click()
    assert H2 in result.dialog.text.toPlainText()
    result.evidence.click()
    asked.settle()
    assert asked.window.stack.currentWidget() is asked.evidence


def test_an_earlier_comparison_of_two_documents_opens_with_its_views(asked: Examination) -> None:
    result = compared(asked)
    page = asked.compare
    choose(page.questioned.combo, "Q2")
    choose(page.known.combo, "Q1")
    page.go.click()
    asked.settle()
    asked.window.show_page("compare")
    assert result.title.text() == "Q2 compared with Q1"
    page.history_view.clicked.emit(page.history.index(1, 0))
    asked.settle()
    assert result.title.text() == "Q1 compared with Q2"
    assert page.history_view.currentIndex().row() == 1
    assert asked.window.stack.currentWidget() is page
    asked.session.close_case()
    asked.settle()
    assert not result.isVisible()
    assert result.answer is None


def test_the_keyboard_reaches_the_wording_and_the_result(asked: Examination) -> None:
    dialog = open_dialog(asked)
    found = controls(dialog)
    assert dialog.h1.insert in found
    for control in found:
        assert control.accessibleName() or getattr(control, "text", str)()
    dialog.cancel.click()
    result = compared(asked)
    for control in controls(asked.compare):
        assert control.accessibleName() or getattr(control, "text", str)(), control
    assert result.propositions in controls(asked.compare)


def test_a_sentence_before_another_ends_with_a_stop() -> None:
    assert [with_full_stop(text) for text in ("Alike", "Alike.", "Alike?")] == [
        "Alike.", "Alike.", "Alike?"
    ]  # fmt: skip
