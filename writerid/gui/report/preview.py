"""The report as it will be printed, with buttons for pages and zoom, or a sentence instead."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.icons import icon
from writerid.gui.jobs import Job
from writerid.gui.report.page_view import ZOOM_STEP, Fit, PdfView
from writerid.gui.report.pdf_pages import POINTS_PER_INCH, PdfPages
from writerid.gui.shortcuts import SECTION, described_action
from writerid.gui.workbench import Workbench

SCREEN_DPI = 96.0


class ReportPreview(QWidget):
    """Shows pages, a sentence, or both the last pages and that new ones are being made."""

    stop_wanted = Signal()

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(SECTION, self.tr("Report preview"))
        self._bench = bench
        self._actions: dict[str, QAction] = {}
        self._icons: dict[QAction, str] = {}
        self.view = PdfView(bench.jobs, bench.theme)
        self.number = QSpinBox()
        self.count = QLabel()
        self.percent = QLabel()
        self.making = QLabel()
        self.bar = QProgressBar()
        self.stop = QPushButton(self.tr("Stop"))
        self.sentence = QLabel()
        self.stack = QStackedWidget()
        self._buttons = QToolBar()
        self._lay_out()
        self._connect()
        self._draw()
        self.follow(None)
        self.say("")

    # --- what others use ---

    def show_pages(self, pages: PdfPages) -> None:
        """Show a report; the eye stays where it was in the last one."""
        self.view.show_pages(pages)
        self.stack.setCurrentWidget(self.view)
        self._allow()

    def say(self, text: str) -> None:
        """Show a sentence in place of pages."""
        self.view.show_pages(None)
        self.sentence.setText(text)
        self.stack.setCurrentIndex(0)
        self._allow()

    def follow(self, job: Job | None) -> None:
        """Show how far a report is that is being made; None: none is."""
        for part in (self.making, self.bar, self.stop):
            part.setVisible(job is not None)
        self.percent.setVisible(job is None)
        if job is not None:
            self.making.setText(self.tr("Making the preview"))
            self.bar.setRange(0, 0)
            job.progressed.connect(self._show_progress)

    def action(self, name: str) -> QAction:
        """A button: fit-width, fit-page, zoom-in, zoom-out, next-page, previous-page."""
        return self._actions[name]

    # --- building ---

    def _lay_out(self) -> None:
        strip = QFrame()
        strip.setObjectName("toolstrip")
        row = QHBoxLayout(strip)
        row.setContentsMargins(8, 4, 12, 4)
        row.setSpacing(8)
        self._buttons.setIconSize(QSize(20, 20))
        for name, text, keys in (
            ("fit-page", self.tr("Fit the page"), "0"),
            ("fit-width", self.tr("Fit the width"), "9"),
            ("actual", self.tr("Size on paper"), "1"),
            ("zoom-in", self.tr("Zoom in"), "Ctrl++"),
            ("zoom-out", self.tr("Zoom out"), "Ctrl+-"),
        ):
            self._add(name, name, text, keys)
        self._buttons.addSeparator()
        self._add("previous-page", "up", self.tr("Previous page"), "Ctrl+PgUp")
        self._add("next-page", "down", self.tr("Next page"), "Ctrl+PgDown")
        for text, keys in (
            (self.tr("Scroll"), self.tr("mouse wheel, drag, PgUp, PgDown, arrow keys")),
            (self.tr("Previous or next page"), self.tr("left, right")),
            (self.tr("First or last page"), self.tr("Home, End")),
            (self.tr("Zoom"), self.tr("Ctrl + mouse wheel")),
        ):
            described_action(self, text, keys)
        self.number.setAccessibleName(self.tr("Page"))
        self.number.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.number.setKeyboardTracking(False)
        self.number.setFixedWidth(46)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(110)
        self.bar.setAccessibleName(self.tr("Progress of the preview"))
        self.stop.setObjectName("quietbutton")
        self.stop.setAccessibleName(self.tr("Stop making the preview"))
        for label in (self.count, self.percent, self.making):
            label.setObjectName("quiet")
        row.addWidget(self._buttons)
        row.addWidget(self.number)
        row.addWidget(self.count)
        row.addStretch(1)
        for part in (self.making, self.bar, self.stop, self.percent):
            row.addWidget(part)
        self.sentence.setObjectName("quiet")
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setContentsMargins(40, 40, 40, 40)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.stack.addWidget(self.sentence)
        self.stack.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addWidget(self.stack, 1)

    def _add(self, name: str, picture: str, text: str, keys: str) -> None:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setToolTip(f"{text} ({action.shortcut().toString()})")
        self._actions[name] = action
        self._icons[action] = picture
        self._buttons.addAction(action)
        button = self._buttons.widgetForAction(action)
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _connect(self) -> None:
        view = self.view
        for name, slot in (
            ("fit-page", lambda: view.fit_to(Fit.PAGE)),
            ("fit-width", lambda: view.fit_to(Fit.WIDTH)),
            ("actual", lambda: view.zoom_by(SCREEN_DPI / POINTS_PER_INCH / view.scale)),
            ("zoom-in", lambda: view.zoom_by(ZOOM_STEP)),
            ("zoom-out", lambda: view.zoom_by(1.0 / ZOOM_STEP)),
            ("next-page", lambda: view.go_to(view.current + 1)),
            ("previous-page", lambda: view.go_to(view.current - 1)),
        ):
            self._actions[name].triggered.connect(slot)
        view.page_changed.connect(self._show_page)
        view.scale_changed.connect(self._show_scale)
        self.number.valueChanged.connect(lambda number: view.go_to(number - 1))
        self.stop.clicked.connect(self.stop_wanted)
        self._bench.theme.changed.connect(self._draw)

    def _draw(self) -> None:
        for action, picture in self._icons.items():
            action.setIcon(icon(picture, self._bench.theme.colours.text))
        self.view.viewport().update()

    # --- what is shown ---

    def _allow(self) -> None:
        there = self.stack.currentWidget() is self.view
        for action in self._actions.values():
            action.setEnabled(there)
        self.number.setEnabled(there)
        self.count.setVisible(there)
        self.number.setVisible(there)
        self.percent.setText(self.percent.text() if there else "")

    def _show_page(self, number: int, count: int) -> None:
        blocked = self.number.blockSignals(True)
        self.number.setRange(min(1, count), count)
        self.number.setValue(number)
        self.number.blockSignals(blocked)
        self.count.setText(self.tr("of {}").format(count))
        self.number.setAccessibleDescription(self.tr("Page {} of {}").format(number, count))

    def _show_scale(self, scale: float) -> None:
        self.percent.setText(f"{100.0 * scale * POINTS_PER_INCH / SCREEN_DPI:.0f}\u00a0%")

    def _show_progress(self, done: int, total: int, stage: str) -> None:
        self.making.setText(stage or self.tr("Making the preview"))
        self.bar.setRange(0, total)
        self.bar.setValue(done)
