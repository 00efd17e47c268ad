"""Scores and variations drawn in the table, all on one axis so that they can be compared."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from writerid.gui.identify.candidates import SCORE_ROLE, AnyIndex, ScoreBar
from writerid.gui.theme import Theme

NUMBER_PX = 52
PADDING_PX = 8
BAR_PX = 8


class ScoreBarDelegate(QStyledItemDelegate):
    """The score as a number and a bar; a fine line marks the mean of the reference writers."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        self.paint_ground(painter, option, index)
        bar = index.data(SCORE_ROLE)
        if not isinstance(bar, ScoreBar):
            return
        colours = self._theme.colours
        rect = QRectF(option.rect).adjusted(PADDING_PX, 0, -PADDING_PX, 0)
        painter.save()
        painter.setPen(QColor(colours.text))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        track = axis_rect(rect.adjusted(NUMBER_PX, 0, 0, 0))
        painter.fillRect(track, QColor(colours.border))
        zero, end = (track.left() + track.width() * bar.place(v) for v in (0.0, bar.score))
        painter.fillRect(
            QRectF(min(zero, end), track.top(), abs(end - zero), BAR_PX), QColor(colours.accent)
        )
        mean = track.left() + track.width() * bar.place(bar.reference_mean)
        painter.setPen(QPen(QColor(colours.text), 1.5))
        painter.drawLine(QPointF(mean, track.top() - 4), QPointF(mean, track.bottom() + 4))
        painter.restore()

    def paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex
    ) -> None:
        """The cell as the style has it, without its text."""
        plain = QStyleOptionViewItem(option)
        self.initStyleOption(plain, index)
        plain.text = ""
        style = plain.widget.style() if plain.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, plain, painter)


class VariationDelegate(ScoreBarDelegate):
    """The candidate's own scores as a range with a stroke each, and this score as a diamond."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        bar = index.data(SCORE_ROLE)
        if not isinstance(bar, ScoreBar) or not bar.among:
            QStyledItemDelegate.paint(self, painter, option, index)
            return
        self.paint_ground(painter, option, index)
        colours = self._theme.colours
        rect = QRectF(option.rect).adjusted(PADDING_PX, 0, -PADDING_PX, 0)
        track = axis_rect(rect)
        middle = track.center().y()
        left, right = (
            track.left() + track.width() * bar.place(value)
            for value in (min(bar.among), max(bar.among))
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.border), 1.0))
        painter.drawLine(QPointF(track.left(), middle), QPointF(track.right(), middle))
        painter.setPen(QPen(QColor(colours.quiet_text), 3.0))
        painter.drawLine(QPointF(left, middle), QPointF(max(right, left + 1.0), middle))
        painter.setPen(QPen(QColor(colours.quiet_text), 1.5))
        for value in bar.among:
            x = track.left() + track.width() * bar.place(value)
            painter.drawLine(QPointF(x, middle - 6), QPointF(x, middle + 6))
        x = track.left() + track.width() * bar.place(bar.score)
        painter.setPen(QPen(QColor(colours.surface), 1.0))
        painter.setBrush(QColor(colours.accent))
        painter.drawPolygon(
            QPolygonF(
                [QPointF(x + dx, middle + dy) for dx, dy in ((0, -7), (6, 0), (0, 7), (-6, 0))]
            )
        )
        painter.restore()


def axis_rect(rect: QRectF) -> QRectF:
    """The axis within a cell."""
    return QRectF(rect.left(), rect.center().y() - BAR_PX / 2.0, rect.width(), BAR_PX)
