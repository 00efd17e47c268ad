"""A resolution that the file does not say: given by the examiner, or estimated."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QInputDialog, QWidget

from writerid.gui.casepage.case_jobs import estimate_resolutions, set_resolutions
from writerid.gui.session import Session
from writerid.model import Resolution, ResolutionSource

if TYPE_CHECKING:
    from writerid.casework.items import Item

USUAL_DPI = 300.0


class ResolutionDialog(QObject):
    """Asks without stopping anything, and saves the answer."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._window = parent

    def ask(self, item: "Item") -> None:
        """Ask for the resolution of those of the item's pages that lack one."""
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("Resolution of {}").format(item.name))
        dialog.setLabelText(self.tr("Dots per inch (dpi) at which it was scanned"))
        dialog.setInputMode(QInputDialog.InputMode.DoubleInput)
        dialog.setDoubleRange(50.0, 4800.0)
        dialog.setDoubleDecimals(1)
        dialog.setDoubleValue(USUAL_DPI)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.doubleValueSelected.connect(lambda dpi: self._give(item, dpi))
        dialog.open()

    def estimate(self, item: "Item") -> None:
        """Estimate it from the size of the writing."""
        self._session.write(
            estimate_resolutions,
            (self._session.case, item),
            label=self.tr("Estimating the resolution of {}").format(item.name),
        )

    def _give(self, item: "Item", dpi: float) -> None:
        given = Resolution(dpi, ResolutionSource.GIVEN)
        unknown = {page.id: given for page in item.pages if page.resolution is None}
        self._session.write(
            set_resolutions, (self._session.case, unknown), label=self.tr("Setting the resolution")
        )
