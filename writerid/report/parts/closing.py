"""What stands behind the findings: validation, scale, limits, repetition, history, review."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from writerid.pipeline.statements import shown_ratio
from writerid.report.parts.front import examiner_of
from writerid.report.wording import Wording, cell, centimetres, free_text, listed

Record = Mapping[str, Any]
PLOTS = ("tippett", "pav")


def plot_name(calibration_id: str, kind: str, amount: str) -> str:
    """What the plot of a calibration is called among the pictures of a report."""
    return f"{kind}-{calibration_id[:20]}-{amount.replace(' ', '-')}.png"


def validation_view(
    record: Record, pictures: Mapping[str, Path], wording: Wording
) -> list[dict[str, Any]]:
    """The figures of each calibration in use."""
    here = _amounts_here(record)
    return [
        _calibration(one, here.get(one["id"], []), pictures, wording)
        for one in record["calibrations"]
    ]


def _ratios(record: Record) -> Iterator[Record]:
    for comparison in record["comparisons"]:
        for candidate in comparison["candidates"]:
            if candidate["likelihood_ratio"]:
                yield candidate["likelihood_ratio"]


def _amounts_here(record: Record) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for ratio in _ratios(record):
        if ratio["figures"]:
            found.setdefault(ratio["calibration_id"], {})[ratio["figures"]["amount"]] = None
    return {key: list(amounts) for key, amounts in found.items()}


def _calibration(
    calibration: Record, here: list[str], pictures: Mapping[str, Path], wording: Wording
) -> dict[str, Any]:
    shown_id = calibration["id"][:12]
    if not calibration["found"]:
        return {"missing": wording.say("validation.missing", id=shown_id)}
    lacking = wording["validation.not_recorded"]
    plots = [
        {
            "file": plot_name(calibration["id"], kind, amount),
            "caption": wording.say(f"validation.{kind}", amount=amount),
        }
        for amount in here
        for kind in PLOTS
        if plot_name(calibration["id"], kind, amount) in pictures
    ]
    least = calibration["least_mm"]
    return {
        "missing": "",
        "basis": wording.say(
            "validation.basis",
            id=shown_id,
            label=free_text(calibration["label"]),
            source=free_text(calibration["source"]),
            writers=calibration["writers"],
            pages=calibration["pages"],
            same=f"{calibration['same']:,}",
            different=f"{calibration['different']:,}",
            scripts=listed(calibration["scripts"]) or lacking,
            styles=listed(calibration["styles"]) or lacking,
        ),
        "figures": [_figures(row, row["amount"] in here) for row in calibration["figures"]],
        "bounds": [
            [
                centimetres(bound["from_mm"]),
                shown_ratio(bound["lower"]),
                shown_ratio(bound["upper"]),
                f"{bound['writers']}",
            ]
            for bound in calibration["bounds"]
        ],
        "least": wording.say(
            "validation.least", cm=f"{least / 10.0:.1f}", reason=calibration["least_reason"]
        )
        if least is not None
        else "",
        "plots": plots,
    }


def _figures(row: Record, here: bool) -> list[str]:
    return [
        f"{row['amount']}{' •' if here else ''}",
        centimetres(row["median_mm"]),
        f"{row['writers']}",
        f"{row['same']:,}",
        f"{row['different']:,}",
        f"{row['cllr']:.2f} ({row['cllr_low']:.2f}–{row['cllr_high']:.2f})",
        f"{row['cllr_min']:.2f}",
        f"{100.0 * row['equal_error_rate']:.1f}",
        f"{100.0 * row['misleading_same']:.1f}",
        f"{100.0 * row['misleading_different']:.1f}",
    ]


def scales_view(record: Record, wording: Wording) -> list[dict[str, Any]]:
    """The words for LRs, and which of them were in reach."""
    beyond = _out_of_reach(record)
    views = []
    for scale in record["verbal_scales"]:
        bands = scale["bands"]
        following = [*bands[1:], None][: len(bands)]
        views.append(
            {
                "intro": wording.say("scale.intro", name=free_text(scale["name"])),
                "missing": ""
                if scale["found"]
                else wording.say("scale.missing", name=free_text(scale["name"])),
                "rows": [
                    [
                        _range(band["from_lr"], after and after["from_lr"]),
                        free_text(band["words"]),
                        wording["scale.beyond" if band["words"] in beyond else "scale.within"],
                    ]
                    for band, after in zip(bands, following, strict=True)
                ],
            }
        )
    return views


def _out_of_reach(record: Record) -> frozenset[str]:
    """Words that no LR of this report could have had."""
    found = [frozenset(one["out_of_reach"]) for one in _ratios(record) if one["band"]]
    return frozenset.intersection(*found) if found else frozenset()


def _range(begins: float, ends: float | None) -> str:
    return f"{begins:,.0f} and above" if ends is None else f"{begins:,.0f}–{ends:,.0f}"


def limits_view(record: Record, wording: Wording) -> list[str]:
    """What the report can't say; what holds for this case first."""
    special = [
        wording.say("limits.demonstration", label=free_text(one["label"]))
        for one in record["calibrations"]
        if one["found"] and "demonstration" in one["label"].lower()
    ]
    cautions = {one["caution"] for ratio in _ratios(record) for one in ratio["cautions"]}
    if "scale estimated" in cautions or _unknown_size(record):
        special.append(wording["limits.estimated"])
    if "several hands?" in cautions:
        special.append(wording["limits.several"])
    if record["names_hidden"]:
        special.append(wording["limits.hidden"])
    return [*special, *wording["limits.paragraphs"]]


