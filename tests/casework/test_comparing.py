"""Comparisons: frozen with all of their known side, and opened exactly as they were."""

import json
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.casework.conftest import add
from tests.scribbles import HANDS, save_scribble
from writerid.casework.case import Case
from writerid.casework.chain import canonical
from writerid.casework.comparing import IdentifySettings, NewComparison, compare, identify
from writerid.casework.comparison import Comparison
from writerid.casework.comparisons import (
    compared_documents,
    list_comparisons,
    open_comparison,
    store_comparison,
)
from writerid.casework.frozen import FrozenDocument, FrozenPage
from writerid.casework.importing import import_files
from writerid.casework.item_changes import add_items, remove_item, set_steps
from writerid.casework.items import Item, find_item
from writerid.casework.likelihoods import LikelihoodRatio, put_likelihood_ratios
from writerid.casework.notes import history
from writerid.casework.variation import independent_count
from writerid.errors import Cancelled, CaseError, DatabaseError, WriterIdError
from writerid.model import DocumentCode, Resolution, ResolutionSource
from writerid.pipeline.encoding import pool
from writerid.pipeline.identify import Engine
from writerid.pipeline.ranking import scores
from writerid.pipeline.steps import AUTOMATIC, Region, Rotate
from writerid.store.database import Database
from writerid.store.documents import FEATURES
from writerid.store.items import NOTHING_KNOWN
from writerid.store.rearranging import delete, plan_deletion
from writerid.store.writers import documents_of, find_writer, rename
from writerid.tasks import Task


def identified(
    case: Case, engine: Engine, database: Path, name: str = "Q1", **options: object
) -> Comparison:
    """Compare an item with a database, store it and open it."""
    wanted = IdentifySettings(database, **options)  # type: ignore[arg-type]
    new = identify(engine, case.originals, find_item(case, name), wanted)
    return open_comparison(case, store_comparison(case, new))


def known_item(case: Case, file: Path) -> Item:
    [item], _ = add_items(case, import_files(case.originals, [file]).files, role="known")
    return item


def same(first: Comparison, second: Comparison) -> bool:
    """Whether all that is shown is the same."""
    return (
        first.record == second.record
        and first.candidates == second.candidates
        and np.array_equal(first.item.code.mean_feature, second.item.code.mean_feature)
        and first.item.pages == second.item.pages
    )


def test_the_writers_are_ranked_and_the_true_one_comes_first(case: Case) -> None:
    comparison = open_comparison(case, 1)
    assert comparison.candidates[0].candidate.writer == "Ahlers"
    assert {one.candidate.writer for one in comparison.candidates} == set(HANDS)
    assert (comparison.compared, comparison.writer_count, comparison.document_count) == (3, 3, 6)
    assert (comparison.item.name, comparison.level, comparison.closed_list) == (
        "Q1",
        "writer",
        None,
    )
    assert comparison.examiner == "A. Lee"
    first = comparison.candidates[0]
    assert (first.candidate.document_count, len(first.documents)) == (2, 2)
    assert first.likelihood_ratio is None
    assert list_comparisons(case)[0].item == "Q1"


def test_none_of_them_is_a_row_of_its_own(case: Case) -> None:
    comparison = open_comparison(case, 1)
    row = comparison.none_of_them
    assert row.best_score == comparison.candidates[0].candidate.score
    assert (row.compared, row.judged) == (3, False)
    assert "someone always ranks first" in row.sentence


def test_the_record_names_all_that_is_needed_to_repeat_it(case: Case, made: Path) -> None:
    comparison = open_comparison(case, 1)
    record = comparison.record
    assert record["packages"]["opencv-python-headless"]
    assert record["backend"] == "onnx"
    assert record["questioned"]["pages"][0]["steps"][0] == {"step": "Deskew"}
    with Database.open(made / "database") as database:
        assert comparison.database is not None
        assert (comparison.database.id, comparison.database.changes) == database.state()
    event = next(event for event in history(case) if event.kind == "comparison made")
    assert event.data["digest"] == comparison.digest
    assert "Ahlers" not in str([event.data for event in history(case)])


def test_scores_follow_from_the_frozen_codes(case: Case, engine: Engine) -> None:
    comparison = open_comparison(case, 1)
    for one in comparison.candidates:
        documents = compared_documents(case, 1, one.candidate.rank)
        code = pool([document.code for document in documents])
        score = scores(
            engine.encoder, comparison.item.code.mean_feature[None], code.mean_feature[None]
        )
        assert score[0, 0] == pytest.approx(one.candidate.score, abs=1e-12)
        assert code.writing_mm == one.candidate.writing_mm
    assert len(compared_documents(case, 1)) == 6


