"""Tools yield what was drawn, in page pixels."""

from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from writerid.gui.pageview.tool import MeasureTool, Tool
from writerid.gui.prepare.corners import CornerTool
from writerid.gui.prepare.tools import (
    BrushTool,
    LevelTool,
    PolygonTool,
    RectangleTool,
    level_degrees,
)

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


def drag(tool: Tool, *points: tuple[float, float]) -> None:
    tool.press(QPointF(*points[0]), LEFT)
    for point in points[1:]:
        tool.move(QPointF(*point), LEFT)
        paint(tool)
    tool.release(QPointF(*points[-1]), LEFT)


def paint(tool: Tool) -> None:
    picture = QImage(50, 50, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    tool.paint(painter, 0.5)
    painter.end()


def caught(signal: Any) -> list[Any]:
    values: list[Any] = []
    signal.connect(values.append)
    return values


def test_rectangle(qapp: QApplication) -> None:
    tool = RectangleTool()
    drawn = caught(tool.drawn)
    drag(tool, (50, 60), (20, 30), (10, 20))
    assert drawn == [((10, 20), (50, 20), (50, 60), (10, 60))]
    drag(tool, (5, 5), (6, 6))
    assert len(drawn) == 1


@pytest.mark.parametrize("how", ["double click", "right click", "enter", "first corner"])
def test_polygon_is_closed(qapp: QApplication, how: str) -> None:
    tool = PolygonTool()
    drawn = caught(tool.drawn)
    for point in ((0, 0), (100, 0), (99, 99)):
        tool.press(QPointF(*point), LEFT)
        paint(tool)
    tool.press(QPointF(50, 50), LEFT)
    assert tool.key(Qt.Key.Key_Backspace)
    if how == "double click":
        tool.double_click(QPointF(99, 99))
    elif how == "right click":
        tool.press(QPointF(1, 1), RIGHT)
    elif how == "enter":
        assert tool.key(Qt.Key.Key_Return)
    else:
        tool.press(QPointF(2, 2), LEFT)
    assert drawn == [((0, 0), (100, 0), (99, 99))]
    assert not tool.is_busy


def test_escape_gives_up(qapp: QApplication) -> None:
    tool = PolygonTool()
    tool.press(QPointF(0, 0), LEFT)
    assert tool.key(Qt.Key.Key_Escape)
    assert not tool.is_busy
    assert not tool.key(Qt.Key.Key_Escape)


def test_brush(qapp: QApplication) -> None:
    tool = BrushTool()
    drawn = caught(tool.drawn)
    drag(tool, (0, 0), (0.5, 0), (40, 0), (80, 5))
    assert drawn == [((0, 0), (40, 0), (80, 5))]
    drag(tool, (7, 7))
    assert drawn[1] == ((7, 7),)
    width = tool.width_px
    assert tool.key(Qt.Key.Key_BracketRight)
    assert tool.width_px > width


@pytest.mark.parametrize(
    ("line", "degrees"),
    [
        ((100, 0), 0.0),
        ((100, 5), -2.86),
        ((-100, -5), -2.86),
        ((5, -100), -2.86),
        ((100, -5), 2.86),
    ],
)
def test_a_line_is_laid_on_the_nearest_axis(line: tuple[float, float], degrees: float) -> None:
    assert level_degrees(*line) == pytest.approx(degrees, abs=0.01)


def test_level_and_measure(qapp: QApplication) -> None:
    level, measure = LevelTool(), MeasureTool()
    turned = caught(level.drawn)
    drag(level, (0, 0), (200, 10))
    assert turned == [pytest.approx(-2.86, abs=0.01)]
    lengths: list[float] = []
    measure.measured.connect(lambda a, b: lengths.append((b - a).x()))
    drag(measure, (0, 0), (30, 0))
    assert lengths == [30.0]
    paint(measure)


SQUARE = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0))


def corner_tool() -> CornerTool:
    tool = CornerTool()
    tool.set_area(SQUARE, same=False)
    paint(tool)
    return tool


def test_a_corner_is_dragged_and_beside_corners_the_page_is_moved(qapp: QApplication) -> None:
    tool = corner_tool()
    moved, picked = caught(tool.moved), caught(tool.picked)
    assert not tool.takes(QPointF(50, 50), LEFT)
    assert tool.takes(QPointF(95, 5), LEFT)
    shapes = [tool.cursor]
    drag(tool, (95, 5), (120, -10), (130.04, -20))
    assert moved == [((0, 0), (130.0, -20), (100, 100), (0, 100))]
    shapes.append(tool.cursor)
    assert shapes == [Qt.CursorShape.OpenHandCursor, Qt.CursorShape.SizeAllCursor]
    drag(tool, (50, 50), (70, 70))
    assert (len(moved), picked) == (1, [1])


def test_a_click_on_a_corner_and_a_drag_given_up_change_nothing(qapp: QApplication) -> None:
    tool = corner_tool()
    moved = caught(tool.moved)
    drag(tool, (0, 0))
    tool.press(QPointF(0, 0), LEFT)
    tool.move(QPointF(40, 40), LEFT)
    assert tool.key(Qt.Key.Key_Escape)
    tool.release(QPointF(40, 40), LEFT)
    assert moved == []
    assert tool.corner == -1
    assert not tool.key(Qt.Key.Key_Escape)


def test_keys_step_through_corners_and_move_them(qapp: QApplication) -> None:
    tool = corner_tool()
    nudged = caught(tool.nudged)
    shift = Qt.KeyboardModifier.ShiftModifier
    assert not tool.key(Qt.Key.Key_Left), "without a corner, arrows move the page"
    for expected in (0, 1, 2, 3, 0):
        assert tool.key(Qt.Key.Key_C)
        assert tool.corner == expected
    assert tool.key(Qt.Key.Key_C, shift)
    assert tool.corner == 3
    assert tool.key(Qt.Key.Key_Left)
    assert tool.key(Qt.Key.Key_Down, shift)
    # Drawn at half its size: a pixel of the screen is two of the page.
    assert [points[3] for points in nudged] == [(-2.0, 100.0), (-2.0, 120.0)]


def test_corners_are_taken_away_while_three_stay(qapp: QApplication) -> None:
    tool = corner_tool()
    moved = caught(tool.moved)
    assert not tool.key(Qt.Key.Key_Delete)
    tool.key(Qt.Key.Key_C)
    assert tool.key(Qt.Key.Key_Delete)
    assert moved == [SQUARE[1:]]
    assert tool.key(Qt.Key.Key_Delete)
    assert len(moved) == 1
