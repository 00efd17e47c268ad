"""A report as plain data, gathered from a case as it is stored. Nothing is computed anew."""

import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from writerid import __version__
from writerid.casework.blind.sides import second_opinion_record, second_opinions_of
from writerid.casework.case import Case, CaseState
from writerid.casework.comparison import Comparison
from writerid.casework.comparisons import list_comparisons, open_comparison
from writerid.casework.items import Item, ItemPage, list_items
from writerid.casework.notes import notes_of
from writerid.casework.reporting.calibrations import calibration_records, scale_record
from writerid.casework.reporting.findings import comparison_record, frozen_page_record
from writerid.casework.reporting.request import ReportRequest
from writerid.errors import CaseError
from writerid.model import Resolution
from writerid.pipeline.steps import to_record
from writerid.store.items import ItemData
from writerid.tasks import SILENT, Task
from writerid.versions import package_version, package_versions

SCHEMA = "writerid.report/1"

Unavailable = Mapping[tuple[int, int], str]
"""Why a candidate's evidence can't be had, by comparison and rank."""


def gather(
    case: Case,
    request: ReportRequest,
    time: datetime,
    *,
    unavailable: Unavailable,
    not_recorded: str,
    task: Task = SILENT,
) -> dict[str, Any]:
    """All that a report says, as docs/report-json.md describes it, but for what is drawn.

    Raises CaseError where a comparison is not in the case or was changed.
    """
    state = case.state()
    ids = chosen_comparisons(case, request.comparisons)
    comparisons = [
        comparison_record(case, comparison_id, request, unavailable)
        for comparison_id in task.each(ids, "gathering the findings")
    ]
    used = {one["calibration_id"] for one in comparisons if one["calibration_id"]}
    scales = {one["verbal_scale"] for one in comparisons if one["verbal_scale"]}
    return {
        "schema": SCHEMA,
        "made": time.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "synthetic": state.synthetic,
        "layout": request.layout.to_record(),
        "settings": {
            "candidates": request.candidates,
            "evidence_for": request.evidence_for,
            "pairs": request.pairs,
        },
        "case": _case_record(case, state),
        "examiner": {"name": case.author.name, "account": case.author.account},
        "program": {
            "writerid": __version__,
            "packages": {
                **package_versions(),
                "typst": package_version("typst"),
                "python": platform.python_version(),
            },
            "system": platform.platform(),
        },
        "audit": {
            "count": state.event_count,
            "head": state.event_head,
            "recorded": not not_recorded,
            "not_recorded": not_recorded,
        },
        "names_hidden": any(one["names_hidden"] for one in comparisons),
        "items": _items(case, [open_comparison(case, one) for one in ids]),
        "comparisons": comparisons,
        "calibrations": calibration_records(used, request.calibrations),
        "verbal_scales": [scale_record(name, request.verbal_scale) for name in sorted(scales)],
        "notes": [asdict(note) for note in notes_of(case)],
        "second_opinions": [second_opinion_record(one) for one in second_opinions_of(case)],
        "unreadable": [],
    }


def chosen_comparisons(case: Case, wanted: Sequence[int] | None) -> tuple[int, ...]:
    """The comparisons of a report, by item and then as they were made.

    None wanted: the newest of each question about an item that is in the case, so that one with
    another document does not take the place of one with the database. Raises CaseError.
    """
    order = {item.name: place for place, item in enumerate(list_items(case))}
    lines = list_comparisons(case)
    last = len(order)
    if wanted is None:
        newest = {line.question: line for line in reversed(lines) if line.item in order}
        return tuple(
            line.id for line in sorted(newest.values(), key=lambda one: (order[one.item], one.id))
        )
    there = {line.id: line for line in lines}
    for one in wanted:
        if one not in there:
            raise CaseError(f"the case has no comparison {one}: look at its list")
    chosen = [there[one] for one in dict.fromkeys(wanted)]
    chosen.sort(key=lambda line: (order.get(line.item, last), line.id))
    return tuple(line.id for line in chosen)


def _case_record(case: Case, state: CaseState) -> dict[str, Any]:
    return {
        "id": state.case_id,
        "title": state.title,
        "created": state.created,
        "folder": case.folder.name,
        "names_hidden": state.names_hidden,
    }


def _items(case: Case, comparisons: Iterable[Comparison]) -> list[dict[str, Any]]:
    """The case's items; a compared one as it was compared, with what was changed since."""
    newest = {one.item.item_id: one for one in comparisons}
    there = [*list_items(case), *(i for i in list_items(case, removed=True) if i.id in newest)]
    return [
        _item_record(item, newest[item.id]) if item.id in newest else _own_record(item)
        for item in there
    ]


def _own_record(item: Item) -> dict[str, Any]:
    amount = item.amount
    return {
        **_common(item),
        "compared_as": None,
        "changed_since": False,
        "item": asdict(item.data),
        "writing_mm": None if amount is None else amount.writing_mm,
        "patch_count": None if amount is None else amount.patch_count,
        "pages": [_page_record(page) for page in item.pages],
    }


def _item_record(item: Item, comparison: Comparison) -> dict[str, Any]:
    compared = comparison.item
    return {
        **_common(item),
        "name": compared.name,
        "title": compared.title,
        "compared_as": comparison.id,
        "changed_since": _changed(item, comparison),
        "item": asdict(compared.data),
        "writing_mm": compared.code.writing_mm,
        "patch_count": compared.code.patch_count,
        "pages": [
            *({**frozen_page_record(page), "used": True} for page in compared.pages),
            *(_page_record(page) for page in item.pages if not page.used),
        ],
    }


def _common(item: Item) -> dict[str, Any]:
    return {
        "item_id": item.id,
        "role": item.role,
        "name": item.name,
        "title": item.title,
        "notes": item.notes,
        "added": item.added,
        "removed": item.removed,
    }


def _changed(item: Item, comparison: Comparison) -> bool:
    """Whether the item is another now than when it was compared."""

    def state(
        data: ItemData, pages: Iterable[tuple[str, int, Resolution | None, Sequence[Any]]]
    ) -> tuple[ItemData, list[Any]]:
        return data, [(sha, number, dpi, to_record(steps)) for sha, number, dpi, steps in pages]

    now = ((page.sha256, page.number, page.resolution, page.steps) for page in item.used_pages)
    then = ((p.sha256, p.number, p.resolution, p.steps) for p in comparison.item.pages)
    return state(item.data, now) != state(comparison.item.data, then)


def _page_record(page: ItemPage) -> dict[str, Any]:
    resolution = page.resolution
    return {
        "sha256": page.sha256,
        "file": page.file.name,
        "path": str(page.file),
        "size_bytes": page.size_bytes,
        "modified": page.modified,
        "number": page.number,
        "page_count": page.page_count,
        "width_px": page.width_px,
        "height_px": page.height_px,
        "dpi": None if resolution is None else resolution.dpi,
        "dpi_source": None if resolution is None else str(resolution.source),
        "true_size": resolution is not None and resolution.is_true_size,
        "steps": to_record(page.steps),
        "writing_mm": None if page.amount is None else page.amount.writing_mm,
        "keypoint_count": None if page.amount is None else page.amount.keypoint_count,
        "used": page.used,
    }
