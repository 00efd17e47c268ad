"""A model on disk: which files it is, its id, and the check that they are untouched."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from writerid.errors import ModelError
from writerid.model import ByteArray

FORMAT = 2
MANIFEST = "manifest.json"
FILES = ("network.safetensors", "network.onnx", "encoder.npz", "reference.npz")
ADAPTATION = "adaptation.json"
"""What a model was adapted to; a model that was not adapted has none."""


@dataclass(frozen=True)
class ModelFolder:
    """A verified model. ``model_id`` is the SHA-256 of the manifest, in hex.

    ``adaptation``: the record of what it was adapted to, empty where it was not.
    """

    folder: Path
    model_id: str
    adaptation: dict[str, Any] = field(default_factory=dict)

    @property
    def adapted_pages(self) -> frozenset[str]:
        """SHA-256 of the files that the model was adapted to: nothing is measured on them."""
        return frozenset(self.adaptation.get("pages_sha256", ()))

    @property
    def card(self) -> dict[str, Any]:
        """The model card, empty if there is none."""
        file = self.folder / "card.json"
        if not file.is_file():
            return {}
        return _read(file)

    def reference_patches(self) -> ByteArray:
        """Patches of the reference writers, (n, 32, 32) uint8."""
        with np.load(self.folder / "reference.npz", allow_pickle=False) as stored:
            images: ByteArray = stored["images"]
        return images


def write_manifest(folder: Path) -> ModelFolder:
    """Seal a model folder: write the manifest of its files' hashes."""
    optional = [ADAPTATION] if (folder / ADAPTATION).exists() else []
    manifest = {
        "format": FORMAT,
        "files": {name: _hash(folder / name) for name in (*FILES, *optional)},
    }
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
    _check_files(folder, files)
    adaptation = _read(folder / ADAPTATION) if ADAPTATION in files else {}
    model_id = hashlib.sha256(_canonical(manifest).encode()).hexdigest()
    return ModelFolder(folder, model_id, adaptation)


def _check_files(folder: Path, files: dict[str, str]) -> None:
    file = folder / MANIFEST
    if set(files) - {ADAPTATION} != set(FILES):
        raise ModelError(f"{file} lists other files than a model has: install it again", path=file)
    if ADAPTATION not in files and (folder / ADAPTATION).exists():
        raise ModelError(
            f"{folder / ADAPTATION} does not belong to this model (the manifest does not list it): "
            "install the model again",
            path=folder / ADAPTATION,
        )
    for name, value in files.items():
        if not (folder / name).is_file():
            raise ModelError(f"{folder / name} is missing: install the model again", path=folder)
        if _hash(folder / name) != value:
            raise ModelError(
                f"{folder / name} has been changed or damaged (its hash differs from the "
                "manifest): install the model again",
                path=folder / name,
            )


def _read(file: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return record


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _canonical(manifest: dict[str, Any]) -> str:
    return json.dumps(manifest, sort_keys=True, separators=(",", ":"))
