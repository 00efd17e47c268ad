"""The pairs of patches, one by one, and what the examiner noted on them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from writerid.report.picture_names import crop_name
from writerid.report.wording import Wording, cell, free_text, number, percent, significant

Record = Mapping[str, Any]


def pair_view(pair: Record, pictures: Mapping[str, Path], wording: Wording) -> dict[str, Any]:
    """Two patches with their places, what they add, and the examiner's mark."""
    mark = pair["mark"]
    text = "" if mark is None else wording[f"evidence.verdicts.{mark['verdict']}"]
    similarity = ""
    if pair["similarity"] is not None:
        similarity = wording.say("evidence.similarity", value=number(pair["similarity"], 3))
    return {
        "label": pair["label"],
        "kind": pair["kind"],
        "contribution": significant(pair["contribution"]),
        "share": wording.say("evidence.share", percent=percent(pair["share"])),
        "questioned": _place(pair["questioned"], similarity, pictures, wording),
        "known": _place(pair["known"], pair["known"]["document_name"], pictures, wording),
        "mark": text,
    }


def notes_view(pairs: Sequence[Record], wording: Wording) -> list[dict[str, str]]:
    """What the examiner wrote beside marks, in full."""
    return [
        {
            "label": pair["label"],
            "kind": pair["kind"],
            "verdict": wording[f"evidence.verdicts.{pair['mark']['verdict']}"],
            "note": free_text(pair["mark"]["note"]),
            "by": wording.say(
                "evidence.mark_by",
                examiner=free_text(pair["mark"]["examiner"]) or wording["comparison.somebody"],
                made=wording.time(pair["mark"]["made"]),
            ),
        }
        for pair in pairs
        if pair["mark"] is not None and pair["mark"]["note"].strip()
    ]


def _place(
    place: Record, line: str, pictures: Mapping[str, Path], wording: Wording
) -> dict[str, str]:
    name = crop_name(place, place["corners_px"])
    unit = "mm" if place["true_size"] else "px"
    digits = 1 if place["true_size"] else 0
    size = wording.say(
        f"evidence.size_{unit}",
        width=number(place["width_mm"], 1),
        height=number(place["height_mm"], 1),
    )
    several = place["pages"] > 1
    page = f", {wording.say('evidence.page', number=place['page'] + 1)}" if several else ""
    return {
        "picture": name if name in pictures else "",
        "where": wording.say(
            f"evidence.place_{unit}",
            x=number(place[f"x_{unit}"], digits),
            y=number(place[f"y_{unit}"], digits),
        ),
        "size": f"{size}{page}",
        "line": cell(line, 20),
    }
