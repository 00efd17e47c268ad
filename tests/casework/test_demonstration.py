"""The demonstration case, with a small demonstration; and the check of a whole case."""

import csv
from pathlib import Path

import pytest

from tests.scribbles import HANDS, save_scribble
from writerid.casework.case import Case
from writerid.casework.comparing import IdentifySettings, identify
from writerid.casework.demonstration import create_demonstration
from writerid.casework.demonstration_codes import write_codes
from writerid.casework.integrity import check_case
from writerid.casework.items import list_items
from writerid.errors import Cancelled, CaseError, WriterIdError
from writerid.pipeline.identify import Engine
from writerid.store.database import Database
from writerid.store.integrity import check_integrity
from writerid.store.overview import look_over
from writerid.store.writers import list_writers
from writerid.tasks import Task


@pytest.fixture
def resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demonstration of two writers and two questioned scribbles."""
    demo = tmp_path / "resources" / "demo"
    writers = list(HANDS)[:2]
    for number, writer in enumerate(writers, start=1):
        save_scribble(demo / "known" / writer / "1.png", writer, 1)
        save_scribble(demo / "questioned" / f"Q{number}.png", writer, 5)
    with (demo / "labels.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["path", "writer", "document"])
        rows.writerows([f"known/{writer}/1.png", writer, f"{writer} 1"] for writer in writers)
    monkeypatch.setenv("WRITERID_RESOURCES", str(tmp_path / "resources"))
    return demo


def test_it_is_made_once_and_ready_to_compare(
    resources: Path, tmp_path: Path, engine: Engine
) -> None:
    made = create_demonstration(tmp_path / "demonstration", engine, workers=1)
    with Case.open(made.case) as case:
        state = case.state()
        assert state.synthetic
        assert "synthetic" in state.title
        items = list_items(case)
        assert [item.name for item in items] == ["Q1", "Q2"]
        assert all(item.amount is not None for item in items)
        new = identify(engine, case.originals, items[0], IdentifySettings(made.database))
        assert new.record["candidates"][0]["writer"] == "Ahlers"
        with pytest.raises(CaseError, match="open in this program already"):
            create_demonstration(tmp_path / "demonstration", engine, workers=1)
    with Database.open(made.database) as database:
        assert (look_over(database).writers, database.state()[1]) == (2, 2)
    assert create_demonstration(tmp_path / "demonstration", engine, workers=1) == made
    with Case.open(made.case) as again:
        assert again.state() == state


@pytest.mark.parametrize("label", ["comparing with", "enrolling", "importing", "measuring"])
def test_stopped_anywhere_it_goes_on(
    resources: Path, tmp_path: Path, engine: Engine, label: str
) -> None:
    task = Task(lambda _done, _total, told: task.cancel() if label in told else None)
    with pytest.raises(Cancelled):
        create_demonstration(tmp_path / "demonstration", engine, task, workers=1)
    made = create_demonstration(tmp_path / "demonstration", engine, workers=1)
    with Case.open(made.case) as case:
        assert len(list_items(case)) == 2
        assert check_case(case).problems == ()


def test_a_program_without_it_says_so(resources: Path, tmp_path: Path, engine: Engine) -> None:
    (resources / "labels.csv").unlink()
    with pytest.raises(WriterIdError, match="install the program again"):
        create_demonstration(tmp_path / "demonstration", engine)


def test_a_check_of_the_case_names_what_is_wrong(case: Case) -> None:
    check = check_case(case)
    assert (check.problems, check.orphans, check.originals, check.comparisons) == ((), (), 4, 1)
    [page] = list_items(case)[1].pages
    stored = case.originals.path_of(page.sha256)
    stored.chmod(0o644)
    stored.write_bytes(b"other")
    with case.deriving() as rows:
        rows.execute("DROP TRIGGER comparisons_are_not_changed")
        rows.execute("UPDATE comparisons SET record = replace(record, '300.0', '600.0')")
        rows.execute("UPDATE case_state SET event_count = event_count + 1")
    problems = " | ".join(check_case(case).problems)
    assert "note.png has been changed or damaged" in problems
    assert "comparison 1 was changed" in problems
    assert "the history ends after entry" in problems


@pytest.mark.parametrize("spoil", ["", "model", "file", "damage"])
def test_letters_that_were_encoded_before_need_no_waiting(
    resources: Path, tmp_path: Path, engine: Engine, spoil: str
) -> None:
    first = create_demonstration(tmp_path / "first", engine, workers=1)
    with Database.open(first.database) as database:
        model_id = "f" * 64 if spoil == "model" else engine.model_id
        codes = write_codes(database, model_id, resources)
        rankings = [(one.name, one.document_count) for one in list_writers(database)]
    if spoil == "file":
        save_scribble(resources / "known" / "Ahlers" / "1.png", "Ahlers", 2)
    if spoil == "damage":
        codes.write_bytes(codes.read_bytes()[:500])
    told: list[str] = []
    task = Task(lambda _done, total, label: told.append(f"{label} {total}"))
    second = create_demonstration(tmp_path / "second", engine, task, workers=1)
    encoded = {"": 0, "model": 2, "file": 1, "damage": 2}[spoil]
    assert (f"enrolling {encoded}" in told) == bool(encoded)
    with Database.open(second.database) as database:
        assert [(one.name, one.document_count) for one in list_writers(database)] == rankings
        assert check_integrity(database).problems == ()
