"""Enrolment, looked at before anything is written."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from writerid.errors import WriterIdError
from writerid.gui.jobs import Job
from writerid.gui.sentences import counted, for_window
from writerid.gui.workbench import Workbench
from writerid.gui.writers.enrol_options import EnrolOptions
from writerid.gui.writers.enrolment_jobs import Preview, preview_enrolment
from writerid.gui.writers.plan_rows import PlanRows

SETTLED_MS = 350


class EnrolDialog(QDialog):
    """The preview follows every change; ``wanted`` tells the one that was agreed to."""

    wanted = Signal(object)
    """A Preview to be carried out."""

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Enrol known writing"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bench = bench
        self._job: Job | None = None
        self.preview: Preview | None = None
        self.options = EnrolOptions()
        self.rows = PlanRows(self)
        self.table = QTableView()
        self.reason = QLabel()
        self.summary = QLabel()
        self.bar = QProgressBar()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SETTLED_MS)
        self._pause.timeout.connect(self._look)
        self._lay_out()
        self.options.changed.connect(self._changed)
        self._changed()

    @property
    def is_busy(self) -> bool:
        """Whether a preview is still to come."""
        return self._pause.isActive() or self._job is not None

    def add_paths(self, paths: list[Path]) -> None:
        """Files, folders or CSV files to be enrolled."""
        self.options.add_paths(paths)

    def done(self, result: int) -> None:
        """Nothing goes on behind a closed dialog."""
        self._pause.stop()
        if self._job is not None:
            self._job.cancel()
        super().done(result)

    def _lay_out(self) -> None:
        table = self.table
        table.setModel(self.rows)
        table.setAccessibleName(self.tr("What would be enrolled"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place, width in enumerate((180, 60, 140, 160)):
            head.resizeSection(place, width)
        head.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        self.reason.setObjectName("quiet")
        self.reason.setWordWrap(True)
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        table.selectionModel().currentRowChanged.connect(self._show_reason)
        self.rows.modelReset.connect(lambda: self.reason.setText(""))
        self.summary.setWordWrap(True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the preview"))
        self.bar.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.enrol = QPushButton(self.tr("Enrol"))
        self.enrol.setProperty("primary", True)
        buttons.addButton(self.enrol, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._agree)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(10)
        column.addWidget(self.options)
        column.addWidget(self.table, 1)
        column.addWidget(self.reason)
        column.addWidget(self.bar)
        column.addWidget(self.summary)
        column.addWidget(buttons)
        self.resize(1040, 620)

    def _changed(self) -> None:
        self.preview = None
        self.enrol.setEnabled(False)
        self._pause.start()

    def _look(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        request = self.options.request(self._bench.session.database)
        if request is None:
            self.rows.show_lines(())
            self.summary.setText(
                self.tr("Say who wrote it.")
                if self.options.paths
                else self.tr("Choose files, a folder or a list. Nothing is written yet.")
            )
            return
        request = replace(request, examiner=self._bench.preferences.value.examiner)
        self.summary.setText(self.tr("Looking at every page…"))
        self.bar.setRange(0, 0)
        self.bar.show()
        self._job = self._bench.jobs.read(
            preview_enrolment,
            request,
            label=self.tr("Looking at what would be enrolled"),
            owner=self,
            done=self._show,
            failed=self._fail,
        )
        self._job.progressed.connect(self._show_progress)

    def _show_reason(self, index: QModelIndex) -> None:
        """What is too long for its cell stands below the table."""
        line = self.rows.lines[index.row()] if index.isValid() else None
        self.reason.setText("" if line is None else (line.reason or line.path))

    def _show_progress(self, done: int, total: int, _: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _show(self, preview: Preview) -> None:
        self._job = None
        self.preview = preview
        self.bar.hide()
        self.rows.show_lines(preview.lines)
        self.options.show_questions(
            resolution=preview.asks_resolution, confirmation=preview.asks_confirmation
        )
        one, many = (
            self.tr("1 document would be enrolled"),
            self.tr("{} documents would be enrolled"),
        )
        parts = [counted(preview.to_enrol, one, many)]
        if preview.already:
            parts.append(self.tr("{} are there already").format(preview.already))
        if preview.wrong:
            parts.append(self.tr("{} need your attention").format(preview.wrong))
        if preview.ignored:
            parts.append(self.tr("{} other files are no scans").format(preview.ignored))
        said = "; ".join(parts) + self.tr(". Nothing is written yet.")
        if preview.asks_resolution and not preview.to_enrol:
            said += " " + self.tr("Give the resolution above, or let it be estimated.")
        self.summary.setText(said)
        self.enrol.setText(self.tr("Enrol {}").format(preview.to_enrol))
        self.enrol.setEnabled(preview.to_enrol > 0)

    def _fail(self, error: WriterIdError) -> None:
        self._job = None
        self.bar.hide()
        self.rows.show_lines(())
        self.summary.setText(for_window(str(error)))

    def _agree(self) -> None:
        if self.preview is not None and self.preview.to_enrol:
            self.wanted.emit(self.preview)
            self.accept()
