"""The two patches of a pair laid over each other: faded, flipped, or one's edge on the other."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from writerid.gui.evidence.crops import CropCutter, CropKey
from writerid.gui.evidence.gallery import paint_window
from writerid.gui.evidence.model import QUESTIONED, EvidenceModel
from writerid.gui.theme import LIGHT, Theme

OVERLAY_PX = 188
CUT_PX = 376


class PairOverlay(QWidget):
    """Both windows upright and at one scale. ``opacity`` is that of the known patch on top."""

    def __init__(self, model: EvidenceModel, cutter: CropCutter, theme: Theme) -> None:
        super().__init__()
        self._model = model
        self._cutter = cutter
        self._theme = theme
        self.opacity = 0.5
        self.outlined = False
        self.setAccessibleName(self.tr("The two patches laid over each other"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(self.sizeHint())
        cutter.arrived.connect(self.update)
        model.pair_changed.connect(self._ask)

    def sizeHint(self) -> QSize:
        return QSize(OVERLAY_PX, OVERLAY_PX)

    def set_opacity(self, opacity: float) -> None:
        """0: the questioned patch alone; 1: the known one alone."""
        self.opacity = opacity
        self.update()

    def set_outlined(self, outlined: bool) -> None:
        """Show the known patch as the edge of its ink, the questioned one whole."""
        self.outlined = outlined
        self.update()

    def keys(self) -> tuple[CropKey, CropKey] | None:
        """The two crops."""
        pair = self._model.pair
        if pair is None:
            return None
        return (
            CropKey(QUESTIONED, pair.questioned_patch, CUT_PX, outlined=True),
            CropKey(pair.known_document, pair.known_patch, CUT_PX, outlined=True),
        )

    def _ask(self) -> None:
        keys = self.keys()
        if keys is not None:
            # Before the gallery's: somebody waits for this one.
            self._cutter.ask(keys, priority=1)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        colours = self._theme.colours
        rect = self.rect().adjusted(1, 1, -1, -1)
        painter.fillRect(self.rect(), QColor(colours.border))
        painter.fillRect(rect, QColor(colours.page_surround))
        keys = self.keys()
        if keys is None:
            return
        below, above = (self._cutter.picture(key) for key in keys)
        if below is not None:
            painter.drawPixmap(rect, below)
        if self.outlined:
            self._paint_edge(painter, rect, self._cutter.edge(keys[1]))
        elif above is not None:
            painter.setOpacity(self.opacity)
            painter.drawPixmap(rect, above)
            painter.setOpacity(1.0)
        pair = self._model.pair
        supporting = pair is None or pair.contribution >= 0.0
        colour = LIGHT.supporting if supporting else LIGHT.contradicting
        paint_window(painter, QRectF(rect), colour, dashed=not supporting)
        if self.hasFocus():
            painter.setPen(QColor(colours.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_edge(self, painter: QPainter, rect: QRect, edge: QPixmap | None) -> None:
        if edge is None:
            return
        tinted = QPixmap(edge.size())
        tinted.fill(Qt.GlobalColor.transparent)
        brush = QPainter(tinted)
        brush.drawPixmap(0, 0, edge)
        brush.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        brush.fillRect(tinted.rect(), QColor(LIGHT.selection))
        brush.end()
        painter.drawPixmap(rect, tinted)
