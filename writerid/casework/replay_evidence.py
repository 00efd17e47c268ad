"""The evidence of a candidate, as it was stored and as it was found again."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from writerid.casework.chain import canonical
from writerid.casework.evidence import Arrays
from writerid.casework.replay_outcome import (
    CODE_TOLERANCE,
    PLACE_TOLERANCE_PX,
    SCORE_TOLERANCE,
    Findings,
)


def compare_evidence(
    before: tuple[Mapping[str, Any], Arrays],
    again: tuple[Mapping[str, Any], Arrays],
    findings: Findings,
) -> None:
    """Contributions, places, counterparts and pairs of one candidate's evidence."""
    (record, arrays), (new, found) = before, again
    new = json.loads(canonical(new))
    for name in ("score", "reference_mean"):
        what = "score" if name == "score" else "reference mean"
        findings.numbers(what, record[name], new[name], SCORE_TOLERANCE)
    if not findings.same("arrays", sorted(arrays), sorted(found)):
        return
    each = SCORE_TOLERANCE / max(len(arrays["absolute"]), 1)
    for name in ("absolute", "relative"):
        findings.numbers("contribution of a patch", arrays[name], found[name], each)
    for name in sorted(arrays):
        if name.endswith("_corners_px"):
            findings.numbers(
                "corner of a patch (px)", arrays[name], found[name], PLACE_TOLERANCE_PX
            )
        elif name.endswith("_page") and not np.array_equal(arrays[name], found[name]):
            findings.wrong("patches lie on other pages")
    similarity = arrays["counterpart_similarity"], found["counterpart_similarity"]
    findings.numbers("similarity of two patches", *similarity, CODE_TOLERANCE)
    _compare_counterparts(arrays, found, findings)
    for name in ("supporting", "contradicting"):
        _compare_pairs(name, record[name], new[name], each, findings)
        share = f"{name}_share"
        what = "share that the pairs carry"
        findings.numbers(what, record[share], new[share], SCORE_TOLERANCE)
    _compare_reference(record["reference_counterparts"], new["reference_counterparts"], findings)
    findings.same("originals", record["originals"], new["originals"])
    pairs = len(record["supporting"]) + len(record["contradicting"])
    findings.note(f"{len(arrays['absolute'])} patches and {pairs} pairs found again")


def _compare_counterparts(arrays: Arrays, found: Arrays, findings: Findings) -> None:
    names = ("counterpart_document", "counterpart_patch")
    if any(arrays[name].shape != found[name].shape for name in names):
        return  # the similarities have told
    other = np.logical_or(*(arrays[name] != found[name] for name in names))
    # Those that are near equal may change places, where numbers are not the same to the last bit.
    if other.any() and not findings.differs:
        findings.wrong(f"{int(other.sum())} patches have other counterparts")


def _compare_pairs(
    name: str,
    before: Sequence[Mapping[str, Any]],
    again: Sequence[Mapping[str, Any]],
    each: float,
    findings: Findings,
) -> None:
    if not findings.same(f"{name} pairs", len(before), len(again)):
        return
    for number, (left, right) in enumerate(zip(before, again, strict=True), start=1):
        where = f"{name} pair {number}"
        what = "contribution of a patch"
        findings.numbers(what, left["contribution"], right["contribution"], each, where)
        keys = ("questioned_patch", "known_document", "known_patch")
        same = all(left[key] == right[key] for key in keys)
        if same:
            what = "similarity of two patches"
            findings.numbers(what, left["similarity"], right["similarity"], CODE_TOLERANCE, where)
        elif not findings.differs:
            findings.wrong(f"{where} is of other patches")


def _compare_reference(
    before: Sequence[Sequence[float]], again: Sequence[Sequence[float]], findings: Findings
) -> None:
    if not findings.same("reference patches", len(before), len(again)):
        return
    what = "similarity of two patches"
    findings.numbers(
        what, [one[1] for one in before], [one[1] for one in again], CODE_TOLERANCE, "reference"
    )
    if [one[0] for one in before] != [one[0] for one in again] and not findings.differs:
        findings.wrong("other reference patches are the most alike")
