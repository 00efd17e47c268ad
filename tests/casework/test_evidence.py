"""Evidence: found from verified originals when first viewed, then the same for ever."""

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.scribbles import HANDS, save_scribble
from writerid.casework import evidence as module
from writerid.casework.case import Case
from writerid.casework.comparing import IdentifySettings, compare, identify
from writerid.casework.comparisons import compared_documents, open_comparison, store_comparison
from writerid.casework.evidence import (
    evidence,
    find_evidence,
    read_evidence,
    request_evidence,
    store_evidence,
)
from writerid.casework.hidden_names import set_names_hidden
from writerid.casework.importing import import_files
from writerid.casework.item_changes import add_items
from writerid.casework.items import find_item
from writerid.casework.known_pages import KnownOriginals, read_frozen_page
from writerid.casework.notes import history
from writerid.casework.stored_evidence import Evidence
from writerid.errors import Cancelled, CaseError, ModelError, OriginalError
from writerid.pipeline.identify import Engine
from writerid.tasks import Task


def seen(case: Case, rank: int = 1) -> Evidence:
    found = read_evidence(case, 1, rank)
    assert found is not None
    return found


def test_contributions_add_up_to_the_score(case: Case) -> None:
    found, candidate = seen(case), open_comparison(case, 1).candidates[0].candidate
    shares = found.contributions
    assert shares.absolute.sum() == pytest.approx(candidate.score, abs=1e-5)
    assert shares.relative.sum() == pytest.approx(
        candidate.score - candidate.reference_mean, abs=1e-5
    )
    assert found.supporting_sum + found.contradicting_sum == pytest.approx(shares.relative.sum())
    assert abs(found.deviation) < 1e-5


def test_every_patch_has_a_place_and_counterparts(case: Case) -> None:
    found = seen(case)
    count = len(found.contributions.absolute)
    assert found.questioned.corners_px.shape == (count, 4, 2)
    assert len(found.questioned.on_page(0)) == count
    assert found.counterparts.patch.shape == found.counterparts.similarity.shape == (count, 5)
    assert (np.diff(found.counterparts.similarity, axis=1) <= 0).all()
    assert len(found.known) == 2
    for pair in (*found.pairs.supporting, *found.pairs.contradicting):
        best = found.counterparts
        assert best.document[pair.questioned_patch, 0] == pair.known_document
        assert best.patch[pair.questioned_patch, 0] == pair.known_patch
        assert best.similarity[pair.questioned_patch, 0] == pytest.approx(pair.similarity, abs=1e-5)
        assert pair.known_patch < len(found.known[pair.known_document].corners_px)
    assert all(pair.contribution > 0 for pair in found.pairs.supporting)
    assert all(pair.contribution < 0 for pair in found.pairs.contradicting)
    assert len(found.reference_counterparts) == len(found.pairs.contradicting)
    assert 0.0 < found.pairs.supporting_share <= 1.0


def test_only_what_was_viewed_is_copied_into_the_case(case: Case, made: Path) -> None:
    comparison = open_comparison(case, 1)
    assert [one.evidence_seen for one in comparison.candidates] == [True, False, False]
    assert read_evidence(case, 1, 2) is None
    for page in (page for one in compared_documents(case, 1, 1) for page in one.pages):
        assert case.originals.has(page.sha256)
    for page in (page for one in compared_documents(case, 1, 2) for page in one.pages):
        assert not case.originals.has(page.sha256)
        beside = KnownOriginals.of(case, made / "database")
        assert read_frozen_page(beside, page).width_px == page.width_px
    event = history(case)[-1]
    assert (event.kind, event.data["rank"], len(event.data["originals"])) == (
        "evidence viewed", 1, 2,
    )  # fmt: skip


