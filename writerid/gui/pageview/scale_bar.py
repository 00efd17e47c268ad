"""The scale bar and the rulers: millimetres of the paper, shown only where they are true."""

import math

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGraphicsView, QSizePolicy, QWidget

from writerid.gui.theme import Theme
from writerid.model import MM_PER_INCH

NICE = (1.0, 2.0, 5.0)
WANTED_BAR_PX = 140.0
LEAST_TICK_PX = 60.0
RULER_PX = 22


def nice_length(least_mm: float) -> float:
    """The smallest of 1, 2, 5, 10 … mm that is no shorter than ``least_mm``."""
    power = 10.0 ** math.floor(math.log10(least_mm))
    for base in NICE:
        if base * power >= least_mm * (1.0 - 1e-9):
            return base * power
    return 10.0 * power


def length_text(length_mm: float) -> str:
    """A length as it is written beside a bar."""
    return f"{length_mm / 10.0:g} cm" if length_mm >= 10.0 else f"{length_mm:g} mm"


def paint_scale_bar(painter: QPainter, viewport: QRect, px_per_mm: float) -> None:
    """A bar of a round length in the lower right corner."""
    length_mm = nice_length(0.5 * WANTED_BAR_PX / px_per_mm)
    width = length_mm * px_per_mm
    painter.save()
    painter.resetTransform()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    plate = QRectF(viewport.right() - width - 32, viewport.bottom() - 40, width + 22, 32)
    painter.fillRect(plate, QColor(255, 255, 255, 225))
    painter.setPen(QPen(QColor("#1d2430"), 2))
    y, left, right = plate.bottom() - 8, plate.left() + 11, plate.right() - 11
    painter.drawLine(QPointF(left, y), QPointF(right, y))
    for x in (left, right):
        painter.drawLine(QPointF(x, y - 5), QPointF(x, y))
    font = QFont(painter.font())
    font.setPointSizeF(8.5)
    painter.setFont(font)
    painter.drawText(
        plate.adjusted(0, 2, 0, -10), Qt.AlignmentFlag.AlignCenter, length_text(length_mm)
    )
    painter.restore()


class Ruler(QWidget):
    """Millimetres along one edge of a view, from the page's own corner."""

    def __init__(self, view: QGraphicsView, theme: Theme, *, down: bool) -> None:
        super().__init__()
        self._view = view
        self._theme = theme
        self._down = down
        self._dpi: float | None = None
        self.setAccessibleName(self.tr("Ruler in millimetres"))
        fixed, wide = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        self.setSizePolicy(fixed if down else wide, wide if down else fixed)

    def sizeHint(self) -> QSize:
        return QSize(RULER_PX, RULER_PX)

    def set_dpi(self, dpi: float | None) -> None:
        """The true resolution; without one there is no ruler."""
        self._dpi = dpi
        self.setVisible(dpi is not None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._dpi is None:
            return
        colours = self._theme.colours
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.surface))
        transform = self._view.transform()
        px_per_mm = math.hypot(transform.m11(), transform.m12()) * self._dpi / MM_PER_INCH
        corner = self._view.mapFromScene(QPointF(0.0, 0.0))
        start = corner.y() if self._down else corner.x()
        length = self.height() if self._down else self.width()
        major = nice_length(LEAST_TICK_PX / px_per_mm)
        minor = major / 10.0 if major * px_per_mm / 10.0 >= 5.0 else major / 5.0
        painter.setPen(QColor(colours.quiet_text))
        font = QFont(painter.font())
        font.setPointSizeF(7.5)
        painter.setFont(font)
        first, last = (
            math.floor(-start / px_per_mm / minor),
            math.ceil((length - start) / px_per_mm / minor),
        )
        for number in range(first, last + 1):
            place = start + number * minor * px_per_mm
            self._tick(painter, place, number, round(major / minor), minor)
        painter.setPen(QColor(colours.border))
        if self._down:
            painter.drawLine(RULER_PX - 1, 0, RULER_PX - 1, length)
        else:
            painter.drawLine(0, RULER_PX - 1, length, RULER_PX - 1)

    def _tick(self, painter: QPainter, place: float, number: int, ratio: int, minor: float) -> None:
        whole = number % ratio == 0
        long = 9 if whole else 4
        if self._down:
            painter.drawLine(QPointF(RULER_PX - long, place), QPointF(RULER_PX, place))
        else:
            painter.drawLine(QPointF(place, RULER_PX - long), QPointF(place, RULER_PX))
        if not whole:
            return
        text = f"{number * minor:g}"
        if self._down:
            painter.save()
            painter.translate(10.0, place - 3.0)
            painter.rotate(-90.0)
            painter.drawText(QPointF(0.0, 0.0), text)
            painter.restore()
        else:
            painter.drawText(QPointF(place + 3.0, 11.0), text)
