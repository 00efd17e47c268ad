"""One side of the evidence: a page with outlines, labels and heat, and a choice of pages."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QWidget

from writerid.gui.evidence.heat import HeatMap
from writerid.gui.evidence.labels import LabelLayer, PatchLabel
from writerid.gui.evidence.model import EvidenceModel
from writerid.gui.pageview.layers import PatchLayer, PatchStyle, PictureLayer
from writerid.gui.pageview.scale_bar import Ruler
from writerid.gui.pageview.source import PageKey
from writerid.gui.pageview.view import PageView
from writerid.gui.theme import LIGHT
from writerid.gui.workbench import Workbench

if TYPE_CHECKING:
    from writerid.casework.frozen import FrozenPage

LEGIBLE_PATCH_PX = 84.0
"""A chosen patch is brought to at least this size on the screen."""

HEAT_FADES_PX = (16.0, 70.0)
HEAT_FAINTEST = 0.3
"""Where patches are this large on the screen, strokes matter more than the overview."""


@dataclass(frozen=True)
class PagePlace:
    """A page of a side: the document's number (−1: questioned) and the page's within it."""

    side: int
    page: int


class SideView(QWidget):
    """Draws what the model says of the page that is chosen here."""

    page_changed = Signal()
    """Another page is on view; its heat map may be missing."""

    patch_clicked = Signal(int, int)
    """Side and patch."""

    def __init__(self, bench: Workbench, model: EvidenceModel, title: str) -> None:
        super().__init__()
        self._bench = bench
        self._model = model
        self._places: list[PagePlace] = []
        self._shown: PagePlace | None = None
        self._patches = np.empty(0, dtype=np.intp)
        self.title = QLabel(title)
        self.title.setObjectName("heading")
        self.pages = QComboBox()
        self.pages.setAccessibleName(self.tr("Page on view: {}").format(title))
        self.pages.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.view = PageView(bench.jobs)
        self.view.setAccessibleName(title)
        self.rulers = [Ruler(self.view, bench.theme, down=down) for down in (False, True)]
        self.heat = PictureLayer()
        self.outlines = PatchLayer(self._style())
        self.labels = LabelLayer()
        for layer in (self.heat, self.outlines, self.labels):
            self.view.add_layer(layer)
        self.heat.hide()
        self._lay_out()
        self._connect()

    @property
    def is_filled(self) -> bool:
        """Whether the pages of a document can be chosen here."""
        return bool(self._places)

    @property
    def place(self) -> PagePlace | None:
        """The page on view."""
        row = self.pages.currentIndex()
        return self._places[row] if 0 <= row < len(self._places) else None

    def show_document(self, sides: list[int], first: PagePlace) -> None:
        """Offer the pages of these documents, and show one of them."""
        self.view.clear()
        self._places = [
            PagePlace(side, page)
            for side in sides
            for page in range(len(self._model.side(side).pages))
        ]
        self.pages.blockSignals(True)
        self.pages.clear()
        for place in self._places:
            document = self._model.side(place.side)
            text = document.name
            if len(document.pages) > 1:
                text = self.tr("{}, page {}").format(text, place.page + 1)
            self.pages.addItem(text)
        self.pages.setCurrentIndex(self._places.index(first))
        self.pages.blockSignals(False)
        self._open_chosen()

    def show_nothing(self) -> None:
        """No evidence is open."""
        self._places = []
        self.pages.clear()
        self.view.clear()
        self._draw_nothing()

    def place_of(self, side: int, patch: int) -> PagePlace:
        """The page that a patch is on."""
        return PagePlace(side, int(self._model.side(side).page[patch]))

    def go_to(self, side: int, patch: int, *, centre: bool) -> bool:
        """Bring a patch on view, and ``centre`` it even if it is seen already.

        False where its page is loaded first: ``page_changed`` tells when to ask again.
        """
        place = self.place_of(side, patch)
        if place != self.place:
            self.pages.setCurrentIndex(self._places.index(place))
            return False
        if self.view.page is None or self._shown != place:
            return False
        self._move_to(patch, centre=centre)
        return True

    def scale_for(self, patch: int) -> float:
        """The zoom at which a patch of the page on view is legible, no less than now."""
        side = self._window_px(patch)
        return max(self.view.zoom, LEGIBLE_PATCH_PX / side)

    def show_heat(self, heat: HeatMap | None) -> None:
        """Lay a heat map over the page, or none."""
        place = self.place
        if heat is None or place is None or heat.side != place.side:
            self.heat.hide()
        else:
            self.heat.set_picture((heat.pictures[place.page],), self._page_rect())
            self.heat.show()
            self._fade_heat()
        self.view.viewport().update()

    def redraw(self) -> None:
        """Outline what the model says."""
        place = self.place
        if place is None or not len(self._patches):
            return
        local = {int(patch): i for i, patch in enumerate(self._patches)}
        outlined = self._model.outlined(place.side)
        lit = [local[p] for p in self._model.lit(place.side) if p in local]
        style = self._style()
        # A thousand overlapping outlines would hide the writing.
        thin = replace(style, width=style.width / 2.5)
        self.outlines.style = thin if self._model.shows_all else style
        self.outlines.set_threshold(self._model.threshold)
        self.outlines.show_only(
            None if outlined is None else [local[p] for p in outlined if p in local]
        )
        self.outlines.set_selected(lit)
        self._draw_labels(place, local)
        self.view.viewport().update()

    # --- building ---

    def _lay_out(self) -> None:
        strip = QFrame()
        strip.setObjectName("toolstrip")
        row = QHBoxLayout(strip)
        row.setContentsMargins(10, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self.title)
        row.addWidget(self.pages, 1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(strip, 0, 0, 1, 2)
        grid.addWidget(self.rulers[0], 1, 1)
        grid.addWidget(self.rulers[1], 2, 0)
        grid.addWidget(self.view, 2, 1)
        grid.setRowStretch(2, 1)
        grid.setColumnStretch(1, 1)

    def _connect(self) -> None:
        self.pages.currentIndexChanged.connect(self._open_chosen)
        self.view.loaded.connect(self._show_loaded)
        self.view.failed.connect(self._bench.notices.tell)
        self.view.patch_clicked.connect(self._clicked)
        self.view.view_changed.connect(self._follow_view)
        style = self._style()
        self.labels.set_colours(style.positive, style.negative, style.selected)

    def _style(self) -> PatchStyle:
        # A scan is light whatever the window is: always the colours for light ground.
        return PatchStyle(LIGHT.supporting, LIGHT.contradicting, LIGHT.selection)

    # --- reactions ---

    def _open_chosen(self) -> None:
        place, opened = self.place, self._model.opened
        if place is None or opened is None:
            return
        page = self._model.side(place.side).pages[place.page]
        self._shown = None
        self._draw_nothing()
        self.view.show_page(self._key(page, self.pages.currentText()))

    def _key(self, page: "FrozenPage", title: str) -> PageKey:
        opened = self._model.opened
        if opened is None:
            raise RuntimeError("no evidence is open")
        dpi = page.resolution.dpi if page.resolution.is_true_size else None
        file = opened.case.originals.path_of(page.sha256)
        return PageKey(file, page.number, page.sha256, dpi, name=title)

    def _show_loaded(self) -> None:
        self._shown = self.place
        dpi = None if self.view.page is None else self.view.page.true_dpi
        for ruler in self.rulers:
            ruler.set_dpi(dpi)
        self._draw()
        self.page_changed.emit()

    def _draw(self) -> None:
        """The patches of the page on view."""
        place = self.place
        if place is None or self._model.opened is None:
            self._draw_nothing()
            return
        side = self._model.side(place.side)
        self._patches = side.on_page(place.page)
        self.outlines.set_patches(
            side.corners_px[self._patches], self._model.strength(place.side)[self._patches]
        )
        self.redraw()

    def _draw_nothing(self) -> None:
        """Until a page is there."""
        self._patches = np.empty(0, dtype=np.intp)
        self.outlines.set_patches(np.empty((0, 4, 2)), np.empty(0))
        self.labels.set_labels((), QRectF())
        self.heat.hide()

    def _draw_labels(self, place: PagePlace, local: dict[int, int]) -> None:
        """Of the gallery's patches; the chosen pair's stand out on both pages."""
        side, strength = self._model.side(place.side), self._model.strength(place.side)
        chosen = self._model.patch_of_pair(place.side)
        lit = set(self._model.lit(place.side)) - {chosen}
        labels = {}
        for patch, text in self._model.gallery_patches(place.side):
            weak = abs(strength[patch]) < self._model.threshold and patch != chosen
            if patch not in local or patch in labels or patch in lit or weak:
                continue
            x, y = side.corners_px[patch].min(axis=0).tolist()
            own = self._model.chosen_label if patch == chosen else ""
            labels[patch] = PatchLabel(
                own or text, x, y, self._window_px(patch), strength[patch] >= 0.0, patch == chosen
            )
        self.labels.set_labels(tuple(labels.values()), self._page_rect())

    def _clicked(self, index: int) -> None:
        place = self.place
        if place is not None and 0 <= index < len(self._patches):
            self.patch_clicked.emit(place.side, int(self._patches[index]))

    def _move_to(self, patch: int, *, centre: bool) -> None:
        place = self.place
        if place is None:
            return
        corners = self._model.side(place.side).corners_px[patch]
        (left, top), (right, bottom) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
        rect = QRectF(QPointF(left, top), QPointF(right, bottom))
        if centre or not self.view.visible_rect().contains(rect):
            self.view.set_view(self.scale_for(patch), rect.center())

    def _window_px(self, patch: int) -> float:
        place = self.place
        if place is None:
            return 1.0
        corners = self._model.side(place.side).corners_px[patch]
        return max(float(np.linalg.norm(corners[1] - corners[0])), 1.0)

    def _page_rect(self) -> QRectF:
        page = self.view.page
        return QRectF() if page is None else QRectF(0, 0, page.page.width_px, page.page.height_px)

    def _follow_view(self) -> None:
        for ruler in self.rulers:
            ruler.update()
        self._fade_heat()

    def _fade_heat(self) -> None:
        if not len(self._patches):
            return
        shown_px = self._window_px(int(self._patches[0])) * self.view.zoom
        near, far = HEAT_FADES_PX
        share = min(max((shown_px - near) / (far - near), 0.0), 1.0)
        self.heat.setOpacity(1.0 - (1.0 - HEAT_FAINTEST) * share)
