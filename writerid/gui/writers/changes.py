"""What is done to the database: a job each; whoever shows the database reads it again after."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from writerid.gui.workbench import Workbench
from writerid.gui.writers.database_jobs import (
    Place,
    Report,
    archive_writers,
    create_database,
    delete_planned,
    describe_document,
    describe_writer,
    encode_again,
    export_to_file,
    import_from_file,
    merge_writers,
    rename_writer,
    split_documents,
)
from writerid.store.names import shown_name
from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.store.rearranging import Deletion
    from writerid.store.writers import Document, Writer


class DatabaseChanges(QObject):
    """Short changes are not shown as work; long ones are, can be stopped, and end in a report."""

    reported = Signal(object)
    """A Report of long work that has ended."""

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench

    @property
    def folder(self) -> Path:
        """The database in use."""
        return self._bench.session.database

    @property
    def place(self) -> Place:
        """The database in use, and who works on it."""
        return Place(self.folder, self._bench.preferences.value.examiner)

    def create(self, folder: Path) -> None:
        """Make an empty database and use it."""
        self._bench.jobs.write(
            create_database,
            replace(self.place, folder=folder),
            label=self.tr("Making a database"),
            done=lambda _: self._use(folder),
        )

    def rename(self, writer: "Writer", name: str) -> None:
        """Give a writer another name."""
        self._do(rename_writer, (self.place, writer, name), self.tr("Renaming"), quiet=True)

    def describe(self, writer: "Writer", **changes: Any) -> None:
        """Set codes, notes or provenance."""
        snapshot = (self.place, writer, changes)
        self._do(describe_writer, snapshot, self.tr("Saving what is known"), quiet=True)

    def describe_document(self, document: "Document", data: object) -> None:
        """Set a document's item data."""
        snapshot = (self.place, document, data)
        self._do(describe_document, snapshot, self.tr("Saving item data"), quiet=True)

    def archive(self, writers: "Sequence[Writer]", *, archived: bool) -> None:
        """Archive writers or take them back."""
        self._do(archive_writers, (self.place, writers, archived), self.tr("Archiving"))

    def merge(self, sources: "Sequence[Writer]", target: "Writer") -> None:
        """Give all documents of some writers to one."""

        def tell(repeated: list[tuple[str, str]]) -> None:
            for file, documents in repeated:
                self._bench.notices.say(
                    self.tr(
                        "{} is now in several documents of “{}” ({}), and counts several times: "
                        "delete all but one."
                    ).format(shown_name(file), shown_name(target.name), shown_name(documents))
                )

        self._do(merge_writers, (self.place, sources, target), self.tr("Merging"), done=tell)

    def split(self, documents: "Sequence[Document]", name: str) -> None:
        """Give documents to another writer."""
        self._do(split_documents, (self.place, documents, name), self.tr("Moving a document"))

    def delete(self, deletion: "Deletion") -> None:
        """Delete what was looked at and confirmed."""
        self._do(delete_planned, (self.place, deletion), self.tr("Deleting"))

    def export(self, writers: "Sequence[Writer]", file: Path) -> None:
        """Write writers with their exemplars to a file."""
        names = ", ".join(f"“{shown_name(writer.name)}”" for writer in writers[:20])
        more = self.tr(" and {} more").format(len(writers) - 20) if len(writers) > 20 else ""

        def tell(size: int) -> None:
            sentence = self.tr("Wrote {} ({:,.1f} MB) with the writing of {}{}.")
            self.reported.emit(Report(sentence.format(file, size / 1e6, names, more), ()))

        snapshot = (self.place, writers, file)
        self._do(export_to_file, snapshot, self.tr("Exporting writers"), done=tell)

    def take_in(self, file: Path, *, into_existing: bool) -> None:
        """Import exported writers."""
        self.report(
            import_from_file, (self.place, file, into_existing), self.tr("Importing writers")
        )

    def encode_again(self) -> None:
        """Encode what was encoded with another model."""
        snapshot = (self.place, self._bench.session.engine)
        self.report(encode_again, snapshot, self.tr("Encoding again"))

    def report(self, function: Callable[[Any, Task], Report], snapshot: object, label: str) -> None:
        """Long work that ends in a report. Stopped or failed, what was finished is kept."""
        job = self._bench.jobs.write(function, snapshot, label=label, done=self.reported.emit)
        job.ended.connect(self._bench.session.database_changed)

    def _use(self, folder: Path) -> None:
        self._bench.session.use_database(folder)
        self._bench.session.database_changed.emit()

    def _do(
        self,
        function: Callable[[Any, Task], Any],
        snapshot: object,
        label: str,
        *,
        done: Callable[[Any], None] | None = None,
        quiet: bool = False,
    ) -> None:
        def applied(result: Any) -> None:
            self._bench.session.database_changed.emit()
            if done is not None:
                done(result)

        self._bench.jobs.write(function, snapshot, label=label, done=applied, quiet=quiet)
