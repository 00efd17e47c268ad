"""The commands that make and measure calibrations, and the options of those that use one."""

import argparse
from argparse import ArgumentParser
from pathlib import Path

from writerid.cli.options import (
    add_collection,
    add_command,
    add_database,
    add_json,
    add_model,
    positive,
)


def add_strength_commands(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    """``calibrate``, ``validate``."""
    _calibrate(commands)
    _validate(commands)


def add_strength_options(parser: ArgumentParser) -> None:
    """What likelihood ratios depend on beside the scans, and how their propositions are worded."""
    add_calibration(parser)
    add_wording(parser)
    group = parser.add_argument_group("of the questioned writing, for refusals with their reason")
    group.add_argument("--script", default="", metavar="NAME", help="Latin, Arabic, …")
    group.add_argument(
        "--style", default="", metavar="NAME", help="cursive, print, capitals, signature, …"
    )
    group.add_argument(
        "--manner",
        default="",
        choices=["natural", "disguise suspected", "simulation suspected"],
        help="natural, or what is suspected",
    )


def add_wording(parser: ArgumentParser) -> None:
    """``--h1``, ``--h2``."""
    group = parser.add_argument_group(
        "the propositions in your own words, which change no number",
        "{writer} stands for the candidate's name, {list} for the names of a closed list",
    )
    group.add_argument("--h1", metavar="TEXT", help="instead of the program's wording")
    group.add_argument("--h2", metavar="TEXT", help="instead of the program's wording")


def add_calibration(parser: ArgumentParser) -> None:
    """``--calibration``, ``--verbal-scale``."""
    parser.add_argument(
        "--calibration",
        type=Path,
        metavar="DIR",
        help="what “calibrate” wrote, instead of the shipped calibration",
    )
    parser.add_argument(
        "--verbal-scale",
        type=Path,
        metavar="JSON",
        help="words for LRs: name, and bands of from_lr and words (default: ENFSI 2015)",
    )


def _calibrate(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = add_command(
        commands,
        "calibrate",
        "learn from known writing how scores become likelihood ratios",
        "writerid calibrate --labels labels.csv --out my-calibration --scripts Latin "
        "--styles cursive\n"
        "  writerid calibrate --database lab/ --out lab-calibration",
    )
    add_source(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="calibration folder")
    parser.add_argument("--label", metavar="TEXT", help="what every LR says it was conditioned on")
    parser.add_argument("--scripts", metavar="A,B", help="scripts of the collection")
    parser.add_argument("--styles", metavar="A,B", help="styles of the collection")
    parser.add_argument(
        "--isotonic",
        action="store_true",
        help="an isotonic map on top of the regression; from 200 writers",
    )
    add_json(parser)
    add_model(parser)
    add_collection(parser)


def _validate(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = add_command(
        commands,
        "validate",
        "measure a calibration on known writing: figures, plots and a report",
        "writerid validate --labels labels.csv --calibration my-calibration --out report\n"
        "  writerid validate --database lab/ --out report",
    )
    add_source(parser)
    add_calibration(parser)
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="write validation.pdf, .json and the plots here"
    )
    parser.add_argument(
        "--draws", type=positive, default=300, metavar="N", help="of writers, for the intervals"
    )
    add_json(parser)
    add_model(parser)
    add_collection(parser)


def add_source(parser: ArgumentParser) -> None:
    """``--labels``, ``--database``, ``--split``: known writing of many writers."""
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--labels",
        type=Path,
        metavar="CSV",
        help="columns path, writer, document; optional split, dpi, box, collection (else the first "
        "folder of the path), script, style",
    )
    add_database(source)
    parser.add_argument(
        "--split",
        action="append",
        choices=["train", "val", "test"],
        help="only these rows of the labels; may be repeated",
    )
