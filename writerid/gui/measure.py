"""How fast the window is: ``python -m writerid.gui.measure [--scan FILE] [--json]``.

Tells the time from the start of the process to the first painted window, then the longest time that
the event loop was busy with one event: while a page is opened, zoomed, panned and prepared, and on
the way through the demonstration case; and the most memory that was in use. On a machine that does
other things too, the processor's time says more than the clock's. Without a screen it is drawn in
memory.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtWidgets import QApplication

from writerid.gui.application import build_window, has_screen, use_no_screen
from writerid.gui.journey import JOURNEY, begin_case, settle
from writerid.gui.prepare.page import PreparePage
from writerid.gui.window import MainWindow
from writerid.pipeline.steps import Threshold
from writerid.resources import resources_folder

STARTED_AT = "WRITERID_STARTED_AT"


class MeasuredApplication(QApplication):
    """Times every event that is handled."""

    longest_ms = 0.0
    longest_event = ""
    longest_cpu_ms = 0.0
    step = ""
    _depth = 0

    def take(self, about: str) -> dict[str, float | str]:
        """The figures since the last taking, named by what was done."""
        found: dict[str, float | str] = {
            f"{about}_longest_handler_ms": round(self.longest_ms, 1),
            f"{about}_longest_handler_cpu_ms": round(self.longest_cpu_ms, 1),
            f"{about}_longest_handler": self.longest_event,
        }
        self.longest_ms, self.longest_cpu_ms, self.longest_event = 0.0, 0.0, ""
        return found

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        if self._depth:
            return super().notify(receiver, event)
        what = f"{self.step} {type(receiver).__name__} {event.type().name}".strip()
        self._depth += 1
        begun, cpu = time.perf_counter(), time.thread_time()
        try:
            return super().notify(receiver, event)
        finally:
            self._depth -= 1
            took_ms = 1000.0 * (time.perf_counter() - begun)
            self.longest_cpu_ms = max(self.longest_cpu_ms, 1000.0 * (time.thread_time() - cpu))
            if took_ms > self.longest_ms:
                self.longest_ms, self.longest_event = took_ms, what


def main() -> int:
    """Start a window in a process of its own and say what was measured; returns the exit code."""
    parser = argparse.ArgumentParser(description="Measure the window.")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--scan", type=Path, default=resources_folder() / "demo" / "questioned" / "Q1.jpg"
    )
    options = parser.parse_args()
    if not has_screen():
        use_no_screen()
    if STARTED_AT not in os.environ:
        # The clock of the system counts on from one process to the next.
        environment = {**os.environ, STARTED_AT: repr(time.time())}
        command = [sys.executable, "-m", "writerid.gui.measure", *sys.argv[1:]]
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603
    figures = _measure(options.scan)
    if options.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        for name, value in figures.items():
            sys.stdout.write(f"{name:38} {value}\n")
    return 0


def _measure(scan: Path) -> dict[str, float | str]:
    from writerid.casework.recent import forget_case  # noqa: PLC0415 - not for the first window

    application = MeasuredApplication([sys.argv[0]])
    painted: list[float] = []
    with TemporaryDirectory() as folder:
        window = build_window(application, Path(folder) / "settings.json")
        window.painted.connect(lambda: painted.append(time.time()))
        window.resize(1366, 768)
        window.show()
        settle(application, window)
        # What is counted below is the work with a page, not the building of the first window.
        application.take("start")
        begin_case(application, window, Path(folder) / "case", [scan])
        _work_on_a_page(application, window)
        page = application.take("page")
        window.bench.session.open_demonstration(Path(folder) / "demonstration")
        settle(application, window)
        for step in JOURNEY:
            application.step = step.name
            step.act(window)
            settle(application, window)
        demonstration = application.take("demonstration")
        window.close()
        window.bench.session.end()
        for case in ("case", "demonstration/case"):
            forget_case(Path(folder) / case)
    return {
        "first_window_s": round(painted[0] - float(os.environ[STARTED_AT]), 3),
        **page,
        **demonstration,
        "peak_memory_mb": _peak_memory_mb(),
    }


def _work_on_a_page(application: QApplication, window: MainWindow) -> None:
    window.show_page("prepare")
    settle(application, window)
    page = window.page("prepare")
    if not isinstance(page, PreparePage):
        raise TypeError("the page of preparation is another than it was")
    view = page.viewer.view
    for _ in range(12):
        view.zoom_by(1.25, QPoint(400, 300))
        application.processEvents()
    for number in range(60):
        view.pan_by(round(40 * math.cos(number / 6)), round(40 * math.sin(number / 6)))
        application.processEvents()
    settle(application, window)
    page.tools.show_after(True)
    page.viewer.action("keypoints").setChecked(True)
    for level in range(100, 200, 10):
        page.model.set_threshold(Threshold("fixed", level=float(level)))
        application.processEvents()
    view.fit_page()
    settle(application, window)


def _peak_memory_mb() -> float:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return math.nan
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1e6 if sys.platform == "darwin" else 1e3), 1)


if __name__ == "__main__":
    sys.exit(main())
