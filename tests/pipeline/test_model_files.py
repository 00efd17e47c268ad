"""The shipped model, and models that are not what they should be."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from writerid.errors import ModelError
from writerid.pipeline.embedding import open_embedder
from writerid.pipeline.encoding import Encoder
from writerid.pipeline.model_files import FILES, open_model
from writerid.resources import shipped_model


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped_model(), tmp_path / "model"))


def test_the_shipped_model_is_whole_small_and_tells_where_it_comes_from() -> None:
    model = open_model(shipped_model())
    assert len(model.model_id) == 64
    total = sum(file.stat().st_size for file in model.folder.iterdir())
    assert total <= 10_000_000
    card = model.card
    assert card["model_id"] == model.model_id
    assert all("CC BY 4.0" in source["licence"] for source in card["data"])
    assert {(f["split"], f["unit"]) for f in card["figures"]} >= {("val", "page"), ("val", "word")}
    assert model.reference_patches().shape[1:] == (32, 32)
    assert {file.suffix for file in model.folder.iterdir()} <= {
        ".safetensors", ".onnx", ".npz", ".json", ".md",
    }  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_changed_file_is_named(model: Path, name: str) -> None:
    file = model / name
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))
    with pytest.raises(ModelError, match=f"{name} has been changed or damaged"):
        open_model(model)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(model: Path, name: str) -> None:
    (model / name).unlink()
    with pytest.raises(ModelError, match=f"{name} is missing"):
        open_model(model)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}', "\x00"])
def test_a_damaged_manifest_is_refused(model: Path, text: str) -> None:
    (model / "manifest.json").write_text(text)
    with pytest.raises(ModelError, match="missing or damaged"):
        open_model(model)


def test_a_model_of_another_format_is_refused(model: Path) -> None:
    manifest = json.loads((model / "manifest.json").read_text())
    manifest["format"] = 99
    (model / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match="format 99, this program reads format 2"):
        open_model(model)


def test_no_model_at_all(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="there is no model"):
        open_model(tmp_path / "nothing")


def test_an_unusable_network_or_encoder_is_named(tmp_path: Path) -> None:
    for name in ("network.onnx", "network.safetensors"):
        shutil.copy(shipped_model() / name, tmp_path / name)
    (tmp_path / "network.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelError, match=r"network\.safetensors holds no usable weights"):
        open_embedder(tmp_path, "onnx")
    shutil.copy(shipped_model() / "network.safetensors", tmp_path)
    (tmp_path / "network.onnx").write_bytes(b"no network")
    with pytest.raises(ModelError, match=r"network\.onnx is no usable network"):
        open_embedder(tmp_path, "onnx")
    (tmp_path / "encoder.npz").write_bytes(b"no encoder")
    with pytest.raises(ModelError, match=r"encoder\.npz is damaged"):
        Encoder.load(tmp_path / "encoder.npz")


def test_arrays_with_objects_are_never_loaded(tmp_path: Path) -> None:
    np.savez(tmp_path / "encoder.npz", centre=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ModelError, match="damaged"):
        Encoder.load(tmp_path / "encoder.npz")
