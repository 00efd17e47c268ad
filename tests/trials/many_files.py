"""A folder of 5,000 files, 50 of them bad: the bad ones are named, the others are enrolled.

python -m tests.trials.many_files adds what came of it to docs/trials.md.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.scribbles import HANDS, scribble
from tests.small_model import make_small_model
from tests.trials.page import put_section
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.store.database import Database
from writerid.store.encoding import EncodingSettings
from writerid.store.enrolment import EnrolmentReport, enrol
from writerid.store.integrity import check_integrity
from writerid.store.plan import plan_enrolment
from writerid.store.sources import list_sources

SMALL = (560, 300)
WRITERS = 500


def draw(folder: Path, files: int, bad: int) -> None:
    """Small pages of made-up hands, spread over many writers; every so many is spoilt."""
    hands = list(HANDS.values())
    every = files // bad
    for number in range(files):
        file = folder / f"writer {number % WRITERS:03d}" / f"{number}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        scribble(hands[number % len(hands)], number, SMALL).save(file, dpi=(300, 300))
        if number % every == every - 1:
            kind = number // every % 3
            content = (b"", b"no picture at all", file.read_bytes()[:-600])[kind]
            file.write_bytes(content)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--bad", type=int, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        model = folder / "model"
        model.mkdir()
        make_small_model(model)
        draw(folder / "pages", options.files, options.bad)
        with Database.create(folder / "database") as database:
            began = time.monotonic()
            plan = plan_enrolment(database, list_sources([folder / "pages"]), ReadSettings())
            encoding = EncodingSettings(model, "onnx")
            report = enrol(database, Engine(model, "onnx"), plan, ReadSettings(), encoding)
            seconds = time.monotonic() - began
            problems = check_integrity(database).problems
    _write(report, len(problems), seconds, options.files)
    right = len(report.failed) == options.bad and not problems
    return 0 if right and report.documents == options.files - options.bad else 1


def _write(report: EnrolmentReport, problems: int, seconds: float, files: int) -> None:
    lines = [
        "Written by `make trials`. A folder with small pages, some of them empty, cut short, or no",
        "picture, is enrolled with one call.",
        "",
        "| files | enrolled | named as bad | problems found by the check | seconds |",
        "|---|---|---|---|---|",
        f"| {files:,} | {report.documents:,} | {len(report.failed)} | {problems} | {seconds:.0f} |",
        "",
        f"{os.cpu_count()} cores.",
    ]
    put_section("Many files", lines)


if __name__ == "__main__":
    sys.exit(main())
