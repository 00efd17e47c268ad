"""Where the examiner records a view of a comparison, which also reveals hidden names."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from writerid.gui.figures import moment
from writerid.gui.identify.asking import Answer


class ViewPanel(QWidget):
    """The views there are, and a line for another; a recorded view is never changed."""

    recorded = Signal(str, str)
    """The text and the examiner's name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        self.record = QPushButton(self.tr("Record the view"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        row.addWidget(self.name)
        row.addWidget(self.record)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.hidden)
        column.addWidget(self.views)
        column.addLayout(row)
        self.record.clicked.connect(self._record)
        for field in (self.text, self.name):
            field.textChanged.connect(self._allow)
            field.returnPressed.connect(self._record)
        self._allow()

    def show_answer(self, answer: Answer) -> None:
        """Show what is recorded of a comparison."""
        self.hidden.setVisible(answer.comparison.names_hidden)
        self.views.setText(
            "\n".join(
                self.tr("{} ({}, UTC): {}").format(one.examiner, moment(one.made), one.text)
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
            self.recorded.emit(self.text.text().strip(), self.name.text().strip())
            self.text.clear()
