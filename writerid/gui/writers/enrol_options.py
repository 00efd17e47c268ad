"""The settings of an enrolment: which files, whose they are, and how they are read."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.scan_files import scan_filters
from writerid.gui.writers.enrolment_jobs import Arrangement, EnrolmentRequest

NO_DPI = 0.0
MOST_NAMED = 3


class EnrolOptions(QWidget):
    """``changed`` after every change; ``request`` makes what the jobs take."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.paths: list[Path] = []
        self.sources = QLabel()
        self.sources.setWordWrap(True)
        self.arrangement = QComboBox()
        self.arrangement.setAccessibleName(self.tr("Whose writing it is"))
        for text, value in (
            (self.tr("Each folder is one writer"), Arrangement.FOLDERS),
            (self.tr("All of it is by one writer"), Arrangement.ONE_WRITER),
            (self.tr("The file names say it"), Arrangement.PATTERN),
        ):
            self.arrangement.addItem(text, value)
        self.writer = self._line(self.tr("Name of the writer"))
        self.document = self._line(self.tr("Name of the document"))
        self.document.setPlaceholderText(
            self.tr("empty: each file is a document; otherwise all are its pages")
        )
        self.pattern = self._line(self.tr("Pattern of the file names"))
        self.pattern.setText("{writer}_{page}.*")
        self.pattern.setToolTip(
            self.tr(
                "{writer}, {document} and {page} stand where the name tells them, {_} or * for "
                "what does not matter. With a / it is held against the path in the folder."
            )
        )
        self.dpi = QDoubleSpinBox()
        self.estimate = QCheckBox(self.tr("estimate it from the writing"))
        self.confirmed = QCheckBox(self.tr("A page may stand under two writers: that is right"))
        self._lay_out()
        self._connect()
        self._show_arrangement()
        self.show_questions(resolution=False, confirmation=False)

    def request(self, folder: Path) -> EnrolmentRequest | None:
        """What is asked for; None while something is still missing."""
        arrangement = Arrangement(self.arrangement.currentData())
        if not self.paths or (
            arrangement is Arrangement.ONE_WRITER and not self.writer.text().strip()
        ):
            return None
        return EnrolmentRequest(
            folder,
            tuple(self.paths),
            arrangement,
            self.writer.text().strip(),
            self.document.text().strip(),
            self.pattern.text().strip(),
            self.dpi.value() if self.dpi.value() > NO_DPI else None,
            self.estimate.isChecked(),
            self.confirmed.isChecked(),
        )

    def add_paths(self, paths: list[Path]) -> None:
        """More files, folders or CSV files."""
        self.paths += [path for path in paths if path not in self.paths]
        self._show_sources()
        self.changed.emit()

    def show_questions(self, *, resolution: bool, confirmation: bool) -> None:
        """Ask for the resolution, and for confirmation, where the preview found a need."""
        answered = self.dpi.value() > NO_DPI or self.estimate.isChecked()
        self._form.setRowVisible(self._resolution, resolution or answered)
        self._form.setRowVisible(self.confirmed, confirmation)

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        return line

    def _lay_out(self) -> None:
        self.dpi.setAccessibleName(self.tr("Resolution where a file does not say it"))
        self.dpi.setRange(NO_DPI, 4800.0)
        self.dpi.setDecimals(0)
        self.dpi.setSuffix(self.tr(" dpi"))
        self.dpi.setSpecialValueText(self.tr("not given"))
        self.dpi.setKeyboardTracking(False)
        self._resolution = QWidget()
        row = QHBoxLayout(self._resolution)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self.dpi, QLabel(self.tr("or")), self.estimate):
            row.addWidget(part)
        row.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.add_files = QPushButton(self.tr("Add files…"))
        self.add_folder = QPushButton(self.tr("Add a folder…"))
        self.add_csv = QPushButton(self.tr("Add a CSV list…"))
        self.clear = QPushButton(self.tr("Clear"))
        for button in (self.add_files, self.add_folder, self.add_csv, self.clear):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        self.add_csv.setToolTip(
            self.tr("Columns path, writer, document; also page, dpi and the item data. UTF-8.")
        )
        buttons.addStretch(1)
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(14)
        self._form.setVerticalSpacing(8)
        self._form.addRow(self.tr("From"), self.sources)
        self._form.addRow("", buttons)
        self._form.addRow(self.tr("Whose"), self.arrangement)
        self._form.addRow(self.tr("Writer"), self.writer)
        self._form.addRow(self.tr("Document"), self.document)
        self._form.addRow(self.tr("Pattern"), self.pattern)
        self._form.addRow(self.tr("Resolution"), self._resolution)
        self._form.addRow("", self.confirmed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._form)
        self._show_sources()

    def _connect(self) -> None:
        self.add_files.clicked.connect(self._choose_files)
        self.add_folder.clicked.connect(self._choose_folder)
        self.add_csv.clicked.connect(self._choose_csv)
        self.clear.clicked.connect(self._forget)
        self.arrangement.currentIndexChanged.connect(self._show_arrangement)
        for line in (self.writer, self.document, self.pattern):
            line.textChanged.connect(self.changed)
        self.dpi.valueChanged.connect(self.changed)
        self.estimate.toggled.connect(self.changed)
        self.confirmed.toggled.connect(self.changed)

    def _show_arrangement(self) -> None:
        arrangement = Arrangement(self.arrangement.currentData())
        one = arrangement is Arrangement.ONE_WRITER
        self._form.setRowVisible(self.writer, one)
        self._form.setRowVisible(self.document, one)
        self._form.setRowVisible(self.pattern, arrangement is Arrangement.PATTERN)
        self.changed.emit()

    def _show_sources(self) -> None:
        names = ", ".join(path.name or str(path) for path in self.paths[:MOST_NAMED])
        more = len(self.paths) - MOST_NAMED
        if more > 0:
            names = self.tr("{} and {} more").format(names, more)
        self.sources.setText(names or self.tr("nothing is chosen yet"))
        self.sources.setToolTip("\n".join(str(path) for path in self.paths[:40]))
        self.clear.setEnabled(bool(self.paths))

    def _forget(self) -> None:
        self.paths.clear()
        self._show_sources()
        self.changed.emit()

    def _choose_files(self) -> None:
        dialog = self._dialog(self.tr("Known writing"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(scan_filters())
        dialog.filesSelected.connect(lambda names: self._take_files([Path(n) for n in names]))
        dialog.open()

    def _choose_folder(self) -> None:
        dialog = self._dialog(self.tr("A folder of known writing"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self.add_paths([Path(name)]))
        dialog.open()

    def _choose_csv(self) -> None:
        dialog = self._dialog(self.tr("A list of known writing"))
        dialog.setNameFilters([self.tr("CSV (*.csv)")])
        dialog.fileSelected.connect(lambda name: self.add_paths([Path(name)]))
        dialog.open()

    def _take_files(self, paths: list[Path]) -> None:
        """Single files lie in no writer's folder: somebody has to be named."""
        if self.arrangement.currentData() == Arrangement.FOLDERS:
            one = self.arrangement.findData(Arrangement.ONE_WRITER)
            self.arrangement.setCurrentIndex(one)
        self.add_paths(paths)

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self, title)
        dialog.finished.connect(dialog.deleteLater)
        return dialog
