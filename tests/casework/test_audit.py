"""The audit finds each kind of tampering, names the first broken link, and writes nothing."""

import errno
import hashlib
import io
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest

from tests.casework.conftest import make
from tests.casework.tampering import report_of, tamper, write_report
from writerid.casework.anchors import Anchor, read_typed
from writerid.casework.audit import Audit, audit
from writerid.casework.audit_findings import Findings, Verdict
from writerid.casework.case import Case
from writerid.casework.chain import canonical, digest_of
from writerid.casework.comparing import IdentifySettings, identify
from writerid.casework.comparisons import store_comparison
from writerid.casework.evidence import evidence
from writerid.casework.items import find_item
from writerid.casework.marks import PairKey, mark_pair, record_view
from writerid.casework.notes import add_note
from writerid.casework.pages import measure_amounts, store_amounts
from writerid.errors import CaseError, WriterIdError
from writerid.pipeline.identify import Engine
from writerid.store.chain import CASE, Author
from writerid.store.database import Database
from writerid.store.rearranging import delete, plan_deletion
from writerid.store.writers import documents_of, find_writer, rename


@pytest.fixture(scope="session")
def kept(
    tmp_path_factory: pytest.TempPathFactory, scans: Path, full_folder: Path, engine: Engine
) -> Path:
    """A folder to make others from: “lab” in it is where case and database were made."""
    folder = tmp_path_factory.mktemp("audited")
    (folder / "lab").mkdir()
    make(folder / "lab", scans, full_folder, engine)
    with Case.open(folder / "lab" / "case", examiner="A. Lee") as case:
        store_amounts(case, measure_amounts(case.originals, find_item(case, "Q2").pages))
        mark_pair(case, 1, 1, PairKey(0, 0, 0), "agrees")
        record_view(case, 1, "much alike")
        add_note(case, "a note")
    (folder / "lab").rename(folder / "kept")
    return folder


@pytest.fixture
def lab(kept: Path) -> Iterator[Path]:
    """Case and database, closed, the test's own, in the folder in which they were made."""
    shutil.copytree(kept / "kept", kept / "lab")
    yield kept / "lab"
    shutil.rmtree(kept / "lab")


def look(lab: Path, *reports: Path, heads: tuple[Anchor, ...] = ()) -> Audit:
    with Case.open_to_read(lab / "case") as case:
        return audit(case, lab / "database", reports, heads)


def of(found: Audit, what: str) -> Verdict:
    [verdict] = [one for one in found.verdicts if one.what == what]
    return verdict


def rebuild(file: Path, table: str, identity: str, old: str, new: str) -> None:
    """All entries anew, so that the chain is whole in itself."""
    with closing(sqlite3.connect(file, isolation_level=None)) as rows:
        rows.execute("DROP TRIGGER events_are_not_changed")
        query = f"SELECT {identity} FROM {table}"  # noqa: S608 - of the test itself
        head = rows.execute(query).fetchone()[0]
        count = 0
        for row in rows.execute("SELECT * FROM events ORDER BY number").fetchall():
            fields = [*row[:5], row[5].replace(old, new), head]
            head = hashlib.sha256(canonical(fields).encode()).hexdigest()
            rows.execute(
                "UPDATE events SET data = ?, previous = ?, hash = ? WHERE number = ?",
                (fields[5], fields[6], head, row[0]),
            )
            count = row[0]
        update = f"UPDATE {table} SET event_count = ?, event_head = ?"  # noqa: S608
        rows.execute(update, (count, head))
        rows.execute(
            "CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events\n"
            "BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END"
        )


