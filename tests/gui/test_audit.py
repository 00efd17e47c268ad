"""The audit in the window: it verifies, names what is broken, and takes reports and heads."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from shiboken6 import isValid

from tests.casework.tampering import report_of, tamper, write_report
from tests.gui.conftest import Guard
from tests.gui.examination import Examination
from writerid.gui.audit.dialog import AuditDialog
from writerid.gui.audit.history_tab import HistoryTab
from writerid.gui.casepage.page import CasePage


@pytest.fixture
def tab(examination: Examination) -> Iterator[HistoryTab]:
    """The tab “History” of an open case, shown."""
    examination.open()
    page = examination.window.page("case")
    assert isinstance(page, CasePage)
    assert page.view is not None
    examination.window.show_page("case")
    page.view.tabs.setCurrentWidget(page.view.history)
    examination.settle()
    tab = page.view.history
    yield tab
    if isValid(tab):
        tab.audit.close()


def verdicts(dialog: AuditDialog) -> list[tuple[str, bool | None]]:
    return [(card.verdict.what, card.verdict.whole) for card in dialog.cards]


def test_the_history_is_listed_newest_first(tab: HistoryTab) -> None:
    lines = tab.rows.lines
    assert [line.number for line in lines] == list(range(len(lines), 0, -1))
    assert "evidence viewed (comparison 1; candidate 1)" in [line.what for line in lines]
    assert lines[-1].what == "case created"


def test_a_whole_case_is_verified_and_held_against_a_report_and_a_head(
    tab: HistoryTab,
    examination: Examination,
    tmp_path: Path,
    nothing_slow_on_the_main_thread: Guard,
) -> None:
    with nothing_slow_on_the_main_thread():
        tab.audit_action.trigger()
        examination.settle()
    dialog = tab.audit
    assert dialog.isVisible()
    assert verdicts(dialog) == [("case", True), ("database", True)]
    assert dialog.summary.text() == "Everything that was looked at is whole"
    dialog.check_report(report_of(examination.folder, tmp_path / "report.pdf"))
    examination.settle()
    line = tab.rows.lines[0]
    QTest.keyClicks(dialog.head, f"{line.number}:{line.hash[:20]}")
    QTest.keyClick(dialog.head, Qt.Key.Key_Return)
    examination.settle()
    assert dialog.message.text() == ""
    assert verdicts(dialog)[2:] == [("report", True), ("head", True)]
    assert dialog.head.text() == ""
    dialog.verify.click()
    examination.settle()
    assert len(dialog.cards) == 4, "what was added is verified again"
    for control in (dialog.verify, dialog.add_report, dialog.add_head, dialog.head, dialog.area):
        assert control.accessibleName() or getattr(control, "text", str)()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_what_is_broken_is_named_and_a_foreign_report_refused(
    tab: HistoryTab, examination: Examination, tmp_path: Path
) -> None:
    tamper(examination.folder / "case.sqlite", "UPDATE events SET kind = 'x' WHERE number = 2")
    tab.verify.click()
    examination.settle()
    dialog = tab.audit
    assert verdicts(dialog)[0] == ("case", False)
    assert dialog.summary.text() == "Something is BROKEN: see below"
    assert dialog.cards[0].verdict.broken_at == 2
    texts = [label.text() for label in labels(dialog.cards[0])]
    assert "The case is BROKEN" in texts
    assert "Entry 2 of the history was changed." in texts
    other = {"case": {"id": "x", "title": "Theft"}, "audit": {"count": 1, "head": "y"}}
    dialog.check_report(write_report(tmp_path / "other.pdf", other))
    examination.settle()
    assert verdicts(dialog)[-1] == ("report", False)
    dialog.head.setText("nonsense")
    dialog.add_head.click()
    examination.settle()
    assert "is no head of a history" in dialog.message.text()
    assert len(dialog.cards) == 3


def test_the_dialog_leaves_with_its_case(tab: HistoryTab, examination: Examination) -> None:
    tab.verify.click()
    tab.audit.progress.stop.click()
    examination.settle()
    assert tab.audit.cards == []
    dialog = tab.audit
    examination.session.close_case()
    examination.settle()
    assert not isValid(dialog) or not dialog.isVisible()


def labels(card: QWidget) -> list[QLabel]:
    return list(card.findChildren(QLabel))


def test_return_in_the_head_checks_it_and_never_stops_the_job(
    tab: HistoryTab, examination: Examination
) -> None:
    tab.verify.click()
    dialog = tab.audit
    # While the progress is shown, its button must not be what Return presses.
    assert not dialog.progress.stop.autoDefault()
    assert not dialog.progress.stop.isDefault()
    stopped = []
    dialog.progress.stop.clicked.connect(lambda: stopped.append(True))
    dialog.head.setFocus()
    QTest.keyClick(dialog.head, Qt.Key.Key_Return)
    examination.settle()
    assert stopped == []
    assert verdicts(dialog)[0] == ("case", True)
