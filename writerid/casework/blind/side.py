"""One examiner's comparison of an item, as it is shown beside the other's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class SideCandidate:
    """A candidate. ``writer`` is the name, or the package's ``code`` where names are not known.

    ``log10_lr`` None: none was given. ``lr_shown`` and ``band`` are how it was stated, with few
    digits and in words.
    """

    rank: int
    writer: str
    code: str
    score: float
    tied: bool
    log10_lr: float | None
    lr_shown: str
    band: str


@dataclass(frozen=True)
class SideView:
    """A view. ``independent``: it was recorded before the other examiner's results were known.

    ``opinion`` is on the nine-point scale, if one was given.
    """

    text: str
    opinion: str
    made: str
    examiner: str
    independent: bool


@dataclass(frozen=True)
class Side:
    """A comparison and what its examiner says of it."""

    comparison_id: int
    kind: str
    made: str
    examiner: str
    digest: str
    model_id: str
    calibration_id: str | None
    backend: str
    writing_mm: float
    patch_count: int
    compared: int
    candidates: tuple[SideCandidate, ...]
    views: tuple[SideView, ...]


def side_of(
    entry: Mapping[str, Any],
    codes: Mapping[int, str],
    names: Mapping[str, str],
    independent: Sequence[Mapping[str, Any]],
    later: Sequence[Mapping[str, Any]],
) -> Side:
    """From plain data; ``codes`` by rank, ``names`` by code.

    Raises what values of the wrong kind raise.
    """
    record = entry["record"]
    ratios = {int(one["rank"]): one for one in entry["ratios"]}
    weighing = record.get("weighing") or {}
    return Side(
        int(entry["id"]),
        str(entry["kind"]),
        str(entry["made"]),
        str(entry["examiner"]),
        str(entry["digest"]),
        str(record["model_id"]),
        weighing.get("calibration_id"),
        str(record["backend"]),
        float(record["questioned"]["writing_mm"]),
        int(record["questioned"]["patch_count"]),
        int(record["compared"]),
        tuple(
            _candidate(one, codes.get(int(one["rank"]), ""), names, ratios)
            for one in record["candidates"]
        ),
        tuple(
            [_view(one, independent=True) for one in independent]
            + [_view(one, independent=False) for one in later]
        ),
    )


def _candidate(
    record: Mapping[str, Any],
    code: str,
    names: Mapping[str, str],
    ratios: Mapping[int, Mapping[str, Any]],
) -> SideCandidate:
    ratio = ratios.get(int(record["rank"]))
    lr = None if ratio is None else ratio["log10_lr"]
    stated: Mapping[str, Any] = {} if ratio is None or lr is None else ratio["conditions"]
    bound = " (bound)" if stated.get("at_bound") else ""
    favours = f" for {stated['favours']}" if stated.get("favours") in ("H1", "H2") else ""
    return SideCandidate(
        int(record["rank"]),
        names.get(code, code or "a writer outside the package"),
        code,
        float(record["score"]),
        bool(record["tied"]),
        None if lr is None else float(lr),
        f"{stated['lr_shown']}{bound}" if stated.get("lr_shown") else "",
        f"{stated['band']}{favours}" if stated.get("band") else "",
    )


def _view(record: Mapping[str, Any], *, independent: bool) -> SideView:
    return SideView(
        str(record["text"]),
        str(record["opinion"]),
        str(record["made"]),
        str(record["examiner"]),
        independent,
    )
