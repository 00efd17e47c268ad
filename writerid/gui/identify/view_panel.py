"""Where the examiner records a view of a comparison, which also reveals hidden names."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.figures import moment
from writerid.gui.identify.asking import Answer
from writerid.gui.sentences import with_full_stop
from writerid.pipeline.opinion import NinePoint


class ViewPanel(QWidget):
    """The views there are, and a line for another; a recorded view is never changed.

    An opinion on the nine-point scale is the examiner's own: none is proposed, whatever the
    likelihood ratio is.
    """

    recorded = Signal(str, str, str)
    """The text, the examiner's name, and the opinion or nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparison_id: int | None = None
        self.hidden = QLabel(
            self.tr(
                "Names are hidden: writers bear codes until you have recorded your view of this "
                "comparison."
            )
        )
        self.hidden.setWordWrap(True)
        self.views = QLabel()
        self.views.setWordWrap(True)
        self.views.setObjectName("quiet")
        self.text = QLineEdit()
        self.text.setPlaceholderText(self.tr("Your view of this comparison, in your own words"))
        self.text.setAccessibleName(self.tr("Your view of this comparison"))
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("Your name"))
        self.name.setAccessibleName(self.tr("Your name"))
        self.name.setMaximumWidth(170)
        self.opinion = QComboBox()
        self.opinion_note = QLabel(
            self.tr(
                "On the nine-point scale of SWGDOC: your own entry, never derived from a "
                "likelihood ratio."
            )
        )
        self.record = QPushButton(self.tr("Record the view"))
        self._lay_out()
        self.record.clicked.connect(self._record)
        for field, following in ((self.text, self.name), (self.name, self.opinion)):
            field.textChanged.connect(self._allow)
            # A view stays for good: the button alone records it, after the opinion was passed.
            field.returnPressed.connect(following.setFocus)
        self._allow()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        row.addWidget(self.name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.hidden)
        column.addWidget(self.views)
        column.addLayout(row)
        column.addLayout(self._opinion_row())

    def _opinion_row(self) -> QHBoxLayout:
        self.opinion.setAccessibleName(self.tr("Your opinion on the nine-point scale"))
        self.opinion.addItem(self.tr("No opinion entered"), "")
        for one in NinePoint:
            self.opinion.addItem(one.value[0].upper() + one.value[1:], one.value)
        self.opinion_note.setObjectName("quiet")
        self.opinion_note.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(QLabel(self.tr("Opinion")))
        row.addWidget(self.opinion)
        row.addWidget(self.opinion_note, 1)
        row.addWidget(self.record)
        return row

    def show_answer(self, answer: Answer) -> None:
        """Show what is recorded of a comparison."""
        if answer.comparison.id != self._comparison_id:
            # An opinion on one comparison is none on another.
            self._comparison_id = answer.comparison.id
            self.opinion.setCurrentIndex(0)
        self.hidden.setVisible(answer.comparison.names_hidden)
        self.views.setText(
            "\n".join(
                self.tr("{} ({}, UTC): {}").format(
                    one.examiner, moment(one.made), with_full_stop(one.text)
                )
                + (self.tr(" Opinion: {}.").format(one.opinion) if one.opinion else "")
                for one in answer.views
            )
        )
        self.views.setVisible(bool(answer.views))

    def _allow(self) -> None:
        ready = bool(self.text.text().strip() and self.name.text().strip())
        self.record.setEnabled(ready)
        self.record.setToolTip(
            self.tr("A recorded view stays; a later one stands beside it.")
            if ready
            else self.tr("Write your view and your name first.")
        )

    def _record(self) -> None:
        if self.record.isEnabled():
            self.recorded.emit(
                self.text.text().strip(), self.name.text().strip(), self.opinion.currentData()
            )
            self.text.clear()
            # The next opinion is entered anew: it is never carried over.
            self.opinion.setCurrentIndex(0)
