"""Enrolment: a plan carried out, a transaction a document, so that it can be cut off anywhere."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from writerid.model import SkippedFile
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.store.database import Database
from writerid.store.documents import CodedDocument, insert_document
from writerid.store.encoding import DocumentJob, EncodingSettings, Outcomes, encode_documents
from writerid.store.fates import WRONG, Fate, Judge, PlannedDocument
from writerid.store.page_encoding import PageSource
from writerid.store.plan import Plan
from writerid.store.writers import ensure_writer, free_name
from writerid.tasks import SILENT, Task


@dataclass(frozen=True)
class EnrolmentReport:
    """What an enrolment did. ``failed`` includes what the plan had left out already."""

    documents: int
    pages: int
    already: int
    duplicates: tuple[SkippedFile, ...]
    failed: tuple[SkippedFile, ...]


def enrol(
    database: Database,
    engine: Engine,
    plan: Plan,
    reading: ReadSettings,
    encoding: EncodingSettings,
    *,
    confirm_duplicates: bool = False,
    task: Task = SILENT,
) -> EnrolmentReport:
    """Encode and store the plan's documents; one that fails is listed and the others are done.

    Originals are stored first, then the document in one transaction: stopped or killed anywhere,
    the same call goes on where it was. Raises Cancelled, and DatabaseError when the database or
    the store of originals can't be written (StorageFullError: the disk is full).
    """
    database.originals.sweep()
    todo = plan.of_fate(Fate.ENROL)
    failed = list(plan.problems)
    already, documents, pages = len(plan.of_fate(Fate.ENROLLED)), 0, 0
    jobs = _jobs(todo, reading, database)
    with closing(_outcomes(encoding, engine, jobs, task)) as outcomes:
        for done, (job, result) in enumerate(outcomes):
            document = todo[job.key]
            if isinstance(result, CodedDocument):
                fate, reason = _commit(database, document, result, confirm=confirm_duplicates)
                documents += fate == Fate.ENROL
                pages += len(result.pages) if fate == Fate.ENROL else 0
                already += fate in (Fate.ENROLLED, Fate.DUPLICATE)
                if fate in WRONG:
                    failed.append(SkippedFile(document.files[0].listed.file, reason))
            else:
                where = result.path or document.files[0].listed.file
                failed.append(SkippedFile(where, str(result), result.page))
            task.progress(done + 1, len(todo), "enrolling")
    duplicates = tuple(
        SkippedFile(document.files[0].listed.file, document.reason)
        for document in plan.of_fate(Fate.DUPLICATE)
    )
    return EnrolmentReport(documents, pages, already, duplicates, tuple(failed))


def _outcomes(
    encoding: EncodingSettings, engine: Engine, jobs: Sequence[DocumentJob], task: Task
) -> Outcomes:
    """No more processes than documents: one starts in a second or two."""
    count = max(min(encoding.process_count, len(jobs)), 1)
    return encode_documents(replace(encoding, workers=count), engine, jobs, task)


def _jobs(
    documents: Sequence[PlannedDocument], reading: ReadSettings, database: Database
) -> list[DocumentJob]:
    return [
        DocumentJob(
            key,
            document.name,
            tuple(
                PageSource(
                    file.listed.file,
                    file.sha256,
                    replace(reading, dpi=file.listed.dpi or reading.dpi),
                    file.listed.box,
                )
                for file in document.files
            ),
            database.originals.folder,
        )
        for key, document in enumerate(documents)
    ]


def _commit(
    database: Database, document: PlannedDocument, coded: CodedDocument, *, confirm: bool
) -> tuple[Fate, str]:
    """Store a document, unless another program has changed its fate since the plan."""
    with database.changing("document enrolled") as change:
        rows = change.rows
        judge = Judge(database, (), confirm_duplicates=confirm)
        fate, reason = judge.decide(document)
        if fate == Fate.ENROL:
            # A deletion by another program may have taken the original since it was stored; while
            # this transaction lasts, none can.
            for file in document.files:
                if not database.originals.has(file.sha256):
                    database.originals.put(file.listed.file, file.sha256)
            writer_id = ensure_writer(rows, document.writer)
            name = free_name(rows, writer_id, document.name)
            document_id = insert_document(rows, writer_id, name, document.item, coded)
            change.tell_document(document_id)
    return fate, reason
