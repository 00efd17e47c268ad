"""The strip that asks how long a measured line is, or says it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDoubleSpinBox, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from writerid.gui.pageview.source import LoadedPage
from writerid.gui.theme import Theme
from writerid.model import MAX_DPI, MIN_DPI, MM_PER_INCH


def dpi_of(length_px: float, length_mm: float) -> float:
    """Pixels per inch at which ``length_px`` is ``length_mm``."""
    return length_px / length_mm * MM_PER_INCH


class MeasureBar(QFrame):
    """Shown while the measuring tool is in the hand."""

    resolution_given = Signal(float)
    """A dpi within what is possible."""

    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolstrip")
        self._theme = theme
        self._length_px = 0.0
        self.text = QLabel()
        self.length_mm = QDoubleSpinBox()
        self.length_mm.setRange(0.5, 2000.0)
        self.length_mm.setValue(50.0)
        self.length_mm.setDecimals(1)
        self.length_mm.setSuffix(self.tr(" mm"))
        self.length_mm.setAccessibleName(self.tr("Length of the line in millimetres"))
        self.result = QLabel()
        self.take = QPushButton(self.tr("Use this resolution"))
        self.take.setProperty("primary", True)
        close = QPushButton(self.tr("Close"))
        close.setAccessibleName(self.tr("Stop measuring"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(10)
        for part in (self.text, self.length_mm, self.result):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.take)
        row.addWidget(close)
        self.length_mm.valueChanged.connect(self._show_dpi)
        self.take.clicked.connect(lambda: self.resolution_given.emit(round(self.dpi, 1)))
        close.clicked.connect(self.closed)
        self.hide()

    @property
    def dpi(self) -> float:
        """What the line and its length say."""
        return dpi_of(self._length_px, self.length_mm.value())

    def ask_for_line(self, page: LoadedPage | None) -> None:
        """Say what to do."""
        known = page is not None and page.true_dpi is not None
        self.text.setText(
            self.tr("Drag a line along what you want to measure.")
            if known
            else self.tr("Drag a line along something whose length you know, a ruler for instance.")
        )
        self._show_question(asked=False)
        self.show()

    def show_length(self, length_px: float, page: LoadedPage | None) -> None:
        """Say how long the line is; where that can't be known, ask."""
        self._length_px = length_px
        dpi = None if page is None else page.true_dpi
        if dpi is not None:
            self.text.setText(
                self.tr("{:.1f} mm ({:.0f} pixels at {:g} dpi)").format(
                    length_px / dpi * MM_PER_INCH, length_px, dpi
                )
            )
            self._show_question(asked=False)
            return
        self.text.setText(self.tr("How long is this line on the paper?"))
        self._show_question(asked=True)
        self._show_dpi()
        self.length_mm.setFocus()
        self.length_mm.selectAll()

    def _show_question(self, *, asked: bool) -> None:
        for part in (self.length_mm, self.result, self.take):
            part.setVisible(asked)

    def _show_dpi(self) -> None:
        possible = MIN_DPI <= self.dpi <= MAX_DPI
        self.take.setEnabled(possible)
        self.result.setText(
            self.tr("= {:.0f} dpi").format(self.dpi)
            if possible
            else self.tr("= {:.0f} dpi, which can't be").format(self.dpi)
        )
