"""What was compared is made again from the originals: the same, within the tolerance, or not."""

import hashlib
import io
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.calibrations import generous_calibration
from tests.other_model import make_other_model
from tests.scribbles import HANDS, save_scribble
from writerid.casework import replay_comparison
from writerid.casework.case import Case
from writerid.casework.chain import canonical, digest_of
from writerid.casework.comparing import IdentifySettings, compare, identify
from writerid.casework.comparisons import compared_documents, open_comparison, store_comparison
from writerid.casework.evidence import evidence
from writerid.casework.frozen import feature_blob
from writerid.casework.hidden_names import set_names_hidden
from writerid.casework.importing import import_files
from writerid.casework.item_changes import add_items
from writerid.casework.items import find_item
from writerid.casework.notes import history
from writerid.casework.replay_outcome import ComparisonReplay, Findings, Outcome, Part
from writerid.casework.replay_work import ReplaySettings
from writerid.casework.replaying import last_replays, record_replay, replay
from writerid.errors import Cancelled, CaseError, WriterIdError
from writerid.pipeline.identify import Engine
from writerid.store.database import Database
from writerid.store.rearranging import delete, plan_deletion
from writerid.store.writers import documents_of, find_writer
from writerid.tasks import Task


@pytest.fixture(scope="module")
def other_backend(small_model: Path) -> Engine:
    return Engine(small_model, "torch-cpu")


@pytest.fixture
def own_database(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made / "database", tmp_path / "database"))


@pytest.fixture
def calibration(engine: Engine, tmp_path: Path) -> Path:
    file = tmp_path / "calibration.json"
    generous_calibration(engine.model_id).save(file)
    return file


def only(case: Case, engine: Engine, number: int = 1, **settings: Any) -> ComparisonReplay:
    [found] = replay(case, engine, [number], ReplaySettings(**settings))
    return found


def part(found: ComparisonReplay, name: str) -> Part:
    return next(one for one in found.parts if one.name.startswith(name))


def said(found: ComparisonReplay) -> str:
    return "\n".join(text for one in found.parts for text in one.sentences)


def rewrite(case: Case, change: Callable[[dict[str, Any]], None], number: int = 1) -> None:
    """Change a comparison as somebody does who also works the digest out again."""
    with case.deriving() as rows:
        text = rows.execute("SELECT record FROM comparisons WHERE id = ?", (number,)).fetchone()[0]
        record = json.loads(text)
        change(record)
        text = canonical(record)
        rows.execute("DROP TRIGGER IF EXISTS comparisons_are_not_changed")
        rows.execute(
            "UPDATE comparisons SET record = ?, digest = ? WHERE id = ?",
            (text, hashlib.sha256(text.encode()).hexdigest(), number),
        )


def delete_writer(folder: Path, name: str) -> None:
    with Database.open(folder) as database:
        writer = find_writer(database, name)
        documents = documents_of(database, writer)
        delete(database, plan_deletion(database, writer, documents, whole_writer=True))


def test_it_is_identical_on_the_same_machine(case: Case, engine: Engine) -> None:
    events, stored = history(case), open_comparison(case, 1)
    found = only(case, engine)
    assert [(one.name, one.outcome) for one in found.parts] == [
        ("questioned item", Outcome.IDENTICAL),
        ("known side", Outcome.IDENTICAL),
        ("scores and ranking", Outcome.IDENTICAL),
        ("evidence of candidate 1", Outcome.IDENTICAL),
    ]
    assert (found.outcome, found.versions, found.largest) == (Outcome.IDENTICAL, (), ())
    assert (found.encoded_count, found.frozen_count) == (6, 0)
    assert history(case) == events
    digest = record_replay(case, [found])
    event = history(case)[-1]
    assert (event.kind, event.data["digest"], event.data["outcomes"]) == (
        "replayed", digest, ["identical"],
    )  # fmt: skip
    assert last_replays(case)[1].replay == found
    assert last_replays(case)[1].event == event.number
    assert open_comparison(case, 1).digest == stored.digest


def test_the_other_backend_is_within_the_tolerance(
    case: Case, engine: Engine, other_backend: Engine
) -> None:
    found = only(case, other_backend)
    assert found.outcome is Outcome.WITHIN
    assert [(one.what, one.then, one.now) for one in found.versions] == [
        ("backend", "onnx", "torch-cpu")
    ]
    largest = {one.what: one.largest for one in found.largest}
    assert 0.0 < largest["a number of the questioned code"] < 1e-4
    assert 0.0 < largest["score"] < 1e-4
    assert "allowed" in said(found)
    record_replay(case, [found])
    record_replay(case, [only(case, engine)])
    assert last_replays(case)[1].replay.outcome is Outcome.IDENTICAL


