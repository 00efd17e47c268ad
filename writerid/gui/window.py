"""The main window: a rail of pages, messages above them, work in progress below."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.job_bar import JobBar
from writerid.gui.notice_panel import NoticePanel
from writerid.gui.rail import Rail
from writerid.gui.shortcuts import ShortcutSheet
from writerid.gui.workbench import WindowPage, Workbench

FIRST_SIZE = (1280, 720)
LEAST_SIZE = (640, 360)


class MainWindow(QMainWindow):
    """The window. Pages are added by name and built when they are first shown."""

    files_dropped = Signal(list)
    """Paths of files and folders that were dropped anywhere."""

    painted = Signal()
    """The window has been drawn for the first time."""

    page_shown = Signal(str)

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.bench = bench
        self.setWindowTitle(self.tr("writerid"))
        self.setAcceptDrops(True)
        self.resize(*FIRST_SIZE)
        self.setMinimumSize(*LEAST_SIZE)
        self._pages: dict[str, WindowPage] = {}
        self._built: dict[str, QWidget] = {}
        self._actions: dict[str, QAction] = {}
        self._question: QMessageBox | None = None
        self._sheet: ShortcutSheet | None = None
        self._was_painted = False
        self.rail = Rail(bench.theme)
        self.rail.chosen.connect(self.show_page)
        self.stack = QStackedWidget()
        self.notice_panel = NoticePanel(bench.notices)
        self._lay_out()
        self._add_action("shortcuts", self.tr("Show all shortcuts"), "?", self.show_shortcuts)
        self._add_action("close", self.tr("Close the window"), "Ctrl+Q", self.close)
        bench.jobs.failed.connect(bench.notices.tell)

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.notice_panel)
        column.addWidget(self.stack, 1)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        self.setCentralWidget(whole)
        self.statusBar().setSizeGripEnabled(False)
        self.job_bar = JobBar(self.bench.jobs)
        self.statusBar().addPermanentWidget(self.job_bar)

    def add_page(self, page: WindowPage) -> None:
        """Offer a page on the rail; the first one added is shown."""
        self._pages[page.name] = page
        self.rail.add(page)
        number = len(self._pages)
        if number <= 9:
            self._add_action(
                f"page-{page.name}",
                self.tr("Go to {}").format(page.title),
                f"Ctrl+{number}",
                lambda: self.show_page(page.name),
            )
            self.rail.button(page.name).setToolTip(f"{page.title} (Ctrl+{number})")
        if number == 1:
            self.show_page(page.name)

    def set_page_enabled(self, name: str, enabled: bool, why_not: str) -> None:
        """Offer a page or not; ``why_not`` is what its button says meanwhile."""
        button, action = self.rail.button(name), self._actions.get(f"page-{name}")
        keys = ""
        if action is not None:
            action.setEnabled(enabled)
            keys = f" ({action.shortcut().toString()})"
        button.setEnabled(enabled)
        title = self._pages[name].title
        button.setToolTip(f"{title}{keys}" if enabled else f"{title}: {why_not}")

    def show_page(self, name: str) -> None:
        """Bring a page to the front."""
        self.stack.setCurrentWidget(self.page(name))
        self.rail.mark(name)
        self.page_shown.emit(name)

    def page(self, name: str) -> QWidget:
        """The widget of a page, built now if it was never shown."""
        if name not in self._built:
            self._built[name] = self._pages[name].build(self.bench)
            self.stack.addWidget(self._built[name])
        return self._built[name]

    @property
    def is_busy(self) -> bool:
        """Whether a job runs, or a page says that it is not done yet (its ``is_busy``)."""
        return not self.bench.jobs.is_idle or any(
            getattr(page, "is_busy", False) for page in self._built.values()
        )

    def show_shortcuts(self) -> None:
        """The sheet of all shortcuts, made from what there is."""
        if self._sheet is None:
            self._sheet = ShortcutSheet(self)
        self._sheet.fill(self)
        self._sheet.show()
        self._sheet.raise_()

    def _add_action(self, name: str, text: str, keys: str, slot: object) -> None:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(slot)
        self.addAction(action)
        self._actions[name] = action

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        self.files_dropped.emit([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])
        event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.bench.jobs.shown():
            event.ignore()
            self._ask_to_stop()
            return
        self._end()
        event.accept()

    def _ask_to_stop(self) -> None:
        if self._question is not None:
            return
        what = "\n".join(job.label for job in self.bench.jobs.shown())
        box = QMessageBox(self)
        box.setWindowTitle(self.tr("Work is still running"))
        box.setText(self.tr("Stop it and close? What was finished is kept."))
        box.setInformativeText(what)
        stop = box.addButton(self.tr("Stop and close"), QMessageBox.ButtonRole.AcceptRole)
        go_on = box.addButton(self.tr("Go on working"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(go_on)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._question = box
        # Not exec(): the work goes on, and its end must still be applied.
        box.finished.connect(lambda: self._answered(box.clickedButton() is stop))
        box.open()

    def _answered(self, stop: bool) -> None:
        self._question = None
        if stop:
            self.bench.jobs.cancel_all()
            self._end()
            self.close()

    def _end(self) -> None:
        # Out of sight first: a native call may take seconds to come back.
        self.hide()
        if self._sheet is not None:
            self._sheet.close()
        self.bench.jobs.shut_down()
