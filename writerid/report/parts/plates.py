"""Evidence on paper: plates of two pages with their boxes, and the pairs one by one.

Everything is in mm on paper, from the top left of a page's picture.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from writerid.model import MM_PER_INCH
from writerid.pictures.label_places import LABEL_SIZE, place_labels
from writerid.report.parts.pairs import notes_view, pair_view
from writerid.report.picture_names import cutout_name
from writerid.report.plate_plan import PlatePlan, plan_plate, size_mm
from writerid.report.wording import (
    Wording,
    cell,
    free_text,
    listed,
    number,
    signed,
    significant,
)

Record = Mapping[str, Any]
Unreadable = Mapping[tuple[str, int], str]

LABEL_MM = 2.25
"""How high a label's type is; labels are placed on a grid where it is LABEL_SIZE units."""

NEAR = 0.4
"""Windows closer than this part of their side share one label."""

MOST_TOGETHER = 5
"""Labels that share one place."""

BARS_MM = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
LONGEST_BAR_MM = 32.0
TICKS_MM = (5.0, 10.0, 20.0, 50.0, 100.0)
LEAST_TICK_MM = 4.0
"""Marks at the edge are no closer on paper."""

NUMBERED_MM = 11.0
"""Numbers beside marks are no closer on paper."""


def evidence_view(
    comparison: Record,
    candidate: Record,
    unreadable: Unreadable,
    pictures: Mapping[str, Path],
    wording: Wording,
) -> dict[str, Any]:
    """Plates and pairs of one candidate, or why there are none."""
    heading = wording.say(
        "evidence.heading_one" if comparison["kind"] == "compare" else "evidence.heading",
        item=cell(comparison["item"], 40),
        writer=cell(candidate["writer"]),
        rank=candidate["rank"],
    )
    evidence = candidate["evidence"]
    if not evidence:
        why = free_text(candidate["evidence_missing"].rstrip("."))
        return {"heading": heading, "missing": wording.say("evidence.missing", why=why)}
    paper = wording.layout.paper
    kinds = [
        {
            "kind": kind,
            "title": wording[f"evidence.{kind}"],
            "pairs": [
                pair_view(pair, pictures, wording)
                for pair in evidence["pairs"]
                if pair["kind"] == kind
            ],
        }
        for kind in ("supporting", "contradicting", "marked")
    ]
    return {
        "heading": heading,
        "missing": "",
        "intro": " ".join(_intro(evidence, wording)),
        "plates": [
            _plate(plate, evidence["pairs"], paper, unreadable, pictures, wording)
            for plate in evidence["plates"]
        ],
        "marks": notes_view(evidence["pairs"], wording),
        "kinds": [one for one in kinds if one["pairs"] or one["kind"] != "marked"],
    }


def _intro(evidence: Record, wording: Wording) -> list[str]:
    reference = evidence["reference_mean"]
    texts = [
        wording.say(
            "evidence.sum",
            patches=f"{evidence['patch_count']:,}",
            score=number(evidence["score"], 3),
            reference=number(reference, 3),
            above=signed(evidence["score"] - reference, 3),
            supporting=significant(evidence["supporting_sum"]),
            supporting_count=f"{evidence['supporting_patches']:,}",
            contradicting=significant(evidence["contradicting_sum"]),
            contradicting_count=f"{evidence['contradicting_patches']:,}",
        )
    ]
    for kind in ("supporting", "contradicting"):
        pairs = [pair for pair in evidence["pairs"] if pair["kind"] == kind]
        if pairs:
            share = wording.percent(sum(pair["share"] for pair in pairs))
            texts.append(wording.say(f"evidence.shown_{kind}", count=len(pairs), share=share))
    texts.append(wording["evidence.overlap"])
    if abs(evidence["deviation"]) > 1e-6:
        texts.append(wording.say("evidence.deviation", deviation=f"{evidence['deviation']:.1e}"))
    return texts


