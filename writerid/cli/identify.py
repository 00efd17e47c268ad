"""``writerid identify``."""

from argparse import Namespace

from writerid.cli.console import progress_task, say_error, say_json, say_skipped
from writerid.cli.identification import (
    Identification,
    identify_one,
    item_record,
    run_record,
    say_identification,
    say_what_it_means,
)
from writerid.cli.known import read_known
from writerid.errors import Cancelled, WriterIdError
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.resources import shipped_model


def run(options: Namespace) -> int:
    """Rank the known writers for each questioned file; a bad file is listed, the others done."""
    engine = Engine(options.model or shipped_model(), options.backend)
    settings = ReadSettings(options.dpi, options.estimate_scale)
    results: list[Identification] = []
    failed: list[tuple[str, str]] = []
    with progress_task() as task:
        known = read_known(engine, options.known, settings, task)
        for file in options.questioned:
            try:
                results.append(
                    identify_one(
                        engine,
                        file,
                        known,
                        settings,
                        task,
                        evidence_folder=options.evidence,
                        evidence_top=options.evidence_top,
                    )
                )
            except Cancelled:
                raise
            except WriterIdError as error:
                failed.append((str(file), str(error)))
    for _, reason in failed:
        say_error(reason)
    lost = say_skipped(known.skipped)
    if options.json:
        say_json(
            {
                **run_record(engine, settings),
                "items": [item_record(result, known) for result in results],
                "failed": [{"file": file, "reason": reason} for file, reason in failed],
                "left_out": [
                    {"file": str(s.path), "reason": s.reason, "page": s.page} for s in known.skipped
                ],
            }
        )
    elif results:
        for result in results:
            say_identification(result, options.top)
        say_what_it_means()
    return 1 if failed or lost else 0
