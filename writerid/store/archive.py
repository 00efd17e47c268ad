"""ZIP files with a manifest and hashed members, read in distrust (``archive_writing`` makes them).

Nothing of a file that is read is believed. Names inside are looked up in what the kind of file
allows, never used as paths; links, folders, passwords and names that two systems read differently
are refused; no more is read of a member than the manifest declares, and its hash is checked on the
way. Members are stored uncompressed, but for the few that the kind lists, whose growth is limited.
"""

import hashlib
import re
import shutil
import sqlite3
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

from writerid.errors import (
    Cancelled,
    CaseError,
    DatabaseError,
    OriginalError,
    StorageFullError,
    TransferError,
    WriterIdError,
)
from writerid.store.names import shown_name
from writerid.store.untrusted import count_of, hash_of, json_of, list_of, text_of
from writerid.tasks import SILENT, Task

MANIFEST = "manifest.json"
CHUNK_BYTES = 1 << 20
LARGEST_MANIFEST_BYTES = 1 << 28
MOST_GROWTH = 200
"""A SQLite file of JSON shrinks to a fifteenth, an empty one to a thirtieth."""

SMALL_BYTES = 1 << 20
LONGEST_SHOWN = 60
DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, EOFError)
"""What zipfile raises for a file whose content is wrong; endless nesting of JSON among it."""

MEANINGLESS = (
    *(ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError),
    sqlite3.IntegrityError,
)
"""What comes of values that are not what they have to be."""


@dataclass(frozen=True)
class ArchiveKind:
    """A kind of file. ``what`` names it in sentences, “exported case” say.

    ``names`` are the members that it may have beside the manifest, ``compressed`` those among them
    that are not stored as they are.
    """

    format: str
    what: str
    names: re.Pattern[str]
    compressed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Member:
    """What the manifest declares of a member."""

    name: str
    size_bytes: int
    sha256: str


class Archive:
    """An opened archive whose names, sizes and manifest are in order; contents are yet unchecked.

    ``sha256`` and ``size_bytes`` are of the file as a whole.
    """

    def __init__(self, file: Path, opened: zipfile.ZipFile, sha256: str, size_bytes: int) -> None:
        self.file = file
        self.sha256 = sha256
        self.size_bytes = size_bytes
        self.manifest: Mapping[str, Any] = {}
        self.members: Mapping[str, Member] = {}
        self._opened = opened

    def copy(self, name: str, target: IO[bytes] | None, task: Task = SILENT) -> None:
        """Read a member into ``target``, or only check it.

        Raises TransferError where it is not of the size and hash that the manifest declares.
        """
        member = self.members[name]
        digest, size = hashlib.sha256(), 0
        with self._opened.open(name) as stream:
            while chunk := stream.read(CHUNK_BYTES):
                task.check_cancelled()
                size += len(chunk)
                if size > member.size_bytes:
                    break
                digest.update(chunk)
                if target is not None:
                    target.write(chunk)
        if (size, digest.hexdigest()) != (member.size_bytes, member.sha256):
            raise TransferError(
                f"{name} in {self.file} is not what the file's own list says: it was changed or "
                "damaged, and is not used; ask for it again",
                path=self.file,
            )


@contextmanager
def open_archive(file: Path, kind: ArchiveKind, task: Task = SILENT) -> Iterator[Archive]:
    """Open a file of unknown origin; what goes wrong with it inside becomes a sentence as well.

    Raises TransferError for a file that is none of its kind, is damaged, or holds what it must not.
    """
    with explained_reading(file, kind.what), ExitStack() as stack:
        stream = stack.enter_context(file.open("rb"))
        sha256, size_bytes = _hash(stream, task)
        opened = stack.enter_context(zipfile.ZipFile(stream))
        archive = Archive(file, opened, sha256, size_bytes)
        entries = opened.infolist()
        # First what kind of file it is: another's parts are none of this kind.
        _check_entries(archive, [one for one in entries if one.orig_filename == MANIFEST], kind)
        archive.manifest = _read_manifest(archive, opened, kind)
        _check_entries(archive, entries, kind)
        archive.members = _declared(archive, opened)
        yield archive


def require_room(folder: Path, needed_bytes: int, file: Path) -> None:
    """Raise StorageFullError where the disk of ``folder`` has no room for what ``file`` holds."""
    free = shutil.disk_usage(folder).free
    if needed_bytes > free:
        raise StorageFullError(
            f"{file} needs {needed_bytes / 1e6:,.1f} MB in {folder}, where {free / 1e6:,.1f} MB "
            "are free: make room, or choose another disk",
            path=file,
        )


def _hash(stream: BinaryIO, task: Task) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK_BYTES):
        task.check_cancelled()
        size += len(chunk)
        digest.update(chunk)
    stream.seek(0)
    return digest.hexdigest(), size


def _check_entries(archive: Archive, entries: Sequence[zipfile.ZipInfo], kind: ArchiveKind) -> None:
    seen: set[str] = set()
    for entry in entries:
        problem = _name_problem(entry.orig_filename, seen, kind) or _entry_problem(entry, kind)
        if problem:
            name = shown_name(entry.orig_filename)[:LONGEST_SHOWN]
            raise refused(archive.file, f"holds “{name}”, {problem}")
        seen.add(entry.orig_filename.casefold())
    if sum(entry.compress_size for entry in entries) > archive.size_bytes:
        raise refused(archive.file, "declares more than it holds")


