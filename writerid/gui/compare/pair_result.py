"""What the comparison of two documents brought, and what the examiner says of it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from writerid.gui.figures import length_of_writing, moment, plain
from writerid.gui.identify.asking import Answer
from writerid.gui.identify.strength_dialog import StrengthDialog
from writerid.gui.identify.view_panel import ViewPanel

if TYPE_CHECKING:
    from writerid.casework.comparison import ComparedCandidate, Comparison


class PairResult(QFrame):
    """One comparison of two documents, as it was made."""

    evidence_requested = Signal(int, int)
    """Comparison and rank."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.answer: Answer | None = None
        self.title = QLabel()
        self.title.setObjectName("heading")
        self.made = QLabel()
        self.made.setObjectName("quiet")
        self.figures = QLabel()
        self.h1 = QLabel()
        self.h2 = QLabel()
        self.evidence = QPushButton(self.tr("Look at the evidence"))
        self.evidence.setProperty("primary", True)
        self.strength = QPushButton(self.tr("What the ratio rests on…"))
        self.propositions = QPushButton(self.tr("Propositions…"))
        self.dialog = StrengthDialog(self)
        self.views = ViewPanel()
        for label in (self.title, self.made, self.figures, self.h1, self.h2):
            # Names and wordings are no markup.
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._lay_out()
        self.evidence.clicked.connect(self._look)
        self.strength.clicked.connect(self._open_strength)
        self.hide()

    def show_answer(self, answer: Answer | None) -> None:
        """Show a comparison, or none."""
        self.answer = answer
        self.setVisible(answer is not None)
        if answer is None:
            self.dialog.close()
            return
        comparison = answer.comparison
        [one] = comparison.candidates
        self.title.setText(
            self.tr("{} compared with {}").format(comparison.item.name, one.document or "")
        )
        by = self.tr(" by {}").format(comparison.examiner) if comparison.examiner else ""
        self.made.setText(
            self.tr("{} of questioned writing, {} of known writing. Made {} UTC{}.").format(
                length_of_writing(comparison.item.code.writing_mm),
                length_of_writing(one.candidate.writing_mm),
                moment(comparison.made),
                by,
            )
        )
        self.figures.setText(self._figures(comparison, one))
        self.h1.setText(f"H1: {one.propositions.h1}")
        self.h2.setText(f"H2: {one.propositions.h2}")
        self.dialog.show_candidate(comparison, one)
        self.views.show_answer(answer)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.propositions, self.strength, self.evidence):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(7)
        for part in (self.title, self.figures, self.h1, self.h2, self.made):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addWidget(self.views)

    def _figures(self, comparison: "Comparison", one: "ComparedCandidate") -> str:
        score = self.tr("Score {}; mean of the reference writers {}.").format(
            plain(one.candidate.score), plain(comparison.reference_mean)
        )
        ratio = one.likelihood_ratio
        if ratio is None:
            return self.tr("{} Not calibrated: no likelihood ratio.").format(score)
        if ratio.log10_lr is None:
            return self.tr("{} No likelihood ratio is given: {}.").format(
                score, ratio.support.removeprefix("no LR: ")
            )
        return self.tr("{} Likelihood ratio {}: {}.").format(score, ratio.shown, ratio.support)

    def _look(self) -> None:
        if self.answer is not None:
            self.evidence_requested.emit(self.answer.comparison.id, 1)

    def _open_strength(self) -> None:
        self.dialog.show()
        self.dialog.raise_()
