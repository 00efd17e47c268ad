"""The history of the open case, and the way to its audit."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.audit.audit_jobs import HistoryLine, read_history
from writerid.gui.audit.dialog import AuditDialog
from writerid.gui.figures import moment
from writerid.gui.workbench import Workbench

if TYPE_CHECKING:
    from writerid.casework.case import Case

AnyIndex = QModelIndex | QPersistentModelIndex
WHAT = 3


class HistoryRows(QAbstractTableModel):
    """The entries, the newest first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: tuple[HistoryLine, ...] = ()

    def show_lines(self, lines: tuple[HistoryLine, ...]) -> None:
        """Take other entries."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 5

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Entry"),
            self.tr("When (UTC)"),
            self.tr("Who"),
            self.tr("What"),
            self.tr("Hash"),
        )[section]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 4:
            return f"{line.number}:{line.hash}"
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == WHAT:
            return line.what
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            str(line.number),
            moment(line.at),
            line.who,
            line.what,
            f"{line.hash[:16]}…",
        )[index.column()]


class HistoryTab(QWidget):
    """Reads the history when it is looked at; ``audit`` is open to other parts of the window."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._case: Case | None = None
        self.audit = AuditDialog(bench, self)
        self.rows = HistoryRows(self)
        self.table = QTableView()
        self.verify = QPushButton(self.tr("Audit…"))
        self.verify.setToolTip(
            self.tr("Verify case and database, and hold them against reports (Ctrl+Shift+A)")
        )
        self.audit_action = QAction(self.tr("Audit case and database…"), self)
        self.audit_action.setShortcut(QKeySequence("Ctrl+Shift+A"))
        self._lay_out()
        self.verify.clicked.connect(self.audit.look)
        self.audit_action.triggered.connect(self.audit.look)
        bench.session.case_changed.connect(self._read_if_seen)
        bench.session.items_changed.connect(self._read_if_seen)
        bench.session.comparisons_changed.connect(self._read_if_seen)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read()

    def _lay_out(self) -> None:
        table = self.table
        table.setModel(self.rows)
        table.setAccessibleName(self.tr("History of the case"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        buttons = QVBoxLayout()
        buttons.addWidget(self.verify)
        buttons.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(table, 1)
        row.addLayout(buttons)

    def _read_if_seen(self) -> None:
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        case = self._bench.session.case
        if case is None:
            self.rows.show_lines(())
            return
        self._bench.jobs.read(
            read_history,
            case,
            label=self.tr("Reading the history"),
            owner=self,
            done=lambda lines: self._show(case, lines),
            quiet=True,
        )

    def _show(self, case: "Case", lines: tuple[HistoryLine, ...]) -> None:
        if case is self._bench.session.case:
            self.rows.show_lines(lines)
