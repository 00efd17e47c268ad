"""``writerid fit-encoder``."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from writerid.cli.console import progress_task, say, say_error, say_json, say_skipped
from writerid.cli.labelled import count_sources, read_collection
from writerid.cli.record import lost_record
from writerid.labels import read_labels
from writerid.model import SkippedFile
from writerid.pipeline.embedding import Backend, open_embedder
from writerid.pipeline.encoding import Encoder
from writerid.pipeline.model_files import ADAPTATION, open_model, write_manifest
from writerid.tasks import Task
from writerid.training.card import write_card
from writerid.training.collection import Collection
from writerid.training.embedded import embed_collection
from writerid.training.fit_encoder import EncoderSettings, fit_encoder
from writerid.training.records import read_record, write_record
from writerid.training.reference import choose_reference_patches


def run(options: Namespace) -> int:
    """Fit the encoder on the split ``train`` (or on all rows)."""
    settings = EncoderSettings(
        components=options.components,
        sparsity=options.sparsity,
        lda=not options.no_lda,
        slots=options.slots,
        saliency=options.saliency,
        decorrelation=options.decorrelation,
        keypoints_a_page=options.keypoints,
        words_a_page=options.words,
    )
    split = "train" if any(p.split == "train" for p in read_labels(options.labels).pages) else None
    with progress_task() as task:
        labels, collection = read_collection(options, task, split)
        encoder = fit_and_seal(
            options.model, options.labels, collection, settings, options.backend, task
        )
    return say_model(
        options.model, encoder, [*labels.skipped, *collection.skipped], as_json=options.json
    )


def say_model(
    folder: Path, encoder: Encoder | None, skipped: Sequence[SkippedFile], *, as_json: bool
) -> int:
    """What was made, and what of the labels was left out; returns the exit code."""
    lost = say_skipped(skipped)
    if encoder is not None:
        alive = int((encoder.weight > 0).sum())
        say_error(f"encoder: {encoder.feature_count} features, {alive} of them in use")
    if as_json:
        sealed = None if encoder is None else open_model(folder).model_id
        say_json(
            {
                "model": str(folder),
                "model_id": sealed,
                "network": read_record(folder / "training.json") or None,
                "encoder": None if encoder is None else read_record(folder / "encoder.json"),
                "left_out": [lost_record(one) for one in skipped],
            }
        )
    else:
        say(f"model: {folder}")
    return 1 if lost else 0


def fit_and_seal(
    folder: Path,
    labels_file: Path,
    collection: Collection,
    settings: EncoderSettings,
    backend: Backend,
    task: Task,
) -> Encoder:
    """Fit the encoder of the network in ``folder``, write it and the manifest that seals both."""
    embedder = open_embedder(folder, backend)
    # So that the record tells the number.
    settings = replace(settings, components=settings.components or embedder.size)
    pages = list(
        embed_collection(
            collection,
            embedder,
            unit="word",
            most_keypoints=settings.keypoints_a_page,
            most_units=settings.words_a_page,
            task=task,
        )
    )
    encoder = fit_encoder(pages, settings, task)
    encoder.save(folder / "encoder.npz")
    reference = choose_reference_patches(collection, settings.seed)
    with (folder / "reference.npz").open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, images=reference)
    write_record(
        folder / "encoder.json",
        {
            "settings": asdict(settings),
            "pages": len(pages),
            "writers": len({page.label.writer for page in pages}),
            "patches": sum(len(page.whole.embeddings) for page in pages),
            "words": sum(len(page.units) for page in pages),
            "features": encoder.feature_count,
            "features_in_use": int((encoder.weight > 0).sum()),
            "resolution": count_sources([collection]),
            "labels": labels_file.name,
        },
    )
    # The figures and the adaptation were those of the encoder that was there before.
    (folder / "figures.json").unlink(missing_ok=True)
    (folder / ADAPTATION).unlink(missing_ok=True)
    write_manifest(folder)
    write_card(folder)
    return encoder
