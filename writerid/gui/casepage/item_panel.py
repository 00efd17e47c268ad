"""The panel beside the items: what is recorded of the one that is chosen."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.casepage.changes import ItemChanges
from writerid.gui.casepage.item_rows import lacks_resolution, resolution_text
from writerid.gui.casepage.used_pages import UsedPages
from writerid.gui.explanation import ExplanationButton, amount_sentence
from writerid.gui.item_form import ItemForm, SettlingText
from writerid.gui.prepare.ink_gauge import InkGauge
from writerid.gui.workbench import Workbench

if TYPE_CHECKING:
    from writerid.casework.items import Item

PANEL_WIDTH = 330


class ItemPanel(QFrame):
    """Every field is saved when it is left; nothing has to be confirmed."""

    prepare_wanted = Signal(object)
    measure_wanted = Signal(object)
    estimate_wanted = Signal(object)
    resolution_wanted = Signal(object)
    """The examiner wants to type the item's resolution."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidepanel")
        self.setFixedWidth(PANEL_WIDTH)
        self._bench = bench
        self.changes = ItemChanges(bench.session, self)
        self.item: Item | None = None
        self.name = self._line(self.tr("Name"))
        self.title = self._line(self.tr("Title"))
        self.data = ItemForm()
        self.notes = SettlingText(self.tr("Notes on the item"))
        self.notes.setFixedHeight(84)
        self.gauge = InkGauge(bench.theme)
        self.resolution = QLabel()
        self.resolution.setWordWrap(True)
        self.give = QPushButton(self.tr("Give…"))
        self.give.setAccessibleName(self.tr("Give the resolution"))
        self.measure = QPushButton(self.tr("Measure"))
        self.measure.setToolTip(self.tr("Measure a length on the page, on Prepare"))
        self.estimate = QPushButton(self.tr("Estimate"))
        self.estimate.setToolTip(
            self.tr("From the size of the writing: good enough to compare, not to measure")
        )
        self.prepare = QPushButton(self.tr("Look at it and prepare it"))
        self.pages = UsedPages()
        self._lay_out()
        self._connect()
        self.forget()

    def show_item(self, item: "Item | None") -> None:
        """Show another item, or the same one read again."""
        same = item is not None and self.item is not None and item.id == self.item.id
        if not same:
            self.commit()
        self.item = item
        self._inside.setVisible(item is not None)
        if item is None:
            return
        for line, text in ((self.name, item.name), (self.title, item.title)):
            if not (same and line.hasFocus()):
                line.setText(text)
                line.setCursorPosition(0)
        self.title.setPlaceholderText(item.pages[0].file.name if item.pages else "")
        self.data.show_data(item.data, known=item.role == "known")
        if same:
            self.notes.show_text(item.notes)
        else:
            self.notes.forget(item.notes)
        self.pages.show_item(item)
        self._show_amount(item)
        lacks = lacks_resolution(item)
        self.resolution.setText(
            self.tr("The file does not say its resolution. Until it is known nothing is compared.")
            if lacks
            else self.tr("Resolution: {}").format(resolution_text(item))
        )
        for button in (self.give, self.measure, self.estimate):
            button.setVisible(lacks)

    def forget(self) -> None:
        """Another case was opened: what is shown belongs to none of its items."""
        self.item = None
        self._inside.hide()

    def commit(self) -> None:
        """Save what is being typed."""
        item = self.item
        if item is None:
            return
        self.data.commit()
        self.notes.commit()
        if self.name.text().strip() and self.name.text().strip() != item.name:
            self.changes.describe(item, name=self.name.text().strip())
        if self.title.text().strip() != item.title:
            self.changes.describe(item, title=self.title.text().strip())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.commit()

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        line.editingFinished.connect(self.commit)
        return line

    def _lay_out(self) -> None:
        self._inside = QWidget()
        self._inside.setObjectName("panelscroll")
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(10)
        names = QFormLayout()
        names.setHorizontalSpacing(10)
        names.addRow(self.tr("Name"), self.name)
        names.addRow(self.tr("Title"), self.title)
        column.addLayout(names)
        gauge = QHBoxLayout()
        gauge.addWidget(self.gauge, 1)
        name = self.tr("Amount of writing")
        gauge.addWidget(
            ExplanationButton(name, amount_sentence(), self._bench.theme),
            alignment=Qt.AlignmentFlag.AlignTop,
        )
        column.addLayout(gauge)
        column.addWidget(self.resolution)
        row = QHBoxLayout()
        for button in (self.give, self.measure, self.estimate):
            row.addWidget(button)
        column.addLayout(row)
        column.addWidget(self.prepare)
        column.addWidget(self.pages)
        column.addWidget(self.data)
        heading = QLabel(self.tr("Notes"))
        heading.setObjectName("heading")
        column.addWidget(heading)
        column.addWidget(self.notes)
        column.addStretch(1)
        scroll = QScrollArea()
        # No stop for Tab: what has the focus inside is brought into view.
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setObjectName("panelscroll")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _connect(self) -> None:
        self.changes.refused.connect(self._show_stored)
        self.data.edited.connect(lambda data: self._describe(data=data))
        self.notes.settled.connect(lambda text: self._describe(notes=text))
        self.prepare.clicked.connect(lambda: self.prepare_wanted.emit(self.item))
        self.pages.changed.connect(self._use_page)
        self.measure.clicked.connect(lambda: self.measure_wanted.emit(self.item))
        self.estimate.clicked.connect(lambda: self.estimate_wanted.emit(self.item))
        self.give.clicked.connect(lambda: self.resolution_wanted.emit(self.item))

    def _show_stored(self) -> None:
        if self.item is not None:
            self.pages.show_item(self.item)
            self.name.setText(self.item.name)
            self.title.setText(self.item.title)

    def _describe(self, **changes: object) -> None:
        if self.item is not None:
            self.changes.describe(self.item, **changes)

    def _use_page(self, page_id: int, used: bool) -> None:
        if self.item is not None:
            self.changes.use_page(self.item, page_id, used=used)

    def _show_amount(self, item: "Item") -> None:
        self.gauge.set_limits(self._bench.preferences.value.ink_limits)
        if lacks_resolution(item):
            self.gauge.show_text(self.tr("Amount of writing not known yet"))
        elif item.amount is None:
            self.gauge.show_text(self.tr("Measuring the writing…"))
        else:
            self.gauge.show_amount(item.amount.writing_mm, item.amount.keypoint_count)
