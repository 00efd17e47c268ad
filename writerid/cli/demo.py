"""``writerid demo``."""

import csv
import json
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from writerid.cli.console import progress_task, say, say_json, say_skipped
from writerid.cli.demo_page import SYNTHETIC, demo_page, truth
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
from writerid.cli.known import KnownWriting, read_known
from writerid.cli.record import IDENTIFY_SCHEMA, lost_record, run_record
from writerid.cli.strength import Weights, legend, shipped_weights
from writerid.errors import WriterIdError
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.resources import resources_folder, shipped_model
from writerid.tasks import Task

CANDIDATES_SHOWN = 5


def run(options: Namespace) -> int:
    """Identify the questioned letters of the demonstration case and draw the evidence."""
    case = resources_folder() / "demo"
    answers = _answers(case)
    engine = Engine(options.model or shipped_model(), options.backend)
    settings = ReadSettings()
    weights = shipped_weights(engine.model_id)
    options.out.mkdir(parents=True, exist_ok=True)
    if not options.json:
        say(f"Demonstration case. {SYNTHETIC}")
    with progress_task() as task:
        known = read_known(engine, case / "labels.csv", settings, task)
        results = _identify(engine, answers, known, weights, task, options.out)
    record = {
        **run_record(engine, settings, IDENTIFY_SCHEMA),
        "note": SYNTHETIC,
        "calibration": weights.record(),
        "known": known_record(known),
        "items": [item_record(result, known) for result in results],
        "failed": [],
        "left_out": [lost_record(lost) for lost in known.skipped],
    }
    (options.out / "results.json").write_text(
        json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    page = options.out / "index.html"
    page.write_text(demo_page(results, answers, options.out, CANDIDATES_SHOWN), encoding="utf-8")
    if options.json:
        say_json(record)
    else:
        _say(known, results, answers)
        legend(weights, [one for result in results for one in result.strengths])
        say(f"\nThe results are in {options.out.resolve()}: open {page.name} to see the evidence.")
    return 1 if say_skipped(known.skipped) else 0


def _say(
    known: KnownWriting, results: Sequence[Identification], answers: Mapping[Path, str]
) -> None:
    writers = {document.writer for document in known.documents}
    say(f"{len(known.documents)} known letters by {len(writers)} writers")
    for result in results:
        say_identification(result, CANDIDATES_SHOWN)
        say(truth(result, answers[result.file]))
    say_what_it_means(results)


def _identify(
    engine: Engine,
    answers: Mapping[Path, str],
    known: KnownWriting,
    weights: Weights,
    task: Task,
    out: Path,
) -> list[Identification]:
    wanted = EvidenceWanted(out / "evidence", 1)
    files = list(answers)
    items = list(zip(files, distinct_stems(files), strict=True))
    return [
        identify_one(
            engine, file, known, ReadSettings(), task, stem=stem, wanted=wanted, weights=weights
        )
        for file, stem in task.each(items, "questioned letters")
    ]


def _answers(case: Path) -> dict[Path, str]:
    """Each questioned file and who wrote it in truth."""
    file = case / "answers.csv"
    if not file.is_file():
        raise WriterIdError(
            f"the demonstration case is missing ({file}): install the program again", path=file
        )
    with file.open(newline="", encoding="utf-8") as stream:
        return {case / row["path"]: row["writer"] for row in csv.DictReader(stream)}
