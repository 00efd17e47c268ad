"""``writerid identify`` against the database of known writers."""

import csv
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from writerid.cli.console import progress_task, say, say_error, say_json, say_table
from writerid.cli.identification import (
    DrawnEvidence,
    EvidenceWanted,
    distinct_stems,
    draw,
    file_stem,
    say_meaning,
)
from writerid.cli.record import IDENTIFY_SCHEMA, document_record, lost_record, run_record
from writerid.cli.strength import (
    STRENGTH_HEADER,
    Weights,
    legend,
    read_weights,
    say_strength,
    strength_cells,
)
from writerid.errors import Cancelled, WriterIdError
from writerid.model import DocumentCode, SkippedFile
from writerid.pipeline.identify import EncodedDocument, Engine, ReadSettings
from writerid.pipeline.propositions import listed_names
from writerid.pipeline.statements import band_text
from writerid.pipeline.strength import Search, Strength
from writerid.pipeline.strength_record import strength_record
from writerid.resources import shipped_model
from writerid.store.database import Database, default_folder
from writerid.store.identification import (
    Known,
    LeftOut,
    explain_stored,
    listed_writers,
    open_known,
    rank_against,
)
from writerid.store.names import shown_name
from writerid.store.ranking import Ranking
from writerid.store.strength import compared_with_stored
from writerid.tasks import Task

