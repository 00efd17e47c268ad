"""The reference collection that calibrate and validate are given: labels, or the database."""

import hashlib
import json
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from writerid.cli.labelled import read_collection
from writerid.errors import CalibrationError
from writerid.labels import LabelledPage
from writerid.model import ResolutionSource, SkippedFile
from writerid.pipeline.identify import Engine
from writerid.pipeline.keypoints import find_keypoints
from writerid.pipeline.prepare import prepare
from writerid.pipeline.steps import to_record
from writerid.store.database import Database, default_folder
from writerid.store.documents import StoredPage, read_pages_of
from writerid.store.page_encoding import read_stored_page
from writerid.store.writers import Document, Writer, documents_of, list_writers
from writerid.tasks import Task
from writerid.training.collection import Collection, default_cache
from writerid.training.samples import Samples, SourcePage, cut_samples

DATABASE_COLLECTION = "database"
"""The collection of writers whose provenance is not recorded."""


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
        return _from_labels(options, engine, task)
    return _from_database(options, engine, task)


def _from_labels(options: Namespace, engine: Engine, task: Task) -> Reference:
    labels, collection = read_collection(options, task, options.split)
    _refuse_mixed_resolutions(collection)
    pages = _labelled_pages(collection, task)
    samples = cut_samples(engine, pages, cache_folder=_cache(options.cache), task=task)
    source = options.labels.name + "".join(f", {split}" for split in options.split or ())
    return Reference(
        samples,
        source,
        _recorded([page.script for page in labels.pages]),
        _recorded([page.style for page in labels.pages]),
        (*labels.skipped, *collection.skipped),
    )


def _labelled_pages(collection: Collection, task: Task) -> Iterator[SourcePage]:
    for index in task.each(range(len(collection)), "samples"):
        page = collection.page(index)
        yield SourcePage(
            key=collection.files[index].stem,
            sha256=page.sha256,
            writer=page.label.writer,
            document=page.label.document,
            collection=_collection_name(page.label),
            prepared=page.prepared,
            keypoints=page.keypoints,
        )


def _collection_name(label: LabelledPage) -> str:
    return label.collection or "labels"


def _refuse_mixed_resolutions(collection: Collection) -> None:
    """Some pages of true size and some of assumed size would make size tell the writers apart."""
    assumed = sum(source == ResolutionSource.ASSUMED for source in collection.sources)
    if 0 < assumed < len(collection):
        raise CalibrationError(
            f"{assumed} of {len(collection)} pages do not say their resolution, the others do: "
            "comparisons between them would mean nothing. Add a column “dpi” to the labels, or "
            "give the resolution of the pages that do not say it with --dpi"
        )


def _from_database(options: Namespace, engine: Engine, task: Task) -> Reference:
    folder = options.database or default_folder()
    with Database.open(folder) as database:
        listed = [
            (writer, document)
            for writer in list_writers(database)
            if not writer.archived
            for document in documents_of(database, writer)
        ]
        pages = _stored_pages(database, listed, task)
        samples = cut_samples(engine, pages, cache_folder=_cache(options.cache), task=task)
    items = [document.item for _, document in listed]
    return Reference(
        samples,
        f"database {folder.name}",
        _recorded([item.script for item in items]),
        _recorded([item.style for item in items]),
        (),
    )


def _stored_pages(
    database: Database, listed: Sequence[tuple[Writer, Document]], task: Task
) -> Iterator[SourcePage]:
    """Every stored page from its verified original, with its recorded preparation."""
    for writer, document in task.each(listed, "samples"):
        with database.reading() as rows:
            stored = read_pages_of(rows, document.id)
        for page in stored:
            task.check_cancelled()
            prepared = prepare(read_stored_page(page, database.originals), page.steps)
            yield SourcePage(
                key=_key(page),
                sha256=page.sha256,
                writer=writer.name,
                document=document.name,
                collection=writer.provenance.strip() or DATABASE_COLLECTION,
                prepared=prepared,
                keypoints=find_keypoints(prepared),
            )


def _key(page: StoredPage) -> str:
    steps = json.dumps(to_record(page.steps), sort_keys=True)
    text = f"{page.key} {page.resolution.dpi} {page.resolution.source} {steps}"
    return hashlib.sha256(text.encode()).hexdigest()


def _cache(folder: Path | None) -> Path:
    return (folder or default_cache()).parent / "samples"


def _recorded(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({value.strip() for value in values if value.strip()}))
