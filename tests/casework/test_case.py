"""A case as a folder: made, opened, refused, locked, and whole after a kill at any instant."""

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.casework.conftest import add
from writerid.casework import case as case_module
from writerid.casework import sqlite_file as module
from writerid.casework.case import CASE, Case
from writerid.casework.integrity import check_case
from writerid.casework.items import list_items
from writerid.casework.notes import add_note, check_history, history, notes_of
from writerid.errors import CaseError, StorageFullError, WriterIdError
from writerid.store.file_kind import WRITERS, FileKind
from writerid.store.migration import read_migrations

NEWEST = read_migrations(CASE)[-1][0]
NEXT = (NEWEST + 1, "ALTER TABLE case_state ADD COLUMN shelf TEXT NOT NULL DEFAULT '';\n")


def test_a_new_case_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    with Case.create(tmp_path / "case", "Letters to the mayor", examiner="A. Lee") as case:
        state = case.state()
        assert (state.title, state.event_count, state.synthetic) == (
            "Letters to the mayor", 1, False,
        )  # fmt: skip
    with Case.open(tmp_path / "case" / "case.sqlite") as again:
        assert again.state() == state
        again.rename("Letters to the town hall")
        assert again.state().title == "Letters to the town hall"
        assert [event.kind for event in history(again)] == ["case created", "case renamed"]
        assert history(again)[0].examiner == "A. Lee"


def test_it_is_kept_safely(empty: Case) -> None:
    with empty.reading() as rows:
        assert rows.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert rows.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert rows.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert rows.execute("PRAGMA application_id").fetchone()[0] == CASE.application_id


def test_a_folder_that_holds_a_case_is_not_made_one_again(empty: Case) -> None:
    empty.close()
    with pytest.raises(CaseError, match="holds a case already: open it"):
        Case.create(empty.folder)
    Case.open(empty.folder).close()


def test_what_is_no_case_is_told(tmp_path: Path, made: Path) -> None:
    with pytest.raises(CaseError, match="is not there: it was moved or deleted"):
        Case.open(tmp_path / "nowhere")
    with pytest.raises(CaseError, match="holds no case: choose the folder of a case"):
        Case.open(tmp_path)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(CaseError, match="holds a database of known writers"):
        Case.open(made / "database")
    with pytest.raises(CaseError, match="holds a database of known writers"):
        Case.create(made / "database")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CaseError, match="can't be made"):
        Case.create(tmp_path / "file" / "case")


def test_another_program_s_file_is_left_alone(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "case.sqlite")
    other.execute("CREATE TABLE mails (text)")
    other.commit()
    other.close()
    before = (tmp_path / "case.sqlite").read_bytes()
    with pytest.raises(CaseError, match="another program: choose another folder for the case"):
        Case.open(tmp_path)
    assert (tmp_path / "case.sqlite").read_bytes() == before


