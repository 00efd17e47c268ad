"""One of the two documents: an item of the case, or a file that is dropped or chosen."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QPushButton, QVBoxLayout

from writerid.gui.figures import length_of_writing
from writerid.gui.item_chooser import ItemChooser
from writerid.gui.scan_files import scan_filters

if TYPE_CHECKING:
    from writerid.casework.items import Item


class DocumentBox(QFrame):
    """A choice among the items, and a place to drop a file on."""

    changed = Signal()
    file_given = Signal(Path)

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAcceptDrops(True)
        title = QLabel(heading)
        title.setObjectName("heading")
        self.combo = ItemChooser(heading)
        self.amount = QLabel()
        self.amount.setObjectName("quiet")
        self.amount.setWordWrap(True)
        self.add = QPushButton(self.tr("Add a file…"))
        self.add.setAccessibleName(self.tr("Add a file as: {}").format(heading))
        hint = QLabel(self.tr("Or drop a scan here. It is copied into the case."))
        hint.setObjectName("quiet")
        hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(10)
        for part in (title, self.combo, self.amount, self.add, hint):
            column.addWidget(part)
        self.combo.currentIndexChanged.connect(self._show)
        self.add.clicked.connect(self.choose_file)

    @property
    def item(self) -> "Item | None":
        """The item that is chosen."""
        return self.combo.item

    def show_items(self, items: "list[Item]") -> None:
        """What can be chosen; what is chosen stays."""
        self.combo.show_items(items)
        self._show()

    def choose(self, item_id: int) -> None:
        """Choose an item."""
        if self.combo.choose(item_id):
            self._show()

    def choose_other_than(self, item_id: int) -> None:
        """Choose the first item that is another."""
        for one in self.combo.items:
            if one.id != item_id:
                self.choose(one.id)
                return

    def choose_file(self) -> None:
        """Ask which file."""
        dialog = QFileDialog(self, self.tr("Add a file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(scan_filters())
        dialog.fileSelected.connect(lambda name: self.file_given.emit(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.file_given.emit(Path(files[0]))
        event.acceptProposedAction()

    def _show(self) -> None:
        item = self.item
        if item is None:
            self.amount.setText(self.tr("No document yet."))
        elif item.amount is None:
            self.amount.setText(self.tr("Its amount of writing is not measured yet."))
        else:
            self.amount.setText(
                self.tr("{} of writing, {:,} keypoints").format(
                    length_of_writing(item.amount.writing_mm), item.amount.keypoint_count
                )
            )
        self.changed.emit()