def _plate(
    plate: Record,
    pairs: Sequence[Record],
    paper: Any,
    unreadable: Unreadable,
    pictures: Mapping[str, Path],
    wording: Wording,
) -> dict[str, Any]:
    sides = [plate["questioned"], *plate["known"]]
    sizes = [size_mm(side, side["box_px"]) for side in sides]
    true = all(side["true_size"] for side in sides)
    plan = plan_plate(paper, sizes, comparable=true)
    marks = _marks(plate, pairs)
    roles = [wording["evidence.questioned"], *[wording["evidence.known"]] * len(plate["known"])]
    return {
        "columns": plan.columns,
        "scale": _scale_sentence(plan, sides, wording),
        "ticks": wording["evidence.ticks" if true else "evidence.ticks_px"],
        "marked": any(pair["kind"] == "marked" for one in marks for pair, _, _ in one),
        "pale": any(not labelled for one in marks for _, _, labelled in one),
        "sides": [
            _side(side, marked, scale, role, unreadable, pictures, wording)
            for side, marked, scale, role in zip(sides, marks, plan.scales, roles, strict=True)
        ],
    }


def _scale_sentence(plan: PlatePlan, sides: Sequence[Record], wording: Wording) -> str:
    unknown = [side for side in sides if not side["true_size"]]
    if unknown:
        return wording.say("evidence.scale_unknown", source=_source(unknown[0], wording))
    shown = [f"{100.0 * scale:.0f} %" for scale in plan.scales]
    if plan.one_scale:
        return wording.say("evidence.scale_one", scale=shown[0])
    return wording.say("evidence.scale_several", scales=listed(shown))


def _source(side: Record, wording: Wording) -> str:
    return str(wording[f"items.sources.{side.get('dpi_source', 'estimated')}"])


Marked = tuple[Record, Sequence[Sequence[float]], bool]
"""A pair, its window on the page, and whether its counterpart is on the same plate."""


def _marks(plate: Record, pairs: Sequence[Record]) -> list[list[Marked]]:
    """For the questioned page and each known one the windows on it."""
    questioned = plate["questioned"]["page"]
    known = [(side["document"], side["page"]) for side in plate["known"]]
    marks: list[list[Marked]] = [[] for _ in range(1 + len(known))]
    for pair in pairs:
        on_questioned = pair["questioned"]["page"] == questioned
        place = (pair["known"]["document"], pair["known"]["page"])
        if on_questioned:
            marks[0].append((pair, pair["questioned"]["corners_px"], place in known))
        if place in known:
            on = marks[1 + known.index(place)]
            on.append((pair, pair["known"]["corners_px"], on_questioned))
    return marks


def _side(
    side: Record,
    marked: Sequence[Marked],
    scale: float,
    role: str,
    unreadable: Unreadable,
    pictures: Mapping[str, Path],
    wording: Wording,
) -> dict[str, Any]:
    box = side["box_px"]
    mm_px = scale * MM_PER_INCH / side["dpi"]
    width, height = (box[2] - box[0]) * mm_px, (box[3] - box[1]) * mm_px
    origin = np.array(box[:2], dtype=np.float64)
    windows = [(np.array(corners, dtype=np.float64) - origin) * mm_px for _, corners, _ in marked]
    largest = max((abs(pair["contribution"]) for pair, _, _ in marked), default=1.0) or 1.0
    picture = cutout_name(side, box, side["picture_width_px"])
    why = unreadable.get((side["sha256"], side["number"]), "")
    page = "" if side["file"] in side["name"] else f",  {side['file']}"
    return {
        "role": role,
        "caption": cell(f"{side['name']}{page}", 40),
        "width_mm": round(width, 3),
        "height_mm": round(height, 3),
        "picture": picture if picture in pictures else "",
        "why": ""
        if picture in pictures
        else wording.say("evidence.no_picture", why=free_text(why.rstrip("."))),
        "boxes": [
            {
                "points": _rounded(window),
                "kind": pair["kind"],
                "strength": round(abs(pair["contribution"]) / largest, 3),
                "pale": not labelled,
            }
            for (pair, _, labelled), window in zip(marked, windows, strict=True)
        ],
        "labels": _labels(marked, windows, (width, height)),
        "ticks": {
            "x": _ticks(side, box[0], box[2], scale),
            "y": _ticks(side, box[1], box[3], scale),
        },
        "bar": _bar(side, scale),
    }


