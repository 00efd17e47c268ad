"""What an enrolment would do: looked at before anything is written."""

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from writerid.errors import ResolutionError, WriterIdError
from writerid.model import SkippedFile
from writerid.pipeline.identify import ReadSettings
from writerid.pipeline.scan import count_pages, hash_file, read_pages
from writerid.store.database import Database
from writerid.store.fates import WRONG, Fate, Judge, PlannedDocument, PlannedFile
from writerid.store.items import ITEM_FIELDS, ItemData
from writerid.store.names import shown_name
from writerid.store.sources import ListedFile, Listing
from writerid.tasks import SILENT, Task


@dataclass(frozen=True)
class Plan:
    """All documents in order, and files that were left out before they belonged to one."""

    documents: tuple[PlannedDocument, ...]
    skipped: tuple[SkippedFile, ...] = ()
    ignored: int = 0

    def of_fate(self, fate: Fate) -> list[PlannedDocument]:
        """The documents of one fate."""
        return [document for document in self.documents if document.fate == fate]

    @property
    def problems(self) -> list[SkippedFile]:
        """Everything that someone has to look into."""
        wrong = [
            SkippedFile(document.files[0].listed.file, document.reason)
            for document in self.documents
            if document.fate in WRONG
        ]
        return [*self.skipped, *wrong]


def plan_enrolment(
    database: Database | None,
    listing: Listing,
    settings: ReadSettings,
    *,
    confirm_duplicates: bool = False,
    thorough: bool = False,
    task: Task = SILENT,
) -> Plan:
    """Look at every file, and decide what becomes of every document. Nothing is written.

    ``database`` None: there is none yet. ``confirm_duplicates`` lets a page be enrolled under two
    writers. ``thorough`` decodes every page, which finds also what only an enrolment would find.
    Raises Cancelled.
    """
    looked_at = _look_at_all(listing.files, settings, task, thorough=thorough)
    documents = _group(looked_at)
    decided: list[PlannedDocument] = []
    judge = Judge(database, documents, confirm_duplicates=confirm_duplicates)
    for document in task.each(documents, "comparing with what is enrolled"):
        fate, reason = judge.decide(document)
        decided.append(replace(document, fate=fate, reason=reason))
    return Plan(tuple(decided), listing.skipped, listing.ignored)


def _look_at_all(
    files: Sequence[ListedFile], settings: ReadSettings, task: Task, *, thorough: bool
) -> list[PlannedFile]:
    def look(listed: ListedFile) -> PlannedFile:
        task.check_cancelled()
        return _look_at(listed, settings, thorough=thorough)

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        results = pool.map(look, files)
        try:
            return list(task.each(results, "looking at files", len(files)))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _look_at(listed: ListedFile, settings: ReadSettings, *, thorough: bool) -> PlannedFile:
    try:
        sha256 = hash_file(listed.file)
        pages = count_pages(listed.file)
        if thorough:
            for page in read_pages(listed.file, dpi=listed.dpi or settings.dpi):
                if page.resolution is None and not settings.estimate_scale:
                    raise ResolutionError(
                        f"{page.name} does not say its resolution: give it (--dpi), or let it "
                        "be estimated (--estimate-scale)"
                    )
    except WriterIdError as error:
        return PlannedFile(listed, "", 0, str(error))
    return PlannedFile(listed, sha256, pages)


def _group(files: Iterable[PlannedFile]) -> list[PlannedDocument]:
    """Files that were given one document's name are its pages; others are documents each."""
    together: dict[tuple[str, str, str], list[PlannedFile]] = {}
    for number, file in enumerate(files):
        listed = file.listed
        apart = "" if listed.document_given else str(number)
        together.setdefault((listed.writer, listed.document, apart), []).append(file)
    return [_document(writer, name, members) for (writer, name, _), members in together.items()]


def _document(writer: str, name: str, members: Sequence[PlannedFile]) -> PlannedDocument:
    """Item data may stand in any row of a document, but must not differ."""
    values: dict[str, str] = {}
    contradiction = ""
    for field in ITEM_FIELDS:
        stated = {getattr(member.listed.item, field) for member in members} - {""}
        values[field] = min(stated, default="")
        if len(stated) > 1:
            contradiction = (
                f"the rows of “{shown_name(name)}” of “{shown_name(writer)}” differ in {field}: "
                f"{', '.join(f'“{shown_name(value)}”' for value in sorted(stated))}"
            )
    return PlannedDocument(
        writer,
        name,
        members[0].listed.document_given,
        ItemData(**values),
        tuple(sorted(members, key=lambda member: member.listed.order)),
        contradiction,
    )