CSV_HEADER = (
    "file", "sha256", "rank", "tied", "writer", "document", "score", "reference_mean",
    "document_count", "patch_count", "writing_mm", "log10_lr", "support",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class RankedItem:
    """A questioned item and its ranking; it holds no pixels."""

    file: Path
    code: DocumentCode
    record: dict[str, Any]
    ranking: Ranking
    left_out: tuple[LeftOut, ...]
    drawn: Mapping[int, DrawnEvidence]
    strengths: tuple[Strength, ...]


def identify_against_database(options: Namespace) -> int:
    """Rank the database's writers for each questioned file; a bad file is listed."""
    engine = Engine(options.model or shipped_model(), options.backend)
    settings = ReadSettings(options.dpi, options.estimate_scale)
    weights = read_weights(options, engine.model_id)
    weights.warn()
    results: list[RankedItem] = []
    failed: list[SkippedFile] = []
    with Database.open(options.database or default_folder()) as database:
        try:
            with progress_task() as task:
                known = open_known(
                    database,
                    engine,
                    level=options.level,
                    writers=options.writers,
                    exclude_documents=options.exclude_document,
                    task=task,
                )
                _identify_all(known, engine, options, weights, task, results, failed)
        except (KeyboardInterrupt, Cancelled):
            if not options.json:
                _say_all(results, weights)
            raise
        for lost in failed:
            say_error(lost.reason)
        if options.csv is not None:
            _write_csv(options.csv, results)
        if options.json:
            record = _record(known, engine, settings, results, failed)
            say_json({**record, "calibration": weights.record()})
        else:
            _say_all(results, weights)
    return 1 if failed else 0


def _identify_all(
    known: Known,
    engine: Engine,
    options: Namespace,
    weights: Weights,
    task: Task,
    results: list[RankedItem],
    failed: list[SkippedFile],
) -> None:
    """Fill ``results`` and ``failed``, which keep what was done when this is stopped."""
    settings = ReadSettings(options.dpi, options.estimate_scale)
    items = list(zip(options.questioned, distinct_stems(options.questioned), strict=True))
    for file, stem in task.each(items, "questioned writing"):
        try:
            questioned = engine.encode_document(file, settings, task)
            ranking, left_out = rank_against(known, engine, questioned, options.top)
            drawn = _explain(known, engine, options, questioned, ranking, stem, task)
            strengths = _weigh(known, engine, weights, questioned, ranking)
        except Cancelled:
            raise
        except WriterIdError as error:
            failed.append(SkippedFile(file, str(error), error.page))
            continue
        record = document_record(questioned, file)
        results.append(
            RankedItem(file, questioned.code, record, ranking, left_out, drawn, strengths)
        )


def _weigh(
    known: Known,
    engine: Engine,
    weights: Weights,
    questioned: EncodedDocument,
    ranking: Ranking,
) -> tuple[Strength, ...]:
    """The strength of each candidate listed."""
    listed = listed_writers(known)
    return tuple(
        weights.strength(
            compared_with_stored(
                known.database,
                engine,
                questioned,
                found.candidate,
                found.document_ids,
                circumstances=weights.circumstances,
                search=Search(
                    ranking.compared,
                    found.candidate.rank,
                    known.writer_ids is not None,
                    known.level == "document",
                    listed_names(listed),
                    len(listed) if listed else None,
                ),
            )
        )
        for found in ranking.candidates
    )


def _explain(
    known: Known,
    engine: Engine,
    options: Namespace,
    questioned: EncodedDocument,
    ranking: Ranking,
    stem: str,
    task: Task,
) -> dict[int, DrawnEvidence]:
    """The evidence of the best, by rank."""
    if options.evidence is None:
        return {}
    wanted = EvidenceWanted(options.evidence, options.evidence_top)
    drawn = {}
    for found in ranking.candidates[: wanted.top]:
        rank, name = found.candidate.rank, file_stem(found.candidate.writer)
        evidence = explain_stored(known, engine, questioned, found, task)
        drawn[rank] = draw(engine, questioned, evidence, wanted, f"{stem}-{rank:02d}-{name}")
    return drawn


def _say_all(results: Sequence[RankedItem], weights: Weights) -> None:
    for result in results:
        _say(result)
    if results:
        say_meaning(one.candidate for result in results for one in result.ranking.candidates)
        legend(weights, [one for result in results for one in result.strengths])


def _say(result: RankedItem) -> None:
    code = result.code
    say("")
    say(
        f"{result.file.name}: {code.writing_mm / 10.0:.0f} cm of writing, "
        f"{code.patch_count} patches"
    )
    for left in result.left_out:
        why = "being the same file" if left.same_file else "as asked"
        say(f"  left out, {why}: {shown_name(left.document)} of {shown_name(left.writer)}")
    found = result.ranking.candidates
    by_document = any(one.document is not None for one in found)
    say_table(
        ["rank", "writer", *(["document"] if by_document else ["documents"]), "score", "patches",
         "writing cm", *STRENGTH_HEADER],
        [
            [
                f"{one.candidate.rank}{'=' if one.candidate.tied else ''}",
                shown_name(one.candidate.writer),
                shown_name(one.document) if one.document else str(one.candidate.document_count),
                f"{one.candidate.score:.3f}",
                str(one.candidate.patch_count),
                f"{one.candidate.writing_mm / 10.0:.0f}",
                *strength_cells(result.strengths, one.candidate.rank),
            ]
            for one in found
        ],
    )  # fmt: skip
    rest = result.ranking.compared - len(found)
    if rest > 0:
        say(f"… and {rest} more")
    mean = result.ranking.reference_mean
    say(f"mean score against the model's reference writers: {mean:.3f}")
    say_strength(result.strengths[0])
    for drawn in result.drawn.values():
        for picture in drawn.pictures:
            say(f"evidence: {picture}")


def _write_csv(file: Path, results: Sequence[RankedItem]) -> None:
    """One row a candidate, UTF-8 with the mark that spreadsheets look for."""
    try:
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(CSV_HEADER)
            for result in results:
                listed = zip(result.ranking.candidates, result.strengths, strict=True)
                for one, strength in listed:
                    found, ratio = one.candidate, strength.ratio
                    writer.writerow(
                        [
                            *(result.file, result.record["sha256"], found.rank, int(found.tied)),
                            *(found.writer, one.document or "", found.score),
                            *(found.reference_mean, found.document_count, found.patch_count),
                            *(found.writing_mm, "" if ratio is None else ratio.log10_lr),
                            band_text(strength),
                        ]
                    )
    except OSError as error:
        raise WriterIdError(f"{file} can't be written: {error.strerror}", path=file) from error


def _record(
    known: Known,
    engine: Engine,
    settings: ReadSettings,
    results: Sequence[RankedItem],
    failed: Sequence[SkippedFile],
) -> dict[str, Any]:
    database_id, changes = known.database.state()
    return {
        **run_record(engine, settings, IDENTIFY_SCHEMA),
        "database": {
            "folder": str(known.database.folder),
            "id": database_id,
            "changes": changes,
            "level": known.level,
            "closed_list": known.writer_ids is not None,
        },
        "items": [_item_record(result) for result in results],
        "failed": [lost_record(lost) for lost in failed],
    }


def _item_record(result: RankedItem) -> dict[str, Any]:
    return {
        "questioned": result.record,
        "left_out_of_known": [
            {"writer": left.writer, "name": left.document, "same_file": left.same_file}
            for left in result.left_out
        ],
        "reference_mean": result.ranking.reference_mean,
        "compared": result.ranking.compared,
        "candidates": [
            {
                **asdict(one.candidate),
                "writer_id": one.writer_id,
                "document": one.document,
                "document_ids": list(one.document_ids),
                "strength": strength_record(strength),
                "evidence": (
                    result.drawn[one.candidate.rank].record
                    if one.candidate.rank in result.drawn
                    else None
                ),
            }
            for one, strength in zip(result.ranking.candidates, result.strengths, strict=True)
        ],
    }
