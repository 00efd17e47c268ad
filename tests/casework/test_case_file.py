"""A case as one file: it arrives whole on another machine, and nothing of it is believed."""

import json
import shutil
import sqlite3
import stat
import zipfile
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from writerid.casework.blind.opening import open_package
from writerid.casework.case import Case
from writerid.casework.casefile.checking import check_case_file
from writerid.casework.casefile.export import export_case
from writerid.casework.casefile.leaving import leaving_writers
from writerid.casework.casefile.taking_in import import_case
from writerid.casework.comparisons import open_comparison
from writerid.casework.evidence import evidence, read_evidence
from writerid.casework.hidden_names import set_names_hidden
from writerid.casework.integrity import check_case
from writerid.casework.items import find_item
from writerid.casework.notes import history
from writerid.casework.pages import read_item_page
from writerid.errors import (
    Cancelled,
    CaseError,
    OriginalError,
    StorageFullError,
    TransferError,
    WriterIdError,
)
from writerid.pipeline.identify import Engine
from writerid.pipeline.scan import hash_file
from writerid.store.archive import MANIFEST
from writerid.tasks import Task

Members = dict[str, bytes]


@pytest.fixture(scope="session")
def exported(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the case that ``made`` has; tests read it alone."""
    folder = tmp_path_factory.mktemp("exported")
    shutil.copytree(made / "case", folder / "case")
    with Case.open(folder / "case", examiner="A. Lee") as case:
        export_case(case, folder / "letters.wricase")
    return folder / "letters.wricase"


@pytest.fixture
def elsewhere(made: Path) -> Iterator[None]:
    """As on another machine: the database that the case was compared with is not there."""
    database = made / "database"
    database.rename(made / "away")
    yield
    (made / "away").rename(database)


def test_there_and_back(
    case: Case, tmp_path: Path, engine: Engine, elsewhere: None, made: Path
) -> None:
    before, viewed = open_comparison(case, 1), read_evidence(case, 1, 1)
    file = tmp_path / "out" / "letters.wricase"
    done = export_case(case, file)
    assert (done.originals, done.left_out) == (len(list(case.originals.hashes())), 0)
    assert done.sha256 == hash_file(file)
    summary = check_case_file(file)
    assert (summary.event_count, summary.event_head) == (done.event_count, done.event_head)
    assert (summary.title, summary.case_id) == ("The letters", case.state().case_id)
    case.close()
    shutil.rmtree(case.folder)
    imported = import_case(file, tmp_path / "b" / "case", examiner="B. Ono")
    assert imported.source == summary
    with Case.open(imported.folder, examiner="B. Ono") as there:
        events = history(there)
        assert [event.kind for event in events[-2:]] == ["case exported", "case imported"]
        assert events[-1].data["sha256"] == done.sha256
        assert (events[-2].number, events[-2].hash) == (done.event_count, done.event_head)
        assert check_case(there).problems == ()
        after = open_comparison(there, 1)
        assert (after.digest, after.record) == (before.digest, before.record)
        again = read_evidence(there, 1, 1)
        assert again is not None
        assert viewed is not None
        assert (again.contributions.relative == viewed.contributions.relative).all()
        assert read_item_page(there.originals, find_item(there, "Q1").pages[0]).width_px == 900
        with pytest.raises(OriginalError, match="database that it was compared from is not here"):
            evidence(there, engine, 1, 3)
    assert not list(tmp_path.glob("**/*.partial*"))


def test_whose_writing_leaves(case: Case) -> None:
    [ahlers, *others] = sorted(leaving_writers(case), key=lambda one: -one.originals)
    assert ahlers.name == open_comparison(case, 1).candidates[0].candidate.writer
    assert ahlers.sentence == "codes of 2 documents, 2 original scans"
    assert {one.sentence for one in others} == {"codes of 2 documents, no original scans"}
    assert len(others) == 2
    set_names_hidden(case, hidden=True)
    hidden = leaving_writers(case)
    assert all(one.shown.startswith("W-") for one in hidden)
    assert {document.name for one in hidden for document in one.documents} == {
        "document 1",
        "document 2",
    }


def test_known_originals_stay_here(
    case: Case, tmp_path: Path, engine: Engine, elsewhere: None
) -> None:
    file = tmp_path / "letters.wricase"
    done = export_case(case, file, without_known_originals=True)
    assert (done.originals, done.left_out) == (2, 2)
    assert {one.originals for one in done.leaving} == {0}
    summary = check_case_file(file)
    assert len(summary.left_out) == 2
    folder = import_case(file, tmp_path / "there").folder
    with Case.open(folder) as there:
        assert check_case(there).problems == ()
        assert read_evidence(there, 1, 1) is not None
        with pytest.raises(OriginalError, match="database that it was compared from is not here"):
            evidence(there, engine, 1, 2)
        # What is not here can't go on from here, and the next file says so as well.
        again = export_case(there, tmp_path / "again.wricase")
    assert (again.originals, again.left_out) == (2, 2)
    import_case(tmp_path / "again.wricase", tmp_path / "third")


def test_an_export_never_replaces_a_file_and_is_never_half(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "letters.wricase"
    file.write_bytes(b"mine")
    with pytest.raises(TransferError, match="exists already"):
        export_case(case, file)
    assert file.read_bytes() == b"mine"
    with pytest.raises(TransferError, match="can't be written"):
        export_case(case, file / "x.wricase")
    count = len(history(case))
    sha256 = next(iter(case.originals.hashes()))
    original = case.originals.path_of(sha256)
    original.chmod(0o644)
    kept = original.read_bytes()
    original.write_bytes(b"spoilt")
    with pytest.raises(OriginalError, match="changed or damaged"):
        export_case(case, tmp_path / "b.wricase")
    assert [event.kind for event in history(case, count)] == [
        "case exported",
        "case export given up",
    ]
    original.write_bytes(kept)
    usage = namedtuple("usage", "total used free")  # noqa: PYI024
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1, 1, 100))
    with pytest.raises(StorageFullError, match="make room"):
        export_case(case, tmp_path / "b.wricase")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["case", "letters.wricase"]


def test_a_full_disk_while_writing(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("writerid.store.archive_writing._write", full)
    with pytest.raises(StorageFullError, match="is full: make room"):
        export_case(case, tmp_path / "b.wricase")
    assert [one.name for one in tmp_path.iterdir()] == ["case"]


def cancelling(label: str) -> Task:
    """A task that is cancelled when it comes to ``label``."""

    def listen(done: int, total: int, said: str) -> None:
        if said == label:
            task.cancel()

    task = Task(listen)
    return task


@pytest.mark.parametrize("label", ["copying the case", "verifying originals", "writing originals"])
def test_a_cancelled_export_leaves_nothing(case: Case, tmp_path: Path, label: str) -> None:
    with pytest.raises(Cancelled):
        export_case(case, tmp_path / "b.wricase", task=cancelling(label))
    assert [one.name for one in tmp_path.iterdir()] == ["case"]
    assert history(case)[-1].kind == "case export given up"
    assert history(case)[-1].data["why"] == "Cancelled"


def test_a_cancelled_import_leaves_nothing(exported: Path, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        import_case(exported, tmp_path / "there", task=cancelling("taking out originals"))
    assert list(tmp_path.iterdir()) == []


def test_a_broken_history_is_not_sent(case: Case, tmp_path: Path) -> None:
    with case.deriving() as rows:
        rows.execute("DROP TRIGGER events_are_not_changed")
        rows.execute("UPDATE events SET examiner = 'x' WHERE number = 2")
    with pytest.raises(CaseError, match="entry 2 of the history was changed"):
        export_case(case, tmp_path / "b.wricase")
    assert [one.name for one in tmp_path.iterdir()] == ["case"]


def test_a_folder_that_is_in_use(exported: Path, case: Case, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="holds a case already"):
        import_case(exported, case.folder)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    with pytest.raises(CaseError, match="is not empty"):
        import_case(exported, tmp_path / "full")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(CaseError, match="is not empty"):
        import_case(exported, tmp_path / "file")
    with pytest.raises(CaseError, match="can't be made"):
        import_case(exported, tmp_path / "file" / "there")
    (tmp_path / "empty").mkdir()
    assert import_case(exported, tmp_path / "empty").folder == tmp_path / "empty"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["case", "empty", "file", "full"]


def test_too_little_room(exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")  # noqa: PYI024
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1, 1, 100))
    with pytest.raises(StorageFullError, match="make room"):
        import_case(exported, tmp_path / "there")
    assert list(tmp_path.iterdir()) == []


class Attack:
    """An archive made anew from the members of another."""

    def __init__(self, exported: Path, target: Path) -> None:
        with zipfile.ZipFile(exported) as opened:
            self.members: Members = {name: opened.read(name) for name in opened.namelist()}
        self.target = target
        self.extra: list[tuple[zipfile.ZipInfo | str, bytes]] = []

    @property
    def original(self) -> str:
        return min(name for name in self.members if name.startswith("originals/"))

    def edit(self, change: Callable[[dict[str, Any]], None]) -> None:
        manifest = json.loads(self.members[MANIFEST])
        change(manifest)
        self.members[MANIFEST] = json.dumps(manifest).encode()

    def declare(self, name: str) -> None:
        """Let the manifest say of a member what it is."""
        content = self.members[name]

        def change(manifest: dict[str, Any]) -> None:
            from hashlib import sha256  # noqa: PLC0415

            rest = [one for one in manifest["members"] if one["name"] != name]
            own = {"name": name, "size_bytes": len(content), "sha256": sha256(content).hexdigest()}
            manifest["members"] = [*rest, own]

        self.edit(change)

    def sqlite(self, statements: str, *, declare: bool = True) -> None:
        """Run SQL on the case inside."""
        copy = self.target.with_suffix(".sqlite")
        copy.write_bytes(self.members["case.sqlite"])
        connection = sqlite3.connect(copy)
        connection.executescript(statements)
        connection.close()
        self.members["case.sqlite"] = copy.read_bytes()
        copy.unlink()
        if declare:
            self.declare("case.sqlite")

    def add(self, name: str, mode: int = stat.S_IFREG | 0o644, content: bytes = b"x") -> None:
        entry = zipfile.ZipInfo("placeholder")
        entry.external_attr = mode << 16
        entry.filename = entry.orig_filename = name
        self.extra.append((entry, content))

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def write(self) -> Path:
        with zipfile.ZipFile(self.target, "w") as opened:
            for name, content in self.members.items():
                small = name in ("case.sqlite", MANIFEST)
                opened.writestr(name, content, zipfile.ZIP_DEFLATED if small else None)
            for entry, content in self.extra:
                opened.writestr(entry, content)
        return self.target


def _swap_member(attack: Attack) -> None:
    name = attack.original
    attack.members[name] = attack.members[name][:-1] + b"x"


def _shorten_member(attack: Attack) -> None:
    name = attack.original
    attack.members[name] = attack.members[name][:-1]


def _lose_member(attack: Attack) -> None:
    del attack.members[attack.original]


def _bomb(attack: Attack) -> None:
    attack.members["case.sqlite"] = b"\0" * 30_000_000
    attack.declare("case.sqlite")


def _compressed_original(attack: Attack) -> None:
    name = attack.original
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    attack.extra.append((entry, attack.members.pop(name)))


def _no_case(attack: Attack) -> None:
    attack.members["case.sqlite"] = b"no case"
    attack.declare("case.sqlite")


def _other_hash(attack: Attack) -> None:
    name = attack.original
    attack.members[name] = b"x" * len(attack.members[name])
    attack.declare(name)


def _undeclared(attack: Attack) -> None:
    attack.add("originals/" + "0" * 64)


def _foreign_original(attack: Attack) -> None:
    from hashlib import sha256  # noqa: PLC0415

    name = f"originals/{sha256(b'foreign').hexdigest()}"
    attack.members[name] = b"foreign"
    attack.declare(name)


def _edit(**changes: Any) -> Callable[[Attack], None]:
    return lambda attack: attack.edit(lambda manifest: manifest.update(changes))


def _state(**changes: Any) -> Callable[[Attack], None]:
    return lambda attack: attack.edit(lambda manifest: manifest["case"].update(changes))


def _sql(statements: str) -> Callable[[Attack], None]:
    return lambda attack: attack.sqlite(statements)


def _named(name: str, mode: int = stat.S_IFREG) -> Callable[[Attack], None]:
    return lambda attack: attack.add(name, mode)


UNLOCK = "DROP TRIGGER events_are_not_changed; DROP TRIGGER events_are_not_deleted; "
LOCK = (
    "CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events\n"
    "BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;"
    "CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events\n"
    "BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;"
)


def _history(statement: str) -> Callable[[Attack], None]:
    """What the triggers that keep the history stop, done without them."""
    return _sql(UNLOCK + statement + LOCK)


ATTACKS: dict[str, tuple[Callable[[Attack], None], str]] = {
    "out of the folder": (_named("../evil.sqlite"), "a path that leads out"),
    "out, backwards": (_named("originals\\..\\evil"), "a path that leads out"),
    "absolute": (_named("/etc/cron.d/evil"), "an absolute path"),
    "absolute, backwards": (_named("\\\\server\\evil"), "an absolute path"),
    "on a drive": (_named("C:evil"), "a path on a drive"),
    "backslash": (_named("originals\\evil"), "a name with a backslash"),
    "a folder": (_named("originals/", stat.S_IFDIR | 0o755), "a folder"),
    "twice": (_named("case.sqlite"), "a name that is there twice"),
    "capitals": (_named("CASE.SQLITE"), "a name that is there twice"),
    "something else": (_named("readme.txt"), "which does not belong in it"),
    "a link": (_named("originals/" + "0" * 64, stat.S_IFLNK | 0o777), "a link to another file"),
    "a device": (_named("originals/" + "0" * 64, stat.S_IFCHR), "a device or a folder"),
    "undeclared": (_undeclared, "which its own list does not name"),
    "foreign original": (_foreign_original, "that the case does not refer to"),
    "changed original": (_swap_member, "is not what the file's own list says"),
    "short original": (_shorten_member, "declares two sizes"),
    "missing original": (_lose_member, "which is not in it"),
    "an original of another hash": (_other_hash, "another hash"),
    "bomb": (_bomb, "would grow"),
    "compressed": (_compressed_original, "compressed in a way"),
    "no case": (_no_case, "damaged case"),
    "newer file": (_edit(format="writerid.case/9"), "use the newer program"),
    "other file": (_edit(format="writerid.blind/1"), "choose another file"),
    "no format": (lambda attack: attack.edit(lambda manifest: manifest.pop("format")), "damaged"),
    "no list": (_edit(members={"a": 1}), "damaged"),
    "no members": (_edit(members=[]), "does not name"),
    "no hashes": (_edit(left_out=["../../x"]), "damaged"),
    "no leaving": (_edit(leaving=[1]), "damaged"),
    "left out, but there": (
        lambda attack: attack.edit(
            lambda manifest: manifest.update(left_out=[attack.original.removeprefix("originals/")])
        ),
        "leaves out an original that it holds",
    ),
    "other id": (_state(id="0" * 32), "another case, or another state"),
    "no id": (_state(id="../../x"), "no id of a case"),
    "other head": (_state(event_head="0" * 64), "another case, or another state"),
    "other count": (_state(event_count=1), "another case, or another state"),
    "newer schema": (_sql("PRAGMA user_version = 99"), "newer version"),
    "other program": (_sql("PRAGMA application_id = 1"), "another program"),
    "a table more": (_sql("CREATE TABLE x (y)"), "tables are not those of a case"),
    "a trigger more": (
        _sql("CREATE TRIGGER x AFTER INSERT ON events BEGIN DELETE FROM views; END"),
        "tables are not those of a case",
    ),
    "changed history": (
        _history("UPDATE events SET examiner = 'x' WHERE number = 2;"),
        "history is not whole",
    ),
    "cut history": (
        _history("DELETE FROM events WHERE number > 2;"),
        "history is not whole",
    ),
    "not a manifest": (lambda attack: attack.members.update({MANIFEST: b"[]"}), "damaged"),
    "deep": (lambda attack: attack.members.update({MANIFEST: b"[" * 100_000}), "damaged"),
    "no manifest": (lambda attack: attack.members.clear(), "damaged"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("kind", ATTACKS)
def test_a_file_that_can_t_be_trusted_is_refused_whole(
    exported: Path, tmp_path: Path, kind: str
) -> None:
    change, words = ATTACKS[kind]
    attack = Attack(exported, tmp_path / "attack.wricase")
    change(attack)
    file = attack.write()
    for use in (lambda: check_case_file(file), lambda: import_case(file, tmp_path / "there")):
        with pytest.raises(WriterIdError, match=words) as caught:
            use()
        assert "attack.wricase" in str(caught.value)
    assert [one.name for one in tmp_path.iterdir()] == ["attack.wricase"]


def test_a_file_with_a_password(exported: Path, tmp_path: Path) -> None:
    content = bytearray(exported.read_bytes())
    at = -1
    # The flag of every entry, in the list at the end; no tool is needed to set it.
    while (at := content.find(b"PK\1\2", at + 1)) >= 0:
        content[at + 8] |= 1
    (tmp_path / "locked.wricase").write_bytes(content)
    with pytest.raises(TransferError, match="protected by a password"):
        import_case(tmp_path / "locked.wricase", tmp_path / "there")


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(TransferError, match="can't be read"):
        check_case_file(tmp_path / "gone.wricase")
    (tmp_path / "x.wricase").write_bytes(b"PK\3\4 no zip")
    with pytest.raises(TransferError, match="no exported case"):
        check_case_file(tmp_path / "x.wricase")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(share=st.floats(0.0, 0.999), flips=st.lists(st.floats(0.0, 1.0), max_size=3))
def test_a_file_that_is_cut_or_spoilt_never_gets_in(
    exported: Path, tmp_path: Path, share: float, flips: list[float]
) -> None:
    content = bytearray(exported.read_bytes())
    cut = bytearray(content[: int(share * len(content))]) if not flips else content
    for flip in flips:
        cut[min(int(flip * len(cut)), len(cut) - 1)] ^= 0x55
    file = tmp_path / "cut.wricase"
    file.write_bytes(cut)
    try:
        check_case_file(file)
    except WriterIdError:
        with pytest.raises(WriterIdError):
            import_case(file, tmp_path / "there")
    else:
        # Some bytes of a ZIP mean nothing (times, the maker's system): then all parts are right.
        assert flips
    assert [one.name for one in tmp_path.iterdir()] == ["cut.wricase"]


def test_another_kind_of_file_is_called_so(exported: Path, tmp_path: Path) -> None:
    with pytest.raises(TransferError, match=r"has the format “writerid\.case/1”.*another file"):
        open_package(exported, tmp_path / "second")
    assert list(tmp_path.iterdir()) == []