def test_a_candidate_s_own_variation(case: Case, engine: Engine) -> None:
    first = open_comparison(case, 1).candidates[0]
    documents = compared_documents(case, 1, 1)
    features = np.stack([document.code.mean_feature for document in documents])
    assert first.variation.among == pytest.approx(
        [scores(engine.encoder, features, features)[0, 1]]
    )
    assert first.variation.lowest == first.variation.highest
    assert (len(first.variation.questioned), first.variation.exemplar_count) == (2, 2)
    shared = replace(documents[1], pages=(*documents[1].pages, *documents[0].pages))
    assert independent_count([documents[0], shared, replace(documents[0], pages=())]) == 2


@pytest.mark.parametrize("what", ["changed", "deleted"])
def test_it_stays_as_it_was_whatever_becomes_of_the_database(
    case: Case, engine: Engine, made: Path, tmp_path: Path, what: str
) -> None:
    shutil.copytree(made / "database", tmp_path / "database")
    before = identified(case, engine, tmp_path / "database")
    if what == "deleted":
        shutil.rmtree(tmp_path / "database")
    else:
        with Database.open(tmp_path / "database") as database:
            rename(database, find_writer(database, "Ahlers"), "Somebody else")
            writer = find_writer(database, "Cramer")
            documents = documents_of(database, writer)
            delete(database, plan_deletion(database, writer, documents, whole_writer=True))
    remove_item(case, before.item.item_id)
    set_steps(case, find_page(case, before), (Region.rectangle(0, 0, 99, 99), *AUTOMATIC))
    case.close()
    with Case.open(case.folder) as again:
        assert same(open_comparison(again, before.id), before)
        assert len(compared_documents(again, before.id)) == 6


def find_page(case: Case, comparison: Comparison) -> int:
    with case.reading() as rows:
        return int(
            rows.execute(
                "SELECT id FROM pages WHERE item_id = ?", (comparison.item.item_id,)
            ).fetchone()[0]
        )


def test_a_closed_list_is_named(case: Case, engine: Engine, made: Path) -> None:
    comparison = identified(case, engine, made / "database", writers=("Cramer", "Öztürk, Émile"))
    assert comparison.closed_list == ("Cramer", "Öztürk, Émile")
    assert (comparison.compared, comparison.document_count) == (2, 4)
    assert "of the writers on the list" in comparison.none_of_them.sentence
    assert list_comparisons(case)[0].closed_list


def test_documents_are_ranked_one_by_one(case: Case, engine: Engine, made: Path) -> None:
    comparison = identified(case, engine, made / "database", "Q2", level="document", top=4)
    assert (comparison.compared, len(comparison.candidates)) == (6, 4)
    first = comparison.candidates[0]
    assert first.candidate.writer == "Cramer"
    assert first.document in ("1.png", "2.png")
    assert (len(first.documents), len(first.variation.among)) == (1, 1)


def test_the_questioned_file_itself_takes_no_part(
    case: Case, engine: Engine, made: Path, exemplars: Path
) -> None:
    [item] = add(case, exemplars / "Cramer" / "1.png")
    comparison = identified(case, engine, made / "database", item.name)
    [left] = comparison.left_out
    assert (left.writer, left.document, left.same_file) == ("Cramer", "1.png", True)
    assert comparison.document_count == 5


def test_what_is_compared_twice_is_kept_once(case: Case, engine: Engine, made: Path) -> None:
    identified(case, engine, made / "database", "Q2")
    with case.reading() as rows:
        assert rows.execute("SELECT count(*) FROM known_documents").fetchone()[0] == 6
        assert rows.execute("SELECT count(*) FROM compared").fetchone()[0] == 12


def test_one_to_one_needs_no_database(case: Case, engine: Engine, tmp_path: Path) -> None:
    item = find_item(case, "Q1")
    known = known_item(case, save_scribble(tmp_path / "exemplar.png", "Ahlers", 12))
    new = compare(engine, case.originals, item, known)
    comparison = open_comparison(case, store_comparison(case, new))
    assert (comparison.kind, comparison.database, comparison.compared) == ("compare", None, 1)
    [only] = comparison.candidates
    assert (only.candidate.writer, only.document) == ("K1", "K1")
    assert 0.0 < only.candidate.score <= 1.0
    with pytest.raises(CaseError, match="Q1 and Q1 are the same file"):
        compare(engine, case.originals, item, item)


def test_it_can_be_cancelled_and_nothing_is_stored(case: Case, engine: Engine, made: Path) -> None:
    task = Task(lambda _done, _total, label: task.cancel() if "keeping" in label else None)
    with pytest.raises(Cancelled):
        identify(
            engine, case.originals, find_item(case, "Q1"), IdentifySettings(made / "database"), task
        )
    assert len(list_comparisons(case)) == 1


