"""The pages of a PDF below each other; what is in sight is drawn by jobs."""

from bisect import bisect_right
from enum import StrEnum
from itertools import accumulate

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from writerid.gui.jobs import Jobs
from writerid.gui.report.page_pictures import PagePictures
from writerid.gui.report.pdf_pages import PdfPages
from writerid.gui.theme import Theme

MARGIN_PX = 14
LEAST_SCALE, MOST_SCALE = 0.15, 6.0
ZOOM_STEP = 1.25
SETTLE_MS = 60
"""Pages that are only passed in scrolling are not drawn."""

SHEET, SHEET_TEXT = "#ffffff", "#1d2430"


class Fit(StrEnum):
    """What the scale follows when the window changes."""

    WIDTH = "width"
    PAGE = "page"
    NOTHING = "nothing"


class PdfView(QAbstractScrollArea):
    """Scrolls and zooms; a page that is not drawn yet is a white sheet, or its last picture."""

    page_changed = Signal(int, int)
    """The page in sight, from 1, and how many there are."""

    scale_changed = Signal(float)
    """Pixels a point."""

    def __init__(self, jobs: Jobs, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pageview")
        self.setAccessibleName(self.tr("Pages of the report"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        self.pages: PdfPages | None = None
        self.fit = Fit.WIDTH
        self.scale = 1.0
        self._tops: list[float] = []
        self._pictures = PagePictures(jobs, self)
        self._pictures.changed.connect(self.viewport().update)
        self._told = (0, 0)
        self._dragged: QPoint | None = None
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(SETTLE_MS)
        self._clock.timeout.connect(self._ask)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.valueChanged.connect(self._scrolled)
            bar.setSingleStep(40)
        self.destroyed.connect(self._clock.stop)

    # --- what others use ---

    @property
    def is_busy(self) -> bool:
        """Whether a page in sight is still to be drawn."""
        return self._clock.isActive() or self._pictures.is_busy

    @property
    def current(self) -> int:
        """The page a third down the view, from 0, at the end the last; -1 without pages."""
        if not self._tops:
            return -1
        bar = self.verticalScrollBar()
        if 0 < bar.maximum() == bar.value():
            return len(self._tops) - 1
        return max(0, bisect_right(self._tops, bar.value() + self.viewport().height() / 3) - 1)

    def show_pages(self, pages: PdfPages | None) -> None:
        """Show a PDF; one that replaces another stays where the eye was."""
        number, down = self.current, self._down_the_page()
        self._pictures.show(pages)
        self.pages = pages
        self._place()
        if pages is not None and number >= 0:
            self._scroll_to(min(number, len(self._tops) - 1), down)
        # Another paper has another width.
        self._refit()
        self._scrolled()

    def go_to(self, number: int) -> None:
        """Bring a page, from 0, to the top."""
        if self._tops:
            self._scroll_to(min(max(number, 0), len(self._tops) - 1), 0.0)

    def fit_to(self, fit: Fit) -> None:
        """Keep the width or the page in the window from now on."""
        self.fit = fit
        self._refit()

    def zoom_by(self, factor: float) -> None:
        """Larger or smaller, about the middle of the view."""
        self.fit = Fit.NOTHING
        self._set_scale(self.scale * factor)

    @property
    def _drawn_scale(self) -> float:
        """Pixels of the screen a point."""
        return self.scale * self.devicePixelRatioF()

    # --- places ---

    def _refit(self) -> None:
        if self.pages is None or not self.pages.sizes_pt or self.fit is Fit.NOTHING:
            return
        wide = max(size[0] for size in self.pages.sizes_pt)
        high = max(size[1] for size in self.pages.sizes_pt)
        bar = self.verticalScrollBar().sizeHint().width()
        across = (self.width() - bar - 2 * MARGIN_PX - 4) / wide
        down = (self.viewport().height() - 2 * MARGIN_PX) / high
        self._set_scale(across if self.fit is Fit.WIDTH else min(across, down))

    def _set_scale(self, scale: float) -> None:
        number, down = self.current, self._down_the_page()
        self.scale = min(max(scale, LEAST_SCALE), MOST_SCALE)
        self._place()
        if number >= 0:
            self._scroll_to(number, down)
        self._pictures.stop()
        self._scrolled()
        self.scale_changed.emit(self.scale)

    def _place(self) -> None:
        sizes = () if self.pages is None else self.pages.sizes_pt
        heights = [size[1] * self.scale + MARGIN_PX for size in sizes]
        self._tops = [MARGIN_PX + top for top in accumulate([0.0, *heights[:-1]])] if sizes else []
        whole = MARGIN_PX + sum(heights)
        wide = max((size[0] for size in sizes), default=0.0) * self.scale + 2 * MARGIN_PX
        view = self.viewport().size()
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, round(whole) - view.height()))
        vertical.setPageStep(view.height())
        horizontal.setRange(0, max(0, round(wide) - view.width()))
        horizontal.setPageStep(view.width())

    def _down_the_page(self) -> float:
        """Where on the current page the top of the view is, as a share of its height."""
        number = self.current
        if number < 0 or self.pages is None:
            return 0.0
        top = self.verticalScrollBar().value() - self._tops[number] + MARGIN_PX
        return top / (self.pages.sizes_pt[number][1] * self.scale)

    def _scroll_to(self, number: int, down: float) -> None:
        if self.pages is None:
            return
        height = self.pages.sizes_pt[number][1] * self.scale
        self.verticalScrollBar().setValue(round(self._tops[number] - MARGIN_PX + down * height))

    def _rect(self, number: int) -> QRectF:
        """Where a page lies in the view."""
        assert self.pages is not None  # noqa: S101 - places are asked for pages alone
        wide, high = (one * self.scale for one in self.pages.sizes_pt[number])
        room = max(float(self.viewport().width()), self._widest() + 2 * MARGIN_PX)
        left = round((room - wide) / 2) - self.horizontalScrollBar().value()
        top = round(self._tops[number]) - self.verticalScrollBar().value()
        return QRectF(left, top, round(wide), round(high))

    def _widest(self) -> float:
        assert self.pages is not None  # noqa: S101
        return max(size[0] for size in self.pages.sizes_pt) * self.scale

    def _in_sight(self) -> list[int]:
        if not self._tops:
            return []
        top = self.verticalScrollBar().value()
        first = max(0, bisect_right(self._tops, top) - 1)
        last = bisect_right(self._tops, top + self.viewport().height())
        return list(range(first, last))

    # --- drawing ---

    def _scrolled(self) -> None:
        self.viewport().update()
        if self._in_sight():
            self._clock.start()
        else:
            self._clock.stop()
        told = (self.current + 1, len(self._tops))
        if told != self._told:
            self._told = told
            self.page_changed.emit(*told)

    def _ask(self) -> None:
        self._pictures.ask(self._in_sight(), self._drawn_scale, self.devicePixelRatioF())

    # --- events ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        colours = self._theme.colours
        for number in self._in_sight():
            sheet = self._rect(number)
            painter.fillRect(sheet, QColor(SHEET))
            kept = self._pictures.picture(number)
            if kept is not None and kept[0] == self._drawn_scale:
                # Pixel by pixel: letters stay as crisp as they were drawn.
                painter.drawImage(sheet.topLeft(), kept[1])
            elif kept is not None:
                painter.drawImage(sheet, kept[1])
            elif failure := self._pictures.failure(number):
                painter.setPen(QColor(SHEET_TEXT))
                painter.drawText(sheet, Qt.AlignmentFlag.AlignCenter, failure)
            painter.setPen(QPen(QColor(colours.border), 1))
            painter.drawRect(sheet)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.fit is Fit.NOTHING:
            self._place()
        else:
            self._refit()
        self._scrolled()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(ZOOM_STEP ** (event.angleDelta().y() / 120.0))
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self._tops) - 1}
        if not self.horizontalScrollBar().maximum():
            moves |= {Qt.Key.Key_Right: self.current + 1, Qt.Key.Key_Left: self.current - 1}
        target = moves.get(Qt.Key(event.key()))
        if target is None:
            super().keyPressEvent(event)
        else:
            self.go_to(target)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._dragged = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None:
            here = event.position().toPoint()
            moved, self._dragged = here - self._dragged, here
            vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
            vertical.setValue(vertical.value() - moved.y())
            horizontal.setValue(horizontal.value() - moved.x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = None
        self.viewport().unsetCursor()
