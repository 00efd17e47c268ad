"""The calibration that ships fits the model that ships, and says what it is."""

import json

import pytest

from writerid.errors import CalibrationError
from writerid.pipeline.calibration import read_calibration
from writerid.pipeline.model_files import open_model
from writerid.resources import shipped_calibration, shipped_model


def test_it_is_of_the_shipped_model_and_labelled_as_what_it_is() -> None:
    calibration = read_calibration(shipped_calibration())
    calibration.check_model(open_model(shipped_model()).model_id)
    assert calibration.basis.label == (
        "demonstration: French and German, one sitting, about 60 writers; not for casework"
    )
    assert calibration.basis.writers == 61
    assert calibration.basis.scripts == ("Latin",)
    for row in calibration.figures:
        assert row.cllr < 1.0
    with pytest.raises(CalibrationError):
        calibration.check_model("0" * 64)


def test_its_report_and_card_are_of_the_same_calibration() -> None:
    folder = shipped_calibration()
    calibration_id = read_calibration(folder).calibration_id
    record = json.loads((folder / "validation.json").read_text(encoding="utf-8"))
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    assert record["calibration_id"] == card["calibration_id"] == calibration_id
    assert calibration_id in (folder / "card.md").read_text(encoding="utf-8")
    assert (folder / "validation.pdf").read_bytes().startswith(b"%PDF")
