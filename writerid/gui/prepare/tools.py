"""Tools that draw on the page. What they yield is in pixels of the original page."""

import math

from PySide6.QtCore import QLineF, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QPolygonF

from writerid.gui.pageview.tool import INK, Tool, tool_pen

Points = tuple[tuple[float, float], ...]

LEAST_SIDE_PX = 4.0
BRUSH_STEP = 1.25
FINEST_STROKE_PX = 1.5


def plain_points(points: list[QPointF]) -> Points:
    """Points as steps keep them, to a tenth of a pixel."""
    return tuple((round(point.x(), 1), round(point.y(), 1)) for point in points)


class RectangleTool(Tool):
    """A rectangle dragged open."""

    drawn = Signal(object)
    """Points of the four corners."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._start: QPointF | None = None
        self._end = QPointF()

    @property
    def is_busy(self) -> bool:
        return self._start is not None

    def press(self, at: QPointF, button: Qt.MouseButton) -> None:
        if button is Qt.MouseButton.LeftButton:
            self._start = self._end = at

    def move(self, at: QPointF, buttons: Qt.MouseButton) -> None:
        if self._start is not None and buttons:
            self._end = at

    def release(self, at: QPointF, button: Qt.MouseButton) -> None:
        if self._start is None or button is not Qt.MouseButton.LeftButton:
            return
        rect = QRectF(self._start, at).normalized()
        self.reset()
        if min(rect.width(), rect.height()) >= LEAST_SIDE_PX:
            corners = [rect.topLeft(), rect.topRight(), rect.bottomRight(), rect.bottomLeft()]
            self.drawn.emit(plain_points(corners))

    def reset(self) -> None:
        self._start = None

    def paint(self, painter: QPainter, zoom: float) -> None:
        if self._start is not None:
            for halo in (True, False):
                tool_pen(painter, halo=halo)
                painter.drawRect(QRectF(self._start, self._end).normalized())


class PolygonTool(Tool):
    """Corners one click each; a double click, Enter or the first corner closes."""

    drawn = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._points: list[QPointF] = []
        self._pointer = QPointF()
        self._reach = 8.0

    @property
    def is_busy(self) -> bool:
        return bool(self._points)

    def press(self, at: QPointF, button: Qt.MouseButton) -> None:
        if button is Qt.MouseButton.RightButton:
            self._close()
        elif button is Qt.MouseButton.LeftButton:
            if len(self._points) >= 3 and QLineF(self._points[0], at).length() <= self._reach:
                self._close()
            else:
                self._points.append(at)
        self._pointer = at

    def move(self, at: QPointF, buttons: Qt.MouseButton) -> None:
        self._pointer = at

    def double_click(self, at: QPointF) -> None:
        self._close()

    def key(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._points:
            self._close()
            return True
        if key == Qt.Key.Key_Backspace and self._points:
            self._points.pop()
            return True
        return super().key(key, modifiers)

    def reset(self) -> None:
        self._points = []

    def paint(self, painter: QPainter, zoom: float) -> None:
        self._reach = 8.0 / zoom
        if not self._points:
            return
        for halo in (True, False):
            tool_pen(painter, halo=halo)
            painter.drawPolyline(QPolygonF([*self._points, self._pointer]))
            for point in self._points:
                painter.drawEllipse(point, 3.5 / zoom, 3.5 / zoom)

    def _close(self) -> None:
        points, self._points = self._points, []
        if len(points) >= 3:
            self.drawn.emit(plain_points(points))


class BrushTool(Tool):
    """A stroke of a width; [ and ] make it narrower and wider."""

    drawn = Signal(object)
    width_changed = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.width_px = 36.0
        self._points: list[QPointF] = []
        self._pointer: QPointF | None = None

    @property
    def is_busy(self) -> bool:
        return bool(self._points)

    def press(self, at: QPointF, button: Qt.MouseButton) -> None:
        if button is Qt.MouseButton.LeftButton:
            self._points = [at]

    def move(self, at: QPointF, buttons: Qt.MouseButton) -> None:
        self._pointer = at
        if self._points and buttons:
            # A mouse tells more points than a stroke of this width can show.
            least = max(FINEST_STROKE_PX, self.width_px / 12.0)
            if QLineF(self._points[-1], at).length() >= least:
                self._points.append(at)

    def release(self, at: QPointF, button: Qt.MouseButton) -> None:
        if self._points and button is Qt.MouseButton.LeftButton:
            points, self._points = self._points, []
            if points[-1] != at:
                points.append(at)
            self.drawn.emit(plain_points(points))

    def key(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> bool:
        if key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
            grows = key == Qt.Key.Key_BracketRight
            width = self.width_px * (BRUSH_STEP if grows else 1.0 / BRUSH_STEP)
            self.width_px = min(max(width, 2.0), 2000.0)
            self.width_changed.emit(self.width_px)
            return True
        return super().key(key, modifiers)

    def reset(self) -> None:
        self._points = []
        self._pointer = None

    def paint(self, painter: QPainter, zoom: float) -> None:
        if self._points:
            colour = INK
            colour.setAlpha(255)
            painter.setOpacity(0.45)
            pen = QPen(colour, self.width_px)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF([*self._points, self._points[-1]]))
            painter.setOpacity(1.0)
        if self._pointer is not None:
            for halo in (True, False):
                tool_pen(painter, halo=halo, width=1.2)
                painter.drawEllipse(self._pointer, self.width_px / 2.0, self.width_px / 2.0)


class LevelTool(Tool):
    """A line dragged along what shall be level (or upright)."""

    drawn = Signal(float)
    """By how many degrees the page has to be turned, clockwise."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._line: QLineF | None = None

    @property
    def is_busy(self) -> bool:
        return self._line is not None

    def press(self, at: QPointF, button: Qt.MouseButton) -> None:
        if button is Qt.MouseButton.LeftButton:
            self._line = QLineF(at, at)

    def move(self, at: QPointF, buttons: Qt.MouseButton) -> None:
        if self._line is not None and buttons:
            self._line.setP2(at)

    def release(self, at: QPointF, button: Qt.MouseButton) -> None:
        if self._line is None or button is not Qt.MouseButton.LeftButton:
            return
        step = at - self._line.p1()
        self._line = None
        if math.hypot(step.x(), step.y()) >= LEAST_SIDE_PX:
            self.drawn.emit(level_degrees(step.x(), step.y()))

    def reset(self) -> None:
        self._line = None

    def paint(self, painter: QPainter, zoom: float) -> None:
        if self._line is not None:
            for halo in (True, False):
                tool_pen(painter, halo=halo)
                painter.drawLine(self._line)


def level_degrees(dx: float, dy: float) -> float:
    """The clockwise turn that lays a line along (dx, dy), y downwards, on the nearest axis."""
    slope = math.degrees(math.atan2(dy, dx))
    return round((-slope + 45.0) % 90.0 - 45.0, 2)


class PipetteTool(Tool):
    """One click on the ink whose colour is wanted."""

    drawn = Signal(QPointF)

    def press(self, at: QPointF, button: Qt.MouseButton) -> None:
        if button is Qt.MouseButton.LeftButton:
            self.drawn.emit(at)