def test_other_versions_are_named_though_the_numbers_are_the_same(
    case: Case, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay_comparison, "__version__", "99.1")
    found = only(case, engine)
    assert found.outcome is Outcome.WITHIN
    assert [(one.what, one.now) for one in found.versions] == [("writerid", "99.1")]
    assert "the same numbers, with other versions" in said(found)
    assert part(found, "known side").outcome is Outcome.IDENTICAL


@pytest.mark.parametrize("how", ["is missing", "has been changed"])
def test_without_the_questioned_original_nothing_is_repeatable(
    case: Case, engine: Engine, how: str
) -> None:
    page = open_comparison(case, 1).item.pages[0]
    file = case.originals.path_of(page.sha256)
    file.chmod(0o644)
    if how == "is missing":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes() + b"x")
    found = only(case, engine)
    assert found.outcome is Outcome.NOT_REPEATABLE
    assert f"not repeatable, because the stored original of letter.png {how}" in said(found)
    assert f"({file})" in said(found)
    assert not part(found, "scores").outcome.is_repeated
    assert not part(found, "evidence").outcome.is_repeated
    assert part(found, "known side").outcome is Outcome.IDENTICAL


def test_an_exemplar_that_was_deleted_while_the_case_holds_a_copy(
    case: Case, engine: Engine, own_database: Path
) -> None:
    seen = open_comparison(case, 1).candidates[0].candidate.writer
    delete_writer(own_database, seen)
    assert only(case, engine, database=own_database).outcome is Outcome.IDENTICAL


def test_an_exemplar_that_was_deleted_and_is_nowhere(
    case: Case, engine: Engine, own_database: Path
) -> None:
    gone = open_comparison(case, 1).candidates[1].candidate.writer
    delete_writer(own_database, gone)
    found = only(case, engine, database=own_database)
    assert found.outcome is Outcome.NOT_REPEATABLE
    known = part(found, "known side")
    assert f"the exemplar {gone}, " in known.reasons[0]
    assert "was deleted from the database on 20" in known.reasons[0]
    assert len(known.reasons) == 2
    assert part(found, "scores").outcome is Outcome.IDENTICAL
    assert (found.encoded_count, found.frozen_count) == (4, 2)


def test_a_lost_copy_of_viewed_evidence(case: Case, engine: Engine, own_database: Path) -> None:
    first = open_comparison(case, 1).candidates[0]
    delete_writer(own_database, first.candidate.writer)
    for page in compared_documents(case, 1, 1)[0].pages:
        case.originals.remove(page.sha256)
    found = only(case, engine, database=own_database)
    assert not part(found, "evidence of candidate 1").outcome.is_repeated
    assert "was deleted from the database on" in part(found, "evidence").reasons[0]


def test_without_the_database_the_frozen_codes_stand(
    case: Case, engine: Engine, own_database: Path
) -> None:
    settings = IdentifySettings(own_database)
    item = find_item(case, "Q1")
    number = store_comparison(case, identify(engine, case.originals, item, settings))
    evidence(case, engine, number, 1)
    shutil.rmtree(own_database)
    found = only(case, engine, number, database=own_database.parent, all_known=True)
    assert found.outcome is Outcome.IDENTICAL
    assert (found.encoded_count, found.frozen_count) == (2, 4)
    assert "encoded again: 2 of 6, of the candidates on rank 1" in said(found)
    assert "the database is not at hand" in said(found)


def test_a_database_that_was_moved_is_found_by_its_id(
    case: Case, engine: Engine, own_database: Path
) -> None:
    settings = IdentifySettings(own_database)
    item = find_item(case, "Q1")
    number = store_comparison(case, identify(engine, case.originals, item, settings))
    moved = own_database.rename(own_database.with_name("moved"))
    assert only(case, engine, number, database=moved).encoded_count == 6
    Database.create(own_database).close()
    found = only(case, engine, number, database=own_database)
    assert (found.encoded_count, found.frozen_count) == (2, 4)
    assert f"the database is not at hand ({own_database})" in said(found)


def test_a_stored_score_that_was_rewritten_with_its_digest(case: Case, engine: Engine) -> None:
    def raise_score(record: dict[str, Any]) -> None:
        record["candidates"][1]["score"] += 0.01

    rewrite(case, raise_score)
    found = only(case, engine)
    assert found.outcome is Outcome.DIFFERS
    assert "score (candidate 2): " in said(found)
    assert part(found, "questioned item").outcome is Outcome.IDENTICAL


