"""``audit``: its options."""

import argparse
from argparse import ArgumentParser
from pathlib import Path

from writerid.cli.options import add_command, add_database, add_json


def add_audit_command(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    """``audit``."""
    parser = add_command(
        commands,
        "audit",
        "verify a case and its database: files, histories, and what reports printed; only reads",
        "writerid audit anonymous-letters/\n"
        "  writerid audit anonymous-letters/ --report report.pdf --head 42:9f86d081884c7d65",
    )
    parser.add_argument("case", type=Path, metavar="CASE", help="the folder of the case")
    add_database(parser)
    parser.add_argument(
        "--report",
        action="append",
        default=[],
        type=Path,
        metavar="PDF",
        help="a report of the case, whose head of the history is to be borne out; may be repeated",
    )
    parser.add_argument(
        "--head",
        action="append",
        default=[],
        metavar="COUNT:HASH",
        help="a head as a report prints it, at least the first 16 characters of the hash; may be "
        "repeated",
    )
    add_json(parser)
