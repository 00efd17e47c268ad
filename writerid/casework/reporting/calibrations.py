"""The calibrations and verbal scales behind likelihood ratios, with their figures and plots."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from writerid.errors import CalibrationError, WriterIdError
from writerid.pipeline.calibration import FILE, Calibration, read_calibration
from writerid.pipeline.verbal import ENFSI, VerbalScale, read_scale
from writerid.resources import shipped_calibration

PLOTS = ("tippett", "pav")


def calibration_records(ids: Collection[str], folders: Iterable[Path]) -> list[dict[str, Any]]:
    """A record for each id; ``found`` says whether the calibration was there to be read."""
    known = find_calibrations(folders)
    return [
        _record(known[one][0]) if one in known else {"id": one, "found": False}
        for one in sorted(ids)
    ]


def find_calibrations(folders: Iterable[Path]) -> dict[str, tuple[Calibration, Path]]:
    """Calibrations and their folders by id: the shipped one, and those of ``folders``.

    One that can't be read is passed over: the report says that it was not there.
    """
    found = {}
    for place in (shipped_calibration(), *folders):
        try:
            calibration = read_calibration(place)
        except CalibrationError:
            continue
        folder = place if place.is_dir() else place.parent
        found[calibration.calibration_id] = (calibration, folder)
    return found


def plots_of(folder: Path, amount: str) -> dict[str, Path]:
    """The plots at an amount of writing that lie beside a calibration, by kind."""
    files = {kind: folder / f"{kind}-{amount.replace(' ', '-')}.png" for kind in PLOTS}
    return {kind: file for kind, file in files.items() if file.is_file()}


def scale_record(name: str, file: Path | None) -> dict[str, Any]:
    """The bands of a verbal scale; none where the scale of that name is not at hand."""
    scale = _scale(name, file)
    return {
        "name": name,
        "found": scale is not None,
        "bands": [] if scale is None else [asdict(band) for band in scale.bands],
    }


def _scale(name: str, file: Path | None) -> VerbalScale | None:
    if name == ENFSI.name:
        return ENFSI
    if file is None:
        return None
    try:
        scale = read_scale(file)
    except WriterIdError:
        return None
    return scale if scale.name == name else None


def _record(calibration: Calibration) -> dict[str, Any]:
    basis = calibration.basis
    return {
        "id": calibration.calibration_id,
        "found": True,
        "model_id": calibration.model_id,
        "file": FILE,
        "label": basis.label,
        "source": basis.source,
        "writerid": basis.writerid,
        "writers": basis.writers,
        "pages": basis.pages,
        "same": basis.same,
        "different": basis.different,
        "scripts": list(basis.scripts),
        "styles": list(basis.styles),
        "collections": [asdict(one) for one in basis.collections],
        "coefficients": asdict(calibration.coefficients),
        "least_mm": calibration.to_record()["least_mm"],
        "least_reason": calibration.least_reason,
        "bounds": [asdict(bound) for bound in calibration.bounds],
        "figures": [asdict(row) for row in calibration.figures],
    }


def amounts_used(comparisons: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    """For each calibration's id the amounts of writing whose figures count here."""
    found: dict[str, dict[str, None]] = {}
    for comparison in comparisons:
        for candidate in comparison["candidates"]:
            ratio = candidate["likelihood_ratio"]
            figures = ratio and ratio.get("figures")
            if figures:
                found.setdefault(ratio["calibration_id"], {})[figures["amount"]] = None
    return {key: list(amounts) for key, amounts in found.items()}
