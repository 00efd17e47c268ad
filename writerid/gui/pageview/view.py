"""The view of one page: loading, zoom and pan, layers on top, a tool in the hand."""

import math

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsItem, QGraphicsScene, QGraphicsView, QWidget

from writerid.errors import WriterIdError
from writerid.gui.jobs import Job, Jobs, JobState
from writerid.gui.pageview.layers import PatchLayer
from writerid.gui.pageview.page_item import PageItem
from writerid.gui.pageview.scale_bar import paint_scale_bar
from writerid.gui.pageview.source import LoadedPage, PageKey, load_page
from writerid.gui.pageview.tiles import TileCache
from writerid.gui.pageview.tool import Tool
from writerid.model import MM_PER_INCH

ZOOM_STEP = 1.25
WHEEL_STEP = 120
MOST_ZOOM = 16.0
LEAST_SHARE_OF_FIT = 0.5
MARGIN_SHARE = 0.5
"""How far beyond its edge the page can be pushed, as a share of the page."""

PAN_STEP_PX = 80
CLICK_REACH_PX = 4


class PageView(QGraphicsView):
    """Shows a page. The scene's coordinates are pixels of the original page."""

    loaded = Signal(object)
    """A LoadedPage is on view."""

    failed = Signal(object)
    """A WriterIdError: the page can't be shown."""

    stopped = Signal()
    """The user gave up the page that was being loaded; nothing is shown."""

    view_changed = Signal()
    """Zoomed, panned or resized."""

    pointed = Signal(QPointF)
    """Where on the page the pointer is."""

    patch_clicked = Signal(int)
    """Index of the patch that was clicked, -1 beside all patches."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pageview")
        self.setAccessibleName(self.tr("Page"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        # Files are dropped on the window, wherever the pointer is.
        self.setAcceptDrops(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setScene(QGraphicsScene(self))
        self.page: LoadedPage | None = None
        self.tool: Tool | None = None
        self.turned_degrees = 0.0
        self._jobs = jobs
        self._job: Job | None = None
        self._fits = True
        self._pressed_at: QPoint | None = None
        self._panned_from: QPoint | None = None
        self.tiles = TileCache(jobs, self)
        self.tiles.arrived.connect(lambda _: self.viewport().update())
        self._item = PageItem(self.tiles)
        self.scene().addItem(self._item)

    # --- what is shown ---

    def show_page(self, key: PageKey, *, keep_view: bool = False) -> None:
        """Load a page in the background and show it; ``loaded`` or ``failed`` tells.

        With ``keep_view`` zoom and place stay, for the same page with another resolution.
        """
        self.stop_loading()
        self._job = self._jobs.read(
            load_page,
            key,
            label=self.tr("Opening {}").format(key.shown),
            owner=self,
            done=lambda page: self.show_loaded(page, keep_view=keep_view),
            failed=self._tell_failure,
        )
        self._job.ended.connect(self._loading_ended)

    def show_loaded(self, page: LoadedPage, *, keep_view: bool = False) -> None:
        """Show a page that is loaded already."""
        self.page = page
        self._item.show_page(page)
        width, height = page.page.width_px, page.page.height_px
        x, y = MARGIN_SHARE * width, MARGIN_SHARE * height
        self.setSceneRect(QRectF(-x, -y, width + 2 * x, height + 2 * y))
        if not keep_view:
            self.fit_page()
        self._after_move()
        self.loaded.emit(page)

    def stop_loading(self) -> None:
        """Give up the page that is being loaded, for another."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def _loading_ended(self) -> None:
        if self._job is not None and self._job.state is JobState.CANCELLED:
            self.clear()
            self.stopped.emit()

    def clear(self) -> None:
        """Show nothing."""
        self.stop_loading()
        self.page = None
        self._item.show_page(None)
        self.viewport().update()

    def add_layer(self, layer: QGraphicsItem) -> None:
        """Draw a layer over the page, above those added before."""
        self.scene().addItem(layer)

    def _tell_failure(self, error: WriterIdError) -> None:
        self.clear()
        self.failed.emit(error)

    # --- zoom and pan ---

    @property
    def zoom(self) -> float:
        """Screen pixels (logical) per page pixel."""
        return math.hypot(self.transform().m11(), self.transform().m12())

    @property
    def centre(self) -> QPointF:
        """The point of the page in the middle of the view."""
        return self.mapToScene(self.viewport().rect().center())

    def visible_rect(self) -> QRectF:
        """The part of the scene that is seen."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    @property
    def is_fitted(self) -> bool:
        """Whether all of the page is shown, and stays so when the view gets another size."""
        return self._fits

    def set_view(self, zoom: float, centre: QPointF, *, fitted: bool = False) -> None:
        """Zoom, and bring a point of the page to the middle."""
        fit = self._fit_zoom()
        least = min(LEAST_SHARE_OF_FIT * fit, self._actual_zoom())
        zoom = min(max(zoom, least), max(MOST_ZOOM, fit))
        self._fits = fitted
        self.setTransform(QTransform().rotate(self.turned_degrees).scale(zoom, zoom))
        self.centerOn(centre)
        self._after_move()

    def zoom_by(self, factor: float, anchor: QPoint | None = None) -> None:
        """Zoom so that the page stays where it is under ``anchor`` (the middle by default)."""
        middle = self.viewport().rect().center()
        at = middle if anchor is None else anchor
        fixed = self.mapToScene(at)
        self.set_view(self.zoom * factor, self.centre)
        moved = self.mapFromScene(fixed) - at
        self._scroll(moved)

    def pan_by(self, dx: int, dy: int) -> None:
        """Move the view by pixels of the screen."""
        self._scroll(QPoint(dx, dy))

    def fit_page(self) -> None:
        """Show all of the page."""
        if self.page is not None:
            self.set_view(self._fit_zoom(), self._middle(), fitted=True)

    def fit_width(self) -> None:
        """Show the page's whole width, from where it is now."""
        if self.page is not None:
            width = self._turned_bounds().width()
            zoom = self.viewport().width() / (1.02 * width)
            self.set_view(zoom, QPointF(self._middle().x(), self.centre.y()))

    def actual_size(self) -> None:
        """One millimetre of paper is one on the screen; without a resolution, pixel for pixel."""
        self.set_view(self._actual_zoom(), self.centre)

    def turn(self, degrees: float) -> None:
        """Show the page turned clockwise; its coordinates stay as they are."""
        if degrees != self.turned_degrees:
            self.turned_degrees = degrees
            if self._fits:
                self.fit_page()
            else:
                self.set_view(self.zoom, self.centre)

    def px_per_mm(self) -> float | None:
        """Screen pixels per millimetre of paper, None where that is not known."""
        dpi = None if self.page is None else self.page.true_dpi
        return None if dpi is None else self.zoom * dpi / MM_PER_INCH

    def _actual_zoom(self) -> float:
        dpi = None if self.page is None else self.page.true_dpi
        if dpi is None:
            return 1.0 / self.devicePixelRatioF()
        return self.screen().physicalDotsPerInchX() / dpi

    def _middle(self) -> QPointF:
        return self._item.boundingRect().center()

    def _turned_bounds(self) -> QRectF:
        turned = QTransform().rotate(self.turned_degrees)
        return turned.mapRect(self._item.boundingRect())

    def _fit_zoom(self) -> float:
        bounds = self._turned_bounds()
        if bounds.isEmpty():
            return 1.0
        size = self.viewport().size()
        return min(size.width() / bounds.width(), size.height() / bounds.height()) / 1.04

    def _scroll(self, by: QPoint) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + by.x())
        down.setValue(down.value() + by.y())
        self._fits = False
        self._after_move()

    def _after_move(self) -> None:
        self._item.ask_for(self.visible_rect(), self.zoom * self.devicePixelRatioF())
        self.viewport().update()
        self.view_changed.emit()

    # --- mouse, touchpad, keyboard ---

    def wheelEvent(self, event: QWheelEvent) -> None:
        modifiers = event.modifiers()
        fine = event.pixelDelta()
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            turn = event.angleDelta()
            self.pan_by(-(turn.x() or turn.y()), 0)
        elif not fine.isNull() and not modifiers & Qt.KeyboardModifier.ControlModifier:
            # Two fingers on a touchpad push the paper.
            self.pan_by(-fine.x(), -fine.y())
        else:
            steps = event.angleDelta().y() / WHEEL_STEP
            self.zoom_by(ZOOM_STEP**steps, event.position().toPoint())
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture
        ):
            self.zoom_by(1.0 + event.value(), event.position().toPoint())
            return True
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        at = event.position().toPoint()
        if self._moves_page(at, event.button()):
            self._pressed_at = self._panned_from = at
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self.tool is not None:
            self.tool.press(self.mapToScene(at), event.button())
            self.viewport().update()

    def _moves_page(self, at: QPoint, button: Qt.MouseButton) -> bool:
        if button is Qt.MouseButton.LeftButton:
            return self.tool is None or not self.tool.takes(self.mapToScene(at), button)
        return button is Qt.MouseButton.MiddleButton

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._panned_from is not None:
            moved = self._panned_from - at
            self._panned_from = at
            self.pan_by(moved.x(), moved.y())
        elif self.tool is not None:
            self.tool.move(self.mapToScene(at), event.buttons())
            self.show_cursor()
            self.viewport().update()
        self.pointed.emit(self.mapToScene(at))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._pressed_at is not None:
            clicked = (at - self._pressed_at).manhattanLength() <= CLICK_REACH_PX
            self._pressed_at = self._panned_from = None
            self.show_cursor()
            if clicked and event.button() is Qt.MouseButton.LeftButton:
                self._click(self.mapToScene(at))
        elif self.tool is not None:
            self.tool.release(self.mapToScene(at), event.button())
            self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.tool is not None:
            self.tool.double_click(self.mapToScene(event.position().toPoint()))
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.tool is not None and self.tool.key(Qt.Key(event.key()), event.modifiers()):
            self.viewport().update()
            return
        step = PAN_STEP_PX
        moves = {
            Qt.Key.Key_Left: (-step, 0),
            Qt.Key.Key_Right: (step, 0),
            Qt.Key.Key_Up: (0, -step),
            Qt.Key.Key_Down: (0, step),
        }
        if event.key() in moves and not event.modifiers():
            self.pan_by(*moves[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(ZOOM_STEP)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom_by(1.0 / ZOOM_STEP)
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits:
            self.fit_page()
        self._after_move()

    def use_tool(self, tool: Tool | None) -> None:
        """Give mouse and keys to a tool; None moves the page again."""
        if self.tool is not None:
            self.tool.reset()
        self.tool = tool
        self.show_cursor()
        self.viewport().update()

    def show_cursor(self) -> None:
        """The cursor of what the mouse does."""
        if self.tool is not None:
            self.viewport().setCursor(self.tool.cursor)
        else:
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        if self.tool is not None:
            self.tool.paint(painter, self.zoom)
        px_per_mm = self.px_per_mm()
        if px_per_mm is not None:
            paint_scale_bar(painter, self.viewport().rect(), px_per_mm)

    def _click(self, at: QPointF) -> None:
        layers = [item for item in self.scene().items() if isinstance(item, PatchLayer)]
        for layer in layers:
            index = layer.hit(at)
            if index is not None:
                self.patch_clicked.emit(index)
                return
        if layers:
            self.patch_clicked.emit(-1)
