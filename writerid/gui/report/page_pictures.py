"""Pictures of the pages of a PDF: drawn by jobs while they are looked at, kept for a while."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from writerid.errors import WriterIdError
from writerid.gui.jobs import Job, Jobs
from writerid.gui.report.pdf_pages import PageWanted, PdfPages, draw_page

MOST_KEPT_PIXELS = 60_000_000


class PagePictures(QObject):
    """Pages count from 0. A scale is in pixels of the screen a point."""

    changed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._pages: PdfPages | None = None
        self._pictures: dict[int, tuple[float, QImage]] = {}
        self._drawing: dict[int, Job] = {}
        self._failures: dict[int, str] = {}

    @property
    def is_busy(self) -> bool:
        """Whether a page is being drawn."""
        return bool(self._drawing)

    def show(self, pages: PdfPages | None) -> None:
        """Draw the pages of another PDF from now on."""
        before, self._pages = self._pages, pages
        self.stop()
        self._failures.clear()
        if pages is not None and before is not None and pages.sizes_pt == before.sizes_pt:
            # The last picture stands in until the new one is there.
            self._pictures = {i: (0.0, image) for i, (_, image) in self._pictures.items()}
        else:
            self._pictures.clear()

    def picture(self, number: int) -> tuple[float, QImage] | None:
        """The scale at which the page was drawn last (0: of the PDF before), and the picture."""
        return self._pictures.get(number)

    def failure(self, number: int) -> str:
        """Why the page can't be drawn, empty where that is not known."""
        return self._failures.get(number, "")

    def ask(self, in_sight: Sequence[int], scale: float, ratio: float) -> None:
        """Draw what is in sight, and then the page behind it; nothing else any more.

        ``ratio``: pixels of the screen a pixel of the window.
        """
        if self._pages is None or not in_sight:
            return
        behind = in_sight[-1] + 1
        ahead = [behind] if behind < len(self._pages.sizes_pt) else []
        for number in [one for one in self._drawing if one not in (*in_sight, *ahead)]:
            self._drawing.pop(number).cancel()
        # The newest of equal priority is drawn first.
        for number in [*ahead, *reversed(in_sight)]:
            kept = self._pictures.get(number)
            known = number in self._drawing or number in self._failures
            if not known and (kept is None or kept[0] != scale):
                wanted = PageWanted(self._pages, number, scale)
                self._draw(wanted, ratio, set(in_sight), priority=int(number == behind))

    def stop(self) -> None:
        """Draw nothing more."""
        for job in self._drawing.values():
            job.cancel()
        self._drawing.clear()

    def _draw(self, wanted: PageWanted, ratio: float, in_sight: set[int], *, priority: int) -> None:
        self._drawing[wanted.number] = self._jobs.read(
            draw_page,
            wanted,
            label=self.tr("Drawing page {}").format(wanted.number + 1),
            owner=self,
            done=lambda image: self._drawn(wanted, ratio, in_sight, image),
            failed=lambda error: self._failed(wanted.number, error),
            quiet=True,
            priority=priority,
        )

    def _drawn(self, wanted: PageWanted, ratio: float, in_sight: set[int], image: QImage) -> None:
        self._drawing.pop(wanted.number, None)
        self._pictures.pop(wanted.number, None)
        image.setDevicePixelRatio(ratio)
        self._pictures[wanted.number] = (wanted.scale, image)
        self._let_go(in_sight)
        self.changed.emit()

    def _failed(self, number: int, error: WriterIdError) -> None:
        self._drawing.pop(number, None)
        self._failures[number] = str(error)
        self.changed.emit()

    def _let_go(self, in_sight: set[int]) -> None:
        """Forget the pictures that were drawn longest ago, but none in sight."""
        total = sum(image.width() * image.height() for _, image in self._pictures.values())
        for number in list(self._pictures):
            if total <= MOST_KEPT_PIXELS:
                return
            if number not in in_sight:
                image = self._pictures.pop(number)[1]
                total -= image.width() * image.height()
