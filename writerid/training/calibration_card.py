"""A calibration's card, written by the program from the calibration itself."""

from pathlib import Path
from typing import Any

from writerid.pipeline.calibration import Calibration
from writerid.pipeline.statements import shown_ratio
from writerid.training.records import write_record

USE_NOTE = (
    "LRs hold for the population that the collections below stand for, and for no other. They say "
    "how strongly findings support one proposition against another, never how probable it is that "
    "somebody wrote something."
)
DESIGN = (
    "Same-writer comparisons are made only across documents; different-writer comparisons only "
    "within one collection; shorter texts are cut from contiguous writing. One logistic regression "
    "on the score, the logs of both amounts of writing, and score × log of their harmonic mean, "
    "rising with the score at every amount, without a prior. Figures are by cross-validation "
    "grouped by writer; intervals are 95 % bootstraps over writers. Bounds are ELUB (Vergeer et "
    "al. 2016) from one comparison a writer, never wider for a shorter text."
)


def write_calibration_card(calibration: Calibration, folder: Path) -> dict[str, Any]:
    """Write ``card.json`` and ``card.md`` beside the calibration."""
    record = calibration.to_record()
    basis = record["basis"]
    card = {
        "calibration_id": calibration.calibration_id,
        "model_id": calibration.model_id,
        "label": basis["label"],
        "use": USE_NOTE,
        "design": DESIGN,
        "basis": {name: value for name, value in basis.items() if name != "data_sha256"},
        "figures": record["figures"],
        "bounds": record["bounds"],
        "least_mm": record["least_mm"],
        "half_limits": record["half_limits"],
    }
    write_record(folder / "card.json", card)
    (folder / "card.md").write_text(_markdown(calibration), encoding="utf-8")
    return card


def _markdown(calibration: Calibration) -> str:
    basis = calibration.basis
    lines = [
        f"# Calibration: {basis.label}",
        "",
        f"Calibration id `{calibration.calibration_id}`, for the model `{calibration.model_id}`, "
        f"written by writerid {basis.writerid}.",
        "",
        f"**Use.** {USE_NOTE}",
        "",
        f"**Design.** {DESIGN}",
        "",
        "## Data",
        "",
        f"{basis.source}: {basis.writers} writers, {basis.pages} pages; {basis.same:,} same-writer "
        f"and {basis.different:,} different-writer comparisons. Scripts: "
        f"{', '.join(basis.scripts) or 'not recorded'}. Styles: "
        f"{', '.join(basis.styles) or 'not recorded'}.",
        "",
        "| collection | writers | documents | pages |",
        "|---|---|---|---|",
        *(f"| {c.name} | {c.writers} | {c.documents} | {c.pages} |" for c in basis.collections),
        "",
        *_figure_lines(calibration),
        *_bound_lines(calibration),
    ]
    return "\n".join(lines)


def _figure_lines(calibration: Calibration) -> list[str]:
    return [
        "## Figures",
        "",
        "| questioned writing | median cm | Cllr | Cllr-min | EER % | misleading, same % | "
        "misleading, different % |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {row.amount} | {row.median_mm / 10.0:.0f} | {row.cllr:.2f} "
            f"({row.cllr_low:.2f}–{row.cllr_high:.2f}) | {row.cllr_min:.2f} | "
            f"{100.0 * row.equal_error_rate:.1f} | {100.0 * row.misleading_same:.1f} | "
            f"{100.0 * row.misleading_different:.1f} |"
            for row in calibration.figures
        ),
        "",
    ]


def _bound_lines(calibration: Calibration) -> list[str]:
    return [
        "## Bounds",
        "",
        "| harmonic mean of both amounts, from cm | lowest LR | highest LR | writers |",
        "|---|---|---|---|",
        *(
            f"| {bound.from_mm / 10.0:.0f} | {shown_ratio(bound.lower)} | "
            f"{shown_ratio(bound.upper)} | {bound.writers} |"
            for bound in calibration.bounds
        ),
        "",
        f"No LR below a harmonic mean of {calibration.least_mm / 10.0:.1f} cm: "
        f"{calibration.least_reason}.",
        "",
    ]
