"""Files that leave the laboratory: written whole or not at all, each part hashed on the way."""

import errno
import hashlib
import json
import os
import stat
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from writerid.errors import OriginalError, StorageFullError, TransferError
from writerid.store.archive import CHUNK_BYTES, MANIFEST, ArchiveKind
from writerid.tasks import SILENT, Task
from writerid.unfinished import SUFFIX, remove_unfinished, unfinished_file

WITHOUT_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Source:
    """What is to be written: ``name`` in the archive, and what it has to be.

    ``content`` is the bytes, or the file. ``shown`` names it in errors.
    """

    name: str
    sha256: str
    size_bytes: int
    content: bytes | Path
    shown: str


@contextmanager
def new_file(file: Path) -> Iterator[Path]:
    """Give the path that is to be written; it bears the name ``file`` in the end, or is gone.

    Nobody else's file is replaced, one neither that appears meanwhile. Raises TransferError where
    the file exists or can't be written, StorageFullError.
    """
    with explained_writing(file):
        _refuse_existing(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        remove_unfinished(file.parent)
        # A name of its own: another program may write a file of the same name at this moment.
        with unfinished_file(file) as unfinished:
            yield unfinished.path
            with unfinished.path.open("rb+") as stream:
                os.fsync(stream.fileno())
            unfinished.let_rename()
            _give_name(unfinished.path, file)


def beside_file(partial: Path) -> "tempfile.TemporaryDirectory[str]":
    """A folder for what goes into a file; if a killed program leaves it, its name tells whose."""
    return tempfile.TemporaryDirectory(dir=partial.parent, prefix=f"{partial.stem}.", suffix=SUFFIX)


def _refuse_existing(file: Path) -> None:
    if file.exists():
        raise TransferError(f"{file} exists already: choose another name", path=file)


def _give_name(partial: Path, file: Path) -> None:
    try:
        os.link(partial, file)
    except FileExistsError:
        _refuse_existing(file)
        raise
    except (OSError, NotImplementedError):
        # Not every drive knows links.
        _refuse_existing(file)
        partial.replace(file)


@contextmanager
def explained_writing(file: Path) -> Iterator[None]:
    """Turn what the system reports while ``file`` is written into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFullError(
                f"the disk of {file} is full: make room, or choose another place; nothing was left "
                "there",
                path=file,
            ) from error
        raise TransferError(
            f"{file} can't be written ({error.strerror or error}): choose another place", path=file
        ) from error


def write_archive(
    partial: Path,
    kind: ArchiveKind,
    manifest: Mapping[str, Any],
    sources: Sequence[Source],
    task: Task = SILENT,
) -> None:
    """Write the manifest and the members, each hashed again while it is written.

    Raises OriginalError for a source that is not what it has to be, Cancelled.
    """
    members = [
        {"name": one.name, "size_bytes": one.size_bytes, "sha256": one.sha256} for one in sources
    ]
    record = {"format": kind.format, **manifest, "members": members}
    text = json.dumps(record, ensure_ascii=False, indent=1)
    with zipfile.ZipFile(partial, "w") as package:
        package.writestr(_entry(MANIFEST, compressed=True), text)
        for one in task.each(sources, "writing originals"):
            entry = _entry(one.name, compressed=one.name in kind.compressed)
            # Known beforehand, so that the entry's head says it and large files are possible.
            entry.file_size = one.size_bytes
            with package.open(entry, "w") as stream:
                _write(one, stream, task)


def _entry(name: str, *, compressed: bool) -> zipfile.ZipInfo:
    """Without the time of the file, which is nobody's business."""
    entry = zipfile.ZipInfo(name, WITHOUT_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    entry.create_system = 3
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    return entry


def _write(source: Source, stream: IO[bytes], task: Task) -> None:
    digest, size = hashlib.sha256(), 0
    content = source.content
    with BytesIO(content) if isinstance(content, bytes) else content.open("rb") as read:
        while chunk := read.read(CHUNK_BYTES):
            task.check_cancelled()
            size += len(chunk)
            if size > source.size_bytes:
                break
            digest.update(chunk)
            stream.write(chunk)
    if (size, digest.hexdigest()) != (source.size_bytes, source.sha256):
        raise OriginalError(
            f"the stored original of {source.shown} has been changed or damaged: nothing is "
            "written; put it back from a backup of its folder",
            path=content if isinstance(content, Path) else None,
        )
