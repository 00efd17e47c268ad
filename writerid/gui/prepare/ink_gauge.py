"""How much usable writing there is: enough, little, or too little."""

import math
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from writerid.gui.preferences import InkLimits
from writerid.gui.theme import Theme

MM_PER_CM = 10.0


class Amount(StrEnum):
    """A verdict on the amount of writing, none on the writer."""

    TOO_LITTLE = "too little"
    LITTLE = "little"
    ENOUGH = "enough"


def amount_of(writing_mm: float, limits: InkLimits) -> Amount:
    """Which of the three, by the limits of the settings."""
    if writing_mm < limits.too_little_mm:
        return Amount.TOO_LITTLE
    return Amount.LITTLE if writing_mm < limits.enough_mm else Amount.ENOUGH


class _Bar(QWidget):
    """The amount on a scale that grows tenfold from mark to mark."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.limits = InkLimits()
        self.writing_mm: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(200, 14)

    def _place(self, length_mm: float) -> float:
        low = math.log10(self.limits.too_little_mm) - 1.0
        high = math.log10(self.limits.enough_mm) + 1.0
        share = (math.log10(max(length_mm, 1e-6)) - low) / (high - low)
        return min(max(share, 0.0), 1.0) * self.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.border))
        painter.drawRoundedRect(QRectF(0, 3, self.width(), 8), 4, 4)
        if self.writing_mm is not None:
            painter.setBrush(QColor(colours.accent))
            painter.drawRoundedRect(QRectF(0, 3, self._place(self.writing_mm), 8), 4, 4)
        painter.setBrush(QColor(colours.text))
        for limit in (self.limits.too_little_mm, self.limits.enough_mm):
            painter.drawRect(QRectF(self._place(limit) - 1, 0, 2, 14))


class InkGauge(QWidget):
    """A heading, a bar with the two limits, and the figures."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QLabel()
        self.heading.setObjectName("heading")
        self.heading.setWordWrap(True)
        self.figures = QLabel()
        self.figures.setObjectName("quiet")
        self.figures.setWordWrap(True)
        self._bar = _Bar(theme)
        self._limits = InkLimits()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.heading, self._bar, self.figures):
            column.addWidget(part)
        self.show_text(self.tr("No page is open"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_whole()

    def _keep_whole(self) -> None:
        """Where a panel is short of room, its words must not be what is cut."""
        for label in (self.heading, self.figures):
            label.setMinimumHeight(max(label.heightForWidth(self.width()), 0))

    def set_limits(self, limits: InkLimits) -> None:
        """The limits of the settings."""
        self._limits = self._bar.limits = limits
        self._bar.update()

    def show_text(self, heading: str, detail: str = "") -> None:
        """Say why there is no figure."""
        self._show(heading, detail, None)

    def show_amount(self, writing_mm: float, keypoints: int) -> None:
        """The writing that counts, and how many places on it can be compared."""
        headings = {
            Amount.TOO_LITTLE: self.tr("Too little writing"),
            Amount.LITTLE: self.tr("Little writing"),
            Amount.ENOUGH: self.tr("Enough writing"),
        }
        detail = self.tr("{:,.0f} cm of strokes, {:,} keypoints. Limits: {:g} and {:g} cm").format(
            writing_mm / MM_PER_CM,
            keypoints,
            self._limits.too_little_mm / MM_PER_CM,
            self._limits.enough_mm / MM_PER_CM,
        )
        self._show(headings[amount_of(writing_mm, self._limits)], detail, writing_mm)

    def _show(self, heading: str, detail: str, writing_mm: float | None) -> None:
        self.heading.setText(heading)
        self.figures.setText(detail)
        self.setAccessibleName(self.tr("Amount of writing"))
        self.setAccessibleDescription(f"{heading}. {detail}")
        self._keep_whole()
        self._bar.writing_mm = writing_mm
        self._bar.update()
