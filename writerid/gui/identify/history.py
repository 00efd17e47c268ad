"""The comparisons that the case holds, newest first; each opens as it was made."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from writerid.gui.figures import moment
from writerid.gui.identify.candidates import AnyIndex

if TYPE_CHECKING:
    from writerid.casework.comparisons import ComparisonLine


class ComparisonHistory(QAbstractListModel):
    """Lines of one kind, of one item or of all."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[ComparisonLine, ...] = ()

    def show(self, lines: "tuple[ComparisonLine, ...]", kind: str, item: str | None = None) -> None:
        """Take from all comparisons those that belong here."""
        wanted = tuple(
            one for one in lines if one.kind == kind and (item is None or one.item == item)
        )
        if wanted != self.lines:
            self.beginResetModel()
            self.lines = wanted
            self.endResetModel()

    def row_of(self, comparison_id: int) -> int:
        """The row of a comparison, -1 where it is not among these."""
        return next((i for i, one in enumerate(self.lines) if one.id == comparison_id), -1)

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        one = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{one.item}   {moment(one.made)} UTC\n{self._what(one)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tr("Comparison {}, by {}; times are in UTC").format(
                one.id, one.examiner or self.tr("an examiner without a name")
            )
        return None

    def _what(self, one: "ComparisonLine") -> str:
        if one.kind == "compare":
            what = self.tr("with {}").format(one.other)
        elif one.closed_list:
            what = self.tr("closed list, {}").format(one.compared)
        else:
            what = self.tr("database, {}").format(one.compared)
        return self.tr("{}; view recorded").format(what) if one.views else what
