"""A file that leaves: whole under its name, never in the place of another's."""

import errno
import os
from pathlib import Path

import pytest

from writerid.errors import StorageFullError, TransferError
from writerid.store.archive_writing import beside_file, new_file


def test_two_that_write_the_same_name_at_once(tmp_path: Path) -> None:
    file = tmp_path / "letters.wricase"
    with pytest.raises(TransferError, match="exists already"):
        with new_file(file) as mine:
            mine.write_bytes(b"mine")
            with new_file(file) as other:
                assert other != mine
                other.write_bytes(b"other")
    assert file.read_bytes() == b"other"
    assert list(tmp_path.iterdir()) == [file]


def test_a_drive_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    file = tmp_path / "letters.wricase"
    with new_file(file) as partial:
        partial.write_bytes(b"whole")
    assert file.read_bytes() == b"whole"
    with pytest.raises(TransferError, match="exists already"):
        with new_file(tmp_path / "note.wricase") as partial:
            partial.write_bytes(b"late")
            (tmp_path / "note.wricase").write_bytes(b"early")
    assert (tmp_path / "note.wricase").read_bytes() == b"early"


def test_names_up_to_the_longest(tmp_path: Path) -> None:
    file = tmp_path / ("a" * 247 + ".wricase")
    with new_file(file) as partial, beside_file(partial) as beside:
        # What a killed program leaves tells by its name what it is.
        assert Path(beside).name.endswith(".partial")
        partial.write_bytes(b"whole")
    assert list(tmp_path.iterdir()) == [file]
    with pytest.raises(TransferError, match="can't be written"):
        with new_file(tmp_path / ("a" * 300)):
            pytest.fail("no file has such a name")


def test_a_full_disk_is_said_of_the_file_that_grows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFullError, match=r"the disk of .*letters.wricase is full"):
        with new_file(tmp_path / "letters.wricase") as partial:
            partial.write_bytes(b"whole")
    assert list(tmp_path.iterdir()) == []
