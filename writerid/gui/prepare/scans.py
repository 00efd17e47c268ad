"""The scans that are open, each page with its own preparation and its own undo."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from writerid.gui.pageview.source import PageKey
from writerid.gui.prepare.model import PreparationModel
from writerid.tasks import Task


@dataclass(eq=False)
class OpenScan:
    """A file, the page of it that was looked at last, and what was done to its pages."""

    path: Path
    key: PageKey
    preparations: dict[int, PreparationModel] = field(default_factory=dict)


class OpenScans(QObject):
    """In the order in which they were opened; a file is there once."""

    changed = Signal()
    """Scans were added or taken away."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scans: list[OpenScan] = []

    def add(self, paths: Iterable[Path]) -> list[OpenScan]:
        """Open files; returns them, those that were open already included."""
        opened = []
        for path in paths:
            scan = next((one for one in self.scans if one.path == path), None)
            if scan is None:
                scan = OpenScan(path, PageKey(path))
                self.scans.append(scan)
            opened.append(scan)
        self.changed.emit()
        return opened

    def remove(self, scan: OpenScan) -> None:
        """Close a scan."""
        self.scans.remove(scan)
        self.changed.emit()

    def preparation(self, scan: OpenScan, number: int) -> PreparationModel:
        """The preparation of a page, the automatic one until it is changed."""
        if number not in scan.preparations:
            scan.preparations[number] = PreparationModel(parent=self)
        return scan.preparations[number]

    def give_resolution(self, scan: OpenScan, dpi: float) -> None:
        """The examiner has measured a scan's resolution."""
        scan.key = replace(scan.key, dpi=dpi)


def list_scans(paths: tuple[Path, ...], task: Task) -> list[Path]:
    """The files among ``paths`` and those in the folders among them; a job."""
    from writerid.pipeline.scan import SUPPORTED_SUFFIXES  # noqa: PLC0415 - on the worker

    found: list[Path] = []
    for path in paths:
        task.check_cancelled()
        if path.is_dir():
            inside = [one for one in path.rglob("*") if one.suffix.lower() in SUPPORTED_SUFFIXES]
            found.extend(sorted(one for one in inside if one.is_file()))
        else:
            found.append(path)
    return found
