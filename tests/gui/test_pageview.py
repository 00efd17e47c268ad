"""The page viewer: what is shown, where, and in which memory."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Guard
from writerid.errors import ScanError
from writerid.gui.pageview.layers import PatchLayer, PatchStyle
from writerid.gui.pageview.link import ViewLink
from writerid.gui.pageview.measuring import dpi_of
from writerid.gui.pageview.pyramid import TileKey
from writerid.gui.pageview.reducing import build_pyramid
from writerid.gui.pageview.scale_bar import nice_length
from writerid.gui.pageview.source import PageKey, load_page, load_thumbnail
from writerid.gui.pageview.view import PageView
from writerid.gui.pageview.viewer import PageViewer
from writerid.gui.workbench import Workbench
from writerid.tasks import SILENT

STYLE = PatchStyle("#0072b2", "#d55e00", "#7a3e9d")


@pytest.fixture
def viewer(bench: Workbench, qtbot: QtBot) -> PageViewer:
    made = PageViewer(bench)
    made.resize(900, 700)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def open_in(viewer: PageViewer, file: Path, qtbot: QtBot, number: int = 1) -> PageView:
    with qtbot.waitSignal(viewer.view.loaded, timeout=30_000):
        viewer.open_page(PageKey(file, number))
    return viewer.view


def test_shows_a_page_whole_and_says_its_resolution(
    viewer: PageViewer, letter: Path, qtbot: QtBot, nothing_slow_on_the_main_thread: Guard
) -> None:
    with nothing_slow_on_the_main_thread():
        view = open_in(viewer, letter, qtbot)
        qtbot.waitUntil(lambda: view.tiles.is_complete)
    assert view.page is not None
    seen = view.visible_rect()
    assert seen.contains(QPointF(1, 1))
    assert seen.contains(QPointF(view.page.page.width_px - 1, view.page.page.height_px - 1))
    assert "300 dpi" in viewer.facts.text()
    assert viewer.thumbnails.isVisible()


def test_what_is_under_the_pointer_stays_there_when_zooming(
    viewer: PageViewer, letter: Path, qtbot: QtBot
) -> None:
    view = open_in(viewer, letter, qtbot)
    at = QPoint(300, 250)
    before = view.mapToScene(at)
    for _ in range(6):
        view.zoom_by(1.25, at)
    after = view.mapToScene(at)
    assert abs(after.x() - before.x()) < 3.0 / view.zoom + 1.0
    assert abs(after.y() - before.y()) < 3.0 / view.zoom + 1.0


def test_keys_zoom_and_pan(viewer: PageViewer, letter: Path, qtbot: QtBot) -> None:
    view = open_in(viewer, letter, qtbot)
    view.setFocus()
    zoom = view.zoom
    QTest.keyClick(view, Qt.Key.Key_Plus)
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.zoom > 1.5 * zoom
    centre = view.centre
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.centre.x() > centre.x()
    viewer.action("fit-page").trigger()
    assert view.zoom == pytest.approx(zoom, rel=0.01)


def test_actual_size_is_true_to_the_millimetre(
    viewer: PageViewer, letter: Path, qtbot: QtBot
) -> None:
    view = open_in(viewer, letter, qtbot)
    viewer.action("actual").trigger()
    px_per_mm = view.px_per_mm()
    assert px_per_mm is not None
    assert px_per_mm * 25.4 == pytest.approx(view.screen().physicalDotsPerInchX(), rel=0.01)


def test_memory_of_tiles_is_bounded_on_a_page_of_seventy_megapixels(
    viewer: PageViewer, large: Path, qtbot: QtBot, nothing_slow_on_the_main_thread: Guard
) -> None:
    view = viewer.view
    view.tiles._limit_bytes = 12_000_000
    with nothing_slow_on_the_main_thread():
        open_in(viewer, large, qtbot)
        for x in range(500, 7000, 1300):
            view.set_view(1.0, QPointF(x, 1.3 * x))
            view.grab()
            qtbot.waitUntil(lambda: view.tiles.is_complete, timeout=30_000)
    assert 0 < view.tiles.byte_count <= 12_000_000
    assert view.page is not None
    assert view.page.pyramid.byte_count < 1.4 * view.page.page.pixels.nbytes


def test_the_pyramid_takes_the_level_that_is_just_fine_enough() -> None:
    pyramid = build_pyramid(np.zeros((5000, 3000), np.uint8))
    assert [level.shape for level in pyramid.levels] == [
        (5000, 3000),
        (2500, 1500),
        (1250, 750),
        (625, 375),
    ]
    assert [pyramid.level_for(zoom) for zoom in (2.0, 1.0, 0.6, 0.5, 0.25, 0.01)] == [
        0,
        0,
        0,
        1,
        2,
        3,
    ]
    edge = pyramid.cut(TileKey(0, 5, 9))
    assert (edge.width(), edge.height()) == (3000 - 5 * 512, 5000 - 9 * 512)


def test_damaged_and_changed_files_give_a_sentence(
    viewer: PageViewer, damaged: Path, letter: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(viewer.view.failed, timeout=30_000) as told:
        viewer.open_page(PageKey(damaged))
    assert "damaged.tif" in str(told.args[0])
    assert viewer.view.page is None
    with pytest.raises(ScanError, match="has changed since"):
        load_page(PageKey(letter, sha256="0" * 64), SILENT)
    with pytest.raises(ScanError, match="has changed since"):
        load_thumbnail((PageKey(letter, sha256="0" * 64), 100), SILENT)


def test_thumbnails_lead_to_pages(viewer: PageViewer, letter: Path, qtbot: QtBot) -> None:
    view = open_in(viewer, letter, qtbot)
    pages = viewer.thumbnails.pages
    assert pages.rowCount() == 3
    with qtbot.waitSignal(view.loaded, timeout=30_000):
        viewer.thumbnails.setCurrentIndex(pages.index(1))
    assert viewer.key is not None
    assert viewer.key.number == 2
    with qtbot.waitSignal(view.loaded, timeout=30_000):
        viewer.action("next-page").trigger()
    assert viewer.thumbnails.currentIndex().row() == 2
    qtbot.waitUntil(lambda: all(page.picture for page in pages._pages), timeout=30_000)


def test_a_measured_length_gives_the_missing_resolution(
    viewer: PageViewer, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "no-dpi.png"
    Image.new("L", (800, 600), 255).save(file)
    view = open_in(viewer, file, qtbot)
    assert view.px_per_mm() is None
    assert "unknown" in viewer.facts.text()
    viewer.action("measure").setChecked(True)
    start, end = (view.mapFromScene(QPointF(x, 300)) for x in (100, 500))
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view.viewport(), end)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert viewer.measure_bar.length_mm.isVisible()
    viewer.measure_bar.length_mm.setValue(50.0)
    with qtbot.waitSignal(viewer.resolution_measured) as told:
        viewer.measure_bar.take.click()
    assert told.args[0] == pytest.approx(dpi_of(400.0, 50.0), rel=0.02)
    assert view.px_per_mm() is not None
    assert not viewer.measure_bar.isVisible()


def test_patches_are_hit_and_the_weak_are_hidden(
    viewer: PageViewer, letter: Path, qtbot: QtBot
) -> None:
    view = open_in(viewer, letter, qtbot)
    layer = PatchLayer(STYLE)
    view.add_layer(layer)
    square = np.array([[0, 0], [60, 0], [60, 60], [0, 60]], dtype=np.float32)
    places = np.array([[100, 100], [120, 120], [600, 300]], dtype=np.float32)
    layer.set_patches(square[None] + places[:, None], np.array([0.9, -0.3, 0.1], np.float32))
    assert layer.hit(QPointF(110, 110)) == 0
    assert layer.hit(QPointF(140, 140)) == 0
    assert layer.hit(QPointF(170, 170)) == 1
    assert layer.hit(QPointF(400, 400)) is None
    layer.set_threshold(0.2)
    assert layer.visible_patches() == [1, 0]
    layer.set_selected([2])
    assert layer.hit(QPointF(630, 330)) == 2
    with qtbot.waitSignal(view.patch_clicked) as clicked:
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, pos=view.mapFromScene(QPointF(105, 105))
        )
    assert clicked.args == [0]
    view.grab()


def test_linked_views_move_in_step_until_unlinked(
    viewer: PageViewer, bench: Workbench, letter: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    fine = tmp_path / "fine.png"
    Image.new("L", (1800, 1120), 255).save(fine, dpi=(600, 600))
    first = open_in(viewer, letter, qtbot)
    other = PageViewer(bench)
    other.resize(900, 700)
    qtbot.addWidget(other)
    other.show()
    second = open_in(other, fine, qtbot)
    link = ViewLink(first, second)
    link.set_linked(True)
    link.match_scale()
    assert second.px_per_mm() == pytest.approx(first.px_per_mm(), rel=0.01)
    first.zoom_by(3.0)
    assert second.px_per_mm() == pytest.approx(first.px_per_mm(), rel=0.02)
    before = first.centre, second.centre
    first.pan_by(60, 0)
    moved = first.centre.x() - before[0].x()
    assert moved > 0
    assert second.centre.x() - before[1].x() == pytest.approx(2.0 * moved, abs=3.0)
    link.set_linked(not link.is_linked)
    zoom = second.zoom
    first.zoom_by(2.0)
    assert second.zoom == zoom


def test_round_lengths() -> None:
    assert [nice_length(x) for x in (0.3, 1.0, 1.1, 4.0, 7.0, 12.0, 60.0)] == [
        0.5,
        1.0,
        2.0,
        5.0,
        10.0,
        20.0,
        100.0,
    ]


def test_nothing_shines_through_between_tiles(
    viewer: PageViewer, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "white.png"
    Image.new("L", (2400, 1600), 255).save(file, dpi=(300, 300))
    view = open_in(viewer, file, qtbot)
    view.setBackgroundBrush(QColor("black"))
    view.zoom_by(1.37, view.viewport().rect().center())
    qtbot.waitUntil(lambda: view.tiles.is_complete)
    picture = view.viewport().grab().toImage()
    middle = picture.height() // 3
    greys = {picture.pixelColor(x, middle).lightness() for x in range(40, picture.width() - 40)}
    assert greys == {255}
