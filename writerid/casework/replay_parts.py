"""The parts of a replay that are computed from codes: ranking and likelihood ratios."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from writerid.casework.chain import canonical
from writerid.casework.frozen import FrozenDocument
from writerid.casework.likelihoods import LikelihoodRatio
from writerid.casework.replay_outcome import (
    AMOUNT_TOLERANCE_MM,
    RATIO_TOLERANCE,
    SCORE_TOLERANCE,
    Findings,
)
from writerid.casework.replay_stored import StoredComparison
from writerid.casework.variation import variation
from writerid.casework.weighing import ToWeigh, search_among
from writerid.model import Candidate, DocumentCode
from writerid.pipeline.encoding import Encoder, pool
from writerid.pipeline.ranking import reference_mean
from writerid.store.ranking import StoredCandidate, numbered, score_of

FIGURE = re.compile(r"\d[\d.,\u202f]*")
EXACT = ("document_count", "patch_count")


def rank_frozen(
    encoder: Encoder, code: DocumentCode, stored: StoredComparison
) -> tuple[StoredCandidate, ...]:
    """All writers (or documents) of the frozen known side, best first, ties by name."""
    by_document = stored.comparison.level == "document"
    groups: dict[object, list[FrozenDocument]] = {}
    for one in stored.documents:
        groups.setdefault(one.document_id if by_document else one.writer, []).append(one)
    mean = reference_mean(encoder, code.mean_feature)
    found = [_ranked(encoder, code, group, mean, by_document) for group in groups.values()]
    found.sort(key=lambda one: (-one.candidate.score, one.candidate.writer, one.document or ""))
    return numbered(found)


def _ranked(
    encoder: Encoder,
    code: DocumentCode,
    documents: Sequence[FrozenDocument],
    mean: float,
    by_document: bool,
) -> StoredCandidate:
    known = pool([one.code for one in documents])
    candidate = Candidate(
        rank=0,
        writer=documents[0].writer_name,
        score=score_of(encoder, code, known),
        reference_mean=mean,
        document_count=len(documents),
        patch_count=known.patch_count,
        writing_mm=known.writing_mm,
    )
    ids = tuple(one.document_id for one in documents)
    return StoredCandidate(candidate, 0, ids, documents[0].name if by_document else None)


def compare_ranking(
    encoder: Encoder,
    code: DocumentCode,
    stored: StoredComparison,
    found: Sequence[StoredCandidate],
    findings: Findings,
) -> None:
    """Scores, order, ties, reference mean, amounts and variation of the listed candidates."""
    record = stored.record
    candidates: Sequence[Mapping[str, Any]] = record["candidates"]
    findings.same("number compared", record["compared"], len(found))
    findings.same("number listed", len(candidates), min(record["top"], len(found)))
    findings.numbers(
        "reference mean",
        record["reference_mean"],
        found[0].candidate.reference_mean,
        SCORE_TOLERANCE,
    )
    by_ids = {one.document_ids: one.candidate for one in found}
    order = []
    for number, one in enumerate(candidates, start=1):
        ids = tuple(stored.by_digest[digest].document_id for digest in one["documents"])
        again = by_ids.get(ids)
        findings.same("rank", one["rank"], number, f"candidate {number}")
        if again is None:
            findings.wrong(f"candidate {number} is not on the frozen known side")
            continue
        order.append((number, again))
        known = stored.by_digest[one["documents"][0]]
        if (one["writer"], one["key"]) != (known.writer_name, known.writer):
            findings.wrong(f"candidate {number} bears another name than its documents")
        _compare_candidate(one, again, f"candidate {number}", findings)
        _compare_variation(encoder, code, stored, one, findings)
    _compare_order(order, found, findings)
    _compare_ties(candidates, found, findings)
    findings.note(f"candidates ranked again: {len(found)}, of them listed: {len(candidates)}")


def _compare_candidate(
    one: Mapping[str, Any], again: Candidate, where: str, findings: Findings
) -> None:
    for name in EXACT:
        findings.same(name.replace("_", " "), one[name], getattr(again, name), where)
    findings.numbers("score", one["score"], again.score, SCORE_TOLERANCE, where)
    findings.numbers(
        "reference mean", one["reference_mean"], again.reference_mean, SCORE_TOLERANCE, where
    )
    findings.numbers(
        "mm of known writing", one["writing_mm"], again.writing_mm, AMOUNT_TOLERANCE_MM, where
    )


def _compare_variation(
    encoder: Encoder,
    code: DocumentCode,
    stored: StoredComparison,
    one: Mapping[str, Any],
    findings: Findings,
) -> None:
    where = f"candidate {one['rank']}"
    writer = stored.by_digest[one["documents"][0]].writer
    of_writer = [document for document in stored.documents if document.writer == writer]
    again, before = variation(encoder, code.mean_feature, of_writer), one["variation"]
    findings.same("independent exemplars", before["exemplar_count"], again.exemplar_count, where)
    what = "score within the variation"
    findings.numbers(what, before["among"], again.among, SCORE_TOLERANCE, where)
    findings.numbers(what, before["questioned"], again.questioned, SCORE_TOLERANCE, where)


def _compare_order(
    order: Sequence[tuple[int, Candidate]], found: Sequence[StoredCandidate], findings: Findings
) -> None:
    """Ranks are equal, unless the scores of those that changed places tie within the tolerance."""
    moved = [(number, one) for number, one in order if one.rank != number]
    for number, one in moved:
        apart = abs(found[number - 1].candidate.score - one.score)
        if apart > SCORE_TOLERANCE or not findings.differs:
            findings.wrong(f"candidate {number} comes out on rank {one.rank}")
    if moved:
        findings.note(f"{len(moved)} candidates whose scores tie changed places")


def _compare_ties(
    candidates: Sequence[Mapping[str, Any]], found: Sequence[StoredCandidate], findings: Findings
) -> None:
    """A tie may come or go with a score that is another by a little, and only then."""
    flips = [
        number
        for number, (one, again) in enumerate(zip(candidates, found, strict=False), start=1)
        if one["tied"] != again.candidate.tied
    ]
    for number in flips:
        if not findings.differs:
            findings.wrong(f"candidate {number}: whether its score ties with the next")


def to_weigh(stored: StoredComparison, found: Sequence[StoredCandidate]) -> list[ToWeigh]:
    """The listed candidates as they were weighed."""
    comparison = stored.comparison
    by_id = {one.document_id: one for one in stored.documents}
    closed = None if comparison.closed_list is None else len(comparison.closed_list)
    return [
        ToWeigh(
            one.candidate,
            [by_id[document_id] for document_id in one.document_ids],
            None
            if comparison.kind == "compare"
            else search_among(len(found), one.candidate.rank, comparison.level, closed),
        )
        for one in found[: len(comparison.candidates)]
    ]


def compare_ratios(
    stored: Mapping[int, LikelihoodRatio], found: Mapping[int, LikelihoodRatio], findings: Findings
) -> None:
    """Likelihood ratios with everything that is stated with them."""
    if set(stored) != set(found):
        lost = sorted(set(found) ^ set(stored))
        findings.wrong(f"likelihood ratios are stored of other candidates ({lost[0]}, say)")
    for rank in sorted(set(stored) & set(found)):
        before, again, where = stored[rank], found[rank], f"candidate {rank}"
        texts: list[tuple[str, str]] = []
        for name in ("log10_lr", "log10_low", "log10_high"):
            _compare_plain(getattr(before, name), getattr(again, name), where, findings, texts)
        # As it would be read again.
        conditions = json.loads(canonical(again.conditions))
        _compare_plain(before.conditions, conditions, where, findings, texts)
        for left, right in texts:
            if FIGURE.sub("#", left) != FIGURE.sub("#", right) or not findings.differs:
                findings.wrong(f"{where}: “{left}” was stated, “{right}” comes out")
    findings.note(f"likelihood ratios weighed again, with their statements: {len(stored)}")


def _compare_plain(
    before: Any, again: Any, where: str, findings: Findings, texts: list[tuple[str, str]]
) -> None:
    """Plain data of JSON; texts that differ are put aside, for a figure in them may be rounded."""
    if isinstance(before, Mapping) and isinstance(again, Mapping):
        if findings.same("entries of a statement", sorted(before), sorted(again), where):
            for key in before:
                _compare_plain(before[key], again[key], where, findings, texts)
    elif isinstance(before, list) and isinstance(again, list):
        if findings.same("entries of a list", len(before), len(again), where):
            for left, right in zip(before, again, strict=True):
                _compare_plain(left, right, where, findings, texts)
    elif _is_number(before) and _is_number(again):
        what = "likelihood ratio (log10) and its figures"
        findings.numbers(what, before, again, RATIO_TOLERANCE, where)
    elif isinstance(before, str) and isinstance(again, str):
        if before != again:
            texts.append((before, again))
    else:
        findings.same("likelihood ratio", before, again, where)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def compare_questioned(
    record: Mapping[str, Any], code: DocumentCode, keypoints: Sequence[int], findings: Findings
) -> None:
    """Counts and amounts of the questioned item; its vector is compared apart."""
    findings.same("patches", record["patch_count"], code.patch_count)
    stored = [page["keypoint_count"] for page in record["pages"]]
    findings.same("keypoints", stored, list(keypoints))
    findings.numbers(
        "mm of questioned writing", record["writing_mm"], code.writing_mm, AMOUNT_TOLERANCE_MM
    )
    findings.note(
        f"{len(stored)} page{'' if len(stored) == 1 else 's'}, {code.patch_count} patches, "
        f"{code.writing_mm / 10.0:.0f} cm of writing"
    )