def _unknown_size(record: Record) -> bool:
    return any(
        not page["true_size"]
        for comparison in record["comparisons"]
        for page in comparison["questioned_pages"]
    )


def repeat_view(record: Record, wording: Wording) -> dict[str, Any]:
    """Versions, models and hashes."""
    comparisons = record["comparisons"]

    def each(name: str) -> str:
        return listed(dict.fromkeys(str(one[name]) for one in comparisons if one[name]))

    packages = dict.fromkeys(_packages(one["packages"]) for one in comparisons)
    settings = record["settings"]
    rows = [
        ("program", listed(dict.fromkeys(f"writerid {one['writerid']}" for one in comparisons))),
        ("model", each("model_id")),
        ("calibration", each("calibration_id")),
        ("backend", each("backend")),
        ("system", each("system")),
        ("packages", "; ".join(packages)),
        ("report_packages", _packages(record["program"]["packages"])),
        (
            "settings",
            wording.say(
                "repeat.settings_value",
                candidates=settings["candidates"],
                evidence_for=settings["evidence_for"],
                pairs=settings["pairs"],
                level=each("level"),
            ),
        ),
    ]
    return {
        "rows": [[wording[f"repeat.{key}"], free_text(value)] for key, value in rows if value],
        "hashes": [
            [cell(one["item"], 24), f"{one['id']}", wording[f"repeat.{what}"], one[digest]]
            for one in comparisons
            for what, digest in (("hash_comparison", "digest"), ("hash_known", "known_digest"))
        ],
    }


def _packages(versions: Mapping[str, str]) -> str:
    return listed(f"{name} {version}" for name, version in versions.items())


def audit_view(record: Record) -> dict[str, str]:
    """The anchor of the case's history."""
    audit = record["audit"]
    return {
        "count": f"{audit['count']}",
        "head": audit["head"],
        "case": record["case"]["id"],
    }


def review_view(record: Record, wording: Wording) -> list[dict[str, Any]]:
    """The fields that people fill in."""
    layout = wording.layout
    title = f", {layout.examiner_title}" if layout.examiner_title else ""
    named = layout.examiner or record["examiner"]["name"]
    return [
        {
            "title": wording["review.examiner"],
            "name": free_text(examiner_of(record, wording) + title) if named else "",
            "result": False,
        },
        {
            "title": wording["review.technical"],
            "name": free_text(layout.technical_review),
            "result": True,
        },
        {
            "title": wording["review.administrative"],
            "name": free_text(layout.administrative_review),
            "result": True,
        },
    ]
