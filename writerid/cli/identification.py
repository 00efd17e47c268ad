"""One questioned item ranked, explained and recorded: shared by identify, compare and demo."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from writerid.cli.console import say, say_table
from writerid.cli.known import KnownDocument, KnownWriting, encode_labelled
from writerid.cli.record import document_record, evidence_record
from writerid.cli.strength import STRENGTH_HEADER, Weights, say_strength, strength_cells
from writerid.model import Candidate, DocumentCode
from writerid.pictures.evidence import draw_evidence
from writerid.pipeline.identify import CandidateEvidence, EncodedDocument, Engine, ReadSettings
from writerid.pipeline.strength import Search, Strength
from writerid.pipeline.strength_record import strength_record
from writerid.pipeline.weighing import KnownSide, compared_of
from writerid.tasks import Task

NAME_BYTES = 80
"""A name that becomes part of a file name is cut here: file systems stop at 255 bytes."""


@dataclass(frozen=True)
class EvidenceWanted:
    """Where evidence is drawn, and for how many candidates."""

    folder: Path
    top: int


@dataclass(frozen=True, eq=False)
class DrawnEvidence:
    """A candidate's pictures, and the evidence as plain data."""

    pictures: tuple[Path, ...]
    record: dict[str, Any]


@dataclass(frozen=True, eq=False)
class Identification:
    """A questioned item and its ranking. It holds no pixels: a batch may be long."""

    file: Path
    code: DocumentCode
    record: dict[str, Any]
    candidates: tuple[Candidate, ...]
    left_out: tuple[KnownDocument, ...]
    drawn: Mapping[str, DrawnEvidence] = field(default_factory=dict)
    strengths: tuple[Strength, ...] = ()

    @property
    def pictures(self) -> list[Path]:
        """Of all candidates."""
        return [picture for drawn in self.drawn.values() for picture in drawn.pictures]


def identify_one(
    engine: Engine,
    file: Path,
    known: KnownWriting,
    settings: ReadSettings,
    task: Task,
    *,
    stem: str,
    wanted: EvidenceWanted | None = None,
    weights: Weights | None = None,
) -> Identification:
    """Rank the known writers for one questioned file, and draw the evidence of the best.

    Its pictures' names begin with ``stem``. With ``weights`` every candidate is weighed.
    """
    questioned = engine.encode_document(file, settings, task)
    gallery, same = known.gallery_without([page.page.sha256 for page in questioned.pages])
    candidates = engine.rank(questioned, gallery)
    drawn = {}
    chosen = candidates[: wanted.top] if wanted is not None else []
    for candidate in task.each(chosen, f"evidence, {file.name}"):
        documents = [
            encode_labelled(engine, document.name, document.labels, settings, task)
            for document in known.of_writer(candidate.writer, same)
        ]
        evidence = engine.explain(questioned, candidate, documents)
        name = f"{stem}-{candidate.rank:02d}-{file_stem(candidate.writer)}"
        drawn[candidate.writer] = draw(engine, questioned, evidence, wanted, name)
    return Identification(
        file,
        questioned.code,
        document_record(questioned, file),
        tuple(candidates),
        tuple(same),
        drawn,
        () if weights is None else _weigh(engine, weights, questioned, candidates, known, same),
    )


def _weigh(
    engine: Engine,
    weights: Weights,
    questioned: EncodedDocument,
    candidates: Sequence[Candidate],
    known: KnownWriting,
    same: Sequence[KnownDocument],
) -> tuple[Strength, ...]:
    """The strength of each candidate, who was found among all the known writers."""
    found = []
    for candidate in candidates:
        documents = known.of_writer(candidate.writer, same)
        compared = compared_of(
            engine.encoder,
            questioned,
            candidate,
            KnownSide(
                [document.code for document in documents],
                [document.circumstances for document in documents],
                all(document.is_true_size for document in documents),
            ),
            circumstances=weights.circumstances,
            search=Search(len(candidates), candidate.rank),
        )
        found.append(weights.strength(compared))
    return tuple(found)


