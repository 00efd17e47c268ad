"""When no likelihood ratio is given, and why: a ranking at most."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

DISGUISED = frozenset({"disguise suspected", "simulation suspected"})
SIGNATURE = "signature"


class Reason(StrEnum):
    """Why no likelihood ratio is given."""

    NO_CALIBRATION = "no calibration"
    SIGNATURE = "signature"
    DISGUISE = "disguise or simulation"
    SCRIPTS_DIFFER = "scripts differ"
    SCRIPT_NOT_VALIDATED = "script not validated"
    STYLE_NOT_VALIDATED = "style not validated"
    TOO_LITTLE_WRITING = "too little writing"
    SAME_FILE = "same file"


@dataclass(frozen=True)
class Refusal:
    """A reason, and the sentence that the examiner reads."""

    reason: Reason
    sentence: str


@dataclass(frozen=True)
class Circumstances:
    """What the examiner recorded of one side; empty where nothing is.

    ``style`` “signature” marks a signature. ``manner``: natural, disguise suspected, simulation
    suspected.
    """

    script: str = ""
    style: str = ""
    manner: str = ""


NOT_RECORDED = Circumstances()


def refusals_of_items(
    questioned: Circumstances,
    known: Sequence[Circumstances],
    scripts: Collection[str],
    styles: Collection[str],
) -> tuple[Refusal, ...]:
    """What in the items' own nature forbids an LR.

    ``known``: one a document. ``scripts`` and ``styles``: those of the validation data.
    """
    found: list[Refusal] = []
    sides = [("the questioned writing", questioned), *(("the known writing", k) for k in known)]
    for name, side in sides:
        if _plain(side.style) == SIGNATURE:
            sentence = f"{name} is a signature, which the method was not validated for"
            found.append(Refusal(Reason.SIGNATURE, sentence))
        if _plain(side.manner) in DISGUISED:
            sentence = (
                f"{name} is recorded as “{side.manner.strip()}”: how writers differ when they "
                "disguise or simulate was not measured"
            )
            found.append(Refusal(Reason.DISGUISE, sentence))
        found += _absent(name, side, scripts, styles)
    for other in known:
        if questioned.script and other.script and _plain(questioned.script) != _plain(other.script):
            sentence = (
                f"the questioned writing is in {questioned.script.strip()} script, the known "
                f"writing in {other.script.strip()}: writing in two scripts was not compared"
            )
            found.append(Refusal(Reason.SCRIPTS_DIFFER, sentence))
    return tuple(dict.fromkeys(found))


def _absent(
    name: str, side: Circumstances, scripts: Collection[str], styles: Collection[str]
) -> list[Refusal]:
    found = []
    if side.script.strip() and _plain(side.script) not in {_plain(s) for s in scripts}:
        sentence = (
            f"{name} is in {side.script.strip()} script, which is absent from the validation data "
            f"({_listed(scripts)})"
        )
        found.append(Refusal(Reason.SCRIPT_NOT_VALIDATED, sentence))
    style = _plain(side.style)
    if style and style != SIGNATURE and style not in {_plain(s) for s in styles}:
        sentence = (
            f"{name} is in the style “{side.style.strip()}”, which is absent from the validation "
            f"data ({_listed(styles)})"
        )
        found.append(Refusal(Reason.STYLE_NOT_VALIDATED, sentence))
    return found


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names)) or "none recorded"
