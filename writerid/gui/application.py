"""From nothing to a window: settings, colours, pages, and what is loaded once it stands."""

import importlib
import logging
import os
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from writerid import __version__
from writerid.errors import WriterIdError
from writerid.gui.about import AboutPage
from writerid.gui.casepage.page import CasePage
from writerid.gui.comparing_routes import ComparingRoutes
from writerid.gui.jobs import Jobs
from writerid.gui.journey import settle, walk
from writerid.gui.preferences import (
    Preferences,
    PreferencesError,
    PreferencesModel,
    load_preferences,
    preferences_file,
)
from writerid.gui.prepare.page import PreparePage
from writerid.gui.report.journey import FILE as REPORT_FILE
from writerid.gui.routes import WindowRoutes
from writerid.gui.session import Session
from writerid.gui.settings_page import SettingsPage
from writerid.gui.strength.page import ValidationPage
from writerid.gui.theme import Theme
from writerid.gui.window import MainWindow
from writerid.gui.workbench import Notices, WindowPage, Workbench
from writerid.gui.writers.page import WritersPage
from writerid.tasks import Task

PICTURE_SIZE = (1366, 768)

log = logging.getLogger("writerid.gui")

LOADED_LATER = (
    "writerid.pipeline.scan",
    "writerid.gui.pageview.reducing",
    "writerid.gui.prepare.ink_jobs",
)
"""Modules with heavy libraries that the first page needs; loaded once the window stands."""


def run_window(*, demonstration: bool = False) -> int:
    """Open the window and stay until it closes; returns the exit code.

    With ``demonstration`` its case is opened; without a screen, pictures of it are made instead.
    """
    if demonstration and not has_screen():
        return picture_demonstration(Path("demo-results"))
    if not has_screen():
        sys.stderr.write(
            "writerid: there is no screen for the window. Run it in a desktop session, or use "
            "the command line: writerid --help\n"
        )
        return 1
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    application = make_application()
    window = build_window(application, preferences_file())
    window.show()
    if demonstration:
        window.bench.session.open_demonstration()
    # In a terminal Ctrl-C ends the window; Qt's own loop would never let Python see it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        return application.exec()
    finally:
        window.bench.jobs.shut_down()
        window.bench.session.end()


def picture_demonstration(folder: Path) -> int:
    """Walk through the demonstration case without a screen, and say where the pictures are."""
    from writerid.casework.recent import forget_case  # noqa: PLC0415 - not for the first window

    use_no_screen()
    sys.stdout.write("There is no screen: the window is walked through without one.\n")
    qInstallMessageHandler(_say_what_matters)
    application = make_application()
    with TemporaryDirectory(ignore_cleanup_errors=True) as made:
        window = build_window(application, Path(made) / "settings.json")
        try:
            window.resize(*PICTURE_SIZE)
            window.show()
            window.bench.session.open_demonstration(Path(made) / "demonstration")
            settle(application, window)
            for step, file in walk(application, window, folder):
                sys.stdout.write(f"{file}: {step.says}\n")
            problems = list(window.bench.notices.texts)
            window.close()
        finally:
            # Whatever happened, no thread may keep the program from ending.
            window.bench.jobs.shut_down()
            window.bench.session.end()
            forget_case(Path(made) / "demonstration" / "case")
    for problem in problems:
        sys.stderr.write(f"writerid: {problem}\n")
    sys.stdout.write(f"The pictures are in {folder.resolve()}.\n")
    report = folder / REPORT_FILE
    if report.exists():
        sys.stdout.write(
            f"The report of the case: {report.resolve()}. Each pair of patches in it tells file, "
            "page and place in mm; the data that is attached to it, the pixels.\n"
        )
    return 1 if problems else 0


def use_no_screen() -> None:
    """Draw without a screen, unless the environment names another platform."""
    # Set but empty counts as not set: Qt would look for a screen and abort.
    if not os.environ.get("QT_QPA_PLATFORM"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def _say_what_matters(_: QtMsgType, __: QMessageLogContext, text: str) -> None:
    # Without a screen Qt tells of every window that no screen keeps to its hints.
    if not text.startswith("This plugin does not support"):
        sys.stderr.write(f"{text}\n")


def make_application() -> QApplication:
    """The Qt application, named."""
    application = QApplication([sys.argv[0]])
    application.setApplicationName("writerid")
    application.setApplicationVersion(__version__)
    return application


def build_window(application: QApplication, settings: Path) -> MainWindow:
    """The window with all pages there are; ``settings`` is the file that keeps its settings."""
    notices = Notices()
    preferences = Preferences()
    try:
        # One small file, before any event is handled: the first colours depend on it.
        preferences = load_preferences(settings)
    except PreferencesError as error:
        notices.tell(error)
    jobs = Jobs()
    model = PreferencesModel(preferences, settings, jobs)
    theme = Theme(application, preferences.appearance)
    model.changed.connect(lambda: theme.choose(model.value.appearance))
    window = MainWindow(Workbench(jobs, theme, model, notices, Session(jobs, model)))
    _add_pages(window)
    window.painted.connect(lambda: QTimer.singleShot(0, window, lambda: load_later(jobs)))
    return window


def load_later(jobs: Jobs) -> None:
    """Import what is heavy, in the background."""
    jobs.read(_import_all, LOADED_LATER, label="Loading", failed=_log_failure, quiet=True)


def _import_all(modules: tuple[str, ...], task: Task) -> None:
    for name in modules:
        task.check_cancelled()
        importlib.import_module(name)


def _log_failure(error: WriterIdError) -> None:
    # Whoever needs the module meets the error again and can say what it means.
    log.info("%s", error)


def _add_pages(window: MainWindow) -> None:
    window.add_page(WindowPage("case", window.tr("Case"), "case", CasePage))
    window.add_page(WindowPage("prepare", window.tr("Prepare"), "page", PreparePage))
    window.add_page(WindowPage("writers", window.tr("Writers"), "writers", WritersPage))
    ComparingRoutes(window)
    window.add_page(WindowPage("validation", window.tr("Validation"), "validation", ValidationPage))
    window.add_page(
        WindowPage("settings", window.tr("Settings"), "settings", SettingsPage, at_the_bottom=True)
    )
    window.add_page(WindowPage("about", window.tr("About"), "info", AboutPage, at_the_bottom=True))
    WindowRoutes(window)


def has_screen() -> bool:
    """Qt ends the program with an abort where it finds none."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
