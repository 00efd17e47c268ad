"""The page of the known writers."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from writerid.errors import WriterIdError
from writerid.gui.jobs import Job
from writerid.gui.sentences import for_window
from writerid.gui.shortcuts import SECTION
from writerid.gui.workbench import Workbench
from writerid.gui.writers.changes import DatabaseChanges
from writerid.gui.writers.database_jobs import DatabaseContents, read_database, read_detail
from writerid.gui.writers.detail import WriterPanel
from writerid.gui.writers.dialogs import WriterDialogs
from writerid.gui.writers.enrol_dialog import EnrolDialog
from writerid.gui.writers.enrolment_jobs import Preview, carry_out
from writerid.gui.writers.head import Banner, DatabaseHead, ReportBanner
from writerid.gui.writers.table import WriterTable

if TYPE_CHECKING:
    from writerid.store.writers import Document

DETAIL_DELAY_MS = 120


class WritersPage(QWidget):
    """Reads the database when it is shown and after every change; usable whatever it finds."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.setProperty(SECTION, self.tr("Writers"))
        self._bench = bench
        self._job: Job | None = None
        self._detail: Job | None = None
        self._stale = True
        self.enrol_dialog: EnrolDialog | None = None
        self.contents: DatabaseContents | None = None
        self.changes = DatabaseChanges(bench, self)
        self.dialogs = WriterDialogs(bench, self.changes, self)
        self.head = DatabaseHead()
        self.problem = Banner(self.tr("Try again"))
        self.other_model = Banner(self.tr("Encode again"))
        self.report = ReportBanner()
        self.table = WriterTable(bench.theme)
        self.panel = WriterPanel(bench, self.changes)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DETAIL_DELAY_MS)
        self._pause.timeout.connect(self._read_detail)
        self._lay_out()
        self._connect()

    @property
    def is_busy(self) -> bool:
        """Whether something is still to be shown."""
        dialog = self.enrol_dialog
        return self._pause.isActive() or (dialog is not None and dialog.is_busy)

    def enrol(self, paths: Sequence[Path] = ()) -> None:
        """Open the dialog of enrolment, with these files and folders."""
        dialog = EnrolDialog(self._bench, self)
        dialog.wanted.connect(self._carry_out)
        dialog.finished.connect(self._forget_dialog)
        self.enrol_dialog = dialog
        if paths:
            dialog.add_paths(list(paths))
        dialog.open()

    def reload(self) -> None:
        """Read the database again."""
        if not self.isVisible():
            self._stale = True
            return
        self._stale = False
        if self._job is not None:
            self._job.cancel()
        self._job = self._bench.jobs.read(
            read_database,
            (self._bench.session.database, self._bench.session.engine.folder),
            label=self.tr("Reading the database"),
            owner=self,
            done=self._show,
            failed=self._fail,
            quiet=True,
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.reload()

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(24, 18, 24, 14)
        column.setSpacing(10)
        for part in (self.head, self.problem, self.other_model, self.report):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(column, 1)
        row.addWidget(self.panel)

    def _connect(self) -> None:
        self._bench.session.database_changed.connect(self.reload)
        self.head.open_wanted.connect(lambda: self._choose_folder(new=False))
        self.head.new_wanted.connect(lambda: self._choose_folder(new=True))
        self.head.import_wanted.connect(self.dialogs.take_in)
        self.problem.button.clicked.connect(self.reload)
        self.other_model.button.clicked.connect(self.changes.encode_again)
        self.changes.reported.connect(self.report.show_report)
        self.table.enrol_wanted.connect(self.enrol)
        self.table.merge_wanted.connect(self.dialogs.merge)
        self.table.archive_wanted.connect(
            lambda writers, archived: self.changes.archive(writers, archived=archived)
        )
        self.table.delete_wanted.connect(self.dialogs.delete)
        self.table.export_wanted.connect(self.dialogs.export)
        self.table.chosen.connect(self._show_chosen)
        self.panel.split_wanted.connect(self._split)
        self.panel.delete_wanted.connect(self._delete_document)

    def _show(self, contents: DatabaseContents) -> None:
        self._job = None
        self.contents = contents
        self.problem.say("")
        self.head.show_contents(contents)
        for note in contents.notes:
            self._bench.notices.say(note)
        self.other_model.say(
            self.tr(
                "{} documents were encoded with another model, and take no part in comparisons "
                "until they are encoded again. It needs nothing but their stored originals."
            ).format(contents.to_encode)
            if contents.to_encode
            else ""
        )
        self.table.show_lines(contents.lines)

    def _fail(self, error: WriterIdError) -> None:
        self._job = None
        self.contents = None
        self.problem.say(for_window(str(error)))
        self.other_model.say("")
        self.head.facts.setText(str(self._bench.session.database))
        self.table.show_lines(())

    def _show_chosen(self) -> None:
        writers = self.table.chosen_writers()
        if len(writers) == 1:
            self.panel.show_writer(writers[0])
            self._pause.start()
        elif writers:
            self.panel.show_nothing(self.tr("{} writers are chosen").format(len(writers)))
        else:
            self.panel.show_nothing(self.tr("No writer is chosen"))

    def _read_detail(self) -> None:
        if self._detail is not None:
            self._detail.cancel()
        writer, folder = self.panel.writer, self.changes.folder
        if writer is not None:
            self._detail = self._bench.jobs.read(
                read_detail,
                (folder, writer),
                label=self.tr("Reading exemplars"),
                owner=self,
                done=lambda detail: self.panel.show_detail(detail, folder),
                quiet=True,
            )

    def _split(self, document: "Document") -> None:
        own = document.writer_id
        lines = self.table.all_lines()
        self.dialogs.split(document, [one.writer.name for one in lines if one.writer.id != own])

    def _delete_document(self, document: "Document") -> None:
        if self.panel.writer is not None:
            self.dialogs.delete(self.panel.writer, [document])

    def _carry_out(self, preview: Preview) -> None:
        self.report.hide()
        self.changes.report(
            carry_out, (preview, self._bench.session.engine), self.tr("Enrolling known writing")
        )

    def _forget_dialog(self) -> None:
        self.enrol_dialog = None

    def _choose_folder(self, *, new: bool) -> None:
        dialog = QFileDialog(
            self,
            self.tr("Folder for a new database") if new else self.tr("Folder of a database"),
        )
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        take = self.changes.create if new else self._bench.session.use_database
        dialog.fileSelected.connect(lambda name: take(Path(name)))
        dialog.open()
