"""Preparation steps in words."""

from dataclasses import fields
from typing import Any

import pytest

from writerid.pipeline.steps import (
    STEP_KINDS,
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
    to_record,
)
from writerid.report.layout import ReportLayout
from writerid.report.parts.steps import steps_in_words
from writerid.report.wording import Wording

SQUARE = ((0.0, 0.0), (300.0, 0.0), (300.0, 600.0))
STEPS: dict[type[Step], tuple[Step, str]] = {
    Region: (Region(SQUARE), "only the area x 0.0–25.4 mm, y 0.0–50.8 mm (3 corners) counts"),
    Mask: (Mask(SQUARE), "masked: the area x 0.0–25.4 mm"),
    MaskStroke: (MaskStroke(SQUARE, 30.0), "masked: a brush stroke 2.5 mm wide"),
    Rotate: (Rotate(1.5), "turned by 1.5° clockwise"),
    Deskew: (Deskew(), "level"),
    Threshold: (Threshold("fixed", level=150.0), "fixed level 150"),
    InkColour: (InkColour((1, 2, 3)), "the colour 1, 2, 3, tolerance 15"),
    RemoveRules: (RemoveRules(), "ruled lines taken out"),
    RemovePrint: (RemovePrint(), "machine-printed text taken out"),
    RemoveSpecks: (RemoveSpecks(9), "specks smaller than 9 pixels"),
}


def words(*steps: Step, true_size: bool = True) -> str:
    page: dict[str, Any] = {"steps": to_record(steps), "dpi": 300.0, "true_size": true_size}
    return steps_in_words(page, Wording.of(ReportLayout()))


@pytest.mark.parametrize("kind", STEP_KINDS.values())
def test_every_step_has_words(kind: type[Step]) -> None:
    step, expected = STEPS[kind]
    assert fields(step) is not None
    assert expected in words(step)


def test_all_thresholds_have_words() -> None:
    assert "Otsu" in words(Threshold("otsu"))
    assert "sensitivity 0.3" in words(Threshold("sauvola", 0.3))


def test_order_is_kept_and_nothing_is_said_to_be_nothing() -> None:
    assert words(RemoveRules(), Rotate(2.0)) == "ruled lines taken out; turned by 2° clockwise"
    assert words() == "nothing was done"


def test_places_are_in_pixels_where_the_resolution_is_not_known() -> None:
    assert "x 0–300 px, y 0–600 px" in words(Region(SQUARE), true_size=False)
