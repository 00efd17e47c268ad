"""The report of a case's comparisons: plain data → PDF/A, with the data attached."""

import json
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from writerid.report.layout import ReportLayout
from writerid.report.logo import checked_logo
from writerid.report.parts.closing import (
    audit_view,
    limits_view,
    plot_name,
    repeat_view,
    review_view,
    scales_view,
    validation_view,
)
from writerid.report.parts.findings import comparison_view
from writerid.report.parts.front import front_view
from writerid.report.parts.items import items_view, known_view, preparation_view
from writerid.report.parts.second_opinion import second_opinions_view
from writerid.report.parts.strength import explanations
from writerid.report.typesetting import Standard, typeset
from writerid.report.wording import Wording, cell, free_text

__all__ = ["plot_name", "write_report"]

TEMPLATE = "comparison.typ"
ATTACHMENT = "report.json"
STANDARD: Standard = "a-3b"


def write_report(
    data: Mapping[str, Any],
    pictures: Mapping[str, Path],
    layout: ReportLayout,
    target: Path,
    time: datetime,
) -> None:
    """Write the PDF/A-3b. ``data``: as docs/report-json.md describes it; it is attached.

    ``pictures`` are files by the names of ``picture_names`` and ``plot_name``; what is missing is
    replaced by a sentence. With the same input and ``time`` the bytes are the same. Raises
    WriterIdError where the layout can't be used or the PDF can't be written; an earlier ``target``
    then stays.
    """
    wording = Wording.of(layout)
    with tempfile.TemporaryDirectory(prefix="writerid-letterhead-") as name:
        files = dict(pictures)
        view = report_view(data, files, wording)
        if layout.logo is not None:
            content, kind = checked_logo(layout.logo)
            view["front"]["letterhead"]["logo"] = f"logo.{kind}"
            files[f"logo.{kind}"] = Path(name) / f"logo.{kind}"
            files[f"logo.{kind}"].write_bytes(content)
        attached = json.dumps(data, ensure_ascii=False, indent=1).encode()
        typeset(
            TEMPLATE,
            view,
            files,
            target,
            time=time,
            standard=STANDARD,
            attachments={ATTACHMENT: attached},
        )


def report_view(
    data: Mapping[str, Any], pictures: Mapping[str, Path], wording: Wording
) -> dict[str, Any]:
    """What stands on paper, as texts: the template only places it."""
    unreadable = {(one["sha256"], one["number"]): one["why"] for one in data["unreadable"]}
    layout = wording.layout
    return {
        "t": wording.texts,
        "paper": layout.paper,
        "language": layout.language,
        "synthetic": data["synthetic"],
        "running": _running(data, wording),
        "front": front_view(data, wording),
        "items": items_view(data, pictures, wording),
        "known": known_view(data, wording),
        "explanations": explanations(data, wording),
        "preparation": preparation_view(data, wording),
        "comparisons": [
            comparison_view(one, unreadable, pictures, wording) for one in data["comparisons"]
        ],
        "second_opinions": second_opinions_view(data, wording),
        "notes": [
            {"text": free_text(note["text"]), "by": free_text(note["examiner"])}
            for note in data["notes"]
        ],
        "validation": validation_view(data, pictures, wording),
        "scales": scales_view(data, wording),
        "limits": limits_view(data, wording),
        "repeat": repeat_view(data, wording),
        "audit": audit_view(data),
        "review": review_view(data, wording),
    }


def _running(data: Mapping[str, Any], wording: Wording) -> dict[str, str]:
    """What stands at the head and the foot of each page."""
    audit, layout = data["audit"], wording.layout
    parts = [(layout.laboratory, 36), (layout.reference, 20)]
    return {
        "left": "  ·  ".join(cell(part, most) for part, most in parts if part),
        "case": cell(data["case"]["title"], 44),
        "program": wording.say("running.program", version=data["program"]["writerid"]),
        "made": wording.say("running.made", time=wording.time(data["made"])),
        "entry": wording.say("running.entry", count=audit["count"], head=audit["head"][:16]),
    }
