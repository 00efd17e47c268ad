"""The sentences of a ``Strength``: what is stated, and the explanation behind each number."""

import math
from dataclasses import dataclass

from writerid.pipeline.open_set import Estimate, OpenSet
from writerid.pipeline.propositions import Propositions, judgement
from writerid.pipeline.strength import Caution, Strength
from writerid.pipeline.verbal import Band

LEAST_SHOWN = 0.001


@dataclass(frozen=True)
class Statement:
    """``topic`` names what it is about; ``explanation`` says what stands behind it."""

    topic: str
    text: str
    explanation: str = ""


CAUTIONS = {
    Caution.SEVERAL_HANDS: "several hands? The two halves of the questioned item are less alike "
    "than those of nearly all items by one writer: look whether it was written by one person",
    Caution.AT_BOUND: "the LR stands at the bound: the score alone would say more than the "
    "validation data supports",
    Caution.AMOUNT_OUT_OF_RANGE: "an amount of writing lies outside the range of the validation "
    "data and was taken as the nearest amount in it",
    Caution.SCRIPT_NOT_RECORDED: "the script of an item is not recorded: the LR holds only if it "
    "is one of the validation data's",
    Caution.STYLE_NOT_RECORDED: "the style of an item is not recorded: the LR holds only if it is "
    "one of the validation data's",
    Caution.SCALE_ESTIMATED: "the resolution of a page is not known: the amount of writing is an "
    "estimate",
    Caution.ONE_EXEMPLAR: "there is one known document: how much the candidate's writing varies "
    "can't be seen",
    Caution.HALVES_NOT_MEASURED: "the questioned item is too short to tell whether it was written "
    "by one hand",
}


def shown_ratio(log10_lr: float) -> str:
    """An LR with two digits, below 1 as a fraction: “37”, “1,400”, “1/12”."""
    size = two_digits(10.0 ** abs(log10_lr))
    if size == "1.0":
        return "1"
    return size if log10_lr > 0.0 else f"1/{size}"


def two_digits(value: float) -> str:
    """A number with two digits that mean something."""
    if value == 0.0:
        return "0"
    places = 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, places)
    return f"{rounded:,.{max(1 - math.floor(math.log10(abs(rounded))), 0)}f}"


def estimated(value: float) -> str:
    """An expected number or a percentage, which nobody needs to twenty places."""
    return f"below {LEAST_SHOWN}" if 0.0 < value < LEAST_SHOWN else two_digits(value)


def statements(strength: Strength) -> tuple[Statement, ...]:
    """All that is stated, in the order of a report."""
    calibration = strength.calibration
    return (
        *propositions_stated(
            strength.propositions,
            strength.default,
            None if calibration is None else calibration.basis.label,
        ),
        *_ratio(strength),
        *_conditions(strength),
        *_search(strength),
        *_open_set(strength),
        *_variation(strength),
        *(Statement("caution", CAUTIONS[caution]) for caution in strength.cautions),
        *_validation(strength),
    )


def propositions_stated(
    stated: Propositions, default: Propositions, population: str | None
) -> tuple[Statement, ...]:
    """H1 and H2; where they are the examiner's, what that means for the number."""
    pair = Statement("H1", stated.h1), Statement("H2", stated.h2)
    if stated == default:
        return pair
    return (*pair, Statement("wording", judgement(default, population)))


def ratio_text(strength: Strength) -> str:
    """The LR in a table's cell: “37”, “60 (bound)”, or “–” where none is given."""
    if strength.ratio is None:
        return "–"
    mark = " (bound)" if strength.ratio.is_at_bound else ""
    return shown_ratio(strength.ratio.log10_lr) + mark


def band_text(strength: Strength) -> str:
    """The verbal band and the side, or why there is none."""
    if strength.band is None:
        return "no LR: " + ", ".join(dict.fromkeys(r.reason.value for r in strength.refusals))
    if not strength.favours:
        return strength.band.words
    return f"{strength.band.words} for {strength.favours}"


def band_range(band: Band, following: Band | None) -> str:
    """“10–100”, for a legend."""
    if following is None:
        return f"{band.from_lr:,.0f} and above"
    return f"{band.from_lr:,.0f}–{following.from_lr:,.0f}"


def _ratio(strength: Strength) -> list[Statement]:
    if strength.ratio is None:
        return [
            Statement("no LR", f"No likelihood ratio is given: {refusal.sentence}.")
            for refusal in strength.refusals
        ]
    ratio = strength.ratio
    more, less = ("H1", "H2") if ratio.log10_lr >= 0.0 else ("H2", "H1")
    times = two_digits(10.0 ** abs(ratio.log10_lr))
    bound = (
        f"between {shown_ratio(ratio.bound.lower)} and {shown_ratio(ratio.bound.upper)}, which "
        f"{ratio.bound.writers} independent writers support at this amount of writing"
    )
    found = [
        Statement(
            "LR",
            f"LR {ratio_text(strength)}: the findings are about {times} times as probable if "
            f"{more} is true as if {less} is true. LRs are kept {bound}.",
            "The likelihood ratio says how strongly the findings support one proposition against "
            "the other. It says nothing about how probable either is: that depends on everything "
            "else in the case. It was calibrated on comparisons whose answer is known, by the "
            "score and the amount of writing on both sides; beyond the bound one more misleading "
            "comparison in the validation data would make such LRs worse than none.",
        ),
        Statement(
            "band",
            f"{_capital(band_text(strength))} ({strength.scale.name}).",
            "For an LR below 1 the words of 1/LR are used for H2.",
        ),
    ]
    if strength.out_of_reach:
        words = ", ".join(f"“{band.words}”" for band in strength.out_of_reach)
        found.append(Statement("out of reach", f"Out of reach with this bound: {words}."))
    return found


