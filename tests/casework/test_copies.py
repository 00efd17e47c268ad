"""The database knows which cases hold copies of its writing, and a deletion names them."""

import os
import shutil
from pathlib import Path

import pytest

from writerid.casework.case import Case
from writerid.casework.comparing import IdentifySettings, identify
from writerid.casework.comparisons import store_comparison
from writerid.casework.copies import untold_copies
from writerid.casework.evidence import evidence
from writerid.casework.items import find_item
from writerid.casework.notes import history
from writerid.pipeline.identify import Engine
from writerid.store.database import Database
from writerid.store.history import check_history
from writerid.store.history import history as database_history
from writerid.store.holdings import HELD, holding_cases
from writerid.store.rearranging import delete, plan_deletion
from writerid.store.writers import documents_of, find_writer


@pytest.fixture
def lab(made: Path, tmp_path: Path) -> Path:
    """A database of the test's own, in which nobody was compared."""
    shutil.copytree(made / "database", tmp_path / "lab")
    return tmp_path / "lab"


def compare(case: Case, engine: Engine, folder: Path) -> int:
    new = identify(engine, case.originals, find_item(case, "Q2"), IdentifySettings(folder))
    return store_comparison(case, new)


def test_a_comparison_tells_the_database_and_evidence_does(
    case: Case, engine: Engine, lab: Path
) -> None:
    with Database.open(lab) as database:
        before = database.state()
    comparison_id = compare(case, engine, lab)
    evidence(case, engine, comparison_id, 1)
    assert untold_copies(case, comparison_id) == ""
    with Database.open(lab) as database:
        assert database.state() == before, "what is cached for ranking stays good"
        events = [one for one in database_history(database) if one.kind == HELD]
        codes, originals = events[-2:]
        assert (codes.data["what"], originals.data["what"]) == ("codes", "originals")
        told = history(case)[codes.data["case_count"] - 1]
        assert (told.kind, told.hash) == ("comparison made", codes.data["case_head"])
        writer = find_writer(database, "Ahlers")
        found = [
            one
            for one in holding_cases(
                database, [document.id for document in documents_of(database, writer)]
            )
            if one.folder == str(case.folder)
        ]
        assert [(one.title, one.documents) for one in found] == [("The letters", 2)]
        assert check_history(database).all_problems == ()


def test_a_deletion_names_the_cases_and_remembers_them(
    case: Case, engine: Engine, lab: Path
) -> None:
    compare(case, engine, lab)
    with Database.open(lab) as database:
        writer = find_writer(database, "Ahlers")
        planned = plan_deletion(database, writer, documents_of(database, writer), whole_writer=True)
        assert "The letters" in [one.title for one in planned.cases]
        delete(database, planned)
        deleted = [one for one in database_history(database) if one.kind == "documents deleted"]
        assert deleted[0].data["cases"][0]["title"] == "The letters"


@pytest.mark.parametrize("how", ["gone", "read only", "another"])
def test_a_database_that_can_t_be_told_stops_no_comparison(
    case: Case, engine: Engine, lab: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = identify(engine, case.originals, find_item(case, "Q2"), IdentifySettings(lab))
    if how == "read only":
        monkeypatch.setattr(os, "access", lambda *_: False)
    else:
        shutil.rmtree(lab)
        if how == "another":
            Database.create(lab).close()
    comparison_id = store_comparison(case, new)
    last = history(case)[-1]
    assert (last.kind, last.data["comparison"]) == ("database not told", comparison_id)
    assert "could not be told that this case holds copies" in untold_copies(case, comparison_id)