def snapshot(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_a_case_and_its_database_are_whole_and_stay_as_they_are(lab: Path) -> None:
    report = report_of(lab / "case", lab / "report.pdf")
    with Case.open_to_read(lab / "case") as case:
        head = read_typed(f"{case.state().event_count}: {case.state().event_head[:16]}…")
    before = snapshot(lab)
    found = look(lab, report, heads=(head,))
    assert [(one.what, one.whole, one.problems) for one in found.verdicts] == [
        ("case", True, ()),
        ("database", True, ()),
        ("report", True, ()),
        ("head", True, ()),
    ]
    assert "heads kept elsewhere" in of(found, "case").checked
    assert "1 head kept elsewhere" in of(found, "database").checked
    assert snapshot(lab) == before
    assert found.whole
    assert json.dumps(found.record())


@pytest.mark.parametrize(
    ("statements", "broken_at", "problem"),
    [
        (["UPDATE events SET data = '{}' WHERE number = 3"], 3, "entry 3 of the history was chan"),
        (["DELETE FROM events WHERE number = 2"], 2, "entry 2 of the history is missing"),
        (
            [
                "UPDATE events SET number = 99 WHERE number = 2",
                "UPDATE events SET number = 2 WHERE number = 3",
                "UPDATE events SET number = 3 WHERE number = 99",
            ],
            2,
            "entry 2 of the history does not follow",
        ),
        (["DELETE FROM events WHERE number > 4"], 5, "ends after entry 4"),
        (["DELETE FROM events"], 1, "ends after entry 0"),
    ],
)
@pytest.mark.parametrize("what", ["case", "database"])
def test_a_tampered_history_is_named(
    lab: Path, what: str, statements: list[str], broken_at: int, problem: str
) -> None:
    file = lab / what / ("case.sqlite" if what == "case" else "writers.sqlite")
    tamper(file, *statements)
    found = look(lab)
    assert not found.whole
    assert of(found, what).broken_at == broken_at
    assert problem in of(found, what).problems[0]
    other = "database" if what == "case" else "case"
    assert of(found, other).whole


def test_a_cut_tail_with_its_anchor_shows_against_the_report(lab: Path) -> None:
    report = report_of(lab / "case", lab / "report.pdf")
    tamper(
        lab / "case" / "case.sqlite",
        "DELETE FROM notes",
        "DELETE FROM events WHERE number = (SELECT max(number) FROM events)",
        "UPDATE case_state SET event_count = event_count - 1, event_head = "
        "(SELECT hash FROM events ORDER BY number DESC LIMIT 1)",
    )
    found = look(lab, report)
    assert of(found, "case").whole, "in itself it is"
    verdict = of(found, "report")
    assert not verdict.whole
    assert "later ones were cut off" in verdict.problems[0]
    assert verdict.broken_at == verdict.count


def test_a_case_s_history_made_anew_shows_against_report_typed_head_and_database(
    lab: Path,
) -> None:
    report = report_of(lab / "case", lab / "report.pdf")
    with Case.open_to_read(lab / "case") as case:
        state = case.state()
    rebuild(lab / "case" / "case.sqlite", "case_state", "case_id", "A. Lee", "B. Lee")
    typed = read_typed(f"{state.event_count}:{state.event_head[:20]}")
    found = look(lab, report, heads=(typed,))
    assert of(found, "case").whole is True, "nothing in it was changed in this test"
    rebuild(lab / "case" / "case.sqlite", "case_state", "case_id", "much alike", "not alike")
    found = look(lab, report, heads=(typed,))
    for what in ("report", "head"):
        assert of(found, what).broken_at == state.event_count
        assert "another than" in of(found, what).problems[0]
    assert "the report report.pdf tells" in of(found, "report").problems[0]
    # From before the database was told, that shows without any report.
    rebuild(lab / "case" / "case.sqlite", "case_state", "case_id", "The letters", "Other letters")
    verdict = of(look(lab), "case")
    assert verdict.broken_at is not None
    assert any("of the database's history tells" in one for one in verdict.problems)


def test_a_database_s_history_made_anew_shows_against_the_case(lab: Path) -> None:
    rebuild(lab / "database" / "writers.sqlite", "state", "database_id", "Ahlers", "Someone")
    verdict = of(look(lab), "database")
    assert any("another than comparison 1 of the case tells" in one for one in verdict.problems)


def test_another_copy_that_went_on_by_itself_is_a_remark(
    lab: Path, tmp_path: Path, engine: Engine
) -> None:
    shutil.copytree(lab / "case", tmp_path / "copy")
    for folder in (tmp_path / "copy", lab / "case"):
        with Case.open(folder, examiner=str(folder)) as case:
            new = identify(
                engine, case.originals, find_item(case, "Q2"), IdentifySettings(lab / "database")
            )
            store_comparison(case, new)
    found = look(lab)
    assert found.whole
    assert "this is another copy, which went on by itself" in of(found, "case").remarks[0]


def test_a_backup_remembers_too(lab: Path) -> None:
    with Case.open(lab / "case") as case:
        case.write_backup()
    rebuild(lab / "case" / "case.sqlite", "case_state", "case_id", "much alike", "not alike")
    assert any("the backup case-v" in one for one in of(look(lab), "case").problems)


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE views SET text = 'not alike'", "view number 1 was changed"),
        ("UPDATE notes SET text = 'x', examiner = 'B'", "note number 1 was changed"),
        ("DELETE FROM marks", "a mark in comparison 1, candidate 1 is missing"),
        ("UPDATE marks SET verdict = 'disagrees'", "candidate 1 was changed"),
        ("DELETE FROM evidence", "the evidence of comparison 1, candidate 1 is missing"),
        (
            "INSERT INTO views (comparison_id, text, names_were_hidden, made, examiner) "
            "VALUES (1, 'x', 0, '', 'B')",
            "view number 2 is there, and no entry of the history says how it came",
        ),
        ("UPDATE pages SET sha256 = (SELECT max(sha256) FROM pages)", "page number"),
        ("UPDATE items SET medium = 'photocopy' WHERE id = 1", "item number 1 was changed"),
        ("UPDATE preparations SET steps = '[]'", "the preparation 1 of page number 1 was changed"),
        ("UPDATE case_state SET title = 'Others'", "the case's own data was changed"),
        (
            "UPDATE known_documents SET record = '{}' WHERE id = 1",
            "something else has worked on it",
        ),
        ("DELETE FROM compared WHERE known_document_id = 1", "known documents of the comparison"),
        ("UPDATE known_documents SET writer = 'x:1' WHERE id = 1", "a known document was changed"),
        ("DELETE FROM codes WHERE number = 1", "while names are hidden is missing"),
        ("UPDATE codes SET number = number + 50 WHERE number = 1", "names are hidden was changed"),
        ("UPDATE comparisons SET record = 'no JSON'", "is damaged"),
        ("DROP TABLE views", "the table “views” is missing"),
        ("UPDATE comparisons SET record = '{}'", "comparison 1 was changed"),
        ("UPDATE amounts SET writing_mm = 3000.0", "the amount of writing on page number 2"),
        ("UPDATE codes SET number = number + 7", "the code that stands for the writer"),
        ("DELETE FROM codes", "the code that stands for the writer"),
        ("UPDATE known_documents SET writer = 'item:1' WHERE id = 2", "under another writer than"),
        (
            "INSERT INTO known_documents (digest, writer, record, mean_feature) "
            "SELECT 'x', writer, record, mean_feature FROM known_documents WHERE id = 2",
            "and no comparison was made with it",
        ),
        ("CREATE VIEW own AS SELECT 1", "the view “own” is not the program's"),
    ],
)
def test_what_no_entry_explains_is_named(lab: Path, statement: str, problem: str) -> None:
    if "DROP TABLE" in statement:
        tamper(lab / "case" / "case.sqlite", "PRAGMA foreign_keys = OFF", statement)
    else:
        tamper(lab / "case" / "case.sqlite", statement)
    found = look(lab)
    assert not found.whole
    assert any(problem in one for one in of(found, "case").problems)


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("DELETE FROM held_documents", "of the copies in the case “The letters” was changed"),
        ("UPDATE held_documents SET originals = 0", "of the copies in the case “The letters”"),
        ("UPDATE holding_cases SET folder = '/elsewhere'", "of the copies in the case “The let"),
        ("INSERT INTO holding_cases VALUES ('x', 'Theft', '', '')", "in the case “Theft” was cha"),
        ("UPDATE originals SET size_bytes = 7", "the size that is listed of 1.png was changed"),
    ],
)
def test_what_no_entry_of_the_database_explains_is_named(
    lab: Path, statement: str, problem: str
) -> None:
    tamper(lab / "database" / "writers.sqlite", statement)
    found = look(lab)
    assert not found.whole
    assert any(problem in one for one in of(found, "database").problems)