def test_a_migration_backs_up_first_and_a_newer_case_is_left_alone(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.close()
    with monkeypatch.context() as patched:
        patched.setattr(module, "read_migrations", lambda kind: (*read_migrations(kind), NEXT))
        with Case.open(case.folder) as migrated:
            assert migrated.backup is not None
            assert migrated.backup.name.startswith(f"case-v{NEWEST}-")
            assert len(list_items(migrated)) == 2
    before = case.file.read_bytes()
    with pytest.raises(CaseError, match="newer version of writerid"):
        Case.open(case.folder)
    assert case.file.read_bytes() == before


def test_a_case_from_before_is_witnessed_from_now_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(module, "read_migrations", lambda kind: read_migrations(kind)[:1])
        patched.setattr(module, "begin_to_watch", lambda rows: None)
        patched.setattr(case_module, "touched_rows", lambda rows: {})
        patched.setattr(case_module, "forget_touched", lambda rows: None)
        with Case.create(tmp_path / "old", "Old") as old:
            add_note(old, "a note")
    with pytest.raises(CaseError, match="is of an older version, and is to be read only"):
        Case.open_to_read(tmp_path / "old")
    with Case.open(tmp_path / "old") as case:
        assert history(case)[-1].kind == "rows witnessed"
        assert check_case(case).problems == ()
        with case.deriving() as rows:
            rows.execute("UPDATE notes SET text = 'another'")
        [problem] = check_case(case).problems
        assert "note number 1 was changed, and no entry of the history says so" in problem


def test_a_damaged_case_is_named(case: Case) -> None:
    case.close()
    content = bytearray(case.file.read_bytes())
    content[:100] = b"x" * 100
    case.file.write_bytes(content)
    with pytest.raises(CaseError, match=r"case\.sqlite is damaged.*backups"):
        Case.open(case.folder)


def test_a_case_that_may_only_be_read(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    case.close()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(CaseError, match="copy the whole folder to a place of your own, and open"):
        Case.open(case.folder)


def test_a_case_is_opened_once(empty: Case) -> None:
    with pytest.raises(CaseError, match="is open in this program already"):
        Case.open(empty.folder)
    code = (
        "import sys; from pathlib import Path; from writerid.casework.case import Case; "
        "Case.open(Path(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(empty.folder)], capture_output=True, text=True, check=False
    )
    assert f"is open in another program (process {os.getpid()} on " in done.stderr


def test_a_hold_on_another_computer_is_told_and_a_dead_one_here_is_taken_over(empty: Case) -> None:
    empty.close()
    lock = empty.folder / "case.lock"
    lock.write_text(json.dumps({"pid": 1, "host": "elsewhere", "since": "yesterday"}))
    with pytest.raises(CaseError, match=r"computer elsewhere \(yesterday\)"):
        Case.open(empty.folder)
    lock.unlink()
    Case.open(empty.folder).close()
    lock.write_text("{ half")
    Case.open(empty.folder).close()


def test_a_drive_that_can_t_lock(empty: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_handle: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    empty.close()
    monkeypatch.setattr("writerid.casework.lock._lock", fail)
    with pytest.raises(CaseError, match=r"can't lock files .*copy the whole folder to a drive of"):
        Case.open(empty.folder)


def test_a_case_whose_folder_goes_away_says_so(empty: Case, tmp_path: Path) -> None:
    shutil.move(empty.folder, tmp_path / "moved")
    for _ in range(2):
        with pytest.raises(CaseError, match=r"is gone.*later changes are not saved"):
            add_note(empty, "lost?")
    with pytest.raises(CaseError, match="is gone"):
        empty.state()


def test_a_closed_case_says_so(empty: Case) -> None:
    empty.close()
    empty.close()
    with pytest.raises(CaseError, match="was closed: open it again"):
        empty.state()


def test_a_change_that_fails_leaves_nothing_not_even_an_event(empty: Case) -> None:
    before = empty.state()
    with pytest.raises(RuntimeError), empty.changing("case renamed") as change:
        change.rows.execute("UPDATE case_state SET title = 'half'")
        raise RuntimeError
    assert empty.state() == before


def test_a_full_disk_is_told_and_nothing_is_half_there(empty: Case) -> None:
    with empty.reading() as rows:
        pages = rows.execute("PRAGMA page_count").fetchone()[0]
    assert empty._connection is not None
    empty._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(WriterIdError, match="disk is full"):
        add_note(empty, "x" * 1_000_000)
    assert notes_of(empty) == []
    assert check_history(empty).problem == ""


def test_threads_take_turns(empty: Case) -> None:
    def write() -> None:
        for _ in range(10):
            add_note(empty, "a note")

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(notes_of(empty)) == 40
    assert check_history(empty).count == 41


KILLED = """
import os, signal, sqlite3, sys
from pathlib import Path
from writerid.casework.case import Case
from writerid.casework.comparing import NewComparison
from writerid.casework.comparisons import compared_documents, open_comparison, store_comparison
from writerid.casework.importing import import_files
from writerid.casework.item_changes import add_items
from writerid.casework.notes import add_note

folder, scan, at = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
case = Case.open(folder)
left = [at]
first = open_comparison(case, 1)
code, known = first.item.code.mean_feature, tuple(compared_documents(case, 1))
again = NewComparison(1, "identify", {**first.record, "computed": "again"}, code, known)

def step(*_):
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)

case._connection.set_trace_callback(step)
while True:
    add_note(case, "before")
    add_items(case, import_files(case.originals, [scan]).files, allow_duplicates=True)
    store_comparison(case, again)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
@pytest.mark.parametrize("at", [3, 9, 14, 23, 40, 61])
def test_killed_at_any_instant_nothing_is_half_written(case: Case, scans: Path, at: int) -> None:
    before = len(list_items(case))
    count = case.state().event_count
    case.close()
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(case.folder), str(scans / "note.png"), str(at)],
        check=False,
    )
    assert done.returncode == -9
    with Case.open(case.folder) as again:
        check = check_case(again)
        assert check.problems == ()
        changes = len(list_items(again)) - before + len(notes_of(again)) + check.comparisons - 1
        assert changes == check.history.count - count
        assert all(len(item.pages) == 1 for item in list_items(again))


def test_halves_of_copies_are_swept_when_the_case_is_opened(case: Case) -> None:
    case.close()
    half = case.folder / "originals" / "ab" / "something.partial"
    half.parent.mkdir(parents=True, exist_ok=True)
    half.write_bytes(b"half")
    with Case.open(case.folder):
        assert not half.exists()


def test_a_backup_is_whole(case: Case, scans: Path) -> None:
    copy = sqlite3.connect(case.write_backup())
    assert copy.execute("SELECT count(*) FROM items").fetchone()[0] == 2
    copy.close()
    assert len(add(case, *[])) == 0


@pytest.mark.parametrize("kind", [CASE, WRITERS])
def test_migrations_are_numbered_without_gaps(kind: FileKind) -> None:
    numbers = [number for number, _ in read_migrations(kind)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_case_on_a_full_disk_is_not_opened_to_be_written(
    empty: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty.close()

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("writerid.casework.lock.os.write", full)
    with pytest.raises(StorageFullError, match=r"the disk of .* is full.*make room"):
        Case.open(empty.folder)
    monkeypatch.undo()
    with Case.open(empty.folder) as again:
        assert again.state().event_count == 1


def test_a_copy_to_a_full_disk_is_not_said_of_the_case_s(
    empty: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Path:
        raise StorageFullError(f"{empty.file} can't grow")

    monkeypatch.setattr(case_module, "write_backup", full)
    with pytest.raises(OSError, match="No space left on device") as raised:
        empty.write_copy(tmp_path / "stick")
    assert raised.value.filename == str(tmp_path / "stick")


def test_a_folder_that_may_not_be_looked_into(empty: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    empty.close()

    def refuse(_: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "is_dir", refuse)
    with pytest.raises(CaseError, match=r"can't be looked at \(Permission denied\): check"):
        Case.open_to_read(empty.folder)
