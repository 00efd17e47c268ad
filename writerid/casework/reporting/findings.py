"""A comparison and its candidates as plain data: codes for names while they are hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from writerid.casework.case import Case
from writerid.casework.comparison import ComparedCandidate, Comparison
from writerid.casework.comparisons import compared_documents, open_comparison
from writerid.casework.frozen import FrozenDocument, FrozenPage
from writerid.casework.likelihoods import LikelihoodRatio
from writerid.casework.marks import views_of
from writerid.casework.notes import notes_of
from writerid.casework.reporting.evidence_record import evidence_record
from writerid.casework.reporting.request import ReportRequest

NOT_VIEWED = "the evidence of this candidate has not been looked at"


def comparison_record(
    case: Case,
    comparison_id: int,
    request: ReportRequest,
    unavailable: Mapping[tuple[int, int], str],
) -> dict[str, Any]:
    """The comparison with its best candidates. Raises CaseError where it was changed."""
    comparison = open_comparison(case, comparison_id)
    # What is technical tells no name: the record is empty while names are hidden.
    technical = open_comparison(case, comparison_id, reveal=True).record
    listed = comparison.candidates[: request.candidates]
    candidates = []
    for one in listed:
        rank = one.candidate.rank
        record = _candidate(one, compared_documents(case, comparison_id, rank))
        if rank <= request.evidence_for:
            found = evidence_record(case, comparison_id, rank, request)
            record["evidence"] = found
            why = unavailable.get((comparison_id, rank), NOT_VIEWED)
            record["evidence_missing"] = "" if found else why
        candidates.append(record)
    weighing = technical["weighing"]
    return {
        "id": comparison.id,
        "kind": comparison.kind,
        "made": comparison.made,
        "computed": technical["computed"],
        "examiner": comparison.examiner,
        "digest": comparison.digest,
        "known_digest": technical["known_digest"],
        "names_hidden": comparison.names_hidden,
        "item": comparison.item.name,
        "item_title": comparison.item.title,
        "writing_mm": comparison.item.code.writing_mm,
        "patch_count": comparison.item.code.patch_count,
        "level": comparison.level,
        "database": _database(comparison),
        "closed_list": None if comparison.closed_list is None else list(comparison.closed_list),
        "left_out": [asdict(one) for one in comparison.left_out],
        "compared": comparison.compared,
        "writer_count": comparison.writer_count,
        "document_count": comparison.document_count,
        "reference_mean": comparison.reference_mean,
        "model_id": technical["model_id"],
        "backend": technical["backend"],
        "writerid": technical["writerid"],
        "packages": dict(technical["packages"]),
        "system": technical["system"],
        "calibration_id": weighing["calibration_id"],
        "no_calibration": weighing["why_none"] or "",
        "verbal_scale": weighing["verbal_scale"],
        "questioned_pages": [frozen_page_record(page) for page in comparison.item.pages],
        "propositions_edited": comparison.propositions.edited,
        "candidates": candidates,
        "none_of_them": _none_of_them(comparison),
        "views": [asdict(view) for view in views_of(case, comparison_id)],
        "notes": [asdict(note) for note in notes_of(case, comparison_id)],
    }


def frozen_page_record(page: FrozenPage) -> dict[str, Any]:
    """A page as it was compared, from which every number can be followed to its pixels."""
    return {
        "sha256": page.sha256,
        "file": page.file.name,
        "path": str(page.file),
        "size_bytes": page.size_bytes,
        "modified": page.modified,
        "number": page.number,
        "page_count": page.page_count,
        "width_px": page.width_px,
        "height_px": page.height_px,
        "dpi": page.resolution.dpi,
        "dpi_source": str(page.resolution.source),
        "true_size": page.resolution.is_true_size,
        "steps": page.record()["steps"],
        "writing_mm": page.writing_mm,
        "keypoint_count": page.keypoint_count,
    }


def _database(comparison: Comparison) -> dict[str, Any] | None:
    stamp = comparison.database
    if stamp is None:
        return None
    return {"folder": str(stamp.folder), "id": stamp.id, "changes": stamp.changes}


def _none_of_them(comparison: Comparison) -> dict[str, Any]:
    if not comparison.candidates:
        return {"sentence": "", "statements": []}
    row = comparison.none_of_them
    return {**asdict(row), "statements": list(row.statements), "sentence": row.sentence}


def _candidate(one: ComparedCandidate, documents: Sequence[FrozenDocument]) -> dict[str, Any]:
    found, spread = one.candidate, one.variation
    return {
        "rank": found.rank,
        "tied": found.tied,
        "writer": found.writer,
        "code": one.code,
        "document": one.document,
        "score": found.score,
        "reference_mean": found.reference_mean,
        "document_count": found.document_count,
        "patch_count": found.patch_count,
        "writing_mm": found.writing_mm,
        "variation": {
            "exemplar_count": spread.exemplar_count,
            "lowest": spread.lowest,
            "highest": spread.highest,
            "among": list(spread.among),
            "questioned": list(spread.questioned),
        },
        "propositions": {"h1": one.propositions.h1, "h2": one.propositions.h2},
        "likelihood_ratio": _ratio(one.likelihood_ratio),
        "documents": [
            _document(document, digest)
            for document, digest in zip(documents, one.documents, strict=True)
        ],
        "evidence": None,
        "evidence_missing": "",
    }


def _ratio(ratio: LikelihoodRatio | None) -> dict[str, Any] | None:
    if ratio is None:
        return None
    return {**ratio.conditions, "calibration_id": ratio.calibration_id}


def _document(document: FrozenDocument, digest: str) -> dict[str, Any]:
    """``digest`` is that of the document as it was compared, with its names."""
    return {
        "digest": digest,
        "name": document.name,
        "document_id": document.document_id,
        "item": asdict(document.item),
        "writing_mm": document.code.writing_mm,
        "patch_count": document.code.patch_count,
        "made_with": document.made_with,
        "pages": [frozen_page_record(page) for page in document.pages],
    }
