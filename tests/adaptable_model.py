"""The small model as one that can be adapted: made with a decorrelation, which is recorded."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np

from writerid.pipeline.encoding import Encoder
from writerid.pipeline.model_files import write_manifest
from writerid.training.decorrelation import decorrelating, scaled
from writerid.training.records import write_record

SHARE = 0.25


def make_adaptable_model(small_model: Path, folder: Path) -> Path:
    shutil.copytree(small_model, folder)
    encoder = Encoder.load(folder / "encoder.npz")
    count = encoder.feature_count
    random = np.random.default_rng(5).normal(size=(3 * count, count))
    covariance = scaled(random.T @ random, count)
    replace(encoder, decorrelation=decorrelating(covariance, SHARE)).save(folder / "encoder.npz")
    write_record(folder / "encoder.json", {"settings": {"decorrelation": SHARE}})
    write_manifest(folder)
    return folder
