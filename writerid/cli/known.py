"""The known writing that a command is given: a folder, or labels."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from writerid.cli.record import page_record
from writerid.errors import Cancelled, WriterIdError
from writerid.labels import LabelledPage, folder_labels, read_labels
from writerid.model import DocumentCode, ResolutionSource, SkippedFile
from writerid.pipeline.identify import (
    EncodedDocument,
    EncodedPage,
    Engine,
    ReadSettings,
)
from writerid.pipeline.ranking import Gallery
from writerid.pipeline.refusals import Circumstances
from writerid.pipeline.scan import SUPPORTED_SUFFIXES
from writerid.pipeline.steps import Region, Step
from writerid.tasks import Task


@dataclass(frozen=True, eq=False)
class KnownDocument:
    """One document of a writer: its labelled files, what was found on their pages, its code."""

    writer: str
    name: str
    labels: tuple[LabelledPage, ...]
    pages: tuple[dict[str, Any], ...]
    code: DocumentCode

    @property
    def circumstances(self) -> Circumstances:
        """As the labels tell them."""
        return Circumstances(self.labels[0].script, self.labels[0].style)

    @property
    def is_true_size(self) -> bool:
        """Whether all its pages state their resolution, or were given it."""
        true = {str(ResolutionSource.FILE), str(ResolutionSource.GIVEN)}
        return all(str(page["dpi_source"]) in true for page in self.pages)

    @property
    def sha256(self) -> set[str]:
        """Of its files."""
        return {str(page["sha256"]) for page in self.pages}


@dataclass(frozen=True, eq=False)
class KnownWriting:
    """All known documents that could be encoded, and what was left out."""

    documents: tuple[KnownDocument, ...]
    skipped: tuple[SkippedFile, ...]

    def gallery_without(self, hashes: Sequence[str]) -> tuple[Gallery, list[KnownDocument]]:
        """The gallery for a questioned item, and the documents left out because they are it.

        A file that is itself among the known would find itself.
        """
        same = [d for d in self.documents if d.sha256 & set(hashes)]
        by_writer: dict[str, list[DocumentCode]] = {}
        for document in self.documents:
            if document not in same:
                by_writer.setdefault(document.writer, []).append(document.code)
        if not by_writer:
            names = ", ".join(document.name for document in same)
            raise WriterIdError(
                f"no known writing is left to compare with: {names} is the questioned file itself"
            )
        return Gallery(by_writer), same

    def of_writer(self, writer: str, without: Sequence[KnownDocument]) -> list[KnownDocument]:
        """The documents of a writer that took part."""
        return [d for d in self.documents if d.writer == writer and d not in without]


def read_known(engine: Engine, source: Path, settings: ReadSettings, task: Task) -> KnownWriting:
    """Encode all known writing; what fails is listed and the rest is done.

    Raises LabelsError for a source that names nothing, WriterIdError when nothing could be used.
    """
    by_folder = source.is_dir()
    labels = folder_labels(source, SUPPORTED_SUFFIXES) if by_folder else read_labels(source)
    grouped: dict[tuple[str, str], list[LabelledPage]] = {}
    for page in labels.pages:
        grouped.setdefault((page.writer, page.document), []).append(page)
    skipped = list(labels.skipped)
    documents = []
    for (writer, name), pages in task.each(list(grouped.items()), "known writing"):
        try:
            documents.append(_encode_known(engine, writer, name, pages, settings, task))
        except Cancelled:
            raise
        except WriterIdError as error:
            skipped.append(SkippedFile(error.path or pages[0].file, str(error), error.page))
    if not documents:
        reasons = "; ".join(lost.reason for lost in skipped[:3])
        raise WriterIdError(f"none of the known writing could be used: {reasons}")
    return KnownWriting(tuple(documents), tuple(skipped))


def encode_labelled(
    engine: Engine,
    name: str,
    labels: Sequence[LabelledPage],
    settings: ReadSettings,
    task: Task,
) -> EncodedDocument:
    """A document from its labelled pages. A page's own dpi comes before ``settings``."""
    pages = [page for label in labels for page in _encode_label(engine, label, settings, task)]
    return engine.join(name, pages)


def _encode_known(
    engine: Engine,
    writer: str,
    name: str,
    labels: Sequence[LabelledPage],
    settings: ReadSettings,
    task: Task,
) -> KnownDocument:
    encoded: list[EncodedPage] = []
    records: list[dict[str, Any]] = []
    for label in labels:
        pages = _encode_label(engine, label, settings, task)
        box = None if label.box is None else asdict(label.box)
        records += [{**page_record(page), "box": box} for page in pages]
        encoded += pages
    code = engine.join(name, encoded).code
    return KnownDocument(writer, name, tuple(labels), tuple(records), code)


def _encode_label(
    engine: Engine, label: LabelledPage, settings: ReadSettings, task: Task
) -> list[EncodedPage]:
    steps: tuple[Step, ...] = settings.steps
    if label.box is not None:
        box = label.box
        steps = (Region.rectangle(box.x, box.y, box.width, box.height), *steps)
    stated = replace(settings, dpi=label.dpi or settings.dpi, steps=steps)
    return engine.encode_file(label.file, stated, task)
