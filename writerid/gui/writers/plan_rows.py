"""The preview of an enrolment as rows: which file goes where, and why one does not."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from writerid.gui.writers.enrolment_jobs import PlanLine

AnyIndex = QModelIndex | QPersistentModelIndex


class PlanRows(QAbstractTableModel):
    """Read only; what someone has to look into stands first and in bold."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: tuple[PlanLine, ...] = ()

    def show_lines(self, lines: tuple[PlanLine, ...]) -> None:
        """Show another preview."""
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
            self.tr("File"),
            self.tr("Pages"),
            self.tr("Writer"),
            self.tr("Document"),
            self.tr("What happens"),
        )[section]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                line.file,
                str(line.pages or ""),
                line.writer,
                line.document,
                self._fate(line),
            )[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.path if index.column() < 4 else (line.reason or None)
        if role == Qt.ItemDataRole.FontRole and line.wrong and index.column() == 4:
            bold = QFont()
            bold.setBold(True)
            return bold
        return None

    def _fate(self, line: PlanLine) -> str:
        words = {
            "enrol": self.tr("is enrolled"),
            "duplicate": self.tr("duplicate, left out"),
            "page under two writers": self.tr("under two writers, left out"),
            "name taken": self.tr("name taken, left out"),
            "can't be read": self.tr("can't be used"),
            "left out": self.tr("left out"),
        }
        fate = words.get(line.fate, line.fate)
        if line.fate == "already enrolled":
            return self.tr("already {}").format(line.reason)
        # The file's name stands in the first column.
        reason = line.reason.removeprefix(f"{line.file} ")
        return f"{fate}: {reason}" if reason else fate
