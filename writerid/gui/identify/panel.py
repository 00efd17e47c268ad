"""The left side of the page: what is compared with whom, how far it is, and what was before."""

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QLabel,
    QListView,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.figures import length_of_writing
from writerid.gui.identify.closed_list import ClosedList
from writerid.gui.identify.history import ComparisonHistory
from writerid.gui.identify.progress import ProgressPanel
from writerid.gui.item_chooser import ItemChooser
from writerid.gui.jobs import Job
from writerid.gui.theme import Theme

if TYPE_CHECKING:
    from writerid.casework.items import Item
    from writerid.store.ranking import Level

PANEL_WIDTH = 292


class WayOut(StrEnum):
    """What helps after a comparison could not be made."""

    PREPARE = "prepare"
    ENCODE_AGAIN = "encode again"


class IdentifyPanel(QFrame):
    """Signals only; the page acts on them."""

    item_chosen = Signal()
    asked = Signal()
    stopped = Signal()
    way_out_wanted = Signal(object)
    """A WayOut."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("leftpanel")
        self.setFixedWidth(PANEL_WIDTH)
        self._theme = theme
        self._way_out: WayOut | None = None
        self.combo = ItemChooser(self.tr("Questioned item"))
        self.amount = self._quiet()
        self.everybody = QRadioButton(self.tr("All of the database"))
        self.some = QRadioButton(self.tr("A closed list"))
        self.closed = ClosedList()
        self.level_combo = QComboBox()
        self.level_combo.setAccessibleName(self.tr("What is ranked"))
        self.level_combo.addItem(self.tr("Rank writers"), "writer")
        self.level_combo.addItem(self.tr("Rank single documents"), "document")
        self.go = QPushButton(self.tr("Compare"))
        self.go.setProperty("primary", True)
        self.go.setMinimumHeight(40)
        self.progress = ProgressPanel()
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.way_out = QPushButton()
        self.history = ComparisonHistory(self)
        self.history_view = QListView()
        self.history_view.setModel(self.history)
        self.history_view.setAccessibleName(self.tr("Earlier comparisons of this item"))
        self._lay_out()
        self._connect()
        self.say("")
        self._choose_whom()

    # --- what is chosen ---

    @property
    def item(self) -> "Item | None":
        """The questioned item."""
        return self.combo.item

    @property
    def level(self) -> "Level":
        """What is ranked."""
        return "document" if self.level_combo.currentData() == "document" else "writer"

    @property
    def writers(self) -> tuple[int, ...] | None:
        """The closed list, None for everybody."""
        return self.closed.choice.ticked if self.some.isChecked() else None

    # --- what is shown ---

    def show_items(self, items: "list[Item]") -> None:
        """The questioned items; the chosen one stays chosen."""
        self.combo.show_items(items)
        self._show_item()

    def choose_item(self, item_id: int) -> None:
        """Choose an item without telling."""
        if self.combo.choose(item_id):
            self._show_item()

    def follow(self, job: Job | None) -> None:
        """Show how far a job is."""
        begun, ended = self.go.hasFocus(), self.progress.stop.hasFocus()
        self.progress.follow(job)
        if begun and job is not None:
            # The button is about to be off: the keyboard stays beside it.
            self.progress.stop.setFocus()
        self._allow()
        if ended and job is None:
            self.go.setFocus()

    def say(self, text: str, way_out: WayOut | None = None) -> None:
        """A sentence below the button, and a button that helps."""
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self._way_out = way_out
        self.way_out.setText(
            self.tr("Encode again") if way_out is WayOut.ENCODE_AGAIN else self.tr("Go to Prepare")
        )
        self.way_out.setVisible(way_out is not None)

    def mark_history(self, comparison_id: int | None) -> None:
        """Mark the comparison that is on view."""
        row = -1 if comparison_id is None else self.history.row_of(comparison_id)
        self.history_view.setCurrentIndex(self.history.index(row, 0))
        there = self.history.rowCount() > 0
        self._history_title.setVisible(there)
        self.history_view.setVisible(there)

    def _lay_out(self) -> None:
        self._history_title = self._heading(self.tr("Earlier comparisons"))
        group = QButtonGroup(self)
        group.addButton(self.everybody)
        group.addButton(self.some)
        self.everybody.setChecked(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(8)
        for part in (
            self._heading(self.tr("Questioned item")),
            self.combo,
            self.amount,
            self._heading(self.tr("Compared with")),
            self.everybody,
            self.some,
        ):
            column.addWidget(part)
        column.addWidget(self.closed, 3)
        column.addWidget(self.level_combo)
        column.addWidget(self.go)
        column.addWidget(self.progress)
        column.addWidget(self.message)
        column.addWidget(self.way_out)
        column.addWidget(self._history_title)
        column.addWidget(self.history_view, 2)
        column.addStretch(0)

    def _connect(self) -> None:
        self.combo.currentIndexChanged.connect(self._show_item)
        self.combo.currentIndexChanged.connect(self.item_chosen)
        self.some.toggled.connect(self._choose_whom)
        self.closed.choice.ticked_changed.connect(self._allow)
        self.go.clicked.connect(self.asked)
        self.progress.stop.clicked.connect(self.stopped)
        self.way_out.clicked.connect(lambda: self.way_out_wanted.emit(self._way_out))

    def _choose_whom(self) -> None:
        self.closed.setVisible(self.some.isChecked())
        self._allow()

    def _show_item(self) -> None:
        item = self.item
        if item is None:
            self.amount.setText(self.tr("The case holds no questioned item."))
        elif item.amount is None:
            self.amount.setText(self.tr("Its amount of writing is not measured yet."))
        else:
            self.amount.setText(
                self.tr("{} of writing, {:,} keypoints").format(
                    length_of_writing(item.amount.writing_mm), item.amount.keypoint_count
                )
            )
        self._allow()

    def _allow(self) -> None:
        why = ""
        if self.progress.job is not None:
            why = self.tr("A comparison is being made.")
        elif self.item is None:
            why = self.tr("Add questioned writing to the case first.")
        elif self.writers == ():
            why = self.tr("Tick the writers of the closed list first.")
        self.go.setEnabled(not why)
        self.go.setToolTip(why or self.tr("Rank the known writers for this item"))

    def _heading(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setObjectName("heading")
        return label

    def _quiet(self) -> QLabel:
        label = QLabel()
        label.setObjectName("quiet")
        label.setWordWrap(True)
        return label
