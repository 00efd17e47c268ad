"""Networks trained apart, put side by side as one model."""

from pathlib import Path

import numpy as np
import pytest
from safetensors import SafetensorError

from writerid.__main__ import main
from writerid.errors import ModelError
from writerid.pipeline.embedding import Backend, open_embedder
from writerid.pipeline.network import PatchNetwork
from writerid.training.export import combine_networks, save_network
from writerid.training.records import read_record, write_record


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    import torch  # noqa: PLC0415 - seconds

    folder = tmp_path_factory.mktemp("networks")
    for seed, name in enumerate(("one", "two")):
        torch.manual_seed(seed)
        save_network(PatchNetwork(width=8), folder / name)
        write_record(folder / name / "training.json", {"steps": seed})
    return folder / "one", folder / "two"


@pytest.mark.parametrize("backend", ["onnx", "torch-cpu"])
def test_vectors_stand_side_by_side(
    two: tuple[Path, Path], tmp_path: Path, backend: Backend
) -> None:
    assert main(["combine", *map(str, two), "--out", str(tmp_path / "both")]) == 0
    patches = np.random.default_rng(0).integers(0, 256, (70, 32, 32)).astype(np.uint8)
    apart = [open_embedder(model, backend).embed(patches) for model in two]
    both = open_embedder(tmp_path / "both", backend)
    assert both.size == 256
    vectors = both.embed(patches)
    assert np.abs(vectors - np.hstack(apart) / np.sqrt(2.0)).max() < 1e-5
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    record = read_record(tmp_path / "both" / "training.json")
    assert record == {"networks": [{"steps": 0}, {"steps": 1}]}
    # A combined one is taken apart to be combined further.
    combine_networks([tmp_path / "both", two[0]], tmp_path / "three")
    assert open_embedder(tmp_path / "three", backend).size == 384


def test_what_can_not_be_combined_is_said_and_nothing_is_left(
    two: tuple[Path, Path], tmp_path: Path
) -> None:
    save_network(PatchNetwork(width=4), tmp_path / "narrow")
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "network.safetensors").write_bytes(b"no weights")
    out = tmp_path / "out"
    for other, words in (
        (tmp_path / "narrow", "different widths"),
        (tmp_path / "damaged", "no network of this program"),
        (tmp_path / "nowhere", "no network of this program"),
    ):
        with pytest.raises(ModelError, match=words):
            combine_networks([two[0], other], out)
    before = (two[0] / "network.safetensors").read_bytes()
    with pytest.raises(ModelError, match="holds something already"):
        combine_networks(two, two[0])
    assert (two[0] / "network.safetensors").read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["damaged", "narrow"]


def test_a_full_disk_is_said(
    two: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise SafetensorError("No space left on device (os error 28)")

    monkeypatch.setattr("writerid.training.tensors.save_file", full)
    with pytest.raises(ModelError, match=r"No space left .* make room"):
        combine_networks(two, tmp_path / "both")
    assert list(tmp_path.iterdir()) == []