def _name_problem(name: str, seen: set[str], kind: ArchiveKind) -> str:
    """What is wrong with a name; empty where nothing is."""
    tests: Sequence[tuple[bool, str]] = (
        (".." in re.split(r"[/\\]", name), "a path that leads out of the folder"),
        (name.startswith(("/", "\\")), "an absolute path"),
        (re.match(r"[A-Za-z]:", name) is not None, "a path on a drive"),
        ("\\" in name, "a name with a backslash"),
        (name.endswith("/"), "a folder, where files alone belong"),
        (name.casefold() in seen, "a name that is there twice, or in capitals and small letters"),
        (
            name != MANIFEST and kind.names.fullmatch(name) is None,
            "which does not belong in it",
        ),
    )
    return next((sentence for wrong, sentence in tests if wrong), "")


def _entry_problem(entry: zipfile.ZipInfo, kind: ArchiveKind) -> str:
    form = stat.S_IFMT(entry.external_attr >> 16)
    stored = entry.compress_type == zipfile.ZIP_STORED
    may_shrink = entry.filename == MANIFEST or entry.filename in kind.compressed
    growth = entry.file_size > SMALL_BYTES + MOST_GROWTH * entry.compress_size
    tests: Sequence[tuple[bool, str]] = (
        (bool(entry.flag_bits & 0x41), "protected by a password: ask for it without one"),
        (stat.S_ISLNK(form), "a link to another file"),
        (form not in (0, stat.S_IFREG), "a device or a folder, where files alone belong"),
        (
            not stored and not (may_shrink and entry.compress_type == zipfile.ZIP_DEFLATED),
            "compressed in a way that this kind of file does not use",
        ),
        (stored and entry.file_size != entry.compress_size, "with two sizes"),
        (growth, f"which would grow more than {MOST_GROWTH}-fold (a “bomb”)"),
    )
    return next((sentence for wrong, sentence in tests if wrong), "")


def _read_manifest(
    archive: Archive, opened: zipfile.ZipFile, kind: ArchiveKind
) -> Mapping[str, Any]:
    entry = opened.getinfo(MANIFEST)
    if entry.file_size > LARGEST_MANIFEST_BYTES:
        raise refused(archive.file, "has a list of impossible length")
    with opened.open(entry) as stream:
        manifest: dict[str, Any] = json_of(stream.read(LARGEST_MANIFEST_BYTES))
    check_format(archive.file, manifest, kind.format)
    return manifest


def check_format(file: Path, record: Mapping[str, Any], wanted: str) -> None:
    """Raise TransferError where a record is of another format, or of a newer version."""
    found = text_of(record["format"])
    if found == wanted:
        return
    name = shown_name(found)[:LONGEST_SHOWN]
    if found.rpartition("/")[0] == wanted.rpartition("/")[0]:
        way_out = "use the newer program that wrote it"
    else:
        way_out = "choose another file"
    raise TransferError(
        f"{file} has the format “{name}”, here “{wanted}” is read: {way_out}", path=file
    )


def _declared(archive: Archive, opened: zipfile.ZipFile) -> Mapping[str, Member]:
    members = [
        Member(text_of(one["name"]), count_of(one["size_bytes"]), hash_of(one["sha256"]))
        for one in list_of(archive.manifest["members"])
    ]
    declared = {member.name: member for member in members}
    there = {entry.filename: entry.file_size for entry in opened.infolist()}
    del there[MANIFEST]
    if len(declared) != len(members):
        raise refused(archive.file, "lists a part of itself twice")
    missing, extra = sorted(declared.keys() - there.keys()), sorted(there.keys() - declared.keys())
    if missing:
        name = shown_name(missing[0])[:LONGEST_SHOWN]
        raise refused(archive.file, f"lists “{name}”, which is not in it")
    if extra:
        raise refused(archive.file, f"holds “{extra[0]}”, which its own list does not name")
    for name, member in declared.items():
        if there[name] != member.size_bytes:
            raise refused(archive.file, f"declares two sizes of {name}")
    return declared


def refused(file: Path, what: str) -> TransferError:
    """The error for a file that holds what it must not."""
    return TransferError(
        f"{file} {what}: nothing of it is used; ask whoever sent it to make it again", path=file
    )


@contextmanager
def explained_reading(file: Path, what: str) -> Iterator[None]:
    """Turn what goes wrong with a file of unknown origin, “exported case” say, into a sentence."""
    try:
        yield
    except (TransferError, OriginalError, DatabaseError, CaseError, Cancelled):
        raise
    except OSError as error:
        raise TransferError(
            f"{file} can't be read ({error.strerror or error}): check its name, and that its drive "
            "is connected",
            path=file,
        ) from error
    except (*DAMAGE, *MEANINGLESS, WriterIdError) as error:
        raise TransferError(
            f"{file} is no {what}, or is cut short or damaged ({_short(error)}): ask for it again",
            path=file,
        ) from error


def _short(error: Exception) -> str:
    return shown_name(str(error))[:120] or type(error).__name__
