"""What is asked before a calibration is made: of what, called how, kept where."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.session import Session
from writerid.gui.strength.calibrating import CalibrationRequest
from writerid.gui.strength.folder_choice import FolderChoice


class CalibrateDialog(QDialog):
    """Of the database, or with ``labels`` of a collection; ``wanted`` tells what was agreed to."""

    wanted = Signal(object)
    """A CalibrationRequest."""

    def __init__(self, session: Session, labels: Path | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Make a calibration"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._labels = labels
        self.source = QLabel(str(session.database if labels is None else labels))
        self.source.setTextFormat(Qt.TextFormat.PlainText)
        self.source.setWordWrap(True)
        self.label = QLineEdit()
        self.label.setPlaceholderText(self.tr("whose writing it is; stands with every ratio"))
        self.scripts = QLineEdit()
        self.scripts.setPlaceholderText(self.tr("Latin, …: beside those that are recorded"))
        self.styles = QLineEdit()
        self.styles.setPlaceholderText(self.tr("cursive, print, …: beside those that are recorded"))
        self.dpi = QDoubleSpinBox()
        self.dpi.setRange(0.0, 4800.0)
        self.dpi.setDecimals(0)
        self.dpi.setSpecialValueText(self.tr("as the files say, else 300 dpi"))
        self.dpi.setSuffix(self.tr(" dpi"))
        self.dpi.setToolTip(
            self.tr(
                "Counts for every page whose row has no “dpi”, whatever its file says. Where only "
                "some files lack their resolution, add the column “dpi” to the labels instead."
            )
        )
        self.place = FolderChoice(
            "calibration",
            self.tr("Folder of the calibration"),
            self.tr("An empty folder for the calibration"),
        )
        self.folder = self.place.line
        self._lay_out()
        self.label.textChanged.connect(self._check)
        self.folder.textChanged.connect(self._check)
        self._check()

    def _lay_out(self) -> None:
        lead = QLabel(
            self.tr(
                "Likelihood ratios are learned from writing whose writers are known: at least 20 "
                "writers with two documents each, written on different occasions. They then hold "
                "for writing of that kind alone. Every page is prepared and encoded, which can "
                "take long; then the calibration is validated."
            )
        )
        lead.setObjectName("quiet")
        lead.setWordWrap(True)
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        form.addRow(self.tr("Known writing"), self.source)
        for title, box in self._fields():
            box.setAccessibleName(title)
            form.addRow(title, box)
        form.addRow(self.tr("Keep it in"), self.place)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = QPushButton(self.tr("Calibrate"))
        self.go.setProperty("primary", True)
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(14)
        column.addWidget(lead)
        column.addLayout(form)
        column.addWidget(buttons)
        self.resize(640, self.sizeHint().height())

    def _fields(self) -> list[tuple[str, QWidget]]:
        fields: list[tuple[str, QWidget]] = [
            (self.tr("Label"), self.label),
            (self.tr("Scripts"), self.scripts),
            (self.tr("Styles"), self.styles),
        ]
        if self._labels is not None:
            # The pages of the database have their resolution from their enrolment.
            fields.append((self.tr("Resolution"), self.dpi))
        return fields

    def _check(self) -> None:
        ready = bool(self.label.text().strip() and self.folder.text().strip())
        self.go.setEnabled(ready)
        self.go.setToolTip("" if ready else self.tr("Give it a label and a folder first."))

    def _accept(self) -> None:
        self.wanted.emit(
            CalibrationRequest(
                engine=self._session.engine,
                database=self._session.database,
                labels=self._labels,
                label=self.label.text().strip(),
                scripts=_names(self.scripts.text()),
                styles=_names(self.styles.text()),
                target=Path(self.folder.text().strip()),
                verbal_scale=self._session.verbal_scale,
                dpi=self.dpi.value() or None,
            )
        )
        self.accept()


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
