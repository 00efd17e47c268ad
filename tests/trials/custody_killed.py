"""kill −9 at random moments of reports, exports, imports, blind packages, joining and evidence.

    python -m tests.trials.custody_killed --kills 70

After each the cases are opened and audited, and all that bears its name is verified; what came of
it goes into docs/trials.md.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.trials.custody import Custody, carry_out
from tests.trials.custody_work import KINDS
from tests.trials.page import put_section
from writerid.casework.audit import audit
from writerid.casework.blind.format import OPINION_FORMAT, PACKAGE
from writerid.casework.blind.manifest import read_manifest
from writerid.casework.blind.sealed import read_text
from writerid.casework.blind.sides import second_opinions_of
from writerid.casework.case import Case
from writerid.casework.casefile.checking import check_case_file
from writerid.errors import WriterIdError
from writerid.store.archive import open_archive

ROOT = Path(__file__).resolve().parents[2]
LONGEST_WAIT_S = 0.6
"""Kills fall evenly within so many seconds from when the work begins."""


@dataclass
class Tally:
    """What came of the kills of one kind."""

    kills: int = 0
    finished: int = 0
    leftovers: int = 0
    problems: list[str] = field(default_factory=list)


def run_trials(stage: Custody, kills: int, seed: int) -> dict[str, Tally]:
    """Kill so many times, the kinds in turn; each time check everything."""
    random = np.random.default_rng(seed)
    tallies = {kind: Tally() for kind in KINDS}
    for number in range(kills):
        kind = list(KINDS)[number % len(KINDS)]
        kill_once(stage, kind, float(random.uniform(0.0, LONGEST_WAIT_S)))
        tallies[kind].kills += 1
        judge(stage, tallies[kind])
    return tallies


def kill_once(stage: Custody, kind: str, wait_s: float) -> None:
    """Start the work, and kill it."""
    command = [sys.executable, "-m", "tests.trials.custody_work", kind, str(stage.folder)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        if process.stdout.readline() != "ready\n":
            raise RuntimeError(f"{kind} did not begin: {process.stderr.read()}")
        time.sleep(wait_s)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if process.returncode != -signal.SIGKILL:
            raise RuntimeError(f"{kind} ended by itself: {process.stderr.read()}")


def judge(stage: Custody, tally: Tally) -> None:
    """Open and audit both cases, verify what was finished, and clear it away."""
    report = stage.out / "report.pdf"
    reports = [report] if report.exists() else []
    tally.problems += [*_broken(stage.case, stage.database, reports)]
    tally.problems += [*_broken(stage.second, stage.second / "database", [])]
    for made in sorted(stage.out.iterdir()):
        if ".partial" in made.name:
            tally.leftovers += 1
            _remove(made)
        elif made != report:
            tally.finished += 1
            tally.problems += [*_wrong(stage, made)]
            _remove(made)
    with Case.open(stage.case) as case:
        second_opinions_of(case)
        recorded = {row[0] for row in _packages(case)}
    if reports:
        tally.finished += 1
    if not recorded:
        tally.problems.append("the package is not in the case")


def _packages(case: Case) -> list[tuple[str]]:
    with case.reading() as rows:
        return [(row[0],) for row in rows.execute("SELECT package_sha256 FROM blind_packages")]


def _broken(folder: Path, database: Path, reports: list[Path]) -> Iterator[str]:
    try:
        # Opened to be written: what the killed process left is taken up.
        with Case.open(folder) as case:
            found = audit(case, database, reports)
    except WriterIdError as error:
        yield str(error)
        return
    for verdict in found.verdicts:
        if verdict.whole is not True:
            yield f"{verdict.what} {verdict.name}: {verdict.problems}"


def _wrong(stage: Custody, made: Path) -> Iterator[str]:
    """What is wrong with something that bears its name, and so is whole."""
    try:
        if made.is_dir():
            own = made / "database"
            yield from _broken(made, own if own.exists() else stage.database, [])
        elif made.suffix == ".wricase":
            check_case_file(made)
        elif made.suffix == ".wriblind":
            with open_archive(made, PACKAGE) as archive:
                read_manifest(archive)
            if not made.with_suffix(".wrisealed").exists():
                yield f"{made.name} has no sealed file"
        elif made.suffix == ".wriopinion":
            read_text(made, "opinion", OPINION_FORMAT)
    except WriterIdError as error:
        yield str(error)


def _remove(made: Path) -> None:
    if made.is_dir():
        shutil.rmtree(made)
    else:
        made.unlink()


def write_section(tallies: dict[str, Tally], seconds: float, seed: int) -> None:
    rows = [
        f"| {kind} | {one.kills} | {one.finished} | {len(one.problems)} | {one.leftovers} |"
        for kind, one in tallies.items()
    ]
    lines = [
        "Written by `make trials`. A process that does nothing but this is ended with `kill -9` at",
        "a random moment. Then both examiners' cases are opened and audited with their databases",
        "and the report that lies there; each file and folder that bears its name is verified.",
        "Halves are called “….partial”, and mean nothing. A report is recorded before it gets its",
        "place: the history may tell of one that the end kept from it, never the other way round.",
        "",
        "| work | kills | finished before | problems | halves left |",
        "|---|---|---|---|---|",
        *rows,
        "",
        f"Seed {seed}, {os.cpu_count()} cores, {seconds:.0f} s.",
    ]
    put_section("Custody, killed at random", lines)


if __name__ == "__main__":
    sys.exit(carry_out(__doc__, ("--kills", 70), run_trials, write_section))
