"""The page as an item of the scene, painted from tiles."""

import math

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from writerid.gui.pageview.pyramid import TILE_PX, TileKey
from writerid.gui.pageview.source import LoadedPage
from writerid.gui.pageview.tiles import TileCache

SHARP_ZOOM = 3.0
"""From here on single pixels are shown as they are."""

EDGE = QColor(0, 0, 0, 70)


class PageItem(QGraphicsItem):
    """Paints the overview, the tiles over it, and asks for those that are missing."""

    def __init__(self, tiles: TileCache) -> None:
        super().__init__()
        self._tiles = tiles
        self._loaded: LoadedPage | None = None
        self._overview = QPixmap()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def show_page(self, loaded: LoadedPage | None) -> None:
        """Paint this page from now on."""
        self.prepareGeometryChange()
        self._loaded = loaded
        self._tiles.use(loaded.pyramid if loaded is not None else None)
        self._overview = QPixmap.fromImage(loaded.overview) if loaded is not None else QPixmap()
        self.update()

    def boundingRect(self) -> QRectF:
        if self._loaded is None:
            return QRectF()
        return QRectF(0, 0, self._loaded.page.width_px, self._loaded.page.height_px)

    def tile_rect(self, key: TileKey) -> QRectF:
        """Where a tile lies on the page."""
        if self._loaded is None:
            return QRectF()
        across, down = self._loaded.pyramid.scale_of(key.level)
        height, width = self._loaded.pyramid.levels[key.level].shape[:2]
        x, y = key.column * TILE_PX, key.row * TILE_PX
        right, bottom = min(x + TILE_PX, width), min(y + TILE_PX, height)
        return QRectF(x * across, y * down, (right - x) * across, (bottom - y) * down)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if self._loaded is None:
            return
        transform = painter.deviceTransform()
        zoom = math.hypot(transform.m11(), transform.m12())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, zoom < SHARP_ZOOM)
        level = self._loaded.pyramid.level_for(zoom)
        exposed = option.exposedRect.intersected(self.boundingRect())
        if level == len(self._loaded.pyramid.levels) - 1:
            painter.drawPixmap(self.boundingRect(), self._overview, QRectF(self._overview.rect()))
        else:
            self._paint_tiles(painter, level, exposed)
        edge = QPen(EDGE)
        edge.setCosmetic(True)
        painter.setPen(edge)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.boundingRect())

    def _paint_tiles(self, painter: QPainter, level: int, exposed: QRectF) -> None:
        # Below all tiles: where two meet between screen pixels, what lies behind shines through.
        painter.drawPixmap(exposed, self._overview, self._in_overview(exposed))
        for key in self.tiles_in(level, exposed):
            pixmap = self._tiles.get(key)
            if pixmap is not None:
                painter.drawPixmap(self.tile_rect(key), pixmap, QRectF(pixmap.rect()))

    def tiles_in(self, level: int, rect: QRectF) -> list[TileKey]:
        """The tiles of ``level`` that ``rect`` touches."""
        if self._loaded is None or rect.isEmpty():
            return []
        across, down = self._loaded.pyramid.scale_of(level)
        columns, rows = self._loaded.pyramid.tile_count(level)
        first = QPoint(int(rect.left() / across) // TILE_PX, int(rect.top() / down) // TILE_PX)
        last = QPoint(int(rect.right() / across) // TILE_PX, int(rect.bottom() / down) // TILE_PX)
        return [
            TileKey(level, column, row)
            for row in range(max(first.y(), 0), min(last.y() + 1, rows))
            for column in range(max(first.x(), 0), min(last.x() + 1, columns))
        ]

    def ask_for(self, visible: QRectF, zoom: float) -> None:
        """The part of the page that is looked at, at ``zoom`` device pixels per page pixel."""
        if self._loaded is None:
            return
        level = self._loaded.pyramid.level_for(zoom)
        if level == len(self._loaded.pyramid.levels) - 1:
            self._tiles.want([])
            return
        self._tiles.want(self.tiles_in(level, visible.intersected(self.boundingRect())))

    def _in_overview(self, rect: QRectF) -> QRectF:
        whole = self.boundingRect()
        x = self._overview.width() / whole.width()
        y = self._overview.height() / whole.height()
        return QRectF(rect.x() * x, rect.y() * y, rect.width() * x, rect.height() * y)
