"""What the JSON of a run is made of: see docs/identify-json.md."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from writerid import __version__
from writerid.model import PatchPair, SkippedFile
from writerid.pipeline.identify import (
    CandidateEvidence,
    EncodedDocument,
    EncodedPage,
    Engine,
    ReadSettings,
)
from writerid.pipeline.steps import to_record
from writerid.versions import package_versions

IDENTIFY_SCHEMA = "writerid.identify/1"
COMPARE_SCHEMA = "writerid.compare/1"


def run_record(engine: Engine, settings: ReadSettings, schema: str) -> dict[str, Any]:
    """What is needed to repeat a run."""
    return {
        "schema": schema,
        "writerid": __version__,
        "packages": package_versions(),
        "model_id": engine.model_id,
        "backend": engine.embedder.backend,
        "settings": {
            "dpi": settings.dpi,
            "estimate_scale": settings.estimate_scale,
            "steps": to_record(settings.steps),
        },
    }


def lost_record(lost: SkippedFile) -> dict[str, Any]:
    """A file that could not be used."""
    return {"file": str(lost.path), "page": lost.page, "reason": lost.reason}


def page_record(page: EncodedPage) -> dict[str, Any]:
    """A page as plain data: its file, its resolution, how much was found on it."""
    return {
        "file": str(page.page.path),
        "sha256": page.page.sha256,
        "number": page.page.number,
        "width_px": page.page.width_px,
        "height_px": page.page.height_px,
        "dpi": page.prepared.resolution.dpi,
        "dpi_source": str(page.prepared.resolution.source),
        "keypoints": page.keypoint_count,
        "patches": len(page.patches),
    }


def document_record(document: EncodedDocument, file: Path) -> dict[str, Any]:
    """A document's file, its pages and how much was found on them."""
    return {
        "file": str(file),
        "sha256": document.pages[0].page.sha256,
        "writing_mm": document.code.writing_mm,
        "patches": document.code.patch_count,
        "pages": [page_record(page) for page in document.pages],
    }


def evidence_record(
    questioned: EncodedDocument, evidence: CandidateEvidence, pictures: Sequence[Path]
) -> dict[str, Any]:
    """The sums, the pairs with their places on the originals, and the pictures."""
    shares, found = evidence.contributions, evidence.pairs

    def listed(chosen: Sequence[PatchPair]) -> list[dict[str, Any]]:
        return [_pair_record(questioned, evidence, pair) for pair in chosen]

    contradicting = listed(found.contradicting)
    for record, (_, similarity) in zip(contradicting, evidence.reference_counterparts, strict=True):
        record["reference_similarity"] = similarity
    return {
        "score": shares.score,
        "reference_mean": shares.reference_mean,
        "sum_of_contributions": float(shares.absolute.sum()),
        "sum_of_relative_contributions": float(shares.relative.sum()),
        "supporting_sum": float(shares.relative[shares.relative > 0.0].sum()),
        "contradicting_sum": float(shares.relative[shares.relative < 0.0].sum()),
        "supporting_share": found.supporting_share,
        "contradicting_share": found.contradicting_share,
        "supporting": listed(found.supporting),
        "contradicting": contradicting,
        "pictures": [str(picture) for picture in pictures],
    }


def _pair_record(
    questioned: EncodedDocument, evidence: CandidateEvidence, pair: PatchPair
) -> dict[str, Any]:
    def place(document: EncodedDocument, patch: int) -> dict[str, Any]:
        page, own = document.locate(patch)
        corners = document.pages[page].patches.corners_px[own]
        return {
            "document": document.name,
            "file": str(document.pages[page].page.path),
            "page": document.pages[page].page.number,
            "corners_px": [[round(float(x), 2), round(float(y), 2)] for x, y in corners],
        }

    return {
        "contribution": pair.contribution,
        "similarity": pair.similarity,
        "questioned": place(questioned, pair.questioned_patch),
        "known": place(evidence.known[pair.known_document], pair.known_patch),
    }