def test_a_record_edited_with_its_digest_recomputed_shows(lab: Path) -> None:
    file = lab / "case" / "case.sqlite"
    with closing(sqlite3.connect(file)) as rows:
        [text] = rows.execute("SELECT record FROM comparisons").fetchone()
    record = json.loads(text)
    record["candidates"][0]["score"] = 0.99
    text = canonical(record)
    digest = hashlib.sha256(text.encode()).hexdigest()
    tamper(file, "UPDATE comparisons SET digest = ?, record = ?", values=(digest, text))
    with Case.open_to_read(lab / "case") as case:
        found = audit(case)
    assert any("comparison 1 was changed" in one for one in of(found, "case").problems)


def test_evidence_edited_with_its_digest_recomputed_shows(lab: Path) -> None:
    file = lab / "case" / "case.sqlite"
    with closing(sqlite3.connect(file)) as rows:
        record, arrays = rows.execute("SELECT record, arrays FROM evidence").fetchone()
    with np.load(io.BytesIO(arrays)) as stored:
        edited = {name: stored[name] for name in stored.files}
    edited["relative"] = edited["relative"] * 2.0
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **edited)
    digest = digest_of(record.encode(), stream.getvalue())
    values = (stream.getvalue(), digest)
    tamper(file, "UPDATE evidence SET arrays = ?, digest = ?", values=values)
    assert any("evidence of comparison 1" in one for one in of(look(lab), "case").problems)


