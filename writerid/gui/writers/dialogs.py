"""What is asked before writers are merged, parted, deleted, exported or imported."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QInputDialog, QMessageBox, QWidget

from writerid.gui.workbench import Workbench
from writerid.gui.writers.changes import DatabaseChanges
from writerid.gui.writers.database_jobs import PlannedDeletion, plan_deletion
from writerid.store.names import shown_name

if TYPE_CHECKING:
    from writerid.store.writers import Document, Writer

EXPORT_SUFFIX = ".writers"
MOST_NAMED = 6


class WriterDialogs(QObject):
    """Each asks without stopping anything; the answer becomes a change."""

    def __init__(self, bench: Workbench, changes: DatabaseChanges, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench = bench
        self._changes = changes
        self._window = parent

    def merge(self, writers: "Sequence[Writer]") -> None:
        """Ask which of them all documents are to be given to."""
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("Merge writers"))
        dialog.setLabelText(
            self.tr(
                "These are one person: all documents, codes and notes go to the one who stays.\n"
                "This can't be undone in one step.\n\nWho stays?"
            )
        )
        names = [shown_name(writer.name) for writer in writers]
        dialog.setComboBoxItems(names)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def merge(name: str) -> None:
            target = writers[names.index(name)]
            self._changes.merge([one for one in writers if one.id != target.id], target)

        dialog.textValueSelected.connect(merge)
        dialog.open()

    def split(self, document: "Document", names: Sequence[str]) -> None:
        """Ask who wrote a document in truth."""
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("Give a document to another writer"))
        dialog.setLabelText(
            self.tr("“{}” was written by (a new name makes a new writer):").format(
                shown_name(document.name)
            )
        )
        dialog.setComboBoxEditable(True)
        dialog.setComboBoxItems(["", *names])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(
            lambda name: self._changes.split([document], name) if name.strip() else None
        )
        dialog.open()

    def delete(self, writer: "Writer", documents: "Sequence[Document] | None" = None) -> None:
        """Look at what would go, then ask; documents None: the writer as a whole."""
        self._bench.jobs.read(
            plan_deletion,
            (self._changes.folder, writer, documents, self._bench.session.case),
            label=self.tr("Looking at what would be deleted"),
            owner=self,
            done=self._confirm,
        )

    def _confirm(self, planned: PlannedDeletion) -> None:
        deletion = planned.deletion
        name = shown_name(deletion.writer.name)
        box = QMessageBox(self._window)
        box.setWindowTitle(self.tr("Delete for good"))
        box.setText(
            self.tr("Delete “{}” with {} documents, {} pages and {} originals?").format(
                name, len(deletion.documents), deletion.page_count, len(deletion.originals)
            )
            if deletion.whole_writer
            else self.tr("Delete “{}” of “{}”, {} pages and {} originals?").format(
                ", ".join(shown_name(one.name) for one in deletion.documents),
                name,
                deletion.page_count,
                len(deletion.originals),
            )
        )
        lines = [
            self.tr("{} stays: “{}” refers to it too.").format(shown_name(file), shown_name(other))
            for file, other in deletion.shared[:MOST_NAMED]
        ]
        lines += self._copies(planned)
        lines.append(self.tr("This can't be undone. An archived writer takes no part either."))
        box.setInformativeText("\n".join(lines))
        delete = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(self.tr("Keep"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        delete.clicked.connect(lambda: self._changes.delete(deletion))
        box.open()

    def _copies(self, planned: PlannedDeletion) -> list[str]:
        """The cases that keep copies: as the database was told, and the open one."""
        cases = planned.deletion.cases
        lines = [
            self.tr(
                "The case “{}” ({}) keeps copies: codes of {} documents, originals of {}."
            ).format(shown_name(case.title), case.folder, case.documents, case.originals)
            for case in cases[:MOST_NAMED]
        ]
        if len(cases) > MOST_NAMED:
            lines.append(self.tr("{} more cases keep copies.").format(len(cases) - MOST_NAMED))
        if planned.in_case and not cases:
            lines.append(self.tr("The open case has compared this writing, and keeps copies."))
        if lines:
            lines.append(
                self.tr(
                    "Comparisons in these cases stay as they were made, but can't be repeated in "
                    "full any more."
                )
            )
        return lines

    def export(self, writers: "Sequence[Writer]") -> None:
        """Ask for the file's name."""
        dialog = QFileDialog(self._window, self.tr("Export the chosen writers"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("Writers (*{})").format(EXPORT_SUFFIX)])
        dialog.setDefaultSuffix(EXPORT_SUFFIX)
        # The database never overwrites a file, and says so itself.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.fileSelected.connect(lambda name: self._changes.export(writers, Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take_in(self) -> None:
        """Ask which export to import, then whether equal names are the same persons."""
        dialog = QFileDialog(self._window, self.tr("Import exported writers"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [self.tr("Writers (*{})").format(EXPORT_SUFFIX), self.tr("All files (*)")]
        )
        dialog.fileSelected.connect(lambda name: self.ask_about_names(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_about_names(self, file: Path) -> None:
        """Equal names need not be one person."""
        box = QMessageBox(self._window)
        box.setWindowTitle(self.tr("Import exported writers"))
        box.setText(self.tr("Import the writers in {}?").format(file.name))
        box.setInformativeText(
            self.tr("A writer whose name is enrolled here already is left out and listed.")
        )
        same = QCheckBox(self.tr("Equal names are the same persons: add to them"))
        box.setCheckBox(same)
        take = box.addButton(self.tr("Import"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        take.clicked.connect(lambda: self._changes.take_in(file, into_existing=same.isChecked()))
        box.open()
