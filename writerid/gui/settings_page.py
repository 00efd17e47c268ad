"""Settings: colours of the window, and from which length on writing is enough."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.preferences import Appearance, InkLimits
from writerid.gui.workbench import Workbench

MM_PER_CM = 10.0


class SettingsPage(QWidget):
    """Every change counts at once and is kept."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._preferences = bench.preferences
        title = QLabel(self.tr("Settings"))
        title.setObjectName("title")
        self.appearance = QComboBox()
        self.appearance.setAccessibleName(self.tr("Colours of the window"))
        for value, text in (
            (Appearance.SYSTEM, self.tr("As the system")),
            (Appearance.LIGHT, self.tr("Light")),
            (Appearance.DARK, self.tr("Dark")),
        ):
            self.appearance.addItem(text, value)
        self.too_little = self._length(self.tr("Below this a page holds too little writing"))
        self.enough = self._length(self.tr("From here on a page holds enough writing"))
        explanation = QLabel(
            self.tr(
                "The amount of writing is the length of its strokes; a word has about 10 cm. The "
                "ink gauge shows these limits. They change no score."
            )
        )
        explanation.setObjectName("quiet")
        explanation.setWordWrap(True)
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(12)
        form.addRow(self.tr("Colours"), self.appearance)
        form.addRow(self.tr("Too little writing below"), self.too_little)
        form.addRow(self.tr("Enough writing from"), self.enough)
        card = QFrame()
        card.setObjectName("card")
        card.setMaximumWidth(620)
        column = QVBoxLayout(card)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(16)
        column.addWidget(title)
        column.addLayout(form)
        column.addWidget(explanation)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 24)
        outer.addWidget(card, 1, Qt.AlignmentFlag.AlignTop)
        outer.addStretch(0)
        self._fill()
        self.appearance.activated.connect(self._change_appearance)
        self.too_little.valueChanged.connect(self._change_limits)
        self.enough.valueChanged.connect(self._change_limits)

    def _length(self, name: str) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setAccessibleName(name)
        box.setToolTip(name)
        box.setRange(1.0, 10_000.0)
        box.setDecimals(0)
        box.setSuffix(self.tr(" cm"))
        box.setKeyboardTracking(False)
        return box

    def _fill(self) -> None:
        value = self._preferences.value
        self.appearance.setCurrentIndex(self.appearance.findData(value.appearance))
        self.too_little.setValue(value.ink_limits.too_little_mm / MM_PER_CM)
        self.enough.setValue(value.ink_limits.enough_mm / MM_PER_CM)
        self._keep_apart()

    def _keep_apart(self) -> None:
        self.too_little.setMaximum(self.enough.value() - 1.0)
        self.enough.setMinimum(self.too_little.value() + 1.0)

    def _change_appearance(self) -> None:
        chosen = Appearance(self.appearance.currentData())
        self._preferences.change(replace(self._preferences.value, appearance=chosen))

    def _change_limits(self) -> None:
        self._keep_apart()
        limits = InkLimits(self.too_little.value() * MM_PER_CM, self.enough.value() * MM_PER_CM)
        self._preferences.change(replace(self._preferences.value, ink_limits=limits))
