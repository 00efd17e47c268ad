"""Codes of the demonstration's known letters, made beforehand: it need not be waited for.

They are of one model and one version of the program. For any other, the letters are encoded.
"""

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from writerid.errors import WriterIdError
from writerid.pipeline.identify import Engine
from writerid.pipeline.scan import hash_file
from writerid.store.database import Database
from writerid.store.documents import insert_document
from writerid.store.encoding import made_with
from writerid.store.recording import described_document
from writerid.store.transfer import carry
from writerid.store.transfer_records import CarriedDocument, read_writer, writer_record
from writerid.store.writers import ensure_writer, list_writers

FILE = "known-codes.json.gz"


def write_codes(database: Database, model_id: str, source: Path) -> Path:
    """Write what is enrolled of the files below ``source`` beside them; returns the file."""
    writers = [writer_record(carry(database, writer)) for writer in list_writers(database)]
    for writer in writers:
        for page in (page for document in writer["documents"] for page in document["pages"]):
            page["file"] = Path(page["file"]).relative_to(source.absolute()).as_posix()
            # The file's time is that of whoever installs the program.
            page["modified"] = ""
    record = {"model_id": model_id, "made_with": made_with(), "writers": writers}
    file = source / FILE
    text = json.dumps(record, ensure_ascii=False, sort_keys=True)
    file.write_bytes(gzip.compress(text.encode(), mtime=0))
    return file


def enrol_prepared(database: Database, engine: Engine, source: Path) -> int:
    """Enrol the letters whose codes fit this model, version and files; returns how many.

    What does not fit, or is there already, is left to the ordinary enrolment.
    """
    try:
        record: dict[str, Any] = json.loads(gzip.decompress((source / FILE).read_bytes()))
        if (record["model_id"], record["made_with"]) != (engine.model_id, made_with()):
            return 0
        writers = [read_writer(writer) for writer in record["writers"]]
    except (OSError, EOFError, ValueError, KeyError, TypeError, WriterIdError):
        return 0
    if list_writers(database):
        return 0
    ready = [
        (writer.name, _in_place(document, source))
        for writer in writers
        for document in writer.documents
        if _fits(document, source)
    ]
    for _, document in ready:
        for page in document.coded[0].pages:
            database.originals.put(page.file, page.sha256)
    with database.changing("demonstration enrolled") as change:
        rows = change.rows
        told = []
        for name, document in ready:
            writer_id = ensure_writer(rows, name)
            document_id = insert_document(
                rows, writer_id, document.name, document.item, document.coded[0]
            )
            told.append(described_document(rows, document_id))
            change.writers.add(writer_id)
            change.documents.add(document_id)
        if told:
            change.data["documents"] = told
    return len(ready)


def _fits(document: CarriedDocument, source: Path) -> bool:
    """Whether the document's files are the ones that were encoded."""
    try:
        return all(hash_file(source / page.file) == page.sha256 for page in document.coded[0].pages)
    except WriterIdError:
        return False


def _in_place(document: CarriedDocument, source: Path) -> CarriedDocument:
    """With the files where they lie here."""
    [coded] = document.coded
    pages = tuple(replace(page, file=(source / page.file).absolute()) for page in coded.pages)
    return replace(document, coded=(replace(coded, pages=pages),))
