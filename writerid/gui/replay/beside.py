"""The case's comparisons with what replays them beside."""

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from writerid.gui.casepage.history import ComparisonTable
from writerid.gui.replay.dialog import ReplayDialog
from writerid.gui.workbench import Workbench


class ReplayableComparisons(QWidget):
    """The table, and two buttons: replay the chosen one, replay all."""

    def __init__(
        self, bench: Workbench, table: ComparisonTable, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self.table = table
        self.replays = ReplayDialog(bench, self)
        self.one = QPushButton(self.tr("Replay…"))
        self.one.setToolTip(
            self.tr("Make the chosen comparison again from the originals, or see the last replay")
        )
        self.all = QPushButton(self.tr("Replay all"))
        self.all.setToolTip(self.tr("Make every comparison of the case again from the originals"))
        buttons = QVBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.one)
        buttons.addWidget(self.all)
        buttons.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(table, 1)
        row.addLayout(buttons)
        bench.session.comparisons_changed.connect(self._allow)
        self.one.clicked.connect(self._replay_one)
        self.all.clicked.connect(self.replays.replay_all)
        self._allow()

    def _replay_one(self) -> None:
        index = self.table.currentIndex()
        self.replays.show_comparison(self.table.rows.id_of(index) if index.isValid() else None)

    def _allow(self) -> None:
        for button in (self.one, self.all):
            button.setEnabled(bool(self._bench.session.comparisons))
