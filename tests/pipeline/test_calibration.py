import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from tests.calibrations import made_up_calibration
from writerid.errors import CalibrationError
from writerid.pipeline.calibration import FILE, Coefficients, read_calibration


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    calibration = made_up_calibration()
    calibration.save(tmp_path / FILE)
    for given in (tmp_path, tmp_path / FILE):
        read = read_calibration(given)
        assert read == calibration
        assert read.calibration_id == calibration.calibration_id
    unlimited = replace(calibration, least_mm=math.inf)
    unlimited.save(tmp_path / "other.json")
    assert read_calibration(tmp_path / "other.json").least_mm == math.inf


def test_a_changed_number_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / FILE
    made_up_calibration().save(file)
    record = json.loads(file.read_text(encoding="utf-8"))
    record["coefficients"]["score"] += 0.5
    file.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(CalibrationError, match="not what its id says"):
        read_calibration(file)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"calibration_id": "x"}', "\x00", "null"])
def test_a_damaged_file_is_a_sentence(tmp_path: Path, content: str) -> None:
    file = tmp_path / FILE
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CalibrationError, match=r"calibration.json has been changed or damaged"):
        read_calibration(file)


def test_unknown_and_missing_entries_are_refused(tmp_path: Path) -> None:
    file = tmp_path / FILE
    made_up_calibration().save(file)
    good = json.loads(file.read_text(encoding="utf-8"))
    for bad in (
        {**good, "more": 1},
        {**good, "bounds": []},
        {**good, "coefficients": {**good["coefficients"], "score": "7"}},
        {**good, "questioned_mm": [1.0]},
        {key: value for key, value in good.items() if key != "tails"},
    ):
        file.write_text(json.dumps(bad), encoding="utf-8")
        with pytest.raises(CalibrationError):
            read_calibration(file)


def test_another_version_and_a_missing_file(tmp_path: Path) -> None:
    file = tmp_path / FILE
    file.write_text('{"calibration_id": "x", "schema": "writerid.calibration/9"}', encoding="utf-8")
    with pytest.raises(CalibrationError, match="of the version"):
        read_calibration(file)
    with pytest.raises(CalibrationError, match="can't be read"):
        read_calibration(tmp_path / "none")


def test_another_model_is_refused() -> None:
    made_up_calibration().check_model("a" * 64)
    with pytest.raises(CalibrationError, match="another model"):
        made_up_calibration().check_model("b" * 64)


def test_a_calibration_never_falls_with_the_score() -> None:
    with pytest.raises(CalibrationError, match="falls with the score"):
        replace(made_up_calibration(), coefficients=Coefficients(0.0, -1.0, 0.0, 0.0, 0.0))
