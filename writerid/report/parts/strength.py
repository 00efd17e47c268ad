"""The likelihood ratio of a candidate in the cells of tables, and in sentences."""

from collections.abc import Mapping
from typing import Any

from writerid.report.wording import Wording, free_text, listed

Record = Mapping[str, Any]

TOLD_ELSEWHERE = frozenset(
    {"H1", "H2", "caution", "non-writers as high", "best hit without the writer", "no LR"}
)
"""Topics of statements that have places of their own in a report."""


def ratio_cell(candidate: Record, wording: Wording) -> str:
    """“25 (bound)”, or a dash."""
    ratio = candidate["likelihood_ratio"]
    if ratio is None or ratio["lr_shown"] is None:
        return "–"
    mark = f" ({wording['ranking.bound']})" if ratio["at_bound"] else ""
    return f"{ratio['lr_shown']}{mark}"


def band_cell(candidate: Record, wording: Wording) -> str:
    """The verbal band and the side, or why there is none."""
    ratio = candidate["likelihood_ratio"]
    if ratio is None:
        return str(wording["ranking.no_lr_plain"])
    if ratio["band"] is None:
        reasons = dict.fromkeys(refusal["reason"] for refusal in ratio["refusals"])
        return wording.say("ranking.no_lr", reasons=listed(reasons))
    return ratio["band"] + (f" for {ratio['favours']}" if ratio["favours"] else "")


def sentences(candidate: Record, wording: Wording) -> list[dict[str, str]]:
    """What is stated of a candidate, each with the explanation behind it."""
    ratio = candidate["likelihood_ratio"]
    if ratio is None:
        return []
    return [
        {"text": free_text(one["text"]), "explanation": free_text(one.get("explanation", ""))}
        for one in ratio["statements"]
        if one["topic"] not in TOLD_ELSEWHERE
    ]


def refusals(candidate: Record) -> list[str]:
    """Why there is no LR."""
    ratio = candidate["likelihood_ratio"]
    return [] if ratio is None else [free_text(one["sentence"]) for one in ratio["refusals"]]


def cautions(candidate: Record) -> list[str]:
    """What to be careful of."""
    ratio = candidate["likelihood_ratio"]
    return [] if ratio is None else [free_text(one["sentence"]) for one in ratio["cautions"]]
