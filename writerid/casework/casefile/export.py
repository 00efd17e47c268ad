"""A case into one file: a consistent copy of its SQLite file, and its originals."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from writerid import __version__
from writerid.casework.case import Case
from writerid.casework.casefile.format import CASE_FILE, SQLITE
from writerid.casework.casefile.leaving import (
    LeavingWriter,
    known_originals,
    leaving_record,
    leaving_writers,
)
from writerid.casework.chain import check_chain, now
from writerid.errors import CaseError
from writerid.pipeline.scan import hash_file
from writerid.store.archive import require_room
from writerid.store.archive_writing import (
    Source,
    beside_file,
    explained_writing,
    new_file,
    write_archive,
)
from writerid.tasks import SILENT, Task
from writerid.versions import package_versions


@dataclass(frozen=True)
class ExportedCase:
    """What was written. ``left_out``: how many originals of known writing stay here."""

    file: Path
    sha256: str
    size_bytes: int
    event_count: int
    event_head: str
    originals: int
    left_out: int
    leaving: tuple[LeavingWriter, ...]


def export_case(
    case: Case, file: Path, *, without_known_originals: bool = False, task: Task = SILENT
) -> ExportedCase:
    """Write the case to one new file, whole or not at all; the case's history tells of it.

    ``without_known_originals`` leaves the scans of known writing out, and the file says so. Raises
    TransferError where the file exists or can't be written, StorageFullError, OriginalError for an
    original that is not what was imported, CaseError for a broken history, Cancelled.
    """
    file = file.absolute()
    with new_file(file) as partial:
        _record_begin(case, file, without_known_originals)
        with (
            given_up(case, "case export given up", file),
            explained_writing(file),
            beside_file(partial) as beside,
        ):
            task.progress(0, 1, "copying the case")
            copy = case.write_copy(Path(beside))
            done = _write(case, copy, partial, without_known_originals, task)
    return ExportedCase(file, hash_file(file), file.stat().st_size, *done)


@contextmanager
def given_up(case: Case, kind: str, file: Path) -> Iterator[None]:
    """Where what was recorded as begun fails, record that too."""
    try:
        yield
    except BaseException as error:
        with case.changing(kind) as change:
            change.data.update(file=file.name, why=type(error).__name__)
        raise


def _record_begin(case: Case, file: Path, without_known_originals: bool) -> None:
    """Before the copy is made, so that the copy tells of it."""
    with case.changing("case exported") as change:
        left_out = sorted(known_originals(change.rows)) if without_known_originals else []
        change.data.update(file=file.name, left_out=left_out)


def _write(
    case: Case, copy: Path, partial: Path, without_known_originals: bool, task: Task
) -> tuple[int, str, int, int, tuple[LeavingWriter, ...]]:
    state, originals, left_out = _content(case, copy, without_known_originals)
    leaving = leaving_writers(case, without_known_originals=without_known_originals)
    sources = [_source(SQLITE, copy, hash_file(copy), "the case")]
    sources += [
        _source(f"originals/{sha256}", case.originals.verified(sha256, name), sha256, name)
        for sha256, name in task.each(sorted(originals.items()), "verifying originals")
    ]
    require_room(partial.parent, sum(one.size_bytes for one in sources), partial)
    manifest = {
        "writerid": __version__,
        "packages": package_versions(),
        "exported": now(),
        "case": state,
        "left_out": sorted(left_out),
        "leaving": leaving_record(leaving),
    }
    write_archive(partial, CASE_FILE, manifest, sources, task)
    return state["event_count"], state["event_head"], len(originals), len(left_out), leaving


def _source(name: str, file: Path, sha256: str, shown: str) -> Source:
    return Source(name, sha256, file.stat().st_size, file, shown)


def _content(
    case: Case, copy: Path, without_known_originals: bool
) -> tuple[dict[str, Any], Mapping[str, str], Sequence[str]]:
    """From the copy: the case's own data, its originals (hash: name), and what is left out."""
    with closing(sqlite3.connect(copy)) as rows:
        rows.row_factory = sqlite3.Row
        history = check_chain(rows)
        if history.problem:
            raise CaseError(
                f"{case.file}: {history.problem}. The case is not exported; put it back from a "
                "backup, or hand its folder on as it is",
                path=case.file,
            )
        row = rows.execute("SELECT * FROM case_state").fetchone()
        left_out = {str(one[0]) for one in rows.execute("SELECT sha256 FROM left_out_originals")}
        left_out = {sha256 for sha256 in left_out if not case.originals.has(sha256)}
        if without_known_originals:
            left_out |= known_originals(rows)
        names = {
            str(one[0]): str(one[1]) for one in rows.execute("SELECT sha256, file_name FROM pages")
        }
        originals = {
            str(one[0]): names.get(one[0], f"known writing {one[0][:12]}…")
            for one in rows.execute("SELECT sha256 FROM originals")
            if one[0] not in left_out
        }
    state = {
        "id": row["case_id"],
        "title": row["title"],
        "synthetic": bool(row["synthetic"]),
        "event_count": row["event_count"],
        "event_head": row["event_head"],
    }
    return state, originals, sorted(left_out)
