"""The file of a case: what kind it is, where it lies, and how it is opened."""

import sqlite3
from pathlib import Path

from writerid.casework.chain import Author
from writerid.casework.witness import begin_to_watch, begin_witness
from writerid.errors import CaseError, OutdatedCaseError
from writerid.store.database import FILE as DATABASE_FILE
from writerid.store.file_kind import FileKind
from writerid.store.migration import bring_up_to_date, check_version, read_migrations
from writerid.store.sqlite_errors import explained

FILE = "case.sqlite"
BUSY_SECONDS = 10.0

CASE = FileKind(
    application_id=0x77726963,
    package="writerid.casework",
    stem="case",
    raises=CaseError,
    outdated=OutdatedCaseError,
    elsewhere="choose another folder for the case",
    own_copy="copy the whole folder to a place of your own, and open that",
    folder="the case's folder",
    taken="imported",
    take_again="import it again",
)
"""“wric”."""


def find_case(folder: Path) -> Path:
    """The folder of a case, absolute; its case.sqlite will do too.

    Raises CaseError where the folder is gone, or holds no case.
    """
    if folder.name == FILE:
        folder = folder.parent
    folder = folder.absolute()
    try:
        _refuse_none(folder)
    except OSError as error:
        raise CaseError(
            f"{folder} can't be looked at ({error.strerror}): check the name and your rights, or "
            "ask the owner of the case",
            path=folder,
        ) from error
    return folder


def _refuse_none(folder: Path) -> None:
    if not folder.is_dir():
        raise CaseError(
            f"the case {folder} is not there: it was moved or deleted, or its drive is not "
            "connected",
            path=folder,
        )
    file = folder / FILE
    if not file.is_file() or file.stat().st_size == 0:
        what = "a database of known writers" if (folder / DATABASE_FILE).exists() else "no case"
        raise CaseError(
            f"{folder} holds {what}: choose the folder of a case (there is a {FILE} in it), or "
            "make a new case",
            path=folder,
        )


def open_file(file: Path, author: Author) -> tuple[sqlite3.Connection, Path | None]:
    """Open the file to work on it, its schema brought up to date; and the backup made before.

    Raises CaseError.
    """
    migrations = read_migrations(CASE)
    with explained(file, CASE):
        connection = sqlite3.connect(
            file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            connection.row_factory = sqlite3.Row
            # Before anything is written: a newer or foreign file stays as it is.
            check_version(connection, file, migrations[-1][0], CASE)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            backup = bring_up_to_date(
                connection,
                file,
                migrations,
                CASE,
                finish=lambda rows: begin_witness(rows, author),
            )
            begin_to_watch(connection)
        except BaseException:
            connection.close()
            raise
    return connection, backup
