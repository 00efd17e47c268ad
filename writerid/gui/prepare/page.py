"""The page of the window on which the scans of the open case are prepared."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from writerid.errors import WriterIdError
from writerid.gui.pageview.source import LoadedPage
from writerid.gui.pageview.viewer import PageViewer
from writerid.gui.prepare.finder import InkFinder
from writerid.gui.prepare.ink_request import FoundInk
from writerid.gui.prepare.keeper import PreparationKeeper
from writerid.gui.prepare.model import PreparationModel
from writerid.gui.prepare.overlays import PreparationOverlays
from writerid.gui.prepare.panel import PreparePanel
from writerid.gui.prepare.scans import CaseScan, CaseScans
from writerid.gui.prepare.toolbox import Toolbox
from writerid.gui.shortcuts import SECTION
from writerid.gui.workbench import Workbench

if TYPE_CHECKING:
    from writerid.casework.items import ItemPage


class PreparePage(QWidget):
    """Brings together the viewer, the tools, the panel and the background's answers."""

    add_wanted = Signal()
    """Scans shall be added to the case."""

    shown = Signal(object)
    """A LoadedPage is on view."""

    ink_found = Signal(object)
    """FoundInk of the page on view."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.setProperty(SECTION, self.tr("Prepare"))
        self._bench = bench
        self.scans = CaseScans(bench.session, self)
        self.scan: CaseScan | None = None
        self.keeper = PreparationKeeper(bench.session, self)
        self._measures_next = False
        self._nothing = PreparationModel((), parent=self)
        self.model = self._nothing
        self.viewer = PageViewer(bench)
        self.overlays = PreparationOverlays(self.viewer.view, bench.theme)
        self.finder = InkFinder(bench.jobs, self.viewer.view.visible_rect, self)
        self.panel = PreparePanel(bench, self.scans, self.model)
        self.tools = Toolbox(self.viewer, bench.theme, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.viewer, 1)
        row.addWidget(self.panel)
        self._connect()
        self._set_limits()
        self._show_empty()
        self.panel.set_ready(False)
        self._show_history()

    # --- what others use ---

    @property
    def is_busy(self) -> bool:
        """Whether ink is still being sought, or steps still have to be saved."""
        return self.finder.is_busy or self.keeper.is_busy

    def show_item(self, item_id: int) -> None:
        """Bring the first page of an item on view."""
        scan = self.scans.of_item(item_id)
        if scan is not None and (self.scan is None or self.scan.item_id != item_id):
            self.show_scan(scan)

    def show_scan(self, scan: CaseScan) -> None:
        """Bring a scan on view."""
        self.keeper.save()
        self._leave_model()
        self.scan = scan
        self.panel.show_scan(scan)
        key = self.scans.key(scan, scan.pages[0].number)
        if key is not None:
            self.viewer.open_page(key)
            self.viewer.view.setFocus()

    def measure_when_shown(self) -> None:
        """Take the measuring tool as soon as the page is on view."""
        if self.viewer.view.page is not None:
            self.viewer.action("measure").setChecked(True)
        else:
            self._measures_next = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.scan is None and self.scans.scans:
            self.show_scan(self.scans.scans[0])

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.keeper.save()

    # --- wiring ---

    def _connect(self) -> None:
        view = self.viewer.view
        view.loaded.connect(self._show_loaded)
        view.failed.connect(self._show_failure)
        view.stopped.connect(self._show_stopped)
        self.viewer.resolution_measured.connect(self._take_resolution)
        self.viewer.page_requested.connect(self._change_page)
        self.finder.found.connect(self._show_found)
        self.finder.previewed.connect(self.overlays.show_preview)
        self.finder.failed.connect(self._show_bad_steps)
        self.finder.busy_changed.connect(self._show_busy)
        self.panel.scan_chosen.connect(self.show_scan)
        self.panel.add_wanted.connect(self.add_wanted)
        self.scans.changed.connect(self._follow_scans)
        self.panel.controls.colour_wanted.connect(self.tools.pick_colour)
        self.panel.controls.touched.connect(lambda: self.tools.show_after(True))
        self.panel.steps.chosen.connect(self._show_areas)
        self.panel.steps.redraw_wanted.connect(self.tools.draw_again)
        self.tools.before_after.connect(self.overlays.set_after)
        self.tools.keypoints_wanted.connect(self.overlays.set_keypoints_shown)
        self.tools.undo.triggered.connect(self._undo)
        self.tools.redo.triggered.connect(self._redo)
        self._bench.preferences.changed.connect(self._set_limits)
        panel = self.viewer.add_action(
            "panel", "settings", self.tr("Show the panel"), "F9", checkable=True
        )
        panel.setChecked(True)
        panel.toggled.connect(self.panel.setVisible)

    def _follow_scans(self) -> None:
        """The case was read again, or another one was opened."""
        if self.scan is None:
            if self.isVisible() and self.scans.scans:
                self.show_scan(self.scans.scans[0])
            elif not self.scans.scans:
                self._show_empty()
            return
        now = self.scans.same(self.scan)
        if now is not None:
            self.scan = now
            self.panel.show_scan(now)
            self._follow_resolution(now)
            return
        self._leave_model()
        self.scan = None
        self.viewer.close_page()
        self._show_nothing()
        self._show_empty()
        if self.isVisible() and self.scans.scans:
            self.show_scan(self.scans.scans[0])

    def _follow_resolution(self, scan: CaseScan) -> None:
        """Given or estimated on another page: the page on view takes it over."""
        shown = self.viewer.key
        key = None if shown is None else self.scans.key(scan, shown.number)
        if key is not None and shown is not None and (key.dpi, key.path) != (shown.dpi, shown.path):
            self.viewer.open_page(key, keep_view=True)

    def _show_empty(self) -> None:
        self.panel.show_scan(None)
        self.panel.gauge.show_text(
            self.tr("No page is open"),
            self.tr("Open a case on the page Case, and add questioned writing to it.")
            if self._bench.session.case is None
            else self.tr("Add questioned writing to the case."),
        )

    def _show_loaded(self, loaded: LoadedPage) -> None:
        page = None if self.scan is None else self.scan.page(loaded.key.number)
        if page is None:
            return
        self._take_model(self.scans.preparation(page))
        self.panel.controls.set_has_colour(loaded.page.pixels.ndim == 3)
        self._start_finding(loaded)
        self.shown.emit(loaded)
        if self._measures_next:
            self._measures_next = False
            self.viewer.action("measure").setChecked(True)

    def _start_finding(self, loaded: LoadedPage) -> None:
        self.overlays.forget()
        self.tools.set_page(loaded)
        self._show_areas(self.panel.steps.row)
        if loaded.resolution is None:
            self.finder.set_page(None, ())
            self.panel.gauge.show_text(
                self.tr("Resolution unknown"),
                self.tr("Measure a length on the page (M): then the ink can be found."),
            )
        else:
            self.finder.set_page(loaded, self.model.steps)

    def _show_nothing(self) -> None:
        self.finder.set_page(None, ())
        self.overlays.forget()
        self._leave_model()
        self.overlays.show_areas((), -1)

    def _show_stopped(self) -> None:
        self._show_nothing()
        self.panel.gauge.show_text(
            self.tr("Stopped"), self.tr("Choose the item above to open it again.")
        )

    def _show_failure(self, error: WriterIdError) -> None:
        self._show_nothing()
        self.panel.gauge.show_text(self.tr("This page can't be shown"))
        self._bench.notices.tell(error)

    def _show_bad_steps(self, error: WriterIdError) -> None:
        self.panel.gauge.show_text(self.tr("The steps don't fit this page"), str(error))

    def _show_busy(self, busy: bool) -> None:
        if busy:
            self.panel.gauge.show_text(self.tr("Finding the ink…"))

    def _show_found(self, found: FoundInk) -> None:
        self.overlays.show_found(found)
        self.panel.gauge.show_amount(found.writing_mm, found.keypoint_count)
        self.viewer.view.turn(found.turned_degrees if self.tools.is_after else 0.0)
        loaded, page = self.viewer.view.page, self._page_on_view()
        if loaded is not None and loaded.resolution is not None and page is not None:
            self.keeper.found(page, loaded.resolution, found)
        self.ink_found.emit(found)

    def _page_on_view(self) -> "ItemPage | None":
        if self.scan is None or self.viewer.key is None:
            return None
        return self.scan.page(self.viewer.key.number)

    def _change_page(self, number: int) -> None:
        if self.scan is None:
            return
        self.keeper.save()
        self._leave_model()
        key = self.scans.key(self.scan, number)
        if key is not None and key != self.viewer.key:
            # Pages of one file may have their resolutions from different sources.
            self.viewer.open_page(key)

    def _take_resolution(self, dpi: float) -> None:
        loaded, page = self.viewer.view.page, self._page_on_view()
        if self.scan is not None and loaded is not None and page is not None:
            self.keeper.give_resolution(page, self.scan.pages, dpi)
            self._start_finding(loaded)

    def _take_model(self, model: PreparationModel) -> None:
        self._leave_model()
        self.model = model
        model.changed.connect(self._steps_changed)
        self.panel.set_model(model)
        self.panel.set_ready(True)
        self.tools.set_model(model)
        self._show_history()

    def _leave_model(self) -> None:
        if self.model is not self._nothing:
            self.model.changed.disconnect(self._steps_changed)
            self.model = self._nothing
            self.panel.set_model(self._nothing)
            self.panel.set_ready(False)
            self.tools.set_model(None)
            self._show_history()

    def _undo(self) -> None:
        self.model.undo()

    def _redo(self) -> None:
        self.model.redo()

    def _steps_changed(self) -> None:
        page = self._page_on_view()
        if page is not None:
            self.keeper.note(page, self.model.steps)
        self.finder.set_steps(self.model.steps, preview=self.tools.is_after)
        self._show_areas(self.panel.steps.row)
        self._show_history()

    def _show_areas(self, chosen: int) -> None:
        self.overlays.show_areas(self.model.steps, chosen)
        self.tools.edit_corners(chosen)

    def _show_history(self) -> None:
        self.tools.show_history(self.model.undo_text, self.model.redo_text)

    def _set_limits(self) -> None:
        self.panel.gauge.set_limits(self._bench.preferences.value.ink_limits)
