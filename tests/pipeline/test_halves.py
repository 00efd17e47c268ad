import numpy as np

from tests.reference_samples import plain_encoder
from writerid.model import DocumentCode
from writerid.pipeline.halves import half_pages, half_score
from writerid.pipeline.variation import known_to_known


def test_a_page_is_halved_from_the_top_and_a_line_from_the_left() -> None:
    page = np.array([[0, 900], [900, 0], [5, 10], [0, 800]], np.float32)
    first, second = half_pages([page])
    assert (first.tolist(), second.tolist()) == ([1, 2], [0, 3])
    line = np.array([[900, 0], [0, 100], [800, 90], [10, 5]], np.float32)
    first, second = half_pages([line])
    assert (first.tolist(), second.tolist()) == ([1, 3], [0, 2])


def test_pages_follow_each_other() -> None:
    one, two = np.full((2, 2), 900, np.float32), np.zeros((2, 2), np.float32)
    first, second = half_pages([one, two])
    assert (first.tolist(), second.tolist()) == ([0, 1], [2, 3])


def test_halves_alike_score_one_and_halves_opposed_less() -> None:
    features = np.vstack([np.ones((4, 16)), -np.ones((4, 16))])
    same = half_score(plain_encoder(), features, np.arange(2), np.arange(2, 4))
    unlike = half_score(plain_encoder(), features, np.arange(4), np.arange(4, 8))
    assert same > 0.999 > -0.999 > unlike


def test_known_documents_are_compared_with_the_others() -> None:
    random = np.random.default_rng(1)
    codes = [DocumentCode(random.normal(size=16), 100, 900.0, "m") for _ in range(3)]
    assert len(known_to_known(plain_encoder(), codes)) == 3
    assert known_to_known(plain_encoder(), codes[:1]) == ()
