"""What the commands on labelled collections share."""

from argparse import Namespace
from collections.abc import Sequence

from writerid.cli.console import say_error
from writerid.labels import Labels, read_labels
from writerid.model import ResolutionSource
from writerid.tasks import Task
from writerid.training.collection import Collection, collect


def read_collection(
    options: Namespace, task: Task, split: str | Sequence[str] | None
) -> tuple[Labels, Collection]:
    """The labels of a split, or several, and their prepared pages.

    Says once what resolution was assumed.
    """
    splits = [split] if isinstance(split, str) else list(split or ())
    labels = read_labels(options.labels).of_splits(splits)
    collection = collect(
        labels.pages,
        cache_folder=options.cache,
        dpi=options.dpi,
        workers=options.workers,
        task=task,
    )
    assumed = sum(source == ResolutionSource.ASSUMED for source in collection.sources)
    if assumed:
        say_error(f"{assumed} pages do not say their resolution: taken as 300 dpi (see --dpi)")
    return labels, collection


def count_sources(collections: Sequence[Collection]) -> dict[str, int]:
    """How many pages have their resolution from where, for the record."""
    counts: dict[str, int] = {}
    for collection in collections:
        for source in collection.sources:
            counts[str(source)] = counts.get(str(source), 0) + 1
    return counts
