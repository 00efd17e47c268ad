"""The page of the window that begins, opens and shows cases."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from writerid.gui.carry.actions import CarryActions
from writerid.gui.casepage.case_jobs import (
    Added,
    Addition,
    add_files,
    forget_recent,
    read_recent,
)
from writerid.gui.casepage.item_panel import ItemPanel
from writerid.gui.casepage.new_case import NewCaseDialog
from writerid.gui.casepage.view import CaseView
from writerid.gui.jobs import Job, JobState
from writerid.gui.scan_files import scan_filters
from writerid.gui.start_page import StartAction, StartPage
from writerid.gui.workbench import Workbench

MOST_NAMED = 5


class CasePage(QStackedWidget):
    """The start page while no case is open, the case's own view otherwise."""

    prepare_wanted = Signal(object)
    measure_wanted = Signal(object)
    """An item that shall be looked at on Prepare, and one that shall be measured there."""

    comparison_chosen = Signal(int)
    """A comparison of the case's history that shall be opened."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._session = bench.session
        self._waiting: tuple[Path, ...] = ()
        self.start = StartPage(bench)
        self.view: CaseView | None = None
        self._panel: ItemPanel | None = None
        self.carry = CarryActions(bench, self)
        self.start.from_file.setMenu(self.carry.menu_of_start(self.start))
        self.addWidget(self.start)
        self.start.requested.connect(lambda action: self._begin(StartAction(action)))
        self.start.recent_requested.connect(self._session.open_case)
        self.start.forget_requested.connect(self._forget)
        self._session.case_changed.connect(self._follow_case)
        for text, keys, slot in (
            (self.tr("New case"), "Ctrl+N", self.new_case),
            (self.tr("Open a case"), "Ctrl+O", self.choose_case),
        ):
            action = QAction(text, self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(slot)
            self.addAction(action)

    # --- what others use ---

    def new_case(self, paths: Sequence[Path] = ()) -> None:
        """Ask for title and folder of a new case; ``paths`` are added to it."""
        dialog = NewCaseDialog(self)
        self._dialog = dialog
        dialog.wanted.connect(lambda folder, title: self._create(folder, title, tuple(paths)))
        dialog.open()

    def choose_case(self) -> None:
        """Ask which case to open."""
        dialog = self._file_dialog(self.tr("Open the folder of a case"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda folder: self._session.open_case(Path(folder)))
        dialog.open()

    def add_files(
        self, paths: Sequence[Path], *, role: str = "questioned", together: bool = False
    ) -> None:
        """Add scans, and the scans in folders, to the open case."""
        case = self._session.case
        if case is None:
            self.new_case(paths)
            return
        self._session.write(
            add_files,
            Addition(case, tuple(paths), known=role == "known", together=together),
            label=self.tr("Adding scans"),
            done=self._show_added,
        )

    def read_recent(self) -> None:
        """Read the list of recent cases again."""
        self._bench.jobs.read(
            read_recent,
            None,
            label=self.tr("Reading recent cases"),
            owner=self,
            done=self.start.recent.show_cases,
            quiet=True,
        )

    def build_ahead(self) -> None:
        """Build the part of the open case's view that takes longest, while nothing else is done."""
        if self.view is None and self._panel is None:
            self._panel = ItemPanel(self._bench, self)
            self._panel.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.view is None and self.window().isVisible():
            self.read_recent()

    # --- reactions ---

    def _begin(self, action: StartAction) -> None:
        if action is StartAction.NEW_CASE:
            self.new_case()
        elif action is StartAction.OPEN_CASE:
            self.choose_case()
        else:
            self._session.open_demonstration()

    def _create(self, folder: Path, title: str, paths: tuple[Path, ...]) -> None:
        self._waiting = paths
        job = self._session.new_case(folder, title)
        job.ended.connect(lambda: self._forget_waiting(job))

    def _forget_waiting(self, job: Job) -> None:
        """Where the case could not be made, its files must not go into the next one."""
        if job.state is not JobState.DONE:
            self._waiting = ()

    def _follow_case(self) -> None:
        if self._session.case is None:
            if self.view is not None:
                self.removeWidget(self.view)
                self.view.deleteLater()
                self.view = None
            self.read_recent()
            QTimer.singleShot(0, self, self.build_ahead)
            return
        if self.view is None:
            self.view = self._build_view()
            self.addWidget(self.view)
            self.setCurrentWidget(self.view)
        waiting, self._waiting = self._waiting, ()
        if waiting:
            self.add_files(waiting)

    def _build_view(self) -> CaseView:
        view, self._panel = CaseView(self._bench, self._panel), None
        view.custody.setMenu(self.carry.menu_of_case(view, view.history.audit_action))
        view.files_wanted.connect(self._choose_files)
        view.folder_wanted.connect(self._choose_folder)
        view.close_wanted.connect(self._session.close_case)
        view.prepare_wanted.connect(self.prepare_wanted)
        view.measure_wanted.connect(self.measure_wanted)
        view.comparison_chosen.connect(self.comparison_chosen)
        return view

    def _choose_files(self, role: str, together: bool) -> None:
        dialog = self._file_dialog(self.tr("Add scans"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(scan_filters())
        dialog.filesSelected.connect(
            lambda names: self.add_files([Path(n) for n in names], role=role, together=together)
        )
        dialog.open()

    def _choose_folder(self, role: str) -> None:
        dialog = self._file_dialog(self.tr("Add all scans in a folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda folder: self.add_files([Path(folder)], role=role))
        dialog.open()

    def _file_dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self, title)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _show_added(self, added: Added) -> None:
        if added.skipped:
            named = "\n".join(one.reason for one in added.skipped[:MOST_NAMED])
            more = len(added.skipped) - MOST_NAMED
            if more > 0:
                named += self.tr("\n… and {} more").format(more)
            head = self.tr("{} added, {} left out:").format(len(added.items), len(added.skipped))
            self._bench.notices.say(f"{head}\n{named}")
        if added.items:
            self._choose_when_there(added.items[0].id)

    def _choose_when_there(self, item_id: int) -> None:
        """The session is being read again: select the new item once it is listed."""

        def choose() -> None:
            if self.view is not None and self.view.rows.row_of(item_id) >= 0:
                self._session.items_changed.disconnect(choose)
                self.view.choose_item(item_id)

        self._session.items_changed.connect(choose)

    def _forget(self, folder: Path) -> None:
        self._bench.jobs.write(
            forget_recent,
            folder,
            label=self.tr("Shortening the list of recent cases"),
            done=lambda _: self.read_recent(),
            quiet=True,
        )
