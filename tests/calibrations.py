"""Calibrations for tests that need one, not a good one."""

from dataclasses import replace
from functools import cache

from tests.reference_samples import make_samples, plain_encoder
from writerid.pipeline.calibration import Calibration
from writerid.training.calibrating import Description, calibrate

LABEL = "made-up writers; for tests"


@cache
def made_up_calibration(model_id: str = "a" * 64) -> Calibration:
    """Fitted on made-up writers; Latin script, cursive."""
    description = Description(LABEL, "tests", ("Latin",), ("cursive", "print"))
    calibration, _ = calibrate(plain_encoder(), model_id, make_samples(), description)
    return calibration


def generous_calibration(model_id: str = "a" * 64) -> Calibration:
    """The same, but every amount of writing from 1 mm on is enough."""
    made = made_up_calibration(model_id)
    return replace(made, least_mm=1.0, questioned_mm=(1.0, 9e3), known_mm=(1.0, 9e3))
