"""A comparison as it is shown: what was compared, and the candidates as they came out."""

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from writerid.casework.comparing import Kind
from writerid.casework.frozen import FrozenPage, feature_of
from writerid.casework.likelihoods import LikelihoodRatio
from writerid.casework.variation import Variation
from writerid.casework.wording import StatedPropositions, Wording, stated_propositions
from writerid.model import Candidate, DocumentCode
from writerid.pipeline.propositions import Propositions, listed_names
from writerid.store.items import ItemData
from writerid.store.ranking import Level


@dataclass(frozen=True, eq=False)
class ComparedItem:
    """The questioned item as it was compared."""

    item_id: int
    name: str
    title: str
    data: ItemData
    pages: tuple[FrozenPage, ...]
    code: DocumentCode


@dataclass(frozen=True)
class ComparedCandidate:
    """A candidate of a comparison.

    ``candidate.writer`` is the code while names are hidden; ``code`` always is, like “W-07”.
    ``who``: as it stands in propositions, “the writer of K1” for an item of the case.
    ``document``: at document level, which. ``documents``: digests of what was compared.
    ``likelihood_ratio`` None: not calibrated. ``propositions``: H1 and H2 as they are stated.
    ``evidence_seen``: the evidence is in the case.
    """

    candidate: Candidate
    key: str
    code: str
    who: str
    document: str | None
    documents: tuple[str, ...]
    variation: Variation
    likelihood_ratio: LikelihoodRatio | None
    propositions: Propositions
    evidence_seen: bool


OPEN_SET_TOPICS = ("non-writers as high", "best hit without the writer")


