"""The items with their pages, and the known writing behind the candidates."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from writerid.model import MM_PER_INCH
from writerid.report.parts.steps import steps_in_words
from writerid.report.picture_names import thumbnail_name
from writerid.report.wording import Wording, cell, centimetres, free_text, listed

Record = Mapping[str, Any]
FIELDS = ("script", "language", "style", "instrument", "written", "medium", "manner", "origin")
MOST_THUMBNAILS = 8


def items_view(
    record: Record, pictures: Mapping[str, Path], wording: Wording
) -> list[dict[str, Any]]:
    """A card for each item."""
    return [_item(item, pictures, wording) for item in record["items"]]


def _item(item: Record, pictures: Mapping[str, Path], wording: Wording) -> dict[str, Any]:
    shown = item["pages"][: max(MOST_THUMBNAILS, wording.layout.most_rows)]
    names = [thumbnail_name(page) for page in item["pages"][:MOST_THUMBNAILS]]
    more = len(item["pages"]) - len(shown)
    return {
        "name": free_text(item["name"]),
        "role": wording[f"items.{item['role']}"],
        "title": free_text(item["title"]),
        "thumbnails": [name for name in names if name in pictures],
        "facts": _facts(item, wording),
        "pages": [_page(page, wording) for page in shown],
        "more": wording.say("items.more_pages", count=more) if more else "",
        "remarks": _remarks(item, wording),
    }


def _facts(item: Record, wording: Wording) -> list[list[str]]:
    data = item["item"]
    amount = wording["items.amount_unknown"]
    if item["writing_mm"] is not None:
        amount = wording.say(
            "items.amount", cm=centimetres(item["writing_mm"]), patches=f"{item['patch_count']:,}"
        )
    rows = [[wording["items.fields.writing"], amount]]
    recorded = [name for name in FIELDS if data[name]]
    rows += [[wording[f"items.fields.{name}"], free_text(data[name])] for name in recorded]
    wanted = FIELDS if item["role"] == "known" else FIELDS[:-1]
    lacking = [wording[f"items.fields.{name}"] for name in wanted if not data[name]]
    if lacking:
        rows.append([wording["items.not_recorded"], ", ".join(lacking)])
    if item["notes"].strip():
        rows.append([wording["items.fields.notes"], free_text(item["notes"])])
    rows.append([wording["items.fields.added"], wording.time(item["added"])])
    return rows


def _page(page: Record, wording: Wording) -> dict[str, Any]:
    unused = "" if page["used"] else f" ({wording['items.unused']})"
    return {
        "number": wording.say("items.page", number=page["number"], count=page["page_count"])
        + unused,
        "file": free_text(page["file"]),
        "bytes": wording.say(
            "items.bytes", size=f"{page['size_bytes']:,}", modified=wording.time(page["modified"])
        ),
        "pixels": f"{page['width_px']:,} × {page['height_px']:,}",
        "size": _size(page, wording),
        "resolution": resolution(page, wording),
        "sha256": page["sha256"],
    }


def _size(page: Record, wording: Wording) -> str:
    if not page["true_size"]:
        return str(wording["items.no_mm"])
    mm = MM_PER_INCH / page["dpi"]
    return wording.say(
        "items.mm", width=f"{page['width_px'] * mm:.0f}", height=f"{page['height_px'] * mm:.0f}"
    )


def resolution(page: Record, wording: Wording) -> str:
    """“300 dpi, from the file”."""
    if page["dpi"] is None:
        return str(wording["items.dpi_unknown"])
    source = wording[f"items.sources.{page['dpi_source']}"]
    return wording.say("items.dpi", dpi=f"{page['dpi']:.4g}", source=source)


def _remarks(item: Record, wording: Wording) -> list[str]:
    remarks = []
    if item["compared_as"] is None:
        remarks.append(wording["items.not_compared"])
    else:
        remarks.append(wording.say("items.compared_as", id=item["compared_as"]))
    if item["changed_since"]:
        remarks.append(wording["items.changed"])
    if item["removed"]:
        remarks.append(wording.say("items.removed", time=wording.time(item["removed"])))
    return remarks


def preparation_view(record: Record, wording: Wording) -> dict[str, Any]:
    """What was done to each page that was compared, in words."""
    found: dict[str, list[str]] = {}
    for comparison in record["comparisons"]:
        several = len(comparison["questioned_pages"]) > 1
        for place, page in enumerate(comparison["questioned_pages"], start=1):
            number = f" {wording.say('evidence.page', number=place)}" if several else ""
            name = f"{cell(comparison['item'], 24)}{number}"
            names = found.setdefault(steps_in_words(page, wording), [])
            if name not in names:
                names.append(name)
    rows = [[listed(names), free_text(words)] for words, names in found.items()]
    return {"rows": rows[: wording.layout.most_rows], "known": _known_steps(record, wording)}


def _known_steps(record: Record, wording: Wording) -> str:
    pages = {
        (page["sha256"], page["number"]): page
        for comparison in record["comparisons"]
        for candidate in comparison["candidates"]
        if candidate["evidence"]
        for document in candidate["documents"]
        for page in document["pages"]
    }
    if not pages:
        return ""
    words = {steps_in_words(page, wording) for page in pages.values()}
    same = (
        wording.say("method.known_same", steps=next(iter(words)))
        if len(words) == 1
        else wording["method.known_differ"]
    )
    return wording.say("method.known_steps", count=len(pages), same=same)


def known_view(record: Record, wording: Wording) -> dict[str, Any]:
    """The documents behind the candidates that are listed, each once."""
    found: dict[tuple[str, str], tuple[str, Record]] = {}
    for comparison in record["comparisons"]:
        # Those with plates first: they are what a reviewer asks for.
        for candidate in sorted(comparison["candidates"], key=lambda one: not one["evidence"]):
            for document in candidate["documents"]:
                key = (candidate["writer"], document["digest"])
                found.setdefault(key, (candidate["writer"], document))
    rows = [row for writer, one in found.values() for row in _known_rows(writer, one, wording)]
    most = wording.layout.most_rows
    more = len(rows) - most
    return {
        "rows": rows[:most],
        "more": wording.say("known.more", count=more) if more > 0 else "",
        "whole": _whole(record["comparisons"], wording),
    }


def _known_rows(writer: str, document: Record, wording: Wording) -> list[list[str]]:
    return [
        [
            cell(writer),
            cell(_document_name(document, page)),
            centimetres(page["writing_mm"]),
            f"{page['dpi']:.4g} {wording['items.sources_short'][page['dpi_source']]}",
            page["sha256"],
        ]
        for page in document["pages"]
    ]


def _document_name(document: Record, page: Record) -> str:
    name, file = document["name"], page["file"]
    number = f" p. {page['number']}" if page["page_count"] > 1 else ""
    if Path(file).stem == name or file == name:
        return f"{file}{number}"
    return f"{name}, {file}{number}"


def _whole(comparisons: Sequence[Record], wording: Wording) -> str:
    if not comparisons:
        return ""
    most = max(comparisons, key=lambda one: int(one["document_count"]))
    return wording.say(
        "known.whole", documents=most["document_count"], writers=most["writer_count"]
    )
