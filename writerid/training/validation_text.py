"""A validation's figures as Markdown, written by the program beside its JSON."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def write_validation_text(record: Mapping[str, Any], file: Path) -> None:
    """Write the tables of a validation's record."""
    lines = [
        f"# Validation: {record['label']}",
        "",
        f"Calibration `{record['calibration_id']}`, model `{record['model_id']}`; measured on "
        f"{record['source']}: {record['writers']} writers, {record['pages']} pages. "
        f"{record['design']} In brackets 95 % bootstrap intervals over writers "
        f"({record['bootstrap_draws']} draws). Written by writerid {record['writerid']}.",
        "",
        "LRs within their bounds, against a writer's other documents; misleading: on the wrong "
        "side of 1.",
        "",
        *_table(
            ["questioned", *FIGURES],
            [[row["name"], *_figures(row)] for row in record["by_amount"]],
        ),
        "By collection:",
        "",
        *_table(
            ["collection", "questioned", *FIGURES],
            [[row["collection"], row["name"], *_figures(row)] for row in record["by_collection"]],
        ),
        "Fitted on one collection, tested on another (within one: cross-validated), before bounds:",
        "",
        *_table(
            ["fitted on", "tested on", "questioned", "Cllr"],
            [
                [row["fitted_on"], row["tested_on"], row["amount"], _interval(row["cllr"])]
                for row in record["across_collections"]
            ],
        ),
        "Misleading LRs at least as strong as a band: same-writer LRs of 1/LR or less, "
        "different-writer LRs of LR or more:",
        "",
        *_table(
            ["questioned", "LR", "same %", "different %"],
            [
                [
                    row["amount"],
                    f"{row['lr']:,.0f}" if row["lr"] > 1.0 else "beyond 1",
                    _interval(row["same"], 100.0),
                    _interval(row["different"], 100.0),
                ]
                for row in record["misleading_by_band"]
            ],
        ),
        "Identification among the writers of a collection:",
        "",
        *_table(
            ["collection", "questioned", "first %", "among five %"],
            [
                [
                    row.get("collection", "all"),
                    row["name"],
                    _interval(row["top1"], 100.0),
                    _interval(row["top5"], 100.0),
                ]
                for row in (*record["identification"], *record["identification_by_collection"])
            ],
        ),
        "Bounds, the open set and the design of every estimate stand in validation.pdf.",
        "",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")


FIGURES = (
    "median cm", "writers", "Cllr", "Cllr-min", "Cllr-cal", "EER %", "misleading, same %",
    "misleading, different %",
)  # fmt: skip


def _figures(row: Mapping[str, Any]) -> list[str]:
    return [
        f"{row['median_mm'] / 10.0:.0f}",
        str(row["writers"]),
        *(_interval(row[name]) for name in ("cllr", "cllr_min", "cllr_cal")),
        *(
            _interval(row[name], 100.0)
            for name in ("equal_error_rate", "misleading_same", "misleading_different")
        ),
    ]


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    marks = "|".join("---" for _ in header)
    return [f"| {' | '.join(header)} |", f"|{marks}|", *(f"| {' | '.join(r)} |" for r in rows), ""]


def _interval(figure: Mapping[str, float], factor: float = 1.0) -> str:
    digits = 2 if factor == 1.0 else 1
    value, low, high = (factor * figure[name] for name in ("value", "low", "high"))
    return f"{value:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"
