"""The items of the case as rows of a table."""

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
)

from writerid.gui.preferences import InkLimits
from writerid.gui.prepare.ink_gauge import MM_PER_CM, Amount, amount_of
from writerid.gui.session import Session
from writerid.gui.stored_pictures import StoredPageKey, StoredPictures
from writerid.gui.workbench import Workbench
from writerid.model import ResolutionSource

if TYPE_CHECKING:
    from writerid.casework.items import Item

translate = QCoreApplication.translate

AnyIndex = QModelIndex | QPersistentModelIndex

PICTURE_PX = 60
COLUMNS = ("item", "title", "pages", "writing", "resolution")


class ItemRows(QAbstractTableModel):
    """Follows the session; pictures are made from verified originals while they are looked at."""

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._session: Session = bench.session
        self._preferences = bench.preferences
        self._pictures = StoredPictures(bench.jobs, PICTURE_PX, self)
        self.items: tuple[Item, ...] = ()
        self._pictures.arrived.connect(self._redraw)
        bench.preferences.changed.connect(self._redraw)
        bench.session.items_changed.connect(self.reload)
        self.reload()

    def reload(self) -> None:
        """Show the session's items; rows that stay keep their selection."""
        items = self._session.items
        if [one.id for one in items] == [one.id for one in self.items]:
            self.items = items
            self._redraw()
            return
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.items)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Item"),
            self.tr("Title"),
            self.tr("Pages"),
            self.tr("Amount of writing"),
            self.tr("Resolution"),
        )[section]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        item, column = self.items[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(item, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(str(page.file) for page in item.pages)
        if role == Qt.ItemDataRole.DecorationRole and column == "item" and item.pages:
            return self._pictures.picture(self._key(item))
        if role == Qt.ItemDataRole.SizeHintRole and column == "item":
            return QSize(PICTURE_PX + 60, PICTURE_PX + 10)
        return None

    def row_of(self, item_id: int) -> int:
        """The row of an item, -1 where there is none."""
        return next((row for row, one in enumerate(self.items) if one.id == item_id), -1)

    def _key(self, item: "Item") -> StoredPageKey:
        page = item.pages[0]
        case = self._session.case
        folder = case.originals.folder if case is not None else page.file.parent
        return StoredPageKey(folder, page.sha256, page.number, page.name)

    def _text(self, item: "Item", column: str) -> str:
        texts = {
            "item": item.name,
            "title": item.title or (item.pages[0].file.name if item.pages else ""),
            "pages": pages_text(item),
            "writing": amount_text(item, self._preferences.value.ink_limits),
            "resolution": resolution_text(item),
        }
        return texts[column]

    def _redraw(self) -> None:
        if self.items:
            last = self.index(len(self.items) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)


def amount_text(item: "Item", limits: InkLimits) -> str:
    """Enough, little or too little, with the figure; or why there is none."""
    if lacks_resolution(item):
        return translate("ItemRows", "not known yet")
    if item.amount is None:
        return translate("ItemRows", "being measured …")
    words = {
        Amount.TOO_LITTLE: translate("ItemRows", "too little"),
        Amount.LITTLE: translate("ItemRows", "little"),
        Amount.ENOUGH: translate("ItemRows", "enough"),
    }
    writing_mm = item.amount.writing_mm
    return translate("ItemRows", "{} ({:,.0f} cm)").format(
        words[amount_of(writing_mm, limits)], writing_mm / MM_PER_CM
    )


def pages_text(item: "Item") -> str:
    """How many pages are compared, and of how many where some are left out."""
    used, there = len(item.used_pages), len(item.pages)
    return str(used) if used == there else translate("ItemRows", "{} of {}").format(used, there)


def resolution_text(item: "Item") -> str:
    """The resolution, or that it has to be given."""
    if lacks_resolution(item):
        return translate("ItemRows", "has to be given")
    known = [page.resolution for page in item.used_pages if page.resolution is not None]
    listed = ", ".join(f"{dpi:g}" for dpi in sorted({round(one.dpi, 1) for one in known}))
    if not listed:
        return ""
    if any(one.source is ResolutionSource.ESTIMATED for one in known):
        return translate("ItemRows", "{} dpi, estimated").format(listed)
    return translate("ItemRows", "{} dpi").format(listed)


def lacks_resolution(item: "Item") -> bool:
    """Whether the resolution of a page that is compared is not known."""
    return any(page.resolution is None for page in item.used_pages)
