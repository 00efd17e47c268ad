"""Does one kind of custody's work until it is killed: run by custody_killed.py.

Says “ready” when everything is imported and the work begins.
"""

import itertools
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.trials.custody import Custody, compare
from writerid.casework.blind.joining import join
from writerid.casework.blind.opening import open_package
from writerid.casework.blind.opinion import return_opinion
from writerid.casework.blind.packing import make_package
from writerid.casework.blind.planning import BlindWanted, plan_blind
from writerid.casework.case import Case
from writerid.casework.casefile.export import export_case
from writerid.casework.casefile.taking_in import import_case
from writerid.casework.evidence import evidence
from writerid.casework.reporting.reports import composed_report, keep_report
from writerid.casework.reporting.request import ReportRequest
from writerid.pipeline.identify import Engine

Round = Callable[[int], object]


def report(stage: Custody, stack: ExitStack) -> Round:
    """The same file, over and over."""
    case = stack.enter_context(Case.open(stage.case, examiner="A. Lee"))
    composed = stack.enter_context(composed_report(case, ReportRequest(pairs=1)))
    return lambda _: keep_report(case, composed, stage.out / "report.pdf")


def export(stage: Custody, stack: ExitStack) -> Round:
    case = stack.enter_context(Case.open(stage.case, examiner="A. Lee"))
    return lambda number: export_case(case, _free(stage, "case", number, ".wricase"))


def take_in(stage: Custody, _: ExitStack) -> Round:
    return lambda number: import_case(stage.file(".wricase"), _free(stage, "imported", number, ""))


def pack(stage: Custody, stack: ExitStack) -> Round:
    case = stack.enter_context(Case.open(stage.case, examiner="A. Lee"))
    plan = plan_blind(case, BlindWanted(database=stage.database))

    def work(number: int) -> object:
        package = _free(stage, "package", number, ".wriblind")
        sealed = _free(stage, "package", number, ".wrisealed")
        return make_package(case, plan, package, sealed)

    return work


def unpack(stage: Custody, _: ExitStack) -> Round:
    return lambda number: open_package(stage.file(".wriblind"), _free(stage, "opened", number, ""))


def rejoin(stage: Custody, stack: ExitStack) -> Round:
    """Return an opinion anew, and join it."""
    first = stack.enter_context(Case.open(stage.case, examiner="A. Lee"))
    second = stack.enter_context(Case.open(stage.second, examiner="B. Ono"))

    def work(number: int) -> object:
        file = _free(stage, "opinion", number, ".wriopinion")
        return_opinion(second, file)
        return join(first, file)

    return work


def view(stage: Custody, stack: ExitStack) -> Round:
    """Compare anew, and look at the evidence of all candidates."""
    case = stack.enter_context(Case.open(stage.case, examiner="A. Lee"))
    engine = Engine(stage.model, "onnx")
    engine.embedder  # noqa: B018 - loads the network

    def work(_: int) -> None:
        number = compare(case, engine, stage.database)
        for rank in (1, 2, 3):
            evidence(case, engine, number, rank)

    return work


KINDS = {
    "report": report,
    "export": export,
    "import": take_in,
    "blind package": pack,
    "open package": unpack,
    "return and join": rejoin,
    "compare and evidence": view,
}


def _free(stage: Custody, name: str, number: int, suffix: str) -> Path:
    """A name that no earlier process left."""
    taken = len([one for one in stage.out.iterdir() if one.name.startswith(name)])
    return stage.out / f"{name}-{taken}-{number}{suffix}"


def main(kind: str, folder: Path) -> None:
    with ExitStack() as stack:
        work = KINDS[kind](Custody(folder), stack)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        for number in itertools.count():
            work(number)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
