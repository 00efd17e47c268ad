"""Settings: who works here, with which database and calibration, and how the window looks."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
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

from writerid.gui.explanation import ExplanationButton, amount_sentence
from writerid.gui.preferences import Appearance, InkLimits
from writerid.gui.session import default_demonstration
from writerid.gui.strength.choices import StrengthSettings
from writerid.gui.strength.model_choice import ModelSettings
from writerid.gui.workbench import Workbench
from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.casework.case import Case

MM_PER_CM = 10.0


class SettingsPage(QWidget):
    """Every change counts at once and is kept."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._preferences = bench.preferences
        self.examiner = QLineEdit()
        self.database = QLabel()
        self.choose_database = QPushButton(self.tr("Choose…"))
        self.model = ModelSettings(bench)
        self.strength = StrengthSettings(bench)
        self.names_hidden = QCheckBox(self.tr("Show codes in place of candidates' names"))
        self.device = QLabel()
        self.folders = QLabel()
        self.appearance = QComboBox()
        self.too_little = self._length(self.tr("Below this a page holds too little writing"))
        self.enough = self._length(self.tr("From here on a page holds enough writing"))
        self._lay_out()
        self._fill()
        self._show_session()
        self._connect()
        bench.jobs.read(
            find_device,
            None,
            label=self.tr("Looking for devices"),
            owner=self,
            done=self.device.setText,
            failed=lambda error: self.device.setText(str(error)),
            quiet=True,
        )

    def _lay_out(self) -> None:
        self.appearance.setAccessibleName(self.tr("Colours of the window"))
        for value, text in (
            (Appearance.SYSTEM, self.tr("As the system")),
            (Appearance.LIGHT, self.tr("Light")),
            (Appearance.DARK, self.tr("Dark")),
        ):
            self.appearance.addItem(text, value)
        self.examiner.setAccessibleName(self.tr("Examiner"))
        self.examiner.setPlaceholderText(self.tr("your name, as it stands in records and reports"))
        self.choose_database.setAccessibleName(self.tr("Choose the folder of known writers"))
        self.names_hidden.setToolTip(
            self.tr("Of the open case, until a view is recorded: names must not lead the eye.")
        )
        for label in (self.database, self.device, self.folders):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        title = QLabel(self.tr("Settings"))
        title.setObjectName("title")
        card = QFrame()
        card.setObjectName("card")
        card.setMaximumWidth(760)
        column = QVBoxLayout(card)
        column.setContentsMargins(32, 26, 32, 26)
        column.setSpacing(14)
        column.addWidget(title)
        column.addLayout(self._form())
        inside = QWidget()
        outer = QHBoxLayout(inside)
        outer.setContentsMargins(24, 24, 24, 24)
        outer.addWidget(card, 1, Qt.AlignmentFlag.AlignTop)
        outer.addStretch(0)
        scroll = QScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def _form(self) -> QFormLayout:
        database = QHBoxLayout()
        database.addWidget(self.database, 1)
        database.addWidget(self.choose_database)
        limits = QHBoxLayout()
        limits.setSpacing(8)
        for part in (
            QLabel(self.tr("too little below")),
            self.too_little,
            QLabel(self.tr("enough from")),
            self.enough,
        ):
            limits.addWidget(part)
        name = self.tr("Amount of writing")
        limits.addWidget(ExplanationButton(name, amount_sentence(), self._bench.theme))
        limits.addStretch(1)
        form = QFormLayout()
        form.setHorizontalSpacing(22)
        form.setVerticalSpacing(14)
        form.addRow(self.tr("Examiner"), self.examiner)
        form.addRow(self.tr("Known writers"), database)
        form.addRow(self.tr("Names"), self.names_hidden)
        form.addRow(self.tr("Model"), self.model.choice)
        form.addRow(self.tr("Calibration"), self.strength.calibration)
        form.addRow(self.tr("Verbal scale"), self.strength.scale)
        form.addRow(self.tr("Amount of writing"), limits)
        form.addRow(self.tr("Colours"), self.appearance)
        form.addRow(self.tr("Device"), self.device)
        form.addRow(self.tr("Folders"), self.folders)
        return form

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
        self.examiner.setText(value.examiner)
        self.appearance.setCurrentIndex(self.appearance.findData(value.appearance))
        self.too_little.setValue(value.ink_limits.too_little_mm / MM_PER_CM)
        self.enough.setValue(value.ink_limits.enough_mm / MM_PER_CM)
        self._keep_apart()

    def _connect(self) -> None:
        self.appearance.activated.connect(self._change_appearance)
        self.too_little.valueChanged.connect(self._change_limits)
        self.enough.valueChanged.connect(self._change_limits)
        self.examiner.editingFinished.connect(self._change_examiner)
        self.choose_database.clicked.connect(self._choose_database)
        self.names_hidden.clicked.connect(self._hide_names)
        self._bench.session.case_changed.connect(self._show_session)
        self._bench.session.database_changed.connect(self._show_session)

    def _show_session(self) -> None:
        session = self._bench.session
        self.database.setText(str(session.database))
        state, case = session.state, session.case
        self.names_hidden.setEnabled(case is not None)
        self.names_hidden.setChecked(state is not None and state.names_hidden)
        lines = [
            self.tr("Settings: {}").format(self._preferences.file),
            self.tr("Demonstration: {}").format(default_demonstration()),
        ]
        if case is not None:
            lines.insert(0, self.tr("Open case: {}").format(case.folder))
        self.folders.setText("\n".join(lines))

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

    def _change_examiner(self) -> None:
        self._bench.session.use_examiner(self.examiner.text().strip())

    def _choose_database(self) -> None:
        dialog = QFileDialog(self, self.tr("Folder of the known writers"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self._bench.session.use_database(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _hide_names(self, hidden: bool) -> None:
        session = self._bench.session
        if session.case is not None:
            session.write(
                _set_names_hidden,
                (session.case, hidden),
                label=self.tr("Hiding names") if hidden else self.tr("Showing names"),
                quiet=True,
            )


def find_device(_: None, task: Task) -> str:
    """What embeddings are made on; a job."""
    from writerid.pipeline.embedding import likely_device  # noqa: PLC0415 - on the worker

    task.check_cancelled()
    return likely_device()


def _set_names_hidden(snapshot: "tuple[Case, bool]", _: Task) -> None:
    from writerid.casework.hidden_names import set_names_hidden  # noqa: PLC0415 - on the worker

    case, hidden = snapshot
    set_names_hidden(case, hidden=hidden)
