"""The page of the window on which scans are opened and prepared."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from writerid.errors import WriterIdError
from writerid.gui.pageview.source import LoadedPage
from writerid.gui.pageview.viewer import PageViewer
from writerid.gui.prepare.finder import InkFinder
from writerid.gui.prepare.ink_request import FoundInk
from writerid.gui.prepare.model import PreparationModel
from writerid.gui.prepare.overlays import PreparationOverlays
from writerid.gui.prepare.panel import PreparePanel
from writerid.gui.prepare.scans import OpenScan, OpenScans, list_scans
from writerid.gui.prepare.toolbox import Toolbox
from writerid.gui.shortcuts import SECTION
from writerid.gui.workbench import Workbench

FILE_FILTER = "*.png *.jpg *.jpeg *.jpe *.jfif *.bmp *.webp *.tif *.tiff *.pdf"


class PreparePage(QWidget):
    """Brings together the viewer, the tools, the panel and the background's answers."""

    shown = Signal(object)
    """A LoadedPage is on view."""

    ink_found = Signal(object)
    """FoundInk of the page on view."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.setProperty(SECTION, self.tr("Prepare"))
        self._bench = bench
        self.scans = OpenScans(self)
        self.scan: OpenScan | None = None
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
        self.panel.show_scan(None)
        self.panel.set_ready(False)
        self._show_history()

    # --- what others use ---

    def open_files(self, paths: Sequence[Path]) -> None:
        """Open scans and folders of scans; the first new one is shown."""
        if paths:
            self._bench.jobs.read(
                list_scans,
                tuple(paths),
                label=self.tr("Looking for scans"),
                owner=self,
                done=self._add_scans,
            )

    def show_scan(self, scan: OpenScan) -> None:
        """Bring a scan on view."""
        self._leave_model()
        self.scan = scan
        self.panel.show_scan(scan)
        self.viewer.open_page(scan.key)
        self.viewer.view.setFocus()

    def close_scan(self) -> None:
        """Take the scan on view off the list; the file stays as it is."""
        if self.scan is None:
            return
        place = self.scans.scans.index(self.scan)
        self._leave_model()
        self.scans.remove(self.scan)
        self.scan = None
        if self.scans.scans:
            self.show_scan(self.scans.scans[min(place, len(self.scans.scans) - 1)])
        else:
            self.viewer.close_page()
            self._show_nothing()
            self.panel.show_scan(None)
            self.panel.gauge.show_text(self.tr("No page is open"))

    def choose_files(self) -> None:
        """Ask which files to open."""
        dialog = QFileDialog(self, self.tr("Open scans"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([f"{self.tr('Scans')} ({FILE_FILTER})", self.tr("All files (*)")])
        dialog.filesSelected.connect(lambda names: self.open_files([Path(one) for one in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

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
        self.panel.open_wanted.connect(self.choose_files)
        self.panel.close_wanted.connect(self.close_scan)
        self.panel.controls.colour_wanted.connect(self.tools.pick_colour)
        self.panel.controls.touched.connect(lambda: self.tools.show_after(True))
        self.panel.steps.chosen.connect(self._show_areas)
        self.panel.steps.redraw_wanted.connect(self.tools.draw_again)
        self.tools.before_after.connect(self.overlays.set_after)
        self.tools.keypoints_wanted.connect(self.overlays.set_keypoints_shown)
        self.tools.undo.triggered.connect(self._undo)
        self.tools.redo.triggered.connect(self._redo)
        self._bench.preferences.changed.connect(self._set_limits)
        self._add_action(self.tr("Open scans"), "Ctrl+O", self.choose_files)
        panel = self.viewer.add_action(
            "panel", "settings", self.tr("Show the panel"), "F9", checkable=True
        )
        panel.setChecked(True)
        panel.toggled.connect(self.panel.setVisible)
        self._add_action(self.tr("Close this scan"), "Ctrl+W", self.close_scan)

    def _add_action(self, text: str, keys: str, slot: object) -> None:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(slot)
        self.addAction(action)

    def _add_scans(self, paths: list[Path]) -> None:
        if not paths:
            self._bench.notices.say(self.tr("There is no scan among these: PNG, JPEG, TIFF, PDF …"))
            return
        opened = self.scans.add(paths)
        self.show_scan(opened[0])

    def _show_loaded(self, loaded: LoadedPage) -> None:
        if self.scan is None:
            return
        self.scan.key = loaded.key
        self._take_model(self.scans.preparation(self.scan, loaded.key.number))
        self.panel.controls.set_has_colour(loaded.page.pixels.ndim == 3)
        self._start_finding(loaded)
        self.shown.emit(loaded)

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
            self.tr("Stopped"), self.tr("Choose the scan above to open it again.")
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
        self.ink_found.emit(found)

    def _change_page(self, number: int) -> None:
        if self.scan is not None:
            self._leave_model()
            self.scan.key = replace(self.scan.key, number=number)

    def _take_resolution(self, dpi: float) -> None:
        page = self.viewer.view.page
        if self.scan is not None and page is not None:
            self.scans.give_resolution(self.scan, dpi)
            self._start_finding(page)

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
        self.finder.set_steps(self.model.steps, preview=self.tools.is_after)
        self._show_areas(self.panel.steps.row)
        self._show_history()

    def _show_areas(self, chosen: int) -> None:
        self.overlays.show_areas(self.model.steps, chosen)

    def _show_history(self) -> None:
        self.tools.show_history(self.model.undo_text, self.model.redo_text)

    def _set_limits(self) -> None:
        self.panel.gauge.set_limits(self._bench.preferences.value.ink_limits)
