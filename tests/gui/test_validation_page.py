"""The calibration in use is judged in the window, and another one is made and taken up."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QTableView

from tests.calibrations import LABEL, generous_calibration
from tests.gui.conftest import Guard, controls
from tests.gui.examination import Examination
from tests.many_hands import save_collection
from tests.reference_samples import make_samples, plain_encoder
from writerid.gui.session import EngineShelf
from writerid.gui.strength import calibrating
from writerid.gui.strength.calibrating import CalibrationRequest, Reference
from writerid.gui.strength.page import ValidationPage
from writerid.pipeline.model_files import open_model
from writerid.tasks import Task
from writerid.training import validating

QUICK_DRAWS = 5


def shown(examination: Examination) -> ValidationPage:
    examination.window.show_page("validation")
    page = examination.window.page("validation")
    assert isinstance(page, ValidationPage)
    examination.settle()
    return page


def texts(page: ValidationPage, tab: int) -> list[str]:
    view = page.tabs.widget(tab)
    assert isinstance(view, QTableView)
    model = view.model()
    return [
        str(model.index(row, column).data())
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    ]


def own_calibration(small_model: Path, folder: Path) -> Path:
    file = folder / "calibration.json"
    generous_calibration(open_model(small_model).model_id).save(file)
    return file


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, small_model: Path) -> None:
    """Made-up writers in place of pages, and few draws."""
    engine = SimpleNamespace(encoder=plain_encoder(), model_id=open_model(small_model).model_id)
    monkeypatch.setattr(EngineShelf, "get", lambda _: engine)
    monkeypatch.setattr(
        calibrating,
        "read_reference",
        lambda *_: Reference(make_samples(20, collections=1), "tests", ("Latin",), ()),
    )
    real: Callable[..., object] = validating.validate

    def validate(*given: object, **named: object) -> object:
        return real(*given, **{**named, "draws": QUICK_DRAWS})

    monkeypatch.setattr(validating, "validate", validate)


def test_figures_plots_and_report_of_the_calibration_that_ships(
    examination: Examination,
    monkeypatch: pytest.MonkeyPatch,
    nothing_slow_on_the_main_thread: Guard,
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    with nothing_slow_on_the_main_thread():
        page = shown(examination)
    assert "not for casework" in page.about.text()
    assert "Cross-validation grouped by writer" in page.note.text()
    assert [page.tabs.tabText(i) for i in range(page.tabs.count())] == [
        "By amount of writing",
        "By collection",
        "Across collections",
        "Misleading, by band",
        "Ranking",
    ]
    assert "page" in texts(page, 0)
    assert "testaments" in texts(page, 1)
    assert page.plots.amount.currentText() == "page"
    page.plots.buttons["pav"].click()
    assert page.plots.dialog.isVisible()
    assert "PAV plot: page" in page.plots.dialog.windowTitle()
    assert not page.plots.dialog.picture.pixmap().isNull()
    page.plots.dialog.accept()
    page.report.click()
    [url] = opened
    assert url.fileName() == "validation.pdf"
    for control in controls(page):
        assert control.accessibleName() or getattr(control, "text", str)(), control


@pytest.mark.parametrize(
    ("record", "note"),
    [
        (None, "no validation record"),
        ("{", "can't be read"),
        ('{"calibration_id": "another"}', "of another one"),
        ("[]", "can't be read"),
    ],
)
def test_a_calibration_without_a_good_record_shows_its_own_figures(
    examination: Examination, small_model: Path, tmp_path: Path, record: str | None, note: str
) -> None:
    file = own_calibration(small_model, tmp_path / "own")
    if record is not None:
        (file.parent / "validation.json").write_text(record, encoding="utf-8")
    examination.session.use_strength(file, None)
    page = shown(examination)
    assert note in page.note.text()
    assert page.tabs.count() == 1
    assert "one line" in texts(page, 0)
    assert not page.report.isEnabled()
    assert not page.plots.isVisible()


def test_from_the_strength_of_a_candidate_to_the_validation(examination: Examination) -> None:
    examination.open()
    examination.ask()
    results = examination.identify.results
    results.strength.click()
    results.dialog.validation.click()
    assert not results.dialog.isVisible()
    assert examination.window.stack.currentWidget() is examination.window.page("validation")


def test_a_calibration_is_made_validated_and_taken_up(
    examination: Examination, quick: None, tmp_path: Path
) -> None:
    examination.open()
    page = shown(examination)
    page.from_database.click()
    dialog = page.dialog
    assert dialog is not None
    assert not dialog.go.isEnabled()
    assert not dialog.dpi.isVisible()
    dialog.label.setText(LABEL)
    dialog.styles.setText("cursive, print")
    dialog.folder.setText(str(tmp_path / "made"))
    dialog.go.click()
    assert page.progress.isVisible()
    assert not page.from_database.isEnabled()
    examination.settle()
    assert f"“{LABEL}” was made of 20 writers" in page.message.text()
    assert "Cllr: one word" in page.message.text()
    assert not examination.session.calibration
    page.use.click()
    examination.settle()
    taken_up: Path | None = examination.session.calibration
    assert taken_up == tmp_path / "made" / "calibration.json"
    assert LABEL.capitalize() in page.about.text()
    assert "styles: cursive, print" in page.about.text()
    assert page.tabs.count() > 1
    assert page.report.isEnabled()
    assert page.plots.isVisible()
    assert not page.banner.isVisible()
    # Nothing that is there is overwritten.
    page.calibrate(request(examination, tmp_path / "made"))
    examination.settle()
    assert "holds something already" in page.message.text()
    assert not page.use.isVisible()


def request(examination: Examination, target: Path) -> CalibrationRequest:
    session = examination.session
    return CalibrationRequest(session.engine, session.database, None, LABEL, (), (), target)


def test_too_few_writers_are_said(examination: Examination, tmp_path: Path) -> None:
    examination.open()
    page = shown(examination)
    page.calibrate(request(examination, tmp_path / "made"))
    examination.settle()
    assert "No calibration was made" in page.message.text()
    assert "3 writers" in page.message.text()
    assert "needs at least 20" in page.message.text()
    assert not page.use.isVisible()
    assert not (tmp_path / "made").exists()
    examination.session.use_database(tmp_path / "nowhere")
    page.calibrate(request(examination, tmp_path / "made"))
    examination.settle()
    assert "no database of known writers" in page.message.text()


def test_a_labelled_collection_that_bears_none(
    examination: Examination, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    labels = save_collection(tmp_path / "pages", 3)
    with labels.open("a", encoding="utf-8") as stream:
        stream.write("a/gone.png,writer 9,1,Latin,cursive\n")
    examination.session.engine.workers = 1
    page = shown(examination)
    page.from_labels.click()
    [files] = page.findChildren(QFileDialog)
    files.fileSelected.emit(str(labels))
    files.reject()
    dialog = page.dialog
    assert dialog is not None
    assert dialog.source.text() == str(labels)
    assert dialog.dpi.isVisible()
    dialog.label.setText(LABEL)
    dialog.folder.setText(str(tmp_path / "made"))
    dialog.go.click()
    examination.settle()
    assert "3 writers have writing on two documents" in page.message.text()
    assert "there is no file a/gone.png" in page.message.text()
    assert not (tmp_path / "made").exists()


def test_calibrating_is_stopped(
    examination: Examination, quick: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never_ending(*given: object, **named: object) -> object:
        task = named["task"]
        assert isinstance(task, Task)
        while True:
            task.check_cancelled()

    monkeypatch.setattr(validating, "validate", never_ending)
    page = shown(examination)
    page.calibrate(request(examination, tmp_path / "made"))
    examination.qtbot.waitUntil(lambda: any(tmp_path.glob("*.partial")), timeout=20_000)
    page.progress.stop.click()
    assert page.from_database.isEnabled()
    examination.settle()
    assert not (tmp_path / "made").exists()
    assert not any(tmp_path.glob("*.partial"))
    assert not page.banner.isVisible()


def test_sizes_that_would_tell_writers_apart_are_said(
    examination: Examination, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    labels = save_collection(tmp_path / "pages", 2, 1)
    page_without = tmp_path / "pages" / "a" / "w0-0.png"
    with Image.open(page_without) as picture:
        picture.copy().save(page_without)
    examination.session.engine.workers = 1
    page = shown(examination)
    page.calibrate(replace(request(examination, tmp_path / "made"), labels=labels))
    examination.settle()
    assert "1 of 2 pages do not say their resolution" in page.message.text()
    assert "Add a column “dpi” to the labels" in page.message.text()
    assert "--dpi" not in page.message.text()
