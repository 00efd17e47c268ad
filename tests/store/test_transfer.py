"""Export and import: whole or not at all, and nothing trusted."""

import json
import shutil
import zipfile
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.scribbles import HANDS
from tests.store.conftest import enrol_into
from writerid.errors import Cancelled, OriginalError, StorageFullError, TransferError
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.store.database import Database
from writerid.store.identification import open_known, rank_against
from writerid.store.importing import import_writers
from writerid.store.integrity import check_integrity
from writerid.store.transfer import MANIFEST, export_writers
from writerid.store.writers import describe, documents_of, find_writer, list_writers
from writerid.tasks import Task


@pytest.fixture
def package(full: Database, tmp_path: Path) -> Path:
    describe(full, find_writer(full, "Cramer"), codes=["C"], notes="n", provenance="p")
    file = tmp_path / "all.zip"
    assert export_writers(full, list_writers(full), file) == file.stat().st_size
    return file


def test_there_and_back(
    full: Database, database: Database, package: Path, engine: Engine, exemplars: Path
) -> None:
    report = import_writers(database, package)
    assert (report.writers, report.documents, report.failed) == (3, 6, ())
    assert check_integrity(database).problems == ()
    cramer = find_writer(database, "Cramer")
    assert (cramer.codes, cramer.notes, cramer.provenance) == (("C",), "n", "p")
    again = import_writers(database, package)
    assert (again.documents, again.already, again.failed) == (0, 6, ())
    questioned = engine.encode_document(exemplars / "Cramer" / "1.png", ReadSettings())
    results = [
        rank_against(open_known(base, engine), engine, questioned, 3)[0].candidates
        for base in (full, database)
    ]
    assert [c.candidate for c in results[0]] == [c.candidate for c in results[1]]


def test_a_selection_holds_no_one_else(full: Database, tmp_path: Path) -> None:
    export_writers(full, [find_writer(full, "Ahlers")], tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as opened:
        assert len(opened.namelist()) == 3
        assert "Cramer" not in opened.read(MANIFEST).decode()


def test_an_export_never_replaces_a_file_and_is_never_half(
    full: Database, package: Path, tmp_path: Path
) -> None:
    with pytest.raises(TransferError, match="exists already"):
        export_writers(full, list_writers(full), package)
    with pytest.raises(TransferError, match="can't be written"):
        export_writers(full, list_writers(full), package / "x.zip")
    damaged = full.originals.path_of(next(iter(full.originals.hashes())))
    damaged.chmod(0o644)
    damaged.write_bytes(b"spoilt")
    with pytest.raises(OriginalError, match="changed or damaged"):
        export_writers(full, list_writers(full), tmp_path / "b.zip")
    assert sorted(file.name for file in tmp_path.glob("*.zip*")) == ["all.zip"]


def test_names_that_are_taken_are_left_out_until_said_to_be_one_person(
    full: Database, database: Database, package: Path, engine: Engine, exemplars: Path
) -> None:
    enrol_into(database, engine, exemplars / "Ahlers" / "1.png", writer="Cramer")
    report = import_writers(database, package)
    reasons = sorted(lost.reason for lost in report.failed)
    assert "“Ahlers”: 1.png stands under “Ahlers” and under “Cramer”" in reasons[0]
    assert "“Cramer”: a writer of this name is enrolled already" in reasons[1]
    assert report.documents == 3
    report = import_writers(database, package, into_existing=True, confirm_duplicates=True)
    assert report.failed == ()
    names = [document.name for document in documents_of(database, find_writer(database, "Cramer"))]
    assert sorted(names) == ["1.png", "1.png (2)", "2.png"]
    assert check_integrity(database).problems == ()


def test_an_import_that_was_stopped_goes_on(database: Database, package: Path) -> None:
    def stop(done: int, total: int, label: str) -> None:
        if done == 1:
            task.cancel()

    task = Task(stop)
    with pytest.raises(Cancelled):
        import_writers(database, package, task=task)
    assert check_integrity(database).problems == ()
    report = import_writers(database, package)
    assert report.failed == ()
    assert check_integrity(database).documents == 6


def rewrite(package: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The package with other content, under the same names."""
    with zipfile.ZipFile(package) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    change(members)
    target = package.with_name("changed.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return target


def _originals(members: dict[str, bytes]) -> list[str]:
    return sorted(name for name in members if name.startswith("originals/"))


def _tamper(members: dict[str, bytes]) -> None:
    name = _originals(members)[0]
    members[name] = members[name][:-1] + b"x"


def _bomb(members: dict[str, bytes]) -> None:
    members[_originals(members)[0]] = b"\0" * 50_000_000


def _missing(members: dict[str, bytes]) -> None:
    del members[_originals(members)[0]]


def _manifest(edit: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        manifest = json.loads(members[MANIFEST])
        edit(manifest)
        members[MANIFEST] = json.dumps(manifest).encode()

    return change


def _traverse(manifest: dict[str, Any]) -> None:
    manifest["writers"][0]["documents"][0]["pages"][0]["sha256"] = "../../../../etc/passwd"


def _newer(manifest: dict[str, Any]) -> None:
    manifest["format"] = "writerid.writers/9"


def _endless(manifest: dict[str, Any]) -> None:
    manifest["writers"][0]["documents"][0]["codes"][0]["mean_feature"] = "AAAAAAAA8H8="


def _no_text(manifest: dict[str, Any]) -> None:
    manifest["writers"][0]["name"] = 17


def _no_list(manifest: dict[str, Any]) -> None:
    manifest["writers"] = {"a": 1}


def _odd_step(manifest: dict[str, Any]) -> None:
    manifest["writers"][0]["documents"][0]["pages"][0]["steps"] = [{"step": "Burn"}]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_bomb, "declares another size"),
        (_missing, "damaged"),
        (_manifest(_traverse), "no SHA-256"),
        (_manifest(_newer), "use the program that wrote it"),
        (_manifest(_endless), "damaged"),
        (_manifest(_no_text), "damaged"),
        (_manifest(_no_list), "damaged"),
        (_manifest(_odd_step), "damaged"),
        (lambda members: members.update({MANIFEST: b"[]"}), "damaged"),
        (lambda members: members.pop(MANIFEST), "damaged"),
    ],
)
def test_a_package_that_can_t_be_trusted_is_refused_whole(
    database: Database, package: Path, change: Callable[[dict[str, bytes]], None], words: str
) -> None:
    with pytest.raises(TransferError, match=words):
        import_writers(database, rewrite(package, change))
    assert check_integrity(database).writers == 0
    assert list(database.originals.hashes()) == []


def test_a_tampered_original_is_left_out_and_the_rest_is_taken(
    database: Database, package: Path
) -> None:
    report = import_writers(database, rewrite(package, _tamper))
    assert report.documents == 5
    assert "is not what its hash says" in report.failed[0].reason
    found = check_integrity(database)
    assert (found.problems, found.documents, found.leftovers) == ((), 5, ())


def test_a_file_that_is_no_package(database: Database, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK\3\4 no zip")
    with pytest.raises(TransferError, match="no export of writers"):
        import_writers(database, tmp_path / "x.zip")
    with pytest.raises(TransferError, match="can't be read"):
        import_writers(database, tmp_path / "gone.zip")


def test_no_room_for_an_import(
    database: Database, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")  # noqa: PYI024
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1, 1, 100))
    with pytest.raises(StorageFullError, match="make room"):
        import_writers(database, package)
    assert check_integrity(database).documents == 0
    assert set(HANDS) == {"Ahlers", "Öztürk, Émile", "Cramer"}
