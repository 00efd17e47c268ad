"""From made-up scores to a calibration, and what a collection must hold for one."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.calibrations import made_up_calibration
from tests.reference_samples import make_samples, plain_encoder
from writerid.errors import CalibrationError, LabelsError
from writerid.pipeline.bounds import Bound
from writerid.training.calibrating import Description, calibrate, judge
from writerid.training.calibration_card import write_calibration_card
from writerid.training.comparisons import KNOWN_KINDS, Comparisons, make_comparisons
from writerid.training.cross_validation import fit_map
from writerid.training.logistic import balanced_weights, fit_isotonic
from writerid.training.samples import number_documents
from writerid.training.support import best_hits_by_amount, least_amount
from writerid.training.validating import validate

NOTHING_SAID = Description("made up", "tests")


def test_better_on_longer_texts_and_useful_on_all() -> None:
    figures = made_up_calibration().figures
    assert [row.amount for row in figures] == ["one word", "one line", "4 lines", "page"]
    costs = [row.cllr for row in figures]
    assert costs[0] == max(costs)
    assert all(cost < 0.7 for cost in costs)
    assert all(row.cllr_low <= row.cllr <= row.cllr_high for row in figures)


def test_writers_who_are_all_alike_give_no_lr() -> None:
    samples = make_samples(signal=0.0, writers=30, seed=5)
    with pytest.raises(CalibrationError, match="do not differ"):
        calibrate(plain_encoder(), "m", samples, NOTHING_SAID)


def test_where_the_cost_is_too_high_no_amount_is_enough() -> None:
    made = known_model(4_000, 5)
    place, bounds = np.zeros(4_000, np.intp), (Bound(30.0, -1.0, 1.0, 50),)
    right = (8.0 * made.score - 2.0) / np.log(10.0)
    assert least_amount(made, right, place, bounds)[0] == 30.0
    least, reason = least_amount(made, np.zeros(4_000), place, bounds)
    assert (least, "Cllr is 1.00" in reason) == (np.inf, True)
    narrow = (Bound(30.0, -0.1, 0.1, 50),)
    assert least_amount(made, right, place, narrow)[0] == np.inf


def test_scores_that_run_the_wrong_way_are_refused() -> None:
    made = known_model(2_000, 4)
    with pytest.raises(CalibrationError, match="do not differ"):
        fit_map(replace(made, score=-made.score), (30.0, 3000.0), (300.0, 6000.0))


def known_model(count: int, seed: int) -> Comparisons:
    """Scores whose natural log LR is 8 s − 2 at every amount: normal, of one variance."""
    random = np.random.default_rng(seed)
    same = np.arange(count) % 2 == 0
    # N(0.5, 0.25²) against N(0, 0.25²): ln LR = (s² − (s − 0.5)²) / (2 · 0.0625) = 8 s − 2.
    score = random.normal(np.where(same, 0.5, 0.0), 0.25)
    writer = np.arange(count) // 40
    zeros = np.zeros(count, np.intp)
    return Comparisons(
        score=score,
        questioned_mm=np.exp(random.uniform(np.log(30), np.log(3000), count)),
        known_mm=np.exp(random.uniform(np.log(300), np.log(6000), count)),
        same=same,
        questioned_writer=writer,
        known_writer=np.where(same, writer, (writer + 1) % (count // 40)),
        collection=zeros,
        kind=zeros,
        known_kind=zeros,
        piece=np.arange(count),
    )


def test_calibrated_data_recovers_the_lrs_it_was_made_with() -> None:
    made = known_model(20_000, 1)
    fitted = fit_map(made, (30.0, 3000.0), (300.0, 6000.0))
    expected = (8.0 * made.score - 2.0) / np.log(10.0)
    assert np.abs(fitted.log10_lr(made) - expected).mean() < 0.08


def test_isotonic_agrees_with_the_regression_where_that_is_right() -> None:
    made = known_model(20_000, 2)
    expected = (8.0 * made.score - 2.0) / np.log(10.0)
    x, y = np.array(fit_isotonic(expected, made.same, balanced_weights(made))).T
    assert (np.diff(y) >= 0.0).all()
    middle = np.abs(expected) < 1.0
    assert np.abs(np.interp(expected, x, y)[middle] - expected[middle]).mean() < 0.1


def test_no_pair_is_of_one_document_or_of_two_collections() -> None:
    samples = make_samples(writers=8, documents=3)
    made = make_comparisons(plain_encoder(), samples)
    assert (made.same == (made.questioned_writer == made.known_writer)).all()
    collection = samples.collection[np.unique(samples.writer, return_index=True)[1]]
    assert (collection[made.questioned_writer] == collection[made.known_writer]).all()
    assert set(np.unique(made.known_kind)) == set(range(len(KNOWN_KINDS)))
    # With one document nothing is left to compare a writer's pieces with.
    single = make_samples(writers=4, documents=1)
    with pytest.raises(CalibrationError, match="second document"):
        make_comparisons(plain_encoder(), single)


def test_parts_of_one_file_are_one_document_and_a_file_has_one_writer() -> None:
    rows = [("A", "1", "c", "x"), ("A", "2", "c", "x"), ("A", "3", "c", "y"), ("B", "1", "c", "z")]
    assert number_documents(rows).tolist() == [0, 0, 1, 2]
    with pytest.raises(LabelsError, match="stands under “A” and “B”"):
        number_documents([("A", "1", "c", "x"), ("B", "1", "c", "x")])


def test_one_writer_a_collection_is_a_sentence() -> None:
    with pytest.raises(CalibrationError, match="no collection has two writers"):
        make_comparisons(plain_encoder(), make_samples(writers=3, collections=3))


def test_three_writers_and_isotonic_below_200_are_sentences() -> None:
    with pytest.raises(CalibrationError, match=r"3 writers .* needs at least 20"):
        calibrate(plain_encoder(), "m", make_samples(writers=3, collections=1), NOTHING_SAID)
    with pytest.raises(CalibrationError, match=r"isotonic .* at least 200"):
        judge(make_comparisons(plain_encoder(), make_samples()), isotonic=True)


def test_larger_databases_have_higher_best_hits() -> None:
    hits = made_up_calibration().best_hits
    for small, large in pairwise(hits):
        if small.from_mm == large.from_mm:
            assert small.database_size < large.database_size
            assert (np.array(small.share) <= np.array(large.share) + 1e-9).all()


def test_a_best_hit_is_what_counting_says() -> None:
    made = known_model(80, 3).take(np.arange(80))
    made = replace(made, same=np.zeros(80, bool), piece=np.arange(80) // 20)
    ratios = np.random.default_rng(0).normal(size=80)
    ten = best_hits_by_amount(made, ratios, np.zeros(80, np.intp), (1.0,))[0]
    random = np.random.default_rng(1)
    groups = ratios.reshape(4, 20)
    draws = [
        [random.choice(group, 10, replace=False).max() for group in groups] for _ in range(4000)
    ]
    level = ten.log10_lr[len(ten.log10_lr) // 2]
    by_writer = (np.array(draws) >= level - 1e-12).mean(axis=0).reshape(2, 2).mean()
    assert ten.measured_share == 1.0
    assert ten.share[len(ten.share) // 2] == pytest.approx(by_writer, abs=0.02)


def test_halves_of_two_writers_are_found() -> None:
    limits = made_up_calibration().half_limits
    assert limits
    assert all(limit.false_alarms <= 0.025 for limit in limits)
    assert all(limit.found > 0.5 for limit in limits)


def test_validation_on_own_data_is_cross_validated_and_elsewhere_applied() -> None:
    calibration = made_up_calibration()
    own = validate(plain_encoder(), make_samples(), calibration, draws=20)
    assert own.record["cross_validated"]
    by_kind = {row["name"]: row["cllr"]["value"] for row in own.record["by_amount"]}
    assert by_kind == pytest.approx({row.amount: row.cllr for row in calibration.figures})
    other = make_samples(seed=9)
    other = replace(other, sha256=tuple(f"f{i:063x}" for i in range(len(other.sha256))))
    applied = validate(plain_encoder(), other, calibration, draws=20)
    assert not applied.record["cross_validated"]
    assert {(r["fitted_on"], r["tested_on"]) for r in applied.record["across_collections"]} == {
        (f"collection {a}", f"collection {b}") for a in (0, 1) for b in (0, 1)
    }
    for row in applied.record["by_amount"]:
        for figure in ("cllr", "cllr_min", "equal_error_rate", "misleading_same"):
            assert row[figure]["low"] <= row[figure]["value"] + 1e-9
            assert row[figure]["value"] <= row[figure]["high"] + 1e-9
    for rows in (own.record["identification"], own.record["identification_by_collection"]):
        assert all(0.0 <= r["top1"]["value"] <= r["top5"]["value"] for r in rows)
        assert all(r["top1"]["low"] <= r["top1"]["value"] <= r["top1"]["high"] for r in rows)
    by_collection = own.record["identification_by_collection"]
    assert {r["collection"] for r in by_collection} == {"collection 0", "collection 1"}
    [whole] = [r["pieces"] for r in own.record["identification"] if r["name"] == "page"]
    assert sum(r["pieces"] for r in by_collection if r["name"] == "page") == whole


@pytest.mark.parametrize("writers", [3, 9])
def test_too_few_writers_are_validated_with_no_number(writers: int) -> None:
    samples = make_samples(writers, collections=1, seed=3)
    samples = replace(samples, sha256=tuple(f"f{i:063x}" for i in range(len(samples.sha256))))
    with pytest.raises(CalibrationError, match=rf"{writers} writers .* needs at least 10"):
        validate(plain_encoder(), samples, made_up_calibration(), draws=20)


def test_the_card_names_the_data_and_the_use(tmp_path: Path) -> None:
    write_calibration_card(made_up_calibration(), tmp_path)
    text = (tmp_path / "card.md").read_text(encoding="utf-8")
    assert made_up_calibration().calibration_id in text
    assert "collection 1" in text
    assert "never how probable" in text
