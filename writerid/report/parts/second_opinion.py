"""Second opinions: both examiners' views of each item, side by side."""

from collections.abc import Mapping
from typing import Any

from writerid.report.wording import Wording, cell, centimetres, free_text, number

Record = Mapping[str, Any]
MOST_CANDIDATES = 5


def second_opinions_view(record: Record, wording: Wording) -> list[dict[str, Any]]:
    """An entry for each opinion that was joined."""
    return [_opinion(one, wording) for one in record["second_opinions"]]


def _opinion(opinion: Record, wording: Wording) -> dict[str, Any]:
    somebody = wording["comparison.somebody"]
    return {
        "facts": wording.say(
            "second.facts",
            package=opinion["package_id"][:12],
            made=wording.time(opinion["package_made"]),
            first=free_text(opinion["first_examiner"]) or somebody,
            second=free_text(opinion["examiner"]) or somebody,
            opinion_made=wording.time(opinion["made"]),
            joined=wording.time(opinion["joined"]),
            count=opinion["history_count"],
            head=opinion["history_head"][:12],
        ),
        "sha256": opinion["sha256"],
        "items": [
            {
                "name": free_text(f"{item['item']} {item['title']}".strip()),
                "sides": [
                    _side(item["first"], wording["second.first"], wording),
                    _side(item["second"], wording["second.second"], wording),
                ],
                "agreement": [
                    free_text(text) for text in (item["agreement"] or {}).get("sentences", ())
                ],
            }
            for item in opinion["items"]
        ],
    }


def _side(side: Record | None, title: str, wording: Wording) -> dict[str, Any]:
    if side is None:
        return {"title": title, "none": wording["second.none"]}
    return {
        "title": title,
        "none": "",
        "facts": wording.say(
            "second.compared",
            made=wording.time(side["made"]),
            compared=side["compared"],
            patches=f"{side['patch_count']:,}",
            cm=centimetres(side["writing_mm"]),
        ),
        "views": [_view(view, wording) for view in side["views"]],
        "rows": [_candidate(one) for one in side["candidates"][:MOST_CANDIDATES]],
    }


def _view(view: Record, wording: Wording) -> dict[str, str]:
    opinion = free_text(view["opinion"])
    return {
        "opinion": wording.say("comparison.opinion", opinion=opinion) if opinion else "",
        "text": free_text(view["text"]),
        "by": wording.say(
            "second.by",
            examiner=free_text(view["examiner"]),
            made=wording.time(view["made"]),
            when=wording["second.blind" if view["independent"] else "second.later"],
        ),
    }


def _candidate(candidate: Record) -> list[str]:
    return [
        f"{candidate['rank']}{'=' if candidate['tied'] else ''}",
        cell(candidate["writer"]),
        number(candidate["score"], 3),
        candidate["lr_shown"] or "–",
    ]
