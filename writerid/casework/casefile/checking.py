"""An exported case, verified without being imported: each part's hash, and its history."""

import re
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from writerid.casework.case import CASE
from writerid.casework.casefile.format import CASE_FILE, ORIGINAL, SQLITE
from writerid.casework.casefile.leaving import LeavingWriter, read_leaving
from writerid.casework.chain import check_chain
from writerid.store.archive import Archive, open_archive, refused, require_room
from writerid.store.archive_writing import explained_writing
from writerid.store.migration import check_version, read_migrations, schema_at, schema_of
from writerid.store.untrusted import count_of, hash_of, list_of, text_of
from writerid.tasks import SILENT, Task

CASE_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class CaseFileSummary:
    """What an exported case says of itself. ``left_out``: hashes of scans that stayed behind."""

    file: Path
    sha256: str
    size_bytes: int
    case_id: str
    title: str
    exported: str
    writerid: str
    event_count: int
    event_head: str
    originals: int
    left_out: tuple[str, ...]
    leaving: tuple[LeavingWriter, ...]


def check_case_file(file: Path, task: Task = SILENT) -> CaseFileSummary:
    """Verify an exported case: sizes and hashes of all parts, its tables, its history.

    Raises TransferError that says what is wrong, CaseError for a case of a newer program,
    StorageFullError, Cancelled.
    """
    with open_archive(file, CASE_FILE, task) as archive:
        summary = summarise(archive)
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / SQLITE
            require_room(Path(tempfile.gettempdir()), archive.members[SQLITE].size_bytes, file)
            with explained_writing(copy), copy.open("wb") as stream:
                archive.copy(SQLITE, stream, task)
            check_copy(copy, archive, summary)
        for name in task.each(sorted(archive.members.keys() - {SQLITE}), "verifying originals"):
            archive.copy(name, None, task)
    return summary


def summarise(archive: Archive) -> CaseFileSummary:
    """Read the manifest. Raises TransferError and what values of the wrong kind raise."""
    manifest = archive.manifest
    state: Mapping[str, Any] = manifest["case"]
    originals = [name for name in archive.members if name != SQLITE]
    for name in originals:
        found = ORIGINAL.fullmatch(name)
        if found is None or archive.members[name].sha256 != found[1]:
            raise refused(archive.file, f"declares another hash of {name} than its name is")
    if SQLITE not in archive.members:
        raise refused(archive.file, f"holds no {SQLITE}")
    if not CASE_ID.fullmatch(text_of(state["id"])):
        raise refused(archive.file, "bears no id of a case")
    return CaseFileSummary(
        archive.file,
        archive.sha256,
        archive.size_bytes,
        state["id"],
        text_of(state["title"]),
        text_of(manifest["exported"]),
        text_of(manifest["writerid"]),
        count_of(state["event_count"]),
        hash_of(state["event_head"]),
        len(originals),
        tuple(hash_of(sha256) for sha256 in list_of(manifest["left_out"])),
        read_leaving(list_of(manifest["leaving"])),
    )


def check_copy(copy: Path, archive: Archive, summary: CaseFileSummary) -> None:
    """Check the SQLite file that was taken out: it is a case, whole, and the one declared.

    Raises TransferError, CaseError for a schema that is newer than this program's.
    """
    uri = f"{copy.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as rows:
            rows.row_factory = sqlite3.Row
            problem = _problem(rows, archive, summary)
    except sqlite3.Error as error:
        raise refused(archive.file, f"holds a damaged case ({error})") from error
    if problem:
        raise refused(archive.file, problem)


def _problem(rows: sqlite3.Connection, archive: Archive, summary: CaseFileSummary) -> str:
    rows.execute("PRAGMA trusted_schema = OFF")
    version = check_version(rows, archive.file, read_migrations(CASE)[-1][0], CASE)
    if version == 0 or schema_at(version, CASE) != schema_of(rows):
        return "holds a database whose tables are not those of a case"
    verdict = rows.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        return f"holds a damaged case ({verdict})"
    history = check_chain(rows)
    if history.problem:
        return f"holds a case whose history is not whole ({history.problem})"
    state = rows.execute("SELECT case_id, title FROM case_state").fetchone()
    found = (state["case_id"], state["title"], history.count, history.head)
    if found != (summary.case_id, summary.title, summary.event_count, summary.event_head):
        return "holds another case, or another state of its history, than its own list says"
    return _originals_problem(rows, archive, summary)


def _originals_problem(rows: sqlite3.Connection, archive: Archive, summary: CaseFileSummary) -> str:
    listed = {
        str(row[0]): int(row[1]) for row in rows.execute("SELECT sha256, size_bytes FROM originals")
    }
    there = {
        member.sha256: member.size_bytes
        for name, member in archive.members.items()
        if name != SQLITE
    }
    left_out = set(summary.left_out)
    if missing := sorted(listed.keys() - there.keys() - left_out):
        return f"lacks the original {missing[0][:12]}… that the case refers to"
    if extra := sorted(there.keys() - listed.keys()):
        return f"holds a file {extra[0][:12]}… that the case does not refer to"
    if any(listed[sha256] != size for sha256, size in there.items()):
        return "declares another size of an original than the case"
    if left_out & there.keys():
        return "says that it leaves out an original that it holds"
    return ""
