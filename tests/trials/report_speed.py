"""How long the report of a case takes: five questioned documents against twenty writers.

python -m tests.trials.report_speed prints the times of several runs. The evidence of three
candidates each is stored beforehand, as it is when an examiner has looked at it. Pages are A4 at
300 dpi.
"""

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from tests.scribbles import Hand, scribble
from tests.small_model import make_small_model
from writerid.casework.case import Case
from writerid.casework.comparing import IdentifySettings, identify
from writerid.casework.comparisons import store_comparison
from writerid.casework.evidence import evidence
from writerid.casework.importing import import_files
from writerid.casework.item_changes import add_items
from writerid.casework.reporting.reports import composed_report, keep_report
from writerid.casework.reporting.request import ReportRequest
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.store.database import Database
from writerid.store.encoding import EncodingSettings
from writerid.store.enrolment import enrol
from writerid.store.plan import plan_enrolment
from writerid.store.sources import list_sources

A4 = (2480, 3508)
WRITERS, QUESTIONED, EXEMPLARS, VIEWED = 20, 5, 2, 3
NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


def make_case(folder: Path) -> None:
    """The case and its database, everything compared, the best candidates viewed."""
    make_small_model(folder / "model")
    engine = Engine(folder / "model", "onnx")
    random = np.random.default_rng(3)
    hands = [
        Hand(
            float(random.uniform(-0.5, 0.6)),
            float(random.uniform(20, 46)),
            float(random.uniform(22, 46)),
            number,
        )
        for number in range(WRITERS)
    ]
    for number, hand in enumerate(hands):
        place = folder / "known" / f"Writer {number:02d}"
        place.mkdir(parents=True)
        for exemplar in range(EXEMPLARS):
            picture = scribble(hand, exemplar, A4)
            picture.save(place / f"{exemplar}.jpg", dpi=(300, 300), quality=90)
    questioned = []
    for number in range(QUESTIONED):
        file = folder / f"questioned-{number}.jpg"
        scribble(hands[number], 9 + number, A4).save(file, dpi=(300, 300), quality=90)
        questioned.append(file)
    with Database.create(folder / "database") as database:
        reading = ReadSettings()
        plan = plan_enrolment(database, list_sources([folder / "known"]), reading)
        enrol(database, engine, plan, reading, EncodingSettings(folder / "model", "onnx", 2))
    with Case.create(folder / "case", "Speed", synthetic=True) as case:
        items, _ = add_items(case, import_files(case.originals, questioned).files)
        for item in items:
            new = identify(engine, case.originals, item, IdentifySettings(folder / "database"))
            comparison_id = store_comparison(case, new)
            for rank in range(1, VIEWED + 1):
                evidence(case, engine, comparison_id, rank)


def main() -> None:
    """Make the case, write its report several times, print how long each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_case(folder)
        with Case.open(folder / "case", examiner="A. Lee") as case:
            for _ in range(runs):
                start = time.perf_counter()
                with composed_report(case, ReportRequest(time=NOON)) as report:
                    made = keep_report(case, report, folder / "report.pdf")
                seconds = time.perf_counter() - start
                size = made.path.stat().st_size / 1e6
                sys.stdout.write(f"{seconds:.1f} s, {size:.1f} MB\n")


if __name__ == "__main__":
    main()
