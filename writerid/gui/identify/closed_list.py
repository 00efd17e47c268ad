"""A closed list of suspects: the known writers with a box each, and a search above them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QObject, QSortFilterProxyModel, Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from writerid.gui.identify.candidates import AnyIndex

if TYPE_CHECKING:
    from writerid.store.writers import Writer

CHECKED = Qt.CheckState.Checked


class WriterChoice(QAbstractListModel):
    """Writers that are ticked or not; ticks stay while the list is read again."""

    ticked_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.writers: tuple[Writer, ...] = ()
        self._ticked: set[int] = set()

    @property
    def ticked(self) -> tuple[int, ...]:
        """The ids of the writers on the list."""
        return tuple(one.id for one in self.writers if one.id in self._ticked)

    def set_writers(self, writers: "tuple[Writer, ...]", *, keep: bool = True) -> None:
        """The writers there are; ``keep`` what was ticked, for the same database."""
        self.beginResetModel()
        self.writers = writers
        if not keep:
            self._ticked.clear()
        self.endResetModel()
        self.ticked_changed.emit()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.writers)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        writer = self.writers[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return writer.name
        if role == Qt.ItemDataRole.ToolTipRole:
            codes = f" ({', '.join(writer.codes)})" if writer.codes else ""
            return self.tr("{}{}, documents: {}").format(writer.name, codes, writer.document_count)
        if role == Qt.ItemDataRole.CheckStateRole:
            return CHECKED if writer.id in self._ticked else Qt.CheckState.Unchecked
        return None

    def setData(self, index: AnyIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        number = self.writers[index.row()].id
        if value in (CHECKED, CHECKED.value):
            self._ticked.add(number)
        else:
            self._ticked.discard(number)
        self.dataChanged.emit(index, index, [role])
        self.ticked_changed.emit()
        return True


class ClosedList(QWidget):
    """The search, the boxes, and how many are ticked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = WriterChoice(self)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search the writers"))
        self.search.setAccessibleName(self.tr("Search the writers"))
        self.search.setClearButtonEnabled(True)
        self._shown = QSortFilterProxyModel(self)
        self._shown.setSourceModel(self.choice)
        self._shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.search.textChanged.connect(self._shown.setFilterFixedString)
        self.list = QListView()
        self.list.setModel(self._shown)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(self.tr("Writers on the closed list"))
        self.count = QLabel()
        self.count.setObjectName("quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self.search, self.list, self.count):
            column.addWidget(part)
        self.choice.ticked_changed.connect(self._show_count)
        self._show_count()

    def _show_count(self) -> None:
        self.count.setText(
            self.tr("{} of {} writers ticked").format(
                len(self.choice.ticked), len(self.choice.writers)
            )
        )
