"""``writerid train``."""

import os
from argparse import Namespace
from contextlib import nullcontext
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from writerid.cli.console import progress_task
from writerid.cli.fit_encoder import fit_and_seal, say_model
from writerid.cli.labelled import count_sources, read_collection
from writerid.labels import Labels
from writerid.tasks import Task
from writerid.training.collection import Collection
from writerid.training.curves import CurveFile
from writerid.training.fit_encoder import EncoderSettings
from writerid.training.records import write_record

DEFAULT_BUDGET_MINUTES = 60.0


def run(options: Namespace) -> int:
    """Train the network on the split ``train`` (or on all rows), then fit the encoder."""
    first = int(os.environ.get("RANK", "0")) == 0
    with progress_task() if first else nullcontext(Task()) as task:
        split = "train" if _has_split(options.labels) else None
        labels, collection = read_collection(options, task, split)
        _train(options, labels, collection, first, task)
        if not first:
            return 0
        encoder = None
        if not options.no_encoder:
            encoder = fit_and_seal(
                options.out, options.labels, collection, EncoderSettings(), "auto", task
            )
    skipped = [*labels.skipped, *collection.skipped]
    return say_model(options.out, encoder, skipped, as_json=options.json)


def _train(
    options: Namespace, labels: Labels, collection: Collection, first: bool, task: Task
) -> None:
    from writerid.training.export import save_network  # noqa: PLC0415 - torch, after the labels
    from writerid.training.siamese import TrainSettings  # noqa: PLC0415
    from writerid.training.train import choose_device, train  # noqa: PLC0415
    from writerid.training.windows import cut_training_windows  # noqa: PLC0415

    settings = replace(TrainSettings(seed=options.seed), **_chosen(options))
    device = choose_device(options.device)
    windows = cut_training_windows(collection, task)
    curves = CurveFile(options.out / "training") if first else None
    network = train(
        windows,
        settings,
        options.out / "training",
        device=device,
        task=task,
        on_point=curves.add if curves else None,
    )
    if not first or curves is None:
        return
    curves.draw()
    save_network(network, options.out)
    last = curves.last
    write_record(
        options.out / "training.json",
        {
            "settings": asdict(settings),
            "device": str(device),
            "seconds": round(last.seconds, 1) if last else 0.0,
            "steps": last.step if last else 0,
            "patches": last.patches if last else 0,
            "processes": int(os.environ.get("WORLD_SIZE", "1")),
            "writers": len(windows.writers),
            "pages": len(collection),
            "windows": len(windows),
            "split": labels.pages[0].split or "all",
            "resolution": count_sources([collection]),
        },
    )


def _chosen(options: Namespace) -> dict[str, Any]:
    """The settings given on the command line."""
    values: dict[str, Any] = {
        "writers_a_batch": options.writers_a_batch,
        "patches_a_writer": options.patches_a_writer,
        "patch_loss": options.patch_loss,
        "set_weight": options.set_weight,
        "class_weight": options.class_weight,
        "small_share": options.small_share,
        "variants": options.variants,
        "own_share": options.own_share,
        "width": options.width,
        "steps": options.steps,
        "cross_segment_only": options.cross_segment_only or None,
    }
    if options.steps is None:
        values["budget_minutes"] = options.budget or DEFAULT_BUDGET_MINUTES
    return {name: value for name, value in values.items() if value is not None}


def _has_split(labels: Path) -> bool:
    from writerid.labels import read_labels  # noqa: PLC0415

    return any(page.split == "train" for page in read_labels(labels).pages)
