"""The candidates of a comparison as a table; no pixels."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from writerid.gui.figures import length_of_writing, plain

if TYPE_CHECKING:
    from writerid.casework.comparison import ComparedCandidate, Comparison

SAID_IN_TIPS = ("LR", "no LR", "band")

AnyIndex = QModelIndex | QPersistentModelIndex

SCORE_ROLE = Qt.ItemDataRole.UserRole + 1
"""A ScoreBar: what the score bar and the range of the own variation are drawn from."""


class Column(IntEnum):
    """The columns."""

    RANK = 0
    WRITER = 1
    SCORE = 2
    RATIO = 3
    BAND = 4
    EXEMPLARS = 5
    WRITING = 6
    VARIATION = 7


@dataclass(frozen=True)
class ScoreBar:
    """A score on the axis that all rows share, with what it is to be held against.

    ``among``: scores of the candidate's own documents with one another.
    """

    score: float
    reference_mean: float
    among: tuple[float, ...]
    low: float
    high: float

    def place(self, value: float) -> float:
        """Where a value is on the axis, 0–1."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)


class CandidateTable(QAbstractTableModel):
    """One row a candidate, best first. “None of them” stands below the table, not in it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.comparison: Comparison | None = None
        self._low = 0.0

    def show(self, comparison: "Comparison | None") -> None:
        """Show another comparison, or none."""
        self.beginResetModel()
        self.comparison = comparison
        values = [0.0]
        if comparison is not None:
            values.append(comparison.reference_mean)
            for one in comparison.candidates:
                values += [one.candidate.score, *one.variation.among]
        self._low = min(values)
        self.endResetModel()

    @property
    def candidates(self) -> "tuple[ComparedCandidate, ...]":
        """The rows."""
        return () if self.comparison is None else self.comparison.candidates

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.candidates)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._title(Column(section))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._explanation(Column(section))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        one, column = self.candidates[index.row()], Column(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(one, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(one, column)
        if role == SCORE_ROLE:
            found = one.candidate
            return ScoreBar(
                found.score, found.reference_mean, one.variation.among, self._low, high=1.0
            )
        return None

    def _title(self, column: Column) -> str:
        return {
            Column.RANK: self.tr("Rank"),
            Column.WRITER: self.tr("Writer"),
            Column.SCORE: self.tr("Score"),
            Column.RATIO: self.tr("Likelihood ratio"),
            Column.BAND: self.tr("Band"),
            Column.EXEMPLARS: self.tr("Exemplars"),
            Column.WRITING: self.tr("Writing"),
            Column.VARIATION: self.tr("Own variation"),
        }[column]

    def _explanation(self, column: Column) -> str:
        return {
            Column.RANK: self.tr("Ranks whose scores can't be told apart are marked as ties."),
            Column.WRITER: self.tr("The writer, or a code while names are hidden."),
            Column.SCORE: self.tr(
                "How alike the two writings are to the model: a cosine of at most 1, no "
                "probability. The fine line is the mean over the model's reference writers."
            ),
            Column.RATIO: self.tr(
                "How many times more likely this score is if this writer wrote it than if another "
                "writer did. A calibration on reference writing gives it; a score alone does not."
            ),
            Column.BAND: self.tr(
                "The likelihood ratio in words, by the scale in use. H1: this writer made the "
                "questioned writing; H2: some other writer did."
            ),
            Column.EXEMPLARS: self.tr("Known documents of the writer that share no file."),
            Column.WRITING: self.tr("How much known writing there is, by length of its strokes."),
            Column.VARIATION: self.tr(
                "Scores of the writer's own documents with one another, on the axis of the scores; "
                "the diamond is the score of the questioned writing. One document alone shows none."
            ),
        }[column]

    def _text(self, one: "ComparedCandidate", column: Column) -> str:
        found = one.candidate
        rank = self.tr("{} (tie)") if found.tied else "{}"
        return {
            Column.RANK: rank.format(found.rank),
            Column.WRITER: found.writer if not one.document else f"{found.writer}: {one.document}",
            Column.SCORE: plain(found.score),
            Column.RATIO: self._likelihood(one, column),
            Column.BAND: self._likelihood(one, column),
            Column.EXEMPLARS: str(one.variation.exemplar_count),
            Column.WRITING: length_of_writing(found.writing_mm),
            Column.VARIATION: self._variation(one),
        }[column]

    def _likelihood(self, one: "ComparedCandidate", column: Column) -> str:
        ratio = one.likelihood_ratio
        if ratio is None:
            return self.tr("not calibrated") if column is Column.RATIO else "–"
        if ratio.log10_lr is None:
            return self.tr("none given") if column is Column.RATIO else "–"
        if column is Column.BAND:
            return self._band(ratio.conditions)
        bound = self.tr(" (bound)") if ratio.conditions.get("at_bound") else ""
        return f"{ratio.conditions.get('lr_shown', '–')}{bound}"

    def _band(self, conditions: "Mapping[str, Any]") -> str:
        """The words of the scale that was in use, and which of the propositions they support."""
        words = str(conditions.get("band", "–"))
        side = {
            "H1": self.tr("{} for H1"),
            "H2": self.tr("{} for H2"),
        }
        return side.get(str(conditions.get("favours")), "{}").format(words)

    def _variation(self, one: "ComparedCandidate") -> str:
        low, high = one.variation.lowest, one.variation.highest
        if low is None or high is None:
            return self.tr("one document")
        return self.tr("{} to {}").format(plain(low, 2), plain(high, 2))

    def _tip(self, one: "ComparedCandidate", column: Column) -> str:
        ratio = one.likelihood_ratio
        if column not in (Column.RATIO, Column.BAND):
            return f"{self._text(one, column)}\n{self._explanation(column)}"
        if ratio is None:
            return self.tr(
                "Not calibrated: no calibration says yet how often scores like this one occur "
                "between writings of one writer and of different writers. Until then ranks and "
                "scores alone are shown."
            )
        said = [text for topic, text, _ in ratio.statements if topic in SAID_IN_TIPS]
        return "\n".join([self._explanation(column), *said])
