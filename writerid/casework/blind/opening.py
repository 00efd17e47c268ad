"""A blind package into a fresh case of the second examiner's, with its known writing beside it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from writerid.casework.blind.format import EVENT_OPENED, PACKAGE, scan_name
from writerid.casework.blind.manifest import (
    BlindDocument,
    BlindItem,
    BlindManifest,
    BlindPage,
    BlindWriter,
    read_manifest,
)
from writerid.casework.blind.origin import DATABASE
from writerid.casework.blind.scans import check_scan
from writerid.casework.case import Case
from writerid.casework.casefile.new_folder import new_folder
from writerid.casework.chain import canonical, now
from writerid.casework.importing import ImportedFile, ImportedPage
from writerid.casework.item_changes import add_items, describe_item, set_steps
from writerid.casework.known_side import writer_key
from writerid.store.archive import Archive, open_archive, require_room
from writerid.store.archive_writing import explained_writing
from writerid.store.database import Database
from writerid.store.documents import CodedDocument, PatchPlaces, StoredPage, insert_document
from writerid.store.originals import Originals
from writerid.store.recording import LEFT_OUT
from writerid.store.writers import ensure_writer
from writerid.tasks import SILENT, Task

NOWHERE = PatchPlaces(np.zeros((0, 2), np.float32), np.zeros(0, np.float32), np.zeros((2, 3)))
"""Where patches are is found from the scan when evidence is looked at."""


@dataclass(frozen=True)
class OpenedPackage:
    """Where the second examiner works now. ``scans``: known documents that came with theirs."""

    folder: Path
    database: Path
    package_id: str
    commitment: str
    model_id: str
    calibration_id: str | None
    propositions: str
    prepared: bool
    items: tuple[str, ...]
    writers: int
    documents: int
    scans: int


def open_package(
    package: Path, folder: Path, *, examiner: str = "", task: Task = SILENT
) -> OpenedPackage:
    """Make a case of a blind package in a new folder, and a database of its known writing.

    The known documents bear codes for names, and are compared by the codes that came with them.
    Raises TransferError for a file that can't be trusted, CaseError where ``folder`` is not empty,
    StorageFullError, Cancelled; then nothing is left behind.
    """
    folder = folder.absolute()
    with open_archive(package, PACKAGE, task) as archive, new_folder(folder) as partial:
        manifest = read_manifest(archive)
        needed = sum(one.size_bytes for one in archive.members.values())
        require_room(partial.parent, 2 * needed, package)
        title = f"Second opinion on package {manifest.package_id[:8]}"
        with (
            Case.create(partial, title, examiner=examiner) as case,
            Database.create(partial / DATABASE) as database,
        ):
            _fill_database(database, archive, manifest, task)
            _record(case, database, archive, manifest)
            for item in manifest.items:
                _add_item(case, archive, item, task)
    documents = [one for writer in manifest.writers for one in writer.documents]
    return OpenedPackage(
        folder,
        folder / DATABASE,
        manifest.package_id,
        manifest.commitment,
        manifest.model_id,
        manifest.calibration_id,
        manifest.propositions,
        manifest.prepared,
        tuple(item.name for item in manifest.items),
        len(manifest.writers),
        len(documents),
        sum(all(page.scan is not None for page in one.pages) for one in documents),
    )


def _record(case: Case, database: Database, archive: Archive, manifest: BlindManifest) -> None:
    database_id, _ = database.state()
    with database.reading() as rows:
        codes = {
            writer_key(database_id, row["id"]): row["name"]
            for row in rows.execute("SELECT id, name FROM writers")
        }
    kept = {
        "model_id": manifest.model_id,
        "calibration_id": manifest.calibration_id,
        "propositions": manifest.propositions,
        "prepared": manifest.prepared,
        "items": [item.name for item in manifest.items],
        "codes": codes,
    }
    with case.changing(EVENT_OPENED) as change:
        change.data.update(
            package=manifest.package_id,
            commitment=manifest.commitment,
            sha256=archive.sha256,
            database=database_id,
        )
        change.rows.execute(
            "INSERT INTO blind_origin VALUES (1, ?, ?, ?, ?, ?, ?, NULL, NULL)",
            (
                *(manifest.package_id, manifest.commitment, archive.sha256, now(), database_id),
                canonical(kept),
            ),
        )


def _add_item(case: Case, archive: Archive, item: BlindItem, task: Task) -> None:
    files = []
    for number, page in enumerate(item.pages, start=1):
        sha256, size_bytes = _take_out(archive, page, case.originals, task)
        imported = ImportedPage(1, 1, page.width_px, page.height_px, page.resolution)
        name = Path(f"{item.name}, page {number}.png")
        files.append(ImportedFile(name, sha256, size_bytes, "", (imported,)))
    [added], _ = add_items(case, files, together=True, allow_duplicates=True)
    describe_item(case, added.id, data=item.data)
    for stored, page in zip(added.pages, item.pages, strict=True):
        if page.steps is not None:
            set_steps(case, stored.id, page.steps)


def _fill_database(
    database: Database, archive: Archive, manifest: BlindManifest, task: Task
) -> None:
    for writer in task.each(manifest.writers, "taking out known writing"):
        _add_writer(database, archive, writer, manifest.package_id, task)


def _add_writer(
    database: Database, archive: Archive, writer: BlindWriter, package_id: str, task: Task
) -> None:
    coded = []
    for document in writer.documents:
        pages = tuple(
            _stored_page(database, archive, document, number, f"{package_id} {number}", task)
            for number in range(1, len(document.pages) + 1)
        )
        coded.append((document, CodedDocument(pages, document.code, document.made_with)))
    with database.changing("writer of a blind package added") as change:
        change.data.update(package=package_id, writer=writer.code)
        change.data[LEFT_OUT] = [
            page.sha256
            for document, one in coded
            for page, carried in zip(one.pages, document.pages, strict=True)
            if carried.scan is None
        ]
        writer_id = ensure_writer(change.rows, writer.code)
        change.writers.add(writer_id)
        for document, one in coded:
            change.documents.add(
                insert_document(change.rows, writer_id, document.name, document.data, one)
            )


def _stored_page(
    database: Database,
    archive: Archive,
    document: BlindDocument,
    number: int,
    key: str,
    task: Task,
) -> StoredPage:
    page = document.pages[number - 1]
    if page.resolution is None or page.steps is None:
        raise ValueError("a known page has no resolution or no preparation")
    if page.scan is None:
        # Named by what no file has, so that it is looked for in vain and said to be missing.
        sha256 = hashlib.sha256(f"{document.name} {key}".encode()).hexdigest()
        name, size_bytes = f"{document.name} (its scan did not come with the package)", 0
    else:
        sha256, size_bytes = _take_out(archive, page, database.originals, task)
        name = f"{document.name}, page {number}.png"
    return StoredPage(
        sha256=sha256,
        file=Path(name),
        size_bytes=size_bytes,
        modified="",
        number=1,
        page_count=1,
        width_px=page.width_px,
        height_px=page.height_px,
        resolution=page.resolution,
        box=None,
        steps=page.steps,
        keypoint_count=page.keypoint_count,
        writing_mm=page.writing_mm,
        places=NOWHERE,
    )


def _take_out(
    archive: Archive, page: BlindPage, originals: Originals, task: Task
) -> tuple[str, int]:
    """A scan into a store, its pixels held against the list; returns hash and bytes."""
    sha256 = str(page.scan)
    target = originals.path_of(sha256)
    if not target.exists():
        with explained_writing(originals.folder):
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as stream:
                archive.copy(scan_name(sha256), stream, task)
        target.chmod(0o444)
    size = (page.width_px, page.height_px)
    check_scan(target, archive.file, page.pixels_sha256, size)
    return sha256, target.stat().st_size
