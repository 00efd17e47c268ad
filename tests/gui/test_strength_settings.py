"""The calibration and the verbal scale are chosen in the settings, and comparisons use them."""

import json
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from tests.calibrations import LABEL, generous_calibration
from tests.gui.conftest import Guard
from tests.gui.examination import Examination
from tests.gui.test_identify import cells
from writerid.gui.identify.candidates import Column
from writerid.gui.preferences import load_preferences
from writerid.gui.settings_page import SettingsPage
from writerid.gui.strength.choices import FileChoice

SCALE = {
    "name": "House scale",
    "bands": [{"from_lr": 1, "words": "says little"}, {"from_lr": 5, "words": "speaks"}],
}


def settings(examination: Examination) -> SettingsPage:
    page = examination.window.page("settings")
    assert isinstance(page, SettingsPage)
    examination.window.show_page("settings")
    examination.settle()
    return page


def pick(examination: Examination, choice: FileChoice, file: Path) -> None:
    choice.choose.click()
    [dialog] = choice.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.reject()
    examination.settle()


def own_calibration(examination: Examination, tmp_path: Path) -> Path:
    """One for the model in use."""
    file = tmp_path / "own" / "calibration.json"
    generous_calibration(examination.session.engine.get().model_id).save(file)
    return file


def test_a_chosen_calibration_and_scale_weigh_what_is_compared(
    examination: Examination, tmp_path: Path, nothing_slow_on_the_main_thread: Guard
) -> None:
    examination.open()
    own = own_calibration(examination, tmp_path)
    scale = tmp_path / "scale.json"
    scale.write_text(json.dumps(SCALE), encoding="utf-8")
    page = settings(examination)
    strength = page.strength
    # The one that ships is for the model that ships.
    assert "not for casework" in strength.calibration.text.text()
    assert "made with another model" in strength.calibration.text.text()
    assert not strength.calibration.back.isVisible()
    pick(examination, strength.calibration, own)
    pick(examination, strength.scale, scale)
    text = strength.calibration.text.text()
    assert LABEL.capitalize() in text
    assert "24 writers" in text
    assert "Not for other writing" in text
    assert "another model" not in text
    assert "House scale" in strength.scale.text.text()
    kept = load_preferences(examination.window.bench.preferences.file)
    assert (kept.calibration, kept.verbal_scale) == (str(own), str(scale))
    with nothing_slow_on_the_main_thread():
        examination.ask()
    table = examination.identify.results.table
    assert "not calibrated" not in cells(table, Column.RATIO)
    ratio = table.candidates[0].likelihood_ratio
    assert ratio is not None
    assert ratio.conditions["band"] in ("says little", "speaks")
    strength.calibration.back.click()
    examination.settle()
    assert examination.session.calibration is None
    assert examination.session.verbal_scale == scale


def test_two_documents_are_weighed_with_what_is_chosen(
    examination: Examination, tmp_path: Path
) -> None:
    examination.open()
    examination.session.use_strength(own_calibration(examination, tmp_path), None)
    examination.window.show_page("compare")
    examination.settle()
    examination.compare.go.click()
    examination.settle()
    assert examination.opened.comparison.candidates[0].likelihood_ratio is not None


def test_a_damaged_calibration_and_scale_are_said(examination: Examination, tmp_path: Path) -> None:
    examination.open()
    damaged = tmp_path / "calibration.json"
    damaged.write_text("{", encoding="utf-8")
    page = settings(examination)
    pick(examination, page.strength.calibration, damaged)
    pick(examination, page.strength.scale, damaged)
    assert "changed or damaged" in page.strength.calibration.text.text()
    assert "on the page “Validation”" in page.strength.calibration.text.text()
    assert "no verbal scale" in page.strength.scale.text.text()
    page.strength.scale.back.click()
    examination.settle()
    examination.ask()
    assert "changed or damaged" in examination.identify.panel.message.text()
    # Where the window makes calibrations, not how the command line does.
    assert "on the page “Validation”" in examination.identify.panel.message.text()
