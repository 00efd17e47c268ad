"""When the preview is made anew, and what stands in its place where there is none."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from writerid.errors import WriterIdError
from writerid.gui.jobs import Job
from writerid.gui.report.earlier import as_sentence
from writerid.gui.report.preview import ReportPreview
from writerid.gui.report.report_jobs import Preview, Wish, preview_report
from writerid.gui.sentences import counted
from writerid.gui.workbench import Workbench

SETTLE_MS = 400
"""The preview is made anew when nothing was changed for so long."""


class PreviewPanel(QWidget):
    """The preview below a line that says what is missing, with a way to it."""

    find_wanted = Signal()
    page_requested = Signal(str)

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview = ReportPreview(bench)
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        self.find_now = QPushButton(self.tr("Find it now"))
        self.way = QPushButton()
        self.banner = QFrame()
        self.banner.setObjectName("notice")
        row = QHBoxLayout(self.banner)
        row.setContentsMargins(14, 8, 10, 8)
        row.addWidget(self.hint, 1)
        for button in (self.find_now, self.way):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.preview, 1)
        self._page = ""
        self.find_now.clicked.connect(self.find_wanted)
        self.way.clicked.connect(lambda: self.page_requested.emit(self._page))
        self.tell_missing(0)

    def tell_missing(self, count: int) -> None:
        """Tell of plates that are not there yet."""
        self.way.hide()
        self.find_now.setVisible(count > 0)
        self.banner.setVisible(count > 0)
        what = counted(
            count,
            self.tr("The evidence of one candidate with a plate was never looked at."),
            self.tr("The evidence of {} candidates with plates was never looked at."),
        )
        self.hint.setText(self.tr("{} It is found when the report is saved.").format(what))

    def point_to(self, page: str, button: str, why: str) -> None:
        """No report can be made yet: say why, and offer the page where that changes."""
        self.tell_missing(0)
        self._page = page
        self.hint.setText(self.tr("There is nothing to report yet."))
        self.way.setText(button)
        self.way.show()
        self.banner.show()
        self.preview.say(why)


class Previewing(QObject):
    """Makes previews of what is wished for, the last wish alone, while somebody looks.

    ``wish`` gives what is wanted now, or None; ``state`` all that the report depends on.
    """

    def __init__(
        self,
        bench: Workbench,
        panel: PreviewPanel,
        parent: QObject,
        *,
        wish: Callable[[], Wish | None],
        state: Callable[[], object],
    ) -> None:
        super().__init__(parent)
        self._bench, self._panel = bench, panel
        self._wish, self._state = wish, state
        self._job: Job | None = None
        self._shown: object = None
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(SETTLE_MS)
        self._clock.timeout.connect(self._make)
        panel.preview.stop_wanted.connect(self.rest)

    @property
    def is_busy(self) -> bool:
        """Whether a preview is still to come."""
        view = self._panel.preview.view
        return self._clock.isActive() or (view.isVisible() and view.is_busy)

    def renew(self) -> None:
        """Make it anew, soon, where there is anything new to show and somebody looks."""
        if self._panel.isVisible() and self._state() != self._shown:
            self._clock.start()

    def rest(self) -> None:
        """Stop making one."""
        self._clock.stop()
        if self._job is not None:
            self._job.cancel()

    def forget(self) -> None:
        """What is shown counts no more."""
        self.rest()
        self._shown = None

    def _make(self) -> None:
        wish = self._wish()
        if wish is None:
            return
        self.rest()
        state = self._state()
        job = self._bench.jobs.read(
            preview_report,
            wish,
            label=self.tr("Making the preview of the report"),
            owner=self,
            done=lambda preview: self._show(state, preview),
            failed=self._show_none,
            quiet=True,
        )
        self._job = job
        self._panel.preview.follow(job)
        job.ended.connect(lambda: self._ended(job))

    def _ended(self, job: Job) -> None:
        if self._job is job:
            self._job = None
            self._panel.preview.follow(None)

    def _show(self, state: object, preview: Preview) -> None:
        self._shown = state
        self._panel.preview.show_pages(preview.pages)
        self._panel.tell_missing(preview.missing)

    def _show_none(self, error: WriterIdError) -> None:
        self._shown = None
        self._panel.tell_missing(0)
        self._panel.preview.say(as_sentence(error))
