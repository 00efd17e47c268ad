"""Which calibration and which verbal scale a command uses."""

from argparse import Namespace
from typing import Literal, overload

from writerid.errors import CalibrationError
from writerid.pipeline.calibration import Calibration, read_calibration
from writerid.pipeline.verbal import ENFSI, VerbalScale, read_scale
from writerid.resources import shipped_calibration


@overload
def chosen_calibration(
    options: Namespace, model_id: str, *, required: Literal[True]
) -> Calibration: ...


@overload
def chosen_calibration(options: Namespace, model_id: str) -> Calibration | str: ...


def chosen_calibration(
    options: Namespace, model_id: str, *, required: bool = False
) -> Calibration | str:
    """The calibration of ``--calibration``, else the shipped one, or why there is none.

    Raises CalibrationError for a given one that is damaged or of another model; where one is
    ``required``, for the shipped one too.
    """
    if options.calibration is not None:
        calibration = read_calibration(options.calibration)
        calibration.check_model(model_id)
        return calibration
    if required:
        calibration = read_calibration(shipped_calibration())
        calibration.check_model(model_id)
        return calibration
    return shipped_or_why(model_id)


def shipped_or_why(model_id: str) -> Calibration | str:
    """The calibration that ships, or the sentence why it can't be used with this model."""
    try:
        calibration = read_calibration(shipped_calibration())
        calibration.check_model(model_id)
    except CalibrationError as error:
        return str(error)
    return calibration


def chosen_scale(options: Namespace) -> VerbalScale:
    """The scale of ``--verbal-scale``, else ENFSI's. Raises WriterIdError."""
    return ENFSI if options.verbal_scale is None else read_scale(options.verbal_scale)
