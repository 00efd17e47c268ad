"""Actions on cases that carry something out of the laboratory, or into it."""

import argparse
from argparse import ArgumentParser
from pathlib import Path

from writerid.cli.options import add_command, add_json


def add_carry_actions(actions: "argparse._SubParsersAction[ArgumentParser]") -> None:
    """``case export`` … ``case opinions``."""
    before = set(actions.choices)
    _case_as_file(actions)
    _blind(actions)
    _opinion(actions)
    for name in actions.choices.keys() - before:
        if name != "verify":
            actions.choices[name].add_argument(
                "--examiner", default="", metavar="NAME", help="who does this"
            )
        add_json(actions.choices[name])


def _case(parser: ArgumentParser) -> None:
    parser.add_argument("case", type=Path, metavar="CASE", help="the folder of the case")


def _case_as_file(actions: "argparse._SubParsersAction[ArgumentParser]") -> None:
    export = add_command(
        actions,
        "export",
        "write the case with its originals to one file, and say whose known writing is in it",
        "writerid case export anonymous-letters/ letters.wricase",
    )
    _case(export)
    export.add_argument("file", type=Path, help="the new file")
    _add_without_originals(export)
    verify = add_command(
        actions,
        "verify",
        "verify the file of a case, without importing it: every hash, and the history",
        "writerid case verify letters.wricase",
    )
    verify.add_argument("file", type=Path, help="a file that “case export” wrote")
    take_in = add_command(
        actions,
        "import",
        "verify the file of a case, and make a case of it in a new folder",
        "writerid case import letters.wricase anonymous-letters/",
    )
    take_in.add_argument("file", type=Path, help="a file that “case export” wrote")
    take_in.add_argument("folder", type=Path, help="where the case shall be; new, or empty")


def _add_without_originals(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--without-known-originals",
        action="store_true",
        help="leave the scans of known writing here: codes alone go along",
    )


def _blind(actions: "argparse._SubParsersAction[ArgumentParser]") -> None:
    blind = add_command(
        actions,
        "blind",
        "make a package for a blind second opinion, and the sealed file with names and results",
        "writerid case blind anonymous-letters/ --item Q1 --out k7.wriblind --sealed k7.wrisealed",
    )
    _case(blind)
    blind.add_argument(
        "--item",
        action="append",
        default=[],
        metavar="NAME",
        help="an item that was compared, Q1 say; may be repeated (default: all)",
    )
    blind.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the package, which is sent"
    )
    blind.add_argument(
        "--sealed", type=Path, required=True, metavar="FILE", help="the sealed file, which stays"
    )
    blind.add_argument(
        "--with-preparation",
        action="store_true",
        help="hand on how the pages were prepared (otherwise the second examiner prepares them)",
    )
    _add_without_originals(blind)
    blind.add_argument("--propositions", metavar="TEXT", help="instead of neutral ones")
    blind.add_argument(
        "--database", type=Path, metavar="DIR", help="where the database is now, if it was moved"
    )
    opening = add_command(
        actions,
        "open-blind",
        "make a case of a blind package, with a small database of the known writing in it",
        "writerid case open-blind k7.wriblind second-opinion/ --examiner 'B. Ono'",
    )
    opening.add_argument("file", type=Path, help="the package")
    opening.add_argument("folder", type=Path, help="where the case shall be; new, or empty")


def _opinion(actions: "argparse._SubParsersAction[ArgumentParser]") -> None:
    giving = add_command(
        actions,
        "return",
        "write the second opinion to a file, once a view is recorded",
        "writerid case return second-opinion/ k7.wriopinion",
    )
    _case(giving)
    giving.add_argument("file", type=Path, help="the new file, for the first examiner")
    join = add_command(
        actions,
        "join",
        "join a second opinion to the first case, or the sealed file to the second",
        "writerid case join anonymous-letters/ k7.wriopinion --sealed k7.wrisealed",
    )
    _case(join)
    join.add_argument("file", type=Path, help="the opinion, or in a second case the sealed file")
    join.add_argument(
        "--sealed", type=Path, metavar="FILE", help="the sealed file as it was kept, to be checked"
    )
    opinions = add_command(
        actions,
        "opinions",
        "show the views of both examiners side by side",
        "writerid case opinions anonymous-letters/",
    )
    _case(opinions)
