"""The history of a database: it tells what was done, and whatever is done to it shows."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.scribbles import HANDS
from tests.store.conftest import enrol_into
from writerid.errors import WriterIdError
from writerid.pipeline.identify import Engine
from writerid.store import database as module
from writerid.store.chain import Author
from writerid.store.database import Database
from writerid.store.encoding import EncodingSettings
from writerid.store.history import check_history, deletion_of, history
from writerid.store.importing import import_writers
from writerid.store.items import ItemData
from writerid.store.migration import read_migrations
from writerid.store.rearranging import delete, merge, plan_deletion, split
from writerid.store.reencoding import all_documents, reencode
from writerid.store.synthetic import fill
from writerid.store.transfer import export_writers
from writerid.store.writers import (
    describe,
    documents_of,
    find_writer,
    rename,
    set_archived,
    set_item,
)


def delete_writer(database: Database, name: str) -> None:
    writer = find_writer(database, name)
    documents = documents_of(database, writer)
    delete(database, plan_deletion(database, writer, documents, whole_writer=True))


def test_an_enrolment_is_told_with_names_and_hashes(full: Database) -> None:
    events = history(full)
    assert [event.kind for event in events] == ["database created"] + 6 * ["document enrolled"]
    assert events[1].data["writer"] in HANDS
    [page] = events[1].data["pages"]
    assert page["sha256"] in set(full.originals.hashes())
    check = check_history(full)
    assert (check.problems, check.chain.problem, check.chain.count) == ((), "", 7)


def test_everything_done_to_writers_is_told_and_explains_what_is_there(
    full: Database, engine: Engine, tmp_path: Path
) -> None:
    full.author = Author("lab", "A. Lee")
    first = find_writer(full, "Ahlers")
    rename(full, first, "Ahlers, Anna")
    describe(full, first, notes="left-handed")
    set_item(full, documents_of(full, first)[0], {**vars(ItemData()), "script": "Latin"})
    set_archived(full, [first], archived=True)
    set_archived(full, [first], archived=False)
    export_writers(full, [first], tmp_path / "anna.zip")
    split(full, documents_of(full, first)[:1], "Somebody")
    merge(full, [find_writer(full, "Somebody")], find_writer(full, "Cramer"))
    delete_writer(full, "Ahlers, Anna")
    import_writers(full, tmp_path / "anna.zip", confirm_duplicates=True)
    encoding = EncodingSettings(engine.model.folder, "onnx", 1)
    reencode(full, engine, all_documents(full)[:1], encoding, discard_others=True)
    told = history(full, after=7)
    assert [event.kind for event in told[:10]] == [
        "writer renamed",
        "writer described",
        "document described",
        "writers archived",
        "writers taken back",
        "documents given to a writer",
        "writers merged",
        "documents deleted",
        "originals deleted",
        "document imported",
    ]
    assert told[-1].kind == "document encoded again"
    assert {(event.account, event.examiner) for event in told} == {("lab", "A. Lee")}
    check = check_history(full)
    assert (check.chain.problem, check.problems) == ("", ())


def test_what_is_refused_is_not_told(full: Database) -> None:
    with pytest.raises(WriterIdError):
        rename(full, find_writer(full, "Ahlers"), "Cramer")
    assert len(history(full)) == 7


def test_a_deletion_is_found_again(full: Database, exemplars: Path, engine: Engine) -> None:
    document = documents_of(full, find_writer(full, "Ahlers"))[0]
    with full.reading() as rows:
        sha256 = rows.execute(
            "SELECT sha256 FROM pages WHERE document_id = ?", (document.id,)
        ).fetchone()[0]
    assert deletion_of(full.folder, document_id=document.id) is None
    full.author = Author("lab", "A. Lee")
    delete_writer(full, "Ahlers")
    for found in (
        deletion_of(full.folder, document_id=document.id),
        deletion_of(full.folder, sha256=sha256),
    ):
        assert found is not None
        assert (found.writer, found.document, found.examiner, found.whole_writer) == (
            "Ahlers",
            document.name,
            "A. Lee",
            True,
        )
        assert found.at.endswith("Z")
    assert deletion_of(full.folder, sha256="0" * 64) is None
    enrol_into(full, engine, exemplars)
    assert deletion_of(full.folder, sha256=sha256) is None


def test_a_database_from_before_begins_its_history(
    tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = read_migrations()[:1]
    with monkeypatch.context() as patched:
        patched.setattr(module, "read_migrations", lambda: first)
        patched.setattr(module, "begin_history", lambda rows, author: None)
        with Database.create(tmp_path / "old") as old, old.writing() as rows:
            rows.execute("INSERT INTO writers (name, created) VALUES ('Ann', '2020')")
    with Database.open(tmp_path / "old") as database:
        fill(database, engine.encoder, engine.model_id, 2, 1)
        begun = history(database)[0]
        assert (begun.kind, begun.data["writer_count"]) == ("history begun", 1)
        check = check_history(database)
        assert (check.chain.problem, check.problems, check.chain.count) == ("", (), 2)


def tampered(statement: str) -> Callable[[Database], None]:
    """What somebody does who can write the file and drops the triggers first."""

    def run(database: Database) -> None:
        attacker = sqlite3.connect(database.file, isolation_level=None)
        attacker.execute("DROP TRIGGER events_are_not_changed")
        attacker.execute("DROP TRIGGER events_are_not_deleted")
        attacker.executescript(statement)
        attacker.close()

    return run


@pytest.mark.parametrize(
    ("statement", "broken_at", "problem"),
    [
        ("UPDATE events SET data = '{}' WHERE number = 3", 3, "entry 3 of the history was chan"),
        ("DELETE FROM events WHERE number = 3", 3, "entry 3 of the history is missing"),
        ("DELETE FROM events WHERE number = 7", 7, "ends after entry 6"),
        ("DELETE FROM events", 1, "ends after entry 0"),
        (
            "UPDATE events SET number = 99 WHERE number = 3;"
            "UPDATE events SET number = 3 WHERE number = 4;"
            "UPDATE events SET number = 4 WHERE number = 99;",
            3,
            "does not follow the one before",
        ),
        ("UPDATE state SET event_head = 'x'", 7, "not the one the database knows as last"),
    ],
)
def test_a_broken_chain_is_named(
    full: Database, statement: str, broken_at: int, problem: str
) -> None:
    tampered(statement)(full)
    chain = check_history(full).chain
    assert chain.broken_at == broken_at
    assert problem in chain.problem


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE writers SET notes = 'x' WHERE name = 'Cramer'", "writer “Cramer” was changed"),
        ("UPDATE codes SET patch_count = 9 WHERE document_id = 1", "was changed, and no entry"),
        ("UPDATE patches SET size_300 = x'00' WHERE page_id = 1", "was changed, and no entry"),
        ("UPDATE pages SET steps = '[]' WHERE id = 1", "was changed, and no entry"),
        (
            "UPDATE documents SET name = 'x', writer_id = 1 + writer_id % 3 WHERE id = 1",
            "was changed, and no entry",
        ),
        ("DELETE FROM documents WHERE id = 1", "document id:1 is missing"),
        ("INSERT INTO writers (name, created) VALUES ('New', '')", "“New” is there, and no entry"),
    ],
)
def test_rows_that_no_entry_explains_are_named(
    full: Database, statement: str, problem: str
) -> None:
    tampered("PRAGMA foreign_keys = ON;" + statement)(full)
    check = check_history(full)
    assert check.chain.problem == ""
    assert any(problem in one for one in check.problems)
