"""One questioned item ranked, explained and recorded: shared by identify, compare and demo."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from writerid import __version__
from writerid.cli.console import say, say_table
from writerid.cli.info import package_versions
from writerid.cli.known import KnownDocument, KnownWriting, encode_labelled
from writerid.model import Candidate, PatchPair
from writerid.pictures.evidence import draw_evidence
from writerid.pipeline.identify import CandidateEvidence, EncodedDocument, Engine, ReadSettings
from writerid.pipeline.steps import to_record
from writerid.tasks import Task

SCHEMA = "writerid.identify/1"


@dataclass(frozen=True, eq=False)
class DrawnEvidence:
    """A candidate's evidence and the pictures of it."""

    evidence: CandidateEvidence
    pictures: tuple[Path, ...]


@dataclass(frozen=True, eq=False)
class Identification:
    """A questioned item, its ranking, and the evidence of the best candidates."""

    questioned: EncodedDocument
    file: Path
    candidates: tuple[Candidate, ...]
    left_out: tuple[KnownDocument, ...]
    drawn: tuple[DrawnEvidence, ...] = field(default=())


def identify_one(
    engine: Engine,
    file: Path,
    known: KnownWriting,
    settings: ReadSettings,
    task: Task,
    *,
    evidence_folder: Path | None = None,
    evidence_top: int = 0,
) -> Identification:
    """Rank the known writers for one questioned file, and draw the evidence of the best."""
    questioned = engine.encode_document(file, settings, task)
    hashes = [page.page.sha256 for page in questioned.pages]
    gallery, same = known.gallery_without(hashes)
    candidates = engine.rank(questioned, gallery)
    drawn = []
    if evidence_folder is not None:
        for candidate in candidates[:evidence_top]:
            task.progress(candidate.rank - 1, evidence_top, f"evidence, {candidate.writer}")
            documents = [
                encode_labelled(engine, document.name, document.pages, settings, task)
                for document in known.of_writer(candidate.writer, same)
            ]
            evidence = engine.explain(questioned, candidate, documents)
            stem = file_stem(f"{file.stem}-{candidate.rank:02d}-{candidate.writer}")
            pictures = draw_evidence(
                questioned, evidence, engine.model.reference_patches(), evidence_folder, stem
            )
            drawn.append(DrawnEvidence(evidence, tuple(pictures)))
    return Identification(questioned, file, tuple(candidates), tuple(same), tuple(drawn))


def say_identification(result: Identification, top: int) -> None:
    """The ranking as a table, with what it does and does not say."""
    code = result.questioned.code
    say("")
    say(
        f"{result.file.name}: {code.writing_mm / 10.0:.0f} cm of writing, "
        f"{code.patch_count} patches"
    )
    for document in result.left_out:
        say(f"  left out of the known writing, being the same file: {document.name}")
    say_table(
        ["rank", "writer", "score", "documents", "patches", "writing cm"],
        [
            [
                f"{c.rank}{'=' if c.tied else ''}",
                c.writer,
                f"{c.score:.3f}",
                str(c.document_count),
                str(c.patch_count),
                f"{c.writing_mm / 10.0:.0f}",
            ]
            for c in result.candidates[:top]
        ],
    )
    rest = len(result.candidates) - top
    if rest > 0:
        say(f"… and {rest} more")
    mean = result.candidates[0].reference_mean
    say(f"mean score against the model's reference writers: {mean:.3f}")
    for drawn in result.drawn:
        for picture in drawn.pictures:
            say(f"evidence: {picture}")


def say_what_it_means() -> None:
    """The sentence that belongs under every ranking."""
    say("")
    say(
        "A score is a cosine, no probability, and is not calibrated. Someone always ranks first: "
        "that alone does not say that the writer is among the known."
    )


def run_record(engine: Engine, settings: ReadSettings) -> dict[str, Any]:
    """What is needed to repeat a run."""
    return {
        "schema": SCHEMA,
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


def item_record(result: Identification, known: KnownWriting) -> dict[str, Any]:
    """One questioned item as plain data."""
    drawn = {d.evidence.candidate.writer: d for d in result.drawn}
    return {
        "questioned": document_record(result.questioned, result.file),
        "left_out_of_known": [document.name for document in result.left_out],
        "reference_mean": result.candidates[0].reference_mean,
        "candidates": [
            {
                **asdict(candidate),
                "documents": [
                    {
                        "name": document.name,
                        "files": [str(page.file) for page in document.pages],
                        "sha256": list(document.sha256),
                    }
                    for document in known.of_writer(candidate.writer, result.left_out)
                ],
                "evidence": evidence_record(result.questioned, drawn[candidate.writer])
                if candidate.writer in drawn
                else None,
            }
            for candidate in result.candidates
        ],
    }


def document_record(document: EncodedDocument, file: Path) -> dict[str, Any]:
    """A document's file, its pages and how much was found on them."""
    return {
        "file": str(file),
        "sha256": document.pages[0].page.sha256,
        "writing_mm": document.code.writing_mm,
        "patches": document.code.patch_count,
        "pages": [
            {
                "number": page.page.number,
                "width_px": page.page.width_px,
                "height_px": page.page.height_px,
                "dpi": page.prepared.resolution.dpi,
                "dpi_source": str(page.prepared.resolution.source),
                "keypoints": page.keypoint_count,
                "patches": len(page.patches),
            }
            for page in document.pages
        ],
    }


def evidence_record(questioned: EncodedDocument, drawn: DrawnEvidence) -> dict[str, Any]:
    """The sums, the pairs with their places on the originals, and the pictures."""
    evidence = drawn.evidence
    shares, found = evidence.contributions, evidence.pairs

    def listed(chosen: Sequence[PatchPair]) -> list[dict[str, Any]]:
        return [_pair_record(questioned, evidence, pair) for pair in chosen]

    return {
        "score": shares.score,
        "sum_of_contributions": float(shares.absolute.sum()),
        "sum_of_relative_contributions": float(shares.relative.sum()),
        "supporting_share": found.supporting_share,
        "contradicting_share": found.contradicting_share,
        "supporting": listed(found.supporting),
        "contradicting": listed(found.contradicting),
        "pictures": [str(picture) for picture in drawn.pictures],
    }


def _pair_record(
    questioned: EncodedDocument, evidence: CandidateEvidence, pair: PatchPair
) -> dict[str, Any]:
    def place(document: EncodedDocument, patch: int) -> dict[str, Any]:
        page, own = document.locate(patch)
        corners = document.pages[page].patches.corners_px[own]
        return {
            "document": document.name,
            "page": document.pages[page].page.number,
            "corners_px": [[round(float(x), 2), round(float(y), 2)] for x, y in corners],
        }

    return {
        "contribution": pair.contribution,
        "similarity": pair.similarity,
        "questioned": place(questioned, pair.questioned_patch),
        "known": place(evidence.known[pair.known_document], pair.known_patch),
    }


def file_stem(name: str) -> str:
    """``name`` as a part of a file name on any system."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "_", name).strip(" .")[:120] or "item"
