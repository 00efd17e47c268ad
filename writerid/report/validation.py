"""The validation report: every figure with the design behind it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from writerid.pipeline.calibration import Calibration
from writerid.pipeline.statements import band_range, shown_ratio, two_digits
from writerid.pipeline.verbal import VerbalScale
from writerid.report.typesetting import typeset

TEMPLATE = "validation.typ"


def write_validation_report(
    record: Mapping[str, Any],
    calibration: Calibration,
    scale: VerbalScale,
    plots: Mapping[str, Sequence[Path]],
    target: Path,
    *,
    time: datetime | None = None,
) -> None:
    """Write the PDF. ``record``: of a validation; ``plots``: PNG files by kind, in their order.

    Raises WriterIdError.
    """
    when = time or datetime.now(UTC)
    pictures = {
        f"{kind}-{number}.png": file
        for kind, files in plots.items()
        for number, file in enumerate(files)
    }
    data = {
        **record,
        "date": when.strftime("%Y-%m-%d %H:%M UTC"),
        "plots": {
            kind: [f"{kind}-{number}.png" for number in range(len(files))]
            for kind, files in plots.items()
        },
        "tables": _tables(record, calibration, scale),
        "calibration": _calibration(calibration),
    }
    typeset(TEMPLATE, data, pictures, target, time=when)


def _calibration(calibration: Calibration) -> dict[str, Any]:
    basis, fitted = calibration.basis, calibration.coefficients
    return {
        "fitted_on": basis.source,
        "writers": basis.writers,
        "pages": basis.pages,
        "same": f"{basis.same:,}",
        "different": f"{basis.different:,}",
        "scripts": ", ".join(basis.scripts) or "not recorded",
        "styles": ", ".join(basis.styles) or "not recorded",
        "coefficients": [
            [name, f"{getattr(fitted, name):.4f}"]
            for name in (
                "intercept",
                "score",
                "log_questioned",
                "log_known",
                "score_log_harmonic",
            )
        ],
        "questioned_cm": [f"{mm / 10.0:.1f}" for mm in calibration.questioned_mm],
        "known_cm": [f"{mm / 10.0:.1f}" for mm in calibration.known_mm],
        "least": f"{calibration.least_mm / 10.0:.1f} cm: {calibration.least_reason}",
        "isotonic": bool(calibration.isotonic),
    }


def _tables(
    record: Mapping[str, Any], calibration: Calibration, scale: VerbalScale
) -> dict[str, list[list[str]]]:
    """Rows of cells; their heads stand in the template."""
    return {
        "collections": [
            [c.name, str(c.writers), str(c.documents), str(c.pages)]
            for c in calibration.basis.collections
        ],
        "by_amount": [_figures([row["name"]], row) for row in record["by_amount"]],
        "unbounded": [
            [row["name"], *(_interval(row[name]) for name in ("cllr", "cllr_min", "cllr_cal"))]
            for row in record["unbounded_by_amount"]
        ],
        "by_collection": [
            _figures([row["collection"], row["name"]], row) for row in record["by_collection"]
        ],
        "pieces": [_figures([row["known"], row["name"]], row) for row in record["pieces"]],
        "across": [
            [row["fitted_on"], row["tested_on"], row["amount"], _interval(row["cllr"])]
            for row in record["across_collections"]
        ],
        "identification": [_rates([row["name"]], row) for row in record["identification"]],
        "identification_by_collection": [
            _rates([row["collection"], row["name"]], row)
            for row in record["identification_by_collection"]
        ],
        "bands": _band_rates(record),
        "scale": _scale(calibration, scale),
        "bounds": [
            [
                f"{bound.from_mm / 10.0:.0f}",
                shown_ratio(bound.lower),
                shown_ratio(bound.upper),
                str(bound.writers),
            ]
            for bound in calibration.bounds
        ],
        "best_hits": _best_hits(calibration),
        "halves": [
            [
                f"{limit.from_mm / 10.0:.0f}",
                f"{limit.score:.3f}",
                f"{100.0 * limit.false_alarms:.1f}",
                f"{100.0 * limit.found:.0f}",
                str(limit.pieces),
                str(limit.writers),
            ]
            for limit in calibration.half_limits
        ],
    }


def _figures(names: list[str], row: Mapping[str, Any]) -> list[str]:
    return [
        *names,
        f"{row['median_mm'] / 10.0:.0f}",
        str(row["writers"]),
        f"{row['same']:,}",
        f"{row['different']:,}",
        *(_interval(row[name]) for name in ("cllr", "cllr_min", "cllr_cal")),
        *(
            _interval(row[name], percent=True)
            for name in ("equal_error_rate", "misleading_same", "misleading_different")
        ),
    ]


def _rates(names: list[str], row: Mapping[str, Any]) -> list[str]:
    return [
        *names,
        str(row["pieces"]),
        str(row["writers"]),
        _interval(row["top1"], percent=True),
        _interval(row["top5"], percent=True),
    ]


def _band_rates(record: Mapping[str, Any]) -> list[list[str]]:
    return [
        [
            row["amount"],
            f"{row['lr']:,.0f}" if row["lr"] > 1.0 else "beyond 1",
            _interval(row["same"], percent=True),
            _interval(row["different"], percent=True),
        ]
        for row in record["misleading_by_band"]
    ]


def _scale(calibration: Calibration, scale: VerbalScale) -> list[list[str]]:
    widest = max(max(bound.upper, -bound.lower) for bound in calibration.bounds)
    beyond = scale.out_of_reach(widest)
    following = [*scale.bands[1:], None]
    return [
        [band_range(band, after), band.words, "out of reach" if band in beyond else "within reach"]
        for band, after in zip(scale.bands, following, strict=True)
    ]


def _best_hits(calibration: Calibration) -> list[list[str]]:
    """How often a best hit without the writer reaches LR 2 and 10, by amount and size."""
    rows = []
    for hits in calibration.best_hits:
        reach = []
        for level in (0.0, 0.30103, 1.0):
            above = [s for v, s in zip(hits.log10_lr, hits.share, strict=True) if v >= level]
            reach.append(f"{100.0 * above[0]:.1f}" if above else "0.0")
        rows.append(
            [
                f"{hits.from_mm / 10.0:.0f}",
                f"{hits.database_size:,}",
                two_digits(100.0 * hits.measured_share),
                str(hits.items),
                str(hits.writers),
                *reach,
            ]
        )
    return rows


def _interval(figure: Mapping[str, float], *, percent: bool = False) -> str:
    factor, digits = (100.0, 1) if percent else (1.0, 2)
    value, low, high = (factor * figure[name] for name in ("value", "low", "high"))
    return f"{value:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"
