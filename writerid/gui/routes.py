"""What leads from one page of the window to another; no page knows its neighbours."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from writerid.gui.casepage.amounts import AmountKeeper
from writerid.gui.casepage.case_jobs import Dropped, look_at_dropped
from writerid.gui.casepage.page import CasePage
from writerid.gui.prepare.page import PreparePage
from writerid.gui.window import MainWindow
from writerid.gui.writers.page import WritersPage

if TYPE_CHECKING:
    from writerid.casework.items import Item


class WindowRoutes(QObject):
    """Connects pages when they are there; lives as long as the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._amounts = AmountKeeper(window.bench.jobs, window.bench.session, self)
        page = self._case_page()
        page.prepare_wanted.connect(self._prepare)
        page.measure_wanted.connect(self._measure)
        window.files_dropped.connect(self.take_files)
        window.page_shown.connect(self._connect_page)
        window.painted.connect(page.read_recent)
        window.painted.connect(lambda: QTimer.singleShot(0, page, page.build_ahead))

    def take_files(self, paths: Sequence[Path]) -> None:
        """Files and folders were dropped: open a case, or add scans to the one that is open."""
        if not paths:
            return
        writers = self._window.stack.currentWidget()
        if isinstance(writers, WritersPage):
            writers.enrol(paths)
            return
        # What is being edited elsewhere is saved when its page is left.
        self._window.show_page("case")
        self._window.bench.jobs.read(
            look_at_dropped,
            tuple(paths),
            label=self.tr("Looking at what was dropped"),
            owner=self,
            done=self._take_dropped,
        )

    def _take_dropped(self, dropped: Dropped) -> None:
        if dropped.case_folder is not None:
            self._window.bench.session.open_case(dropped.case_folder)
        elif dropped.carried is not None:
            self._case_page().carry.take_file(dropped.carried)
        else:
            self._case_page().add_files(dropped.paths)

    def _connect_page(self, name: str) -> None:
        page = self._window.page(name)
        if isinstance(page, PreparePage):
            self._window.page_shown.disconnect(self._connect_page)
            page.add_wanted.connect(self._add_scans)

    def _add_scans(self) -> None:
        self._window.show_page("case")
        page = self._case_page()
        if page.view is None:
            page.new_case()
        else:
            page.view.files_wanted.emit("questioned", False)

    def _prepare(self, item: "Item") -> None:
        self._window.show_page("prepare")
        page = self._window.page("prepare")
        if isinstance(page, PreparePage):
            page.show_item(item.id)

    def _measure(self, item: "Item") -> None:
        self._prepare(item)
        page = self._window.page("prepare")
        if isinstance(page, PreparePage):
            page.measure_when_shown()

    def _case_page(self) -> CasePage:
        page = self._window.page("case")
        if not isinstance(page, CasePage):
            raise TypeError("the page of the case is another than it was")
        return page
