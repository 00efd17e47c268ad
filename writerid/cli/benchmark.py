"""``writerid benchmark``."""

import statistics
import subprocess
import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

from writerid.cli.benchmark_database import say_figures, time_enrolment, time_gallery
from writerid.cli.console import say, say_json, say_table
from writerid.errors import WriterIdError
from writerid.pipeline.identify import Engine, ReadSettings, settle_resolution
from writerid.pipeline.keypoints import choose_keypoints, find_keypoints
from writerid.pipeline.patches import cut_patches
from writerid.pipeline.prepare import prepare
from writerid.pipeline.scan import read_page
from writerid.resources import resources_folder, shipped_model
from writerid.versions import package_versions

STAGES = ("read", "prepare", "keypoints", "patches", "embedding", "encoding")


def run(options: Namespace) -> int:
    """Time each stage on each page; the first run warms up and does not count."""
    if options.gui:
        return _run_gui(options)
    files = options.pages or [resources_folder() / "demo" / "questioned" / "Q1.jpg"]
    engine = Engine(options.model or shipped_model(), options.backend)
    settings = ReadSettings(options.dpi, options.estimate_scale)
    rows = [_time_page(engine, file, settings, options.runs) for file in files]
    record: dict[str, Any] = {
        "backend": engine.embedder.backend,
        "packages": package_versions(),
        "runs": options.runs,
        "pages": rows,
    }
    if options.gallery:
        record["gallery"] = time_gallery(engine, files[0], settings, options)
    if options.enrol is not None:
        record["enrolment"] = time_enrolment(engine, settings, options)
    record["peak_memory_mb"] = _peak_memory_mb(children=False)
    record["peak_memory_of_a_process_mb"] = _peak_memory_mb(children=True)
    if options.json:
        say_json(record)
    else:
        _say(record)
    return 0


def _run_gui(options: Namespace) -> int:
    """Measure the window, in a process of its own: the command line knows no Qt."""
    command = [sys.executable, "-m", "writerid.gui.measure"]
    if options.pages:
        command += ["--scan", str(options.pages[0])]
    if options.json:
        command.append("--json")
    return subprocess.run(command, check=False).returncode  # noqa: S603


def _say(record: dict[str, Any]) -> None:
    say_table(
        ["page", *(f"{stage} s" for stage in STAGES), "prepared to code s"],
        [
            [
                row["file"],
                *(f"{row['seconds'][stage]:.3f}" for stage in STAGES),
                f"{row['prepared_to_code']:.3f}",
            ]
            for row in record["pages"]
        ],
    )
    say(f"median of {record['runs']} runs, backend {record['backend']}")
    if "gallery" in record:
        say_figures("ranking against a made-up database", record["gallery"])
    if "enrolment" in record:
        say_figures("enrolment", record["enrolment"])
    if record["peak_memory_mb"] is not None:
        say(f"peak memory of the process: {record['peak_memory_mb']:.0f} MB")
        if "enrolment" in record:
            say(f"of the largest that it started: {record['peak_memory_of_a_process_mb']:.0f} MB")


class _Clock:
    """Adds the time since the last stop to a stage."""

    def __init__(self, taken: dict[str, list[float]]) -> None:
        self._taken = taken
        self._since = time.perf_counter()

    def stop(self, stage: str) -> None:
        now = time.perf_counter()
        self._taken[stage].append(now - self._since)
        self._since = now


def _time_page(engine: Engine, file: Path, settings: ReadSettings, runs: int) -> dict[str, Any]:
    taken: dict[str, list[float]] = {stage: [] for stage in STAGES}
    for _ in range(runs + 1):
        clock = _Clock(taken)
        page = settle_resolution(read_page(file, dpi=settings.dpi), settings)
        clock.stop("read")
        prepared = prepare(page, settings.steps)
        clock.stop("prepare")
        found = choose_keypoints(find_keypoints(prepared))
        clock.stop("keypoints")
        patches = cut_patches(prepared, found)
        clock.stop("patches")
        if len(patches) == 0:
            raise WriterIdError(f"{file.name} holds no writing to time", path=file)
        vectors = engine.embedder.embed(patches.images)
        clock.stop("embedding")
        engine.encoder.encode(vectors, patches.size_300, prepared.writing_mm, engine.model_id)
        clock.stop("encoding")
    seconds = {stage: statistics.median(values[1:]) for stage, values in taken.items()}
    after = ("keypoints", "patches", "embedding", "encoding")
    return {
        "file": file.name,
        "pixels": page.width_px * page.height_px,
        "patches": len(patches),
        "seconds": seconds,
        "prepared_to_code": sum(seconds[stage] for stage in after),
    }


def _peak_memory_mb(*, children: bool) -> float | None:
    """The largest resident size so far, None where the system does not tell."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return None
    who = resource.RUSAGE_CHILDREN if children else resource.RUSAGE_SELF
    peak = resource.getrusage(who).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1024.0
