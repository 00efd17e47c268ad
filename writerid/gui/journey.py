"""The way through the program, page by page: walked without a screen, a picture of each step.

Every page of the window adds its own steps to ``JOURNEY``, in the order in which a person meets
them. A step names its picture, says what is seen, and brings the window there; the walk lets the
background finish before the picture is taken.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from writerid.gui.casepage.page import CasePage
from writerid.gui.comparing_journey import COMPARING
from writerid.gui.custody_journey import CUSTODY
from writerid.gui.prepare.page import PreparePage
from writerid.gui.report.journey import REPORT, save_reports_in
from writerid.gui.strength.journey import STRENGTH
from writerid.gui.window import MainWindow
from writerid.gui.writers.page import WritersPage
from writerid.pipeline.steps import Mask, MaskStroke, Region
from writerid.resources import resources_folder

LONGEST_WAIT_S = 240.0
CALM_ROUNDS = 8
ROUND_S = 0.02


@dataclass(frozen=True)
class JourneyStep:
    """``act`` is called with the window. A dialog that it opens is what the picture shows."""

    name: str
    says: str
    act: Callable[[MainWindow], object]


def walk(
    application: QCoreApplication,
    window: MainWindow,
    folder: Path,
    *,
    steps: "Sequence[JourneyStep] | None" = None,
    suffix: str = "",
) -> Iterator[tuple[JourneyStep, Path]]:
    """Take the steps, all there are by default, and save a picture of each into ``folder``.

    The report that is saved on the way lies there too.
    """
    folder.mkdir(parents=True, exist_ok=True)
    save_reports_in(window, folder)
    for number, step in enumerate(JOURNEY if steps is None else steps, start=1):
        step.act(window)
        settle(application, window)
        file = folder / f"{number:02d}-{step.name}{suffix}.png"
        _on_top(window).grab().save(str(file))
        yield step, file


def settle(application: QCoreApplication, window: MainWindow) -> None:
    """Let the background finish: no job, and no page that says it is busy."""
    until = time.monotonic() + LONGEST_WAIT_S
    calm = 0
    while calm < CALM_ROUNDS and time.monotonic() < until:
        application.processEvents()
        time.sleep(ROUND_S)
        calm = calm + 1 if not window.is_busy else 0


def begin_case(
    application: QCoreApplication, window: MainWindow, folder: Path, scans: Sequence[Path]
) -> None:
    """Make a case in ``folder`` with these scans as questioned writing, and open it."""
    window.bench.session.new_case(folder)
    settle(application, window)
    case_page(window).add_files(scans)
    settle(application, window)


def case_page(window: MainWindow) -> CasePage:
    """The page of the case."""
    page = window.page("case")
    if not isinstance(page, CasePage):
        raise TypeError("the page of the case is another than it was")
    return page


def prepare_page(window: MainWindow) -> PreparePage:
    """The page of preparation."""
    page = window.page("prepare")
    if not isinstance(page, PreparePage):
        raise TypeError("the page of preparation is another than it was")
    return page


def writers_page(window: MainWindow) -> WritersPage:
    """The page of the known writers."""
    page = window.page("writers")
    if not isinstance(page, WritersPage):
        raise TypeError("the page of the writers is another than it was")
    return page


def _on_top(window: MainWindow) -> QWidget:
    dialogs = [one for one in window.findChildren(QDialog) if one.isVisible()]
    return QApplication.activeModalWidget() or next(iter(dialogs), window)


def _draw_areas(window: MainWindow) -> None:
    page = prepare_page(window)
    loaded = page.viewer.view.page
    if loaded is None:
        return
    width, height = loaded.page.width_px, loaded.page.height_px
    page.model.add(Region.rectangle(0.06 * width, 0.08 * height, 0.88 * width, 0.8 * height))
    corners = ((0.2, 0.2), (0.5, 0.18), (0.52, 0.26), (0.22, 0.28))
    page.model.add(Mask(tuple((x * width, y * height) for x, y in corners)))
    line = ((0.3 * width, 0.5 * height), (0.5 * width, 0.505 * height))
    page.model.add(MaskStroke(line, 0.02 * width))
    page.panel.steps.choose(len(page.model.steps) - 1)


def _look_closer(window: MainWindow) -> None:
    page = prepare_page(window)
    page.tools.show_after(True)
    page.viewer.action("keypoints").setChecked(True)
    page.viewer.view.zoom_by(3.0, QPoint(200, 200))


def _undo_areas(window: MainWindow) -> None:
    page = prepare_page(window)
    for _ in range(3):
        page.model.undo()


def _choose_writer(window: MainWindow) -> None:
    page = writers_page(window)
    page.table.choose(*[line.writer.name for line in page.table.all_lines()[:1]])


def _preview_enrolment(window: MainWindow) -> None:
    writers_page(window).enrol([resources_folder() / "demo" / "known"])


def _close_preview(window: MainWindow) -> None:
    dialog = writers_page(window).enrol_dialog
    if dialog is not None:
        dialog.reject()


PREPARE: tuple[JourneyStep, ...] = (
    JourneyStep("prepare", "a questioned page", lambda window: window.show_page("prepare")),
    JourneyStep("prepare-areas", "regions and masks drawn on it", _draw_areas),
    JourneyStep("prepare-ink", "the ink that counts, with its keypoints", _look_closer),
    JourneyStep("prepare-undone", "all that was drawn taken back", _undo_areas),
    JourneyStep(
        "measure",
        "a length is measured",
        lambda window: prepare_page(window).viewer.action("measure").setChecked(True),
    ),
)

CASE: tuple[JourneyStep, ...] = (
    JourneyStep("case", "the items of the case", lambda window: window.show_page("case")),
)

LAST: tuple[JourneyStep, ...] = (
    JourneyStep("settings", "the settings", lambda window: window.show_page("settings")),
    JourneyStep("about", "versions and licences", lambda window: window.show_page("about")),
)

WRITERS: tuple[JourneyStep, ...] = (
    JourneyStep("writers", "the known writers", lambda window: window.show_page("writers")),
    JourneyStep("writer", "one of them with exemplars", _choose_writer),
    JourneyStep("enrol", "what an enrolment would do, before it is done", _preview_enrolment),
    JourneyStep("enrol-closed", "the preview closed again", _close_preview),
)

COMPARE = tuple(JourneyStep(*step) for step in COMPARING)

REPORTING = tuple(JourneyStep(*step) for step in REPORT)

KEEPING = tuple(JourneyStep(*step) for step in CUSTODY)

VALIDATION = tuple(JourneyStep(*step) for step in STRENGTH)

JOURNEY: tuple[JourneyStep, ...] = (
    *(*CASE, *PREPARE, *WRITERS, *COMPARE, *REPORTING),
    *(*KEEPING, *VALIDATION, *LAST),
)
