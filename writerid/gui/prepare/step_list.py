"""The list of steps: chosen, changed, moved, taken away."""

from dataclasses import replace

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.icons import icon
from writerid.gui.prepare.model import PreparationModel
from writerid.gui.prepare.step_texts import describe
from writerid.gui.theme import Theme
from writerid.pipeline.steps import Mask, MaskStroke, Region, RemoveSpecks, Rotate, Step

AnyIndex = QModelIndex | QPersistentModelIndex


class StepRows(QAbstractListModel):
    """The steps of a PreparationModel as rows."""

    def __init__(self, model: PreparationModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._shown = model.steps
        model.changed.connect(self._reload)

    def set_model(self, model: PreparationModel) -> None:
        """Show another page's steps."""
        self._model.changed.disconnect(self._reload)
        self._model = model
        model.changed.connect(self._reload)
        self._reload()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return describe(self._shown[index.row()])
        return None

    def _reload(self) -> None:
        self.beginResetModel()
        self._shown = self._model.steps
        self.endResetModel()


class StepList(QWidget):
    """The list with its buttons, and a field for the number of the chosen step."""

    chosen = Signal(int)
    """Row of the chosen step, -1 for none."""

    redraw_wanted = Signal(int)
    """The area of this step shall be drawn again."""

    def __init__(self, model: PreparationModel, theme: Theme) -> None:
        super().__init__()
        self._model = model
        self._theme = theme
        self.rows = StepRows(model, self)
        self.view = QListView()
        self.view.setModel(self.rows)
        self.view.setAccessibleName(self.tr("Steps of the preparation"))
        self.view.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setMinimumHeight(120)
        self._buttons: dict[str, QToolButton] = {}
        self.number = QDoubleSpinBox()
        self.number.setKeyboardTracking(False)
        self.number_label = QLabel()
        self.redraw = QPushButton(self.tr("Draw it again"))
        self.redraw.setToolTip(
            self.tr("Or drag its corners on the page; C goes from one to the next")
        )
        self._lay_out()
        self.view.selectionModel().currentChanged.connect(self._choose)
        self.rows.modelReset.connect(self._show_choice)
        self.number.valueChanged.connect(self._change_number)
        self.redraw.clicked.connect(lambda: self.redraw_wanted.emit(self.row))
        theme.changed.connect(self._draw)
        self._row = -1
        self._draw()
        self._show_choice()

    @property
    def row(self) -> int:
        """The chosen row, -1 for none."""
        return self._row

    def set_model(self, model: PreparationModel) -> None:
        """Show another page's steps."""
        self._row = -1
        self._model = model
        self.rows.set_model(model)

    def choose(self, row: int) -> None:
        """Choose a row."""
        self.view.setCurrentIndex(self.rows.index(row))

    def button(self, name: str) -> QToolButton:
        """One of up, down, delete."""
        return self._buttons[name]

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        heading = QLabel(self.tr("Steps"))
        heading.setObjectName("heading")
        head.addWidget(heading, 1)
        for name, text, slot in (
            ("up", self.tr("Move the step up"), lambda: self._move(-1)),
            ("down", self.tr("Move the step down"), lambda: self._move(1)),
            ("delete", self.tr("Delete the step"), self._delete),
        ):
            button = QToolButton()
            button.setAccessibleName(text)
            button.setToolTip(text)
            button.setIconSize(QSize(18, 18))
            button.clicked.connect(slot)
            self._buttons[name] = button
            head.addWidget(button)
        editor = QHBoxLayout()
        editor.addWidget(self.number_label)
        editor.addWidget(self.number, 1)
        editor.addWidget(self.redraw, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.addLayout(editor)

    def _draw(self) -> None:
        for name, button in self._buttons.items():
            button.setIcon(icon(name, self._theme.colours.text))

    def _choose(self, current: QModelIndex) -> None:
        self._row = current.row() if current.isValid() else -1
        self._show_editor()
        self.chosen.emit(self._row)

    def _show_choice(self) -> None:
        """After a change: the same row again, or the last."""
        row = min(self._row, len(self._model.steps) - 1)
        if row >= 0:
            self.choose(row)
        else:
            self._row = -1
            self.chosen.emit(-1)
        self._show_editor()

    @property
    def _step(self) -> Step | None:
        return self._model.steps[self._row] if 0 <= self._row < len(self._model.steps) else None

    def _show_editor(self) -> None:
        step = self._step
        for name, enabled in (
            ("up", self._row > 0),
            ("down", 0 <= self._row < len(self._model.steps) - 1),
            ("delete", step is not None),
        ):
            self._buttons[name].setEnabled(enabled)
        self.redraw.setVisible(isinstance(step, Region | Mask))
        has_number = isinstance(step, Rotate | MaskStroke | RemoveSpecks)
        self.number.setVisible(has_number)
        self.number_label.setVisible(has_number)
        self.number.blockSignals(True)
        if isinstance(step, Rotate):
            self._set_number(self.tr("Degrees"), step.degrees, (-360.0, 360.0), 1, 0.1)
        elif isinstance(step, MaskStroke):
            self._set_number(self.tr("Width in pixels"), step.width_px, (1.0, 4000.0), 0, 2.0)
        elif isinstance(step, RemoveSpecks):
            area = float(step.least_area_300)
            self._set_number(self.tr("Smallest mark (px)"), area, (1.0, 500.0), 0, 1.0)
        self.number.blockSignals(False)

    def _set_number(
        self, label: str, value: float, limits: tuple[float, float], decimals: int, step: float
    ) -> None:
        self.number_label.setText(label)
        self.number.setAccessibleName(label)
        self.number.setDecimals(decimals)
        self.number.setSingleStep(step)
        self.number.setRange(*limits)
        self.number.setValue(value)

    def _change_number(self, value: float) -> None:
        step = self._step
        if isinstance(step, Rotate):
            self._model.replace_step(self._row, replace(step, degrees=value), merge=True)
        elif isinstance(step, MaskStroke):
            self._model.replace_step(self._row, replace(step, width_px=value), merge=True)
        elif isinstance(step, RemoveSpecks):
            changed = replace(step, least_area_300=round(value))
            self._model.replace_step(self._row, changed, merge=True)

    def _move(self, by: int) -> None:
        row = self._row
        self._row = row + by
        self._model.move(row, row + by)

    def _delete(self) -> None:
        if self._step is not None:
            self._model.remove(self._row)
