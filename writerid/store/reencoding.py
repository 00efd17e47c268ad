"""Encoding what is enrolled with another model, from the stored originals."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from writerid.model import SkippedFile
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.store.database import Database
from writerid.store.documents import CodedDocument, read_pages_of, replace_code
from writerid.store.encoding import DocumentJob, EncodingSettings, encode_documents
from writerid.store.names import shown_name
from writerid.store.page_encoding import PageSource
from writerid.tasks import SILENT, Task


@dataclass(frozen=True)
class ReencodingReport:
    """What was done. ``discarded``: codes of other models that were dropped."""

    documents: int
    pages: int
    discarded: int
    failed: tuple[SkippedFile, ...]


def documents_without_code(database: Database, model_id: str) -> list[int]:
    """Ids of the documents that have no code of the model."""
    with database.reading() as rows:
        found = rows.execute(
            "SELECT id FROM documents WHERE NOT EXISTS (SELECT 1 FROM codes "
            "WHERE document_id = documents.id AND model_id = ?) ORDER BY id",
            (model_id,),
        )
        return [int(row["id"]) for row in found]


def all_documents(database: Database) -> list[int]:
    """Ids of all documents."""
    with database.reading() as rows:
        return [int(row["id"]) for row in rows.execute("SELECT id FROM documents ORDER BY id")]


def reencode(
    database: Database,
    engine: Engine,
    document_ids: Sequence[int],
    encoding: EncodingSettings,
    *,
    discard_others: bool = False,
    task: Task = SILENT,
) -> ReencodingReport:
    """Encode documents with the engine's model; a transaction a document, so it can be cut off.

    Codes of other models stay, so that the earlier model is usable until all is done, and are
    dropped at the end with ``discard_others`` where nothing failed. Raises Cancelled,
    DatabaseError.
    """
    failed: list[SkippedFile] = []
    documents = pages = 0
    count = max(min(encoding.process_count, len(document_ids)), 1)
    jobs = _jobs(database, document_ids)
    outcomes = encode_documents(replace(encoding, workers=count), engine, jobs, task)
    with closing(outcomes):
        for done, (job, result) in enumerate(outcomes):
            if isinstance(result, CodedDocument):
                with database.changing("document encoded again") as change:
                    if _is_there(database, job.key):
                        replace_code(change.rows, job.key, result)
                        change.tell_document(job.key)
                        change.data["model_id"] = engine.model_id
                        documents += 1
                        pages += len(result.pages)
            else:
                where = result.path or database.file
                failed.append(SkippedFile(where, f"{job.name}: {result}", result.page))
            task.progress(done + 1, len(document_ids), "encoding again")
    discarded = 0
    if discard_others and not failed:
        discarded = _discard_others(database, engine.model_id)
    return ReencodingReport(documents, pages, discarded, tuple(failed))


def _jobs(database: Database, document_ids: Sequence[int]) -> Iterator[DocumentJob]:
    """Read one by one: the patch places of thousands of pages need not be held at once."""
    for document_id in document_ids:
        with database.reading() as rows:
            row = rows.execute(
                "SELECT writers.name AS writer, documents.name FROM documents "
                "JOIN writers ON writers.id = writer_id WHERE documents.id = ?",
                (document_id,),
            ).fetchone()
            pages = read_pages_of(rows, document_id)
        if row is not None:
            yield DocumentJob(
                document_id,
                f"{shown_name(row['writer'])}, {shown_name(row['name'])}",
                tuple(PageSource(p.file, p.sha256, ReadSettings(), stored=p) for p in pages),
                database.originals.folder,
            )


def _is_there(database: Database, document_id: int) -> bool:
    with database.reading() as rows:
        found = rows.execute("SELECT 1 FROM documents WHERE id = ?", (document_id,)).fetchone()
    return found is not None


def _discard_others(database: Database, model_id: str) -> int:
    """Drop codes of other models of all documents that have one of this model."""
    others = (
        "FROM codes WHERE model_id != ? AND EXISTS (SELECT 1 FROM codes AS own "
        "WHERE own.document_id = codes.document_id AND own.model_id = ?)"
    )
    both = (model_id, model_id)
    with database.changing("codes of other models dropped") as change:
        found = change.rows.execute(f"SELECT document_id {others}", both)
        change.documents.update(int(row[0]) for row in found)
        dropped = change.rows.execute(f"DELETE {others}", both).rowcount
        if dropped:
            change.data.update(kept=model_id, codes=dropped)
    return dropped