def swap(record: dict[str, Any]) -> None:
    first, second = record["candidates"][:2]
    first["rank"], second["rank"] = 2, 1
    record["candidates"][:2] = [second, first]


def rename(record: dict[str, Any]) -> None:
    record["candidates"][0]["writer"] = "Somebody else"


def shorten(record: dict[str, Any]) -> None:
    record["candidates"].pop()


def vary(record: dict[str, Any]) -> None:
    record["candidates"][0]["variation"]["among"] = [0.99]


def tie(record: dict[str, Any]) -> None:
    record["candidates"][0]["tied"] = True


def amount(record: dict[str, Any]) -> None:
    record["questioned"]["writing_mm"] *= 2.0


def known_digest(record: dict[str, Any]) -> None:
    record["known_digest"] = "0" * 64


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (swap, "candidate 1 comes out on rank 2"),
        (rename, "candidate 1 bears another name than its documents"),
        (shorten, "number listed: 2 was stored, 3 comes out"),
        (vary, "score within the variation (candidate 1)"),
        (tie, "candidate 1: whether its score ties with the next"),
        (amount, "mm of questioned writing"),
        (known_digest, "digest of the known side"),
    ],
)
def test_whatever_else_is_rewritten_shows(
    case: Case,
    engine: Engine,
    change: Callable[[dict[str, Any]], None],
    sentence: str,
) -> None:
    rewrite(case, change)
    found = only(case, engine)
    assert found.outcome is Outcome.DIFFERS
    assert sentence in said(found)


def test_a_record_that_was_changed_without_its_digest(case: Case, engine: Engine) -> None:
    with case.deriving() as rows:
        rows.execute("DROP TRIGGER comparisons_are_not_changed")
        rows.execute("UPDATE comparisons SET record = replace(record, 'onnx', 'ONNX')")
    found = only(case, engine)
    assert found.outcome is Outcome.DIFFERS
    assert "comparison 1 was changed after it was made" in said(found)
    record_replay(case, [found])


def test_a_frozen_code_that_was_rewritten_with_every_digest(case: Case, engine: Engine) -> None:
    before = compared_documents(case, 1, 2)[0]
    feature = before.code.mean_feature.copy()
    feature[3] += 0.01
    blob = feature_blob(feature)
    digest = digest_of(before.record_text.encode(), blob)
    with case.deriving() as rows:
        rows.execute("DROP TRIGGER known_documents_are_not_changed")
        rows.execute(
            "UPDATE known_documents SET digest = ?, mean_feature = ? WHERE digest = ?",
            (digest, blob, before.digest),
        )
        digests = [row[0] for row in rows.execute("SELECT digest FROM known_documents")]

    def follow(record: dict[str, Any]) -> None:
        text = json.dumps(record["candidates"]).replace(before.digest, digest)
        record["candidates"] = json.loads(text)
        record["known_digest"] = digest_of(*sorted(one.encode() for one in digests))

    rewrite(case, follow)
    known = part(only(case, engine), "known side")
    assert known.outcome is Outcome.DIFFERS
    assert "a number of a known code" in known.sentences[0]


def tamper_evidence(case: Case, change: Callable[[dict[str, Any], dict[str, Any]], None]) -> None:
    with case.deriving() as rows:
        row = rows.execute("SELECT record, arrays FROM evidence").fetchone()
        record = json.loads(row["record"])
        with np.load(io.BytesIO(row["arrays"])) as stored:
            arrays = {name: stored[name].copy() for name in stored.files}
        change(record, arrays)
        stream = io.BytesIO()
        np.savez_compressed(stream, **arrays)
        text = canonical(record)
        rows.execute("DROP TRIGGER evidence_is_not_changed")
        rows.execute(
            "UPDATE evidence SET record = ?, arrays = ?, digest = ?",
            (text, stream.getvalue(), digest_of(text.encode(), stream.getvalue())),
        )


def other_pair(record: dict[str, Any], _: dict[str, Any]) -> None:
    record["supporting"][0]["known_patch"] += 1


def fewer_pairs(record: dict[str, Any], _: dict[str, Any]) -> None:
    record["supporting"].pop()


def moved_corner(_: dict[str, Any], arrays: dict[str, Any]) -> None:
    arrays["known_0_corners_px"][2] += 3.0


