"""The page of the window on which a questioned item is compared with the known writers."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QWidget

from writerid.errors import OtherModelError, ResolutionError, WriterIdError
from writerid.gui.identify.asking import (
    Answer,
    Question,
    ask,
    encode_again,
    list_known_writers,
    read_answer,
    store_answer,
)
from writerid.gui.identify.own_words import OwnWords
from writerid.gui.identify.panel import IdentifyPanel, WayOut
from writerid.gui.identify.results import Results
from writerid.gui.jobs import Job
from writerid.gui.replay.dialog import ReplayDialog
from writerid.gui.sentences import for_window
from writerid.gui.shortcuts import SECTION
from writerid.gui.workbench import Workbench

if TYPE_CHECKING:
    from writerid.casework.case import Case
    from writerid.casework.comparing import NewComparison


class IdentifyPage(QWidget):
    """Asks on the left, shows on the right what came out."""

    evidence_requested = Signal(int, int)
    """Comparison and rank."""

    page_requested = Signal(str)
    """Another page of the window, where what is missing can be given."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.setProperty(SECTION, self.tr("Identify"))
        self._bench = bench
        self._job: Job | None = None
        self._reading: Job | None = None
        self._case: Case | None = None
        self.panel = IdentifyPanel(bench.theme)
        self.results = Results(bench.theme)
        self.replays = ReplayDialog(bench, self)
        self.empty = QLabel()
        self.empty.setObjectName("quiet")
        self.empty.setWordWrap(True)
        self.empty.setContentsMargins(40, 40, 40, 40)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.results)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.panel)
        row.addWidget(self.stack, 1)
        self.own_words = OwnWords(
            bench,
            self.results.views,
            self.results.propositions,
            shown=lambda: self.answer,
            show=self._show_answer,
            parent=self,
        )
        self._connect()
        self._show_case()
        self._read_writers(keep=False)

    @property
    def answer(self) -> Answer | None:
        """The comparison on view."""
        return self.results.answer if self.stack.currentWidget() is self.results else None

    def open_comparison(self, comparison_id: int) -> None:
        """Show a comparison of the case as it was made."""
        case = self._bench.session.case
        if case is None:
            return
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._bench.jobs.read(
            read_answer,
            (case, comparison_id),
            label=self.tr("Opening the comparison"),
            owner=self,
            done=lambda answer: self._show_answer(case, answer),
        )

    def _connect(self) -> None:
        session = self._bench.session
        session.case_changed.connect(self._show_case)
        session.items_changed.connect(self._show_items)
        session.comparisons_changed.connect(self._show_history)
        session.database_changed.connect(lambda: self._read_writers(keep=False))
        self.panel.item_chosen.connect(self._item_chosen)
        self.panel.asked.connect(self._ask)
        self.panel.stopped.connect(self._stop)
        self.panel.way_out_wanted.connect(self._take_way_out)
        self.panel.history_view.clicked.connect(self._open_line)
        self.panel.history_view.activated.connect(self._open_line)
        self.results.evidence_requested.connect(self.evidence_requested)
        self.results.replay_requested.connect(self.replays.show_comparison)
        self.results.dialog.validation_wanted.connect(
            lambda: self.page_requested.emit("validation")
        )

    # --- what the case holds ---

    def _show_case(self) -> None:
        case = self._bench.session.case
        if case is not self._case:
            self._case = case
            self._stop()
            self.panel.say("")
            self._show_nothing()
        self._show_items()

    def _show_items(self) -> None:
        session = self._bench.session
        items = [] if session.case is None else [i for i in session.items if not i.removed]
        self.panel.show_items([item for item in items if item.role == "questioned"])
        self._show_history()
        if self.answer is None:
            self._show_nothing()

    def _show_history(self) -> None:
        item = self.panel.item
        self.panel.history.show(
            self._bench.session.comparisons, "identify", None if item is None else item.name
        )
        self.panel.mark_history(None if self.answer is None else self.answer.comparison.id)

    def _item_chosen(self) -> None:
        self.panel.say("")
        self._show_history()
        lines = self.panel.history.lines
        shown = None if self.answer is None else self.answer.comparison.id
        if shown is None or self.panel.history.row_of(shown) < 0:
            self._show_nothing()
            if lines:
                self.open_comparison(lines[0].id)

    def _show_nothing(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        # What it says belongs to the comparison that was on view.
        self.results.dialog.close()
        self.own_words.dialog.reject()
        session = self._bench.session
        if session.case is None:
            text = self.tr(
                "No case is open. Open one on the page “Case”, or try the demonstration."
            )
        elif self.panel.item is None:
            text = self.tr("The case holds no questioned writing yet: add a scan to it first.")
        elif self.panel.history.lines:
            text = self.tr("Choose an earlier comparison on the left, or compare again.")
        else:
            text = self.tr(
                "“Compare” ranks the known writers by how alike their writing is to the questioned "
                "item. Every result stays in the case and opens again exactly as it was."
            )
        self.empty.setText(text)
        self.stack.setCurrentWidget(self.empty)

    def _open_line(self, index: QModelIndex) -> None:
        self.open_comparison(self.panel.history.lines[index.row()].id)

    def _read_writers(self, *, keep: bool) -> None:
        choice = self.panel.closed.choice
        self._bench.jobs.read(
            list_known_writers,
            self._bench.session.database,
            label=self.tr("Reading the known writers"),
            owner=self,
            done=lambda writers: choice.set_writers(writers, keep=keep),
            # Comparing meets the same trouble, and says it where it is looked for.
            failed=lambda _: choice.set_writers(()),
            quiet=True,
        )

    # --- comparing ---

    def _ask(self) -> None:
        session, item = self._bench.session, self.panel.item
        case = session.case
        if case is None or item is None or self._job is not None:
            return
        question = Question(
            session.engine,
            case,
            item,
            session.database,
            self.panel.level,
            self.panel.writers,
            calibration=session.calibration,
            verbal_scale=session.verbal_scale,
        )
        self.panel.say("")
        self._follow(
            self._bench.jobs.read(
                ask,
                question,
                label=self.tr("Comparing {}").format(item.name),
                owner=self,
                done=lambda new: self._store(case, new),
                failed=partial(self._tell_of, case),
            )
        )

    def _store(self, case: "Case", new: "NewComparison") -> None:
        self._bench.session.write(
            store_answer,
            (case, new),
            label=self.tr("Keeping the comparison"),
            done=lambda answer: self._show_new(case, answer),
            failed=partial(self._tell_of, case),
        )

    def _show_new(self, case: "Case", answer: Answer) -> None:
        self._show_answer(case, answer)
        if self.panel.isAncestorOf(self.focusWidget() or self):
            # On to the candidates: Return looks at the evidence of the first.
            self.results.view.setFocus()

    def _show_answer(self, case: "Case", answer: Answer) -> None:
        if case is not self._bench.session.case:
            return
        self.results.show_answer(answer)
        self.stack.setCurrentWidget(self.results)
        self.panel.choose_item(answer.comparison.item.item_id)
        self._show_history()
        if answer.notice:
            self._bench.notices.say(answer.notice)

    def _follow(self, job: Job) -> None:
        self._job = job
        self.panel.follow(job)
        job.ended.connect(self._job_ended)

    def _job_ended(self) -> None:
        self._job = None
        self.panel.follow(None)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _tell_of(self, case: "Case", error: WriterIdError) -> None:
        # That a case was closed meanwhile is no news.
        if case is self._bench.session.case:
            self._tell(error)

    def _tell(self, error: WriterIdError) -> None:
        if isinstance(error, OtherModelError):
            text = self.tr(
                "Some known writing was encoded with another model than this one, and codes of two "
                "models are never compared. Encode it again from its originals; that changes no "
                "original, and earlier comparisons stay as they are."
            )
            self.panel.say(text, WayOut.ENCODE_AGAIN)
        elif isinstance(error, ResolutionError):
            self.panel.say(for_window(str(error)), WayOut.PREPARE)
        else:
            self.panel.say(for_window(str(error)))

    def _take_way_out(self, way: WayOut) -> None:
        if way is WayOut.PREPARE:
            self.page_requested.emit("prepare")
        elif self._job is None:
            session = self._bench.session
            self.panel.say("")
            self._follow(
                self._bench.jobs.write(
                    encode_again,
                    (
                        session.database,
                        session.engine,
                        self._bench.preferences.value.examiner,
                    ),
                    label=self.tr("Encoding the known writing again"),
                    done=self._encoded,
                    failed=self._tell,
                )
            )

    def _encoded(self, count: int) -> None:
        self.panel.say(self.tr("Documents that were encoded again: {}. Now compare.").format(count))
        self._bench.session.database_changed.emit()
