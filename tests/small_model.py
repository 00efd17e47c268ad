"""A model that is small, untrained and quickly made: for tests that need one, not a good one."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.scribbles import HANDS, scribble
from writerid.model import ByteArray, Page, Resolution, ResolutionSource
from writerid.pipeline.embedding import open_embedder
from writerid.pipeline.encoding import Encoder
from writerid.pipeline.keypoints import find_keypoints
from writerid.pipeline.model_files import write_manifest
from writerid.pipeline.patches import cut_patches
from writerid.pipeline.prepare import prepare
from writerid.pipeline.steps import AUTOMATIC

COMPONENTS = 24
FIRST_PAGE = 100
"""The texts that the model is fitted on; tests use others."""


def make_small_model(folder: Path) -> None:
    """Write a sealed model folder, always the same: a random network, whitened, not sparse."""
    import torch  # noqa: PLC0415 - seconds, only for tests that use the model

    from writerid.pipeline.network import PatchNetwork  # noqa: PLC0415
    from writerid.training.export import save_network  # noqa: PLC0415

    torch.manual_seed(7)
    save_network(PatchNetwork(width=8), folder)
    pages = [_patches(scribble(hand, FIRST_PAGE)) for hand in HANDS.values()]
    embedder = open_embedder(folder, "onnx")
    embeddings = [embedder.embed(page).astype(np.float64) for page in pages]
    centre = np.concatenate(embeddings).mean(axis=0)
    _, spread, directions = np.linalg.svd(np.concatenate(embeddings) - centre, full_matrices=False)
    projection = directions[:COMPONENTS].T / spread[:COMPONENTS] * 10.0
    codes = [(page - centre) @ projection for page in embeddings]
    features = np.stack([np.hstack([np.maximum(c, 0), np.maximum(-c, 0)]).mean(0) for c in codes])
    Encoder(
        centre=centre,
        projection=projection,
        mean=features.mean(axis=0),
        deviation=features.std(axis=0) + 0.05,
        weight=np.ones(2 * COMPONENTS),
        decorrelation=np.eye(2 * COMPONENTS),
        reference_features=features,
        slot_edges_300=(),
    ).save(folder / "encoder.npz")
    with (folder / "reference.npz").open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, images=np.concatenate(pages)[::20])
    write_manifest(folder)


def _patches(picture: Image.Image) -> ByteArray:
    resolution = Resolution(300.0, ResolutionSource.GIVEN)
    page = Page(Path("scribble.png"), 1, 1, np.asarray(picture), resolution, "0" * 64)
    prepared = prepare(page, AUTOMATIC)
    return cut_patches(prepared, find_keypoints(prepared)).images


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small model, made once a run."""
    folder = tmp_path_factory.getbasetemp() / "small-model"
    if not folder.exists():
        make_small_model(folder)
    return folder