def _conditions(strength: Strength) -> list[Statement]:
    if strength.calibration is None:
        return []
    compared, basis = strength.compared, strength.calibration.basis
    return [
        Statement(
            "conditioned on",
            f"Conditioned on the score {compared.score:.3f} and on "
            f"{compared.questioned_mm / 10.0:.0f} cm of questioned and "
            f"{compared.known_mm / 10.0:.0f} cm of known writing (length of the ink line); "
            f"reference population: {basis.label}; scripts: {_listed(basis.scripts)}; styles: "
            f"{_listed(basis.styles)}; calibration {strength.calibration.calibration_id[:12]}, "
            f"model {strength.calibration.model_id[:12]}.",
        )
    ]


def _search(strength: Strength) -> list[Statement]:
    search = strength.compared.search
    if search is None:
        return []
    where = "a closed list" if search.closed_list else "the known writing"
    what = "document" if search.by_document else "writer"
    many = f"{search.writers} {what}{'' if search.writers == 1 else 's'}"
    calibrated = (
        " The LR was calibrated with the reference population, not with the others on the list."
        if search.closed_list and strength.ratio is not None
        else ""
    )
    return [
        Statement(
            "search",
            f"The candidate was found by searching {where} of {many}, and stands at rank "
            f"{search.rank}.{calibrated}",
            "A candidate found by a search is the most similar of many: the larger the "
            "database, the more often somebody else scores as high.",
        )
    ]


def _open_set(strength: Strength) -> list[Statement]:
    found = strength.open_set
    if found is None:
        return []
    return [
        Statement(
            "non-writers as high",
            f"In a database of {found.database_size:,} writers {_count(found.non_writers)} "
            "non-writers are expected to score as high at this amount of writing.",
            "From different-writer comparisons of the reference collection; the interval counts "
            "each of its writers once.",
        ),
        Statement(
            "best hit without the writer",
            f"A questioned document whose writer was left out had a best hit this high in "
            f"{_share(found.best_hit)} of the trials with this amount of writing and a database of "
            f"this size ({_how_measured(found)}). “None of the enrolled” stays possible.",
            "Measured with writers left out of a database; the interval counts each questioned "
            "writer once.",
        ),
    ]


def _how_measured(found: OpenSet) -> str:
    if found.measured_share >= 0.995:
        return "measured"
    return (
        f"{100.0 * found.measured_share:.1f} % of such a database measured, the rest by resampling "
        "non-writers"
    )


def _variation(strength: Strength) -> list[Statement]:
    variation = strength.compared.variation
    if not variation.known_to_known:
        return [Statement("variation", f"Known documents: {variation.exemplars}.")]
    low, high = min(variation.known_to_known), max(variation.known_to_known)
    inside = strength.compared.score >= low
    return [
        Statement(
            "variation",
            f"The candidate's {variation.exemplars} known documents score {low:.3f} to {high:.3f} "
            f"against each other; the questioned item's {strength.compared.score:.3f} lies "
            f"{'within or above' if inside else 'below'} that range.",
            "Each known document was compared with the candidate's other documents together.",
        )
    ]


def _validation(strength: Strength) -> list[Statement]:
    row, calibration = strength.figures, strength.calibration
    if row is None or calibration is None:
        return []
    return [
        Statement(
            "validation",
            f"Validation at the nearest amount ({row.amount}, median {row.median_mm / 10.0:.0f} "
            f"cm): Cllr {row.cllr:.2f} ({row.cllr_low:.2f}–{row.cllr_high:.2f}), Cllr-min "
            f"{row.cllr_min:.2f}, equal error rate {100.0 * row.equal_error_rate:.1f} %, LRs on "
            f"the wrong side of 1: {100.0 * row.misleading_same:.1f} % of same-writer and "
            f"{100.0 * row.misleading_different:.1f} % of different-writer comparisons; "
            f"{row.writers} writers.",
            "Cross-validation grouped by writer: no LR was judged by a fit that saw its writers. "
            "A Cllr of 0 is perfect, 1 is worth nothing.",
        )
    ]


def _count(estimate: Estimate) -> str:
    return f"about {estimated(estimate.value)} ({_interval(estimate.low, estimate.high)})"


def _share(estimate: Estimate) -> str:
    value, low, high = (100.0 * part for part in (estimate.value, estimate.low, estimate.high))
    return f"{estimated(value)} % ({_interval(low, high)} %)"


def _interval(low: float, high: float) -> str:
    # What is nearly nothing is nothing where an interval begins.
    begins = "0" if low < LEAST_SHOWN else two_digits(low)
    return f"95 % interval {begins}–{estimated(high)}"


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "not recorded"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
