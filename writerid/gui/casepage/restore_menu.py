"""The menu of items that were removed from the case: choosing one brings it back."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from writerid.gui.casepage.case_jobs import read_removed
from writerid.gui.casepage.changes import ItemChanges
from writerid.gui.workbench import Workbench

if TYPE_CHECKING:
    from writerid.casework.items import Item


class RestoreMenu(QMenu):
    """``filled`` tells, after each reading, whether there is anything to restore."""

    filled = Signal(bool)

    def __init__(self, bench: Workbench, changes: ItemChanges, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench = bench
        self._changes = changes

    def read(self) -> None:
        """Read in the background what was removed from the open case."""
        case = self._bench.session.case
        if case is not None:
            self._bench.jobs.read(
                read_removed,
                case,
                label=self.tr("Reading removed items"),
                owner=self,
                done=self._show,
                quiet=True,
            )

    def _show(self, items: "list[Item]") -> None:
        self.clear()
        for item in items:
            text = f"{item.name}  {item.title or item.pages[0].file.name}"
            # An ampersand in a name is no mnemonic.
            self.addAction(text.replace("&", "&&")).triggered.connect(
                lambda _=False, one=item: self._changes.restore(one)
            )
        self.filled.emit(bool(items))
