"""``writerid adapt``."""

from argparse import Namespace
from typing import Any

from writerid.casework.adapting import AdaptationRequest, AdaptedModel, make_adapted_model
from writerid.cli.console import progress_task, say, say_error, say_json, say_skipped
from writerid.cli.info import adaptation_summary
from writerid.cli.record import lost_record
from writerid.resources import shipped_model
from writerid.store.database import default_folder


def run(options: Namespace) -> int:
    """Make a model adapted to known writing, and say what comes next."""
    database = None if options.labels is not None else options.database or default_folder()
    request = AdaptationRequest(
        base=options.model or shipped_model(),
        out=options.out,
        labels=options.labels,
        splits=tuple(options.split or ()),
        database=database,
        label=options.label.strip(),
        most_writers=options.most_writers,
        backend=options.backend,
        dpi=options.dpi,
        cache=options.cache,
        workers=options.workers,
    )
    with progress_task() as task:
        made = make_adapted_model(request, task)
    lost = say_skipped(made.skipped)
    if made.assumed:
        say_error(f"{made.assumed} pages do not say their resolution: taken as 300 dpi (see --dpi)")
    if made.record["beyond_half"]:
        say_error(
            f"few writers have writing on two documents: {made.record['writers_left']} of them are "
            "left to calibrate and to measure on, fewer than half"
        )
    if options.json:
        say_json(_record(made))
    else:
        _say(made, options)
    return 1 if lost else 0


def _record(made: AdaptedModel) -> dict[str, Any]:
    return {
        "model": str(made.model.folder),
        "model_id": made.model.model_id,
        "adaptation": adaptation_summary(made.model),
        "left_out": [lost_record(lost) for lost in made.skipped],
    }


def _say(made: AdaptedModel, options: Namespace) -> None:
    record, folder = made.record, made.model.folder
    say(
        f"adapted to {record['writers']} writers, {record['pages']} pages, "
        f"{record['words']:,} words; {record['writers_left']} writers with two documents and more "
        "are left to calibrate on"
    )
    say(f"model {made.model.model_id[:12]}: {folder}")
    if options.labels is None:
        chosen = "" if options.database is None else f" --database {options.database}"
        say(f"now encode what is enrolled with it: writerid reencode{chosen} --model {folder}")
    else:
        chosen = f" --labels {options.labels}"
    say(f"then calibrate: writerid calibrate{chosen} --model {folder} --out CALIBRATION")
