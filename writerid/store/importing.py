"""Taking in exported writers: nothing twice, nothing mixed up, a transaction a document."""

import json
from dataclasses import dataclass
from pathlib import Path

from writerid.errors import Cancelled, StorageFullError, WriterIdError
from writerid.model import SkippedFile
from writerid.store.database import Database
from writerid.store.documents import insert_document, put_code
from writerid.store.fates import Fate, Judge, PlannedDocument, PlannedFile
from writerid.store.sources import ListedFile
from writerid.store.transfer import Package, lost, open_package, store_originals
from writerid.store.transfer_records import CarriedDocument, CarriedWriter
from writerid.store.writers import ensure_writer, free_name
from writerid.tasks import SILENT, Task


@dataclass(frozen=True)
class ImportReport:
    """What an import did. ``already``: documents that were here before."""

    writers: int
    documents: int
    already: int
    failed: tuple[SkippedFile, ...]


def import_writers(
    database: Database,
    file: Path,
    *,
    into_existing: bool = False,
    confirm_duplicates: bool = False,
    task: Task = SILENT,
) -> ImportReport:
    """Take in the writers of an export; a document that can't be is listed, the others are done.

    A writer whose name is taken is left out unless ``into_existing``, or unless all there is of
    that name is in this export (so an import that was cut off can be run again). Raises
    TransferError for a file that is not to be trusted as a whole, Cancelled, DatabaseError.
    """
    package = open_package(file)
    writers = documents = already = 0
    failed: list[SkippedFile] = []
    for writer in task.each(package.writers, "importing"):
        if not into_existing and _is_another(database, writer):
            reason = (
                "a writer of this name is enrolled already: rename that one, or import with "
                "--into-existing if they are one person"
            )
            failed.append(lost(package, writer, reason))
            continue
        writers += 1
        for document in writer.documents:
            try:
                fate, reason = _take_in(
                    database, package, writer, document, confirm_duplicates, task
                )
            except (Cancelled, StorageFullError):
                raise
            except WriterIdError as error:
                failed.append(lost(package, writer, str(error)))
                continue
            if fate == Fate.ENROL:
                documents += 1
            elif fate in (Fate.ENROLLED, Fate.DUPLICATE):
                already += 1
            else:
                failed.append(lost(package, writer, reason))
    return ImportReport(writers, documents, already, tuple(failed))


def _is_another(database: Database, writer: CarriedWriter) -> bool:
    """Whether the name belongs to a writer with documents that this export does not have."""
    own = {page.sha256 for document in writer.documents for page in document.coded[0].pages}
    with database.reading() as rows:
        found = rows.execute(
            "SELECT DISTINCT sha256 FROM pages JOIN documents ON documents.id = document_id "
            "JOIN writers ON writers.id = writer_id WHERE writers.name = ?",
            (writer.name,),
        ).fetchall()
        there = rows.execute("SELECT 1 FROM writers WHERE name = ?", (writer.name,)).fetchone()
    if there is None:
        return False
    return not found or any(row["sha256"] not in own for row in found)


def _take_in(
    database: Database,
    package: Package,
    writer: CarriedWriter,
    document: CarriedDocument,
    confirm: bool,
    task: Task,
) -> tuple[Fate, str]:
    planned = _as_planned(writer, document)
    judge = Judge(database, (), confirm_duplicates=confirm)
    fate, reason = judge.decide(planned)
    if fate != Fate.ENROL:
        return fate, reason
    store_originals(database, package, document, task)
    with database.changing("document imported") as change:
        rows = change.rows
        fate, reason = Judge(database, (), confirm_duplicates=confirm).decide(planned)
        if fate == Fate.ENROL:
            for sha256, _ in planned.parts:
                if not database.originals.has(sha256):
                    raise WriterIdError("an original was deleted meanwhile: import again")
            new = rows.execute("SELECT 1 FROM writers WHERE name = ?", (writer.name,)).fetchone()
            writer_id = ensure_writer(rows, writer.name)
            if new is None:
                rows.execute(
                    "UPDATE writers SET codes = ?, notes = ?, provenance = ?, archived = ? "
                    "WHERE id = ?",
                    (
                        json.dumps(list(writer.codes)),
                        *(writer.notes, writer.provenance, int(writer.archived), writer_id),
                    ),
                )
            name = free_name(rows, writer_id, document.name)
            document_id = insert_document(rows, writer_id, name, document.item, document.coded[0])
            for coded in document.coded[1:]:
                put_code(rows, document_id, coded)
            change.tell_document(document_id)
            change.data["export"] = package.file.name
    return fate, reason


def _as_planned(writer: CarriedWriter, document: CarriedDocument) -> PlannedDocument:
    files = {
        (page.sha256, page.box): PlannedFile(
            ListedFile(page.file, writer.name, document.name, document_given=False, box=page.box),
            page.sha256,
            page.page_count,
        )
        for page in document.coded[0].pages
    }
    return PlannedDocument(writer.name, document.name, False, document.item, tuple(files.values()))
