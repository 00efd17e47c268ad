"""A questioned item is compared with known writers in the window."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.gui.conftest import Guard, controls
from tests.gui.examination import Examination, choose
from writerid.casework.hidden_names import set_names_hidden
from writerid.casework.likelihoods import LikelihoodRatio
from writerid.gui.identify.asking import Question
from writerid.gui.identify.candidates import CandidateTable, Column
from writerid.gui.sentences import for_window
from writerid.gui.session import EngineShelf
from writerid.store.database import FILE, Database
from writerid.store.writers import list_writers


def cells(table: CandidateTable, column: Column) -> list[str]:
    return [str(table.index(row, column).data()) for row in range(table.rowCount())]


def test_an_item_is_compared_and_opens_again_as_it_was(
    examination: Examination, nothing_slow_on_the_main_thread: Guard
) -> None:
    examination.open()
    with nothing_slow_on_the_main_thread():
        examination.ask()
    page = examination.identify
    results = page.results
    table = results.table
    assert table.rowCount() == 3
    assert cells(table, Column.RANK) == ["1", "2", "3"]
    assert set(cells(table, Column.RATIO)) == {"not calibrated"}
    assert (
        "no calibration"
        in str(table.index(0, Column.RATIO).data(Qt.ItemDataRole.ToolTipRole)).lower()
    )
    assert results.none_title.text() == "None of the enrolled"
    assert results.none_text.isVisible()
    assert "need not be the writer" in results.none_text.text()
    assert "can't be judged yet" in results.none_text.text()
    before = [cells(table, column) for column in Column]
    history = page.panel.history
    assert len(history.lines) == 2
    page.panel.history_view.clicked.emit(history.index(1, 0))
    examination.settle()
    assert page.answer is not None
    assert page.answer.comparison.id == 1
    page.panel.history_view.clicked.emit(history.index(0, 0))
    examination.settle()
    assert [cells(table, column) for column in Column] == before


def test_a_closed_list_of_documents(examination: Examination) -> None:
    examination.open()
    examination.window.show_page("identify")
    examination.settle()
    panel = examination.identify.panel
    panel.some.setChecked(True)
    assert not panel.go.isEnabled()
    panel.closed.search.setText("cram")
    shown = panel.closed.list.model()
    assert [shown.index(row, 0).data() for row in range(shown.rowCount())] == ["Cramer"]
    shown.setData(shown.index(0, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    choose(panel.level_combo, "documents")
    panel.go.click()
    examination.settle()
    results = examination.identify.results
    assert all("Cramer: " in text for text in cells(results.table, Column.WRITER))
    assert "closed list: Cramer" in results.subtitle.text().replace("Closed", "closed")
    assert results.none_title.text() == "None of the writers on the list"


def test_comparing_is_stopped_and_a_late_answer_is_thrown_away(
    examination: Examination, monkeypatch: pytest.MonkeyPatch
) -> None:
    examination.open()
    examination.window.show_page("identify")
    examination.settle()
    page = examination.identify
    from writerid.casework import comparing  # noqa: PLC0415

    real = comparing.identify
    late: list[object] = []

    def slow(*arguments: object, **named: object) -> object:
        named.pop("task", None)
        made = real(*arguments[:4])  # type: ignore[arg-type]
        late.append(made)
        return made

    monkeypatch.setattr(comparing, "identify", slow)
    page.panel.go.click()
    assert page.panel.progress.isVisible()
    assert not page.panel.go.isEnabled()
    page.panel.progress.stop.click()
    assert not page.panel.progress.isVisible()
    assert page.panel.go.isEnabled()
    examination.settle()
    assert page.answer is None
    assert len(examination.session.comparisons) == 1


def test_names_are_hidden_until_a_view_is_recorded(examination: Examination) -> None:
    examination.open()
    case = examination.session.case
    assert case is not None
    set_names_hidden(case, hidden=True)
    examination.ask()
    results = examination.identify.results
    assert all(text.startswith("W-") for text in cells(results.table, Column.WRITER))
    assert results.views.hidden.isVisible()
    examination.look()
    assert "W-" in examination.evidence.header.candidates.currentText()
    assert "Ahlers" not in examination.evidence.pages.known.pages.currentText()
    assert not results.views.record.isEnabled()
    examination.window.show_page("identify")
    results.views.text.setText("The loops agree")
    results.views.name.setText("B. Ray")
    results.views.record.click()
    examination.settle()
    assert "Ahlers" in cells(results.table, Column.WRITER)
    assert not results.views.hidden.isVisible()
    assert "The loops agree" in results.views.views.text()
    assert examination.window.bench.preferences.value.examiner == "B. Ray"
    # The evidence that was open shows the name too.
    assert "W-" not in examination.evidence.header.candidates.currentText()


def test_no_database_and_a_locked_one_are_said(
    examination: Examination, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examination.open()
    examination.session.use_database(tmp_path / "nowhere")
    examination.ask()
    panel = examination.identify.panel
    assert "no database of known writers" in panel.message.text()
    assert "Enrol writers first" in panel.message.text()
    assert panel.go.isEnabled()
    own = tmp_path / "locked"
    own.mkdir()
    (own / FILE).write_bytes((examination.database / FILE).read_bytes())
    monkeypatch.setitem(Database.open.__func__.__kwdefaults__, "busy_s", 0.1)  # type: ignore[attr-defined]
    lock = sqlite3.connect(own / FILE, isolation_level=None)
    lock.execute("PRAGMA locking_mode = EXCLUSIVE")
    lock.execute("BEGIN EXCLUSIVE")
    examination.session.use_database(own)
    examination.ask()
    assert str(own) in panel.message.text()
    lock.execute("ROLLBACK")
    lock.close()


def test_known_writing_of_another_model_is_encoded_again(
    examination: Examination, tmp_path: Path
) -> None:
    import shutil  # noqa: PLC0415

    own = tmp_path / "database"
    shutil.copytree(examination.database, own)
    with Database.open(own) as database, database.writing() as rows:
        rows.execute("UPDATE codes SET model_id = 'another'")
    examination.open()
    examination.session.use_database(own)
    examination.ask()
    panel = examination.identify.panel
    assert "another model" in panel.message.text()
    panel.way_out.click()
    examination.settle()
    assert "encoded again" in panel.message.text()
    panel.go.click()
    examination.settle()
    assert examination.identify.results.table.rowCount() == 3


def test_a_page_without_resolution_is_said(examination: Examination) -> None:
    examination.open()
    examination.window.show_page("identify")
    session = examination.session
    item = session.items[0]
    bare = replace(item, pages=tuple(replace(page, resolution=None) for page in item.pages))
    examination.identify.panel.show_items([bare])
    examination.identify.panel.go.click()
    examination.settle()
    panel = examination.identify.panel
    assert "does not say its resolution" in panel.message.text()
    panel.way_out.click()
    assert examination.window.stack.currentWidget() is examination.window.page("prepare")


def test_without_a_case_the_pages_say_so(examination: Examination) -> None:
    rail = examination.window.rail
    assert not rail.button("evidence").isEnabled()
    examination.open()
    assert rail.button("evidence").isEnabled()
    examination.window.show_page("evidence")
    assert "No candidate is chosen" in examination.evidence.empty.text()
    examination.session.close_case()
    examination.settle()
    assert not rail.button("identify").isEnabled()
    assert "No case is open" in examination.evidence.empty.text()
    assert "No case is open" in examination.identify.empty.text()


def test_ties_and_likelihood_ratios_are_shown(examination: Examination) -> None:
    examination.open()
    examination.ask()
    answer = examination.identify.answer
    assert answer is not None
    first = answer.comparison.candidates[0]
    given = LikelihoodRatio(
        "c", 1.6, -1.7, 1.7, {"lr_shown": "40", "band": "moderate support", "favours": "H1"}
    )
    refused = "No likelihood ratio is given: there is too little writing."
    withheld = LikelihoodRatio(
        "c", None, None, None, {"statements": [{"topic": "no LR", "text": refused}]}
    )
    tied = replace(first.candidate, tied=True)
    rows = (
        replace(first, candidate=tied, likelihood_ratio=given),
        replace(first, candidate=tied, likelihood_ratio=withheld),
    )
    table = CandidateTable()
    table.show(replace(answer.comparison, candidates=rows))
    assert cells(table, Column.RANK) == ["1 (tie)", "1 (tie)"]
    assert cells(table, Column.RATIO) == ["40", "none given"]
    assert cells(table, Column.BAND)[0] == "moderate support for H1"
    tip = table.index(1, Column.RATIO).data(Qt.ItemDataRole.ToolTipRole)
    assert "too little writing" in str(tip)


def test_the_keyboard_reaches_everything_by_name(examination: Examination) -> None:
    examination.open()
    examination.ask()
    examination.look()
    for page in (examination.identify, examination.evidence):
        examination.window.stack.setCurrentWidget(page)
        for control in controls(page):
            name = control.accessibleName() or getattr(control, "text", str)()
            assert name, control


def test_the_closed_list_reads_whom_there_is(examination: Examination) -> None:
    examination.open()
    examination.window.show_page("identify")
    examination.settle()
    with Database.open(examination.database) as database:
        names = [writer.name for writer in list_writers(database)]
    assert [w.name for w in examination.identify.panel.closed.choice.writers] == names
    assert Question.__dataclass_params__.frozen  # type: ignore[attr-defined]


def test_an_opinion_is_the_examiners_own_entry(examination: Examination) -> None:
    examination.open()
    examination.ask()
    views = examination.identify.results.views
    # Nothing is proposed, whatever the numbers are.
    assert views.opinion.currentData() == ""
    assert "never derived from" in views.opinion_note.text()
    views.text.setText("The loops agree")
    views.name.setText("B. Ray")
    choose(views.opinion, "Indications did write")
    views.record.click()
    examination.settle()
    assert "Opinion: indications did write." in views.views.text()
    assert views.opinion.currentData() == ""
    answer = examination.identify.answer
    assert answer is not None
    assert [one.opinion for one in answer.views] == ["indications did write"]
    views.text.setText("On a second look, nothing new")
    views.record.click()
    examination.settle()
    assert views.views.text().count("Opinion:") == 1
    # An opinion on one comparison is none on another.
    choose(views.opinion, "Elimination")
    examination.identify.open_comparison(1)
    examination.settle()
    assert views.opinion.currentData() == ""


def test_what_is_missing_is_named_with_a_way_out_that_helps(
    examination: Examination, tmp_path: Path
) -> None:
    examination.open()
    Database.create(tmp_path / "empty").close()
    examination.session.use_database(tmp_path / "empty")
    examination.ask()
    panel = examination.identify.panel
    assert "No writer is enrolled" in panel.message.text()
    examination.session.use_database(examination.database)
    examination.session.engine = EngineShelf(tmp_path / "no model")
    examination.ask()
    assert "install the program again" in panel.message.text()
    assert not panel.way_out.isVisible()


def test_an_earlier_comparison_comes_back_with_its_item(examination: Examination) -> None:
    examination.open()
    page = examination.identify
    examination.window.show_page("identify")
    examination.settle()
    for row, shown in ((1, None), (0, 1), (1, None)):
        page.panel.combo.setCurrentIndex(row)
        examination.settle()
        assert (None if page.answer is None else page.answer.comparison.id) == shown
        assert not page.results.dialog.isVisible()
        page.results.strength.click()
    examination.session.close_case()
    examination.settle()
    assert not page.results.dialog.isVisible()


def test_the_window_names_no_command() -> None:
    said = "encode everything again with “writerid reencode --all”, or name it (--database)"
    assert for_window(said) == "encode everything again, or name it"
