"""What was found of one thing, as a card."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from writerid.gui.sentences import for_window, with_full_stop

if TYPE_CHECKING:
    from writerid.casework.audit_findings import Verdict

MOST_NAMED = 20


class VerdictCard(QFrame):
    """A headline that says it, then the first broken link, the rest, and the remarks."""

    def __init__(self, verdict: "Verdict", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.verdict = verdict
        self.setObjectName("banner" if verdict.whole is False else "card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 10, 14, 12)
        self._column.setSpacing(4)
        self._say(self._headline(), "heading")
        if verdict.what in ("case", "database"):
            self._say(verdict.name, "quiet")
        if verdict.broken_at is not None:
            self._say(
                self.tr("The first broken entry of the history is number {}.").format(
                    verdict.broken_at
                ),
                "heading",
            )
        for problem in verdict.problems[:MOST_NAMED]:
            self._say(for_window(problem[:1].upper() + problem[1:]) + ".")
        if len(verdict.problems) > MOST_NAMED:
            self._say(self.tr("… and {} more").format(len(verdict.problems) - MOST_NAMED))
        if verdict.checked:
            self._say(with_full_stop(self.tr("Looked at: {}").format(verdict.checked)), "quiet")
        if verdict.head and verdict.whole and verdict.what in ("case", "database"):
            self._say(
                self.tr("Head of the history: {}:{}").format(verdict.count, verdict.head), "quiet"
            )
        for remark in verdict.remarks[:MOST_NAMED]:
            self._say(self.tr("Remark, no fault: {}.").format(for_window(remark)), "quiet")
        self.setAccessibleName(self._headline())

    def _headline(self) -> str:
        what = {
            "case": self.tr("The case"),
            "database": self.tr("The database of known writers"),
            "report": self.tr("The report {}").format(self.verdict.name),
            "head": self.tr("The printed head"),
        }[self.verdict.what]
        if self.verdict.what in ("report", "head"):
            return {
                True: self.tr("{}: the history bears it out"),
                False: self.tr("{}: NOT borne out by the history"),
                None: self.tr("{}: not looked at"),
            }[self.verdict.whole].format(what)
        return {
            True: self.tr("{} is whole"),
            False: self.tr("{} is BROKEN"),
            None: self.tr("{} was not looked at"),
        }[self.verdict.whole].format(what)

    def _say(self, text: str, name: str = "") -> None:
        label = QLabel(text)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._column.addWidget(label)
