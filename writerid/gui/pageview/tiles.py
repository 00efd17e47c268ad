"""Tiles on the main thread: which are wanted, which are there, how much memory they may take."""

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from writerid.gui.jobs import Job, Jobs
from writerid.gui.pageview.pyramid import Pyramid, TileKey, cut_tile

CACHE_MB = 128
BYTES_A_PIXEL = 4
TILE_PRIORITY = -10
"""Before everything else: somebody is looking at the gap."""


class TileCache(QObject):
    """The tiles of one page. What was not looked at for longest goes first."""

    arrived = Signal(object)
    """A TileKey."""

    def __init__(self, jobs: Jobs, parent: QObject, *, limit_mb: float = CACHE_MB) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._limit_bytes = limit_mb * 1_000_000
        self._pyramid: Pyramid | None = None
        self._pixmaps: OrderedDict[TileKey, QPixmap] = OrderedDict()
        self._bytes = 0
        self._pending: dict[TileKey, Job] = {}

    @property
    def byte_count(self) -> int:
        """Memory of the tiles that are held."""
        return self._bytes

    @property
    def is_complete(self) -> bool:
        """Whether nothing that was asked for is missing."""
        return not self._pending

    def use(self, pyramid: Pyramid | None) -> None:
        """Forget all tiles and serve another page."""
        for job in list(self._pending.values()):
            job.cancel()
        self._pending.clear()
        self._pixmaps.clear()
        self._bytes = 0
        self._pyramid = pyramid

    def get(self, key: TileKey) -> QPixmap | None:
        """The tile if it is there."""
        pixmap = self._pixmaps.get(key)
        if pixmap is not None:
            self._pixmaps.move_to_end(key)
        return pixmap

    def want(self, keys: Sequence[TileKey]) -> None:
        """These tiles are looked at: ask for the missing, and no more for others."""
        if self._pyramid is None:
            return
        wanted = set(keys)
        for key in [key for key in self._pending if key not in wanted]:
            self._pending.pop(key).cancel()
        for key in keys:
            if key not in self._pixmaps and key not in self._pending:
                self._ask(self._pyramid, key)

    def _ask(self, pyramid: Pyramid, key: TileKey) -> None:
        self._pending[key] = self._jobs.read(
            cut_tile,
            (pyramid, key),
            label=self.tr("Drawing the page"),
            owner=self,
            done=lambda picture: self._keep(pyramid, key, picture),
            quiet=True,
            priority=TILE_PRIORITY,
        )

    def _keep(self, pyramid: Pyramid, key: TileKey, picture: QImage) -> None:
        if pyramid is not self._pyramid:
            return
        self._pending.pop(key, None)
        pixmap = QPixmap.fromImage(picture)
        self._pixmaps[key] = pixmap
        self._bytes += pixmap.width() * pixmap.height() * BYTES_A_PIXEL
        while self._bytes > self._limit_bytes and len(self._pixmaps) > 1:
            _, oldest = self._pixmaps.popitem(last=False)
            self._bytes -= oldest.width() * oldest.height() * BYTES_A_PIXEL
        self.arrived.emit(key)
