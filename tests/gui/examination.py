"""What the tests of Identify, Compare and Evidence share: an open case, and answers awaited."""

import shutil
from pathlib import Path

from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from writerid.gui.compare.page import ComparePage
from writerid.gui.evidence.opening import OpenedEvidence
from writerid.gui.evidence.page import EvidencePage
from writerid.gui.identify.page import IdentifyPage
from writerid.gui.session import EngineShelf
from writerid.gui.window import MainWindow

LONGEST_MS = 60_000


class Examination:
    """A window on a case of its own, and its pages."""

    def __init__(
        self, window: MainWindow, qtbot: QtBot, made: Path, model: Path, own: Path
    ) -> None:
        self.window = window
        self.qtbot = qtbot
        self.session = window.bench.session
        self.session.engine = EngineShelf(model)
        self.folder = own / "case"
        shutil.copytree(made / "case", self.folder)
        self.database = made / "database"

    def open(self) -> None:
        """Open the case, with its database."""
        self.session.open_case(self.folder)
        self.session.use_database(self.database)
        self.settle()

    def settle(self) -> None:
        """Wait until the background has nothing to do."""
        self.qtbot.waitUntil(lambda: self.window.bench.jobs.is_idle, timeout=LONGEST_MS)

    @property
    def identify(self) -> IdentifyPage:
        page = self.window.page("identify")
        assert isinstance(page, IdentifyPage)
        return page

    @property
    def compare(self) -> ComparePage:
        page = self.window.page("compare")
        assert isinstance(page, ComparePage)
        return page

    @property
    def evidence(self) -> EvidencePage:
        page = self.window.page("evidence")
        assert isinstance(page, EvidencePage)
        return page

    @property
    def opened(self) -> OpenedEvidence:
        opened = self.evidence.model.opened
        assert opened is not None
        return opened

    def ask(self) -> None:
        """Compare, and wait for the candidates."""
        self.window.show_page("identify")
        self.settle()
        self.identify.panel.go.click()
        self.settle()

    def look(self) -> None:
        """From the candidates to the evidence of the chosen one."""
        self.identify.results.evidence.click()
        self.settle()


def choose(combo: QComboBox, text: str) -> None:
    """Choose an entry of a list as a person does."""
    row = next(i for i in range(combo.count()) if text in combo.itemText(i))
    combo.setCurrentIndex(row)
    combo.activated.emit(row)
