"""Likelihood ratios are weighed with the comparison, kept with it, and name nobody while hidden."""

from pathlib import Path

import pytest

from tests.calibrations import made_up_calibration
from writerid.casework.case import Case
from writerid.casework.comparing import IdentifySettings, compare, identify
from writerid.casework.comparisons import open_comparison, store_comparison
from writerid.casework.hidden_names import set_names_hidden
from writerid.casework.item_changes import describe_item
from writerid.casework.items import find_item
from writerid.casework.weighing import open_weights
from writerid.errors import CalibrationError
from writerid.pipeline.calibration import harmonic_mean
from writerid.pipeline.identify import Engine
from writerid.store.items import ItemData


@pytest.fixture
def calibration(engine: Engine, tmp_path: Path) -> Path:
    file = tmp_path / "calibration.json"
    made_up_calibration(engine.model_id).save(file)
    return file


def identified(case: Case, made: Path, engine: Engine, calibration: Path | None) -> int:
    settings = IdentifySettings(made / "database", calibration=calibration)
    new = identify(engine, case.originals, find_item(case, "Q1"), settings)
    return store_comparison(case, new)


def test_every_candidate_is_weighed_and_the_bound_holds(
    case: Case, made: Path, engine: Engine, calibration: Path
) -> None:
    number = identified(case, made, engine, calibration)
    comparison = open_comparison(case, number)
    expected = made_up_calibration(engine.model_id)
    for one in comparison.candidates:
        ratio = one.likelihood_ratio
        assert ratio is not None
        assert ratio.calibration_id == expected.calibration_id
        if ratio.log10_lr is None:
            assert ratio.conditions["refusals"]
            continue
        assert ratio.log10_low is not None
        assert ratio.log10_high is not None
        assert ratio.log10_low <= ratio.log10_lr <= ratio.log10_high
        amount = harmonic_mean(comparison.item.code.writing_mm, one.candidate.writing_mm)
        assert amount > 0
        assert any(one.candidate.writer in text for _, text, _ in ratio.statements)
    assert comparison.record["weighing"]["calibration_id"] == expected.calibration_id


def test_reopened_it_is_the_same_also_without_the_calibration(
    case: Case, made: Path, engine: Engine, calibration: Path
) -> None:
    number = identified(case, made, engine, calibration)
    first = open_comparison(case, number)
    calibration.unlink()
    again = open_comparison(case, number)
    assert [one.likelihood_ratio for one in first.candidates] == [
        one.likelihood_ratio for one in again.candidates
    ]


def test_hidden_names_are_in_no_statement(
    case: Case, made: Path, engine: Engine, calibration: Path
) -> None:
    set_names_hidden(case, hidden=True)
    number = identified(case, made, engine, calibration)
    names = {one.candidate.writer for one in open_comparison(case, number, reveal=True).candidates}
    hidden = open_comparison(case, number)
    for one in hidden.candidates:
        assert one.likelihood_ratio is not None
        said = str(one.likelihood_ratio.conditions)
        assert not any(name in said for name in names)
        assert one.candidate.writer in said


def test_suspected_disguise_gives_no_ratio_but_the_reason(
    case: Case, made: Path, engine: Engine, calibration: Path
) -> None:
    item = find_item(case, "Q1")
    describe_item(case, item.id, data=ItemData(manner="disguise suspected"))
    first = open_comparison(case, identified(case, made, engine, calibration)).candidates[0]
    assert first.likelihood_ratio is not None
    assert first.likelihood_ratio.log10_lr is None
    assert "disguise" in str(first.likelihood_ratio.conditions["refusals"])


def test_two_items_are_weighed_without_a_database(
    case: Case, engine: Engine, calibration: Path
) -> None:
    new = compare(
        engine, case.originals, find_item(case, "Q1"), find_item(case, "Q2"),
        calibration=calibration,
    )  # fmt: skip
    opened = open_comparison(case, store_comparison(case, new))
    ratio = opened.candidates[0].likelihood_ratio
    assert ratio is not None
    assert ratio.conditions["open_set"] is None


def test_the_shipped_calibration_says_why_it_can_t_weigh_another_model(
    case: Case, made: Path, engine: Engine
) -> None:
    comparison = open_comparison(case, identified(case, made, engine, None))
    assert comparison.candidates[0].likelihood_ratio is None
    assert "another model" in str(comparison.record["weighing"]["why_none"])


def test_a_chosen_calibration_of_another_model_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    made_up_calibration("b" * 64).save(file)
    with pytest.raises(CalibrationError, match="model"):
        open_weights("c" * 64, file)
