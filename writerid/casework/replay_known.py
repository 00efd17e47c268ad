"""The known side of a replay: encoded again from its originals, or standing by frozen codes."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from writerid.casework.case import Case
from writerid.casework.chain import digest_of
from writerid.casework.frozen import FrozenDocument
from writerid.casework.known_pages import KnownOriginals, encode_frozen_pages
from writerid.casework.replay_outcome import (
    AMOUNT_TOLERANCE_MM,
    CODE_TOLERANCE,
    Findings,
    Part,
    VersionChange,
)
from writerid.casework.replay_stored import StoredComparison
from writerid.errors import Cancelled, DatabaseError, WriterIdError
from writerid.model import DocumentCode
from writerid.pipeline.identify import EncodedDocument, Engine
from writerid.store.database import FILE, Database
from writerid.store.encoding import made_with
from writerid.store.history import deletion_of
from writerid.tasks import Task


@dataclass(frozen=True, eq=False)
class KnownPlace:
    """Where known writing of a comparison is looked for.

    ``database``: the folder where it should lie, None for a comparison without one; whether that
    database, by its id, ``is_at_hand``.
    """

    originals: KnownOriginals
    database: Path | None
    is_at_hand: bool

    @classmethod
    def of(cls, case: Case, stored: StoredComparison, folder: Path | None) -> "KnownPlace":
        """``folder``: where the database is now, if that is the one; else where it was."""
        stamp = stored.comparison.database
        if stamp is None:
            return cls(KnownOriginals.of(case, None), None, is_at_hand=False)
        places = [stamp.folder] if folder is None else [folder, stamp.folder]
        right = next((one for one in places if _id_of(one) == stamp.id), None)
        place = right or places[0]
        return cls(KnownOriginals.of(case, place), place, is_at_hand=right is not None)

    def holds(self, document: FrozenDocument) -> bool:
        """Whether all originals of a document are there; what is in them is not looked at."""
        stores = (self.originals.case, self.originals.database)
        return all(
            any(store is not None and store.has(sha256) for store in stores)
            for sha256 in document.file_hashes
        )

    def why_gone(self, document: FrozenDocument, name: str) -> str | None:
        """Why an exemplar's original is gone, where the database tells; None where it does not."""
        if not self.is_at_hand or self.database is None:
            return None
        try:
            with Database.open_to_read(self.database) as database, database.reading() as rows:
                lost = [
                    sha256
                    for sha256 in sorted(document.file_hashes)
                    if not rows.execute(
                        "SELECT 1 FROM pages WHERE sha256 = ?", (sha256,)
                    ).fetchone()
                ]
            if not lost:
                return None
            deleted = deletion_of(self.database, sha256=lost[0])
        except DatabaseError:
            return None
        if deleted is None:
            return f"the exemplar {name} is no longer in the database"
        who = f" by {deleted.examiner}" if deleted.examiner else ""
        return f"the exemplar {name} was deleted from the database on {deleted.at[:10]}{who}"


@dataclass(eq=False)
class KnownReplay:
    """Encodes known documents again and compares them with what is frozen.

    ``codes`` are kept over several comparisons, by digest: most share their known side.
    """

    engine: Engine
    stored: StoredComparison
    place: KnownPlace
    codes: dict[str, DocumentCode]
    findings: Findings = field(default_factory=Findings)
    changes: dict[str, VersionChange] = field(default_factory=dict)
    encoded: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)

    def encode(self, document: FrozenDocument, task: Task) -> EncodedDocument | None:
        """From the originals; None where that is not possible, and the reason is kept.

        Raises Cancelled.
        """
        name = self.stored.names[document.digest]
        try:
            found = encode_frozen_pages(
                self.engine, self.place.originals, name, document.pages, task
            )
        except Cancelled:
            raise
        except WriterIdError as error:
            reason = None if self.place.holds(document) else self.place.why_gone(document, name)
            if reason is None:
                hidden = self.stored.names_hidden
                reason = _hidden(error, document, name) if hidden else f"{name}: {error}"
            self.failed[document.digest] = reason
            self.findings.not_repeatable(reason)
            return None
        self.codes[document.digest] = found.code
        counts = [page.keypoint_count for page in found.pages]
        self.findings.same(
            "keypoints", [page.keypoint_count for page in document.pages], counts, name
        )
        self._compare(document)
        return found

    def check(self, document: FrozenDocument, task: Task) -> None:
        """Encode and compare, each document once. Raises Cancelled."""
        digest = document.digest
        if digest in self.encoded or digest in self.failed:
            return
        if digest in self.codes:
            self._compare(document)
        else:
            self.encode(document, task)

    def leave(self, documents: Iterable[FrozenDocument]) -> list[FrozenDocument]:
        """Those that are to be encoded: without a database, those whose originals are in the case.

        Where the evidence was viewed they have to be.
        """
        seen = {
            digest
            for one in self.stored.comparison.candidates
            if one.evidence_seen
            for digest in one.documents
        }
        if self.place.is_at_hand or self.place.database is None:
            return list(documents)
        return [one for one in documents if one.digest in seen or self.place.holds(one)]

    def part(self) -> Part:
        """What came of the known side, with the digest over all of it."""
        stored, record = self.stored, self.stored.record
        digests = sorted(one.digest.encode() for one in stored.documents)
        self.findings.same("digest of the known side", record["known_digest"], digest_of(*digests))
        again, total = len(self.encoded), len(stored.documents)
        self.findings.note(f"known documents encoded again: {again} of {total}{self._whose()}")
        if again < total:
            self.findings.note(
                f"known documents that stand by their frozen codes, of the right digest: "
                f"{total - again}"
            )
        if self.place.database is not None and not self.place.is_at_hand:
            self.findings.note(f"the database is not at hand ({self.place.database})")
        return self.findings.part("known side", self.changes.values())

    def _whose(self) -> str:
        """The ranks of the candidates all of whose documents were encoded, in words."""
        ranks = [
            str(one.candidate.rank)
            for one in self.stored.comparison.candidates
            if self.encoded.issuperset(one.documents)
        ]
        if not ranks or len(self.encoded) == len(self.stored.documents):
            return ""
        return f", of the candidates on rank {', '.join(ranks)}"

    def _compare(self, document: FrozenDocument) -> None:
        name, code = self.stored.names[document.digest], self.codes[document.digest]
        if document.digest in self.encoded:
            return
        self.encoded.add(document.digest)
        findings, frozen = self.findings, document.code
        if findings.same("patches", frozen.patch_count, code.patch_count, name):
            findings.numbers(
                "a number of a known code",
                frozen.mean_feature,
                code.mean_feature,
                CODE_TOLERANCE,
                name,
            )
        findings.numbers(
            "mm of known writing", frozen.writing_mm, code.writing_mm, AMOUNT_TOLERANCE_MM, name
        )
        if document.made_with != made_with():
            what = f"known codes of {document.made_with}"
            self.changes[what] = VersionChange("known codes", document.made_with, made_with())


def _id_of(folder: Path) -> str | None:
    """The id of the database in a folder, None where there is none that can be read."""
    if not os.path.isfile(folder / FILE):  # noqa: PTH113 - False without the right to look
        return None
    try:
        with Database.open_to_read(folder) as database:
            return database.state()[0]
    except DatabaseError:
        return None


def _hidden(error: WriterIdError, document: FrozenDocument, name: str) -> str:
    """A sentence in which the names of files give way to the code that may be shown."""
    text = str(error)
    for page in document.pages:
        text = text.replace(str(page.file), name).replace(page.name, name)
    return text
