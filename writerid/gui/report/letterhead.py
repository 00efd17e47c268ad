"""How the report looks and who stands on it: paper, laboratory, logo, examiner, reviewers."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QDateTime, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from writerid.errors import WriterIdError
from writerid.gui.jobs import Job
from writerid.gui.report_settings import ReportSettings
from writerid.gui.workbench import Workbench
from writerid.tasks import Task

LOGO_SIZE = QSize(150, 46)
TYPED_MS = 500
"""Lines are kept when nothing was typed for so long."""

PAPERS = (("a4", "A4"), ("us-letter", "US Letter"))


class LetterheadPanel(QScrollArea):
    """Every change counts at once and is kept in the settings; the page follows those."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._reading: Job | None = None
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPED_MS)
        self.paper, self.time_zone = QComboBox(), QComboBox()
        self.reference = self._line(self.tr("Reference number of this case"))
        self.laboratory = self._line(self.tr("Name of the laboratory"))
        self.address = QPlainTextEdit()
        self.logo = QLabel()
        self.choose_logo = QPushButton(self.tr("Choose…"))
        self.remove_logo = QPushButton(self.tr("Remove"))
        self.accreditation = self._line(self.tr("Accreditation of the laboratory"))
        self.examiner = self._line(self.tr("Name of the examiner, in all records"))
        self.examiner_title = self._line(self.tr("Title or position of the examiner"))
        self.technical_review = self._line(self.tr("Who reviews it technically"))
        self.administrative_review = self._line(self.tr("Who reviews it administratively"))
        self._lay_out()
        self._fill()
        self._connect()

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        line.setToolTip(name)
        return line

    def _lay_out(self) -> None:
        self.paper.setAccessibleName(self.tr("Paper"))
        for value, text in PAPERS:
            self.paper.addItem(text, value)
        self.time_zone.setAccessibleName(self.tr("Times in the report"))
        self.time_zone.addItem("UTC", "UTC")
        here = _local_zone()
        if here != "UTC":
            self.time_zone.addItem(self.tr("{} (here)").format(here), here)
        self.address.setAccessibleName(self.tr("Address of the laboratory"))
        self.address.setTabChangesFocus(True)
        self.address.setFixedHeight(74)
        self.logo.setFixedHeight(LOGO_SIZE.height())
        self.logo.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.logo.setWordWrap(True)
        self.logo.setObjectName("quiet")
        self.choose_logo.setAccessibleName(self.tr("Choose the logo"))
        self.remove_logo.setAccessibleName(self.tr("Remove the logo"))
        self.technical_review.setPlaceholderText(self.tr("left blank to be filled in"))
        self.administrative_review.setPlaceholderText(self.tr("left blank to be filled in"))
        logo = QHBoxLayout()
        logo.setSpacing(6)
        logo.addWidget(self.logo, 1)
        for button in (self.choose_logo, self.remove_logo):
            button.setObjectName("quietbutton")
            logo.addWidget(button)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 10, 8, 4)
        column.setSpacing(5)
        for text, part in (
            (self.tr("Reference number (of this case)"), self.reference),
            (self.tr("Laboratory"), self.laboratory),
            (self.tr("Address"), self.address),
        ):
            self._add(column, text, part)
        heading = QLabel(self.tr("Logo"))
        heading.setObjectName("quiet")
        column.addWidget(heading)
        column.addLayout(logo)
        for text, part in (
            (self.tr("Accreditation"), self.accreditation),
            (self.tr("Examiner"), self.examiner),
            (self.tr("Title"), self.examiner_title),
            (self.tr("Technical review"), self.technical_review),
            (self.tr("Administrative review"), self.administrative_review),
        ):
            self._add(column, text, part)
        form = QFormLayout()
        form.setContentsMargins(0, 6, 0, 0)
        form.addRow(self.tr("Paper"), self.paper)
        form.addRow(self.tr("Times in"), self.time_zone)
        column.addLayout(form)
        column.addStretch(1)
        inside.setObjectName("panelscroll")
        self.setObjectName("panelscroll")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(inside)

    def _add(self, column: QVBoxLayout, text: str, part: QWidget) -> None:
        label = QLabel(text)
        label.setObjectName("quiet")
        label.setBuddy(part)
        column.addWidget(label)
        column.addWidget(part)
        column.addSpacing(4)

    def _connect(self) -> None:
        for line in (
            self.reference,
            self.laboratory,
            self.accreditation,
            self.examiner_title,
            self.technical_review,
            self.administrative_review,
        ):
            line.editingFinished.connect(self.commit)
        self.examiner.editingFinished.connect(self._change_examiner)
        self.address.textChanged.connect(self._typed.start)
        self._typed.timeout.connect(self.commit)
        self.paper.activated.connect(self.commit)
        self.time_zone.activated.connect(self.commit)
        self.choose_logo.clicked.connect(self._choose_logo)
        self.remove_logo.clicked.connect(lambda: self.use_logo(""))
        self._bench.session.case_changed.connect(self._fill)
        self._bench.session.leaving_case.connect(self.commit)
        self._bench.preferences.changed.connect(self._show_examiner)

    # --- settings ---

    @property
    def _case_id(self) -> str:
        state = self._bench.session.state
        return "" if state is None else state.case_id

    def _fill(self) -> None:
        value = self._bench.preferences.value.report
        self.reference.setText(value.reference_of(self._case_id))
        self.reference.setEnabled(bool(self._case_id))
        self.laboratory.setText(value.laboratory)
        blocked = self.address.blockSignals(True)
        self.address.setPlainText("\n".join(value.address))
        self.address.blockSignals(blocked)
        self.accreditation.setText(value.accreditation)
        self.examiner_title.setText(value.examiner_title)
        self.technical_review.setText(value.technical_review)
        self.administrative_review.setText(value.administrative_review)
        self.paper.setCurrentIndex(max(0, self.paper.findData(value.paper)))
        if self.time_zone.findData(value.time_zone) < 0:
            self.time_zone.addItem(value.time_zone, value.time_zone)
        self.time_zone.setCurrentIndex(self.time_zone.findData(value.time_zone))
        self._show_examiner()
        self._read_logo(value.logo)

    def commit(self) -> None:
        """Keep what stands in the fields."""
        self._typed.stop()
        before = self._bench.preferences.value.report
        value = replace(
            before,
            laboratory=self.laboratory.text().strip(),
            address=_lines(self.address.toPlainText()),
            accreditation=self.accreditation.text().strip(),
            examiner_title=self.examiner_title.text().strip(),
            technical_review=self.technical_review.text().strip(),
            administrative_review=self.administrative_review.text().strip(),
            paper=str(self.paper.currentData()),
            time_zone=str(self.time_zone.currentData()),
        )
        if self._case_id:
            value = value.with_reference(self._case_id, self.reference.text().strip())
        self._keep(value)

    def use_logo(self, file: str) -> None:
        """Put a logo on the letterhead; an empty name takes it away."""
        self._keep(replace(self._bench.preferences.value.report, logo=file))
        self._read_logo(file)

    def _keep(self, report: ReportSettings) -> None:
        preferences = self._bench.preferences
        preferences.change(replace(preferences.value, report=report))

    def _change_examiner(self) -> None:
        self._bench.session.use_examiner(self.examiner.text().strip())

    def _show_examiner(self) -> None:
        if not self.examiner.hasFocus():
            self.examiner.setText(self._bench.preferences.value.examiner)

    # --- logo ---

    def _choose_logo(self) -> None:
        dialog = QFileDialog(self, self.tr("Logo of the laboratory"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Pictures (*.png *.jpg *.jpeg *.svg)"))
        dialog.fileSelected.connect(self.use_logo)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _read_logo(self, file: str) -> None:
        self.remove_logo.setEnabled(bool(file))
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        if not file:
            self.logo.setPixmap(QPixmap())
            self.logo.setText(self.tr("none"))
            return
        self._reading = self._bench.jobs.read(
            read_logo,
            Path(file),
            label=self.tr("Reading the logo"),
            owner=self,
            done=lambda picture: self._show_logo(file, picture),
            failed=self._show_no_logo,
            quiet=True,
        )

    def _show_logo(self, file: str, picture: QImage) -> None:
        self.logo.setPixmap(QPixmap.fromImage(picture))
        self.logo.setToolTip(file)
        self.logo.setAccessibleName(self.tr("Logo: {}").format(Path(file).name))

    def _show_no_logo(self, error: WriterIdError) -> None:
        self.logo.setPixmap(QPixmap())
        self.logo.setText(str(error))


def read_logo(file: Path, task: Task) -> QImage:
    """The logo as a small picture. Raises WriterIdError for what can't be used as one."""
    from writerid.report.logo import checked_logo  # noqa: PLC0415 - on the worker

    task.check_cancelled()
    content, _ = checked_logo(file)
    picture = QImage.fromData(content)
    if picture.isNull():
        raise WriterIdError(f"the logo {file.name} can't be shown: choose another", path=file)
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    small = picture.scaled(LOGO_SIZE * 2, keep, smooth)
    small.setDevicePixelRatio(2.0)
    return small


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _local_zone() -> str:
    """The zone of this computer as an offset from UTC."""
    minutes = QDateTime.currentDateTime().offsetFromUtc() // 60
    if minutes == 0:
        return "UTC"
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
