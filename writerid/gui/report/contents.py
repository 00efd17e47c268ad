"""What goes into the report: which comparisons, how many candidates, plates and pairs."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QListView, QSpinBox, QVBoxLayout, QWidget

from writerid.gui.identify.candidates import AnyIndex
from writerid.gui.identify.history import ComparisonHistory

if TYPE_CHECKING:
    from writerid.casework.comparisons import ComparisonLine

CHECKED = Qt.CheckState.Checked


class ComparisonChoice(ComparisonHistory):
    """Comparisons with a box each. The newest of each question is ticked until told otherwise."""

    ticked_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._decided: dict[int, bool] = {}
        self._newest: frozenset[int] = frozenset()

    @property
    def ticked(self) -> tuple[int, ...]:
        """Ids of the comparisons that are ticked, in the order in which they were made."""
        return tuple(sorted(one.id for one in self.lines if self._is_ticked(one.id)))

    def show_all(self, lines: "tuple[ComparisonLine, ...]") -> None:
        """The comparisons of the case, newest first."""
        if lines == self.lines:
            return
        newest: dict[object, int] = {}
        for one in lines:
            newest.setdefault(one.question, one.id)
        self.beginResetModel()
        self.lines = lines
        self._newest = frozenset(newest.values())
        self.endResetModel()
        self.ticked_changed.emit()

    def forget(self) -> None:
        """Another case: what was decided counts no more."""
        self._decided.clear()
        self.show_all(())

    def _is_ticked(self, number: int) -> bool:
        return self._decided.get(number, number in self._newest)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.CheckStateRole:
            ticked = self._is_ticked(self.lines[index.row()].id)
            return CHECKED if ticked else Qt.CheckState.Unchecked
        return super().data(index, role)

    def setData(self, index: AnyIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        self._decided[self.lines[index.row()].id] = value in (CHECKED, CHECKED.value)
        self.dataChanged.emit(index, index, [role])
        self.ticked_changed.emit()
        return True


class ContentsPanel(QWidget):
    """``changed`` tells that something else is wanted now."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = ComparisonChoice(self)
        self.list = QListView()
        self.list.setModel(self.choice)
        self.list.setAccessibleName(self.tr("Comparisons in the report"))
        self.count = QLabel()
        self.count.setObjectName("quiet")
        self.count.setToolTip(
            self.tr(
                "To begin with, of each item the newest comparison with the database, with a "
                "closed list, and with each other document"
            )
        )
        self.candidates = self._number(1, 50, 20, self.tr("Candidates listed of each comparison"))
        self.plates = self._number(0, 50, 3, self.tr("Candidates with plates of evidence"))
        self.pairs = self._number(1, 40, 12, self.tr("Pairs of patches on a plate, of each kind"))
        heading = QLabel(self.tr("Comparisons"))
        heading.setObjectName("heading")
        form = QGridLayout()
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(14)
        form.setColumnStretch(1, 1)
        for row, (text, box) in enumerate(
            (
                (self.tr("Candidates listed"), self.candidates),
                (self.tr("Plates for the first"), self.plates),
                (self.tr("Pairs of each kind"), self.pairs),
            )
        ):
            label = QLabel(text)
            label.setBuddy(box)
            form.addWidget(label, row, 0)
            form.addWidget(box, row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addWidget(self.list, 1)
        column.addWidget(self.count)
        column.addLayout(form)
        self.choice.ticked_changed.connect(self._tell)
        for box in (self.candidates, self.plates, self.pairs):
            box.valueChanged.connect(self.changed)
        self._show_count()

    def _number(self, least: int, most: int, value: int, name: str) -> QSpinBox:
        box = QSpinBox()
        box.setRange(least, most)
        box.setValue(value)
        box.setAccessibleName(name)
        box.setToolTip(name)
        box.setKeyboardTracking(False)
        return box

    def _tell(self) -> None:
        self._show_count()
        self.changed.emit()

    def _show_count(self) -> None:
        self.count.setText(
            self.tr("{} of {} ticked").format(len(self.choice.ticked), len(self.choice.lines))
        )
