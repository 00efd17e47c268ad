"""The reference collection that calibrate and validate are given: labels, or the database."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from writerid.cli.console import say_error
from writerid.cli.labelled import read_collection
from writerid.model import SkippedFile
from writerid.pipeline.identify import Engine
from writerid.store.database import Database, default_folder
from writerid.store.reference_pages import list_reference, reference_pages
from writerid.tasks import Task
from writerid.training.adapted_pages import pages_not_compared
from writerid.training.collection import default_cache
from writerid.training.reference_pages import labelled_pages
from writerid.training.samples import Samples, cut_samples


@dataclass(frozen=True, eq=False)
class Reference:
    """Samples of a reference collection, and what is recorded of it."""

    samples: Samples
    source: str
    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    skipped: tuple[SkippedFile, ...]


def read_reference(options: Namespace, engine: Engine, task: Task) -> Reference:
    """Prepare, cut and encode the collection; what was encoded before is not encoded again.

    Raises LabelsError, CalibrationError, DatabaseError, Cancelled.
    """
    if options.labels is not None:
        reference = _from_labels(options, engine, task)
    else:
        reference = _from_database(options, engine, task)
    adapted = int(reference.samples.adapted.sum())
    if adapted:
        say_error(pages_not_compared(adapted))
    return reference


def _from_database(options: Namespace, engine: Engine, task: Task) -> Reference:
    folder = options.database or default_folder()
    with Database.open(folder) as database:
        reference = list_reference(database)
        pages = reference_pages(database, reference, task)
        samples = cut_samples(engine, pages, cache_folder=_cache(options.cache), task=task)
    source = f"database {folder.name}"
    return Reference(samples, source, reference.scripts, reference.styles, ())


def _from_labels(options: Namespace, engine: Engine, task: Task) -> Reference:
    labels, collection = read_collection(options, task, options.split)
    pages = labelled_pages(collection, task)
    samples = cut_samples(engine, pages, cache_folder=_cache(options.cache), task=task)
    source = options.labels.name + "".join(f", {split}" for split in options.split or ())
    return Reference(
        samples,
        source,
        _recorded([page.script for page in labels.pages]),
        _recorded([page.style for page in labels.pages]),
        (*labels.skipped, *collection.skipped),
    )


def _cache(folder: Path | None) -> Path:
    return (folder or default_cache()).parent / "samples"


def _recorded(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))
