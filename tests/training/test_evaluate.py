"""Figures on collections whose answer is known."""

import numpy as np
import pytest

from writerid.errors import LabelsError
from writerid.model import Box
from writerid.pipeline.encoding import Encoder
from writerid.training.evaluate import Queries, equal_error_rate, evaluate, score_histogram


def plain_encoder(features: int) -> Encoder:
    return Encoder(
        np.zeros(128), np.zeros((128, features // 2)), np.zeros(features), np.ones(features),
        np.ones(features), np.eye(features), np.ones((1, features)), (),
    )  # fmt: skip


def queries(features: np.ndarray, writer: list[int], document: list[int]) -> Queries:
    count = len(features)
    return Queries(
        features, np.full(count, 100.0), np.array(writer), np.array(document),
        tuple(f"{i}.png" for i in range(count)), features, np.arange(count),
        tuple(Box(0, 0, 1, 1) for _ in range(count)),
    )  # fmt: skip


def test_well_separated_writers_are_all_found() -> None:
    features = np.repeat(np.eye(6), 2, axis=0) + 0.01
    result = evaluate(
        plain_encoder(6), queries(features, [i // 2 for i in range(12)], list(range(12))), "page"
    )
    for level in (result.by_writer, result.by_document):
        assert level.top1.value == 1.0
        assert level.equal_error_rate.value == 0.0
        assert level.mean_average_precision.value == 1.0
    assert (result.queries, result.writers, result.documents) == (12, 6, 12)


def test_the_query_itself_never_helps() -> None:
    # Each writer's two pages are opposite: with itself in the gallery every query would be right.
    random = np.random.default_rng(0)
    first = random.normal(size=(8, 10))
    features = np.stack([first, -first], axis=1).reshape(16, 10)
    result = evaluate(
        plain_encoder(10), queries(features, [i // 2 for i in range(16)], list(range(16))), "page"
    )
    assert result.by_writer.top1.value == 0.0
    assert result.by_document.top1.value == 0.0


def test_two_pages_of_one_document_do_not_find_each_other() -> None:
    features = np.array([[1, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 1, 0.1, 0], [0, 0, 1, 0.0]])
    result = evaluate(plain_encoder(4), queries(features, [0, 0, 1, 1, 0], [0, 0, 1, 2, 3]), "page")
    # Pages 0 and 1 must find page 4, which is not like them.
    assert result.queries == 5
    assert result.by_document.top1.value == pytest.approx(2 / 5)


def test_ties_go_against_the_program() -> None:
    features = np.ones((4, 4))
    result = evaluate(plain_encoder(4), queries(features, [0, 0, 1, 1], [0, 1, 2, 3]), "page")
    assert result.by_writer.top1.value == 0.0
    assert result.by_writer.top5.value == 1.0


def test_writers_with_one_document_are_only_distractors() -> None:
    features = np.eye(4)
    result = evaluate(plain_encoder(4), queries(features, [0, 0, 1, 2], [0, 1, 2, 3]), "page")
    assert (result.queries, result.query_writers, result.writers) == (2, 1, 3)
    with pytest.raises(LabelsError, match="no writer has two documents"):
        evaluate(plain_encoder(4), queries(features, [0, 1, 2, 3], [0, 1, 2, 3]), "page")


def rate(genuine: np.ndarray, impostor: np.ndarray) -> float:
    return equal_error_rate(score_histogram(genuine), score_histogram(impostor))


def test_equal_error_rate() -> None:
    assert rate(np.array([0.9, 0.8]), np.array([0.1, 0.2])) == 0.0
    assert rate(np.array([0.1, 0.2]), np.array([0.8, 0.9])) == 1.0
    assert rate(np.array([0.2, 0.6, 0.7, 0.8]), np.array([0.1, 0.3, 0.0, -1.0])) == 0.25
    random = np.random.default_rng(1)
    same = rate(random.normal(0, 0.3, 4000), random.normal(0, 0.3, 4000))
    assert same == pytest.approx(0.5, abs=0.02)
