"""Preparation steps in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from writerid.model import MM_PER_INCH
from writerid.report.wording import Wording

Record = Mapping[str, Any]


def steps_in_words(page: Record, wording: Wording) -> str:
    """What was done to a page, in its order."""
    found = [_step(step, page, wording) for step in page["steps"]]
    return "; ".join(found) or str(wording["method.no_steps"])


def _step(step: Record, page: Record, wording: Wording) -> str:
    kind = step["step"]
    if kind == "Threshold":
        return wording.say(
            f"steps.Threshold_{step['method']}",
            sensitivity=f"{step['sensitivity']:g}",
            level=f"{step['level']:g}",
        )
    points = step.get("polygon") or step.get("line") or ()
    values = {
        "area": area(points, page, wording) if points else f"{step.get('least_area_300', 0)}",
        "degrees": f"{step.get('degrees', 0.0):g}",
        "rgb": ", ".join(map(str, step.get("rgb", ()))),
        "tolerance": f"{step.get('tolerance', 0.0):g}",
        "width": _width(step, page),
    }
    return wording.say(f"steps.{kind}", **values)


def area(points: Sequence[Sequence[float]], page: Record, wording: Wording) -> str:
    """Where an area is on its page: mm where sizes are known, else pixels."""
    x, y = zip(*points, strict=True)
    in_mm = page["true_size"]
    factor = MM_PER_INCH / page["dpi"] if in_mm else 1.0
    left, right, top, bottom = (
        f"{value * factor:.{int(in_mm)}f}" for value in (min(x), max(x), min(y), max(y))
    )
    return wording.say(
        "steps.area_mm" if in_mm else "steps.area_px",
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        corners=len(points),
    )


def _width(step: Record, page: Record) -> str:
    width = step.get("width_px", 0.0)
    if page["true_size"]:
        return f"{width * MM_PER_INCH / page['dpi']:.1f} mm"
    return f"{width:g} px"
