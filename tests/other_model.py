"""A second model: the small one with other weights in its encoder."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np

from writerid.pipeline.encoding import Encoder
from writerid.pipeline.model_files import write_manifest


def make_other_model(small_model: Path, folder: Path) -> Path:
    shutil.copytree(small_model, folder)
    encoder = Encoder.load(folder / "encoder.npz")
    weight = np.linspace(0.5, 1.5, encoder.feature_count)
    replace(encoder, weight=weight).save(folder / "encoder.npz")
    write_manifest(folder)
    return folder
