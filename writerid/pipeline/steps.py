"""The preparation steps: plain data that can be listed, edited, stored and replayed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from writerid.errors import PreparationError

Polygon = tuple[tuple[float, float], ...]

WIDEST_BRUSH_PX = 4000.0


@dataclass(frozen=True)
class Region:
    """Only what lies inside counts; ``polygon`` in original-page pixels."""

    polygon: Polygon

    def __post_init__(self) -> None:
        _check_polygon(self.polygon)

    @classmethod
    def rectangle(cls, x: float, y: float, width: float, height: float) -> "Region":
        """The region inside an axis-parallel rectangle."""
        return cls(((x, y), (x + width, y), (x + width, y + height), (x, y + height)))


@dataclass(frozen=True)
class Mask:
    """What lies inside does not count: print, a stamp, a strike-out."""

    polygon: Polygon

    def __post_init__(self) -> None:
        _check_polygon(self.polygon)


@dataclass(frozen=True)
class MaskStroke:
    """What a brush of ``width_px`` covers along ``line`` does not count: a strike-out.

    Both in original-page pixels; one point alone is a dab.
    """

    line: Polygon
    width_px: float

    def __post_init__(self) -> None:
        if not self.line:
            raise PreparationError("a brush stroke needs at least one point")
        if not 0.0 < self.width_px <= WIDEST_BRUSH_PX:
            raise PreparationError(
                f"a brush is wider than 0 and at most {WIDEST_BRUSH_PX:g} pixels wide"
            )


@dataclass(frozen=True)
class Rotate:
    """Turn the page clockwise."""

    degrees: float


@dataclass(frozen=True)
class Deskew:
    """Turn the page so that its lines of writing are level (found within ±8°)."""


@dataclass(frozen=True)
class Threshold:
    """How dark ink is, on the flattened page (paper = 255).

    ``sauvola`` is local, with ``sensitivity`` k; ``otsu`` one level for the page; ``fixed`` the
    given ``level``.
    """

    method: Literal["sauvola", "otsu", "fixed"] = "sauvola"
    sensitivity: float = 0.2
    level: float = 180.0

    def __post_init__(self) -> None:
        if self.method not in ("sauvola", "otsu", "fixed"):
            raise PreparationError(f"there is no threshold called “{self.method}”")
        if not 0.0 < self.sensitivity < 1.0 or not 0.0 < self.level < 256.0:
            raise PreparationError(
                "a threshold's sensitivity is within 0–1, its level within 0–255"
            )


@dataclass(frozen=True)
class InkColour:
    """Only ink of this hue counts."""

    rgb: tuple[int, int, int]
    tolerance: float = 15.0


@dataclass(frozen=True)
class RemoveRules:
    """Take out ruled lines and leave the strokes that cross them whole."""


@dataclass(frozen=True)
class RemovePrint:
    """Take out machine-printed text."""


@dataclass(frozen=True)
class RemoveSpecks:
    """Take out ink too small to be writing."""

    least_area_300: int = 12


Step = (
    Region
    | Mask
    | MaskStroke
    | Rotate
    | Deskew
    | Threshold
    | InkColour
    | RemoveRules
    | RemovePrint
    | RemoveSpecks
)

AUTOMATIC: tuple[Step, ...] = (
    Deskew(),
    Threshold(),
    RemoveRules(),
    RemovePrint(),
    RemoveSpecks(),
)
"""What is done to a page when nobody has said otherwise."""

STEP_KINDS: dict[str, type[Step]] = {
    kind.__name__: kind
    for kind in (
        Region,
        Mask,
        MaskStroke,
        Rotate,
        Deskew,
        Threshold,
        InkColour,
        RemoveRules,
        RemovePrint,
        RemoveSpecks,
    )
}


def to_record(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Plain data for JSON, ``from_record``'s inverse."""
    return [{"step": type(step).__name__, **asdict(step)} for step in steps]


def from_record(record: Sequence[dict[str, Any]]) -> tuple[Step, ...]:
    """Steps from plain data. Raises PreparationError on an unknown step or field."""
    steps: list[Step] = []
    for entry in record:
        values = dict(entry)
        name = values.pop("step", None)
        kind = STEP_KINDS.get(str(name))
        if kind is None:
            raise PreparationError(f"there is no preparation step called “{name}”")
        unknown = set(values) - {field.name for field in fields(kind)}
        if unknown:
            raise PreparationError(
                f"step {name} has no setting called {', '.join(sorted(unknown))}"
            )
        for points in ("polygon", "line"):
            if points in values:
                values[points] = tuple((float(x), float(y)) for x, y in values[points])
        if "rgb" in values:
            values["rgb"] = tuple(int(c) for c in values["rgb"])
        try:
            steps.append(kind(**values))
        except TypeError as error:
            raise PreparationError(f"step {name} is incomplete: {error}") from error
    return tuple(steps)


def _check_polygon(polygon: Polygon) -> None:
    if len(polygon) < 3:
        raise PreparationError("an area needs at least three corners")
