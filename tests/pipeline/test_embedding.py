"""The two backends agree."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from tests.demo_pages import DEMO, QUESTIONED_GREVE
from writerid.errors import DeviceError
from writerid.model import Candidate
from writerid.pipeline.embedding import Backend, open_embedder
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.pipeline.ranking import Gallery
from writerid.resources import shipped_model


def some_patches(count: int = 150) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, 32, 32)).astype(np.uint8)


def ranking(backend: Backend) -> list[Candidate]:
    engine = Engine(shipped_model(), backend)
    known = {
        writer: [
            engine.encode_document(DEMO / "known" / writer / "letter-2.jpg", ReadSettings()).code
        ]
        for writer in ("Greve", "Hansen", "Keller", "Castell")
    }
    questioned = engine.encode_document(QUESTIONED_GREVE, ReadSettings())
    return engine.rank(questioned, Gallery(known))


def assert_alike(one: Backend, other: Backend) -> tuple[float, float, bool]:
    """Embeddings within 1e-4, scores within 1e-3, ranks equal unless tied within that."""
    patches = some_patches()
    first = open_embedder(shipped_model(), one).embed(patches)
    second = open_embedder(shipped_model(), other).embed(patches)
    apart = float(np.abs(first - second).max())
    assert apart <= 1e-4
    here, there = ranking(one), ranking(other)
    scores = {c.writer: c.score for c in there}
    furthest = max(abs(c.score - scores[c.writer]) for c in here)
    assert furthest <= 1e-3
    same_order = [c.writer for c in here] == [c.writer for c in there]
    assert same_order or any(c.tied for c in here)
    return apart, furthest, same_order


def test_onnx_and_torch_agree_on_the_cpu() -> None:
    assert_alike("onnx", "torch-cpu")


@pytest.mark.cuda
def test_onnx_and_cuda_agree() -> None:
    torch = pytest.importorskip("torch")
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    apart, furthest, same_order = assert_alike("onnx", "torch-cuda")
    record = os.environ.get("WRITERID_BACKEND_RECORD")
    if record:
        Path(record).write_text(
            json.dumps(
                {
                    "device": torch.cuda.get_device_name(),
                    "largest_embedding_difference": apart,
                    "largest_score_difference": furthest,
                    "ranks_equal": same_order,
                }
            )
        )


def test_vectors_have_length_one_and_do_not_depend_on_the_batch() -> None:
    embedder = open_embedder(shipped_model(), "onnx")
    patches = some_patches(70)
    together = embedder.embed(patches)
    assert np.linalg.norm(together, axis=1) == pytest.approx(1.0, abs=1e-5)
    alone = np.concatenate([embedder.embed(patches[i : i + 7]) for i in range(0, 70, 7)])
    assert np.abs(alone - together).max() < 1e-5
    assert embedder.embed(patches[:0]).shape == (0, 128)


def test_a_missing_cuda_device_is_said() -> None:
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("there is a CUDA device")
    with pytest.raises(DeviceError, match="no CUDA device"):
        open_embedder(shipped_model(), "torch-cuda")
