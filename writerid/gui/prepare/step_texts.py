"""The steps in the examiner's words."""

from PySide6.QtCore import QCoreApplication

from writerid.pipeline.steps import (
    Deskew,
    InkColour,
    Mask,
    MaskStroke,
    Region,
    RemovePrint,
    RemoveRules,
    RemoveSpecks,
    Rotate,
    Step,
    Threshold,
)


def describe(step: Step) -> str:
    """One line for the list of steps."""
    return f"{title_of(type(step))}{_detail(step)}"


def title_of(kind: type[Step]) -> str:
    """What a kind of step does."""
    titles = {
        Region: _tr("Only this region"),
        Mask: _tr("Leave out an area"),
        MaskStroke: _tr("Strike out with the brush"),
        Rotate: _tr("Turn the page"),
        Deskew: _tr("Level the lines of writing"),
        Threshold: _tr("Ink by darkness"),
        InkColour: _tr("Ink by colour"),
        RemoveRules: _tr("Remove ruled lines"),
        RemovePrint: _tr("Remove printed text"),
        RemoveSpecks: _tr("Remove specks"),
    }
    return titles[kind]


def method_name(method: str) -> str:
    """A threshold's method in words."""
    names = {
        "sauvola": _tr("adapts to the page"),
        "otsu": _tr("one level, found"),
        "fixed": _tr("one level, chosen"),
    }
    return names[method]


def _detail(step: Step) -> str:
    if isinstance(step, Threshold):
        extra = {
            "sauvola": f", {step.sensitivity:.2f}",
            "otsu": "",
            "fixed": f", {step.level:.0f}",
        }[step.method]
        return f": {method_name(step.method)}{extra}"
    text = ""
    if isinstance(step, Rotate):
        text = f": {step.degrees:+.1f}°"
    elif isinstance(step, InkColour):
        red, green, blue = step.rgb
        text = f": #{red:02x}{green:02x}{blue:02x}, ± {step.tolerance:.0f}"
    elif isinstance(step, MaskStroke):
        text = f": {step.width_px:.0f} px"
    elif isinstance(step, Mask | Region):
        text = _tr(": {} corners").format(len(step.polygon))
    elif isinstance(step, RemoveSpecks):
        text = _tr(": below {} px").format(step.least_area_300)
    return text


def _tr(text: str) -> str:
    return QCoreApplication.translate("Steps", text)
