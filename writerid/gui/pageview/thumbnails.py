"""The pages of a document as small pictures, made while they are looked at."""

from dataclasses import dataclass, replace

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QListView, QWidget

from writerid.errors import WriterIdError
from writerid.gui.jobs import Jobs
from writerid.gui.pageview.source import PageKey, load_thumbnail

AnyIndex = QModelIndex | QPersistentModelIndex

THUMBNAIL_PX = 96
THUMBNAIL_PRIORITY = 10
"""After everything that somebody waits for."""


@dataclass
class _Thumbnail:
    picture: QIcon | None = None
    asked: bool = False
    failure: str = ""


class PageListModel(QAbstractListModel):
    """Pages of one file. A picture is asked for when it is first drawn."""

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._key: PageKey | None = None
        self._pages: list[_Thumbnail] = []
        blank = QPixmap(THUMBNAIL_PX, THUMBNAIL_PX)
        blank.fill(QColor(128, 128, 128, 40))
        self._blank = QIcon(blank)

    def set_document(self, key: PageKey | None, count: int) -> None:
        """Show ``count`` pages of the file that ``key`` is a page of."""
        self.beginResetModel()
        self._key = key
        self._pages = [_Thumbnail() for _ in range(count)]
        self.endResetModel()

    def shows(self, key: PageKey) -> bool:
        """Whether these are the pages of that file already."""
        return self._key is not None and self._key.path == key.path

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._pages)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = index.row()
        page = self._pages[row]
        if role == Qt.ItemDataRole.DisplayRole:
            return str(row + 1)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.tr("Page {}").format(row + 1)
        if role == Qt.ItemDataRole.ToolTipRole:
            return page.failure or self.tr("Page {}").format(row + 1)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role == Qt.ItemDataRole.DecorationRole:
            if page.picture is None:
                self._ask(row)
            return page.picture or self._blank
        return None

    def _ask(self, row: int) -> None:
        key, page = self._key, self._pages[row]
        if key is None or page.asked:
            return
        page.asked = True
        self._jobs.read(
            load_thumbnail,
            (replace(key, number=row + 1), 2 * THUMBNAIL_PX),
            label=self.tr("Drawing thumbnails"),
            owner=self,
            done=lambda picture: self._keep(page, row, picture),
            failed=lambda error: self._fail(page, row, error),
            quiet=True,
            priority=THUMBNAIL_PRIORITY,
        )

    def _keep(self, page: _Thumbnail, row: int, picture: QImage) -> None:
        pixmap = QPixmap.fromImage(picture)
        page.picture = QIcon(pixmap)
        # The page that is open is marked around its picture, not over it.
        page.picture.addPixmap(pixmap, QIcon.Mode.Selected)
        self._tell(page, row)

    def _fail(self, page: _Thumbnail, row: int, error: WriterIdError) -> None:
        # The sentence is told when the page is opened; here it must not be lost.
        page.failure = str(error)
        self._tell(page, row)

    def _tell(self, page: _Thumbnail, row: int) -> None:
        if row < len(self._pages) and self._pages[row] is page:
            index = self.index(row)
            self.dataChanged.emit(index, index)


class ThumbnailStrip(QListView):
    """A column of thumbnails; hidden for a document of one page."""

    page_chosen = Signal(int)
    """A page number, from 1."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages = PageListModel(jobs, self)
        self.setModel(self.pages)
        self.setAccessibleName(self.tr("Pages of the document"))
        self.setObjectName("thumbnails")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.TopToBottom)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(THUMBNAIL_PX, THUMBNAIL_PX))
        self.setFixedWidth(THUMBNAIL_PX + 46)
        self.selectionModel().currentChanged.connect(self._choose)
        self.hide()

    def set_document(self, key: PageKey | None, count: int) -> None:
        """Show the pages of a document."""
        self.pages.set_document(key, count)
        self.setVisible(count > 1)

    def mark(self, number: int) -> None:
        """Show ``number`` as the page that is open."""
        index = self.pages.index(number - 1)
        if index.isValid() and index != self.currentIndex():
            self.setCurrentIndex(index)

    def _choose(self, current: QModelIndex) -> None:
        if current.isValid():
            self.page_chosen.emit(current.row() + 1)
