"""The list of the reports that were saved, read again when it may have changed, and file checks."""

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from writerid.errors import WriterIdError
from writerid.gui.jobs import Job
from writerid.gui.report.made_reports import MadePanel, MadeReport
from writerid.gui.report.report_jobs import check_file, list_made
from writerid.gui.sentences import for_window
from writerid.gui.workbench import Workbench


class EarlierReports(QObject):
    """Fills the panel; ``said`` tells what came of a check."""

    said = Signal(str)

    def __init__(self, bench: Workbench, panel: MadePanel, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._panel = panel
        self._listing: Job | None = None
        panel.check_wanted.connect(self._choose_file)
        panel.folder_wanted.connect(open_folder)

    def read(self) -> None:
        """Read the list, and hold each report against its file."""
        case = self._bench.session.case
        if self._listing is not None:
            self._listing.cancel()
            self._listing = None
        if case is None:
            self._panel.show_reports(())
            return
        self._listing = self._bench.jobs.read(
            list_made,
            (case, self._bench.preferences.value.report),
            label=self.tr("Reading the list of reports"),
            owner=self,
            done=self._show,
            quiet=True,
        )

    def check(self, file: Path) -> None:
        """Say whether a file is a report of this case as it was made, and who signed it."""
        case = self._bench.session.case
        if case is not None:
            self._bench.jobs.read(
                check_file,
                (case, file),
                label=self.tr("Checking {}").format(file.name),
                owner=self,
                done=self.said.emit,
                failed=lambda error: self.said.emit(as_sentence(error)),
            )

    def _show(self, reports: tuple[MadeReport, ...]) -> None:
        self._listing = None
        self._panel.show_reports(reports)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self._panel, self.tr("Check the file of a report"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("PDF (*.pdf)"))
        dialog.fileSelected.connect(lambda name: self.check(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def as_sentence(error: WriterIdError) -> str:
    """An error as it stands by itself."""
    text = for_window(str(error))
    end = "" if text.endswith((".", "!", "?")) else "."
    return f"{text[:1].upper()}{text[1:]}{end}"


def open_folder(folder: Path) -> None:
    """Show a folder in the system's own window."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
