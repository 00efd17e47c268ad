"""A comparison: propositions, what was computed, the examiner's view, and the ranking."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from writerid.report.parts.plates import evidence_view
from writerid.report.parts.strength import band_cell, cautions, ratio_cell, refusals, sentences
from writerid.report.wording import Wording, cell, centimetres, free_text, listed, number

Record = Mapping[str, Any]
MOST_REFUSED = 5
"""Candidates whose reasons for lacking an LR are spelled out."""


def comparison_view(
    comparison: Record,
    unreadable: Mapping[tuple[str, int], str],
    pictures: Mapping[str, Path],
    wording: Wording,
) -> dict[str, Any]:
    """All that a report says of one comparison."""
    candidates = comparison["candidates"]
    first = candidates[0] if candidates else None
    return {
        "running": cell(f"{comparison['item']} {comparison['item_title']}", 28),
        "heading": wording.say(
            "comparison.heading",
            item=cell(comparison["item"], 60),
            whom=_whom(comparison, wording),
        ),
        "title": free_text(comparison["item_title"]),
        "facts": _facts(comparison, wording),
        "propositions": _propositions(first, comparison, wording),
        **({"strength": [], "behind": []} if first is None else sentences(first)),
        "uncalibrated": _uncalibrated(comparison, wording),
        "cautions": [] if first is None else cautions(first),
        "refusals": _refusals(comparison),
        "none_label": none_label(comparison, wording),
        "none": _none_of_them(comparison),
        "views": [_view(view, wording) for view in comparison["views"]],
        "notes": [_note(note, wording) for note in comparison["notes"]],
        "ranking": _ranking(comparison, wording),
        "evidence": [
            evidence_view(comparison, one, unreadable, pictures, wording)
            for one in candidates
            if one["evidence"] or one["evidence_missing"]
        ],
    }


def _whom(comparison: Record, wording: Wording) -> str:
    """Whom the item was compared with, for a heading."""
    if comparison["kind"] == "compare" and comparison["candidates"]:
        return cell(comparison["candidates"][0]["writer"], 60)
    count = comparison["compared"]
    key = "documents" if comparison["level"] == "document" else "writers"
    if comparison["closed_list"] is not None and key == "writers":
        key = "listed"
    one = "_one" if count == 1 else ""
    return wording.say(f"comparison.whom_{key}{one}", count=f"{count:,}")


def none_label(comparison: Record, wording: Wording) -> str:
    """What the row “none of them” is called."""
    closed = comparison["closed_list"] is not None
    return str(wording["comparison.none_label_closed" if closed else "comparison.none_label"])


def _facts(comparison: Record, wording: Wording) -> list[str]:
    facts = [
        wording.say(
            "comparison.facts",
            id=comparison["id"],
            made=wording.time(comparison["made"]),
            examiner=free_text(comparison["examiner"]) or wording["comparison.somebody"],
            patches=f"{comparison['patch_count']:,}",
            cm=centimetres(comparison["writing_mm"]),
            mean=number(comparison["reference_mean"], 3),
        )
    ]
    database = comparison["database"]
    if database is None:
        facts.append(wording["comparison.one_to_one"])
    else:
        key = "comparison.writers" if comparison["level"] == "writer" else "comparison.documents"
        what = wording.say(
            key, writers=comparison["writer_count"], documents=comparison["document_count"]
        )
        facts.append(
            wording.say(
                "comparison.database",
                what=what,
                id=database["id"][:12],
                changes=database["changes"],
            )
        )
    if comparison["closed_list"] is not None:
        names = _cut(comparison["closed_list"], "comparison.more_names", wording)
        facts.append(wording.say("comparison.closed", names=names))
    return facts


def _cut(texts: list[str], more: str, wording: Wording) -> str:
    """A list as long as the layout allows."""
    most = wording.layout.most_rows
    shown = [free_text(text) for text in texts[:most]]
    if len(texts) > most:
        shown.append(wording.say(more, count=len(texts) - most))
    return listed(shown)


def _propositions(first: Record | None, comparison: Record, wording: Wording) -> dict[str, Any]:
    if first is None:
        why = wording["comparison.empty"].rstrip(".")
        return {"none": wording.say("comparison.no_propositions", why=free_text(why))}
    return {
        "none": "",
        "h1": free_text(first["propositions"]["h1"]),
        "h2": free_text(first["propositions"]["h2"]),
        "several": len(comparison["candidates"]) > 1,
        "edited": wording["comparison.edited"] if comparison["propositions_edited"] else "",
    }


def _uncalibrated(comparison: Record, wording: Wording) -> str:
    why = comparison["no_calibration"]
    return wording.say("ranking.uncalibrated", why=free_text(why).rstrip(".")) if why else ""


def _refusals(comparison: Record) -> list[list[str]]:
    """Candidates without an LR, and why; those with the same reasons together."""
    found: dict[tuple[str, ...], list[str]] = {}
    for candidate in comparison["candidates"]:
        why = tuple(refusals(candidate))
        if why:
            found.setdefault(why, []).append(free_text(candidate["writer"]))
    return [
        [listed(names[:MOST_REFUSED]) + (" …" if len(names) > MOST_REFUSED else ""), "; ".join(why)]
        for why, names in found.items()
    ][:MOST_REFUSED]


def _none_of_them(comparison: Record) -> list[str]:
    if comparison["kind"] == "compare":
        # Of one document nobody was searched for: H2 says that it may be another writer.
        return []
    row = comparison["none_of_them"]
    return [free_text(text) for text in (row["statements"] or [row["sentence"]]) if text]


def _view(view: Record, wording: Wording) -> dict[str, str]:
    hidden = "comparison.view_hidden" if view["names_were_hidden"] else "comparison.view_open"
    by = wording.say(
        "comparison.view_by",
        examiner=free_text(view["examiner"]),
        made=wording.time(view["made"]),
    )
    opinion = free_text(view["opinion"])
    return {
        "opinion": wording.say("comparison.opinion", opinion=opinion) if opinion else "",
        "text": free_text(view["text"]),
        "by": f"{by}; {wording[hidden]}",
    }


def _note(note: Record, wording: Wording) -> dict[str, str]:
    by = wording.say(
        "comparison.note_by",
        examiner=free_text(note["examiner"]) or wording["comparison.somebody"],
        made=wording.time(note["made"]),
    )
    if note["changed"]:
        changed = wording.say("comparison.note_changed", time=wording.time(note["changed"]))
        by = f"{by}; {changed}"
    return {"text": free_text(note["text"]), "by": by}


def _ranking(comparison: Record, wording: Wording) -> dict[str, Any]:
    candidates = comparison["candidates"]
    more = comparison["compared"] - len(candidates)
    alone = comparison["kind"] == "compare"
    none = ["–", none_label(comparison, wording), "", "", wording["comparison.none_row"]]
    return {
        "heading": wording["ranking.heading_one" if alone else "ranking.heading"],
        "none_row": [] if alone else [[*none, "", "", ""]],
        "rows": [_row(one, wording) for one in candidates],
        "more": wording.say(
            "ranking.more", count=f"{more:,}", compared=f"{comparison['compared']:,}"
        )
        if more > 0
        else "",
        "left_out": _left_out(comparison["left_out"], wording),
    }


def _row(candidate: Record, wording: Wording) -> list[str]:
    spread = candidate["variation"]
    own = wording["ranking.one_document"]
    if spread["lowest"] is not None:
        own = f"{number(spread['lowest'], 3)} – {number(spread['highest'], 3)}"
    name = cell(candidate["writer"])
    if candidate["document"] and candidate["document"] != candidate["writer"]:
        name = f"{name}: {cell(candidate['document'])}"
    return [
        f"{candidate['rank']}{'=' if candidate['tied'] else ''}",
        name,
        number(candidate["score"], 3),
        ratio_cell(candidate, wording),
        band_cell(candidate, wording),
        centimetres(candidate["writing_mm"]),
        f"{spread['exemplar_count']}",
        own,
    ]


def _left_out(left_out: list[Record], wording: Wording) -> str:
    if not left_out:
        return ""
    texts = [
        wording.say(
            "ranking.left_same" if one["same_file"] else "ranking.left_asked",
            document=one["document"],
            writer=one["writer"],
        )
        for one in left_out
    ]
    return wording.say("ranking.left_out", list=_cut(texts, "ranking.left_more", wording))
