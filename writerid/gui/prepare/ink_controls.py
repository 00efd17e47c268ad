"""The controls of the ink decision and the switches of what is taken out."""

from dataclasses import replace
from typing import Literal, cast

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.prepare.model import SWITCHES, PreparationModel
from writerid.gui.prepare.step_texts import method_name, title_of
from writerid.pipeline.steps import Step

METHODS = ("sauvola", "otsu", "fixed")
SENSITIVITY_STEPS = 100.0
STRONGEST_SENSITIVITY = 0.6


class InkControls(QWidget):
    """Shows the model's threshold, colour and switches, and changes them."""

    colour_wanted = Signal()
    """The examiner wants to pick the ink's colour on the page."""

    touched = Signal()
    """An ink control was moved: the outcome should be seen."""

    def __init__(self, model: PreparationModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._filling = False
        self._has_colour = True
        self.method = QComboBox()
        self.method.setAccessibleName(self.tr("How ink is told from paper"))
        for name in METHODS:
            self.method.addItem(method_name(name), name)
        self.level = self._slider(self.tr("How dark ink is"))
        self.level_value = QLabel()
        self.level_value.setObjectName("quiet")
        self.any_colour = QPushButton(self.tr("Any colour"))
        self.pick = QPushButton(self.tr("Pick on the page"))
        self.pick.setIconSize(QSize(14, 14))
        self.tolerance = self._slider(self.tr("How far from the picked colour"))
        self.tolerance.setRange(3, 60)
        self.switches: dict[type[Step], QCheckBox] = {}
        self._lay_out()
        self.method.currentIndexChanged.connect(self._change_method)
        self.level.valueChanged.connect(self._change_level)
        self.level.sliderReleased.connect(self._let_go)
        self.tolerance.valueChanged.connect(self._change_tolerance)
        self.tolerance.sliderReleased.connect(self._let_go)
        self.pick.clicked.connect(self.colour_wanted)
        self.any_colour.clicked.connect(self._drop_colour)
        model.changed.connect(self._fill)
        self._fill()

    def set_model(self, model: PreparationModel) -> None:
        """Work on another page's steps."""
        self._model.changed.disconnect(self._fill)
        self._model = model
        model.changed.connect(self._fill)
        self._fill()

    def set_has_colour(self, has_colour: bool) -> None:
        """A grey page has no ink colour to choose."""
        self._has_colour = has_colour
        self._fill()

    def _slider(self, name: str) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setAccessibleName(name)
        slider.setMinimumHeight(22)
        return slider

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.addWidget(QLabel(self.tr("Ink")), 0, 0)
        grid.addWidget(self.method, 0, 1)
        darkness = QHBoxLayout()
        darkness.setSpacing(8)
        darkness.addWidget(self.level, 1)
        darkness.addWidget(self.level_value)
        self._level_label = QLabel(self.tr("Level"))
        grid.addWidget(self._level_label, 1, 0)
        grid.addLayout(darkness, 1, 1)
        colours = QHBoxLayout()
        colours.setSpacing(6)
        colours.addWidget(self.pick, 1)
        colours.addWidget(self.any_colour)
        grid.addWidget(QLabel(self.tr("Colour")), 2, 0)
        grid.addLayout(colours, 2, 1)
        self._tolerance_label = QLabel(self.tr("Breadth"))
        grid.addWidget(self._tolerance_label, 3, 0)
        grid.addWidget(self.tolerance, 3, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        for kind in SWITCHES:
            box = QCheckBox(title_of(kind))
            box.clicked.connect(lambda on, chosen=kind: self._switch(chosen, on))
            self.switches[kind] = box
            column.addWidget(box)

    def _fill(self) -> None:
        """Show the model; a control that is set here changes nothing."""
        self._filling = True
        threshold, colour = self._model.threshold, self._model.colour
        self.method.setCurrentIndex(METHODS.index(threshold.method))
        adapts = threshold.method == "sauvola"
        if adapts:
            self.level.setRange(1, round(STRONGEST_SENSITIVITY * SENSITIVITY_STEPS))
            # To the right is more ink, as with the other method.
            self.level.setValue(
                self.level.maximum() + 1 - round(threshold.sensitivity * SENSITIVITY_STEPS)
            )
        elif threshold.method == "fixed":
            self.level.setRange(20, 250)
            self.level.setValue(round(threshold.level))
        for part in (self.level, self.level_value, self._level_label):
            part.setVisible(threshold.method != "otsu")
        self.level_value.setText(
            f"{threshold.sensitivity:.2f}" if adapts else f"{threshold.level:.0f}"
        )
        self.pick.setEnabled(self._has_colour)
        self.pick.setToolTip("" if self._has_colour else self.tr("This page has no colour."))
        self.any_colour.setVisible(colour is not None)
        for part in (self.tolerance, self._tolerance_label):
            part.setVisible(colour is not None)
        if colour is not None:
            swatch = QPixmap(14, 14)
            swatch.fill(QColor(*colour.rgb))
            self.pick.setIcon(QIcon(swatch))
            self.pick.setText(self.tr("Picked"))
            self.tolerance.setValue(round(colour.tolerance))
        else:
            self.pick.setIcon(QIcon())
            self.pick.setText(self.tr("Pick on the page"))
        for kind, box in self.switches.items():
            box.setChecked(self._model.has(kind))
        self._filling = False

    def _change_method(self) -> None:
        if not self._filling:
            method = cast("Literal['sauvola', 'otsu', 'fixed']", self.method.currentData())
            self.touched.emit()
            self._model.set_threshold(replace(self._model.threshold, method=method))

    def _change_level(self, value: int) -> None:
        if self._filling:
            return
        threshold = self._model.threshold
        self.touched.emit()
        if threshold.method == "sauvola":
            sensitivity = (self.level.maximum() + 1 - value) / SENSITIVITY_STEPS
            self._model.set_threshold(replace(threshold, sensitivity=sensitivity))
        else:
            self._model.set_threshold(replace(threshold, level=float(value)))

    def _change_tolerance(self, value: int) -> None:
        if not self._filling:
            self.touched.emit()
            self._model.set_tolerance(float(value))

    def _let_go(self) -> None:
        self._model.end_merging()

    def _drop_colour(self) -> None:
        self.touched.emit()
        self._model.set_colour(None)

    def _switch(self, kind: type[Step], on: bool) -> None:
        self.touched.emit()
        self._model.switch(kind, on=on)
