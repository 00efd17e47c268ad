"""A report never takes the place of what it tells of."""

import shutil
from pathlib import Path

import pytest

from writerid.casework.case import FILE, Case
from writerid.casework.reporting.place import check_target
from writerid.errors import CaseError, WriterIdError


@pytest.mark.parametrize("name", [FILE, f"{FILE}-wal", "case.lock", "backups/old.pdf"])
def test_the_files_of_the_case_are_not_written_over(case: Case, name: str) -> None:
    with pytest.raises(CaseError, match=r"is not written over|lies among the backups"):
        check_target(case, case.folder / name)


def test_a_database_under_another_name_is_known_by_its_content(case: Case, tmp_path: Path) -> None:
    shutil.copyfile(case.file, tmp_path / "copy.pdf")
    with pytest.raises(CaseError, match="a file of a case or a database"):
        check_target(case, tmp_path / "copy.pdf")
    (tmp_path / "link.pdf").symlink_to(case.file)
    with pytest.raises(CaseError, match="a file of a case or a database"):
        check_target(case, tmp_path / "link.pdf")


def test_originals_of_a_database_are_safe_too(case: Case, made: Path, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="lies among the originals"):
        check_target(case, made / "database" / "originals" / "report.pdf")
    # A folder of the examiner's own may be called so.
    (tmp_path / "mine" / "originals").mkdir(parents=True)
    check_target(case, tmp_path / "mine" / "originals" / "report.pdf")
    check_target(case, case.folder / "reports" / "report.pdf")


def test_a_name_that_no_file_can_have(case: Case, tmp_path: Path) -> None:
    with pytest.raises(WriterIdError, match="choose a shorter name"):
        check_target(case, tmp_path / ("a" * 300))
