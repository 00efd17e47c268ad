"""A model on disk: which files it is, its id, and the check that they are untouched."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from writerid.errors import ModelError
from writerid.model import ByteArray

FORMAT = 2
MANIFEST = "manifest.json"
FILES = ("network.safetensors", "network.onnx", "encoder.npz", "reference.npz")


@dataclass(frozen=True)
class ModelFolder:
    """A verified model. ``model_id`` is the SHA-256 of the manifest, in hex."""

    folder: Path
    model_id: str

    @property
    def card(self) -> dict[str, Any]:
        """The model card, empty if there is none."""
        file = self.folder / "card.json"
        if not file.is_file():
            return {}
        loaded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return loaded

    def reference_patches(self) -> ByteArray:
        """Patches of the reference writers, (n, 32, 32) uint8."""
        with np.load(self.folder / "reference.npz", allow_pickle=False) as stored:
            images: ByteArray = stored["images"]
        return images


def write_manifest(folder: Path) -> ModelFolder:
    """Seal a model folder: write the manifest of its files' hashes."""
    manifest = {"format": FORMAT, "files": {name: _hash(folder / name) for name in FILES}}
    (folder / MANIFEST).write_text(_canonical(manifest) + "\n", encoding="utf-8")
    return open_model(folder)


def open_model(folder: Path) -> ModelFolder:
    """Check each file against the manifest.

    Raises ModelError that names the file if one is missing, damaged or of another format.
    """
    if not folder.is_dir():
        raise ModelError(f"there is no model at {folder}: install the program again", path=folder)
    file = folder / MANIFEST
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
        version, files = manifest["format"], dict(manifest["files"])
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{file} is missing or damaged: the model can't be trusted, install it again",
            path=file,
        ) from error
    if version != FORMAT:
        raise ModelError(
            f"{folder} holds a model of format {version}, this program reads format {FORMAT}: "
            "use the program version it was made for",
            path=folder,
        )
    if set(files) != set(FILES):
        raise ModelError(f"{file} lists other files than a model has: install it again", path=file)
    for name in FILES:
        if not (folder / name).is_file():
            raise ModelError(f"{folder / name} is missing: install the model again", path=folder)
        if _hash(folder / name) != files[name]:
            raise ModelError(
                f"{folder / name} has been changed or damaged (its hash differs from the "
                "manifest): install the model again",
                path=folder / name,
            )
    return ModelFolder(folder, hashlib.sha256(_canonical(manifest).encode()).hexdigest())


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _canonical(manifest: dict[str, Any]) -> str:
    return json.dumps(manifest, sort_keys=True, separators=(",", ":"))
