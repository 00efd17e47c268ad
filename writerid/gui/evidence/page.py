"""The page of the window that shows where on the page a score comes from, and why."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from writerid.errors import WriterIdError
from writerid.gui.evidence.crops import CropCutter
from writerid.gui.evidence.gallery import Gallery
from writerid.gui.evidence.model import EvidenceModel
from writerid.gui.evidence.opening import (
    EvidenceWish,
    MarkWish,
    OpenedEvidence,
    change_mark,
    keep_evidence,
    open_evidence,
)
from writerid.gui.evidence.pages_pair import PagesPair
from writerid.gui.evidence.pair_panel import VERDICTS, PairPanel
from writerid.gui.evidence.sums import EvidenceHeader
from writerid.gui.evidence.toolbar import THRESHOLD_STEP, EvidenceToolbar
from writerid.gui.identify.progress import ProgressPanel
from writerid.gui.jobs import Job, JobState
from writerid.gui.sentences import for_window
from writerid.gui.shortcuts import SECTION
from writerid.gui.workbench import Workbench

if TYPE_CHECKING:
    from writerid.casework.case import Case

PANEL_WIDTH = 352


class EvidencePage(QWidget):
    """Brings together the header, the two pages, the gallery and the pair that is looked at."""

    opened = Signal(object)
    """OpenedEvidence is on view."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.setProperty(SECTION, self.tr("Evidence"))
        self._bench = bench
        self._job: Job | None = None
        self._case: Case | None = bench.session.case
        self.model = EvidenceModel(self)
        self.cutter = CropCutter(bench.jobs, self)
        self.header = EvidenceHeader(self.model, bench.theme)
        self.toolbar = EvidenceToolbar(bench.theme, self)
        self.pages = PagesPair(bench, self.model, self.toolbar)
        self.gallery = Gallery(self.model, self.cutter, bench.theme)
        self.pair = PairPanel(self.model, self.cutter, bench.theme)
        self.empty = QLabel()
        self.progress = ProgressPanel()
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self._add_keys()
        self._show_empty()

    # --- what others use ---

    def open_candidate(self, comparison_id: int, rank: int) -> None:
        """Show a candidate's evidence; it is found now if it was never viewed."""
        session = self._bench.session
        if session.case is None:
            return
        self._give_up()
        wish = EvidenceWish(session.engine, session.case, comparison_id, rank, session.database)
        self._follow(
            self._bench.jobs.read(
                open_evidence,
                wish,
                label=self.tr("Looking for the evidence"),
                owner=self,
                done=lambda found: self._take(wish, found),
                failed=self._tell,
            )
        )

    def close_evidence(self) -> None:
        """Show none."""
        self._give_up()
        self._open(None)
        self._show_empty()

    # --- building ---

    def _lay_out(self) -> None:
        panel = QWidget()
        panel.setObjectName("sidepanel")
        panel.setFixedWidth(PANEL_WIDTH)
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(12, 4, 12, 10)
        inside.setSpacing(6)
        inside.addWidget(self.gallery, 1)
        inside.addWidget(self.pair)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.toolbar)
        left.addWidget(self.pages, 1)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addLayout(left, 1)
        below.addWidget(panel)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(below, 1)
        self._content = content
        waiting = QWidget()
        middle = QVBoxLayout(waiting)
        middle.setContentsMargins(40, 40, 40, 40)
        self.empty.setObjectName("quiet")
        self.empty.setWordWrap(True)
        self.empty.setTextFormat(Qt.TextFormat.PlainText)
        self.progress.setMaximumWidth(420)
        middle.addWidget(self.empty)
        middle.addWidget(self.progress)
        middle.addStretch(1)
        self.stack.addWidget(waiting)
        self.stack.addWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)

    def _connect(self) -> None:
        session = self._bench.session
        session.case_changed.connect(self._case_changed)
        session.comparisons_changed.connect(self._look_for_names)
        self.header.candidate_chosen.connect(self._choose_candidate)
        self.progress.stop.clicked.connect(self._stop)
        self.model.mark_wanted.connect(self._keep_mark)
        self.toolbar.threshold.valueChanged.connect(
            lambda value: self.model.set_threshold(value / 100.0)
        )
        self.toolbar.action("all").toggled.connect(self.model.set_shows_all)

    def _add_keys(self) -> None:
        bar = self.toolbar
        for text, keys, slot in (
            (self.tr("Next pair"), ("N", "Ctrl+Down"), lambda: self.model.step(1)),
            (self.tr("Previous pair"), ("P", "Ctrl+Up"), lambda: self.model.step(-1)),
            (self.tr("Outline fewer patches"), ("]",), lambda: self._move_threshold(1)),
            (self.tr("Outline more patches"), ("[",), lambda: self._move_threshold(-1)),
            (self.tr("Supporting or contradicting pairs"), ("C",), self._other_kind),
        ):
            bar.add_hidden(text, *keys).triggered.connect(slot)
        for verdict, key in VERDICTS:
            action = bar.add_hidden(self.tr("Mark the pair: {}").format(verdict), key)
            action.triggered.connect(lambda _=False, one=verdict: self.pair.press(one))
        flip = QAction(self.tr("Flip between the two patches"), self)
        flip.setShortcut(QKeySequence("Space"))
        # Where a button has the focus, Space presses it.
        flip.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        flip.triggered.connect(self.pair.flip_pair)
        for widget in (
            *self.gallery.views.values(),
            self.pair.overlay,
            *(side.view for side in self.pages.sides),
        ):
            widget.addAction(flip)

    # --- opening ---

    def _take(self, wish: EvidenceWish, found: object) -> None:
        if isinstance(found, OpenedEvidence):
            self._open(found)
            return
        self._follow(
            self._bench.session.write(
                keep_evidence,
                (wish, found),
                label=self.tr("Keeping the evidence"),
                done=lambda opened: self._opened_late(wish, opened),
                failed=self._tell,
            )
        )

    def _opened_late(self, wish: EvidenceWish, opened: OpenedEvidence) -> None:
        if wish.case is self._bench.session.case:
            self._open(opened)
            if opened.notice:
                self._bench.notices.say(opened.notice)

    def _open(self, opened: OpenedEvidence | None) -> None:
        self.pair.keep_note()
        # First the pages go: those of one evidence must not be asked for a pair of another.
        self.pages.clear()
        self.cutter.open(opened)
        self.model.open(opened)
        self.pages.open()
        if opened is not None:
            self.stack.setCurrentIndex(1)
            self.opened.emit(opened)

    def _follow(self, job: Job) -> None:
        self._job = job
        self.empty.setText("")
        self.progress.follow(job)
        self.stack.setCurrentIndex(0)
        job.ended.connect(lambda: self._job_ended(job))

    def _job_ended(self, job: Job) -> None:
        if job is not self._job:
            return
        self._job = None
        self.progress.follow(None)
        if job.state is JobState.CANCELLED and not self._go_back():
            self._show_empty(self.tr("Stopped. Nothing was changed."))

    def _give_up(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
            self.progress.follow(None)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _tell(self, error: WriterIdError) -> None:
        if self._go_back():
            self._bench.notices.tell(error)
        else:
            self._show_empty(for_window(str(error)))

    def _go_back(self) -> bool:
        """To the evidence that is still open, if there is."""
        opened = self.model.opened
        if opened is not None:
            self.header.candidates.setCurrentIndex(opened.rank - 1)
            self.stack.setCurrentIndex(1)
        return opened is not None

    def _show_empty(self, text: str = "") -> None:
        session = self._bench.session
        if not text and session.case is None:
            text = self.tr(
                "No case is open. Open one on the page “Case”, or try the demonstration."
            )
        elif not text:
            text = self.tr(
                "No candidate is chosen. Choose one in a comparison on the page “Identify”, or "
                "compare two documents on the page “Compare”."
            )
        self.empty.setText(text)
        self.stack.setCurrentIndex(0)

    # --- reactions ---

    def _case_changed(self) -> None:
        if self._bench.session.case is not self._case:
            self._case = self._bench.session.case
            self.close_evidence()

    def _look_for_names(self) -> None:
        """A view was recorded: names are shown from now on."""
        opened = self.model.opened
        if opened is None or not opened.comparison.names_hidden:
            return
        lines = {one.id: one for one in self._bench.session.comparisons}
        line = lines.get(opened.comparison.id)
        if line is not None and line.views:
            self.open_candidate(opened.comparison.id, opened.rank)

    def _choose_candidate(self, rank: int) -> None:
        opened = self.model.opened
        if opened is not None and rank != opened.rank:
            self.open_candidate(opened.comparison.id, rank)

    def _keep_mark(self, wish: MarkWish) -> None:
        opened = self.model.opened
        if opened is None:
            return

        def kept(_: object) -> None:
            if self.model.opened is opened:
                self.model.mark_kept(wish)

        def refused(error: WriterIdError) -> None:
            self._bench.notices.tell(error)
            if self.model.opened is opened:
                self.model.mark_refused(wish)

        self._bench.session.write(
            change_mark,
            (opened, wish),
            label=self.tr("Keeping the mark"),
            done=kept,
            failed=refused,
            quiet=True,
        )

    def _move_threshold(self, steps: int) -> None:
        slider = self.toolbar.threshold
        slider.setValue(slider.value() + steps * THRESHOLD_STEP)

    def _other_kind(self) -> None:
        pair = self.model.pair
        supporting = self.gallery.currentIndex() != 0
        pairs = self.model.pairs(supporting=supporting)
        self.gallery.setCurrentIndex(0 if supporting else 1)
        if pairs and (pair is None or pair not in pairs):
            self.model.choose(pairs[0])
