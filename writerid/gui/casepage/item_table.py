"""The table of items, and what stands in its place while there is none."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.casepage.item_rows import PICTURE_PX, ItemRows


class ItemTable(QTableView):
    """Rows are selected whole; Tab leaves the table."""

    def __init__(self, rows: ItemRows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(rows)
        self.setAccessibleName(self.tr("Items of the case"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setIconSize(QSize(PICTURE_PX, PICTURE_PX))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(PICTURE_PX + 10)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        for column in range(rows.columnCount()):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self._rows = rows
        self._kept: list[int] = []
        rows.modelAboutToBeReset.connect(self._keep)
        rows.modelReset.connect(self._choose_kept)

    def _keep(self) -> None:
        """Other items may come and go: those that are chosen stay so."""
        picked = {index.row() for index in self.selectionModel().selectedRows()}
        self._kept = [self._rows.items[row].id for row in sorted(picked)]

    def _choose_kept(self) -> None:
        selection = QItemSelection()
        for item_id in self._kept:
            row = self._rows.row_of(item_id)
            if row >= 0:
                last = self._rows.index(row, self._rows.columnCount() - 1)
                selection.select(self._rows.index(row, 0), last)
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().select(selection, flag)


class EmptyHint(QWidget):
    """What to do first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = QLabel(self.tr("No writing is in this case yet"))
        heading.setObjectName("heading")
        hint = QLabel(
            self.tr(
                "Add the questioned writing above, or drop scans and folders here: PNG, JPEG, "
                "BMP, WebP, TIFF, PDF. Each file becomes an item: Q1, Q2 … The writers it is to be "
                "compared with are enrolled on the page Writers."
            )
        )
        hint.setObjectName("quiet")
        hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.addStretch(1)
        for label in (heading, hint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addStretch(1)
