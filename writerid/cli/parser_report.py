"""The command that makes reports, and its options."""

import argparse
from argparse import ArgumentParser
from pathlib import Path

from writerid.cli.options import add_command, add_json, add_model, positive, whole


def add_report_command(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    """``report``."""
    parser = add_command(
        commands,
        "report",
        "write the report of a case: PDF/A with plates, and its data attached",
        "writerid report anonymous-letters/ --out report.pdf\n"
        "  writerid report anonymous-letters/ --comparison 3 --layout laboratory.json "
        "--csv ranking.csv\n"
        "  writerid report anonymous-letters/ --out report.pdf --sign examiner.p12\n"
        "  writerid report --verify report.pdf",
    )
    parser.add_argument("case", type=Path, nargs="?", metavar="CASE", help="the folder of the case")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="PDF",
        help="the file to write (default: in the folder “reports” of the case)",
    )
    parser.add_argument(
        "--comparison",
        type=positive,
        action="append",
        metavar="N",
        help="may be repeated (default: of each item the newest with the database, with a list, "
        "and with each other document)",
    )
    parser.add_argument(
        "--candidates", type=positive, default=20, metavar="N", help="candidates listed, up to 50"
    )
    parser.add_argument(
        "--evidence", type=whole, default=3, metavar="N", help="candidates that get plates"
    )
    parser.add_argument(
        "--pairs",
        type=positive,
        default=12,
        metavar="N",
        help="pairs shown of each kind, supporting and contradicting, up to 40",
    )
    parser.add_argument("--paper", choices=["a4", "letter"], help="instead of the layout's")
    parser.add_argument(
        "--layout",
        type=Path,
        metavar="JSON",
        help="letterhead, logo, names, language: see docs/report.md",
    )
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write the rankings as CSV too")
    parser.add_argument(
        "--json-file", type=Path, metavar="FILE", help="write the report's data as JSON too"
    )
    parser.add_argument(
        "--time",
        metavar="ISO",
        help="the time stamp, 2026-05-04T10:00:00Z say: same case, same time, same bytes",
    )
    parser.add_argument(
        "--calibration",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="where the calibrations of the comparisons are, for their figures; may be repeated",
    )
    parser.add_argument(
        "--verbal-scale", type=Path, metavar="JSON", help="the verbal scale that was in use"
    )
    parser.add_argument(
        "--database", type=Path, metavar="DIR", help="where the database is, if it was moved"
    )
    parser.add_argument("--examiner", default="", metavar="NAME", help="who does this")
    _add_signing(parser)
    add_json(parser)
    add_model(parser)


def _add_signing(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("the signature (docs/report-signature.md)")
    group.add_argument(
        "--sign",
        type=Path,
        metavar="P12",
        help="sign with this certificate (.p12 or .pfx); its password is asked for, or is in the "
        "variable WRITERID_CERTIFICATE_PASSWORD",
    )
    group.add_argument(
        "--password-file",
        type=Path,
        metavar="FILE",
        help="the certificate's password is the first line of this file",
    )
    group.add_argument(
        "--verify",
        type=Path,
        metavar="PDF",
        help="write nothing: who signed this report, and is it unchanged since?",
    )
