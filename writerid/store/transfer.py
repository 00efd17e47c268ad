"""A selection of writers as one file: out of one database, into another.

The file is a ZIP with ``writers.json`` and ``originals/<SHA-256>``. Nothing in it is trusted: names
inside are looked up, never used as paths; sizes are limited by what is declared; every original is
hashed before it gets its name.
"""

import json
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from writerid import __version__
from writerid.errors import OriginalError, StorageFullError, TransferError
from writerid.model import SkippedFile
from writerid.store.archive import explained_reading
from writerid.store.archive_writing import new_file
from writerid.store.database import Database
from writerid.store.documents import CodedDocument, now, read_code, read_pages_of
from writerid.store.names import shown_name
from writerid.store.transfer_records import (
    CarriedDocument,
    CarriedWriter,
    read_writer,
    writer_record,
)
from writerid.store.writers import Writer, documents_of
from writerid.tasks import SILENT, Task

FORMAT = "writerid.writers/1"
MANIFEST = "writers.json"
LARGEST_MANIFEST_BYTES = 1 << 29
WHAT = "export of writers"


@dataclass(frozen=True)
class Package:
    """An opened export: its writers, and the sizes of its originals by hash."""

    file: Path
    writers: tuple[CarriedWriter, ...]
    sizes: dict[str, int]


def export_writers(
    database: Database, writers: Sequence[Writer], file: Path, task: Task = SILENT
) -> int:
    """Write writers with all their documents and originals to one new file; returns its bytes.

    Raises TransferError where the file exists or can't be written, OriginalError for an original
    that is not what was stored. The file is there whole, or not at all.
    """
    carried = [carry(database, writer) for writer in writers]
    names: dict[str, str] = {}
    for writer in carried:
        for document in writer.documents:
            names.update({page.sha256: page.file.name for page in document.coded[0].pages})
    with new_file(file) as partial, zipfile.ZipFile(partial, "w") as package:
        manifest = {
            "format": FORMAT,
            "writerid": __version__,
            "exported": now(),
            "writers": [writer_record(writer) for writer in carried],
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        package.writestr(MANIFEST, text, zipfile.ZIP_DEFLATED)
        for sha256, name in task.each(sorted(names.items()), "writing originals"):
            original = database.originals.verified(sha256, name)
            package.write(original, f"originals/{sha256}", zipfile.ZIP_STORED)
    return file.stat().st_size


def open_package(file: Path) -> Package:
    """Read and check what an export says it holds; its originals are checked when imported.

    Raises TransferError for a file that is none, is damaged, or declares what can't be.
    """
    with explained_reading(file, WHAT), zipfile.ZipFile(file) as package:
        entry = package.getinfo(MANIFEST)
        if entry.file_size > LARGEST_MANIFEST_BYTES:
            raise TransferError(f"{file} declares an impossible size: it is not opened", path=file)
        with package.open(entry) as stream:
            manifest: dict[str, Any] = json.loads(stream.read(LARGEST_MANIFEST_BYTES))
        if manifest["format"] != FORMAT:
            raise TransferError(
                f"{file} has the format “{str(manifest['format'])[:40]}”, this program reads "
                f"“{FORMAT}”: use the program that wrote it",
                path=file,
            )
        writers = tuple(read_writer(record) for record in manifest["writers"])
        sizes = {
            page.sha256: page.size_bytes
            for writer in writers
            for document in writer.documents
            for page in document.coded[0].pages
        }
        for sha256, size in sizes.items():
            if package.getinfo(f"originals/{sha256}").file_size != size:
                raise TransferError(
                    f"{file} declares another size for one of its originals than it has: it is not "
                    "imported",
                    path=file,
                )
    return Package(file, writers, sizes)


def store_originals(
    database: Database, package: Package, document: CarriedDocument, task: Task = SILENT
) -> None:
    """Copy a document's originals out of the package, each hashed on the way.

    Raises TransferError for one that is not what its name says, StorageFullError.
    """
    hashes = sorted({page.sha256 for page in document.coded[0].pages})
    missing = [sha256 for sha256 in hashes if not database.originals.has(sha256)]
    needed = sum(package.sizes[sha256] for sha256 in missing)
    free = shutil.disk_usage(database.folder).free
    if needed > free:
        raise StorageFullError(
            f"{package.file} needs {needed / 1e6:,.0f} MB in {database.folder}, where "
            f"{free / 1e6:,.0f} MB are free: make room, and import again",
            path=package.file,
        )
    with explained_reading(package.file, WHAT), zipfile.ZipFile(package.file) as opened:
        for sha256 in hashes:
            task.check_cancelled()
            with opened.open(f"originals/{sha256}") as stream:
                database.originals.put_stream(
                    stream,  # type: ignore[arg-type]
                    sha256,
                    lambda: OriginalError(
                        f"an original in {package.file} is not what its hash says: it was changed "
                        "or damaged, and is not imported",
                        path=package.file,
                    ),
                    most=package.sizes[sha256],
                )


def lost(package: Package, writer: CarriedWriter, reason: str) -> SkippedFile:
    """A writer of a package that was left out."""
    return SkippedFile(package.file, f"“{shown_name(writer.name)}”: {reason}")


def carry(database: Database, writer: Writer) -> CarriedWriter:
    """A writer with all documents and their codes, as an export holds them."""
    documents = []
    for document in documents_of(database, writer):
        with database.reading() as rows:
            pages = read_pages_of(rows, document.id)
            coded = []
            for model_id in document.models:
                code = read_code(rows, document.id, model_id)
                made_with = rows.execute(
                    "SELECT made_with FROM codes WHERE document_id = ? AND model_id = ?",
                    (document.id, model_id),
                ).fetchone()
                if code is not None:
                    coded.append(CodedDocument(pages, code, made_with["made_with"]))
        documents.append(CarriedDocument(document.name, document.item, tuple(coded)))
    return CarriedWriter(
        writer.name,
        writer.codes,
        writer.notes,
        writer.provenance,
        writer.archived,
        tuple(documents),
    )
