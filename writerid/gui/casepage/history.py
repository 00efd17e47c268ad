"""Below the items: the comparisons that were made, and the notes of the case."""

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QWidget

from writerid.gui.figures import moment
from writerid.gui.replay.outcome_view import outcome_words
from writerid.gui.sentences import counted
from writerid.gui.session import Session

if TYPE_CHECKING:
    from writerid.casework.comparisons import ComparisonLine

KIND = 2

AnyIndex = QModelIndex | QPersistentModelIndex


class ComparisonRows(QAbstractTableModel):
    """The session's comparisons, newest first."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._lines = session.comparisons
        session.comparisons_changed.connect(self._reload)

    def _reload(self) -> None:
        self.beginResetModel()
        self._lines = self._session.comparisons
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 6

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Made (UTC)"),
            self.tr("Item"),
            self.tr("Kind"),
            self.tr("Compared with"),
            self.tr("View"),
            self.tr("Replayed"),
        )[section]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        line = self._lines[index.row()]
        if line.kind == "identify":
            kind = self.tr("closed list") if line.closed_list else self.tr("all enrolled writers")
            compared = self._ranked(line)
        else:
            kind, compared = self.tr("1 : 1"), line.other or self.tr("one document")
        return (
            moment(line.made),
            line.item,
            kind,
            compared,
            self.tr("recorded") if line.views else self.tr("none recorded"),
            outcome_words(line.replayed) if line.replayed else self.tr("not yet"),
        )[index.column()]

    def _ranked(self, line: "ComparisonLine") -> str:
        if line.level == "document":
            return counted(line.compared, self.tr("1 document"), self.tr("{} documents"))
        return counted(line.compared, self.tr("1 writer"), self.tr("{} writers"))

    def id_of(self, index: AnyIndex) -> int:
        """The comparison of a row."""
        return self._lines[index.row()].id


class ComparisonTable(QTableView):
    """``chosen`` tells the comparison that is to be opened."""

    chosen = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ComparisonRows(session, self)
        self.setModel(self.rows)
        self.setAccessibleName(self.tr("Comparisons of the case"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(KIND, QHeaderView.ResizeMode.Stretch)
        self._hint = QLabel(
            self.tr("No comparison has been made in this case yet"), self.viewport()
        )
        self._hint.setObjectName("quiet")
        self._hint.move(10, 10)
        self.rows.modelReset.connect(self._show_hint)
        self._show_hint()
        self.activated.connect(lambda index: self.chosen.emit(self.rows.id_of(index)))

    def _show_hint(self) -> None:
        self._hint.setVisible(self.rows.rowCount() == 0)
