"""A ``Strength`` as plain data, for JSON and for what is stored of a comparison."""

from dataclasses import asdict
from typing import Any

from writerid.pipeline.statements import CAUTIONS, shown_ratio, statements
from writerid.pipeline.strength import Strength


def strength_record(strength: Strength) -> dict[str, Any]:
    """Numbers, reasons and sentences; see docs/identify-json.md."""
    compared, ratio = strength.compared, strength.ratio
    return {
        "h1": strength.propositions.h1,
        "h2": strength.propositions.h2,
        "default_h1": strength.default.h1,
        "default_h2": strength.default.h2,
        "population": (None if strength.calibration is None else strength.calibration.basis.label),
        "log10_lr": None if ratio is None else ratio.log10_lr,
        "lr_shown": None if ratio is None else shown_ratio(ratio.log10_lr),
        "at_bound": None if ratio is None else ratio.is_at_bound,
        "unbounded_log10_lr": None if ratio is None else ratio.unbounded,
        "bound": None if ratio is None else asdict(ratio.bound),
        "favours": strength.favours or None,
        "band": None if strength.band is None else strength.band.words,
        "out_of_reach": [band.words for band in strength.out_of_reach],
        "refusals": [asdict(refusal) for refusal in strength.refusals],
        "cautions": [
            {"caution": str(caution), "sentence": CAUTIONS[caution]}
            for caution in strength.cautions
        ],
        "conditioned_on": {
            "score": compared.score,
            "questioned_mm": compared.questioned_mm,
            "known_mm": compared.known_mm,
            "true_size": compared.true_size,
            "questioned": asdict(compared.questioned),
            "known": [asdict(one) for one in compared.known],
            "search": None if compared.search is None else asdict(compared.search),
        },
        "open_set": None if strength.open_set is None else asdict(strength.open_set),
        "variation": asdict(compared.variation),
        "figures": None if strength.figures is None else asdict(strength.figures),
        "statements": [asdict(statement) for statement in statements(strength)],
    }
