"""The database's known writing as a reference collection, to calibrate and to validate on."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from writerid.model import ReferencePage
from writerid.pipeline.keypoints import find_keypoints
from writerid.pipeline.prepare import prepare
from writerid.pipeline.steps import to_record
from writerid.store.database import Database
from writerid.store.documents import StoredPage, read_pages_of
from writerid.store.page_encoding import read_stored_page
from writerid.store.writers import Document, Writer, documents_of, list_writers
from writerid.tasks import SILENT, Task

NO_PROVENANCE = "database"
"""The collection of writers whose provenance is not recorded."""


@dataclass(frozen=True)
class StoredReference:
    """The documents of all writers that are not archived, and the scripts and styles recorded."""

    documents: tuple[tuple[Writer, Document], ...]
    scripts: tuple[str, ...]
    styles: tuple[str, ...]


def list_reference(database: Database) -> StoredReference:
    """What a calibration from this database would be made of. Raises DatabaseError."""
    listed = tuple(
        (writer, document)
        for writer in list_writers(database)
        if not writer.archived
        for document in documents_of(database, writer)
    )
    scripts = {document.item.script for _, document in listed} - {""}
    styles = {document.item.style for _, document in listed} - {""}
    return StoredReference(listed, tuple(sorted(scripts)), tuple(sorted(styles)))


def files_of(database: Database) -> dict[int, tuple[str, ...]]:
    """SHA-256 of the files of each document, by the document's number."""
    found: dict[int, tuple[str, ...]] = {}
    with database.reading() as rows:
        for row in rows.execute("SELECT DISTINCT document_id, sha256 FROM pages ORDER BY 1, 2"):
            found[row["document_id"]] = (*found.get(row["document_id"], ()), row["sha256"])
    return found


def reference_pages(
    database: Database, reference: StoredReference, task: Task = SILENT
) -> Iterator[ReferencePage]:
    """Every page from its verified original, with its recorded preparation.

    A writer's provenance names the collection. Raises OriginalError, DatabaseError, Cancelled.
    """
    for writer, document in task.each(reference.documents, "samples"):
        with database.reading() as rows:
            stored = read_pages_of(rows, document.id)
        for page in stored:
            task.check_cancelled()
            prepared = prepare(read_stored_page(page, database.originals), page.steps)
            yield ReferencePage(
                key=_key(page),
                sha256=page.sha256,
                writer=writer.name,
                document=document.name,
                collection=writer.provenance.strip() or NO_PROVENANCE,
                prepared=prepared,
                keypoints=find_keypoints(prepared),
            )


def _key(page: StoredPage) -> str:
    steps = json.dumps(to_record(page.steps), sort_keys=True)
    text = f"{page.key} {page.resolution.dpi} {page.resolution.source} {steps}"
    return hashlib.sha256(text.encode()).hexdigest()
