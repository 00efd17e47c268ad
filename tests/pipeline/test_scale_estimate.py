"""The scale of a page from its writing: roughly right, and following the page's scale."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from writerid.errors import ResolutionError
from writerid.model import ByteArray
from writerid.pipeline.scale_estimate import estimate_dpi
from writerid.pipeline.scan import read_page

DATA = os.environ.get("WRITERID_DATA")


def letter(lines: int = 9, *, rules: bool = False) -> ByteArray:
    """A drawn letter at 300 dpi, lines 9 mm apart."""
    page = np.full((lines * 106 + 200, 1300), 235, dtype=np.uint8)
    words = ("quick brown foxes jump", "over the lazy dog and", "all that for five quid")
    for line in range(lines):
        base = 150 + line * 106
        place = (60 + line * 7 % 40, base)
        font = cv2.FONT_HERSHEY_SCRIPT_SIMPLEX
        cv2.putText(page, words[line % 3], place, font, 2.2, 60, 4, cv2.LINE_AA)
        if rules:
            cv2.line(page, (0, base + 4), (1300, base + 4), 150, 3)
    return page


def scaled(page: ByteArray, factor: float) -> ByteArray:
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(page, None, fx=factor, fy=factor, interpolation=method), np.uint8)


def test_a_letter_of_usual_writing_is_about_right() -> None:
    assert 300 / 1.5 < estimate_dpi(letter()) < 300 * 1.5


@pytest.mark.parametrize("factor", [0.5, 0.7, 2.0])
def test_the_estimate_follows_the_scale(factor: float) -> None:
    page = letter()
    assert estimate_dpi(scaled(page, factor)) == pytest.approx(
        factor * estimate_dpi(page), rel=0.06
    )


def test_a_part_of_the_page_gives_about_the_same() -> None:
    page = letter()
    assert estimate_dpi(page[: page.shape[0] // 2]) == pytest.approx(estimate_dpi(page), rel=0.1)


@pytest.mark.parametrize("degrees", [-3, 2])
def test_a_slope_does_little(degrees: float) -> None:
    page = letter()
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    sloping = cv2.warpAffine(page, turn, (width, height), borderValue=235)
    assert estimate_dpi(np.asarray(sloping, np.uint8)) == pytest.approx(estimate_dpi(page), rel=0.1)


def test_rules_do_little() -> None:
    assert estimate_dpi(letter(rules=True)) == pytest.approx(estimate_dpi(letter()), rel=0.15)


def test_a_shadow_does_little() -> None:
    page = letter()
    light = np.linspace(0.45, 1.0, page.shape[1])
    assert estimate_dpi((page * light).astype(np.uint8)) == pytest.approx(
        estimate_dpi(page), rel=0.1
    )


def test_the_same_page_gives_the_same_number_and_stays_as_it_is() -> None:
    page = letter()
    page.setflags(write=False)
    assert estimate_dpi(page) == estimate_dpi(page)


EMPTY: dict[str, ByteArray] = {
    "white": np.full((800, 600), 255, np.uint8),
    "black": np.zeros((800, 600), np.uint8),
    "smallest": np.full((16, 16), 200, np.uint8),
    "strip": np.full((16, 20_000), 200, np.uint8),
    "shaded": np.tile(np.linspace(90, 255, 600).astype(np.uint8), (800, 1)),
    "grain": np.random.default_rng(0).integers(205, 235, (800, 600), np.uint8),
    "one stroke": np.full((800, 600), 255, np.uint8),
    "rules": np.full((800, 600), 255, np.uint8),
}


cv2.line(EMPTY["one stroke"], (50, 60), (90, 200), 0, 4)
EMPTY["rules"][np.arange(800) % 90 < 3] = 90


@pytest.mark.parametrize("name", EMPTY)
def test_a_page_without_writing_has_no_scale(name: str) -> None:
    with pytest.raises(ResolutionError, match=r"too little writing.*give the resolution"):
        estimate_dpi(EMPTY[name])


@pytest.mark.skipif(DATA is None, reason="WRITERID_DATA names no folder of real handwriting")
def test_real_letters_are_mostly_within_a_fifth() -> None:
    paths = sorted((Path(str(DATA)) / "copiste" / "pages").glob("*.jpg"))[::60]
    ratios = np.array([estimate_dpi(read_page(path).pixels) / 300 for path in paths])
    errors = np.abs(np.log(ratios))
    assert np.median(errors) < np.log(1.12)
    assert errors.max() < np.log(1.7)
