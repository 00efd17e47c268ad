"""The two backends agree."""

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest

from tests.demo_pages import DEMO, QUESTIONED_GREVE
from writerid.errors import DeviceError
from writerid.model import Candidate
from writerid.pipeline.embedding import Backend, open_embedder
from writerid.pipeline.encoding import Encoder
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.pipeline.ranking import Gallery, scores
from writerid.resources import shipped_model
from writerid.training.records import write_record

KEPT = Path(__file__).with_name("cuda_vectors.npz")
"""Patches of val pages (cuda_vectors.md tells of which) and their vectors, made on a device."""


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


def assert_alike(one: Backend, other: Backend) -> None:
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


def test_onnx_and_torch_agree_on_the_cpu() -> None:
    assert_alike("onnx", "torch-cpu")


def assert_vectors_alike(
    made: np.ndarray, other: np.ndarray, page: np.ndarray
) -> dict[str, object]:
    """Vectors of the same patches, and the scores of the pages they are of; what a card records."""
    apart = float(np.abs(made - other).max())
    assert apart <= 1e-4
    encoder = Encoder.load(shipped_model() / "encoder.npz")
    here, there = (page_scores(encoder, vectors, page) for vectors in (made, other))
    furthest = float(np.abs(here - there).max())
    assert furthest <= 1e-3
    same_order = (np.argsort(-here, axis=1) == np.argsort(-there, axis=1)).all(axis=1)
    closest = np.abs(np.diff(np.sort(here, axis=1), axis=1)).min(axis=1)
    assert (same_order | (closest <= 1e-3)).all()
    return {
        "patches": len(made),
        "pages": len(here),
        "largest_embedding_difference": apart,
        "largest_score_difference": furthest,
        "ranks_equal": bool(same_order.all()),
    }


def page_scores(encoder: Encoder, vectors: np.ndarray, page: np.ndarray) -> np.ndarray:
    features = encoder.patch_features(vectors, np.full(len(vectors), 8.0, np.float32))
    codes = np.stack([features[page == number].mean(axis=0) for number in np.unique(page)])
    found = scores(encoder, codes, codes)
    np.fill_diagonal(found, 1.0)
    return found


def record(device: str, how: str, found: dict[str, object]) -> None:
    """Where the environment asks for it, keep a comparison for the model's card."""
    place = os.environ.get("WRITERID_BACKEND_RECORD")
    if place:
        write_record(Path(place), {"device": device, **found, "how": how})


@pytest.mark.cuda
def test_onnx_agrees_with_vectors_kept_from_a_cuda_device() -> None:
    with np.load(KEPT, allow_pickle=False) as stored:
        kept = {name: stored[name] for name in stored.files}
    network = hashlib.sha256((shipped_model() / "network.safetensors").read_bytes()).hexdigest()
    assert str(kept["network"]) == network, (
        f"{KEPT} holds vectors of another network: run pytest -m cuda on a CUDA device with "
        "WRITERID_BACKEND_RECORD set"
    )
    here = open_embedder(shipped_model(), "onnx").embed(kept["images"])
    found = assert_vectors_alike(here, kept["vectors"], kept["page"])
    if not cuda_device():
        record(
            str(kept["device"]),
            "The vectors were made on the device and are kept with the tests; the comparison runs "
            "with every run of the tests.",
            found,
        )


@pytest.mark.cuda
def test_onnx_and_cuda_agree() -> None:
    device = cuda_device()
    if not device:
        pytest.skip("no CUDA device")
    with np.load(KEPT, allow_pickle=False) as stored:
        images, page = stored["images"], stored["page"]
    here = open_embedder(shipped_model(), "onnx").embed(images)
    there = open_embedder(shipped_model(), "torch-cuda").embed(images)
    found = assert_vectors_alike(here, there, page)
    assert_alike("onnx", "torch-cuda")
    if os.environ.get("WRITERID_BACKEND_RECORD"):
        record(device, "Both were run side by side on the device.", found)
        network = (shipped_model() / "network.safetensors").read_bytes()
        np.savez_compressed(
            KEPT,
            images=images,
            vectors=there,
            page=page,
            device=np.array(device),
            network=np.array(hashlib.sha256(network).hexdigest()),
        )


def cuda_device() -> str:
    torch = pytest.importorskip("torch")
    return str(torch.cuda.get_device_name()) if torch.cuda.is_available() else ""


def test_vectors_have_length_one_and_do_not_depend_on_the_batch() -> None:
    embedder = open_embedder(shipped_model(), "onnx")
    patches = some_patches(70)
    together = embedder.embed(patches)
    assert np.linalg.norm(together, axis=1) == pytest.approx(1.0, abs=1e-5)
    alone = np.concatenate([embedder.embed(patches[i : i + 7]) for i in range(0, 70, 7)])
    assert np.abs(alone - together).max() < 1e-5
    assert embedder.embed(patches[:0]).shape == (0, embedder.size)


def test_a_missing_cuda_device_is_said() -> None:
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("there is a CUDA device")
    with pytest.raises(DeviceError, match="no CUDA device"):
        open_embedder(shipped_model(), "torch-cuda")
