"""Pictures of every view: ``python -m writerid.gui.screenshots FOLDER [--dark] [--scan FILE]``.

Runs without a screen. With ``--zoom 2`` everything is twice as large, as on a fine screen.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from writerid.gui.application import build_window, make_application, open_scans
from writerid.gui.evidence.page import EvidencePage
from writerid.gui.identify.page import IdentifyPage
from writerid.gui.preferences import Appearance, Preferences
from writerid.gui.prepare.page import PreparePage
from writerid.gui.window import MainWindow
from writerid.pipeline.steps import Mask, MaskStroke, Region
from writerid.resources import resources_folder

LONGEST_WAIT_S = 60.0


def main() -> int:
    """Draw the views into a folder and say their names; returns the exit code."""
    options = _options()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if options.zoom != 1.0:
        os.environ["QT_SCALE_FACTOR"] = f"{options.zoom:g}"
    options.folder.mkdir(parents=True, exist_ok=True)
    application = make_application()
    with TemporaryDirectory() as folder:
        window = build_window(application, Path(folder) / "settings.json")
        appearance = Appearance.DARK if options.dark else Appearance.LIGHT
        window.bench.preferences.change(Preferences(appearance))
        window.resize(options.width, options.height)
        window.show()
        views = _comparing_views(window, Path(folder)) | _views(window, options.scan)
        for name, prepare in views.items():
            prepare()
            _settle(application, window)
            file = options.folder / f"{name}{'-dark' if options.dark else ''}.png"
            window.grab().save(str(file))
            sys.stdout.write(f"{file}\n")
        window.close()
        window.bench.session.end()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Draw every view of the window into a folder.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--zoom", type=float, default=1.0)
    parser.add_argument("--width", type=int, default=1366)
    parser.add_argument("--height", type=int, default=768)
    parser.add_argument(
        "--scan", type=Path, default=resources_folder() / "demo" / "questioned" / "Q1.jpg"
    )
    return parser.parse_args()


def _views(window: MainWindow, scan: Path) -> dict[str, Callable[[], object]]:
    """Name of a picture → what brings the window there, in order."""
    page = window.page("prepare")
    if not isinstance(page, PreparePage):
        raise TypeError("the page of preparation is another than it was")
    return {
        "start": lambda: window.show_page("case"),
        "prepare-before": lambda: open_scans(window, [scan]),
        "prepare-areas": lambda: _draw_areas(page),
        "prepare-after": lambda: _look_closer(page),
        "measure": lambda: page.viewer.action("measure").setChecked(True),
        "notice": lambda: open_scans(window, [scan.with_name("not-there.tif")]),
        "settings": lambda: window.show_page("settings"),
        "about": lambda: window.show_page("about"),
    }


def _comparing_views(window: MainWindow, folder: Path) -> dict[str, Callable[[], object]]:
    """The demonstration case: who is like its first letter, and why."""
    identify, evidence = window.page("identify"), window.page("evidence")
    if not isinstance(identify, IdentifyPage) or not isinstance(evidence, EvidencePage):
        raise TypeError("the pages of comparing are others than they were")

    def explain() -> None:
        evidence.header.explain.setChecked(True)
        evidence.toolbar.action("fit-page").trigger()

    def other() -> None:
        evidence.header.explain.setChecked(False)
        evidence.open_candidate(1, 2)

    return {
        "case-open": lambda: window.bench.session.open_demonstration(folder / "demonstration"),
        "identify-empty": lambda: window.show_page("identify"),
        "identify": identify.panel.go.click,
        "identify-list": lambda: identify.panel.some.setChecked(True),
        "compare": lambda: window.show_page("compare"),
        "evidence": identify.results.evidence.click,
        "evidence-pair": lambda: evidence.model.step(1),
        "evidence-sums": explain,
        "evidence-other": other,
        "evidence-contradicting": lambda: evidence.model.choose(
            evidence.model.pairs(supporting=False)[0]
        ),
    }


def _draw_areas(page: PreparePage) -> None:
    width, height = (
        (0, 0)
        if page.viewer.view.page is None
        else (page.viewer.view.page.page.width_px, page.viewer.view.page.page.height_px)
    )
    page.model.add(Region.rectangle(0.06 * width, 0.08 * height, 0.88 * width, 0.8 * height))
    corners = ((0.2, 0.2), (0.5, 0.18), (0.52, 0.26), (0.22, 0.28))
    page.model.add(Mask(tuple((x * width, y * height) for x, y in corners)))
    line = ((0.3 * width, 0.5 * height), (0.5 * width, 0.505 * height))
    page.model.add(MaskStroke(line, 0.02 * width))
    page.panel.steps.choose(len(page.model.steps) - 1)


def _look_closer(page: PreparePage) -> None:
    page.tools.show_after(True)
    page.viewer.action("keypoints").setChecked(True)
    page.viewer.view.zoom_by(3.0, QPoint(200, 200))


def _settle(application: QApplication, window: MainWindow) -> None:
    """Let the background finish."""
    until = time.monotonic() + LONGEST_WAIT_S
    calm = 0
    while calm < 10 and time.monotonic() < until:
        application.processEvents()
        time.sleep(0.02)
        page = window.page("prepare")
        busy = isinstance(page, PreparePage) and page.finder.is_busy
        calm = calm + 1 if window.bench.jobs.is_idle and not busy else 0


if __name__ == "__main__":
    sys.exit(main())
