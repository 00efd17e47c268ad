"""``writerid compare``."""

from argparse import Namespace
from pathlib import Path

from writerid.cli.console import progress_task, say, say_json
from writerid.cli.identification import (
    DrawnEvidence,
    document_record,
    evidence_record,
    file_stem,
    run_record,
)
from writerid.model import Candidate
from writerid.pictures.evidence import draw_evidence
from writerid.pipeline.identify import EncodedDocument, Engine, ReadSettings
from writerid.pipeline.ranking import Gallery
from writerid.resources import shipped_model


def run(options: Namespace) -> int:
    """Score two documents against each other."""
    engine = Engine(options.model or shipped_model(), options.backend)
    settings = ReadSettings(options.dpi, options.estimate_scale)
    with progress_task() as task:
        questioned = engine.encode_document(options.questioned, settings, task)
        known = engine.encode_document(options.known, settings, task)
        candidate = engine.rank(questioned, Gallery({options.known.name: [known.code]}))[0]
        evidence = engine.explain(questioned, candidate, [known])
        pictures: tuple[Path, ...] = ()
        if options.evidence is not None:
            stem = file_stem(f"{options.questioned.stem}-{options.known.stem}")
            pictures = tuple(
                draw_evidence(
                    questioned, evidence, engine.model.reference_patches(), options.evidence, stem
                )
            )
    drawn = DrawnEvidence(evidence, pictures)
    if options.json:
        say_json(
            {
                **run_record(engine, settings),
                "schema": "writerid.compare/1",
                "questioned": document_record(questioned, options.questioned),
                "known": document_record(known, options.known),
                "score": candidate.score,
                "reference_mean": candidate.reference_mean,
                "evidence": evidence_record(questioned, drawn),
            }
        )
    else:
        _say(candidate, questioned, known, drawn)
    return 0


def _say(
    candidate: Candidate, questioned: EncodedDocument, known: EncodedDocument, drawn: DrawnEvidence
) -> None:
    for role, document in (("questioned", questioned), ("known", known)):
        code = document.code
        say(
            f"{role}: {document.name}, {code.writing_mm / 10.0:.0f} cm of writing, "
            f"{code.patch_count} patches"
        )
    same = {p.page.sha256 for p in questioned.pages} & {p.page.sha256 for p in known.pages}
    if same:
        say("note: both are the same file")
    say(f"score {candidate.score:.3f}")
    say(f"mean score against the model's reference writers {candidate.reference_mean:.3f}")
    say("A score is a cosine, no probability, and is not calibrated.")
    for picture in drawn.pictures:
        say(f"evidence: {picture}")
