"""kill −9 at random moments of enrolment, merging and re-encoding, the database checked after each.

    python -m tests.trials.killed --kills 100

writes what came of it to docs/trials.md.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.other_model import make_other_model
from tests.scribbles import HANDS, save_scribble
from tests.small_model import make_small_model
from tests.trials.page import put_section
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.store.database import FILE, Database
from writerid.store.encoding import EncodingSettings
from writerid.store.enrolment import enrol
from writerid.store.integrity import IntegrityReport, check_integrity
from writerid.store.overview import look_over
from writerid.store.plan import plan_enrolment
from writerid.store.sources import list_sources

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("enrolment", "merging", "re-encoding")
LONGEST_WAIT_S = {"enrolment": 1.2, "merging": 0.5, "re-encoding": 1.2}
"""Kills fall evenly within so many seconds from when the work begins."""


@dataclass
class Tally:
    """What came of the kills of one kind."""

    kills: int = 0
    too_late: int = 0
    problems: list[str] = field(default_factory=list)
    orphans: int = 0
    leftovers: int = 0


@dataclass(frozen=True)
class Stage:
    """Where the trials happen: a folder, two models, pages to enrol."""

    folder: Path
    model: Path
    other_model: Path
    exemplars: Path
    pages: int

    @property
    def database(self) -> Path:
        return self.folder / "database"


def set_stage(folder: Path, model: Path, pages: int) -> Stage:
    """Draw small pages and make the second model."""
    exemplars = folder / "exemplars"
    for number in range(pages):
        writer = list(HANDS)[number % len(HANDS)]
        save_scribble(exemplars / writer / f"{number}.png", writer, number)
    other = make_other_model(model, folder / "other-model")
    return Stage(folder, model, other, exemplars, pages)


def run_trials(stage: Stage, kills: int, seed: int) -> dict[str, Tally]:
    """Kill so many times, kind after kind; each time check, and go on where it was killed."""
    random = np.random.default_rng(seed)
    tallies = {kind: Tally() for kind in KINDS}
    for kind in KINDS:
        tally = tallies[kind]
        share = len(range(KINDS.index(kind), kills, len(KINDS)))
        while tally.kills < share:
            wait_s = float(random.uniform(0.0, LONGEST_WAIT_S[kind]))
            workers = 1 if kind == "merging" else int(random.integers(1, 3))
            killed = kill_once(stage, kind, workers, wait_s)
            tally.kills += killed
            tally.too_late += not killed
            if (stage.database / FILE).exists():
                _judge(stage, kind, tally)
            if kind == "enrolment" and not killed:
                shutil.rmtree(stage.database)
        if kind == "enrolment":
            finish_enrolment(stage)
            _judge(stage, kind, tally, whole=True)
    return tallies


def kill_once(stage: Stage, kind: str, workers: int, wait_s: float) -> bool:
    """Start the work and kill it; False where it was done before."""
    model = stage.other_model if kind == "re-encoding" else stage.model
    command = [sys.executable, "-m", "tests.trials.work", kind, str(stage.database)]
    command += [str(model), str(stage.exemplars), str(workers)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        if process.stdout.readline() != "ready\n":
            raise RuntimeError(f"{kind} did not begin")
        # Processes take a second to start: only then is there something to kill.
        time.sleep(wait_s + (1.0 if workers > 1 else 0.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
    return process.returncode == -signal.SIGKILL


def finish_enrolment(stage: Stage) -> None:
    """Go on to the end, in this process."""
    engine = Engine(stage.model, "onnx")
    with Database.create(stage.database) as database:
        plan = plan_enrolment(database, list_sources([stage.exemplars]), ReadSettings())
        settings = EncodingSettings(stage.model, "onnx", 1)
        report = enrol(database, engine, plan, ReadSettings(), settings)
    if report.failed or report.documents + report.already != stage.pages:
        raise RuntimeError(f"the enrolment could not be finished: {report}")


def _judge(stage: Stage, kind: str, tally: Tally, *, whole: bool = False) -> None:
    with Database.create(stage.database) as database:
        report = check_integrity(database)
        models = look_over(database).models
        tally.problems += report.problems
        tally.orphans = max(tally.orphans, len(report.orphans))
        tally.leftovers = max(tally.leftovers, len(report.leftovers))
        if kind != "enrolment" or whole:
            tally.problems += _missing(stage, report, models)


def _missing(stage: Stage, report: IntegrityReport, models: dict[str, int]) -> list[str]:
    """Every document is there, and has its code of the first model."""
    found = []
    if report.documents != stage.pages or report.originals != stage.pages:
        found.append(f"{report.documents} documents and {report.originals} originals are left")
    if max(models.values(), default=0) != stage.pages:
        found.append("codes are missing")
    return found


def write_report(tallies: dict[str, Tally], seconds: float, seed: int, pages: int) -> None:
    rows = [
        f"| {kind} | {tally.kills} | {len(tally.problems)} | {tally.orphans} | {tally.leftovers} |"
        for kind, tally in tallies.items()
    ]
    lines = [
        "Written by `make trials`. A process that enrols, merges or encodes again is ended with",
        "`kill -9` at a random moment; then the database is checked (SQLite's own check, all",
        "references and records, every original's hash, and that no document is missing), and the",
        "next process goes on with what is there. In the end all is enrolled. A file is left over",
        "when a process dies between storing an original and recording it; the next run uses it.",
        "",
        "| work | kills | problems | files left, at most | halves of files left, at most |",
        "|---|---|---|---|---|",
        *rows,
        "",
        f"{pages} pages, seed {seed}, {os.cpu_count()} cores, {seconds:.0f} s.",
    ]
    put_section("Killed at random", lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--pages", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "model").mkdir()
        make_small_model(folder / "model")
        stage = set_stage(folder, folder / "model", options.pages)
        tallies = run_trials(stage, options.kills, options.seed)
    write_report(tallies, time.monotonic() - began, options.seed, options.pages)
    problems = [problem for tally in tallies.values() for problem in tally.problems]
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
