"""The pages of a known writer as pictures."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from writerid.gui.prepare.ink_gauge import MM_PER_CM
from writerid.gui.stored_pictures import StoredPageKey, StoredPictures
from writerid.gui.workbench import Workbench
from writerid.store.names import shown_name

if TYPE_CHECKING:
    from writerid.store.writer_lines import Exemplar

AnyIndex = QModelIndex | QPersistentModelIndex

EXEMPLAR_PX = 110


class ExemplarRows(QAbstractListModel):
    """Each picture is made from the original, verified, when it comes into sight."""

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._pictures = StoredPictures(bench.jobs, EXEMPLAR_PX, self)
        self._pictures.arrived.connect(self._redraw)
        self._pages: tuple[Exemplar, ...] = ()
        self._store = Path()

    def show_pages(self, pages: "tuple[Exemplar, ...]", folder: object) -> None:
        """Show the pages of a writer of the database in ``folder``."""
        store = folder / "originals" if isinstance(folder, Path) else Path()
        if (pages, store) != (self._pages, self._store):
            self.beginResetModel()
            self._pages, self._store = pages, store
            self.endResetModel()

    def page(self, row: int) -> "Exemplar | None":
        """The page of a row."""
        return self._pages[row] if 0 <= row < len(self._pages) else None

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._pages)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        page = self._pages[index.row()]
        name = shown_name(page.file_name)
        if role == Qt.ItemDataRole.DisplayRole:
            return name if len(name) <= 18 else f"{name[:9]}…{name[-8:]}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.tr("{}, page {}").format(name, page.number)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._pictures.failure(self._key(page)) or self.tr(
                "{}\npage {} of {}\n{:,.0f} cm of writing, {:g} dpi"
            ).format(
                shown_name(page.file_path),
                page.number,
                page.page_count,
                page.writing_mm / MM_PER_CM,
                page.dpi,
            )
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignHCenter
        if role == Qt.ItemDataRole.DecorationRole:
            return self._pictures.picture(self._key(page))
        return None

    def _key(self, page: "Exemplar") -> StoredPageKey:
        return StoredPageKey(self._store, page.sha256, page.number, page.file_name)

    def _redraw(self) -> None:
        if self._pages:
            self.dataChanged.emit(self.index(0), self.index(len(self._pages) - 1))
