"""``writerid identify``."""

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from writerid.cli.console import progress_task, say_error, say_json, say_skipped
from writerid.cli.identification import (
    EvidenceWanted,
    Identification,
    distinct_stems,
    identify_one,
    item_record,
    known_record,
    say_identification,
    say_what_it_means,
)
from writerid.cli.identify_database import identify_against_database
from writerid.cli.known import KnownWriting, read_known
from writerid.cli.record import IDENTIFY_SCHEMA, lost_record, run_record
from writerid.cli.strength import Weights, legend, read_weights
from writerid.errors import Cancelled, WriterIdError
from writerid.model import SkippedFile
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.resources import shipped_model
from writerid.tasks import Task


def run(options: Namespace) -> int:
    """Rank the known writers for each questioned file; a bad file is listed, the others done."""
    if options.known is None:
        return identify_against_database(options)
    engine = Engine(options.model or shipped_model(), options.backend)
    settings = ReadSettings(options.dpi, options.estimate_scale)
    weights = read_weights(options, engine.model_id)
    weights.warn()
    results: list[Identification] = []
    failed: list[SkippedFile] = []
    try:
        with progress_task() as task:
            known = read_known(engine, options.known, settings, task)
            _identify_all(engine, options, known, weights, task, results, failed)
    except (KeyboardInterrupt, Cancelled):
        if not options.json:
            _say_all(results, options.top, weights)
        raise
    for lost in failed:
        say_error(lost.reason)
    say_skipped(known.skipped)
    if options.json:
        record = _record(engine, settings, known, results, failed)
        say_json({**record, "calibration": weights.record()})
    else:
        _say_all(results, options.top, weights)
    return 1 if failed or known.skipped else 0


def _identify_all(
    engine: Engine,
    options: Namespace,
    known: KnownWriting,
    weights: Weights,
    task: Task,
    results: list[Identification],
    failed: list[SkippedFile],
) -> None:
    """Fill ``results`` and ``failed``, which keep what was done when this is stopped."""
    settings = ReadSettings(options.dpi, options.estimate_scale)
    wanted = None
    if options.evidence is not None:
        wanted = EvidenceWanted(options.evidence, options.evidence_top)
    items = list(zip(options.questioned, distinct_stems(options.questioned), strict=True))
    for file, stem in task.each(items, "questioned writing"):
        try:
            found = identify_one(
                engine, file, known, settings, task, stem=stem, wanted=wanted, weights=weights
            )
            results.append(found)
        except Cancelled:
            raise
        except WriterIdError as error:
            failed.append(SkippedFile(file, str(error), error.page))


def _say_all(results: Sequence[Identification], top: int, weights: Weights) -> None:
    for result in results:
        say_identification(result, top)
    if results:
        say_what_it_means(results)
        legend(weights, [one for result in results for one in result.strengths])


def _record(
    engine: Engine,
    settings: ReadSettings,
    known: KnownWriting,
    results: Sequence[Identification],
    failed: Sequence[SkippedFile],
) -> dict[str, Any]:
    return {
        **run_record(engine, settings, IDENTIFY_SCHEMA),
        "known": known_record(known),
        "items": [item_record(result, known) for result in results],
        "failed": [lost_record(lost) for lost in failed],
        "left_out": [lost_record(lost) for lost in known.skipped],
    }
