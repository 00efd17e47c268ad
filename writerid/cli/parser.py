"""The commands and their options."""

import argparse
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from writerid import __version__
from writerid.cli.options import (
    add_command,
    add_database,
    add_json,
    add_model,
    add_reading,
    positive,
)
from writerid.cli.parser_audit import add_audit_command
from writerid.cli.parser_case import add_case_commands
from writerid.cli.parser_database import add_database_commands
from writerid.cli.parser_replay import add_replay_command
from writerid.cli.parser_report import add_report_command
from writerid.cli.parser_strength import add_strength_commands, add_strength_options
from writerid.cli.parser_training import add_training_commands

Command = Callable[[Namespace], int]

MODULES = {
    "identify": "writerid.cli.identify",
    "compare": "writerid.cli.compare",
    "enrol": "writerid.cli.enrol",
    "writers": "writerid.cli.writers",
    "reencode": "writerid.cli.reencode",
    "database": "writerid.cli.database",
    "case": "writerid.cli.case",
    "replay": "writerid.cli.replay",
    "report": "writerid.cli.report",
    "audit": "writerid.cli.audit",
    "demo": "writerid.cli.demo",
    "prepare": "writerid.cli.prepare",
    "info": "writerid.cli.info",
    "benchmark": "writerid.cli.benchmark",
    "adapt": "writerid.cli.adapt",
    "train": "writerid.cli.train",
    "combine": "writerid.cli.combine",
    "fit-encoder": "writerid.cli.fit_encoder",
    "evaluate": "writerid.cli.evaluate",
    "scores": "writerid.cli.scores",
    "calibrate": "writerid.cli.calibrate",
    "validate": "writerid.cli.validate",
}


def command_of(name: str) -> Command:
    """The function ``run(options) -> exit code`` of a command, its module imported now."""
    run: Command = import_module(MODULES[name]).run
    return run


def build_parser() -> ArgumentParser:
    """All commands. Light: used by ``--help``."""
    parser = ArgumentParser(
        prog="writerid",
        description="Writer identification for forensic document examiners.",
    )
    parser.add_argument("--version", action="version", version=f"writerid {__version__}")
    parser.add_argument("--verbose", action="store_true", help="tell more, on standard error")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _identify(commands)
    _compare(commands)
    add_database_commands(commands)
    add_case_commands(commands)
    add_replay_command(commands)
    add_report_command(commands)
    add_audit_command(commands)
    _demo(commands)
    _prepare(commands)
    _info(commands)
    _benchmark(commands)
    add_training_commands(commands)
    add_strength_commands(commands)
    return parser


def _identify(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = add_command(
        commands,
        "identify",
        "rank the writers of known writing for each questioned document",
        "writerid identify letter.tif --known exemplars/ --evidence evidence/\n"
        "  writerid identify q*.tif --database lab/ --writers Ann,Ben --csv ranking.csv",
    )
    parser.add_argument("questioned", nargs="+", type=Path, help="scans: images, TIFF, PDF")
    known = parser.add_mutually_exclusive_group()
    known.add_argument(
        "--known",
        type=Path,
        help="a folder with one folder a writer, or labels.csv (path, writer, document); without "
        "it the database of known writers is taken",
    )
    add_database(known)
    parser.add_argument(
        "--writers",
        action="append",
        metavar="A,B",
        help="only these writers of the database: a closed list",
    )
    parser.add_argument(
        "--level",
        choices=["writer", "document"],
        default="writer",
        help="rank writers (their documents pooled), or each document of the database",
    )
    parser.add_argument(
        "--exclude-document",
        action="append",
        default=[],
        metavar="NAME",
        help="leave documents of this name (or id:N) of the database out; may be repeated",
    )
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write the rankings as CSV too")
    parser.add_argument("--top", type=positive, default=10, metavar="N", help="candidates shown")
    parser.add_argument(
        "--evidence", type=Path, metavar="DIR", help="draw the evidence of the best candidates here"
    )
    parser.add_argument(
        "--evidence-top", type=positive, default=2, metavar="N", help="for how many candidates"
    )
    add_strength_options(parser)
    add_json(parser)
    add_reading(parser)
    add_model(parser)


def _compare(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = add_command(
        commands,
        "compare",
        "compare two documents with each other",
        "writerid compare questioned.png known.png --evidence evidence/\n"
        "  writerid compare questioned.png --database lab/ --writer Ann",
    )
    parser.add_argument("questioned", type=Path)
    parser.add_argument("known", type=Path, nargs="?", help="a file; or see --writer")
    add_database(parser)
    parser.add_argument("--writer", metavar="NAME", help="compare with this writer of the database")
    parser.add_argument(
        "--document", metavar="NAME", help="with this document of the writer's, not with all"
    )
    parser.add_argument("--evidence", type=Path, metavar="DIR", help="draw the evidence here")
    add_strength_options(parser)
    add_json(parser)
    add_reading(parser)
    add_model(parser)


def _demo(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = add_command(
        commands,
        "demo",
        "run the demonstration case (synthetic handwriting)",
        "writerid demo --out demo-results",
    )
    parser.add_argument("--out", type=Path, default=Path("demo-results"), metavar="DIR")
    add_model(parser)
    add_json(parser)


def _prepare(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = add_command(
        commands,
        "prepare",
        "draw what of each page is taken as writing, beside the original",
        "writerid prepare scan.jpg --pictures prepared/",
    )
    parser.add_argument("scans", nargs="+", type=Path)
    parser.add_argument("--pictures", required=True, type=Path, metavar="DIR")
    add_reading(parser)
    add_json(parser)


def _info(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = add_command(
        commands, "info", "show versions, the device and the model", "writerid info --json"
    )
    add_json(parser)
    add_model(parser)


def _benchmark(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = add_command(
        commands,
        "benchmark",
        "time each stage of the method on this machine",
        "writerid benchmark page.jpg --dpi 300\n"
        "  writerid benchmark page.jpg --dpi 300 --gallery 1000\n"
        "  writerid benchmark --enrol exemplars/ --dpi 300",
    )
    parser.add_argument("pages", nargs="*", type=Path, help="default: a demonstration page")
    parser.add_argument("--runs", type=positive, default=5, metavar="N")
    parser.add_argument(
        "--gui", action="store_true", help="measure the window instead, on the demonstration case"
    )
    parser.add_argument(
        "--gallery",
        type=positive,
        metavar="N",
        help="time ranking too, against a made-up database of N writers",
    )
    parser.add_argument(
        "--documents", type=positive, default=3, metavar="N", help="documents a made-up writer"
    )
    parser.add_argument(
        "--enrol",
        type=Path,
        metavar="DIR",
        help="time the enrolment of this folder (one folder a writer) into a database of its own",
    )
    parser.add_argument(
        "--enrol-into",
        type=positive,
        metavar="N",
        help="with --enrol: into a made-up database of N writers",
    )
    parser.add_argument("--workers", type=positive, metavar="N", help="processes that enrol")
    add_json(parser)
    add_reading(parser)
    add_model(parser)