@dataclass(frozen=True)
class NoneOfThem:
    """The row for “none of those compared”, which is always possible, and why it can't be left out.

    ``best_score`` is the first candidate's, ``reference_mean`` the mean over the model's reference
    writers. ``judged``: whether a calibration says how far the first candidate carries.
    ``statements``: what it says of databases without the writer.
    """

    compared: int
    best_score: float
    reference_mean: float
    closed_list: bool
    judged: bool
    statements: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What the row says."""
        who = "of the writers on the list" if self.closed_list else "of the enrolled"
        if self.statements:
            return f"none {who}: {' '.join(self.statements)}"
        if self.judged:
            return f"none {who}: see the likelihood ratio of the first candidate"
        return (
            f"none {who}: someone always ranks first. Without a calibration it can't be judged how "
            "often a writer who is not among them leaves a first candidate with a score this high"
        )


@dataclass(frozen=True)
class LeftOutDocument:
    """A known document that took no part, and whether because it is the questioned file itself."""

    writer: str
    document: str
    same_file: bool


@dataclass(frozen=True)
class DatabaseStamp:
    """Which database, in which state: ``changes`` grows with each change of it."""

    folder: Path
    id: str
    changes: int


@dataclass(frozen=True, eq=False)
class Comparison:
    """A comparison as it was made.

    ``compared``: how many writers (or documents, by ``level``) were ranked; ``candidates`` are the
    best of them. ``closed_list``: their names where only some took part. ``weighing``: with which
    calibration and verbal scale, or why not. ``record`` is all of it as
    plain data, for replay and export, empty while names are hidden; ``digest`` its SHA-256.
    """

    id: int
    kind: Kind
    made: str
    examiner: str
    digest: str
    item: ComparedItem
    level: Level
    database: DatabaseStamp | None
    closed_list: tuple[str, ...] | None
    left_out: tuple[LeftOutDocument, ...]
    compared: int
    writer_count: int
    document_count: int
    reference_mean: float
    candidates: tuple[ComparedCandidate, ...]
    names_hidden: bool
    propositions: StatedPropositions
    weighing: Mapping[str, str | None]
    record: Mapping[str, Any]

    @property
    def none_of_them(self) -> NoneOfThem:
        """The row of its own."""
        first = self.candidates[0]
        ratio = first.likelihood_ratio
        stated = () if ratio is None else ratio.statements
        return NoneOfThem(
            self.compared,
            first.candidate.score,
            self.reference_mean,
            self.closed_list is not None,
            ratio is not None and ratio.log10_lr is not None,
            tuple(text for topic, text, _ in stated if topic in OPEN_SET_TOPICS),
        )


CANDIDATE_FIELDS = tuple(field.name for field in fields(Candidate))


def comparison_of(
    row: sqlite3.Row,
    record: Mapping[str, Any],
    codes: Mapping[str, str],
    *,
    hidden: bool,
    likelihood_ratios: Mapping[int, LikelihoodRatio],
    seen: Collection[int],
    wording: Wording | None = None,
) -> Comparison:
    """From a row of comparisons and its record; with codes for names where they are ``hidden``."""

    def shown(key: str, name: str) -> str:
        return codes.get(key, "W-?") if hidden else name

    closed = record["closed_list"]
    listed = None if closed is None else sorted(shown(one["key"], one["name"]) for one in closed)
    stated = stated_propositions(record, likelihood_ratios, wording, listed_names(listed or ()))
    return Comparison(
        id=row["id"],
        kind=row["kind"],
        made=row["made"],
        examiner=row["examiner"],
        digest=row["digest"],
        item=_item(row, record),
        level=record["level"],
        database=_stamp(record["database"]),
        closed_list=None if listed is None else tuple(listed),
        left_out=tuple(
            _left_out(one, shown(one["key"], one["writer"]), hidden=hidden)
            for one in record["left_out"]
        ),
        compared=record["compared"],
        writer_count=record["writer_count"],
        document_count=record["document_count"],
        reference_mean=record["reference_mean"],
        candidates=tuple(
            _candidate(
                one,
                shown(one["key"], one["writer"]),
                codes,
                likelihood_ratios,
                seen,
                stated,
                by_item=row["kind"] == "compare",
            )
            for one in record["candidates"]
        ),
        names_hidden=hidden,
        propositions=stated,
        weighing=record.get("weighing") or {},
        record={} if hidden else record,
    )


def _stamp(record: Mapping[str, Any] | None) -> DatabaseStamp | None:
    if record is None:
        return None
    return DatabaseStamp(Path(record["folder"]), record["id"], record["changes"])


def _left_out(record: Mapping[str, Any], writer: str, *, hidden: bool) -> LeftOutDocument:
    document = "a document" if hidden else record["document"]
    return LeftOutDocument(writer, document, record["same_file"])


def _item(row: sqlite3.Row, record: Mapping[str, Any]) -> ComparedItem:
    questioned = record["questioned"]
    code = DocumentCode(
        feature_of(row["mean_feature"]),
        questioned["patch_count"],
        questioned["writing_mm"],
        record["model_id"],
    )
    return ComparedItem(
        questioned["item_id"],
        questioned["name"],
        questioned["title"],
        ItemData(**questioned["item"]),
        tuple(FrozenPage.from_record(page) for page in questioned["pages"]),
        code,
    )


def _candidate(
    record: Mapping[str, Any],
    writer: str,
    codes: Mapping[str, str],
    likelihood_ratios: Mapping[int, LikelihoodRatio],
    seen: Collection[int],
    stated: StatedPropositions,
    *,
    by_item: bool,
) -> ComparedCandidate:
    values = {name: record[name] for name in CANDIDATE_FIELDS}
    found = Candidate(**{**values, "writer": writer})
    code = codes.get(record["key"], "")
    hidden = writer != record["writer"]
    spread = record["variation"]
    ratio = likelihood_ratios.get(found.rank)
    who = _writer_of(record["document"], writer) if by_item else writer
    if ratio is not None:
        ratio = stated.stated_in(ratio.named(who, stated.listed), who)
    return ComparedCandidate(
        candidate=found,
        key=record["key"],
        code=code,
        who=who,
        document=f"{code}, document 1" if hidden and record["document"] else record["document"],
        documents=tuple(record["documents"]),
        variation=Variation(
            tuple(spread["among"]), tuple(spread["questioned"]), spread["exemplar_count"]
        ),
        likelihood_ratio=ratio,
        propositions=stated.of(who),
        evidence_seen=found.rank in seen,
    )


def _writer_of(item: str, title: str) -> str:
    """Who made an item of the case: nobody that is named."""
    return f"the writer of {item}" if title in ("", item) else f"the writer of {item} ({title})"
