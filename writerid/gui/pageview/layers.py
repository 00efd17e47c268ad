"""What is drawn over a page: patches, keypoints, pictures, areas. Coordinates: original pixels."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

Floats = npt.NDArray[np.float32] | npt.NDArray[np.float64]

SHADES = 6
"""Strengths are drawn in so many steps, so that a thousand patches need few pens."""

FAINTEST = 0.25


@dataclass(frozen=True)
class PatchStyle:
    """Pens for positive and negative strengths; dashes tell them apart besides the colour."""

    positive: str
    negative: str
    selected: str
    width: float = 1.8
    negative_dashes: tuple[float, ...] = (4.0, 3.0)


class _Layer(QGraphicsItem):
    """Drawn over the page and never in the way of its mouse."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._bounds = QRectF()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def _cover(self, bounds: QRectF) -> None:
        self.prepareGeometryChange()
        self._bounds = bounds
        self.update()


class PatchLayer(_Layer):
    """Outlines of patches; their strength is shown by the width and depth of the line."""

    def __init__(self, style: PatchStyle) -> None:
        super().__init__()
        self.style = style
        self._corners = np.empty((0, 4, 2), dtype=np.float64)
        self._strength = np.empty(0, dtype=np.float64)
        self._least = 0.0
        self._selected: frozenset[int] = frozenset()
        self._only: frozenset[int] | None = None
        self._polygons: list[QPolygonF] = []

    def set_patches(self, corners_px: Floats, strength: Floats) -> None:
        """(n, 4, 2) corners and (n,) strengths from −1 to 1."""
        self._corners = np.asarray(corners_px, dtype=np.float64)
        self._strength = np.asarray(strength, dtype=np.float64)
        self._polygons = [QPolygonF([QPointF(x, y) for x, y in one]) for one in self._corners]
        self._selected = frozenset()
        if len(self._corners):
            low = self._corners.min(axis=(0, 1)) - 40.0
            high = self._corners.max(axis=(0, 1)) + 40.0
            self._cover(QRectF(QPointF(*low), QPointF(*high)))
        else:
            self._cover(QRectF())

    def set_threshold(self, least: float) -> None:
        """Hide patches whose strength is less than this either way."""
        self._least = least
        self.update()

    def set_selected(self, patches: Collection[int]) -> None:
        """Light these up; they are shown whatever the threshold."""
        self._selected = frozenset(patches)
        self.update()

    def show_only(self, patches: Collection[int] | None) -> None:
        """Show these alone; None shows all again."""
        self._only = None if patches is None else frozenset(patches)
        self.update()

    def visible_patches(self) -> list[int]:
        """Indices of the patches that are drawn, weakest first."""
        order = np.argsort(np.abs(self._strength), kind="stable")
        return [int(i) for i in order if self._is_shown(int(i))]

    def hit(self, at: QPointF) -> int | None:
        """The smallest patch drawn under ``at``; of equals the strongest."""
        inside = [
            i
            for i in reversed(self.visible_patches())
            if self._polygons[i].containsPoint(at, Qt.FillRule.OddEvenFill)
        ]
        if not inside:
            return None
        return min(inside, key=lambda i: round(self._area(i)))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen_of: dict[tuple[bool, int], QPen] = {}
        for i in self.visible_patches():
            if i in self._selected:
                continue
            strength = float(self._strength[i])
            shade = min(int(abs(strength) * SHADES), SHADES - 1)
            kind = (strength >= 0.0, shade)
            if kind not in pen_of:
                pen_of[kind] = self._pen(*kind)
            painter.setPen(pen_of[kind])
            painter.drawPolygon(self._polygons[i])
        for i in sorted(self._selected):
            if 0 <= i < len(self._polygons):
                self._paint_selected(painter, self._polygons[i])

    def _is_shown(self, index: int) -> bool:
        if index in self._selected:
            return True
        if self._only is not None and index not in self._only:
            return False
        return abs(float(self._strength[index])) >= self._least

    def _pen(self, positive: bool, shade: int) -> QPen:
        share = (shade + 1) / SHADES
        colour = QColor(self.style.positive if positive else self.style.negative)
        colour.setAlphaF(FAINTEST + (1.0 - FAINTEST) * share)
        pen = QPen(colour, self.style.width * (0.6 + 0.8 * share))
        pen.setCosmetic(True)
        if not positive:
            pen.setDashPattern(list(self.style.negative_dashes))
        return pen

    def _paint_selected(self, painter: QPainter, polygon: QPolygonF) -> None:
        for colour, width in ((QColor(255, 255, 255), 6.0), (QColor(self.style.selected), 3.2)):
            pen = QPen(colour, width)
            pen.setCosmetic(True)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawPolygon(polygon)

    def _area(self, index: int) -> float:
        x, y = self._corners[index].T
        return float(abs(x @ np.roll(y, 1) - y @ np.roll(x, 1)) / 2.0)


