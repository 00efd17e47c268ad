"""What is asked of the background when something is handed on; every function is a job."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.casework.blind.joining import JoinedFile
    from writerid.casework.blind.opening import OpenedPackage
    from writerid.casework.blind.opinion import ReturnedOpinion
    from writerid.casework.blind.packing import MadePackage
    from writerid.casework.blind.planning import BlindPlan
    from writerid.casework.blind.sides import SecondOpinion
    from writerid.casework.case import Case
    from writerid.casework.casefile.export import ExportedCase
    from writerid.casework.casefile.leaving import LeavingWriter
    from writerid.casework.casefile.taking_in import ImportedCase


@dataclass(frozen=True)
class CarryState:
    """What can be done with the open case.

    ``second``: it was made from a blind package; ``package_database`` lies beside it then, unless
    it was carried on without. ``opinions``: how many are to be seen.
    """

    second: bool
    package_database: Path | None
    opinions: int


def read_state(case: "Case", _: Task) -> CarryState:
    """What the case is: a first examiner's or a second's."""
    from writerid.casework.blind.origin import origin_of, package_database  # noqa: PLC0415 - on the worker
    from writerid.casework.blind.sides import second_opinions_of  # noqa: PLC0415

    second = origin_of(case) is not None
    return CarryState(second, package_database(case), len(second_opinions_of(case)))


Leaving = tuple[tuple["LeavingWriter", ...], tuple["LeavingWriter", ...]]


def read_leaving(case: "Case", _: Task) -> "Leaving":
    """Whose known writing an export holds: with its scans, and without them."""
    from writerid.casework.casefile.leaving import leaving_writers  # noqa: PLC0415

    return leaving_writers(case), leaving_writers(case, without_known_originals=True)


def export_case(snapshot: tuple["Case", Path, bool], task: Task) -> "ExportedCase":
    """Write the case to one file."""
    from writerid.casework.casefile.export import export_case as export  # noqa: PLC0415

    case, file, without = snapshot
    return export(case, file, without_known_originals=without, task=task)


def import_case(snapshot: tuple[Path, Path, str], task: Task) -> "ImportedCase":
    """Make a case of a file."""
    from writerid.casework.casefile.taking_in import import_case as take_in  # noqa: PLC0415

    file, folder, examiner = snapshot
    return take_in(file, folder, examiner=examiner, task=task)


@dataclass(frozen=True)
class BlindRequest:
    """What is asked for in the dialog of a package; ``propositions`` empty: the neutral ones."""

    items: tuple[str, ...]
    with_preparation: bool
    without_known_originals: bool
    propositions: str
    database: Path


def plan_blind(snapshot: tuple["Case", BlindRequest], _: Task) -> "BlindPlan":
    """What a package would hold."""
    from writerid.casework.blind.format import PROPOSITIONS  # noqa: PLC0415
    from writerid.casework.blind.planning import BlindWanted, plan_blind  # noqa: PLC0415

    case, asked = snapshot
    wanted = BlindWanted(
        asked.items,
        asked.with_preparation,
        asked.without_known_originals,
        asked.database,
        asked.propositions or PROPOSITIONS,
    )
    return plan_blind(case, wanted)


def make_package(snapshot: tuple["Case", BlindRequest, Path, Path], task: Task) -> "MadePackage":
    """Write a package and its sealed file."""
    from writerid.casework.blind.packing import make_package as make  # noqa: PLC0415

    case, asked, package, sealed = snapshot
    return make(case, plan_blind((case, asked), task), package, sealed, task)


def open_package(snapshot: tuple[Path, Path, str], task: Task) -> "OpenedPackage":
    """Make a case of a package."""
    from writerid.casework.blind.opening import open_package as open_it  # noqa: PLC0415

    file, folder, examiner = snapshot
    return open_it(file, folder, examiner=examiner, task=task)


def return_opinion(snapshot: tuple["Case", Path], task: Task) -> "ReturnedOpinion":
    """Write the second opinion to a file."""
    from writerid.casework.blind.opinion import return_opinion as give_back  # noqa: PLC0415

    return give_back(*snapshot, task)


def join(snapshot: tuple["Case", Path, Path | None], _: Task) -> "JoinedFile":
    """Join an opinion, or a sealed file."""
    from writerid.casework.blind.joining import join as join_file  # noqa: PLC0415

    return join_file(*snapshot)


def read_opinions(case: "Case", _: Task) -> "tuple[SecondOpinion, ...]":
    """All opinions with both sides."""
    from writerid.casework.blind.sides import second_opinions_of  # noqa: PLC0415

    return second_opinions_of(case)
