"""The first page: who, what, when, and the findings at a glance."""

from collections.abc import Mapping
from typing import Any

from writerid.pipeline.statements import two_digits
from writerid.report.parts.strength import band_cell, ratio_cell
from writerid.report.wording import Wording, cell, free_text, listed

Record = Mapping[str, Any]


def front_view(record: Record, wording: Wording) -> dict[str, Any]:
    """What the first page says."""
    return {
        "letterhead": _letterhead(wording),
        "title": wording["title"],
        "subtitle": free_text(record["case"]["title"]),
        "facts": _facts(record, wording),
        "notices": _notices(record, wording),
        "glance": [_glance_row(one, wording) for one in record["comparisons"]],
    }


def examiner_of(record: Record, wording: Wording) -> str:
    """The examiner of the report, as the layout or the case names them."""
    name = wording.layout.examiner or record["examiner"]["name"]
    return name or str(wording["front.unnamed"])


def _letterhead(wording: Wording) -> dict[str, Any]:
    layout = wording.layout
    return {
        "laboratory": free_text(layout.laboratory),
        "address": [free_text(line) for line in layout.address],
        "accreditation": free_text(layout.accreditation),
    }


def _facts(record: Record, wording: Wording) -> list[list[str]]:
    layout, case = wording.layout, record["case"]
    title = f", {layout.examiner_title}" if layout.examiner_title else ""
    account = f"{record['examiner']['account']} ({wording['front.account_note']})"
    audit = record["audit"]
    rows = [
        ("reference", free_text(layout.reference)),
        ("case", free_text(case["title"])),
        ("case_id", case["id"]),
        ("examiner", free_text(examiner_of(record, wording) + title)),
        ("account", free_text(account)),
        ("made", wording.time(record["made"])),
        ("compared", _when_compared(record, wording)),
        ("items", free_text(_item_names(record))),
        (
            "history",
            wording.say(
                "front.history_value",
                count=audit["count"],
                head=audit["head"][:16],
                section="{audit}",
            ),
        ),
    ]
    return [[wording[f"front.{key}"], value] for key, value in rows if value]


def _when_compared(record: Record, wording: Wording) -> str:
    times = sorted(one["made"] for one in record["comparisons"])
    if not times:
        return ""
    first, last = wording.time(times[0]), wording.time(times[-1])
    return first if first == last else f"{first} – {last}"


def _item_names(record: Record) -> str:
    return listed(item["name"] for item in record["items"])


def _notices(record: Record, wording: Wording) -> list[str]:
    audit = record["audit"]
    notices = []
    if record["synthetic"]:
        notices.append(wording["notice.synthetic"])
    if record["names_hidden"]:
        notices.append(wording["notice.hidden"])
    if not audit["recorded"]:
        notices.append(wording.say("notice.not_recorded", why=audit["not_recorded"]))
    return notices


def _glance_row(comparison: Record, wording: Wording) -> list[str]:
    opinion = next(
        (view["opinion"] for view in reversed(comparison["views"]) if view["opinion"]), ""
    )
    first = comparison["candidates"][0] if comparison["candidates"] else None
    cells = ["–", "–", wording["comparison.empty"], "–"]
    if first is not None:
        cells = [
            cell(first["writer"]) + ("  =" if first["tied"] else ""),
            ratio_cell(first, wording),
            band_cell(first, wording),
            _best_hit(first, wording),
        ]
    return [
        cell(comparison["item"], 24),
        *cells,
        free_text(opinion) or wording["front.no_opinion"],
    ]


def _best_hit(candidate: Record, wording: Wording) -> str:
    """How often a first candidate stood as high without the writer."""
    ratio = candidate["likelihood_ratio"]
    if ratio is None or ratio["open_set"] is None:
        return "–"
    hit = ratio["open_set"]["best_hit"]
    share, low, high = (two_digits(100.0 * hit[name]) for name in ("value", "low", "high"))
    return wording.say("front.best_hit", share=share, low=low, high=high)
