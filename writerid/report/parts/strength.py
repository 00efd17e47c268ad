"""The likelihood ratio of a candidate in the cells of tables, and in sentences."""

from collections.abc import Mapping
from typing import Any

from writerid.report.wording import Wording, free_text, listed

Record = Mapping[str, Any]

TOLD_ELSEWHERE = frozenset(
    {"H1", "H2", "caution", "non-writers as high", "best hit without the writer", "no LR"}
)
"""Topics of statements that have places of their own in a report."""

STRENGTH = frozenset({"LR", "band"})


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
    words = str(ratio["band"])
    return f"{words} for {ratio['favours']}" if ratio["favours"] else words


def sentences(candidate: Record) -> dict[str, list[str]]:
    """What is stated of a candidate: the strength itself, and what stands behind it."""
    ratio = candidate["likelihood_ratio"]
    found: dict[str, list[str]] = {"strength": [], "behind": []}
    for one in ratio["statements"] if ratio else ():
        if one["topic"] not in TOLD_ELSEWHERE:
            part = "strength" if one["topic"] in STRENGTH else "behind"
            found[part].append(free_text(one["text"]))
    return found


def explanations(record: Record, wording: Wording) -> list[list[str]]:
    """How figures and statements of a report are to be read, each topic once."""
    found: dict[str, str] = {}
    for comparison in record["comparisons"]:
        for candidate in comparison["candidates"][:1]:
            for one in (candidate["likelihood_ratio"] or {}).get("statements", ()):
                if one.get("explanation"):
                    found.setdefault(one["topic"], one["explanation"])
    names = wording["topics"]
    rows = [[names.get(topic, topic), free_text(text)] for topic, text in found.items()]
    return [*wording["method.reading"], *rows] if record["comparisons"] else []


def refusals(candidate: Record) -> list[str]:
    """Why there is no LR."""
    ratio = candidate["likelihood_ratio"]
    return [] if ratio is None else [free_text(one["sentence"]) for one in ratio["refusals"]]


def cautions(candidate: Record) -> list[str]:
    """What to be careful of."""
    ratio = candidate["likelihood_ratio"]
    return [] if ratio is None else [free_text(one["sentence"]) for one in ratio["cautions"]]
