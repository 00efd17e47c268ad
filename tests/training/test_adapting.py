"""Adapting an encoder: the formula, who is adapted to, and that nothing is measured on them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import scipy.linalg

from tests.adaptable_model import make_adaptable_model
from tests.reference_samples import make_samples, plain_encoder
from writerid.errors import AdaptationError, CalibrationError, LabelsError
from writerid.labels import LabelledPage
from writerid.model import Box
from writerid.pipeline.encoding import Encoder
from writerid.pipeline.model_files import open_model
from writerid.training.adaptation_writers import choose_writers, count_documents
from writerid.training.adapted_model import share_of
from writerid.training.adapting import AdaptationPage, AdaptationSettings, adapt_encoder
from writerid.training.comparisons import make_comparisons
from writerid.training.embedded import EmbeddedPage, EmbeddedUnit
from writerid.training.evaluate import encode_queries, evaluate
from writerid.training.half_limits import half_limits
from writerid.training.records import write_record
from writerid.training.validating import validate

FEATURES, DEAD, SHARE = 6, 4, 0.3
SETTINGS = AdaptationSettings(mean_pages=10.0, covariance_words=50.0, decorrelation=0.5)


def covariance_of_base() -> np.ndarray:
    rows = np.random.default_rng(3).normal(size=(30, FEATURES)) * np.arange(1, FEATURES + 1)
    rows[:, DEAD] = 0.0
    found = rows.T @ rows
    return np.asarray(found / np.trace(found) * (FEATURES - 1))


def base_encoder() -> Encoder:
    random = np.random.default_rng(1)
    weight = random.uniform(0.5, 1.5, FEATURES)
    weight[DEAD] = 0.0
    inner = (1 - SHARE) * np.eye(FEATURES) + SHARE * covariance_of_base()
    return Encoder(
        centre=np.zeros(8),
        projection=np.zeros((8, FEATURES // 2)),
        mean=random.uniform(size=FEATURES),
        deviation=random.uniform(0.5, 2.0, FEATURES),
        weight=weight,
        decorrelation=np.real(scipy.linalg.inv(scipy.linalg.sqrtm(inner))),
        reference_features=np.ones((2, FEATURES)),
        slot_edges_300=(),
    )


def pages(writers: int = 4, words: int = 5) -> list[AdaptationPage]:
    random = np.random.default_rng(2)
    return [
        AdaptationPage(
            writer=f"w{number // 2}",
            sha256=f"{number:064x}",
            feature=random.normal(size=FEATURES),
            patch_count=100 + number,
            words=random.normal(size=(words if number else 1, FEATURES)),
            patches=np.full((3, 32, 32), number, np.uint8),
        )
        for number in range(2 * writers)
    ]


def test_mean_and_decorrelation_are_what_the_formula_says() -> None:
    base, read = base_encoder(), pages()
    adapted = adapt_encoder(base, SHARE, read, SETTINGS)
    mean = (sum(page.feature for page in read) + 10 * base.mean) / (len(read) + 10)
    assert adapted.encoder.mean == pytest.approx(mean, abs=1e-12)
    gain, scatter, freedom = base.weight / base.deviation, np.zeros((FEATURES, FEATURES)), 0
    for page in read[1:]:
        for word in page.words:
            away = gain * (word - page.words.mean(axis=0))
            scatter += np.outer(away, away)
        freedom += len(page.words) - 1
    assert adapted.freedom == freedom == 28
    local = scatter / np.trace(scatter) * (FEATURES - 1)
    mixed = (freedom * local + 50.0 * covariance_of_base()) / (freedom + 50.0)
    mixed *= (FEATURES - 1) / np.trace(mixed)
    square = adapted.encoder.decorrelation @ adapted.encoder.decorrelation
    assert np.linalg.inv(square) == pytest.approx(0.5 * np.eye(FEATURES) + 0.5 * mixed, abs=1e-9)


def test_all_else_stays_and_reference_writers_are_those_adapted_to() -> None:
    base, read = base_encoder(), pages()
    adapted = adapt_encoder(base, SHARE, read, SETTINGS)
    for name in ("centre", "projection", "deviation", "weight"):
        assert np.array_equal(getattr(adapted.encoder, name), getattr(base, name))
    assert adapted.encoder.reference_features.shape == (4, FEATURES)
    first = (100 * read[0].feature + 101 * read[1].feature) / 201
    assert adapted.encoder.reference_features[0] == pytest.approx(first)
    assert adapted.reference[:, 0, 0].tolist() == [0, 0, 0, 2, 2, 2, 4, 4, 4, 6, 6, 6]
    few = adapt_encoder(base, SHARE, read, replace(SETTINGS, reference_writers=2))
    assert (len(few.encoder.reference_features), len(few.reference)) == (2, 6)


def test_a_share_that_d_was_not_made_with_and_pages_without_words_are_refused() -> None:
    with pytest.raises(AdaptationError, match="not made with the decorrelation"):
        adapt_encoder(base_encoder(), 0.9, pages(), SETTINGS)
    with pytest.raises(AdaptationError, match="two words"):
        adapt_encoder(base_encoder(), SHARE, pages(words=1), SETTINGS)


def test_writers_with_one_document_are_taken_first_and_half_of_the_others_at_most() -> None:
    documents = {f"one {i}": 1 for i in range(5)} | {f"two {i:02}": 2 for i in range(41)}
    chosen = choose_writers(documents)
    assert {f"one {i}" for i in range(5)} <= set(chosen.names)
    assert (len(chosen.names), chosen.left, chosen.beyond_half) == (25, 21, False)
    assert choose_writers(dict(reversed(documents.items()))) == chosen
    fewer = choose_writers(documents, 21)
    assert (len(fewer.names), fewer.left) == (21, 25)
    assert set(fewer.names) <= set(chosen.names)
    assert len(choose_writers({str(i): 1 for i in range(300)}).names) == 100


def test_twenty_are_taken_where_half_would_be_fewer_and_fewer_are_refused() -> None:
    chosen = choose_writers({str(i): 2 for i in range(23)})
    assert (len(chosen.names), chosen.left, chosen.beyond_half) == (20, 3, True)
    with pytest.raises(AdaptationError, match=r"writing of 19 writers: .* 20 or more"):
        choose_writers({str(i): 2 for i in range(19)})
    with pytest.raises(AdaptationError, match="19 at most are too few"):
        choose_writers({str(i): 2 for i in range(30)}, 19)


def test_two_documents_on_one_file_are_one() -> None:
    rows = [("A", "1", "", "x"), ("A", "2", "", "x"), ("B", "1", "", "y"), ("B", "2", "", "z")]
    assert count_documents(rows) == {"A": 1, "B": 2}


def test_pages_adapted_to_are_in_no_same_writer_comparison_and_in_no_half_limit() -> None:
    samples = make_samples()
    before = make_comparisons(plain_encoder(), samples)
    adapted = replace(samples, adapted=samples.writer < 8)
    made = make_comparisons(plain_encoder(), adapted)
    assert made.questioned_writer[made.same].min() == 8
    others = made.questioned_writer >= 8
    assert made.same[others].sum() == before.same[before.questioned_writer >= 8].sum()
    assert (~made.same).sum() == (~before.same).sum()
    assert half_limits(plain_encoder(), adapted)[0].writers == 16
    # One of a writer's two documents: neither side may be it.
    one = replace(samples, adapted=samples.document == 0)
    made = make_comparisons(plain_encoder(), one)
    assert 0 not in made.questioned_writer[made.same]
    assert 1 in made.questioned_writer[made.same]
    with pytest.raises(CalibrationError, match="adapted to 48 of these very pages"):
        make_comparisons(plain_encoder(), replace(samples, adapted=samples.writer >= 0))


def test_a_validation_tells_how_many_pages_were_left_out() -> None:
    from tests.calibrations import made_up_calibration  # noqa: PLC0415 - fits, for this test alone

    samples = make_samples()
    adapted = replace(samples, adapted=samples.writer < 4)
    record = validate(plain_encoder(), adapted, made_up_calibration(), draws=5).record
    assert record["adapted_pages"] == 8
    assert "adapted to 8 of these very pages" in record["design"]
    assert record["by_amount"][0]["writers"] == 20
    assert "adapted" not in validate(
        plain_encoder(), samples, made_up_calibration(), draws=5
    ).record["design"]  # fmt: skip


def embedded(number: int) -> EmbeddedPage:
    random = np.random.default_rng(number // 2)
    label = LabelledPage(f"{number}.png", Path(f"{number}.png"), f"w{number // 2}", str(number))
    vectors = random.normal(size=(5, 8)).astype(np.float32)
    whole = EmbeddedUnit(vectors, np.full(5, 20.0, np.float32), 500.0, Box(0, 0, 9, 9))
    return EmbeddedPage(label, f"{number:064x}", whole, (whole, whole))


def test_pages_adapted_to_are_no_queries_and_stay_in_the_gallery() -> None:
    encoder = replace(base_encoder(), projection=np.eye(8)[:, :3], weight=np.ones(FEATURES))
    read = [embedded(number) for number in range(8)]
    adapted = frozenset(page.sha256 for page in read[:4])
    for unit, each in (("page", 1), ("word", 2)):
        queries = encode_queries(encoder, read, unit, adapted)
        assert queries.adapted == 4
        assert len(queries.page_features) == 8
        assert queries.query_page.tolist() == np.repeat([4, 5, 6, 7], each).tolist()
        result = evaluate(encoder, queries, unit)
        assert (result.queries, result.query_writers, result.writers) == (4 * each, 2, 4)
    with pytest.raises(LabelsError, match="adapted to 8 of these very pages"):
        encode_queries(encoder, read, "page", frozenset(page.sha256 for page in read))
    single = [embedded(0), embedded(1), embedded(2)]
    queries = encode_queries(encoder, single, "page", frozenset(p.sha256 for p in single[:2]))
    with pytest.raises(LabelsError, match="adapted to 2 of these very pages"):
        evaluate(encoder, queries, "page")


def test_models_without_decorrelation_are_refused(small_model: Path, tmp_path: Path) -> None:
    with pytest.raises(AdaptationError, match="fitted without decorrelation"):
        share_of(open_model(small_model))
    model = make_adaptable_model(small_model, tmp_path / "model")
    assert share_of(open_model(model)) == 0.25
    write_record(model / "encoder.json", {"settings": {"decorrelation": 0.0}})
    with pytest.raises(AdaptationError, match="fitted without decorrelation"):
        share_of(open_model(model))
