"""Two examiners with all that travels between them: what the trials of custody begin with."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from tests.scribbles import HANDS, save_scribble
from tests.small_model import make_small_model
from writerid.casework.blind.opening import open_package
from writerid.casework.blind.opinion import return_opinion
from writerid.casework.blind.packing import make_package
from writerid.casework.blind.planning import BlindWanted, plan_blind
from writerid.casework.case import Case
from writerid.casework.casefile.export import export_case
from writerid.casework.comparing import IdentifySettings, identify
from writerid.casework.comparisons import store_comparison
from writerid.casework.evidence import evidence
from writerid.casework.importing import import_files
from writerid.casework.item_changes import add_items
from writerid.casework.items import find_item
from writerid.casework.marks import record_view
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.store.database import Database
from writerid.store.encoding import EncodingSettings
from writerid.store.enrolment import enrol
from writerid.store.plan import plan_enrolment
from writerid.store.sources import list_sources

PAGES = 2
"""Of each writer."""


@dataclass(frozen=True)
class Custody:
    """A folder with the first case and its database, the second case, and four files.

    ``out``: where the work that is killed writes.
    """

    folder: Path

    @property
    def model(self) -> Path:
        return self.folder / "model"

    @property
    def database(self) -> Path:
        return self.folder / "database"

    @property
    def case(self) -> Path:
        return self.folder / "case"

    @property
    def second(self) -> Path:
        return self.folder / "second"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def file(self, suffix: str) -> Path:
        """“.wricase”, “.wriblind”, “.wrisealed” or “.wriopinion”."""
        return self.folder / f"k7{suffix}"


def set_custody(folder: Path) -> Custody:
    """Make all of it: compared, viewed, packed, repeated, returned; not joined."""
    stage = Custody(folder)
    for made in (stage.model, stage.out):
        made.mkdir(parents=True)
    make_small_model(stage.model)
    engine = Engine(stage.model, "onnx")
    _enrol(stage, engine)
    with Case.create(stage.case, "The letters", examiner="A. Lee") as case:
        save_scribble(folder / "letter.png", next(iter(HANDS)), 7)
        add_items(case, import_files(case.originals, [folder / "letter.png"]).files)
        compare(case, engine, stage.database)
        evidence(case, engine, 1, 1)
        record_view(case, 1, "The first stands out.", opinion="probably did write")
        export_case(case, stage.file(".wricase"))
        plan = plan_blind(case, BlindWanted(database=stage.database))
        make_package(case, plan, stage.file(".wriblind"), stage.file(".wrisealed"))
    opened = open_package(stage.file(".wriblind"), stage.second, examiner="B. Ono")
    with Case.open(stage.second, examiner="B. Ono") as case:
        compare(case, engine, opened.database)
        record_view(case, 1, "So it seems to me.", opinion="no conclusion")
        return_opinion(case, stage.file(".wriopinion"))
    return stage


def compare(case: Case, engine: Engine, database: Path) -> int:
    """Q1 with everybody; returns the comparison's number."""
    new = identify(engine, case.originals, find_item(case, "Q1"), IdentifySettings(database))
    return store_comparison(case, new)


def _enrol(stage: Custody, engine: Engine) -> None:
    exemplars = stage.folder / "exemplars"
    for number in range(PAGES):
        for writer in HANDS:
            save_scribble(exemplars / writer / f"{number}.png", writer, number)
    with Database.create(stage.database) as database:
        plan = plan_enrolment(database, list_sources([exemplars]), ReadSettings())
        enrol(database, engine, plan, ReadSettings(), EncodingSettings(stage.model, "onnx", 1))


class Counted(Protocol):
    """What came of the work of one kind."""

    problems: list[str]


T = TypeVar("T", bound=Counted)


def carry_out(
    what: str | None,
    number: tuple[str, int],
    run: Callable[[Custody, int, int], dict[str, T]],
    write: Callable[[dict[str, T], float, int], None],
) -> int:
    """A trial from its command line to its section of the page; returns the exit code.

    ``number``: the option that says how many, and how many without it.
    """
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument(number[0], dest="number", type=int, default=number[1])
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        tallies = run(set_custody(Path(temporary)), options.number, options.seed)
    write(tallies, time.monotonic() - began, options.seed)
    problems = [problem for tally in tallies.values() for problem in tally.problems]
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    return 1 if problems else 0
