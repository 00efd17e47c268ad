"""The steps of the journey on which the report is put together and saved."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from writerid.gui.report.page import ReportPage
from writerid.gui.window import MainWindow

Step = tuple[str, str, Callable[[MainWindow], object]]

FILE = "report.pdf"


def report_page(window: MainWindow) -> ReportPage:
    """The page of the report."""
    page = window.page("report")
    if not isinstance(page, ReportPage):
        raise TypeError("the page of the report is another than it was")
    return page


def save_reports_in(window: MainWindow, folder: Path) -> None:
    """Where the journey saves its report, and whose it is if nobody is named.

    It is saved beside the case where this is not said.
    """
    preferences = window.bench.preferences
    before = preferences.value
    report = replace(before.report, folder=str(folder.absolute()))
    preferences.change(replace(before, report=report, examiner=before.examiner or "Walk-through"))


def _find_plates(window: MainWindow) -> None:
    page = report_page(window)
    page.shown.preview.action("fit-page").trigger()
    if page.shown.find_now.isVisible():
        page.shown.find_now.click()


def _show_plate(window: MainWindow) -> None:
    page = report_page(window)
    page.panel.tabs.setCurrentWidget(page.panel.letterhead)
    page.shown.preview.action("fit-width").trigger()
    page.shown.preview.view.go_to(4)


def _save(window: MainWindow) -> None:
    page, session = report_page(window), window.bench.session
    page.panel.tabs.setCurrentWidget(page.panel.made)
    folder = window.bench.preferences.value.report.folder
    if session.case is not None:
        page.save_as((Path(folder) if folder else session.case.folder.parent) / FILE)


REPORT: tuple[Step, ...] = (
    (
        "report",
        "the report of the case, as it will be printed",
        lambda window: window.show_page("report"),
    ),
    (
        "report-found",
        "its first page, with the evidence that was never looked at found",
        _find_plates,
    ),
    ("report-plate", "a page of it, and what stands on the letterhead", _show_plate),
    ("report-saved", "saved, and listed among the reports of the case", _save),
)
