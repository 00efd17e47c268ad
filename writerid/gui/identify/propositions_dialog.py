"""Where the examiner words H1 and H2 of a comparison; the numbers stay as they are."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from writerid.errors import WriterIdError
from writerid.gui.figures import moment
from writerid.gui.identify.asking import Answer, Worded
from writerid.pipeline.propositions import WRITER, Propositions, clean_wording

if TYPE_CHECKING:
    from writerid.casework.wording import StatedPropositions

TEXT_LINES = 3


class WordingField(QWidget):
    """One proposition: its name, its text, and a button that puts the candidate in."""

    changed = Signal()

    def __init__(self, which: str, meaning: str) -> None:
        super().__init__()
        self.which = which
        title = QLabel(f"<b>{which}</b>  {meaning}")
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(self.tr("Wording of {}").format(which))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * TEXT_LINES + 18)
        self.insert = QPushButton(self.tr("Insert the candidate"))
        self.insert.setObjectName("quietbutton")
        self.insert.setAccessibleName(self.tr("Insert the candidate into {}").format(which))
        self.insert.setToolTip(
            self.tr("{} stands for the candidate's name, or the code while names are hidden.")
            .format(WRITER)
        )  # fmt: skip
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.insert)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.text)
        self.text.textChanged.connect(self.changed)
        self.insert.clicked.connect(self._insert)

    @property
    def wording(self) -> str:
        """The text on one line."""
        return " ".join(self.text.toPlainText().split())

    def _insert(self) -> None:
        self.text.insertPlainText(WRITER)
        self.text.setFocus()


class PropositionsDialog(QDialog):
    """Shows the propositions of a comparison as they are stated, and takes the examiner's."""

    worded = Signal(object)
    """Worded."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Propositions"))
        self.setModal(True)
        self.resize(720, 600)
        self._answer: Answer | None = None
        self.heading = QLabel()
        self.h1 = WordingField("H1", self.tr("the named writer made the questioned writing"))
        self.h2 = WordingField("H2", self.tr("somebody else did"))
        self.preview_title = QLabel()
        self.preview = QLabel()
        self.message = QLabel()
        self.for_new = QCheckBox(self.tr("Use this wording for new comparisons of this case too"))
        self.now_new = QLabel()
        self.back = QPushButton(self.tr("The program's wording"))
        self.back.setToolTip(self.tr("Put the program's wording into both fields"))
        self.keep = QPushButton(self.tr("Keep this wording"))
        self.keep.setProperty("primary", True)
        self.cancel = QPushButton(self.tr("Cancel"))
        self._lay_out()
        for field in (self.h1, self.h2):
            field.changed.connect(self._check)
        self.for_new.toggled.connect(self._check)
        self.back.clicked.connect(self._go_back)
        self.keep.clicked.connect(self._keep)
        self.cancel.clicked.connect(self.reject)

    def show_answer(self, answer: Answer) -> None:
        """Show the propositions of a comparison; the preview is of its first candidate."""
        self._answer = answer
        comparison = answer.comparison
        self.heading.setText(
            self.tr("Propositions for {}, comparison {}").format(
                comparison.item.name, comparison.id
            )
        )
        self._fill(comparison.propositions.pair)
        self.for_new.setChecked(False)
        self._show_new(answer)
        self._check()
        self.h1.text.setFocus()

    def _lay_out(self) -> None:
        lead = QLabel(
            self.tr(
                "How strongly the findings support H1 against H2 is what a likelihood ratio says. "
                "Word both as the case needs; {} stands for the candidate. Your wording changes no "
                "number: the ratio was calibrated for the program's pair, and that it holds for "
                "another population named in H2 is your judgement. That is said beside it."
            ).format(WRITER)
        )
        lead.setObjectName("quiet")
        self.heading.setObjectName("heading")
        self.preview_title.setObjectName("quiet")
        self.now_new.setObjectName("quiet")
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(14, 10, 14, 10)
        inside.setSpacing(4)
        inside.addWidget(self.preview_title)
        inside.addWidget(self.preview)
        for label in (lead, self.preview_title, self.preview, self.message, self.now_new):
            label.setWordWrap(True)
            # Names and wordings are no markup.
            label.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        buttons.addWidget(self.keep)
        buttons.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        for part in (self.heading, lead, self.h1, self.h2, card, self.message):
            column.addWidget(part)
        column.addStretch(1)
        column.addWidget(self.for_new)
        column.addWidget(self.now_new)
        column.addLayout(buttons)

    @property
    def _stated(self) -> "StatedPropositions":
        if self._answer is None:
            raise RuntimeError("no comparison is on view")
        return self._answer.comparison.propositions

    def _fill(self, pair: Propositions) -> None:
        self.h1.text.setPlainText(pair.h1)
        self.h2.text.setPlainText(pair.h2)

    def _show_new(self, answer: Answer) -> None:
        wording = answer.for_new
        if wording is None:
            self.now_new.setText(self.tr("New comparisons now take the program's wording."))
            return
        texts = [
            f"{which}: {self.tr('the program’s') if text is None else text}"
            for which, text in (("H1", wording.h1), ("H2", wording.h2))
        ]
        self.now_new.setText(
            self.tr("New comparisons now take, as worded by {} on {} UTC: {}").format(
                wording.examiner or self.tr("an examiner without a name"),
                moment(wording.made),
                "; ".join(texts),
            )
        )

    def _go_back(self) -> None:
        self._fill(self._stated.default)

    def _texts(self) -> tuple[str | None, str | None]:
        """What differs from the program's wording. Raises WriterIdError."""
        default = self._stated.default
        h1 = clean_wording(self.h1.wording, "H1")
        h2 = clean_wording(self.h2.wording, "H2")
        return (None if h1 == default.h1 else h1, None if h2 == default.h2 else h2)

    def _check(self) -> None:
        """Preview what would be stated, and say what is wrong or may be overlooked."""
        from writerid.casework.propositions import doubts_about  # noqa: PLC0415 - with the case

        if self._answer is None:
            return
        comparison = self._answer.comparison
        first = comparison.candidates[0]
        stated = Propositions(self.h1.wording, self.h2.wording).of(
            first.who, comparison.propositions.listed
        )
        self.preview_title.setText(
            self.tr("As it will be stated of {}:").format(first.candidate.writer)
        )
        self.preview.setText(f"H1: {stated.h1}\nH2: {stated.h2}")
        try:
            texts = self._texts()
        except WriterIdError as error:
            self._say(str(error), allowed=False)
            return
        changed = texts != self._kept() or self.for_new.isChecked()
        self._say(" ".join(doubts_about(comparison, *texts)), allowed=changed)

    def _kept(self) -> tuple[str | None, str | None]:
        wording = self._stated.wording
        return (None, None) if wording is None else (wording.h1, wording.h2)

    def _say(self, text: str, *, allowed: bool) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self.keep.setEnabled(allowed)

    def _keep(self) -> None:
        if self._answer is not None:
            h1, h2 = self._texts()
            number = self._answer.comparison.id
            self.worded.emit(Worded(number, h1, h2, self.for_new.isChecked()))
            self.accept()
