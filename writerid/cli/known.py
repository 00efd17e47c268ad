"""The known writing that a command is given: a folder, or labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from writerid.errors import Cancelled, WriterIdError
from writerid.model import DocumentCode, SkippedFile
from writerid.pipeline.identify import (
    EncodedDocument,
    EncodedPage,
    Engine,
    ReadSettings,
    settle_resolution,
)
from writerid.pipeline.ranking import Gallery
from writerid.pipeline.scan import SUPPORTED_SUFFIXES, hash_file, read_pages
from writerid.pipeline.steps import AUTOMATIC, Region, Step
from writerid.tasks import Task
from writerid.training.labels import LabelledPage, folder_labels, read_labels


@dataclass(frozen=True, eq=False)
class KnownDocument:
    """One document of a writer: its labelled files, their hashes, its code."""

    writer: str
    name: str
    pages: tuple[LabelledPage, ...]
    sha256: tuple[str, ...]
    code: DocumentCode


@dataclass(frozen=True, eq=False)
class KnownWriting:
    """All known documents that could be encoded, and what was left out."""

    documents: tuple[KnownDocument, ...]
    skipped: tuple[SkippedFile, ...]

    def gallery_without(self, hashes: Sequence[str]) -> tuple[Gallery, list[KnownDocument]]:
        """The gallery for a questioned item, and the documents left out because they are it.

        A file that is itself among the known would find itself.
        """
        same = [d for d in self.documents if set(d.sha256) & set(hashes)]
        by_writer: dict[str, list[DocumentCode]] = {}
        for document in self.documents:
            if document not in same:
                by_writer.setdefault(document.writer, []).append(document.code)
        if not by_writer:
            raise WriterIdError("no known writing is left to compare with")
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
            encoded = encode_labelled(engine, name, pages, settings, task)
        except Cancelled:
            raise
        except WriterIdError as error:
            skipped.append(SkippedFile(error.path or pages[0].file, str(error), error.page))
            continue
        hashes = tuple(hash_file(page.file) for page in pages)
        documents.append(KnownDocument(writer, name, tuple(pages), hashes, encoded.code))
    if not documents:
        reasons = "; ".join(lost.reason for lost in skipped[:3])
        raise WriterIdError(f"none of the known writing could be used: {reasons}")
    return KnownWriting(tuple(documents), tuple(skipped))


def encode_labelled(
    engine: Engine,
    name: str,
    pages: Sequence[LabelledPage],
    settings: ReadSettings,
    task: Task,
) -> EncodedDocument:
    """A document from its labelled pages. A page's own dpi comes before ``settings``."""
    encoded: list[EncodedPage] = []
    for label in pages:
        steps: tuple[Step, ...] = settings.steps or AUTOMATIC
        if label.box is not None:
            box = label.box
            steps = (Region.rectangle(box.x, box.y, box.width, box.height), *steps)
        encoded.extend(
            engine.encode_page(settle_resolution(page, settings), steps, task)
            for page in read_pages(label.file, dpi=label.dpi or settings.dpi)
        )
    return engine.join(name, encoded)
