"""From what a report prints back to the pixels: by its attached data, numpy and Pillow alone."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2
import pytest
from PIL import Image

from tests.casework.reporting.conftest import NOON
from tests.casework.reporting.making import make_report
from writerid.casework.case import Case
from writerid.casework.reporting.request import ReportRequest
from writerid.pipeline.identify import Engine

Pixels = npt.NDArray[np.float64]

CROP_PX, WINDOWS = 216, 1.9
"""A crop in the report: its side, and how many windows it is wide."""

NOISE = 6.0
"""Grey levels, of JPEG and of another interpolation."""


@pytest.fixture
def pdf(weighed: Case, engine: Engine, request_two: ReportRequest, tmp_path: Path) -> Path:
    return make_report(weighed, engine, request_two, tmp_path / "report.pdf").path


@pytest.fixture
def evidence(pdf: Path) -> dict[str, Any]:
    found: dict[str, Any] = attached(pdf)["comparisons"][0]["candidates"][0]["evidence"]
    return found


def attached(pdf: Path) -> dict[str, Any]:
    with pypdfium2.PdfDocument(pdf) as document:
        found: dict[str, Any] = json.loads(bytes(document.get_attachment(0).get_data()))
    return found


def text_of(pdf: Path) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(page.get_textpage().get_text_bounded() for page in document)


def original(case: Path, place: dict[str, Any]) -> Pixels:
    """The page in grey, from the file in the case that bears its hash for a name."""
    file = case / "originals" / place["sha256"][:2] / place["sha256"][2:]
    assert hashlib.sha256(file.read_bytes()).hexdigest() == place["sha256"]
    with Image.open(file) as picture:
        return np.asarray(picture.convert("L"), np.float64)


def cut_out(page: Pixels, corners_px: list[list[float]], windows: float, side: int) -> Pixels:
    """The surroundings of a window, upright, between pixels by their distance."""
    corners = np.array(corners_px)
    centre, across, down = corners.mean(axis=0), corners[1] - corners[0], corners[3] - corners[0]
    steps = ((np.arange(side) + 0.5) / side - 0.5) * windows
    # The centre of the first pixel is 0.5.
    x = centre[0] + steps[None, :] * across[0] + steps[:, None] * down[0] - 0.5
    y = centre[1] + steps[None, :] * across[1] + steps[:, None] * down[1] - 0.5
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    padded = np.pad(page, 300, constant_values=255.0)
    left, top, fx, fy = left + 300, top + 300, x - np.floor(x), y - np.floor(y)
    upper = padded[top, left] * (1 - fx) + padded[top, left + 1] * fx
    lower = padded[top + 1, left] * (1 - fx) + padded[top + 1, left + 1] * fx
    found: Pixels = upper * (1 - fy) + lower * fy
    return found


def crops_in(pdf: Path) -> Iterator[Pixels]:
    """The pictures of single windows, as they stand in the file, without what lies around."""
    edge = (CROP_PX - round(CROP_PX / WINDOWS)) // 2 + 2
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            for found in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
                grey = np.asarray(found.get_bitmap().to_pil().convert("L"), np.float64)
                if grey.shape == (CROP_PX, CROP_PX):
                    yield grey[edge:-edge, edge:-edge]


def difference(crop: Pixels, page: Pixels, corners_px: list[list[float]]) -> float:
    edge = (CROP_PX - len(crop)) // 2
    wanted = cut_out(page, corners_px, WINDOWS, CROP_PX)[edge:-edge, edge:-edge]
    return float(np.abs(crop - wanted).mean())


def test_each_crop_shows_the_pixels_at_the_corners_that_are_stated(
    weighed: Case, pdf: Path, evidence: dict[str, Any]
) -> None:
    crops = list(crops_in(pdf))
    assert len(crops) == 2 * len(evidence["pairs"])
    for pair in evidence["pairs"]:
        for place in (pair["questioned"], pair["known"]):
            page = original(weighed.folder, place)
            corners = place["corners_px"]
            assert min(difference(crop, page, corners) for crop in crops) < NOISE
            # A place a few pixels beside it is shown by none: the test can tell.
            beside = [[x + 9.0, y + 9.0] for x, y in corners]
            assert min(difference(crop, page, beside) for crop in crops) > 2 * NOISE


def test_millimetres_follow_from_pixels_and_resolution(
    weighed: Case, pdf: Path, evidence: dict[str, Any]
) -> None:
    text = text_of(pdf)
    sides = {
        (side["sha256"], side["number"]): side
        for plate in evidence["plates"]
        for side in (plate["questioned"], *plate["known"])
    }
    for pair in evidence["pairs"]:
        for place in (pair["questioned"], pair["known"]):
            side = sides[place["sha256"], place["number"]]
            page = original(weighed.folder, place)
            assert page.shape == (side["height_px"], side["width_px"])
            x, y = np.array(place["corners_px"]).mean(axis=0) / side["dpi"] * 25.4
            assert (place["x_mm"], place["y_mm"]) == pytest.approx((x, y), abs=0.006)
            assert f"x {place['x_mm']:.1f} y {place['y_mm']:.1f} mm" in text


def test_contributions_add_up_to_the_score_that_is_printed(
    pdf: Path, evidence: dict[str, Any]
) -> None:
    candidate = attached(pdf)["comparisons"][0]["candidates"][0]
    patches = evidence["patches"]
    assert sum(patches["contribution"]) == pytest.approx(candidate["score"], abs=1e-5)
    relative = np.array(patches["relative_contribution"])
    expected = candidate["score"] - candidate["reference_mean"]
    assert relative.sum() == pytest.approx(expected, abs=1e-5)
    assert relative[relative > 0].sum() == pytest.approx(evidence["supporting_sum"], abs=1e-5)
    assert relative[relative < 0].sum() == pytest.approx(evidence["contradicting_sum"], abs=1e-5)
    assert f"{candidate['score']:.3f}" in text_of(pdf)
    for pair in evidence["pairs"]:
        patch = pair["key"]["questioned_patch"]
        assert relative[patch] == pytest.approx(pair["contribution"], abs=1e-9)
        place = pair["questioned"]
        assert patches["page"][patch] == place["page"]
        there = (patches["x_px"][patch], patches["y_px"][patch])
        assert there == pytest.approx((place["x_px"], place["y_px"]))


def test_printed_hashes_are_those_of_the_files(weighed: Case, pdf: Path) -> None:
    record, text = attached(pdf), text_of(pdf).replace("\u200b", "")
    assert record["made"] == NOON.isoformat().replace("+00:00", "Z")
    hashes = {page["sha256"] for item in record["items"] for page in item["pages"]}
    assert hashes
    for sha256 in hashes:
        original(weighed.folder, {"sha256": sha256})
        assert sha256 in text
    for candidate in record["comparisons"][0]["candidates"]:
        for document in candidate["documents"]:
            assert all(page["sha256"] in text for page in document["pages"])