class KeypointLayer(_Layer):
    """Keypoints as circles of their size."""

    def __init__(self, colour: str) -> None:
        super().__init__()
        self.colour = colour
        self._path = QPainterPath()
        self.count = 0

    def set_keypoints(self, position_px: Floats, size_px: Floats) -> None:
        """(n, 2) centres and (n,) diameters."""
        path = QPainterPath()
        for (x, y), size in zip(position_px.tolist(), size_px.tolist(), strict=True):
            path.addEllipse(QPointF(x, y), size / 2.0, size / 2.0)
        self._path = path
        self.count = len(position_px)
        self._cover(path.boundingRect().adjusted(-20, -20, 20, 20))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        colour = QColor(self.colour)
        colour.setAlpha(190)
        pen = QPen(colour, 1.2)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path)


class PictureLayer(_Layer):
    """A picture stretched over a part of the page: a heat map, the ink that was found."""

    def __init__(self) -> None:
        super().__init__()
        self._pixmaps: list[QPixmap] = []

    def set_picture(self, sizes: Sequence[QImage], rect: QRectF) -> None:
        """Show a picture over ``rect``, given in one or several sizes, largest first.

        The size nearest to what the screen shows is painted, so that thin strokes stay whole.
        """
        self._pixmaps = [QPixmap.fromImage(one) for one in sizes]
        self._cover(rect if sizes else QRectF())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if not self._pixmaps:
            return
        transform = painter.deviceTransform()
        shown_px = math.hypot(transform.m11(), transform.m12()) * self._bounds.width()
        fine_enough = [one for one in self._pixmaps if one.width() >= shown_px]
        pixmap = fine_enough[-1] if fine_enough else self._pixmaps[0]
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(self._bounds, pixmap, QRectF(pixmap.rect()))


@dataclass(frozen=True)
class Area:
    """A polygon or, with ``width_px``, a stroke. ``inverted`` shades what lies outside."""

    points: tuple[tuple[float, float], ...]
    width_px: float = 0.0
    inverted: bool = False


class AreaLayer(_Layer):
    """Masks and regions: shaded where the writing does not count, outlined where it begins."""

    def __init__(self, colour: str) -> None:
        super().__init__()
        self.colour = colour
        self._areas: tuple[Area, ...] = ()
        self._selected: int | None = None
        self._page = QRectF()

    def set_areas(self, areas: Sequence[Area], page: QRectF, selected: int | None = None) -> None:
        """Show areas on a page of this size; ``selected`` is drawn stronger."""
        self._areas = tuple(areas)
        self._selected = selected
        self._page = page
        self._cover(page.adjusted(-page.width(), -page.height(), page.width(), page.height()))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        for number, area in enumerate(self._areas):
            colour = QColor(self.colour)
            if area.width_px > 0.0:
                self._paint_stroke(painter, area, colour)
                continue
            pen = QPen(colour, 3.0 if number == self._selected else 1.6)
            pen.setCosmetic(True)
            polygon = QPolygonF([QPointF(x, y) for x, y in area.points])
            path = QPainterPath()
            path.addPolygon(polygon)
            path.closeSubpath()
            if area.inverted:
                whole = QPainterPath()
                whole.addRect(self._page)
                path = whole.subtracted(path)
            colour.setAlpha(60)
            painter.fillPath(path, colour)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon(polygon)

    def _paint_stroke(self, painter: QPainter, area: Area, colour: QColor) -> None:
        colour.setAlpha(110)
        pen = QPen(colour, area.width_px)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if len(area.points) == 1:
            painter.drawPoint(QPointF(*area.points[0]))
        else:
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in area.points]))
