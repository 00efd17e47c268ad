"""Codes, scores and the exactness of the evidence."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from writerid.errors import ModelError
from writerid.model import DocumentCode
from writerid.pipeline.encoding import Encoder, pool
from writerid.pipeline.evidence import contributions, pairs, thin_out
from writerid.pipeline.ranking import Gallery, rank, scores


def random_encoder(seed: int, slots: int = 1, components: int = 6) -> Encoder:
    random = np.random.default_rng(seed)
    features = 2 * components * slots
    return Encoder(
        centre=random.normal(0, 0.1, 128),
        projection=random.normal(0, 1, (128, components)),
        mean=random.normal(0.3, 0.1, features),
        deviation=random.uniform(0.5, 2.0, features),
        weight=np.where(random.random(features) < 0.2, 0.0, random.uniform(0.5, 2.0, features)),
        decorrelation=np.eye(features) + 0.05 * random.normal(size=(features, features)),
        reference_features=random.normal(0.3, 0.3, (5, features)),
        slot_edges_300=(8.0, 16.0)[: slots - 1],
    )


def unit(random: np.random.Generator, count: int) -> np.ndarray:
    vectors = random.normal(size=(count, 128))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10**6), count=st.integers(1, 300), slots=st.sampled_from([1, 2, 3]))
def test_contributions_add_up(seed: int, count: int, slots: int) -> None:
    random = np.random.default_rng(seed)
    encoder = random_encoder(seed, slots)
    features = encoder.patch_features(
        unit(random, count), random.uniform(2, 40, count).astype(np.float32)
    )
    writer = random.normal(0.3, 0.3, encoder.feature_count)
    shares = contributions(encoder, features, "A", writer)
    score = scores(encoder, features.mean(axis=0)[None], writer[None])[0, 0]
    references = scores(encoder, features.mean(axis=0)[None], encoder.reference_features)
    assert shares.absolute.sum() == pytest.approx(score, abs=1e-9)
    assert shares.relative.sum() == pytest.approx(score - references.mean(), abs=1e-9)
    assert abs(score) <= 1 + 1e-12


def test_a_code_keeps_what_its_signs_say() -> None:
    encoder = random_encoder(3)
    embeddings = unit(np.random.default_rng(1), 2)
    sizes = np.full(2, 5.0, np.float32)
    there_and_back = np.concatenate([embeddings, 2 * encoder.centre - embeddings]).astype(
        np.float32
    )
    features = encoder.patch_features(there_and_back, np.full(4, 5.0, np.float32)).mean(axis=0)
    half = encoder.projection.shape[1]
    assert features[:half] == pytest.approx(features[half:], abs=1e-6)
    assert features.sum() > 0
    assert encoder.patch_features(embeddings, sizes).min() >= 0


def test_slots_hold_their_scales_and_nothing_else() -> None:
    encoder = random_encoder(4, slots=3)
    features = encoder.patch_features(
        unit(np.random.default_rng(2), 3), np.array([4.0, 9.0, 30.0], np.float32)
    ).reshape(3, 3, -1)
    for patch in range(3):
        for slot in range(3):
            assert bool(features[patch, slot].any()) == (patch == slot)


def code(values: list[float], patches: int = 10, model: str = "m") -> DocumentCode:
    return DocumentCode(np.array(values), patches, 100.0, model)


def test_a_writer_is_the_patch_weighted_mean_of_the_documents() -> None:
    pooled = pool([code([1.0, 0.0], 30), code([0.0, 1.0], 10)])
    assert pooled.mean_feature.tolist() == [0.75, 0.25]
    assert pooled.patch_count == 40
    assert pooled.writing_mm == 200.0


def test_codes_of_two_models_are_never_compared() -> None:
    encoder = random_encoder(5)
    zero = [0.5] * encoder.feature_count
    with pytest.raises(ModelError, match="another model"):
        rank(encoder, code(zero), Gallery({"A": [code(zero, model="other")]}))
    with pytest.raises(ModelError, match="different models"):
        pool([code(zero), code(zero, model="other")])


def test_ranking_is_in_order_and_shows_ties() -> None:
    encoder = random_encoder(6)
    random = np.random.default_rng(0)
    values = random.normal(0.3, 0.3, (4, encoder.feature_count))
    gallery = Gallery(
        {
            "far": [code(list(values[1]))],
            "twin b": [code(list(values[0]))],
            "twin a": [code(list(values[0]))],
            "other": [code(list(values[2]))],
        }
    )
    ranked = rank(encoder, code(list(values[0])), gallery)
    assert [c.writer for c in ranked[:2]] == ["twin a", "twin b"]
    assert [c.tied for c in ranked[:2]] == [True, True]
    assert [c.rank for c in ranked] == [1, 2, 3, 4]
    assert ranked[0].score == pytest.approx(1.0)
    assert [c.score for c in ranked] == sorted((c.score for c in ranked), reverse=True)


def test_galleries_thin_overlaps_and_say_what_they_carry() -> None:
    square = np.array([[0, 0], [10, 0], [10, 10], [0, 10]], np.float32)
    corners = np.stack([square + np.array([x, 0], np.float32) for x in (0, 2, 40, 80)])
    strength = np.array([0.9, 0.8, 0.5, -0.3])
    assert thin_out(corners, strength, 10, 0.4).tolist() == [0, 2]
    assert thin_out(corners, strength, 1, 0.4).tolist() == [0]
    assert thin_out(corners, -strength, 10, 0.4).tolist() == [3]


def test_pairs_name_the_most_similar_known_patch() -> None:
    random = np.random.default_rng(9)
    encoder = random_encoder(9)
    questioned = unit(random, 30)
    known = [unit(random, 8), np.concatenate([unit(random, 4), questioned[:1]])]
    features = encoder.patch_features(questioned, np.full(30, 5.0, np.float32))
    shares = contributions(encoder, features, "A", features.mean(axis=0) * 1.1)
    corners = np.zeros((30, 4, 2), np.float32) + np.arange(30, dtype=np.float32)[:, None, None] * 50
    corners[:, 1] += [10, 0]
    corners[:, 2] += [10, 10]
    corners[:, 3] += [0, 10]
    found = pairs(shares, questioned, corners, known)
    every = [*found.supporting, *found.contradicting]
    for pair in every:
        similarity = questioned[pair.questioned_patch] @ np.concatenate(known).T
        assert pair.similarity == pytest.approx(similarity.max(), abs=1e-6)
        assert pair.contribution == shares.relative[pair.questioned_patch]
        if pair.questioned_patch == 0:
            assert (pair.known_document, pair.known_patch) == (1, 4)
    assert found.supporting_share == pytest.approx(1.0)
    assert [p.contribution for p in found.supporting] == sorted(
        (p.contribution for p in found.supporting), reverse=True
    )
    assert all(p.contribution < 0 for p in found.contradicting)
