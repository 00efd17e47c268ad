"""The scans of the open case, each page with its own preparation and its own undo."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from writerid.gui.pageview.source import PageKey
from writerid.gui.prepare.model import PreparationModel
from writerid.gui.session import Session
from writerid.model import ResolutionSource

if TYPE_CHECKING:
    from writerid.casework.items import Item, ItemPage


@dataclass(frozen=True)
class CaseScan:
    """A file of an item; an item may have several."""

    item_id: int
    item_name: str
    sha256: str
    file: Path
    pages: "tuple[ItemPage, ...]"

    @property
    def place(self) -> tuple[int, str]:
        """What it is recognized by when the case was read again."""
        return self.item_id, self.sha256

    @property
    def text(self) -> str:
        """As it stands in a list."""
        return f"{self.item_name}   {self.file.name}"

    def page(self, number: int) -> "ItemPage | None":
        """The item's page of this number in the file."""
        return next((page for page in self.pages if page.number == number), None)


class CaseScans(QObject):
    """Follows the session, in the order of its items."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._case = session.case
        self._preparations: dict[int, PreparationModel] = {}
        self.scans: list[CaseScan] = []
        session.items_changed.connect(self._follow)
        session.case_changed.connect(self._follow)
        self._follow()

    def of_item(self, item_id: int) -> CaseScan | None:
        """The first file of an item."""
        return next((scan for scan in self.scans if scan.item_id == item_id), None)

    def same(self, scan: CaseScan | None) -> CaseScan | None:
        """The scan as it is now, None where it is gone."""
        if scan is None:
            return None
        return next((one for one in self.scans if one.place == scan.place), None)

    def key(self, scan: CaseScan, number: int) -> PageKey | None:
        """The page in the case's store, with its resolution where the file does not say it."""
        case, page = self._session.case, scan.page(number)
        if case is None or page is None:
            return None
        dpi, estimated = None, False
        if page.resolution is not None and page.resolution.source is not ResolutionSource.FILE:
            dpi = page.resolution.dpi
            estimated = page.resolution.source is not ResolutionSource.GIVEN
        path = case.originals.path_of(page.sha256)
        return PageKey(path, number, page.sha256, dpi, estimated, scan.file.name)

    def preparation(self, page: "ItemPage") -> PreparationModel:
        """The preparation of a page, as it is stored until it is changed."""
        if page.id not in self._preparations:
            self._preparations[page.id] = PreparationModel(page.steps, parent=self)
        return self._preparations[page.id]

    def _follow(self) -> None:
        if self._session.case is not self._case:
            self._case = self._session.case
            self._preparations.clear()
        scans = [scan for item in self._session.items for scan in _scans_of(item)]
        if scans != self.scans:
            self.scans = scans
            self.changed.emit()


def _scans_of(item: "Item") -> list[CaseScan]:
    files = dict.fromkeys((page.sha256, page.file) for page in item.pages)
    return [
        CaseScan(
            item.id,
            item.name,
            sha256,
            file,
            tuple(page for page in item.pages if (page.sha256, page.file) == (sha256, file)),
        )
        for sha256, file in files
    ]
