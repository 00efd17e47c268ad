"""What a report holds as JSON and CSV, for laboratories' own programs."""

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from writerid.report.files import replace_file

COLUMNS = (
    "comparison", "item", "made", "examiner", "rank", "tied", "candidate", "document", "score",
    "reference_mean", "log10_lr", "lr", "at_bound", "band", "favours", "no_lr_because",
    "writing_mm", "patches", "documents", "exemplars", "own_lowest", "own_highest", "compared",
    "calibration_id", "model_id", "digest", "remark",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a table program take a name for a formula."""


def write_json(record: Mapping[str, Any], file: Path) -> None:
    """The report's data as docs/report-json.md describes it, what is attached to the PDF too.

    Raises StorageFullError, WriterIdError; an earlier file then stays.
    """
    with replace_file(file.absolute()) as (partial, finish):
        partial.write_text(
            json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        finish()


def write_csv(record: Mapping[str, Any], file: Path) -> None:
    """The ranked candidates of all comparisons, and “none of them” as a row of its own.

    Raises StorageFullError, WriterIdError; an earlier file then stays.
    """
    with replace_file(file.absolute()) as (partial, finish):
        # With a byte-order mark: table programs know by it that names are in UTF-8.
        with partial.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, COLUMNS, restval="")
            writer.writeheader()
            for comparison in record["comparisons"]:
                writer.writerows(_rows(comparison))
        finish()


def _rows(comparison: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    common = {
        "comparison": comparison["id"],
        "item": _plain(comparison["item"]),
        "made": comparison["made"],
        "examiner": _plain(comparison["examiner"]),
        "compared": comparison["compared"],
        "model_id": comparison["model_id"],
        "digest": comparison["digest"],
    }
    for candidate in comparison["candidates"]:
        yield {**common, **_candidate(candidate)}
    row = comparison["none_of_them"]
    if row["sentence"]:
        yield {**common, "candidate": "(none of them)", "remark": row["sentence"]}


def _candidate(candidate: Mapping[str, Any]) -> dict[str, Any]:
    spread = candidate["variation"]
    found = {
        "rank": candidate["rank"],
        "tied": int(candidate["tied"]),
        "candidate": _plain(candidate["writer"]),
        "document": _plain(candidate["document"] or ""),
        "score": candidate["score"],
        "reference_mean": candidate["reference_mean"],
        "writing_mm": candidate["writing_mm"],
        "patches": candidate["patch_count"],
        "documents": candidate["document_count"],
        "exemplars": spread["exemplar_count"],
        "own_lowest": spread["lowest"],
        "own_highest": spread["highest"],
    }
    ratio = candidate["likelihood_ratio"]
    if ratio is None:
        return {**found, "no_lr_because": "no calibration"}
    return {
        **found,
        "log10_lr": ratio["log10_lr"],
        "lr": None if ratio["log10_lr"] is None else 10.0 ** ratio["log10_lr"],
        "at_bound": None if ratio["at_bound"] is None else int(ratio["at_bound"]),
        "band": ratio["band"],
        "favours": ratio["favours"],
        "no_lr_because": "; ".join(one["sentence"] for one in ratio["refusals"]),
        "calibration_id": ratio["calibration_id"],
    }


def _plain(text: str) -> str:
    """A name that no table program takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
