"""A model is adapted to the open database in the window, and taken up."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.adaptable_model import make_adaptable_model
from tests.gui.conftest import Guard
from tests.gui.examination import Examination
from tests.gui.test_validation_page import shown
from writerid.casework import adapting
from writerid.casework.adapting import AdaptationRequest, AdaptedModel
from writerid.gui.settings_page import SettingsPage
from writerid.gui.strength.adapting import AdaptationWish
from writerid.pipeline.model_files import open_model
from writerid.tasks import Task


@pytest.fixture
def three_suffice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database of the tests has three writers, where 20 are asked for."""
    real = adapting.make_adapted_model

    def make(request: AdaptationRequest, task: Task) -> AdaptedModel:
        return real(replace(request, least_writers=3), task)

    monkeypatch.setattr(adapting, "make_adapted_model", make)


def test_a_model_is_adapted_and_taken_up(
    examination: Examination,
    small_model: Path,
    tmp_path: Path,
    three_suffice: None,
    nothing_slow_on_the_main_thread: Guard,
) -> None:
    base = make_adaptable_model(small_model, tmp_path / "base")
    examination.open()
    examination.session.use_model(base)
    page = shown(examination)
    page.adapt.click()
    dialog = page.adapt_dialog
    assert dialog is not None
    assert dialog.source.text() == str(examination.session.database)
    assert not dialog.go.isEnabled()
    dialog.label.setText("scribbles")
    dialog.folder.setText(str(tmp_path / "lab"))
    with nothing_slow_on_the_main_thread():
        dialog.go.click()
        assert page.progress.isVisible()
        assert not page.adapt.isEnabled()
        examination.settle()
    assert "adapted to 3 writers" in page.message.text()
    assert "“scribbles”" in page.message.text()
    assert page.use.text() == "Use this model"
    made = open_model(tmp_path / "lab")
    assert made.adaptation["base"]["model_id"] == open_model(base).model_id
    assert examination.session.engine.folder == base
    page.use.click()
    examination.settle()
    assert examination.session.engine.folder == tmp_path / "lab"
    assert not page.banner.isVisible()
    examination.window.show_page("settings")
    settings = examination.window.page("settings")
    assert isinstance(settings, SettingsPage)
    examination.settle()
    assert "Adapted to scribbles (3 writers" in settings.model.choice.text.text()


def test_too_few_writers_and_an_occupied_folder_are_said(
    examination: Examination, small_model: Path, tmp_path: Path
) -> None:
    base = make_adaptable_model(small_model, tmp_path / "base")
    examination.open()
    examination.session.use_model(base)
    page = shown(examination)
    session = examination.session
    page.adapt_to(AdaptationWish(session.engine, session.database, "few", tmp_path / "few"))
    examination.settle()
    assert "No model was made" in page.message.text()
    assert "20" in page.message.text()
    assert not page.use.isVisible()
    assert not (tmp_path / "few").exists()
    page.adapt_to(AdaptationWish(session.engine, session.database, "few", base))
    examination.settle()
    assert "is the model to be adapted" in page.message.text()
