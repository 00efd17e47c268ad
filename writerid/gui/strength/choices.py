"""The settings of strength: which calibration, and which words for likelihood ratios."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from writerid.gui.jobs import Job
from writerid.gui.strength.in_use import (
    Chosen,
    InUse,
    describe_calibration,
    describe_scale,
    read_in_use,
)
from writerid.gui.workbench import Workbench


class FileChoice(QWidget):
    """What is in use, and buttons that choose another file or go back to what ships."""

    chosen = Signal(str)
    """A path; empty: what ships."""

    def __init__(self, ask: str, back: str, kinds: str = "", parent: QWidget | None = None) -> None:
        """Without ``kinds`` a folder is chosen."""
        super().__init__(parent)
        self._ask = ask
        self._kinds = kinds
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.choose = QPushButton(self.tr("Choose…"))
        self.choose.setAccessibleName(ask)
        self.back = QPushButton(self.tr("As shipped"))
        self.back.setAccessibleName(back)
        self.back.setToolTip(back)
        self.choose.clicked.connect(self._open)
        self.back.clicked.connect(lambda: self.chosen.emit(""))
        buttons = QVBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.choose)
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text, 1)
        row.addLayout(buttons)

    def show_choice(self, text: str, *, own: bool) -> None:
        """``own``: something else than what ships is chosen."""
        self.text.setText(text)
        self.back.setVisible(own)

    def _open(self) -> None:
        dialog = QFileDialog(self, self._ask)
        if self._kinds:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilter(self._kinds)
        else:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class StrengthSettings(QObject):
    """Both choices; each counts at once for the comparisons to come."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._job: Job | None = None
        self.calibration = FileChoice(
            self.tr("Choose a calibration"),
            self.tr("Use the calibration that ships"),
            self.tr("Calibrations (*.json)"),
        )
        self.scale = FileChoice(
            self.tr("Choose a verbal scale"),
            self.tr("Use the verbal scale of ENFSI"),
            self.tr("Verbal scales (*.json)"),
        )
        self.calibration.chosen.connect(self._use_calibration)
        self.scale.chosen.connect(self._use_scale)
        bench.session.strength_changed.connect(self._read)
        self._read()

    def _use_calibration(self, name: str) -> None:
        session = self._bench.session
        session.use_strength(Path(name) if name else None, session.verbal_scale)

    def _use_scale(self, name: str) -> None:
        session = self._bench.session
        session.use_strength(session.calibration, Path(name) if name else None)

    def _read(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job = self._bench.jobs.read(
            read_in_use,
            Chosen.of(self._bench.session),
            label=self.tr("Reading the calibration"),
            owner=self,
            done=self._show,
            quiet=True,
        )

    def _show(self, found: InUse) -> None:
        chosen = found.chosen
        self.calibration.show_choice(
            describe_calibration(found), own=chosen.calibration is not None
        )
        self.scale.show_choice(describe_scale(found), own=chosen.verbal_scale is not None)
