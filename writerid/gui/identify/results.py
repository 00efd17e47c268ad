"""What a comparison brought: the candidates, “none of them”, and the examiner's view."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.figures import length_of_writing, moment, plain
from writerid.gui.identify.asking import Answer
from writerid.gui.identify.candidates import CandidateTable, Column
from writerid.gui.identify.score_bars import ScoreBarDelegate, VariationDelegate
from writerid.gui.identify.strength_dialog import StrengthDialog
from writerid.gui.identify.view_panel import ViewPanel
from writerid.gui.sentences import counted
from writerid.gui.theme import Theme

if TYPE_CHECKING:
    from writerid.casework.comparison import Comparison

ROW_PX = 34
WIDTHS = {
    Column.RANK: 50,
    Column.SCORE: 108,
    Column.RATIO: 118,
    Column.BAND: 236,
    Column.EXEMPLARS: 86,
    Column.WRITING: 82,
    Column.VARIATION: 120,
}


class Results(QWidget):
    """Shows one comparison as it was made."""

    evidence_requested = Signal(int, int)
    """Comparison and rank."""

    replay_requested = Signal(int)
    """A comparison."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answer: Answer | None = None
        self.table = CandidateTable(self)
        self.title = QLabel()
        self.title.setObjectName("heading")
        self.title.setWordWrap(True)
        self.subtitle = QLabel()
        self.subtitle.setObjectName("quiet")
        self.subtitle.setWordWrap(True)
        self.view = QTableView()
        self.none_title = QLabel()
        self.none_title.setObjectName("heading")
        self.none_text = QLabel()
        self.none_text.setWordWrap(True)
        self.evidence = QPushButton(self.tr("Look at the evidence"))
        self.evidence.setProperty("primary", True)
        self.evidence.setToolTip(
            self.tr("The patches that carry the score of the chosen candidate, on both pages")
        )
        self.strength = QPushButton(self.tr("What the ratio rests on…"))
        self.strength.setToolTip(
            self.tr("The likelihood ratio of the chosen candidate in sentences, with its limits")
        )
        self.propositions = QPushButton(self.tr("Propositions…"))
        self.replay = QPushButton(self.tr("Replay…"))
        self.replay.setToolTip(
            self.tr("Make this comparison again from the originals, or see the last replay")
        )
        self.dialog = StrengthDialog(self)
        self.views = ViewPanel()
        for label in (self.title, self.subtitle):
            # Names are no markup.
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._delegates = (ScoreBarDelegate(theme), VariationDelegate(theme))
        self._set_up_table()
        self._lay_out()

    def show_answer(self, answer: Answer) -> None:
        """Show a comparison; its first candidate is chosen."""
        row = self.view.currentIndex().row() if self._shows(answer) else 0
        self.answer = answer
        self.table.show(answer.comparison)
        self.view.setCurrentIndex(self.table.index(max(row, 0), 0))
        self._show_texts(answer.comparison)
        self.views.show_answer(answer)

    def _shows(self, answer: Answer) -> bool:
        return self.answer is not None and self.answer.comparison.id == answer.comparison.id

    def _set_up_table(self) -> None:
        view = self.view
        view.setModel(self.table)
        view.setAccessibleName(self.tr("Candidates, best first"))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setTabKeyNavigation(False)
        view.setShowGrid(False)
        view.setWordWrap(False)
        # Names of one series differ at their ends.
        view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(ROW_PX)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        for column, width in WIDTHS.items():
            view.setColumnWidth(column, width)
        header.setSectionResizeMode(Column.WRITER, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(48)
        view.setItemDelegateForColumn(Column.SCORE, self._delegates[0])
        view.setItemDelegateForColumn(Column.VARIATION, self._delegates[1])
        view.activated.connect(self._request)
        self.evidence.clicked.connect(lambda: self._request(view.currentIndex()))
        view.selectionModel().currentChanged.connect(self._show_strength)
        self.strength.clicked.connect(self._open_strength)
        self.replay.clicked.connect(self._request_replay)

    def _lay_out(self) -> None:
        none = QFrame()
        none.setObjectName("card")
        none.setAccessibleName(self.tr("None of them"))
        inside = QVBoxLayout(none)
        inside.setContentsMargins(14, 9, 14, 9)
        inside.setSpacing(3)
        inside.addWidget(self.none_title)
        inside.addWidget(self.none_text)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.title, 1)
        for button in (self.propositions, self.strength, self.replay, self.evidence):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 14)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.subtitle)
        column.addWidget(self.view, 1)
        column.addWidget(none)
        column.addWidget(self.views)

    def _request(self, index: QModelIndex) -> None:
        if self.answer is not None and index.isValid():
            rank = self.table.candidates[index.row()].candidate.rank
            self.evidence_requested.emit(self.answer.comparison.id, rank)

    def _request_replay(self) -> None:
        if self.answer is not None:
            self.replay_requested.emit(self.answer.comparison.id)

    def _show_strength(self, index: QModelIndex) -> None:
        if self.answer is not None and index.isValid():
            chosen = self.table.candidates[index.row()]
            self.dialog.show_candidate(self.answer.comparison, chosen)
            stated = chosen.propositions
            self.propositions.setToolTip(
                self.tr("H1: {}\nH2: {}\nWord them yourself here.").format(stated.h1, stated.h2)
            )

    def _open_strength(self) -> None:
        self._show_strength(self.view.currentIndex())
        self.dialog.show()
        self.dialog.raise_()

    def _show_texts(self, comparison: "Comparison") -> None:
        item = comparison.item
        if comparison.level == "writer":
            what = counted(comparison.compared, self.tr("1 writer"), self.tr("{} writers"))
        else:
            what = counted(comparison.compared, self.tr("1 document"), self.tr("{} documents"))
        whom = (
            self.tr("all of the database")
            if comparison.closed_list is None
            else self.tr("closed list: {}").format(", ".join(comparison.closed_list))
        )
        self.title.setText(self.tr("{} compared with {}").format(item.name, what))
        lines = [
            self.tr("{}. {} of questioned writing. Made {} UTC").format(
                whom[0].upper() + whom[1:],
                length_of_writing(item.code.writing_mm),
                moment(comparison.made),
            )
        ]
        if comparison.examiner:
            lines[0] += self.tr(" by {}").format(comparison.examiner)
        lines[0] += "."
        same = [one for one in comparison.left_out if one.same_file]
        if same:
            names = ", ".join(f"{one.writer}: {one.document}" for one in same)
            lines.append(self.tr("Left out, because it is the questioned file: {}.").format(names))
        if comparison.propositions.edited:
            lines.append(self.tr("The propositions are in the examiner's wording."))
        self.subtitle.setText("\n".join(lines))
        self._show_none(comparison)

    def _show_none(self, comparison: "Comparison") -> None:
        none = comparison.none_of_them
        self.none_title.setText(
            self.tr("None of the writers on the list")
            if none.closed_list
            else self.tr("None of the enrolled")
        )
        if none.statements:
            always = self.tr(
                "Always possible: the first candidate need not be the writer, since someone always "
                "ranks first."
            )
            self.none_text.setText(f"{always} {' '.join(none.statements)}")
            return
        if none.judged:
            self.none_text.setText(f"{none.sentence[0].upper()}{none.sentence[1:]}.")
            return
        self.none_text.setText(
            self.tr(
                "Always possible: someone ranks first even when the writer is not among those "
                "compared, so the first candidate need not be the writer. How far a first score of "
                "{} carries can't be judged yet, because no calibration says how often a writer "
                "who is not among them leaves a first candidate this high. The mean of the "
                "reference writers is {}."
            ).format(plain(none.best_score), plain(none.reference_mean))
        )