def other_contribution(_: dict[str, Any], arrays: dict[str, Any]) -> None:
    arrays["absolute"][5] += 0.01


def other_counterpart(_: dict[str, Any], arrays: dict[str, Any]) -> None:
    arrays["counterpart_patch"][0, 0] += 1


def other_page(_: dict[str, Any], arrays: dict[str, Any]) -> None:
    arrays["questioned_page"][0] += 1


def other_reference(record: dict[str, Any], _: dict[str, Any]) -> None:
    record["reference_counterparts"][0][0] += 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (other_pair, "supporting pair 1 is of other patches"),
        (fewer_pairs, "supporting pairs: "),
        (moved_corner, "corner of a patch (px): "),
        (other_contribution, "contribution of a patch: "),
        (other_counterpart, "1 patches have other counterparts"),
        (other_page, "patches lie on other pages"),
        (other_reference, "other reference patches are the most alike"),
    ],
)
def test_rewritten_evidence_shows(
    case: Case,
    engine: Engine,
    change: Callable[[dict[str, Any], dict[str, Any]], None],
    sentence: str,
) -> None:
    tamper_evidence(case, change)
    found = part(only(case, engine), "evidence")
    assert found.outcome is Outcome.DIFFERS
    assert any(text.startswith(sentence) for text in found.sentences)


@pytest.fixture
def weighed(case: Case, made: Path, engine: Engine, calibration: Path) -> int:
    """A comparison of Q1 that was weighed."""
    settings = IdentifySettings(made / "database", calibration=calibration)
    return store_comparison(case, identify(engine, case.originals, find_item(case, "Q1"), settings))


def test_likelihood_ratios_come_out_again(
    case: Case, engine: Engine, other_backend: Engine, weighed: int, calibration: Path
) -> None:
    found = only(case, engine, weighed, calibrations=(calibration,))
    assert part(found, "likelihood ratios").outcome is Outcome.IDENTICAL
    there = only(case, other_backend, weighed, calibrations=(calibration,))
    assert part(there, "likelihood ratios").outcome is Outcome.WITHIN


def test_without_its_calibration_a_ratio_is_not_repeatable(
    case: Case, engine: Engine, weighed: int
) -> None:
    found = only(case, engine, weighed)
    assert found.outcome is Outcome.NOT_REPEATABLE
    expected = generous_calibration(engine.model_id).calibration_id
    assert f"because the calibration {expected[:12]}… is not here" in said(found)
    assert part(found, "scores").outcome is Outcome.IDENTICAL


def test_another_verbal_scale_has_to_be_named(
    case: Case, made: Path, engine: Engine, calibration: Path, tmp_path: Path
) -> None:
    scale = tmp_path / "scale.json"
    scale.write_text(
        json.dumps({"name": "Ours", "bands": [{"from_lr": 1, "words": "some support"}]})
    )
    settings = IdentifySettings(made / "database", calibration=calibration, verbal_scale=scale)
    new = identify(engine, case.originals, find_item(case, "Q1"), settings)
    number = store_comparison(case, new)
    without = only(case, engine, number, calibrations=(calibration,))
    assert "because the verbal scale “Ours” is not here" in said(without)
    named = only(case, engine, number, calibrations=(calibration,), verbal_scale=scale)
    assert named.outcome is Outcome.IDENTICAL


RATIOS = "UPDATE likelihood_ratios SET "


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("log10_lr = log10_lr + 0.5", "likelihood ratio (log10) and its figures"),
        ("conditions = replace(conditions, 'support', 'Support')", "was stated"),
        ("log10_lr = NULL", "likelihood ratio (candidate"),
        ("conditions = json_remove(conditions, '$.favours')", "entries of a statement"),
        ("rank = rank + 50", "likelihood ratios are stored of other candidates"),
    ],
)
def test_a_rewritten_ratio_shows(
    case: Case, engine: Engine, weighed: int, calibration: Path, change: str, sentence: str
) -> None:
    with case.deriving() as rows:
        rows.execute(RATIOS + change)
    found = part(only(case, engine, weighed, calibrations=(calibration,)), "likelihood ratios")
    assert found.outcome is Outcome.DIFFERS
    assert sentence in "\n".join(found.sentences)


def test_another_model_or_method_is_said(
    case: Case, small_model: Path, engine: Engine, tmp_path: Path
) -> None:
    other = Engine(make_other_model(small_model, tmp_path / "other"), "onnx")
    found = only(case, other)
    assert found.outcome is Outcome.NOT_REPEATABLE
    assert f"made with the model {engine.model_id[:12]}…" in said(found)
    rewrite(case, lambda record: record.update(schema="writerid.comparison/9"))
    assert "by another method (writerid.comparison/9)" in said(only(case, engine))


