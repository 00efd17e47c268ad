"""An exported case into a folder: verified whole, then there, or not at all."""

from dataclasses import dataclass
from pathlib import Path

from writerid.casework.case import FILE, Case
from writerid.casework.casefile.checking import CaseFileSummary, check_copy, summarise
from writerid.casework.casefile.format import CASE_FILE, SQLITE
from writerid.casework.casefile.new_folder import new_folder
from writerid.casework.chain import now
from writerid.store.archive import Archive, open_archive, require_room
from writerid.store.archive_writing import explained_writing
from writerid.tasks import SILENT, Task


@dataclass(frozen=True)
class ImportedCase:
    """Where the case is now, and the file that it came in."""

    folder: Path
    source: CaseFileSummary


def import_case(
    file: Path, folder: Path, *, examiner: str = "", task: Task = SILENT
) -> ImportedCase:
    """Take an exported case into a new folder, and record that in its history.

    Raises TransferError for a file that can't be trusted, CaseError where ``folder`` is not empty
    or the case is of a newer program, StorageFullError, Cancelled; then nothing is left behind.
    """
    folder = folder.absolute()
    with open_archive(file, CASE_FILE, task) as archive, new_folder(folder) as partial:
        summary = summarise(archive)
        require_room(partial.parent, sum(one.size_bytes for one in archive.members.values()), file)
        _take_out(archive, partial, SQLITE, partial / FILE, task)
        check_copy(partial / FILE, archive, summary)
        for name in task.each(sorted(archive.members.keys() - {SQLITE}), "taking out originals"):
            sha256 = archive.members[name].sha256
            target = partial / "originals" / sha256[:2] / sha256[2:]
            _take_out(archive, partial, name, target, task)
            target.chmod(0o444)
        with Case.open(partial, examiner=examiner) as case:
            _record(case, summary)
    return ImportedCase(folder, summary)


def _take_out(archive: Archive, folder: Path, name: str, target: Path, task: Task) -> None:
    with explained_writing(folder):
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as stream:
            archive.copy(name, stream, task)


def _record(case: Case, summary: CaseFileSummary) -> None:
    with case.changing("case imported") as change:
        change.data.update(
            file=summary.file.name,
            sha256=summary.sha256,
            event_count=summary.event_count,
            event_head=summary.event_head,
            left_out=list(summary.left_out),
        )
        change.rows.executemany(
            "INSERT OR IGNORE INTO left_out_originals VALUES (?, ?)",
            [(sha256, now()) for sha256 in summary.left_out],
        )
