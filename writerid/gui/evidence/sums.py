"""Above the pages: whose evidence it is, and the two sums that the patches add up to."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.evidence.model import EvidenceModel
from writerid.gui.figures import plain, signed, small
from writerid.gui.theme import Theme

if TYPE_CHECKING:
    from writerid.casework.stored_evidence import Evidence


class SumBar(QWidget):
    """Supporting and contradicting sum on one axis; dashes tell them apart besides the colour."""

    def __init__(self, model: EvidenceModel, theme: Theme) -> None:
        super().__init__()
        self._model = model
        self._theme = theme
        self.setAccessibleName(self.tr("Supporting and contradicting sum"))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(220, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        opened = self._model.opened
        if opened is None:
            return
        above, below = opened.evidence.supporting_sum, -opened.evidence.contradicting_sum
        whole = max(above + below, 1e-9)
        colours = self._theme.colours
        painter = QPainter(self)
        area = QRectF(self.rect()).adjusted(1, 3, -1, -3)
        middle = area.left() + area.width() * below / whole
        left = QRectF(area.left(), area.top(), middle - area.left() - 1, area.height())
        right = QRectF(middle + 1, area.top(), area.right() - middle - 1, area.height())
        painter.fillRect(right, QColor(colours.supporting))
        faint = QColor(colours.contradicting)
        faint.setAlpha(70)
        painter.fillRect(left, faint)
        pen = QPen(QColor(colours.contradicting), 1.5)
        pen.setDashPattern([4.0, 3.0])
        painter.setPen(pen)
        painter.drawRect(left)
        painter.setPen(QPen(QColor(colours.text), 2.0))
        painter.drawLine(middle, 0, middle, self.height())  # type: ignore[call-overload]


class EvidenceHeader(QFrame):
    """The candidates of the comparison, and the sums in words and as a bar."""

    candidate_chosen = Signal(int)
    """A rank."""

    def __init__(self, model: EvidenceModel, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("toolstrip")
        self._model = model
        self.title = QLabel()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setObjectName("heading")
        self.candidates = QComboBox()
        self.candidates.setAccessibleName(self.tr("Candidate whose evidence is shown"))
        self.candidates.setMinimumWidth(210)
        self.absolute = QLabel()
        self.relative = QLabel()
        self.bar = SumBar(model, theme)
        self.explain = QPushButton(self.tr("What are these sums?"))
        self.explain.setObjectName("quietbutton")
        self.explain.setCheckable(True)
        self.explanation = QLabel()
        self.explanation.setWordWrap(True)
        self.explanation.setObjectName("quiet")
        self.explanation.hide()
        self._lay_out()
        self.explain.toggled.connect(self.explanation.setVisible)
        self.candidates.activated.connect(
            lambda row: self.candidate_chosen.emit(self.candidates.itemData(row))
        )
        model.opened_changed.connect(self._show)

    def _lay_out(self) -> None:
        whose = QVBoxLayout()
        whose.setSpacing(4)
        whose.addWidget(self.title)
        whose.addWidget(self.candidates)
        sums = QGridLayout()
        sums.setHorizontalSpacing(16)
        sums.setVerticalSpacing(4)
        sums.addWidget(self.absolute, 0, 0)
        sums.addWidget(self.explain, 0, 1, Qt.AlignmentFlag.AlignRight)
        sums.addWidget(self.relative, 1, 0)
        sums.addWidget(self.bar, 1, 1)
        sums.setColumnStretch(1, 1)
        row = QHBoxLayout()
        row.setSpacing(26)
        row.addLayout(whose)
        row.addLayout(sums, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 8)
        column.addLayout(row)
        column.addWidget(self.explanation)

    def _show(self) -> None:
        opened = self._model.opened
        if opened is None:
            return
        comparison, evidence = opened.comparison, opened.evidence
        found = evidence.candidate.candidate
        if comparison.kind == "compare":
            self.title.setText(self.tr("{} with").format(comparison.item.name))
        else:
            self.title.setText(
                self.tr("{}: rank {} of {}").format(
                    comparison.item.name, found.rank, comparison.compared
                )
            )
        self.candidates.clear()
        for one in comparison.candidates:
            name = one.candidate.writer if one.document is None else one.document
            self.candidates.addItem(
                f"{one.candidate.rank}   {name}   {plain(one.candidate.score)}", one.candidate.rank
            )
        self.candidates.setCurrentIndex(opened.rank - 1)
        self._show_sums(evidence)

    def _show_sums(self, evidence: "Evidence") -> None:
        shares = evidence.contributions
        count, score, mean = len(shares.absolute), shares.score, shares.reference_mean
        self.absolute.setText(
            self.tr("<b>Score {}</b> = sum of the contributions of all {:,} patches").format(
                plain(score), count
            )
        )
        self.relative.setText(
            self.tr(
                "<b>{}</b> above the reference mean ({}) = supporting {} and contradicting {}"
            ).format(
                signed(score - mean),
                plain(mean),
                small(evidence.supporting_sum),
                small(evidence.contradicting_sum),
            )
        )
        self.explanation.setText(
            self.tr(
                "Each patch of the questioned writing contributes to the score; all {:,} "
                "(absolute) contributions add up to it exactly ({}). Much of a score any writer"
                " would get: a relative contribution is a contribution minus its mean over the "
                "model's reference writers, and these add up to the score minus the reference "
                "mean ({}). Outlines, heat and pairs show relative contributions: positive ones"
                " support this writer over the reference writers, negative ones contradict. "
                "Leaving a patch out would not change the score by its contribution, since the "
                "rest is weighed anew. A score is a cosine, no probability."
            ).format(count, plain(score, 4), signed(score - mean, 4))
        )