def test_every_kind_of_comparison(case: Case, made: Path, engine: Engine, tmp_path: Path) -> None:
    item = find_item(case, "Q1")
    for settings in (
        IdentifySettings(made / "database", level="document", top=2),
        IdentifySettings(
            made / "database", writers=("Ahlers", "Cramer"), exclude_documents=("id:2",)
        ),
    ):
        store_comparison(case, identify(engine, case.originals, item, settings))
    file = save_scribble(tmp_path / "exemplar.png", "Cramer", 12)
    [known], _ = add_items(case, import_files(case.originals, [file]).files, role="known")
    store_comparison(case, compare(engine, case.originals, item, known))
    found = replay(case, engine)
    assert [one.comparison_id for one in found] == [1, 2, 3, 4]
    assert {one.outcome for one in found} == {Outcome.IDENTICAL}
    assert [one.kind for one in found] == ["identify", "identify", "identify", "compare"]
    record_replay(case, found)
    assert set(last_replays(case)) == {1, 2, 3, 4}
    case.originals.remove(known.pages[0].sha256)
    gone = only(case, engine, 4)
    assert "original of exemplar.png is missing" in said(gone)
    with pytest.raises(CaseError, match="has no comparison 9"):
        replay(case, engine, [1, 9])


def test_no_hidden_name_is_told(case: Case, engine: Engine, own_database: Path) -> None:
    hidden = open_comparison(case, 1).candidates[1].candidate.writer
    set_names_hidden(case, hidden=True)
    delete_writer(own_database, hidden)
    found = only(case, engine, database=own_database)
    assert "the exemplar W-0" in said(found)
    record_replay(case, [found])
    told = json.dumps([found.record(), dict(history(case)[-1].data)], ensure_ascii=False)
    assert not any(name in told for name in HANDS)


def test_it_can_be_stopped_anywhere_and_nothing_is_left(case: Case, engine: Engine) -> None:
    events, files = history(case), sorted(case.folder.rglob("*"))
    stages: list[str] = []
    replay(case, engine, [1], task=Task(lambda _d, _t, label: stages.append(label)))
    for stage in dict.fromkeys(stages):
        with pytest.raises(Cancelled):
            replay(case, engine, [1], task=stopping_at(stage))
    assert len(set(stages)) >= 3
    assert history(case) == events
    assert sorted(case.folder.rglob("*")) == files


def stopping_at(stage: str) -> Task:
    def stop(_done: int, _total: int, label: str) -> None:
        if label == stage:
            task.cancel()

    task = Task(stop)
    return task


def test_progress_grows_to_its_end(case: Case, engine: Engine) -> None:
    told: list[tuple[int, int]] = []
    replay(case, engine, task=Task(lambda done, total, _: told.append((done, total))))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


def test_a_case_that_may_only_be_read_is_replayed_and_left_alone(
    case: Case, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = case.folder
    case.close()
    before = {file: file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}
    real = os.access
    monkeypatch.setattr(
        os,
        "access",
        lambda path, mode: real(path, mode) and not Path(path).is_relative_to(folder),
    )
    with Case.open_as_allowed(folder) as opened:
        assert opened.read_only
        [found] = replay(opened, engine)
    assert found.outcome is Outcome.IDENTICAL
    assert before == {
        file: file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }


def test_a_case_that_may_be_written_is_the_case_itself(case: Case) -> None:
    case.close()
    with Case.open_as_allowed(case.folder) as opened:
        assert not opened.read_only
        assert opened.folder == case.folder
    with pytest.raises(WriterIdError, match="holds no case"):
        Case.open_as_allowed(case.folder.parent)


def test_a_difference_is_weighed_by_its_tolerance() -> None:
    findings = Findings()
    findings.numbers("score", [0.5, 0.25], [0.5, 0.25 + 1e-7], 1e-3)
    assert findings.part("x").outcome is Outcome.WITHIN
    findings.numbers("score", 1.0, 1.1, 1e-3, "candidate 1")
    assert findings.part("x").outcome is Outcome.DIFFERS
    shapes = Findings()
    shapes.numbers("score", [0.5], [0.5, 0.6], 1e-3)
    shapes.numbers("score", float("nan"), 0.5, 1e-3)
    assert len(shapes.part("x").wrong) == 2
