"""Small pictures of pages in a store of originals, each verified before it is shown."""

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap

from writerid.errors import WriterIdError
from writerid.gui.jobs import Jobs
from writerid.gui.pageview.thumbnails import THUMBNAIL_PRIORITY
from writerid.tasks import Task

MOST_PICTURES = 500


@dataclass(frozen=True)
class StoredPageKey:
    """A page of an original: in which store, of which file, called how."""

    store: Path
    sha256: str
    number: int
    name: str


class StoredPictures(QObject):
    """Pictures are made when they are first asked for, and the latest are kept."""

    arrived = Signal(object)
    """The StoredPageKey whose picture, or failure, is there now."""

    def __init__(self, jobs: Jobs, side_px: int, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._side_px = side_px
        self._pictures: OrderedDict[StoredPageKey, QIcon] = OrderedDict()
        self._failures: dict[StoredPageKey, str] = {}
        self._asked: set[StoredPageKey] = set()
        blank = QPixmap(side_px, side_px)
        blank.fill(QColor(128, 128, 128, 40))
        self._blank = QIcon(blank)

    def picture(self, key: StoredPageKey) -> QIcon:
        """The picture, a blank one until it is there."""
        if key in self._pictures:
            self._pictures.move_to_end(key)
            return self._pictures[key]
        if key not in self._asked and key not in self._failures:
            self._asked.add(key)
            self._jobs.read(
                _draw,
                (key, 2 * self._side_px),
                label=self.tr("Drawing thumbnails"),
                owner=self,
                done=lambda picture: self._keep(key, picture),
                failed=lambda error: self._fail(key, error),
                quiet=True,
                priority=THUMBNAIL_PRIORITY,
            )
        return self._blank

    def failure(self, key: StoredPageKey) -> str:
        """Why there is no picture; empty where there is or will be one."""
        return self._failures.get(key, "")

    def _keep(self, key: StoredPageKey, picture: QImage) -> None:
        self._asked.discard(key)
        pixmap = QPixmap.fromImage(picture)
        made = QIcon(pixmap)
        # What is chosen is marked around its picture, not over it.
        made.addPixmap(pixmap, QIcon.Mode.Selected)
        self._pictures[key] = made
        while len(self._pictures) > MOST_PICTURES:
            self._pictures.popitem(last=False)
        self.arrived.emit(key)

    def _fail(self, key: StoredPageKey, error: WriterIdError) -> None:
        self._asked.discard(key)
        self._failures[key] = str(error)
        self.arrived.emit(key)


def _draw(request: tuple[StoredPageKey, int], task: Task) -> QImage:
    from writerid.gui.pageview.reducing import reduced_picture  # noqa: PLC0415 - on the worker
    from writerid.pipeline.scan import read_page  # noqa: PLC0415
    from writerid.store.originals import Originals  # noqa: PLC0415

    key, largest_px = request
    task.check_cancelled()
    file = Originals(key.store).verified(key.sha256, key.name)
    task.check_cancelled()
    return reduced_picture(read_page(file, key.number).pixels, largest_px)
