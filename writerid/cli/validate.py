"""``writerid validate``."""

from argparse import Namespace
from typing import Any

from writerid.cli.calibration import chosen_calibration, chosen_scale
from writerid.cli.console import progress_task, say, say_json, say_skipped, say_table
from writerid.cli.reference_samples import read_reference
from writerid.pipeline.identify import Engine
from writerid.report.validation import write_validation_report
from writerid.resources import shipped_model
from writerid.training.plots import draw_plots
from writerid.training.records import write_record
from writerid.training.validating import validate
from writerid.training.validation_text import write_validation_text


def run(options: Namespace) -> int:
    """Measure a calibration on a collection; write figures, plots and a report."""
    engine = Engine(options.model or shipped_model(), options.backend)
    calibration = chosen_calibration(options, engine.model_id, required=True)
    scale = chosen_scale(options)
    with progress_task() as task:
        reference = read_reference(options, engine, task)
        validation = validate(
            engine.encoder,
            reference.samples,
            calibration,
            edges=tuple(band.from_lr for band in scale.bands),
            draws=options.draws,
            task=task,
        )
        record = {**validation.record, "source": reference.source, "verbal_scale": scale.name}
        files = []
        if options.out is not None:
            plots = draw_plots(validation, options.out)
            write_record(options.out / "validation.json", record)
            write_validation_text(record, options.out / "validation.md")
            report = options.out / "validation.pdf"
            write_validation_report(record, calibration, scale, plots, report)
            files = [report, options.out / "validation.json"]
    lost = say_skipped(reference.skipped)
    if options.json:
        say_json(record)
    else:
        _say(record)
        for file in files:
            say(f"wrote {file}")
    return 1 if lost else 0


def _say(record: dict[str, Any]) -> None:
    say(f"{record['writers']} writers, {record['pages']} pages. {record['design']}")
    header = ["questioned", "writers", "Cllr", "Cllr-min", "Cllr-cal", "EER %", "wrong same %"]
    say_table([*header, "wrong diff. %"], [_row(row["name"], row) for row in record["by_amount"]])
    say("By collection:")
    say_table(
        [*header, "wrong diff. %"],
        [_row(f"{row['collection']}, {row['name']}", row) for row in record["by_collection"]],
    )
    if record["across_collections"]:
        say("Fitted on one collection, tested on another:")
        say_table(
            ["fitted on", "tested on", "questioned", "Cllr"],
            [
                [row["fitted_on"], row["tested_on"], row["amount"], interval(row["cllr"])]
                for row in record["across_collections"]
            ],
        )
    say("Misleading at least as strongly:")
    say_table(
        ["questioned", "LR", "same %", "different %"],
        [
            [
                row["amount"],
                f"{row['lr']:,.0f}" if row["lr"] > 1.0 else "beyond 1",
                interval(row["same"], 100.0),
                interval(row["different"], 100.0),
            ]
            for row in record["misleading_by_band"]
            if row["same"]["value"] > 0.0 or row["different"]["value"] > 0.0
        ],
    )
    say("Identification among the writers of a collection:")
    say_table(
        ["questioned", "first %", "among five %"],
        [
            [
                f"{row['collection']}, {row['name']}" if "collection" in row else row["name"],
                interval(row["top1"], 100.0),
                interval(row["top5"], 100.0),
            ]
            for row in (*record["identification"], *record["identification_by_collection"])
        ],
    )


def _row(name: str, row: dict[str, Any]) -> list[str]:
    return [
        name,
        str(row["writers"]),
        *(interval(row[figure]) for figure in ("cllr", "cllr_min", "cllr_cal")),
        *(
            interval(row[figure], 100.0)
            for figure in ("equal_error_rate", "misleading_same", "misleading_different")
        ),
    ]


def interval(figure: dict[str, float], factor: float = 1.0) -> str:
    """“0.24 (0.17–0.33)”."""
    digits = 2 if factor == 1.0 else 1
    value, low, high = (factor * figure[name] for name in ("value", "low", "high"))
    return f"{value:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"
