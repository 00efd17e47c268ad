"""The questioned and the known page side by side, zoomed and moved together until unlinked."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from writerid.gui.evidence.heat import HeatMap, HeatWish, draw_heat
from writerid.gui.evidence.model import QUESTIONED, EvidenceModel
from writerid.gui.evidence.side_view import PagePlace, SideView
from writerid.gui.evidence.toolbar import EvidenceToolbar
from writerid.gui.pageview.link import ViewLink
from writerid.gui.pageview.view import ZOOM_STEP
from writerid.gui.workbench import Workbench


class PagesPair(QWidget):
    """Two sides, the link between them, and the heat over both."""

    def __init__(self, bench: Workbench, model: EvidenceModel, toolbar: EvidenceToolbar) -> None:
        super().__init__()
        self._bench = bench
        self._model = model
        self._toolbar = toolbar
        self._heat: dict[int, HeatMap] = {}
        self._asked: set[int] = set()
        self._going: bool | None = None
        self.questioned = SideView(bench, model, self.tr("Questioned"))
        self.known = SideView(bench, model, self.tr("Known"))
        self.sides = (self.questioned, self.known)
        self.link = ViewLink(self.questioned.view, self.known.view, self)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        for side in self.sides:
            self.splitter.addWidget(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.splitter)
        self._connect()

    def clear(self) -> None:
        """Show nothing."""
        self._heat, self._asked, self._going = {}, set(), None
        for side in self.sides:
            side.show_nothing()

    def open(self) -> None:
        """Show the pages of the evidence that is open now."""
        opened = self._model.opened
        if opened is None:
            return
        pair = self._model.pair
        here, there = PagePlace(QUESTIONED, 0), PagePlace(0, 0)
        if pair is not None:
            here = self.questioned.place_of(QUESTIONED, pair.questioned_patch)
            there = self.known.place_of(pair.known_document, pair.known_patch)
        self.questioned.show_document([QUESTIONED], here)
        self.known.show_document(list(range(len(opened.evidence.known))), there)
        width = self.splitter.width() // 2
        self.splitter.setSizes([width, width])

    def _connect(self) -> None:
        bar = self._toolbar
        for name, act in (
            ("fit-page", lambda side: side.view.fit_page()),
            ("fit-width", lambda side: side.view.fit_width()),
            ("actual", lambda side: side.view.actual_size()),
        ):
            bar.action(name).triggered.connect(lambda _=False, do=act: self._each(do))
        bar.action("zoom-in").triggered.connect(lambda: self._zoom(ZOOM_STEP))
        bar.action("zoom-out").triggered.connect(lambda: self._zoom(1.0 / ZOOM_STEP))
        bar.action("link").toggled.connect(self.link.set_linked)
        bar.action("link").setChecked(True)
        bar.action("heat").toggled.connect(self._show_heat)
        bar.action("heat").setChecked(True)
        for side in self.sides:
            side.page_changed.connect(self._page_changed)
            side.patch_clicked.connect(self._model.choose_patch)
        self._model.shown_changed.connect(self._redraw)
        self._model.pair_changed.connect(self._go)

    def _each(self, act: Callable[[SideView], None]) -> None:
        """The same for both sides, each by its own page."""
        linked = self.link.is_linked
        self.link.set_linked(False)
        for side in self.sides:
            act(side)
        self.link.set_linked(linked)

    def _zoom(self, factor: float) -> None:
        moved = self.known if self.known.view.hasFocus() else self.questioned
        moved.view.zoom_by(factor)

    def _redraw(self) -> None:
        for side in self.sides:
            side.redraw()

    def _page_changed(self) -> None:
        self._show_heat()
        if self._going is not None:
            self._go(self._going)

    def _go(self, go_there: bool) -> None:
        """Bring both patches of the pair on view; again when a page that lacked is loaded."""
        pair = self._model.pair
        self._redraw()
        self._going = None
        if pair is None or not self.questioned.is_filled:
            return
        linked = self.link.is_linked
        self.link.set_linked(False)
        there = [
            self.questioned.go_to(QUESTIONED, pair.questioned_patch, centre=go_there),
            self.known.go_to(pair.known_document, pair.known_patch, centre=go_there),
        ]
        if not all(there):
            self._going = go_there
        elif go_there:
            self.link.match_scale()
        self.link.set_linked(linked)

    # --- heat ---

    def _show_heat(self) -> None:
        wanted = self._toolbar.action("heat").isChecked()
        for side in self.sides:
            place = side.place
            if place is None or not wanted:
                side.show_heat(None)
                continue
            side.show_heat(self._heat.get(place.side))
            self._ask_for_heat(place.side)

    def _ask_for_heat(self, number: int) -> None:
        opened = self._model.opened
        if opened is None or number in self._asked:
            return
        self._asked.add(number)

        def drawn(heat: HeatMap) -> None:
            if self._model.opened is opened:
                self._heat[number] = heat
                self._show_heat()

        self._bench.jobs.read(
            draw_heat,
            HeatWish(opened, number),
            label=self.tr("Drawing the heat map"),
            owner=self,
            done=drawn,
            quiet=True,
        )
