"""The command that makes stored comparisons again, and its options."""

import argparse
from argparse import ArgumentParser
from pathlib import Path

from writerid.cli.options import add_command, add_json, add_model, positive


def add_replay_command(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    """``replay``."""
    parser = add_command(
        commands,
        "replay",
        "make a case's comparisons again from the originals, and tell what comes out otherwise",
        "writerid replay anonymous-letters/\n"
        "  writerid replay anonymous-letters/ --comparison 3 --all-known --backend torch-cpu",
    )
    parser.add_argument("case", type=Path, metavar="CASE", help="the folder of the case")
    parser.add_argument(
        "--comparison",
        type=positive,
        nargs="+",
        metavar="N",
        help="only these (default: all of the case)",
    )
    parser.add_argument(
        "--database",
        type=Path,
        metavar="DIR",
        help="where the database of known writers is now (default: where it was)",
    )
    parser.add_argument(
        "--all-known",
        action="store_true",
        help="encode every known document again whose original is at hand, not only those of the "
        "candidates whose evidence was viewed and of the first three",
    )
    parser.add_argument(
        "--calibration",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="a calibration that was used, beside the shipped one; may be repeated",
    )
    parser.add_argument(
        "--verbal-scale",
        type=Path,
        metavar="JSON",
        help="the verbal scale that was used, where it was not the ENFSI one",
    )
    parser.add_argument("--examiner", default="", metavar="NAME", help="who does this")
    add_json(parser)
    add_model(parser)
