"""``writerid compare``."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace

from writerid.cli.console import progress_task, say, say_json
from writerid.cli.identification import DrawnEvidence, EvidenceWanted, draw, file_stem
from writerid.cli.record import COMPARE_SCHEMA, document_record, run_record
from writerid.cli.strength import read_weights, say_strength
from writerid.errors import WriterIdError
from writerid.model import Candidate
from writerid.pipeline.identify import EncodedDocument, Engine, ReadSettings
from writerid.pipeline.ranking import Gallery
from writerid.pipeline.refusals import Circumstances
from writerid.pipeline.strength import Strength
from writerid.pipeline.strength_record import strength_record
from writerid.pipeline.weighing import KnownSide, compared_of
from writerid.resources import shipped_model
from writerid.store.database import Database, default_folder
from writerid.store.known import encode_stored
from writerid.store.names import shown_name
from writerid.store.strength import circumstances_of
from writerid.store.writers import documents_of, find_document, find_writer


def run(options: Namespace) -> int:
    """Score two documents against each other."""
    if options.known is None:
        return _compare_with_stored(options)
    engine = Engine(options.model or shipped_model(), options.backend)
    settings = ReadSettings(options.dpi, options.estimate_scale)
    weights = read_weights(options, engine.model_id)
    wanted = EvidenceWanted(options.evidence, 1) if options.evidence is not None else None
    with progress_task() as task:
        questioned = engine.encode_document(options.questioned, settings, task)
        known = engine.encode_document(options.known, settings, task)
        candidate = engine.rank(questioned, Gallery({options.known.name: [known.code]}))[0]
        evidence = engine.explain(questioned, candidate, [known])
        stem = f"{file_stem(options.questioned.stem)}-{file_stem(options.known.stem)}"
        drawn = draw(engine, questioned, evidence, wanted, stem)
    same_file = questioned.pages[0].page.sha256 == known.pages[0].page.sha256
    compared = compared_of(
        engine.encoder,
        questioned,
        candidate,
        _known_side([known]),
        circumstances=weights.circumstances,
        same_file=same_file,
    )
    # The writer of a file is nobody that is named.
    who = f"the writer of {options.known.name}"
    strength = weights.strength(replace(compared, candidate=who))
    if options.json:
        say_json(
            {
                **run_record(engine, settings, COMPARE_SCHEMA),
                "questioned": document_record(questioned, options.questioned),
                "known": document_record(known, options.known),
                "same_file": same_file,
                "score": candidate.score,
                "reference_mean": candidate.reference_mean,
                "evidence": drawn.record,
                "strength": strength_record(strength),
                "calibration": weights.record(),
            }
        )
    else:
        _say(questioned, [known], drawn, candidate, strength)
    return 0


def _compare_with_stored(options: Namespace) -> int:
    """Score a document against a writer of the database, or against one of the documents."""
    engine = Engine(options.model or shipped_model(), options.backend)
    settings = ReadSettings(options.dpi, options.estimate_scale)
    weights = read_weights(options, engine.model_id)
    wanted = EvidenceWanted(options.evidence, 1) if options.evidence is not None else None
    with Database.open(options.database or default_folder()) as database, progress_task() as task:
        writer = find_writer(database, options.writer)
        if options.document is not None:
            documents = [find_document(database, writer, options.document)]
        else:
            documents = documents_of(database, writer)
        questioned = engine.encode_document(options.questioned, settings, task)
        known = encode_stored(database, engine, [document.id for document in documents], task)
    if not known:
        raise WriterIdError(f"“{shown_name(writer.name)}” has no documents to compare with")
    gallery = Gallery({writer.name: [document.code for document in known]})
    candidate = engine.rank(questioned, gallery)[0]
    stem = f"{file_stem(options.questioned.stem)}-{file_stem(writer.name)}"
    evidence = engine.explain(questioned, candidate, known)
    drawn = draw(engine, questioned, evidence, wanted, stem)
    hashes = {page.page.sha256 for document in known for page in document.pages}
    same_file = questioned.pages[0].page.sha256 in hashes
    compared = compared_of(
        engine.encoder,
        questioned,
        candidate,
        _known_side(known, [circumstances_of(document.item) for document in documents]),
        circumstances=weights.circumstances,
        same_file=same_file,
    )
    strength = weights.strength(compared)
    if options.json:
        say_json(
            {
                **run_record(engine, settings, COMPARE_SCHEMA),
                "questioned": document_record(questioned, options.questioned),
                "known": [document_record(d, d.pages[0].page.path) for d in known],
                "writer": writer.name,
                "same_file": same_file,
                "score": candidate.score,
                "reference_mean": candidate.reference_mean,
                "evidence": drawn.record,
                "strength": strength_record(strength),
                "calibration": weights.record(),
            }
        )
    else:
        _say(questioned, known, drawn, candidate, strength)
    return 0


def _known_side(
    known: Sequence[EncodedDocument], circumstances: Sequence[Circumstances] = ()
) -> KnownSide:
    sizes = [p.prepared.resolution.is_true_size for document in known for p in document.pages]
    return KnownSide([document.code for document in known], circumstances, all(sizes))


def _say(
    questioned: EncodedDocument,
    known: Sequence[EncodedDocument],
    drawn: DrawnEvidence,
    candidate: Candidate,
    strength: Strength,
) -> None:
    for role, document in (("questioned", questioned), *(("known", one) for one in known)):
        code = document.code
        say(
            f"{role}: {shown_name(document.name)}, {code.writing_mm / 10.0:.0f} cm of writing, "
            f"{code.patch_count} patches"
        )
    if strength.compared.same_file:
        say("note: both are the same file")
    say(f"score {candidate.score:.3f}")
    say(f"mean score against the model's reference writers: {candidate.reference_mean:.3f}")
    say("A score is a cosine, no probability.")
    say_strength(strength)
    for picture in drawn.pictures:
        say(f"evidence: {picture}")
