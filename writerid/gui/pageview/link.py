"""Two views that zoom and pan in step, until the link is undone."""

from PySide6.QtCore import QObject, QPointF, Signal

from writerid.gui.pageview.view import PageView


class ViewLink(QObject):
    """What one view does the other does too, by the same factor and the same way on paper.

    Where both resolutions are known, equal millimetres move; else equal parts of the screen.
    """

    changed = Signal(bool)
    """Whether the views are linked."""

    def __init__(self, first: PageView, second: PageView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._views = (first, second)
        self._seen = [(first.zoom, first.centre), (second.zoom, second.centre)]
        self._following = False
        self.is_linked = False
        first.view_changed.connect(lambda: self._moved(0))
        second.view_changed.connect(lambda: self._moved(1))
        for view in self._views:
            # Another page is another place: nothing for the other side to follow.
            view.loaded.connect(self._remember)

    def set_linked(self, linked: bool) -> None:
        """Link from how both views stand now, or let each go its own way."""
        if linked != self.is_linked:
            self.is_linked = linked
            self._remember()
            self.changed.emit(linked)

    def match_scale(self) -> None:
        """Bring the second view to the first one's millimetres per screen pixel."""
        here, there = self._views[0].px_per_mm(), self._views[1].px_per_mm()
        if here is not None and there is not None:
            self._following = True
            self._views[1].set_view(self._views[1].zoom * here / there, self._views[1].centre)
            self._following = False
            self._remember()

    def _remember(self) -> None:
        self._seen = [(view.zoom, view.centre) for view in self._views]

    def _moved(self, which: int) -> None:
        if self._following:
            return
        moved, other = self._views[which], self._views[1 - which]
        zoom, centre = self._seen[which]
        if self.is_linked and moved.page is not None and other.page is not None and zoom > 0.0:
            self._following = True
            if moved.is_fitted:
                # All of one page, all of the other, whatever size their views have now.
                other.fit_page()
            else:
                self._follow(moved, other, zoom, centre, self._seen[1 - which])
            self._following = False
        self._remember()

    def _follow(
        self,
        moved: PageView,
        other: PageView,
        zoom: float,
        centre: QPointF,
        there: tuple[float, QPointF],
    ) -> None:
        """Bring ``other`` as far from where it was as ``moved`` is from ``zoom`` and ``centre``."""
        shift = moved.centre - centre
        ratio = self._px_ratio(moved, other)
        other.set_view(
            there[0] * moved.zoom / zoom,
            there[1] + QPointF(shift.x() * ratio, shift.y() * ratio),
        )

    def _px_ratio(self, moved: PageView, other: PageView) -> float:
        """Pixels on the other page for one pixel on the moved one."""
        here = None if moved.page is None else moved.page.true_dpi
        there = None if other.page is None else other.page.true_dpi
        if here is not None and there is not None:
            return there / here
        return moved.zoom / other.zoom