@pytest.mark.parametrize("what", ["case", "database"])
@pytest.mark.parametrize("how", ["edited", "removed"])
def test_an_original_that_was_edited_or_removed_is_named(lab: Path, what: str, how: str) -> None:
    file = next(one for one in sorted((lab / what / "originals").glob("*/*")))
    file.chmod(0o644)
    if how == "removed":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes() + b"x")
    words = "is missing" if how == "removed" else "has been changed or damaged"
    assert any(words in one for one in of(look(lab), what).problems)


def test_guards_that_were_taken_away_are_missed(lab: Path) -> None:
    with closing(sqlite3.connect(lab / "case" / "case.sqlite")) as rows:
        rows.execute("DROP TRIGGER events_are_not_deleted")
        rows.execute("CREATE TRIGGER own AFTER INSERT ON notes BEGIN SELECT 1; END")
    problems = of(look(lab), "case").problems
    assert any("the guard “events_are_not_deleted” is missing" in one for one in problems)
    assert any("the trigger “own” is not the program's" in one for one in problems)


def test_a_clock_that_went_back_and_orphans_are_remarks(
    lab: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("writerid.store.chain.now", lambda: "2001-01-01T00:00:00.000000Z")
    with Case.open(lab / "case") as case:
        add_note(case, "in the past")
        count = case.state().event_count
    with Database.open(lab / "database") as database:
        rename(database, find_writer(database, "Ahlers"), "Ahlers, Anna")
    orphan = lab / "case" / "originals" / "ab" / ("0" * 62)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"orphan")
    found = look(lab)
    assert found.whole
    assert f"went backwards at entry {count}" in of(found, "case").remarks[0]
    assert "went backwards at entry" in of(found, "database").remarks[0]
    assert (
        "1 file in the folder of originals that nothing refers to" in of(found, "case").remarks[1]
    )


def test_reports_that_are_none_of_this_case(lab: Path) -> None:
    other = write_report(
        lab / "other.pdf",
        {"case": {"id": "x", "title": "Theft"}, "audit": {"count": 1, "head": "y"}},
    )
    write_report(lab / "bare.pdf", {}, name="other.json")
    write_report(lab / "empty.pdf", {})
    (lab / "torn.pdf").write_bytes(other.read_bytes()[:300])
    (lab / "text.pdf").write_bytes(b"no PDF at all")
    for name, words in (
        ("other.pdf", "is a report of another case (“Theft”)"),
        ("bare.pdf", "has no result attached"),
        ("empty.pdf", "tells no head of a history"),
        ("torn.pdf", "is damaged"),
        ("text.pdf", "is no PDF"),
        ("gone.pdf", "can't be read"),
    ):
        verdict = of(look(lab, lab / name), "report")
        assert verdict.whole is False
        assert words in verdict.problems[0], name


@pytest.mark.parametrize("text", ["", "x", "12", "12:abc", "12:" + "g" * 64, "-1:" + "a" * 64])
def test_a_head_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(WriterIdError, match="is no head of a history"):
        read_typed(text)


