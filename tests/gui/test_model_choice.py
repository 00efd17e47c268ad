"""Another model is chosen in the settings; what was encoded before asks to be encoded again."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from tests.gui.conftest import Guard
from tests.gui.examination import Examination
from tests.other_model import make_other_model
from writerid.gui.about import AboutPage
from writerid.gui.preferences import load_preferences
from writerid.gui.settings_page import SettingsPage
from writerid.gui.strength.choices import FileChoice
from writerid.pipeline.model_files import open_model


def choice(examination: Examination) -> FileChoice:
    page = examination.window.page("settings")
    assert isinstance(page, SettingsPage)
    examination.window.show_page("settings")
    examination.settle()
    return page.model.choice


def pick(examination: Examination, folder: Path) -> None:
    box = choice(examination)
    box.choose.click()
    [dialog] = box.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(folder))
    dialog.reject()
    examination.settle()


def test_another_model_ranks_once_the_known_writing_is_encoded_with_it(
    examination: Examination,
    small_model: Path,
    tmp_path: Path,
    nothing_slow_on_the_main_thread: Guard,
) -> None:
    examination.open()
    examination.ask()
    before = examination.session.comparisons
    other = make_other_model(small_model, tmp_path / "lab model")
    with nothing_slow_on_the_main_thread():
        pick(examination, other)
    text = choice(examination).text.text()
    assert "lab model" in text
    assert open_model(other).model_id[:12] in text
    kept = load_preferences(examination.window.bench.preferences.file)
    assert (kept.model, kept.calibration) == (str(other), "")
    about = examination.window.page("about")
    assert isinstance(about, AboutPage)
    examination.window.show_page("about")
    examination.settle()
    assert str(other) in about.versions.toPlainText()
    examination.ask()
    assert "encoded with another model" in examination.identify.panel.message.text()
    assert examination.session.comparisons == before
    examination.session.use_model(small_model)
    examination.ask()
    assert len(examination.session.comparisons) == len(before) + 1


def test_a_folder_without_a_model_is_said_and_not_taken_up(
    examination: Examination, tmp_path: Path
) -> None:
    examination.open()
    before = examination.session.engine.folder
    pick(examination, tmp_path)
    assert "missing or damaged" in choice(examination).text.text()
    assert examination.session.engine.folder == before


def test_the_model_that_ships_comes_back(examination: Examination) -> None:
    examination.open()
    box = choice(examination)
    assert box.back.isVisible()
    box.back.click()
    examination.settle()
    assert examination.session.engine.folder is None
    assert "The model that ships" in box.text.text()
    assert not box.back.isVisible()
