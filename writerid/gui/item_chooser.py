"""A list of the case's items to choose one from."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

if TYPE_CHECKING:
    from writerid.casework.items import Item


class ItemChooser(QComboBox):
    """What is chosen stays chosen when the items are shown anew. Tells only what a person chose."""

    def __init__(self, accessible_name: str) -> None:
        super().__init__()
        self.setAccessibleName(accessible_name)
        self.items: list[Item] = []

    @property
    def item(self) -> "Item | None":
        """The item that is chosen."""
        row = self.currentIndex()
        return self.items[row] if 0 <= row < len(self.items) else None

    def show_items(self, items: "list[Item]") -> None:
        """What can be chosen."""
        before = self.item
        self.items = items
        blocked = self.blockSignals(True)
        self.clear()
        for item in items:
            self.addItem(f"{item.name}  {item.title}" if item.title else item.name)
        self.blockSignals(blocked)
        self.setEnabled(bool(items))
        if before is not None:
            self.choose(before.id)

    def choose(self, item_id: int) -> bool:
        """Choose an item without telling; whether there is such an item."""
        row = next((i for i, one in enumerate(self.items) if one.id == item_id), -1)
        if row < 0:
            return False
        blocked = self.blockSignals(True)
        self.setCurrentIndex(row)
        self.blockSignals(blocked)
        return True
