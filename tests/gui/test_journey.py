"""What a person does with a scan, on real files and a real event loop."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Guard, new_case, settle
from tests.scribbles import save_scribble
from writerid.gui.casepage.new_case import NewCaseDialog
from writerid.gui.pageview.tool import Tool
from writerid.gui.prepare.ink_request import FoundInk
from writerid.gui.prepare.page import PreparePage
from writerid.gui.window import MainWindow
from writerid.pipeline.steps import AUTOMATIC, InkColour, Mask, MaskStroke, Region, Threshold

LEFT = Qt.MouseButton.LeftButton


def drag(page: PreparePage, *points: tuple[float, float]) -> None:
    view = page.viewer.view
    places = [view.mapFromScene(QPointF(*point)) for point in points]
    QTest.mousePress(view.viewport(), LEFT, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(view.viewport(), place)
    QTest.mouseRelease(view.viewport(), LEFT, pos=places[-1])


def click(page: PreparePage, *points: tuple[float, float]) -> None:
    view = page.viewer.view
    for point in points:
        QTest.mouseClick(view.viewport(), LEFT, pos=view.mapFromScene(QPointF(*point)))


def open_scan(page: PreparePage, window: MainWindow, qtbot: QtBot, *files: Path) -> None:
    new_case(window, files[0].parent / "case", qtbot, *files)
    window.show_page("prepare")
    settle(qtbot, window)


def test_a_page_is_prepared(
    window: MainWindow,
    prepare: PreparePage,
    letter: Path,
    qtbot: QtBot,
    nothing_slow_on_the_main_thread: Guard,
) -> None:
    found: list[FoundInk] = []
    prepare.ink_found.connect(found.append)
    with nothing_slow_on_the_main_thread():
        open_scan(prepare, window, qtbot, letter)
        whole_mm = found[-1].writing_mm
        assert whole_mm > 300.0
        assert "keypoints" in prepare.panel.gauge.figures.text()
        prepare.viewer.view.zoom_by(1.5, QPoint(200, 200))
        prepare.viewer.view.fit_page()

        QTest.keyClick(prepare.viewer.view, Qt.Key.Key_A)
        click(prepare, (0, 0), (900, 5), (890, 280), (5, 270))
        QTest.keyClick(prepare.viewer.view, Qt.Key.Key_Return)
        assert isinstance(prepare.model.steps[-1], Mask)
        settle(qtbot, window)
        masked_mm = found[-1].writing_mm
        assert masked_mm < 0.8 * whole_mm

        QTest.keyClick(prepare.viewer.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert prepare.model.steps == AUTOMATIC
        settle(qtbot, window)
        assert found[-1].writing_mm == whole_mm
        prepare.tools.redo.trigger()
        settle(qtbot, window)
        assert found[-1].writing_mm == masked_mm

        QTest.keyClick(prepare.viewer.view, Qt.Key.Key_B)
        assert prepare.overlays.picture.isVisible()
        QTest.keyClick(prepare.viewer.view, Qt.Key.Key_K)
        assert prepare.overlays.keypoints.isVisible()
        QTest.keyClick(prepare.viewer.view, Qt.Key.Key_B)
        assert not prepare.overlays.picture.isVisible()


def test_corners_of_the_chosen_area_are_moved(
    window: MainWindow, prepare: PreparePage, letter: Path, qtbot: QtBot
) -> None:
    open_scan(prepare, window, qtbot, letter)
    view, model = prepare.viewer.view, prepare.model
    square = ((100.0, 100.0), (400.0, 100.0), (400.0, 300.0), (100.0, 300.0))
    model.add(Mask(square))
    row = len(model.steps) - 1

    def held() -> Tool | None:
        return view.tool

    def polygon() -> tuple[tuple[float, float], ...]:
        step = model.steps[row]
        assert isinstance(step, Mask)
        return step.polygon

    assert held() is None
    prepare.panel.steps.choose(row)
    assert held() is prepare.tools.corners.tool

    view.viewport().repaint()
    drag(prepare, (400, 300), (450, 320), (500, 340))
    assert polygon()[2] == pytest.approx((500, 340), abs=2.0 / view.zoom)
    assert polygon()[:2] == square[:2]
    assert polygon()[3] == square[3]
    assert prepare.panel.steps.row == row
    dragged = polygon()

    # Beside the corners the page is moved, as without a tool.
    before = view.centre
    drag(prepare, (250, 200), (280, 220), (300, 230))
    assert polygon() == dragged
    assert view.centre != before
    view.fit_page()

    QTest.keyClick(view, Qt.Key.Key_C)
    assert "4" in view.accessibleDescription()
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Left)
    assert polygon()[3][0] < square[3][0]
    assert polygon()[3][1] == square[3][1]
    prepare.tools.undo.trigger()
    assert polygon() == dragged, "moves by keys are undone together"
    prepare.tools.undo.trigger()
    assert polygon() == square
    prepare.tools.redo.trigger()
    assert polygon() == dragged

    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert len(polygon()) == 3
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert len(polygon()) == 3
    settle(qtbot, window)
    prepare.keeper.save()
    settle(qtbot, window)
    assert prepare.scan is not None
    page = prepare.scan.pages[0]
    assert page.steps[row] == model.steps[row]


def test_the_corner_of_a_region_is_moved(
    window: MainWindow, prepare: PreparePage, letter: Path, qtbot: QtBot
) -> None:
    open_scan(prepare, window, qtbot, letter)
    prepare.viewer.action("region").trigger()
    drag(prepare, (100, 100), (300, 200), (500, 300))
    row = prepare.model.first(Region)
    assert row is not None
    prepare.panel.steps.choose(row)
    prepare.viewer.view.viewport().repaint()
    drag(prepare, (100, 100), (80, 90), (60, 80))
    region = prepare.model.steps[row]
    assert isinstance(region, Region)
    assert region.polygon[0] == pytest.approx((60, 80), abs=2.0 / prepare.viewer.view.zoom)
    assert sum(isinstance(one, Region) for one in prepare.model.steps) == 1

    # Another tool comes first; put down, the corners are at hand again.
    held: list[Tool | None] = []
    for _ in range(2):
        prepare.viewer.action("brush").trigger()
        held.append(prepare.viewer.view.tool)
    prepare.panel.steps.choose(0)
    assert [*held, prepare.viewer.view.tool] == [
        prepare.tools.brush,
        prepare.tools.corners.tool,
        None,
    ]


def test_region_brush_level_and_colour(
    window: MainWindow, prepare: PreparePage, letter: Path, qtbot: QtBot
) -> None:
    open_scan(prepare, window, qtbot, letter)
    prepare.viewer.action("region").trigger()
    drag(prepare, (50, 50), (400, 300), (800, 500))
    prepare.viewer.action("region").trigger()
    drag(prepare, (60, 60), (400, 300), (700, 400))
    assert sum(isinstance(s, Region) for s in prepare.model.steps) == 1
    prepare.viewer.action("brush").trigger()
    drag(prepare, (100, 110), (200, 112), (300, 108))
    stroke = prepare.model.steps[-1]
    assert isinstance(stroke, MaskStroke)
    assert stroke.width_px == pytest.approx(3.0 / 25.4 * 300.0, abs=0.1)
    prepare.viewer.action("level").trigger()
    drag(prepare, (100, 200), (500, 214))
    assert prepare.model.steps[0].degrees == pytest.approx(-2.0, abs=0.3)  # type: ignore[union-attr]
    settle(qtbot, window)
    assert prepare.viewer.view.turned_degrees == pytest.approx(-2.0, abs=0.3)

    prepare.panel.controls.pick.click()
    pixels = prepare.viewer.view.page.page.pixels  # type: ignore[union-attr]
    row, column = next(zip(*(pixels.sum(axis=2) < 260).nonzero(), strict=True))
    click(prepare, (float(column), float(row)))
    colour = prepare.model.colour
    assert isinstance(colour, InkColour)
    assert colour.rgb[2] > colour.rgb[0]
    prepare.panel.controls.method.setCurrentIndex(2)
    assert prepare.model.threshold.method == "fixed"
    for level in range(120, 180, 5):
        prepare.panel.controls.level.setValue(level)
    assert prepare.model.threshold == Threshold("fixed", level=175.0)
    settle(qtbot, window)

    row_of_stroke = next(i for i, s in enumerate(prepare.model.steps) if s == stroke)
    prepare.panel.steps.choose(row_of_stroke)
    prepare.panel.steps.number.setValue(60.0)
    assert prepare.model.steps[row_of_stroke] == MaskStroke(stroke.line, 60.0)
    prepare.panel.steps.button("up").click()
    assert isinstance(prepare.model.steps[row_of_stroke - 1], MaskStroke)
    prepare.panel.steps.button("delete").click()
    assert not any(isinstance(s, MaskStroke) for s in prepare.model.steps)
    prepare.panel.automatic.click()
    assert prepare.model.steps == AUTOMATIC
    settle(qtbot, window)


def test_each_page_keeps_its_own_steps(
    window: MainWindow, prepare: PreparePage, letter: Path, qtbot: QtBot
) -> None:
    open_scan(prepare, window, qtbot, letter)
    first = prepare.model
    first.add(Region.rectangle(10, 10, 300, 300))
    prepare.viewer.action("next-page").trigger()
    settle(qtbot, window)
    assert prepare.model is not first
    assert prepare.model.steps == AUTOMATIC
    prepare.viewer.action("previous-page").trigger()
    settle(qtbot, window)
    assert prepare.model is first
    assert prepare.model.undo_text is not None


def test_a_damaged_copy_is_said_and_the_next_is_shown(
    window: MainWindow, prepare: PreparePage, letter: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    note = save_scribble(tmp_path / "note.png", "Cramer")
    page = new_case(window, tmp_path / "case", qtbot, letter, note)
    case = window.bench.session.case
    assert case is not None
    copy = case.originals.path_of(window.bench.session.items[0].pages[0].sha256)
    copy.chmod(0o644)
    copy.write_bytes(copy.read_bytes() + b"x")
    window.show_page("prepare")
    settle(qtbot, window)
    assert "letter.tif" in window.notice_panel.text.text()
    assert not prepare.panel.controls.isEnabled()
    prepare.panel.combo.activated.emit(1)
    settle(qtbot, window)
    assert prepare.viewer.view.page is not None
    assert prepare.panel.controls.isEnabled()
    assert page.view is not None


def test_loading_is_stopped(
    window: MainWindow, prepare: PreparePage, large: Path, qtbot: QtBot
) -> None:
    new_case(window, large.parent / "case", qtbot, large)
    window.show_page("prepare")
    qtbot.waitUntil(lambda: any("large" in job.label for job in window.bench.jobs.shown()))
    window.job_bar.stop.click()
    assert window.bench.jobs.shown() == []
    settle(qtbot, window)
    assert prepare.viewer.view.page is None
    assert prepare.panel.gauge.heading.text() == "Stopped"
    prepare.panel.combo.activated.emit(0)
    qtbot.waitUntil(lambda: any("large" in job.label for job in window.bench.jobs.shown()))
    window.close()
    box = window.findChild(QMessageBox)
    assert box is not None
    next(b for b in box.buttons() if "Stop" in b.text()).click()
    assert not window.isVisible()


def test_a_page_without_resolution_is_measured_first(
    window: MainWindow, prepare: PreparePage, tmp_path: Path, qtbot: QtBot
) -> None:
    file = save_scribble(tmp_path / "photo.png", "Ahlers", dpi=None)
    open_scan(prepare, window, qtbot, file)
    assert prepare.panel.gauge.heading.text() == "Resolution unknown"
    prepare.viewer.action("measure").trigger()
    drag(prepare, (100, 100), (300, 100), (400, 100))
    prepare.viewer.measure_bar.length_mm.setValue(25.4)
    prepare.viewer.measure_bar.take.click()
    settle(qtbot, window)
    assert "writing" in prepare.panel.gauge.heading.text()
    resolution = window.bench.session.items[0].pages[0].resolution
    assert resolution is not None
    assert resolution.dpi == pytest.approx(300.0, rel=0.02)


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    window.dropEvent(
        QDropEvent(
            QPointF(10, 10),
            Qt.DropAction.CopyAction,
            data,
            LEFT,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_folders_are_dropped(
    window: MainWindow, prepare: PreparePage, letter: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    letter.rename(scans / "letter.tif")
    (scans / "notes.txt").write_text("no scan", encoding="utf-8")
    drop(window, scans)
    qtbot.waitUntil(lambda: window.findChild(NewCaseDialog) is not None)
    dialog = window.findChild(NewCaseDialog)
    assert dialog is not None
    dialog.folder.setText(str(tmp_path / "case"))
    dialog.create_button.click()
    settle(qtbot, window)
    session = window.bench.session
    assert [item.pages[0].file.name for item in session.items] == ["letter.tif"]
    session.close_case()
    settle(qtbot, window)
    assert not prepare.scans.scans
    drop(window, tmp_path / "case")
    settle(qtbot, window)
    assert len(session.items) == 1
    assert len(prepare.scans.scans) == 1


def test_real_sheets(
    window: MainWindow, prepare: PreparePage, shared_data: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    sheet = shared_data / "copiste" / "full_sheets" / "imp_wikitexte_0022.jpg"
    new_case(window, tmp_path / "case", qtbot, sheet)
    window.show_page("prepare")
    settle(qtbot, window)
    assert prepare.panel.gauge.heading.text() == "Enough writing"
