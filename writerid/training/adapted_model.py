"""The folder of an adapted model, and which models can be adapted."""

import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from writerid import __version__
from writerid.errors import AdaptationError
from writerid.pipeline.model_files import ADAPTATION, ModelFolder, open_model, write_manifest
from writerid.training.adaptation_writers import ChosenWriters
from writerid.training.adapting import AdaptationPage, AdaptationSettings, AdaptedEncoder
from writerid.training.card import write_card
from writerid.training.records import read_record, write_record
from writerid.unfinished import unfinished_folder

SCHEMA = "writerid.adaptation/1"
COPIED = ("network.safetensors", "network.onnx")
COPIED_RECORDS = ("training.json", "encoder.json", "sources.json", "backends.json")
"""What is told of the model adapted stays true; its figures would not."""


@dataclass(frozen=True)
class AdaptedTo:
    """What the examiner says of the writing, where it was read from, and who was chosen."""

    label: str
    source: str
    chosen: ChosenWriters


def share_of(base: ModelFolder) -> float:
    """The share s that the model's decorrelation was made with.

    Raises AdaptationError for a model that is adapted already or was fitted without.
    """
    if base.adaptation:
        origin = base.adaptation["base"]
        raise AdaptationError(
            f"{base.folder} is adapted already (to {base.adaptation['label']}): adapt the model "
            f"that it came from instead, “{origin['name']}”, id {origin['model_id']}",
            path=base.folder,
        )
    share = read_record(base.folder / "encoder.json").get("settings", {}).get("decorrelation")
    if not isinstance(share, float | int) or not 0.0 < share <= 1.0:
        raise AdaptationError(
            f"{base.folder} was fitted without decorrelation, and can't be adapted: fit its "
            "encoder again (writerid fit-encoder --decorrelation 0.25), or choose another model",
            path=base.folder,
        )
    return share


def check_target(target: Path, base: Path) -> None:
    """Raise AdaptationError where the model would be written over something."""
    if target.resolve() == base.resolve():
        raise AdaptationError(
            f"{target} is the model to be adapted, and stays as it is: give the adapted one a "
            "folder of its own",
            path=target,
        )
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise AdaptationError(
            f"{target} holds something already: choose a new or an empty folder, so that no model "
            "that is in use is overwritten",
            path=target,
        )


def adaptation_record(
    base: ModelFolder,
    to: AdaptedTo,
    pages: Sequence[AdaptationPage],
    adapted: AdaptedEncoder,
    settings: AdaptationSettings,
) -> dict[str, Any]:
    """What ``adaptation.json`` tells; without a date, so that the same is made of the same."""
    return {
        "schema": SCHEMA,
        "writerid": __version__,
        "base": {
            "model_id": base.model_id,
            "name": base.card.get("name", base.folder.name),
            "decorrelation": share_of(base),
        },
        "label": to.label,
        "source": to.source,
        "writers": len({page.writer for page in pages}),
        "pages": len(pages),
        "words": sum(len(page.words) for page in pages),
        "degrees_of_freedom": adapted.freedom,
        "settings": asdict(settings),
        "writers_left": to.chosen.left,
        "beyond_half": to.chosen.beyond_half,
        "pages_sha256": sorted({page.sha256 for page in pages}),
    }


def write_adapted_model(
    base: ModelFolder, target: Path, adapted: AdaptedEncoder, record: dict[str, Any]
) -> ModelFolder:
    """Write and seal the model; the folder is there as a whole, or not at all.

    Raises AdaptationError where it can't be written.
    """
    try:
        with unfinished_folder(target) as partial:
            _fill(partial, base, adapted, record)
            write_card(partial, name=target.name)
            if target.is_dir():
                target.rmdir()
            partial.rename(target)
    except OSError as error:
        raise AdaptationError(
            f"{target} can't be written: {error.strerror}", path=target
        ) from error
    return open_model(target)


def _fill(folder: Path, base: ModelFolder, adapted: AdaptedEncoder, record: dict[str, Any]) -> None:
    for name in COPIED:
        shutil.copyfile(base.folder / name, folder / name)
    for name in COPIED_RECORDS:
        if (base.folder / name).is_file():
            shutil.copyfile(base.folder / name, folder / name)
    adapted.encoder.save(folder / "encoder.npz")
    with (folder / "reference.npz").open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, images=adapted.reference)
    write_record(folder / ADAPTATION, record)
    write_manifest(folder)