def test_a_share_that_can_only_be_read_is_audited_and_shown(
    lab: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    before = snapshot(lab)
    assert look(lab).whole
    with Case.open_to_read(lab / "case") as case:
        with pytest.raises(CaseError, match="was opened to be read"):
            add_note(case, "x")
        assert case.state().title == "The letters"
    assert snapshot(lab) == before
    (lab / "case" / "case.sqlite-wal").write_bytes(b"pending")
    with pytest.raises(CaseError, match="not closed properly, or another program has it open"):
        Case.open_to_read(lab / "case")


def test_a_case_that_is_open_elsewhere_is_audited_as_it_is_now(lab: Path) -> None:
    with Case.open(lab / "case", examiner="B. Lee") as writer:
        with pytest.raises(CaseError, match="is open in this program already"):
            Case.open(lab / "case")
        add_note(writer, "meanwhile")
        found = look(lab)
        assert found.whole
        assert of(found, "case").count == writer.state().event_count


def test_a_case_that_is_written_while_it_is_read_is_not_called_broken(lab: Path) -> None:
    with Case.open_to_read(lab / "case") as reader:
        with Case.open(lab / "case") as writer:
            add_note(writer, "meanwhile")
        with pytest.raises(CaseError, match="was changed, moved or deleted by another program"):
            audit(reader)


def test_a_database_that_moved_is_a_remark(lab: Path) -> None:
    with Case.open_to_read(lab / "case") as case:
        found = audit(case, lab / "nowhere")
    assert found.whole
    verdict = of(found, "database")
    assert verdict.whole is None
    assert "name its folder" in verdict.remarks[0]


def test_a_deleted_writer_leaves_case_and_database_whole(lab: Path, engine: Engine) -> None:
    with Database.open(lab / "database") as database:
        database.author = Author("lab", "A. Lee")
        writer = find_writer(database, "Ahlers")
        planned = plan_deletion(database, writer, documents_of(database, writer), whole_writer=True)
        assert [one.title for one in planned.cases] == ["The letters"]
        delete(database, planned)
    with Case.open(lab / "case") as case:
        evidence(case, engine, 1, 1)
    assert look(lab).whole


@pytest.mark.parametrize("head", ["", "a", "g" * 64, None])
@pytest.mark.parametrize("count", [1, -1, 1 << 70, 1e999, None])
def test_a_report_whose_head_is_none_bears_nothing_out(
    lab: Path, tmp_path: Path, head: str | None, count: float | None
) -> None:
    with Case.open_to_read(lab / "case") as case:
        record = {
            "case": {"id": case.state().case_id},
            "audit": {"count": count, "head": head},
        }
        pdf = write_report(tmp_path / "report.pdf", record)
        verdict = audit(case, reports=[pdf]).verdicts[-1]
    assert verdict.what == "report"
    assert verdict.whole is False


def test_a_report_with_endless_nesting_is_damaged(lab: Path, tmp_path: Path) -> None:
    document = pdfium.PdfDocument.new()
    document.new_page(100, 100)
    document.new_attachment("report.json").set_data(b"[" * 100_000)
    document.save(tmp_path / "report.pdf")
    document.close()
    verdict = of(look(lab, tmp_path / "report.pdf"), "report")
    assert verdict.whole is False
    assert "is damaged" in verdict.problems[0]


def test_many_heads_that_tell_the_same_are_told_once(lab: Path) -> None:
    with Case.open(lab / "case", examiner="A. Lee") as case:
        heads = [Anchor(count, "0" * 64, f"report {count}") for count in range(50, 80)]
        found = audit(case, heads=[]).verdicts[0]
        findings = Findings("case", "the case")
        with case.reading() as rows:
            findings.take_anchors(rows, heads, CASE)
    assert found.whole
    assert findings.broken_at == found.count + 1
    assert len(findings.problems) == 6
    assert findings.problems[-1] == "25 more heads kept elsewhere tell of it too"


def test_what_may_not_be_read_is_a_finding(lab: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = Path.is_file

    def refuse(path: Path) -> bool:
        if "originals" in path.parts:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return looks(path)

    monkeypatch.setattr(Path, "is_file", refuse)
    verdict = look(lab).verdicts[0]
    assert verdict.whole is False
    assert "Permission denied): check its drive and your rights" in verdict.problems[0]
