"""Keeps the ink of the page on view up to date in the background."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QRectF, QTimer, Signal

from writerid.errors import WriterIdError
from writerid.gui.jobs import Job, Jobs
from writerid.gui.pageview.source import LoadedPage
from writerid.gui.prepare.ink_request import (
    InkPreview,
    InkRequest,
    find_ink,
    preview_ink,
)
from writerid.pipeline.steps import Step

PREVIEW_DELAY_MS = 40
EXACT_DELAY_MS = 300


class InkFinder(QObject):
    """A quick preview of the visible part at once, the engine's own answer when things calm down.

    One exact job runs at a time: a page takes a second or two, and a native call can't be broken
    off, so that starting afresh with every move of a slider would only fill the threads.
    """

    found = Signal(object)
    """FoundInk of the steps in force."""

    previewed = Signal(object)
    """InkPreview."""

    failed = Signal(object)
    """A WriterIdError: these steps don't fit this page."""

    busy_changed = Signal(bool)

    def __init__(self, jobs: Jobs, visible: Callable[[], QRectF], parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._visible = visible
        self._loaded: LoadedPage | None = None
        self._steps: tuple[Step, ...] = ()
        self._exact: Job | None = None
        self._preview: Job | None = None
        self._preview_stale = False
        self._exact_timer = self._timer(EXACT_DELAY_MS, self._start_exact)
        self._preview_timer = self._timer(PREVIEW_DELAY_MS, self._start_preview)

    @property
    def is_busy(self) -> bool:
        """Whether an exact answer is still to come."""
        return self._exact is not None or self._exact_timer.isActive()

    def set_page(self, loaded: LoadedPage | None, steps: tuple[Step, ...]) -> None:
        """Another page, or another resolution of it: what runs is thrown away."""
        for job in (self._exact, self._preview):
            if job is not None:
                job.cancel()
        self._exact = self._preview = None
        self._preview_stale = False
        self._exact_timer.stop()
        self._preview_timer.stop()
        self._loaded, self._steps = loaded, steps
        if loaded is not None:
            self._start_exact()
        else:
            self.busy_changed.emit(False)

    def set_steps(self, steps: tuple[Step, ...], *, preview: bool) -> None:
        """Other steps; with ``preview`` the visible part is shown at once."""
        if steps == self._steps or self._loaded is None:
            return
        self._steps = steps
        self._exact_timer.start()
        self.busy_changed.emit(True)
        if preview:
            self._preview_timer.start()

    def _timer(self, delay_ms: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(delay_ms)
        timer.timeout.connect(slot)
        return timer

    def _start_exact(self) -> None:
        if self._loaded is None or self._exact is not None:
            # The job that runs starts the next when it ends.
            return
        request = InkRequest(self._loaded, self._steps)
        self._exact = self._jobs.read(
            find_ink,
            request,
            label=self.tr("Finding the ink"),
            owner=self,
            done=lambda found: self._end_exact(request, lambda: self.found.emit(found)),
            failed=lambda error: self._end_exact(request, lambda: self._fail(error)),
            quiet=True,
        )
        self.busy_changed.emit(True)

    def _end_exact(self, request: InkRequest, tell: Callable[[], None]) -> None:
        self._exact = None
        if request.steps == self._steps:
            self.busy_changed.emit(False)
            tell()
        elif not self._exact_timer.isActive():
            self._start_exact()

    def _fail(self, error: WriterIdError) -> None:
        self.failed.emit(error)

    def _start_preview(self) -> None:
        if self._loaded is None:
            return
        if self._preview is not None:
            self._preview_stale = True
            return
        page = self._loaded.page
        seen = self._visible().intersected(QRectF(0, 0, page.width_px, page.height_px))
        if seen.isEmpty():
            return
        part = (int(seen.x()), int(seen.y()), int(seen.width()) + 1, int(seen.height()) + 1)
        self._preview = self._jobs.read(
            preview_ink,
            InkRequest(self._loaded, self._steps, part),
            label=self.tr("Previewing the ink"),
            owner=self,
            done=self._end_preview,
            failed=lambda _: self._end_preview(None),
            quiet=True,
            priority=-5,
        )

    def _end_preview(self, preview: InkPreview | None) -> None:
        self._preview = None
        # Where the exact answer is there already, it stays.
        if preview is not None and self.is_busy:
            self.previewed.emit(preview)
        if self._preview_stale:
            self._preview_stale = False
            self._start_preview()
