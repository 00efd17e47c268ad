"""Files into the case: looked at, copied byte for byte, then listed as items in one step."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from writerid.errors import Cancelled, ScanError, StorageFullError, WriterIdError
from writerid.model import Resolution, SkippedFile
from writerid.pipeline.scan import SUPPORTED_SUFFIXES, hash_file, read_pages
from writerid.store.names import plain_text
from writerid.store.originals import Originals
from writerid.tasks import SILENT, Task


@dataclass(frozen=True)
class ImportedPage:
    """A page as its file has it; ``resolution`` None where the file does not say."""

    number: int
    page_count: int
    width_px: int
    height_px: int
    resolution: Resolution | None


@dataclass(frozen=True)
class ImportedFile:
    """A file whose copy lies among the case's originals. ``modified`` is UTC."""

    file: Path
    sha256: str
    size_bytes: int
    modified: str
    pages: tuple[ImportedPage, ...]


@dataclass(frozen=True)
class Imported:
    """What could be imported, and what could not with the reason."""

    files: tuple[ImportedFile, ...]
    skipped: tuple[SkippedFile, ...]


def import_files(originals: Originals, paths: Iterable[Path], task: Task = SILENT) -> Imported:
    """Copy scans into the store of a case; of folders, all scans below.

    A file that can't be read is listed and the others are done. Raises StorageFullError, CaseError
    where the store can't be written, Cancelled. Files become items with ``add_items``; until then
    the copies mean nothing.
    """
    files: list[ImportedFile] = []
    skipped: list[SkippedFile] = []
    for path in task.each(_scans(paths, skipped), "importing"):
        try:
            files.append(_import(originals, path, task))
        except (Cancelled, StorageFullError):
            raise
        except WriterIdError as error:
            skipped.append(SkippedFile(path, str(error), error.page))
    return Imported(tuple(files), tuple(skipped))


def _scans(paths: Iterable[Path], skipped: list[SkippedFile]) -> Sequence[Path]:
    found: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            found[path.absolute()] = None
            continue
        before = len(found)
        for parent, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if Path(name).suffix.lower() in SUPPORTED_SUFFIXES and not name.startswith("."):
                    found[Path(parent, name).absolute()] = None
        if len(found) == before:
            skipped.append(
                SkippedFile(path, f"{path} holds no scans (PNG, JPEG, BMP, WebP, TIFF, PDF)")
            )
    return list(found)


def _import(originals: Originals, file: Path, task: Task) -> ImportedFile:
    sha256 = hash_file(file)
    status = file.stat()
    pages = []
    for page in read_pages(file):
        task.check_cancelled()
        if page.sha256 != sha256:
            raise ScanError(f"{file.name} has changed while it was imported: import it again")
        pages.append(
            ImportedPage(
                page.number, page.page_count, page.width_px, page.height_px, page.resolution
            )
        )
    size_bytes = originals.put(file, sha256)
    return ImportedFile(
        Path(plain_text(str(file))),
        sha256,
        size_bytes,
        datetime.fromtimestamp(status.st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        tuple(pages),
    )
