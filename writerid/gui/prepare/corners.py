"""The corners of the chosen mask or region: dragged, or stepped through and moved by keys."""

from dataclasses import replace

from PySide6.QtCore import QLineF, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPolygonF

from writerid.gui.pageview.tool import HALO, INK, Tool, tool_pen
from writerid.gui.pageview.viewer import PageViewer
from writerid.gui.prepare.model import PreparationModel
from writerid.gui.prepare.tools import Points, plain_points
from writerid.pipeline.steps import Mask, Region

REACH_PX = 10.0
"""How near a corner the mouse has to be, pixels of the screen."""

HANDLE_PX = 4.5
FAR = 10.0
"""Shift and an arrow key go so much farther."""

LEAST_CORNERS = 3
ARROWS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}


class CornerTool(Tool):
    """In the hand while an area is chosen and nothing else is drawn; beside corners it rests."""

    moved = Signal(object)
    """Points of the area, after a drag or without a corner."""

    nudged = Signal(object)
    """Points of the area, after an arrow key: one of many."""

    picked = Signal(int)
    """The corner that keys are for, -1 for none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._points: list[QPointF] = []
        self._kept: list[QPointF] = []
        self._drags = False
        self._hovers = False
        self._zoom = 1.0
        self.corner = -1

    def set_area(self, points: Points, *, same: bool) -> None:
        """The area to change; ``same`` as before, so that the corner stays picked."""
        self._kept = [QPointF(x, y) for x, y in points]
        self._points = list(self._kept)
        self._drags = False
        if not same or self.corner >= len(points):
            self._pick(-1)

    @property
    def cursor(self) -> Qt.CursorShape:  # type: ignore[override]
        """A hand for the page, arrows for a corner."""
        near = self._hovers or self._drags
        return Qt.CursorShape.SizeAllCursor if near else Qt.CursorShape.OpenHandCursor

    @property
    def is_busy(self) -> bool:
        return self._drags or self.corner >= 0

    def takes(self, at: QPointF, button: Qt.MouseButton) -> bool:
        return button is not Qt.MouseButton.LeftButton or self._near(at) >= 0

    def press(self, at: QPointF, button: Qt.MouseButton) -> None:
        near = self._near(at)
        if button is Qt.MouseButton.LeftButton and near >= 0:
            self._pick(near)
            self._drags = True

    def move(self, at: QPointF, buttons: Qt.MouseButton) -> None:
        if self._drags and buttons:
            self._points[self.corner] = at
        self._hovers = self._near(at) >= 0

    def release(self, at: QPointF, button: Qt.MouseButton) -> None:
        if self._drags and button is Qt.MouseButton.LeftButton:
            self._drags = False
            if self._points != self._kept:
                self.moved.emit(plain_points(self._points))

    def key(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> bool:
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_C and self._points and not self._drags:
            self._step(-1 if shift else 1)
            return True
        if self.corner < 0 or self._drags:
            return super().key(key, modifiers)
        if key in ARROWS:
            # As far as is seen: a pixel of the screen, but no less than one of the page.
            far = max(round(1.0 / self._zoom), 1) * (FAR if shift else 1.0)
            self._points[self.corner] += ARROWS[key] * far
            self.nudged.emit(plain_points(self._points))
            return True
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove()
            return True
        return super().key(key, modifiers)

    def reset(self) -> None:
        self._points = list(self._kept)
        self._drags = self._hovers = False
        self._pick(-1)

    def paint(self, painter: QPainter, zoom: float) -> None:
        self._zoom = zoom
        if self._drags:
            for halo in (True, False):
                tool_pen(painter, halo=halo)
                painter.drawPolygon(QPolygonF(self._points))
        for number, point in enumerate(self._points):
            side = (1.5 if number == self.corner else 1.0) * HANDLE_PX / zoom
            square = QRectF(point.x() - side, point.y() - side, 2.0 * side, 2.0 * side)
            tool_pen(painter, halo=True)
            painter.drawRect(square)
            tool_pen(painter, halo=False, width=1.6)
            painter.setBrush(INK if number == self.corner else HALO)
            painter.drawRect(square)

    def _near(self, at: QPointF) -> int:
        apart = [QLineF(point, at).length() for point in self._points]
        nearest = min(range(len(apart)), key=apart.__getitem__, default=-1)
        return nearest if nearest >= 0 and apart[nearest] <= REACH_PX / self._zoom else -1

    def _step(self, by: int) -> None:
        count = len(self._points)
        start = self.corner if self.corner >= 0 else (-1 if by > 0 else 0)
        self._pick((start + by) % count)

    def _remove(self) -> None:
        if len(self._points) > LEAST_CORNERS:
            del self._points[self.corner]
            self._pick(min(self.corner, len(self._points) - 1))
            self.moved.emit(plain_points(self._points))

    def _pick(self, corner: int) -> None:
        if corner != self.corner:
            self.corner = corner
            self.picked.emit(corner)


class CornerEditor(QObject):
    """Gives the tool to the viewer while an area is chosen, and its changes to the steps."""

    def __init__(self, viewer: PageViewer, parent: QObject) -> None:
        super().__init__(parent)
        self._viewer = viewer
        self._model: PreparationModel | None = None
        self._row = -1
        self.tool = CornerTool(self)
        self.tool.moved.connect(lambda points: self._change(points, merge=False))
        self.tool.nudged.connect(lambda points: self._change(points, merge=True))
        self.tool.picked.connect(self._tell)
        viewer.tool_changed.connect(self._follow)

    def show_row(self, model: PreparationModel | None, row: int) -> None:
        """The chosen step; its corners are shown where it is an area."""
        step = model.steps[row] if model is not None and 0 <= row < len(model.steps) else None
        same = model is self._model and row == self._row
        self._model = model
        self._row = row if isinstance(step, Region | Mask) else -1
        points = step.polygon if isinstance(step, Region | Mask) else ()
        self.tool.set_area(points, same=same)
        held = self._viewer.view.tool
        if self._row < 0 and held is self.tool:
            self._viewer.use_tool(None)
        elif self._row >= 0 and held is None:
            self._viewer.use_tool(self.tool)
        self._viewer.view.viewport().update()

    def _follow(self, tool: object) -> None:
        """Another tool was put down: the corners can be moved again."""
        if tool is None and self._row >= 0:
            self._viewer.use_tool(self.tool)

    def _change(self, points: Points, *, merge: bool) -> None:
        if self._model is None or not 0 <= self._row < len(self._model.steps):
            return
        step = self._model.steps[self._row]
        if isinstance(step, Region | Mask):
            self._model.replace_step(self._row, replace(step, polygon=points), merge=merge)

    def _tell(self, corner: int) -> None:
        """Tell screen readers which one; moves of another corner are undone by themselves."""
        if self._model is not None:
            self._model.end_merging()
        said = ""
        if corner >= 0:
            said = self.tr("Corner {} of the chosen area").format(corner + 1)
        self._viewer.view.setAccessibleDescription(said)
