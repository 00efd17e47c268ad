"""What the likelihood ratio of a candidate rests on: every statement, and what is behind it."""

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.sentences import for_window

if TYPE_CHECKING:
    from writerid.casework.comparison import ComparedCandidate, Comparison


class StrengthDialog(QDialog):
    """Stays open beside the table and follows the candidate that is chosen."""

    validation_wanted = Signal()
    """How good such likelihood ratios are is to be seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Strength of the findings"))
        self.resize(720, 560)
        self.heading = QLabel()
        self.heading.setObjectName("heading")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setWordWrap(True)
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setAccessibleName(self.tr("Statements on the strength of the findings"))
        self.validation = QPushButton(self.tr("Show the validation"))
        self.validation.setToolTip(
            self.tr("How well the calibration in use does on writing whose writers are known")
        )
        self.validation.clicked.connect(self._leave)
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addWidget(self.validation)
        row.addStretch(1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(self.heading)
        column.addWidget(self.text, 1)
        column.addLayout(row)

    def show_candidate(self, comparison: "Comparison", one: "ComparedCandidate") -> None:
        """Show what was stated of a candidate when the comparison was made."""
        self.heading.setText(
            self.tr("{} and {}").format(comparison.item.name, one.candidate.writer)
        )
        ratio = one.likelihood_ratio
        if ratio is None:
            self.text.setHtml(f"<p>{escape(self._why_none(comparison))}</p>")
            return
        blocks = [
            f"<p><b>{escape(topic[:1].upper() + topic[1:])}</b><br>{escape(said)}"
            + (f"<br><small>{escape(behind)}</small>" if behind else "")
            + "</p>"
            for topic, said, behind in ratio.statements
        ]
        self.text.setHtml("".join(blocks))

    def _why_none(self, comparison: "Comparison") -> str:
        why = comparison.weighing.get("why_none")
        return self.tr("No likelihood ratio is given: {}.").format(
            for_window(why or "") or self.tr("the comparison was made without a calibration")
        )

    def _leave(self) -> None:
        self.accept()
        self.validation_wanted.emit()
