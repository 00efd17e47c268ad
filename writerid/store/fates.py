"""What becomes of each document that is to be enrolled: nothing twice, nothing mixed up."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from writerid.model import Box
from writerid.store.database import Database
from writerid.store.documents import box_of, box_text
from writerid.store.items import ItemData
from writerid.store.names import shown_name
from writerid.store.sources import ListedFile


class Fate(StrEnum):
    """What becomes of a document."""

    ENROL = "enrol"
    ENROLLED = "already enrolled"
    DUPLICATE = "duplicate"
    TWO_WRITERS = "page under two writers"
    NAME_TAKEN = "name taken"
    SHARES_A_PAGE = "shares a page"
    CONTRADICTORY = "rows contradict each other"
    UNREADABLE = "can't be read"


WRONG = frozenset(Fate) - {Fate.ENROL, Fate.ENROLLED, Fate.DUPLICATE}
"""Fates that someone has to look into."""


@dataclass(frozen=True)
class PlannedFile:
    """A file, its SHA-256 (empty where it can't be read) and its number of pages."""

    listed: ListedFile
    sha256: str
    page_count: int
    problem: str = ""


@dataclass(frozen=True)
class PlannedDocument:
    """A document that was asked for, and what becomes of it."""

    writer: str
    name: str
    name_given: bool
    item: ItemData
    files: tuple[PlannedFile, ...]
    contradiction: str = ""
    fate: Fate = Fate.ENROL
    reason: str = ""

    @property
    def parts(self) -> frozenset[tuple[str, str]]:
        """Hash and box of each file: what makes it this document."""
        return frozenset((file.sha256, box_text(file.listed.box)) for file in self.files)


@dataclass(frozen=True)
class Use:
    """A file stands under a writer: which part of it (None: all), in which document."""

    writer: str
    box: Box | None
    document: str


class Judge:
    """Decides document after document, and remembers which pages are to be whose.

    ``documents`` are all that are asked for: where two of them claim a page for two writers, both
    are wrong until someone has looked.
    """

    def __init__(
        self,
        database: Database | None,
        documents: Iterable[PlannedDocument],
        *,
        confirm_duplicates: bool,
    ) -> None:
        self._database = database
        self._confirm_duplicates = confirm_duplicates
        self._claims: dict[str, list[Use]] = {}
        self._accepted: dict[str, list[Use]] = {}
        for document in documents:
            _remember(self._claims, document)

    def decide(self, document: PlannedDocument) -> tuple[Fate, str]:
        """What becomes of the document, and why."""
        for file in document.files:
            if file.problem:
                return Fate.UNREADABLE, file.problem + _rest_of(document)
        return self._compare(document)

    def _compare(self, document: PlannedDocument) -> tuple[Fate, str]:
        """Hold a document that could be read against all that there is."""
        existing = self._names_with_same_parts(document)
        if existing:
            return Fate.ENROLLED, f"enrolled as “{shown_name(existing)}”"
        if not self._confirm_duplicates:
            for file in document.files:
                other = self._other_writer(file, document.writer)
                if other:
                    return Fate.TWO_WRITERS, _two_writers(file, document.writer, other)
        twin = self._twin(document)
        if twin is not None:
            return twin
        if document.contradiction:
            return Fate.CONTRADICTORY, document.contradiction
        if document.name_given and self._name_taken(document):
            return Fate.NAME_TAKEN, (
                f"“{shown_name(document.writer)}” has a document “{shown_name(document.name)}” "
                "with other pages already: give this one another name, or delete that one first"
            )
        _remember(self._accepted, document)
        return Fate.ENROL, ""

    def _stored_uses(self, sha256: str) -> list[Use]:
        if self._database is None:
            return []
        with self._database.reading() as rows:
            return [
                Use(row["writer"], box_of(row["box"]), row["document"])
                for row in rows.execute(
                    "SELECT DISTINCT writers.name AS writer, box, documents.name AS document "
                    "FROM pages JOIN documents ON documents.id = document_id "
                    "JOIN writers ON writers.id = writer_id WHERE sha256 = ?",
                    (sha256,),
                )
            ]

    def _other_writer(self, file: PlannedFile, writer: str) -> str:
        claims = self._claims.get(file.sha256, [])
        for use in claims + self._stored_uses(file.sha256):
            if use.writer != writer and overlap(use.box, file.listed.box):
                return use.writer
        return ""

    def _twin(self, document: PlannedDocument) -> tuple[Fate, str] | None:
        """Whether pages of it are the writer's already, in another document."""
        if len(document.parts) < len(document.files):
            name = shown_name(document.name)
            return Fate.SHARES_A_PAGE, f"a page stands twice in “{name}”: list each page once"
        there = [(file, use) for file in document.files if (use := self._own_use(file, document))]
        if not there:
            return None
        file, use = there[0]
        same = f"{file.listed.file.name} is the same file as “{shown_name(use.document)}” of the "
        if len(there) == len(document.files):
            return Fate.DUPLICATE, f"{same}same writer: left out"
        return Fate.SHARES_A_PAGE, (
            f"{same}same writer, so “{shown_name(document.name)}” is left out with its other "
            "pages: list it without that page"
        )

    def _own_use(self, file: PlannedFile, document: PlannedDocument) -> Use | None:
        accepted = self._accepted.get(file.sha256, [])
        for use in accepted + self._stored_uses(file.sha256):
            if use.writer == document.writer and overlap(use.box, file.listed.box):
                return use
        return None

    def _names_with_same_parts(self, document: PlannedDocument) -> str:
        if self._database is None:
            return ""
        with self._database.reading() as rows:
            candidates = rows.execute(
                "SELECT DISTINCT documents.id, documents.name FROM documents "
                "JOIN writers ON writers.id = writer_id JOIN pages ON document_id = documents.id "
                "WHERE writers.name = ? AND sha256 = ?",
                (document.writer, document.files[0].sha256),
            ).fetchall()
            for row in candidates:
                parts = {
                    (page["sha256"], page["box"])
                    for page in rows.execute(
                        "SELECT sha256, box FROM pages WHERE document_id = ?", (row["id"],)
                    )
                }
                if parts == document.parts:
                    return str(row["name"])
        return ""

    def _name_taken(self, document: PlannedDocument) -> bool:
        if self._database is None:
            return False
        with self._database.reading() as rows:
            row = rows.execute(
                "SELECT 1 FROM documents JOIN writers ON writers.id = writer_id "
                "WHERE writers.name = ? AND documents.name = ?",
                (document.writer, document.name),
            ).fetchone()
        return row is not None


def overlap(first: Box | None, second: Box | None) -> bool:
    """Whether two parts of a page share writing; None is the whole page."""
    if first is None or second is None:
        return True
    return (
        first.x < second.x + second.width
        and second.x < first.x + first.width
        and first.y < second.y + second.height
        and second.y < first.y + first.height
    )


def _rest_of(document: PlannedDocument) -> str:
    """A document never gets shorter by a page that can't be read."""
    count = len(document.files) - 1
    if count == 0:
        return ""
    others, wait = ("page", "waits") if count == 1 else (f"{count} pages", "wait")
    return f"; the other {others} of “{shown_name(document.name)}” {wait} for it"


def _two_writers(file: PlannedFile, writer: str, other: str) -> str:
    return (
        f"{file.listed.file.name} stands under “{shown_name(writer)}” and under "
        f"“{shown_name(other)}”: find out whose it is, or confirm that it is by both "
        "(--confirm-duplicates)"
    )


def _remember(uses: dict[str, list[Use]], document: PlannedDocument) -> None:
    for file in document.files:
        use = Use(document.writer, file.listed.box, file.listed.file.name)
        uses.setdefault(file.sha256, []).append(use)
