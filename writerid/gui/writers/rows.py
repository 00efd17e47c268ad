"""The known writers as rows of a table, sorted and sought through in memory."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from writerid.gui.figures import day
from writerid.gui.prepare.ink_gauge import MM_PER_CM
from writerid.gui.theme import Theme
from writerid.store.names import shown_name

if TYPE_CHECKING:
    from writerid.store.writer_lines import WriterLine
    from writerid.store.writers import Writer

AnyIndex = QModelIndex | QPersistentModelIndex

KEYS: "tuple[Callable[[WriterLine], Any], ...]" = (
    lambda line: (line.writer.name.casefold(), line.writer.name),
    lambda line: line.writer.codes,
    lambda line: line.writer.document_count,
    lambda line: line.writer.page_count,
    lambda line: line.writing_mm,
    lambda line: line.writer.archived,
    lambda line: line.last_added,
)
"""What each column is sorted by."""

NUMBERS = (2, 3, 4)


class WriterRows(QAbstractTableModel):
    """A proxy would ask Python for every comparison: thousands of writers are sorted here."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._all: tuple[WriterLine, ...] = ()
        self._sought = ""
        self._column, self._descending = 0, False
        self._archived_shown = True
        self.lines: list[WriterLine] = []

    def show_lines(self, lines: "tuple[WriterLine, ...]") -> None:
        """Show what was read."""
        self._all = lines
        self._arrange()

    def search(self, text: str) -> None:
        """Keep the writers in whose name, codes, notes or provenance the text stands."""
        self._sought = text.strip().casefold()
        self._arrange()

    def show_archived(self, shown: bool) -> None:
        """Whether archived writers are listed."""
        self._archived_shown = shown
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column = max(column, 0)
        self._descending = order is Qt.SortOrder.DescendingOrder
        self._arrange()

    def writers(self, rows: Iterable[int]) -> "list[Writer]":
        """The writers of these rows."""
        return [self.lines[row].writer for row in sorted(set(rows))]

    def ranges_of(self, writer_ids: Iterable[int]) -> list[tuple[int, int]]:
        """First and last row of every run of rows with these writers."""
        wanted = set(writer_ids)
        ranges: list[tuple[int, int]] = []
        for row, line in enumerate(self.lines if wanted else ()):
            if line.writer.id not in wanted:
                continue
            if ranges and ranges[-1][1] == row - 1:
                ranges[-1] = (ranges[-1][0], row)
            else:
                ranges.append((row, row))
        return ranges

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return len(KEYS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Writer"),
            self.tr("Codes"),
            self.tr("Documents"),
            self.tr("Pages"),
            self.tr("Writing"),
            self.tr("Archived"),
            self.tr("Last added"),
        )[section]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(line, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.ForegroundRole and line.writer.archived:
            return QColor(self._theme.colours.quiet_text)
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.writer.notes or line.writer.provenance or None
        return None

    def _text(self, line: "WriterLine", column: int) -> str:
        writer = line.writer
        texts: tuple[Callable[[], str], ...] = (
            lambda: shown_name(writer.name),
            lambda: shown_name(", ".join(writer.codes)),
            lambda: str(writer.document_count),
            lambda: str(writer.page_count),
            lambda: self.tr("{:,.0f} cm").format(line.writing_mm / MM_PER_CM),
            lambda: self.tr("archived") if writer.archived else "",
            lambda: day(line.last_added) if line.last_added else "",
        )
        return texts[column]()

    def _arrange(self) -> None:
        self.beginResetModel()
        self.lines = [
            line
            for line in self._all
            if (self._archived_shown or not line.writer.archived) and self._fits(line.writer)
        ]
        self.lines.sort(key=KEYS[self._column], reverse=self._descending)
        self.endResetModel()

    def _fits(self, writer: "Writer") -> bool:
        if not self._sought:
            return True
        parts = (writer.name, *writer.codes, writer.notes, writer.provenance)
        return any(self._sought in part.casefold() for part in parts)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
