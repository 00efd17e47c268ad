"""A tool that mouse and keys are given to while it is in the hand."""

from PySide6.QtCore import QLineF, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen

INK = QColor("#1f5f99")
HALO = QColor(255, 255, 255, 210)


class Tool(QObject):
    """Points are in pixels of the original page."""

    cursor = Qt.CursorShape.CrossCursor

    def takes(self, at: QPointF, button: Qt.MouseButton) -> bool:
        """Whether a press there is for the tool; otherwise the page is moved."""
        return True

    def press(self, at: QPointF, button: Qt.MouseButton) -> None:
        """A mouse button goes down."""

    def move(self, at: QPointF, buttons: Qt.MouseButton) -> None:
        """The mouse moves, with ``buttons`` down."""

    def release(self, at: QPointF, button: Qt.MouseButton) -> None:
        """A mouse button goes up."""

    def double_click(self, at: QPointF) -> None:
        """The left button is clicked twice."""

    def key(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> bool:
        """A key is pressed; returns whether it was for the tool."""
        if key == Qt.Key.Key_Escape and self.is_busy:
            self.reset()
            return True
        return False

    @property
    def is_busy(self) -> bool:
        """Whether something is half drawn."""
        return False

    def reset(self) -> None:
        """Forget what is half drawn."""

    def paint(self, painter: QPainter, zoom: float) -> None:
        """Draw what is half drawn, on the page."""


def tool_pen(painter: QPainter, *, halo: bool, width: float = 2.0) -> None:
    """A pen that is seen on dark and light paper: first the halo, then the ink."""
    pen = QPen(HALO if halo else INK, width + 2.5 if halo else width)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)


class MeasureTool(Tool):
    """A line dragged from one point to another."""

    measured = Signal(QPointF, QPointF)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.line: QLineF | None = None
        self._drags = False

    @property
    def is_busy(self) -> bool:
        return self.line is not None

    def press(self, at: QPointF, button: Qt.MouseButton) -> None:
        if button is Qt.MouseButton.LeftButton:
            self.line = QLineF(at, at)
            self._drags = True

    def move(self, at: QPointF, buttons: Qt.MouseButton) -> None:
        if self._drags and self.line is not None and buttons:
            self.line.setP2(at)

    def release(self, at: QPointF, button: Qt.MouseButton) -> None:
        if self._drags and button is Qt.MouseButton.LeftButton and self.line is not None:
            self._drags = False
            self.line.setP2(at)
            if self.line.length() >= 2.0:
                self.measured.emit(self.line.p1(), self.line.p2())
            else:
                self.line = None

    def reset(self) -> None:
        self.line = None
        self._drags = False

    def paint(self, painter: QPainter, zoom: float) -> None:
        if self.line is None or self.line.length() == 0.0:
            return
        across = self.line.normalVector()
        across.setLength(7.0 / zoom)
        tick = QPointF(across.dx(), across.dy())
        for halo in (True, False):
            tool_pen(painter, halo=halo)
            painter.drawLine(self.line)
            for end in (self.line.p1(), self.line.p2()):
                painter.drawLine(QLineF(end - tick, end + tick))
