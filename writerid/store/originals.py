"""The store of original files: named by their SHA-256, verified on each use, never changed."""

import errno
import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from writerid.errors import OriginalError, ScanError, StorageFullError, WriterIdError
from writerid.pipeline.scan import hash_file
from writerid.store.file_kind import WRITERS, FileKind
from writerid.unfinished import SUFFIX, is_left, is_own, remove_left, unfinished_file

CHUNK_BYTES = 1 << 20
STALE_SECONDS = 3600.0
NAME = re.compile(r"[0-9a-f]{64}")


class Originals:
    """A folder ``ab/cdef…`` of files that are what their names say."""

    def __init__(self, folder: Path, kind: FileKind = WRITERS) -> None:
        self.folder = folder
        self._kind = kind

    def path_of(self, sha256: str) -> Path:
        """Where the original of this hash lies, if it is there."""
        if not NAME.fullmatch(sha256):
            raise OriginalError(f"“{sha256}” is no SHA-256: the record is damaged")
        return self.folder / sha256[:2] / sha256[2:]

    def put(self, file: Path, sha256: str) -> int:
        """Store a byte-identical copy of ``file``; returns its size in bytes.

        Raises ScanError when the file is no longer the one of that hash, StorageFullError when
        there is no room, OriginalError when the copy that is there already is damaged.
        """
        try:
            stream = file.open("rb")
        except OSError as error:
            raise ScanError(f"{file.name} can't be read ({error.strerror})", path=file) from error
        with stream:
            return self.put_stream(
                stream,
                sha256,
                lambda: ScanError(
                    f"{file.name} has changed while it was {self._kind.taken}: "
                    f"{self._kind.take_again}",
                    path=file,
                ),
            )

    def put_stream(
        self, stream: BinaryIO, sha256: str, wrong: Callable[[], Exception], most: int | None = None
    ) -> int:
        """Store what ``stream`` holds; raises ``wrong()`` where it is not of that hash.

        No more than ``most`` bytes are read.
        """
        target = self.path_of(sha256)
        if target.exists():
            self.verified(sha256, target.name)
            return target.stat().st_size
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with unfinished_file(target) as unfinished:
                size = self._fill(unfinished.path, stream, sha256, wrong, most)
                unfinished.let_rename()
                # Another process may have stored the same meanwhile: Windows replaces no such file.
                if not target.exists():
                    unfinished.path.replace(target)
                _sync_folder(target.parent)
        except OSError as error:
            raise _explain(error, self.folder, self._kind) from error
        return size

    def _fill(
        self,
        copy: Path,
        stream: BinaryIO,
        sha256: str,
        wrong: Callable[[], Exception],
        most: int | None,
    ) -> int:
        """Write what ``stream`` holds, read-only; returns its size."""
        with copy.open("rb+") as written:
            size, found = _copy(stream, written, most)
            written.flush()
            os.fsync(written.fileno())
        if found != sha256:
            raise wrong()
        copy.chmod(0o444)
        return size

    def verified(self, sha256: str, shown: str) -> Path:
        """The original's file, its hash checked now. Raises OriginalError that names ``shown``."""
        file = self.path_of(sha256)
        try:
            there = file.is_file()
        except OSError as error:
            raise OriginalError(
                f"the stored original of {shown} can't be read ({file}: {error.strerror}): check "
                "its drive and your rights",
                path=file,
            ) from error
        if not there:
            raise OriginalError(
                f"the stored original of {shown} is missing ({file}): put it back from a backup of "
                f"{self._kind.folder}",
                path=file,
            )
        try:
            found = hash_file(file)
        except ScanError as error:
            raise OriginalError(
                f"the stored original of {shown} can't be read ({file}): check its drive", path=file
            ) from error
        if found != sha256:
            raise OriginalError(
                f"the stored original of {shown} has been changed or damaged ({file}): it is not "
                f"used; put it back from a backup of {self._kind.folder}",
                path=file,
            )
        return file

    def has(self, sha256: str) -> bool:
        """Whether the file is there; its content is not looked at."""
        return os.path.isfile(self.path_of(sha256))  # noqa: PTH113 - False without the right to look

    def remove(self, sha256: str) -> None:
        """Delete an original that nothing refers to any more."""
        file = self.path_of(sha256)
        if file.is_file():
            # Windows deletes no read-only file.
            file.chmod(0o644)
            file.unlink()

    def hashes(self) -> Iterator[str]:
        """Of all files in the store."""
        for file in sorted(self.folder.glob("*/*")):
            sha256 = file.parent.name + file.name
            if NAME.fullmatch(sha256):
                yield sha256

    def leftovers(self, older_than_s: float = STALE_SECONDS) -> list[Path]:
        """Halves of copies that a killed program left; they mean nothing.

        Of those that another computer may be writing, the ones that are older than that.
        """
        before = time.time() - older_than_s
        found = []
        for file in self.folder.glob(f"*/*{SUFFIX}"):
            try:
                if is_left(file) if is_own(file.name) else file.stat().st_mtime <= before:
                    found.append(file)
            except FileNotFoundError:
                continue  # finished just now by another process
        return found

    def sweep(self, older_than_s: float = STALE_SECONDS) -> int:
        """Delete leftovers; returns how many."""
        left = self.leftovers(older_than_s)
        return sum(remove_left(file) for file in left)


def _copy(stream: BinaryIO, copy: BinaryIO, most: int | None) -> tuple[int, str]:
    digest = hashlib.sha256()
    size = 0
    while chunk := stream.read(CHUNK_BYTES):
        size += len(chunk)
        if most is not None and size > most:
            break
        digest.update(chunk)
        copy.write(chunk)
    return size, digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    """Make a new name in the folder survive a power cut, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _explain(error: OSError, folder: Path, kind: FileKind) -> WriterIdError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageFullError(
            f"the disk of {folder} is full: make room and run the same again; what was "
            f"{kind.taken} so far is kept, and is skipped then",
            path=folder,
        )
    return kind.raises(
        f"{folder} can't be written ({error.strerror or error}): check the drive and your rights; "
        f"what was {kind.taken} so far is kept",
        path=folder,
    )
