"""Labels beside the outlined patches: the same number here, on the other page, in the gallery."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

LEAST_PATCH_PX = 22.0
"""On screens where a patch is smaller than this, labels would hide the writing."""

FONT_PX = 12


@dataclass(frozen=True)
class PatchLabel:
    """A text at the top left corner of a patch, in page pixels."""

    text: str
    x: float
    y: float
    side_px: float
    supporting: bool
    lit: bool = False


class LabelLayer(QGraphicsItem):
    """Labels of a fixed size on the screen; of the chosen pair they are always shown."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.labels: tuple[PatchLabel, ...] = ()
        self._colours = ("#000000", "#000000", "#000000")
        self._bounds = QRectF()

    def set_colours(self, supporting: str, contradicting: str, lit: str) -> None:
        """The colours of the outlines."""
        self._colours = (supporting, contradicting, lit)
        self.update()

    def set_labels(self, labels: Sequence[PatchLabel], page: QRectF) -> None:
        """Show labels on a page of this size."""
        self.prepareGeometryChange()
        # The chosen pair's last, so that no other hides it.
        self.labels = tuple(sorted(labels, key=lambda label: label.lit))
        self._bounds = page.adjusted(
            -page.width() / 2, -page.height() / 2, page.width() / 2, page.height() / 2
        )
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        transform = painter.worldTransform()
        zoom = abs(transform.m11()) + abs(transform.m12())
        painter.save()
        painter.resetTransform()
        font = QFont(painter.font())
        font.setPixelSize(FONT_PX)
        font.setBold(True)
        painter.setFont(font)
        for label in self.labels:
            if label.lit or label.side_px * zoom >= LEAST_PATCH_PX:
                self._paint(painter, label, transform.map(QPointF(label.x, label.y)))
        painter.restore()

    def _paint(self, painter: QPainter, label: PatchLabel, at: QPointF) -> None:
        width = painter.fontMetrics().horizontalAdvance(label.text) + 8
        box = QRectF(at.x() - 1, at.y() - FONT_PX - 4, width, FONT_PX + 4)
        colour = self._colours[2] if label.lit else self._colours[0 if label.supporting else 1]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(box, 3, 3)
        # Black on light fills, white on dark ones.
        light = QColor(colour).lightnessF() > 0.55
        painter.setPen(QColor("#10151c" if light else "#ffffff"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label.text)
