"""The page viewer as one widget: thumbnails, rulers, the view, and buttons for all of it."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QToolBar, QWidget

from writerid.gui.icons import icon
from writerid.gui.pageview.measuring import MeasureBar
from writerid.gui.pageview.scale_bar import Ruler
from writerid.gui.pageview.source import LoadedPage, PageKey
from writerid.gui.pageview.thumbnails import ThumbnailStrip
from writerid.gui.pageview.tool import MeasureTool, Tool
from writerid.gui.pageview.view import ZOOM_STEP, PageView
from writerid.gui.shortcuts import SECTION, described_action
from writerid.gui.workbench import Workbench
from writerid.model import MM_PER_INCH

ROOM_FOR_FACTS_PX = 520


@dataclass(frozen=True)
class _Button:
    name: str
    icon: str
    text: str
    keys: str
    checkable: bool = False


class PageViewer(QWidget):
    """A page with everything around it. ``open_page`` shows one; ``view`` is the view itself."""

    page_requested = Signal(int)
    """Another page of the document was chosen, from 1; it is being opened."""

    resolution_measured = Signal(float)
    """The examiner measured the dpi of the page that is shown."""

    tool_changed = Signal(object)

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(SECTION, self.tr("Page viewer"))
        self._bench = bench
        self._actions: dict[str, QAction] = {}
        self._icons: dict[QAction, str] = {}
        self.key: PageKey | None = None
        self.view = PageView(bench.jobs)
        self.thumbnails = ThumbnailStrip(bench.jobs)
        self.measure_bar = MeasureBar(bench.theme)
        self._rulers = [Ruler(self.view, bench.theme, down=down) for down in (False, True)]
        self._corner = QWidget()
        self.facts = QLabel()
        self.facts.setObjectName("quiet")
        self._measure = MeasureTool(self)
        self.strip = QFrame()
        self._lay_out()
        self._connect()
        self._draw()
        self._show_resolution()

    # --- what others use ---

    def open_page(self, key: PageKey, *, keep_view: bool = False) -> None:
        """Load and show a page; the thumbnails follow when its document is another."""
        self.key = key
        self._rest_tool()
        self.view.show_page(key, keep_view=keep_view)

    def close_page(self) -> None:
        """Show nothing."""
        self.key = None
        self.view.clear()
        self.thumbnails.set_document(None, 0)
        self._show_resolution()

    def action(self, name: str) -> QAction:
        """One of the viewer's own actions by its name (fit-page, actual, measure, zoom-in)."""
        return self._actions[name]

    def add_action(
        self, name: str, icon_name: str, text: str, keys: str = "", *, checkable: bool = False
    ) -> QAction:
        """Another button on the strip above the page, with its shortcut."""
        return self._add(_Button(name, icon_name, text, keys, checkable))

    def add_separator(self) -> None:
        """A little room between two groups of buttons."""
        self._buttons.addSeparator()

    def use_tool(self, tool: Tool | None) -> None:
        """Give the mouse to a tool of the caller's; None to move the page."""
        self.view.use_tool(tool)
        if tool is not self._measure:
            self._actions["measure"].setChecked(False)
            self.measure_bar.hide()
        self.tool_changed.emit(tool)

    # --- building ---

    def _lay_out(self) -> None:
        self.strip.setObjectName("toolstrip")
        strip = QHBoxLayout(self.strip)
        strip.setContentsMargins(8, 4, 8, 4)
        strip.setSpacing(2)
        # A bar that is too short for its buttons offers the rest behind an arrow.
        self._buttons = QToolBar()
        self._buttons.setIconSize(QSize(20, 20))
        strip.addWidget(self._buttons, 1)
        strip.addWidget(self.facts)
        for button in (
            _Button("fit-page", "fit-page", self.tr("Fit the page"), "0"),
            _Button("fit-width", "fit-width", self.tr("Fit the width"), "9"),
            _Button("actual", "actual", self.tr("Actual size"), "1"),
            _Button("zoom-in", "zoom-in", self.tr("Zoom in"), "Ctrl++"),
            _Button("zoom-out", "zoom-out", self.tr("Zoom out"), "Ctrl+-"),
            _Button("measure", "ruler", self.tr("Measure a length"), "M", checkable=True),
        ):
            self._add(button)
        for text, keys in (
            (self.tr("Zoom at the pointer"), self.tr("mouse wheel, + and −")),
            (self.tr("Move the page"), self.tr("drag, middle button, arrow keys")),
        ):
            described_action(self, text, keys)
        self._add_hidden("next-page", self.tr("Next page"), "PgDown", 1)
        self._add_hidden("previous-page", self.tr("Previous page"), "PgUp", -1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self.strip, 0, 0, 1, 3)
        grid.addWidget(self.measure_bar, 1, 0, 1, 3)
        grid.addWidget(self.thumbnails, 2, 0, 2, 1)
        grid.addWidget(self._corner, 2, 1)
        grid.addWidget(self._rulers[0], 2, 2)
        grid.addWidget(self._rulers[1], 3, 1)
        grid.addWidget(self.view, 3, 2)
        grid.setRowStretch(3, 1)
        grid.setColumnStretch(2, 1)

    def _add(self, button: _Button) -> QAction:
        action = QAction(button.text, self)
        action.setCheckable(button.checkable)
        if button.keys:
            action.setShortcut(QKeySequence(button.keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setToolTip(f"{button.text} ({button.keys})" if button.keys else button.text)
        self.addAction(action)
        self._buttons.addAction(action)
        tool_button = self._buttons.widgetForAction(action)
        tool_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tool_button.setAccessibleName(button.text)
        self._actions[button.name] = action
        self._icons[action] = button.icon
        self._draw()
        return action

    def _add_hidden(self, name: str, text: str, keys: str, step: int) -> None:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda: self._step(step))
        self.addAction(action)
        self._actions[name] = action

    def _connect(self) -> None:
        view = self.view
        self._actions["fit-page"].triggered.connect(view.fit_page)
        self._actions["fit-width"].triggered.connect(view.fit_width)
        self._actions["actual"].triggered.connect(view.actual_size)
        self._actions["zoom-in"].triggered.connect(lambda: view.zoom_by(ZOOM_STEP))
        self._actions["zoom-out"].triggered.connect(lambda: view.zoom_by(1.0 / ZOOM_STEP))
        self._actions["measure"].toggled.connect(self._toggle_measuring)
        self._measure.measured.connect(self._measured)
        self.measure_bar.resolution_given.connect(self._take_resolution)
        self.measure_bar.closed.connect(self._rest_tool)
        self.thumbnails.page_chosen.connect(self._choose_page)
        view.loaded.connect(self._show_loaded)
        view.failed.connect(self._show_failure)
        view.stopped.connect(self._show_failure)
        view.view_changed.connect(self._follow_view)
        view.pointed.connect(self._show_place)
        self._bench.theme.changed.connect(self._draw)

    # --- reactions ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Buttons before figures, where there is no room for both.
        self.facts.setVisible(self.width() >= ROOM_FOR_FACTS_PX)

    def _draw(self) -> None:
        colours = self._bench.theme.colours
        for action, name in self._icons.items():
            action.setIcon(icon(name, colours.text, colours.accent))

    def _follow_view(self) -> None:
        self._show_place(None)
        for ruler in self._rulers:
            ruler.update()

    def _show_loaded(self, loaded: LoadedPage) -> None:
        pages = self.thumbnails.pages
        if not pages.shows(loaded.key):
            self.thumbnails.set_document(loaded.key, loaded.page.page_count)
        self.thumbnails.mark(loaded.key.number)
        self._show_resolution()
        self._show_place(None)

    def _show_failure(self) -> None:
        if self.key is None or not self.thumbnails.pages.shows(self.key):
            self.thumbnails.set_document(None, 0)
        self._show_resolution()
        self._show_place(None)

    def _show_resolution(self) -> None:
        page = self.view.page
        dpi = None if page is None else page.true_dpi
        for ruler in self._rulers:
            ruler.set_dpi(dpi)
        self._corner.setVisible(dpi is not None)
        actual = self._actions["actual"]
        actual.setText(self.tr("Actual size") if dpi else self.tr("Pixel for pixel"))
        actual.setToolTip(
            self.tr("Actual size: 1 mm of paper is 1 mm on the screen (1)")
            if dpi
            else self.tr("Pixel for pixel: the resolution is not known (1)")
        )

    def _show_place(self, at: QPointF | None) -> None:
        page = self.view.page
        if page is None:
            self.facts.setText("")
            return
        parts = [f"{100.0 * self.view.zoom:.0f} %"]
        if page.true_dpi is None:
            parts.append(self.tr("resolution unknown: measure a length"))
        else:
            parts.append(f"{page.true_dpi:g} dpi")
            if at is not None:
                x, y = (value * MM_PER_INCH / page.true_dpi for value in (at.x(), at.y()))
                parts.insert(0, f"{x:.1f}, {y:.1f} mm")
        self.facts.setText("   ".join(parts))

    def _step(self, by: int) -> None:
        if self.key is not None and self.view.page is not None:
            number = self.key.number + by
            if 1 <= number <= self.view.page.page.page_count:
                self._choose_page(number)

    def _choose_page(self, number: int) -> None:
        if self.key is None or number == self.key.number:
            return
        self.open_page(replace(self.key, number=number))
        self.page_requested.emit(number)

    # --- measuring ---

    def _toggle_measuring(self, on: bool) -> None:
        if on:
            self.use_tool(self._measure)
            self.measure_bar.ask_for_line(self.view.page)
        elif self.view.tool is self._measure:
            self._rest_tool()

    def _rest_tool(self) -> None:
        self.use_tool(None)

    def _measured(self, start: QPointF, end: QPointF) -> None:
        step = end - start
        self.measure_bar.show_length((step.x() ** 2 + step.y() ** 2) ** 0.5, self.view.page)

    def _take_resolution(self, dpi: float) -> None:
        if self.key is not None and self.view.page is not None:
            self.key = replace(self.key, dpi=dpi, estimated=False)
            self.view.page = replace(self.view.page, key=self.key)
            self._rest_tool()
            self._show_resolution()
            self._show_place(None)
            self.view.viewport().update()
            self.resolution_measured.emit(dpi)
