"""Pictures of every view: ``python -m writerid.gui.screenshots FOLDER [--dark] [--zoom 2]``.

Runs without a screen, on the demonstration case or on ``--case`` and ``--database``. With
``--zoom 2`` everything is twice as large, as on a fine screen.
"""

import argparse
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QApplication

from writerid.gui.application import build_window, make_application, use_no_screen
from writerid.gui.journey import JOURNEY, JourneyStep, settle, walk
from writerid.gui.preferences import Appearance, Preferences
from writerid.gui.session import EngineShelf
from writerid.gui.window import MainWindow

START = JourneyStep("start", "the first window", lambda window: window.show_page("case"))


def main() -> int:
    """Draw the views into a folder and say their names; returns the exit code."""
    options = _options()
    use_no_screen()
    if options.zoom != 1.0:
        os.environ["QT_SCALE_FACTOR"] = f"{options.zoom:g}"
    application = make_application()
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        window = build_window(application, Path(folder) / "settings.json")
        appearance = Appearance.DARK if options.dark else Appearance.LIGHT
        window.bench.preferences.change(Preferences(appearance))
        window.bench.session.engine = EngineShelf(options.model, workers=options.workers)
        window.resize(options.width, options.height)
        window.show()
        suffix = "-dark" if options.dark else ""
        for _, file in walk(application, window, options.folder, steps=[START], suffix=suffix):
            sys.stdout.write(f"{file}\n")
        _open(application, window, options, Path(folder))
        for _, file in walk(application, window, options.folder, steps=JOURNEY, suffix=suffix):
            sys.stdout.write(f"{file}\n")
        window.close()
        window.bench.session.end()
    return 0


def _open(
    application: QApplication, window: MainWindow, options: argparse.Namespace, folder: Path
) -> None:
    session = window.bench.session
    if options.case is None:
        session.open_demonstration(options.demonstration or folder / "demonstration")
    else:
        session.open_case(options.case)
        if options.database is not None:
            session.use_database(options.database)
    settle(application, window)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Draw every view of the window into a folder.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--zoom", type=float, default=1.0)
    parser.add_argument("--width", type=int, default=1366)
    parser.add_argument("--height", type=int, default=768)
    parser.add_argument("--case", type=Path, help="a case in place of the demonstration's")
    parser.add_argument("--database", type=Path, help="with --case: the known writers")
    parser.add_argument("--demonstration", type=Path, help="where the demonstration is made")
    parser.add_argument("--model", type=Path, help="another model than the shipped one")
    parser.add_argument("--workers", type=int, help="processes that prepare pages")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
