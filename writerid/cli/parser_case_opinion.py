"""The actions on a case with which an examiner words propositions and records views."""

import argparse
from argparse import ArgumentParser

from writerid.cli.options import add_command, positive
from writerid.cli.parser_strength import add_wording
from writerid.pipeline.opinion import NinePoint


def add_opinion_actions(actions: "argparse._SubParsersAction[ArgumentParser]") -> None:
    """``propositions``, ``view``."""
    propositions = add_command(
        actions,
        "propositions",
        "show or word H1 and H2, of a comparison or for those to come",
        "writerid case propositions letters/ --comparison 3 --h2 'the questioned writing was made "
        "by somebody else of the household'\n"
        "  writerid case propositions letters/ --comparison 3 --default",
    )
    propositions.add_argument(
        "--comparison",
        type=positive,
        metavar="N",
        help="of this one; without it, what new comparisons of the case take",
    )
    add_wording(propositions)
    propositions.add_argument(
        "--default", action="store_true", help="go back to the program's wording"
    )
    view = add_command(
        actions,
        "view",
        "record your view of a comparison; hidden names are shown from then on",
        "writerid case view letters/ --comparison 3 --examiner 'A. Lee' --text 'Agrees in form "
        "and size.' --opinion 'probably did write'",
    )
    view.add_argument("--comparison", type=positive, metavar="N", required=True)
    view.add_argument("--text", required=True, metavar="TEXT", help="what you found")
    view.add_argument(
        "--opinion",
        choices=[one.value for one in NinePoint],
        default="",
        metavar="WORDS",
        help="your own, on the nine-point scale of SWGDOC, never derived from a number: "
        + ", ".join(one.value for one in NinePoint),
    )