def test_wrong_databases_and_writers_are_named(
    case: Case, engine: Engine, made: Path, tmp_path: Path
) -> None:
    with pytest.raises(DatabaseError, match="no database of known writers"):
        identified(case, engine, tmp_path / "nowhere")
    with pytest.raises(WriterIdError, match="no writer “Nobody” is enrolled"):
        identified(case, engine, made / "database", writers=("Nobody",))
    with pytest.raises(CaseError, match="has no comparison 77"):
        open_comparison(case, 77)
    with pytest.raises(CaseError, match="candidates 1 to 3, not 4"):
        compared_documents(case, 1, 4)


def test_an_item_that_is_gone_when_it_is_stored(case: Case, made: Path) -> None:
    comparison = open_comparison(case, 1)
    new = NewComparison(99, "identify", comparison.record, comparison.item.code.mean_feature, ())
    with pytest.raises(CaseError, match="not in the case any more"):
        store_comparison(case, new)


@pytest.mark.parametrize(
    ("table", "statement", "problem"),
    [
        ("comparisons", "record = replace(record, 'Ahlers', 'Cramer')", "comparison 1 was changed"),
        ("comparisons", "mean_feature = zeroblob(length(mean_feature))", "comparison 1 was change"),
        ("known_documents", "mean_feature = zeroblob(length(mean_feature))", "known document was"),
        ("known_documents", "record = replace(record, '300.0', '301.0')", "known document was"),
    ],
)
def test_a_tampered_comparison_is_not_shown(
    case: Case, table: str, statement: str, problem: str
) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="as they were"), case.deriving() as rows:
        rows.execute(f"UPDATE {table} SET {statement}")  # noqa: S608
    with case.deriving() as rows:
        rows.execute(f"DROP TRIGGER {table}_are_not_changed")
        rows.execute(f"UPDATE {table} SET {statement}")  # noqa: S608
    with pytest.raises(CaseError, match=problem):
        open_comparison(case, 1)
        compared_documents(case, 1)


def test_a_place_for_likelihood_ratios(case: Case) -> None:
    given = LikelihoodRatio("calibration-1", 2.1, 1.5, 2.6, {"writing_mm": 812.0, "bound": 3.0})
    refused = LikelihoodRatio("calibration-1", None, None, None, {"why": "too little writing"})
    before = open_comparison(case, 1)
    with case.changing("likelihood ratios put") as change:
        put_likelihood_ratios(change.rows, 1, {1: given, 2: refused})
    comparison = open_comparison(case, 1)
    assert [one.likelihood_ratio for one in comparison.candidates] == [given, refused, None]
    assert comparison.none_of_them.judged
    assert comparison.record == before.record


def test_codes_are_kept_in_full(case: Case, made: Path, engine: Engine) -> None:
    with Database.open(made / "database") as database, database.reading() as rows:
        stored = {
            row["document_id"]: np.frombuffer(row["mean_feature"], FEATURES)
            for row in rows.execute("SELECT * FROM codes WHERE model_id = ?", (engine.model_id,))
        }
    for document in compared_documents(case, 1):
        assert np.array_equal(document.code.mean_feature, stored[document.document_id])


@settings(max_examples=50, deadline=None)
@given(files=st.lists(st.sets(st.integers(0, 6), min_size=1, max_size=3), max_size=6))
def test_documents_that_share_files_count_once(files: list[set[int]]) -> None:
    code = DocumentCode(np.zeros(2), 1, 1.0, "model")
    documents = [
        FrozenDocument("w", "W", i, "d", NOTHING_KNOWN, _pages_of(hashes), code, "")
        for i, hashes in enumerate(files)
    ]
    reached = {number: frozenset({number}) for one in files for number in one}
    for one in files:
        joined = frozenset().union(*(reached[number] for number in one))
        for number in joined:
            reached[number] = joined
    assert independent_count(documents) == len(set(reached.values()))


def _pages_of(hashes: set[int]) -> tuple[FrozenPage, ...]:
    resolution = Resolution(300.0, ResolutionSource.FILE)
    return tuple(
        FrozenPage(f"{one:064x}", Path("a.png"), 1, "", 1, 1, 9, 9, resolution, AUTOMATIC, 1, 1.0)
        for one in hashes
    )


@given(
    dpi=st.floats(50, 4800),
    degrees=st.floats(-45, 45),
    name=st.text(min_size=1, max_size=9).filter(
        lambda text: "\0" not in text and text.isprintable()
    ),
)
def test_a_page_s_record_is_the_page(dpi: float, degrees: float, name: str) -> None:
    steps = (Region.rectangle(0.5, 1.5, 10, 20), Rotate(degrees), *AUTOMATIC)
    page = replace(
        _pages_of({1})[0],
        file=Path("/scans") / name,
        resolution=Resolution(dpi, ResolutionSource.GIVEN),
        steps=steps,
    )
    assert FrozenPage.from_record(json.loads(canonical(page.record()))) == page