def test_it_is_shown_again_without_the_database_or_a_model(
    case: Case, engine: Engine, made: Path, tmp_path: Path
) -> None:
    shutil.copytree(made / "database", tmp_path / "database")
    settings = IdentifySettings(tmp_path / "database")
    item = find_item(case, "Q2")
    number = store_comparison(case, identify(engine, case.originals, item, settings))
    before = evidence(case, engine, number, 1)
    shutil.rmtree(tmp_path / "database")
    after = read_evidence(case, number, 1)
    assert after is not None
    assert np.array_equal(after.contributions.absolute, before.contributions.absolute)
    assert after.pairs.supporting == before.pairs.supporting
    page = after.known[0].pages[0]
    assert read_frozen_page(KnownOriginals.of(case, None), page).height_px == page.height_px
    others = open_comparison(case, number).candidates
    unseen = next(one for one in others if one.candidate.writer not in ("Ahlers", "Cramer"))
    with pytest.raises(OriginalError, match="is missing"):
        evidence(case, engine, number, unseen.candidate.rank)


def test_it_comes_out_the_same_when_it_is_found_again(case: Case, engine: Engine) -> None:
    again = find_evidence(engine, request_evidence(case, 1, 1))
    assert again.record["score"] == seen(case).contributions.score
    store_evidence(case, again)
    assert history(case)[-1].kind == "evidence viewed"
    assert sum(event.kind == "evidence viewed" for event in history(case)) == 1


def test_one_to_one_has_evidence_too(case: Case, engine: Engine, tmp_path: Path) -> None:
    file = save_scribble(tmp_path / "exemplar.png", "Cramer", 12)
    [known], _ = add_items(case, import_files(case.originals, [file]).files, role="known")
    number = store_comparison(case, compare(engine, case.originals, find_item(case, "Q1"), known))
    found = evidence(case, engine, number, 1)
    assert found.contributions.absolute.sum() == pytest.approx(
        open_comparison(case, number).candidates[0].candidate.score, abs=1e-5
    )
    assert found.known[0].name == "K1"


def test_a_changed_original_is_refused_by_name(case: Case, engine: Engine) -> None:
    request = request_evidence(case, 1, 1)
    stored = case.originals.path_of(request.questioned[0].sha256)
    stored.chmod(0o644)
    stored.write_bytes(stored.read_bytes() + b"x")
    with pytest.raises(OriginalError, match=r"letter\.png has been changed"):
        find_evidence(engine, request)


def test_no_error_tells_a_hidden_name(case: Case, engine: Engine, tmp_path: Path) -> None:
    set_names_hidden(case, hidden=True)
    request = request_evidence(case, 1, 2, database=tmp_path)
    with pytest.raises(OriginalError, match=r"the stored original of W-0\d, document 1 is missing"):
        find_evidence(engine, request)
    before = find_evidence(engine, request_evidence(case, 1, 1))
    assert not any(name in str(before.record) for name in (*HANDS, "1.png"))


def test_another_model_or_another_score_is_refused(case: Case, engine: Engine) -> None:
    request = request_evidence(case, 1, 1)
    with pytest.raises(ModelError, match="made with another model"):
        find_evidence(engine, replace(request, model_id="f" * 64))
    other = replace(request.candidate, score=request.candidate.score - 0.01)
    with pytest.raises(CaseError, match="can't be repeated here"):
        find_evidence(engine, replace(request, candidate=other))
    with pytest.raises(CaseError, match="candidates 1 to 3"):
        request_evidence(case, 1, 9)


def test_it_can_be_cancelled_and_nothing_is_stored(case: Case, engine: Engine) -> None:
    task = Task(lambda _done, _total, label: task.cancel() if "carry" in label else None)
    with pytest.raises(Cancelled):
        evidence(case, engine, 1, 2, task)
    assert read_evidence(case, 1, 2) is None


def test_tampered_evidence_is_not_shown(case: Case) -> None:
    statement = "UPDATE evidence SET record = replace(record, 'onnx', 'ONNX')"
    with pytest.raises(sqlite3.IntegrityError, match="as it was found"), case.deriving() as rows:
        rows.execute(statement)
    with case.deriving() as rows:
        rows.execute("DROP TRIGGER evidence_is_not_changed")
        rows.execute(statement)
    with pytest.raises(CaseError, match="candidate 1, was changed after"):
        read_evidence(case, 1, 1)


def test_long_documents_are_compared_in_parts(
    case: Case, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS_A_CHUNK", 7)
    again = find_evidence(engine, request_evidence(case, 1, 1))
    store_evidence(case, replace(again, rank=3))
    parts = read_evidence(case, 1, 3)
    assert parts is not None
    assert np.array_equal(parts.counterparts.patch, seen(case).counterparts.patch)
