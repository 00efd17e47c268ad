"""Which pages of an item are compared: an empty back, or a page by another hand, is left out."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QSizePolicy, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from writerid.casework.items import Item


class UsedPages(QWidget):
    """A box to tick for each page; not shown for items of one page."""

    changed = Signal(int, bool)
    """Id of a page, and whether it is compared from now on."""

    def __init__(self) -> None:
        super().__init__()
        self._boxes: dict[int, QCheckBox] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        heading = QLabel(self.tr("Pages that are compared"))
        heading.setObjectName("heading")
        self._column.addWidget(heading)

    def show_item(self, item: "Item") -> None:
        """Show the pages of an item as they are recorded."""
        self.setVisible(len(item.pages) > 1)
        if list(self._boxes) != [page.id for page in item.pages]:
            self._rebuild(item)
        for page in item.pages:
            box = self._boxes[page.id]
            box.blockSignals(True)
            box.setChecked(page.used)
            box.blockSignals(False)

    def box(self, page_id: int) -> QCheckBox:
        """The box of a page."""
        return self._boxes[page_id]

    def _rebuild(self, item: "Item") -> None:
        for box in self._boxes.values():
            self._column.removeWidget(box)
            box.deleteLater()
        self._boxes = {}
        for position, page in enumerate(item.pages, start=1):
            box = QCheckBox(self.tr("{}: {}").format(position, page.name))
            box.setToolTip(str(page.file))
            # A long name must not push the panel's fields out of sight.
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            box.toggled.connect(lambda used, page_id=page.id: self.changed.emit(page_id, used))
            self._boxes[page.id] = box
            self._column.addWidget(box)