def draw(
    engine: Engine,
    questioned: EncodedDocument,
    evidence: CandidateEvidence,
    wanted: EvidenceWanted | None,
    stem: str,
) -> DrawnEvidence:
    """The evidence as pictures, where they are wanted, and as plain data."""
    pictures: list[Path] = []
    if wanted is not None:
        pictures = draw_evidence(
            questioned, evidence, engine.model.reference_patches(), wanted.folder, stem
        )
    return DrawnEvidence(tuple(pictures), evidence_record(questioned, evidence, pictures))


def say_identification(result: Identification, top: int) -> None:
    """The ranking as a table, with what it does and does not say."""
    code = result.code
    say("")
    say(
        f"{result.file.name}: {code.writing_mm / 10.0:.0f} cm of writing, "
        f"{code.patch_count} patches"
    )
    for document in result.left_out:
        say(f"  left out of the known writing, being the same file: {document.name}")
    weighed = STRENGTH_HEADER if result.strengths else ()
    say_table(
        ["rank", "writer", "score", "documents", "patches", "writing cm", *weighed],
        [
            [
                f"{c.rank}{'=' if c.tied else ''}",
                c.writer,
                f"{c.score:.3f}",
                str(c.document_count),
                str(c.patch_count),
                f"{c.writing_mm / 10.0:.0f}",
                *strength_cells(result.strengths, c.rank),
            ]
            for c in result.candidates[:top]
        ],
    )
    rest = len(result.candidates) - top
    if rest > 0:
        say(f"… and {rest} more")
    mean = result.candidates[0].reference_mean
    say(f"mean score against the model's reference writers: {mean:.3f}")
    if result.strengths:
        say_strength(result.strengths[0])
    for picture in result.pictures:
        say(f"evidence: {picture}")


def say_what_it_means(results: Iterable[Identification] = ()) -> None:
    """The sentences that belong under every ranking."""
    say_meaning(candidate for result in results for candidate in result.candidates)


def say_meaning(candidates: Iterable[Candidate]) -> None:
    """The sentences that belong under rankings of these candidates."""
    say("")
    say(
        "A score is a cosine, no probability. Someone always ranks first: that alone does not say "
        "that the writer is among the known."
    )
    if any(candidate.tied for candidate in candidates):
        say("= marks scores within 0.001 of a neighbour: their order means nothing.")


def known_record(known: KnownWriting) -> list[dict[str, Any]]:
    """The known documents that could be used, as plain data."""
    return [
        {
            "writer": document.writer,
            "name": document.name,
            "writing_mm": document.code.writing_mm,
            "patches": document.code.patch_count,
            "pages": list(document.pages),
        }
        for document in known.documents
    ]


def item_record(result: Identification, known: KnownWriting) -> dict[str, Any]:
    """One questioned item as plain data."""

    def candidate_record(candidate: Candidate) -> dict[str, Any]:
        took_part = known.of_writer(candidate.writer, result.left_out)
        drawn = result.drawn.get(candidate.writer)
        return {
            **asdict(candidate),
            "documents": [document.name for document in took_part],
            "strength": (
                strength_record(result.strengths[candidate.rank - 1]) if result.strengths else None
            ),
            "evidence": drawn.record if drawn is not None else None,
        }

    return {
        "questioned": result.record,
        "left_out_of_known": [
            {"writer": document.writer, "name": document.name} for document in result.left_out
        ],
        "reference_mean": result.candidates[0].reference_mean,
        "candidates": [candidate_record(candidate) for candidate in result.candidates],
    }


def file_stem(name: str) -> str:
    """``name`` as a part of a file name on any system."""
    plain = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "_", name)
    return plain.encode()[:NAME_BYTES].decode(errors="ignore").strip(" .") or "item"


def distinct_stems(files: Sequence[Path]) -> list[str]:
    """A stem for the pictures of each file; files of one name in two folders get numbers."""
    stems: list[str] = []
    taken: set[str] = set()
    for file in files:
        stem, number = file_stem(file.stem), 1
        # Some file systems take A and a for one.
        while stem.casefold() in taken:
            number += 1
            stem = f"{file_stem(file.stem)}-{number}"
        taken.add(stem.casefold())
        stems.append(stem)
    return stems
