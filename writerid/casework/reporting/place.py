"""Where a report and the files beside it may go: never in the place of what they tell of."""

from pathlib import Path

from writerid.casework.case import FILE, Case
from writerid.casework.lock import FILE as LOCK
from writerid.errors import CaseError, WriterIdError, system_sentence
from writerid.pipeline.scan import hash_file
from writerid.store.database import FILE as DATABASE_FILE

SQLITE = b"SQLite format 3\0"
OWN_FILES = frozenset(
    {LOCK, *(f"{name}{end}" for name in (FILE, DATABASE_FILE) for end in ("", "-wal", "-shm"))}
)
KEPT = frozenset({"originals", "backups"})
"""Folders of a case or a database that hold what can't be made again."""


def check_target(case: Case, target: Path) -> None:
    """Raise CaseError where a file of that name would take the place of what must not be lost.

    That is an original of the case or a copy of one, and the files of a case or a database.
    WriterIdError where the place can't be looked at.
    """
    target = target.absolute()
    try:
        _refuse_own(target)
        there = target.is_file()
    except OSError as error:
        raise WriterIdError(system_sentence(error), path=target) from error
    if not there:
        return
    with case.reading() as rows:
        hit = rows.execute(
            "SELECT 1 FROM originals WHERE sha256 = ?", (hash_file(target),)
        ).fetchone()
    if hit is not None:
        raise CaseError(
            f"{target} is one of the originals of the case and is not written over: choose another "
            "name",
            path=target,
        )


def _refuse_own(target: Path) -> None:
    for folder in target.resolve().parents:
        if folder.name in KEPT and any(
            (folder.parent / name).exists() for name in (FILE, DATABASE_FILE)
        ):
            what = "the originals" if folder.name == "originals" else "the backups"
            raise CaseError(
                f"{target} lies among {what} of a case or a database: choose another place",
                path=target,
            )
    if target.name in OWN_FILES or _is_database(target):
        raise CaseError(
            f"{target} is a file of a case or a database and is not written over: choose another "
            "name",
            path=target,
        )


def _is_database(target: Path) -> bool:
    if not target.is_file():
        return False
    with target.open("rb") as stream:
        return stream.read(len(SQLITE)) == SQLITE
