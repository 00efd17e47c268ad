"""A PDF is shown page by page: drawn by jobs, scrolled, zoomed, and replaced under the eye."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Guard, controls
from writerid.errors import WriterIdError
from writerid.gui.report.page_view import Fit
from writerid.gui.report.pdf_pages import PageWanted, PdfPages, draw_page, read_pages
from writerid.gui.report.preview import ReportPreview
from writerid.gui.workbench import Workbench
from writerid.resources import shipped_calibration
from writerid.tasks import Task


@pytest.fixture(scope="module")
def pages() -> PdfPages:
    return read_pages((shipped_calibration() / "validation.pdf").read_bytes())


@pytest.fixture
def preview(bench: Workbench, qtbot: QtBot) -> ReportPreview:
    made = ReportPreview(bench)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


def settle(preview: ReportPreview, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not preview.view.is_busy, timeout=20_000)


def darkest(preview: ReportPreview) -> int:
    """How dark the darkest of the pixels in the middle of the view is."""
    picture = preview.view.viewport().grab().toImage()
    row = range(picture.width() // 4, 3 * picture.width() // 4, 2)
    column = range(picture.height() // 4, 3 * picture.height() // 4, 2)
    return min(picture.pixelColor(x, y).lightness() for x in row for y in column)


def test_pages_are_drawn_in_the_background(
    preview: ReportPreview,
    pages: PdfPages,
    qtbot: QtBot,
    nothing_slow_on_the_main_thread: Guard,
) -> None:
    with nothing_slow_on_the_main_thread():
        preview.show_pages(pages)
        assert darkest(preview) > 240
        settle(preview, qtbot)
    assert darkest(preview) < 80
    assert preview.count.text() == f"of {len(pages.sizes_pt)}"
    assert preview.number.value() == 1


def test_pages_are_turned_and_zoomed(preview: ReportPreview, pages: PdfPages, qtbot: QtBot) -> None:
    preview.show_pages(pages)
    settle(preview, qtbot)
    view = preview.view
    fitted = view.scale
    assert view.fit is Fit.WIDTH
    assert 0 <= view.viewport().width() - view.scale * pages.sizes_pt[0][0] < 60
    preview.action("next-page").trigger()
    assert preview.number.value() == 2
    preview.number.setValue(4)
    assert view.current == 3
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.current == 4
    QTest.keyClick(view, Qt.Key.Key_End)
    assert preview.number.value() == len(pages.sizes_pt)
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert preview.number.value() == 1
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert view.verticalScrollBar().value() > 300
    preview.action("zoom-in").trigger()
    assert view.scale == pytest.approx(1.25 * fitted)
    preview.action("fit-page").trigger()
    assert view.scale * pages.sizes_pt[0][1] < view.viewport().height()
    preview.action("actual").trigger()
    assert preview.percent.text() == "100\u00a0%"
    settle(preview, qtbot)
    assert darkest(preview) < 80


def test_another_report_is_shown_where_the_eye_was(
    preview: ReportPreview, pages: PdfPages, qtbot: QtBot
) -> None:
    preview.show_pages(pages)
    preview.view.go_to(2)
    preview.view.verticalScrollBar().setValue(preview.view.verticalScrollBar().value() + 120)
    before = preview.view.verticalScrollBar().value()
    preview.show_pages(read_pages(pages.content))
    assert preview.view.verticalScrollBar().value() == before
    settle(preview, qtbot)
    preview.say("nothing to show")
    assert preview.sentence.isVisible()
    assert not preview.number.isVisible()
    assert not preview.action("next-page").isEnabled()


def test_only_what_is_looked_at_is_drawn(
    preview: ReportPreview, pages: PdfPages, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []

    def counted(wanted: PageWanted, task: Task) -> object:
        drawn.append(wanted.number)
        return draw_page(wanted, task)

    monkeypatch.setattr("writerid.gui.report.page_pictures.draw_page", counted)
    preview.show_pages(pages)
    preview.view.go_to(len(pages.sizes_pt) - 1)
    settle(preview, qtbot)
    assert set(drawn) <= {len(pages.sizes_pt) - 2, len(pages.sizes_pt) - 1}


def test_everything_has_a_name(preview: ReportPreview, pages: PdfPages, qtbot: QtBot) -> None:
    preview.show_pages(pages)
    settle(preview, qtbot)
    for control in controls(preview):
        assert control.accessibleName() or getattr(control, "text", str)(), control


def test_what_is_no_pdf_is_said(tmp_path: Path) -> None:
    with pytest.raises(WriterIdError, match="can't be shown"):
        read_pages(b"no pdf")
