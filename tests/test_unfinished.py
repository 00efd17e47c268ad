"""What a killed program leaves unfinished is removed; what others write or made is not."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from writerid.casework.case import Case
from writerid.casework.casefile.new_folder import new_folder
from writerid.errors import WriterIdError
from writerid.report.files import replace_file
from writerid.store.archive_writing import new_file
from writerid.store.originals import Originals
from writerid.unfinished import MARKED, remove_unfinished, unfinished_file, unfinished_folder

WRITES = {
    "report": "from writerid.report.files import replace_file\n"
    "with replace_file(target) as (partial, finish):\n"
    "    partial.write_bytes(b'half')\n"
    "    wait()\n"
    "    finish()\n",
    "export": "from writerid.store.archive_writing import beside_file, new_file\n"
    "with new_file(target) as partial, beside_file(partial) as beside:\n"
    "    (Path(beside) / 'copy').write_bytes(b'half')\n"
    "    partial.write_bytes(b'half')\n"
    "    wait()\n",
    "case": "from writerid.casework.casefile.new_folder import new_folder\n"
    "with new_folder(target) as partial:\n"
    "    (partial / 'read').write_bytes(b'half')\n"
    "    (partial / 'read').chmod(0o444)\n"
    "    wait()\n",
}
BEGIN = """import sys
from pathlib import Path
target = Path(sys.argv[1])
def wait():
    print('ready', flush=True)
    sys.stdin.readline()
"""


@contextmanager
def writing(kind: str, target: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another program in the midst of writing ``target``."""
    command = [sys.executable, "-c", BEGIN + WRITES[kind], str(target)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process


def write_report(folder: Path) -> None:
    with replace_file(folder / "other.pdf") as (partial, finish):
        partial.write_bytes(b"whole")
        finish()


def write_export(folder: Path) -> None:
    with new_file(folder / "other.wricase") as partial:
        partial.write_bytes(b"whole")


def make_case(folder: Path) -> None:
    with new_folder(folder / "other") as partial:
        (partial / "file").write_bytes(b"whole")


@pytest.mark.skipif(os.name != "posix", reason="there is no kill -9")
@pytest.mark.parametrize("kind", WRITES)
@pytest.mark.parametrize("write", [write_report, write_export, make_case])
def test_what_a_killed_program_left_goes_when_the_place_is_written_again(
    kind: str, write: Callable[[Path], None], tmp_path: Path
) -> None:
    with writing(kind, tmp_path / "Letter.out") as process:
        process.send_signal(signal.SIGKILL)
    assert list(tmp_path.iterdir())
    write(tmp_path)
    (only,) = tmp_path.iterdir()
    assert only.stem == "other"


@pytest.mark.parametrize("kind", WRITES)
def test_what_a_running_program_writes_stays_and_gets_its_name(kind: str, tmp_path: Path) -> None:
    target = tmp_path / "Letter.out"
    with writing(kind, target) as process:
        before = sorted(tmp_path.rglob("*"))
        write_report(tmp_path)
        remove_unfinished(tmp_path)
        assert sorted({*tmp_path.rglob("*")} - {tmp_path / "other.pdf"}) == before
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.wait() == 0
    assert sorted(tmp_path.iterdir()) == [target, tmp_path / "other.pdf"]


def test_files_of_the_user_and_of_other_computers_stay(tmp_path: Path) -> None:
    with unfinished_file(tmp_path / "letter.pdf") as mine:
        found = MARKED.fullmatch(mine.path.name)
        assert found is not None
        own = found["mark"]
    elsewhere = own.translate(str.maketrans("0123456789abcdef", "123456789abcdef0"))
    (tmp_path / "letter.partial").write_bytes(b"mine")
    (tmp_path / f"letter.{own}.partial.pdf").write_bytes(b"mine")
    (tmp_path / f"letter.pdf.{elsewhere}.partial").write_bytes(b"theirs")
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "note").write_bytes(b"mine")
    (tmp_path / f"folder.{own}.partial").mkdir()
    (tmp_path / f"link.{own[:-1]}0.partial").symlink_to(tmp_path / "kept" / "note")
    before = sorted(tmp_path.rglob("*"))
    remove_unfinished(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_link_that_lies_beside_a_leftover_is_not_followed(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "note").write_bytes(b"mine")
    place = tmp_path / "place"
    place.mkdir()
    with unfinished_file(place / "a") as mine:
        name = mine.path
    name.write_bytes(b"left")
    name.with_name(f"{name.stem}.beside.partial").symlink_to(kept)
    remove_unfinished(place)
    assert list(place.iterdir()) == []
    assert (kept / "note").read_bytes() == b"mine"


def test_a_place_that_is_not_there_is_no_error(tmp_path: Path) -> None:
    remove_unfinished(tmp_path / "nowhere")
    with pytest.raises(WriterIdError, match="is not there"):
        write_report(tmp_path / "nowhere")


def test_a_folder_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), unfinished_folder(tmp_path / "made") as folder:
        (folder / "part").write_bytes(b"half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="there is no kill -9")
def test_opening_a_case_removes_what_was_left_in_it(tmp_path: Path) -> None:
    Case.create(tmp_path / "case").close()
    reports = tmp_path / "case" / "reports"
    reports.mkdir()
    with writing("report", reports / "Report.pdf") as process:
        Case.open(tmp_path / "case").close()
        assert list(reports.iterdir())
        process.send_signal(signal.SIGKILL)
    Case.open_to_read(tmp_path / "case").close()
    assert list(reports.iterdir())
    Case.open(tmp_path / "case").close()
    assert list(reports.iterdir()) == []


def test_originals_that_are_written_now_are_no_leftovers(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    target = originals.path_of("ab" * 32)
    target.parent.mkdir()
    with unfinished_file(target) as mine:
        assert originals.leftovers(0.0) == []
        assert originals.sweep(0.0) == 0
        assert mine.path.exists()
    mine.path.write_bytes(b"half")
    assert originals.leftovers() == [mine.path]
    assert originals.sweep() == 1
    assert list(target.parent.iterdir()) == []
