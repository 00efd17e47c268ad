"""The page of the window on which two documents are compared with each other."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from writerid.errors import WriterIdError
from writerid.gui.compare.document_box import DocumentBox
from writerid.gui.compare.pair_result import PairResult
from writerid.gui.compare.pairing import Addition, Pairing, add_document, compare_two
from writerid.gui.identify.asking import Answer, read_answer, store_answer
from writerid.gui.identify.history import ComparisonHistory
from writerid.gui.identify.own_words import OwnWords
from writerid.gui.identify.progress import ProgressPanel
from writerid.gui.jobs import Job
from writerid.gui.sentences import for_window
from writerid.gui.shortcuts import SECTION
from writerid.gui.workbench import Workbench

if TYPE_CHECKING:
    from writerid.casework.case import Case
    from writerid.casework.comparing import NewComparison
    from writerid.casework.items import Role

WIDEST = 860
LEAST_HISTORY = 110


class ComparePage(QWidget):
    """Chooses two documents, and shows what came out."""

    evidence_requested = Signal(int, int)
    """Comparison and rank."""

    page_requested = Signal(str)
    """Another page of the window."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.setProperty(SECTION, self.tr("Compare"))
        self._bench = bench
        self._job: Job | None = None
        self._reading: Job | None = None
        self._case: Case | None = bench.session.case
        self._wanted: dict[DocumentBox, int] = {}
        self.questioned = DocumentBox(self.tr("Questioned document"))
        self.known = DocumentBox(self.tr("Compared with"))
        self.go = QPushButton(self.tr("Compare the two"))
        self.go.setProperty("primary", True)
        self.go.setMinimumHeight(40)
        self.progress = ProgressPanel()
        self.hint = QLabel()
        self.hint.setObjectName("quiet")
        self.hint.setWordWrap(True)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.result = PairResult()
        self.own_words = OwnWords(
            bench,
            self.result.views,
            self.result.propositions,
            shown=lambda: self.result.answer,
            show=self._show_answer,
            parent=self,
        )
        self.history = ComparisonHistory(self)
        self.history_view = QListView()
        self.history_view.setModel(self.history)
        self.history_view.setMinimumHeight(LEAST_HISTORY)
        self.history_view.setAccessibleName(self.tr("Earlier comparisons of two documents"))
        self._history_title = QLabel(self.tr("Earlier comparisons of two documents"))
        self._history_title.setObjectName("heading")
        self._lay_out()
        self._connect()
        self._show_items()
        self._show_history()

    def _lay_out(self) -> None:
        title = QLabel(self.tr("Compare two documents"))
        title.setObjectName("title")
        lead = QLabel(
            self.tr(
                "One document against another, without the database of known writers. A score "
                "alone does not say how far it carries: look at the evidence, and at how alike "
                "other documents of the same writers are."
            )
        )
        lead.setObjectName("quiet")
        lead.setWordWrap(True)
        boxes = QHBoxLayout()
        boxes.setSpacing(16)
        boxes.addWidget(self.questioned, 1)
        boxes.addWidget(self.known, 1)
        inside = QFrame()
        inside.setMaximumWidth(WIDEST)
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 24, 24, 20)
        column.setSpacing(14)
        column.addWidget(title)
        column.addWidget(lead)
        column.addLayout(boxes)
        for part in (self.go, self.hint, self.progress, self.message, self.result):
            column.addWidget(part)
        column.addWidget(self._history_title)
        column.addWidget(self.history_view, 1)
        column.addStretch(0)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        content = QWidget()
        middle = QHBoxLayout(content)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addStretch(1)
        middle.addWidget(inside, 8)
        middle.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _connect(self) -> None:
        session = self._bench.session
        session.case_changed.connect(self._case_changed)
        session.items_changed.connect(self._show_items)
        session.comparisons_changed.connect(self._show_history)
        for box in (self.questioned, self.known):
            box.changed.connect(self._allow)
        self.questioned.file_given.connect(partial(self._add, self.questioned, "questioned"))
        self.known.file_given.connect(partial(self._add, self.known, "known"))
        self.go.clicked.connect(self._compare)
        self.progress.stop.clicked.connect(self._stop)
        self.history_view.activated.connect(self._open_line)
        self.history_view.clicked.connect(self._open_line)
        self.result.evidence_requested.connect(self.evidence_requested)
        self.result.dialog.validation_wanted.connect(lambda: self.page_requested.emit("validation"))

    # --- what the case holds ---

    def _case_changed(self) -> None:
        if self._bench.session.case is not self._case:
            self._case = self._bench.session.case
            self._stop()
            self._say("")
            self._show_nothing()
        self._show_items()
        self._show_history()

    def _show_items(self) -> None:
        session = self._bench.session
        items = [] if session.case is None else [i for i in session.items if not i.removed]
        questioned = [item for item in items if item.role == "questioned"]
        known = [item for item in items if item.role == "known"]
        self.questioned.show_items(questioned)
        # One questioned letter may be held against another: are they of one hand?
        self.known.show_items([*known, *questioned])
        self._choose_another()
        for box, item_id in list(self._wanted.items()):
            box.choose(item_id)
            if box.item is not None and box.item.id == item_id:
                del self._wanted[box]
        self._allow()

    def _choose_another(self) -> None:
        """Not the same document on both sides, unless there is but one."""
        item, known = self.questioned.item, self.known.item
        if item is not None and known is not None and item.id == known.id:
            self.known.choose_other_than(item.id)

    def _show_history(self) -> None:
        session = self._bench.session
        self.history.show(session.comparisons if session.case is not None else (), "compare")
        there = self.history.rowCount() > 0
        self._history_title.setVisible(there)
        self.history_view.setVisible(there)
        self._mark_history()

    def _open_line(self, index: QModelIndex) -> None:
        self.open_comparison(self.history.lines[index.row()].id)

    def open_comparison(self, comparison_id: int) -> None:
        """Show a comparison of two documents as it was made."""
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

    def _show_answer(self, case: "Case", answer: Answer) -> None:
        if case is self._bench.session.case:
            self.result.show_answer(answer)
            self._mark_history()

    def _show_nothing(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self.own_words.dialog.reject()
        self.result.show_answer(None)

    def _mark_history(self) -> None:
        answer = self.result.answer
        row = -1 if answer is None else self.history.row_of(answer.comparison.id)
        self.history_view.setCurrentIndex(self.history.index(row, 0))

    # --- work ---

    def _add(self, box: DocumentBox, role: "Role", file: Path) -> None:
        case = self._bench.session.case
        if case is None or self._job is not None:
            return
        self._say("")
        self._follow(
            self._bench.session.write(
                add_document,
                Addition(case, file, role),
                label=self.tr("Adding {}").format(file.name),
                done=lambda item_id: self._wanted.update({box: item_id}),
                failed=partial(self._tell, case),
            )
        )

    def _compare(self) -> None:
        session = self._bench.session
        item, known, case = self.questioned.item, self.known.item, session.case
        if case is None or item is None or known is None or self._job is not None:
            return
        self._say("")
        self._follow(
            self._bench.jobs.read(
                compare_two,
                Pairing(
                    session.engine,
                    case,
                    item,
                    known,
                    calibration=session.calibration,
                    verbal_scale=session.verbal_scale,
                ),
                label=self.tr("Comparing {} with {}").format(item.name, known.name),
                owner=self,
                done=lambda new: self._store(case, new),
                failed=partial(self._tell, case),
            )
        )

    def _store(self, case: "Case", new: "NewComparison") -> None:
        self._bench.session.write(
            store_answer,
            (case, new),
            label=self.tr("Keeping the comparison"),
            done=lambda answer: self._show(case, answer),
            failed=partial(self._tell, case),
        )

    def _show(self, case: "Case", answer: Answer) -> None:
        if case is self._bench.session.case:
            self._show_answer(case, answer)
            self.evidence_requested.emit(answer.comparison.id, 1)

    def _follow(self, job: Job) -> None:
        self._job = job
        self.progress.follow(job)
        self._allow()
        job.ended.connect(self._ended)

    def _ended(self) -> None:
        self._job = None
        self.progress.follow(None)
        self._allow()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _tell(self, case: "Case", error: WriterIdError) -> None:
        # That a case was closed meanwhile is no news.
        if case is self._bench.session.case:
            self._say(for_window(str(error)))

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def _allow(self) -> None:
        item, known = self.questioned.item, self.known.item
        has_case = self._bench.session.case is not None
        for box in (self.questioned, self.known):
            box.setEnabled(has_case and self._job is None)
        why = ""
        if not has_case:
            why = self.tr("No case is open. Open one on the page “Case”, or try the demonstration.")
        elif item is None or known is None:
            why = self.tr("Choose two documents first.")
        elif item.id == known.id:
            why = self.tr("These are one and the same: choose two documents.")
        self.go.setEnabled(not why and self._job is None)
        self.hint.setText(why)
        self.hint.setVisible(bool(why))
