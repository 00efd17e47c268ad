"""The steps of the journey that keep a case whole: history, audit, export, a second opinion."""

from collections.abc import Callable

from writerid.gui.casepage.page import CasePage
from writerid.gui.casepage.view import CaseView
from writerid.gui.report.journey import report_page
from writerid.gui.window import MainWindow

Step = tuple[str, str, Callable[[MainWindow], object]]


def _case_page(window: MainWindow) -> CasePage:
    page = window.page("case")
    if not isinstance(page, CasePage):
        raise TypeError("the page of the case is another than it was")
    return page


def _view(window: MainWindow) -> CaseView:
    view = _case_page(window).view
    if view is None:
        raise TypeError("no case is open")
    return view


def _history(window: MainWindow) -> None:
    window.show_page("case")
    view = _view(window)
    view.tabs.setCurrentWidget(view.history)


def _audit_with_report(window: MainWindow) -> None:
    dialog = _view(window).history.audit
    made = report_page(window).panel.made.chosen
    if made is not None and made.place is not None:
        dialog.check_report(made.place)


def _export(window: MainWindow) -> None:
    _view(window).history.audit.accept()
    _case_page(window).carry.ask_export()


def _blind(window: MainWindow) -> None:
    _close(window)
    _case_page(window).carry.ask_blind()


def _close(window: MainWindow) -> None:
    dialog = _case_page(window).carry.dialog
    if dialog is not None:
        dialog.reject()


CUSTODY: tuple[Step, ...] = (
    ("history", "the history of the case: every change, chained to the one before", _history),
    (
        "audit",
        "case and database verified",
        lambda window: _view(window).history.verify.click(),
    ),
    ("audit-report", "the history held against the report that was saved", _audit_with_report),
    ("export", "the whole case as one file, and whose writing would leave", _export),
    ("blind", "a package for a second examiner, without names and results", _blind),
    ("blind-closed", "the case again", _close),
)