def _labels(
    marked: Sequence[Marked], windows: Sequence[Any], size: tuple[float, float]
) -> list[dict[str, Any]]:
    """Labels that do not cover each other, each beside its window."""
    groups = _together(marked, windows)
    unit = LABEL_MM / LABEL_SIZE
    texts = [_joined([marked[one][0]["label"] for one in group]) for group in groups]
    on_grid = [[(float(x), float(y)) for x, y in window / unit] for window in windows]
    grid = (max(round(size[0] / unit), 1), max(round(size[1] / unit), 1))
    places = place_labels(texts, [group[0] for group in groups], on_grid, grid)
    return [
        {
            "text": text,
            "kind": marked[group[0]][0]["kind"],
            "x": round(place.centre[0] * unit, 3),
            "y": round(place.centre[1] * unit, 3),
            "leader": None if place.leader is None else _rounded(np.array(place.leader) * unit),
        }
        for text, group, place in zip(texts, groups, places, strict=True)
    ]


def _joined(labels: Sequence[str]) -> str:
    """The labels of windows on one place; those beyond the first are in the pairs below."""
    shown = list(labels[:MOST_TOGETHER])
    return ", ".join(shown if len(shown) == len(labels) else [*shown, "…"])


def _together(marked: Sequence[Marked], windows: Sequence[Any]) -> list[list[int]]:
    """Labelled windows of one kind on nearly one place share a label; the strongest is first."""
    centres = [window.mean(axis=0) for window in windows]
    groups: list[list[int]] = []
    for place, (pair, _, labelled) in enumerate(marked):
        if not labelled:
            continue
        near = NEAR * np.linalg.norm(windows[place][1] - windows[place][0])
        for group in groups:
            same = marked[group[0]][0]["kind"] == pair["kind"]
            if same and np.linalg.norm(centres[group[0]] - centres[place]) < near:
                group.append(place)
                break
        else:
            groups.append([place])
    return groups


def _ticks(side: Record, begin_px: int, end_px: int, scale: float) -> list[dict[str, Any]]:
    """Marks at round places of the whole page; every few of them bear their number.

    In mm where the page's size is known, else in pixels.
    """
    factor = MM_PER_INCH / side["dpi"] if side["true_size"] else 1.0
    paper = scale * (1.0 if side["true_size"] else MM_PER_INCH / side["dpi"])
    begin, end = begin_px * factor, end_px * factor
    steps = [one * (1.0 if side["true_size"] else 10.0) for one in TICKS_MM]
    step = next((one for one in steps if one * paper >= LEAST_TICK_MM), steps[-1])
    wide = [one for one in steps if one * paper >= NUMBERED_MM and one % step == 0.0]
    numbered = wide[0] if wide else steps[-1]
    ticks = []
    at = float(np.ceil(begin / step) * step)
    while at <= end:
        ticks.append(
            {
                "at": round((at - begin) * paper, 3),
                "label": f"{at:g}" if at % numbered == 0 else "",
            }
        )
        at += step
    return ticks


def _bar(side: Record, scale: float) -> dict[str, Any] | None:
    """A scale bar of a round length; none where sizes are not known."""
    if not side["true_size"]:
        return None
    length = max((mm for mm in BARS_MM if mm * scale <= LONGEST_BAR_MM), default=BARS_MM[0])
    return {"width_mm": round(length * scale, 3), "label": f"{length:g} mm"}


def _rounded(points: Any) -> list[list[float]]:
    return [[round(float(x), 3), round(float(y), 3)] for x, y in points]
