"""The commands on cases, and their options."""

import argparse
from argparse import ArgumentParser
from pathlib import Path

from writerid.cli.options import (
    add_command,
    add_database,
    add_json,
    add_model,
    positive,
    positive_float,
)
from writerid.cli.parser_carry import add_carry_actions
from writerid.cli.parser_case_items import add_item_actions, add_item_arguments
from writerid.cli.parser_case_opinion import add_opinion_actions
from writerid.cli.parser_strength import add_calibration


def add_case_commands(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    """``case``."""
    parser = add_command(
        commands,
        "case",
        "keep a case: questioned documents, and comparisons frozen as they were made",
        "writerid case new anonymous-letters/\n"
        "  writerid case add anonymous-letters/ letter1.tif letter2.pdf\n"
        "  writerid case identify anonymous-letters/ Q1",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    _keeping(actions)
    _add(actions)
    _comparing(actions)
    add_opinion_actions(actions)
    add_item_actions(actions)
    for one in actions.choices.values():
        one.add_argument("case", type=Path, metavar="CASE", help="the folder of the case")
        one.add_argument("--examiner", default="", metavar="NAME", help="who does this")
        add_json(one)
    add_carry_actions(actions)
    actions.choices["add"].add_argument(
        "files", nargs="+", type=Path, help="scans, or folders of them"
    )
    add_item_arguments(actions)
    actions.choices["identify"].add_argument("item", help="its name, Q1 say")
    actions.choices["compare"].add_argument("item", help="its name, Q1 say")
    actions.choices["compare"].add_argument("other", help="the other item's name, K1 say")


def _keeping(actions: "argparse._SubParsersAction[ArgumentParser]") -> None:
    new = add_command(
        actions,
        "new",
        "make a case in a folder",
        "writerid case new anonymous-letters/ --title 'Anonymous letters'",
    )
    new.add_argument("--title", default="", help="default: the folder's name")
    show = add_command(
        actions,
        "show",
        "show the items and the comparisons, or one comparison as it was made",
        "writerid case show anonymous-letters/ --comparison 3",
    )
    show.add_argument("--comparison", type=positive, metavar="N")
    add_command(
        actions,
        "check",
        "verify the file, the history, every original and every comparison",
        "writerid case check anonymous-letters/",
    )
    events = add_command(
        actions, "events", "list everything that was done", "writerid case events letters/ --json"
    )
    events.add_argument("--after", type=int, default=0, metavar="N", help="only behind entry N")


def _add(actions: "argparse._SubParsersAction[ArgumentParser]") -> None:
    add = add_command(
        actions,
        "add",
        "copy scans into the case, each as an item Q1, Q2 …",
        "writerid case add anonymous-letters/ scans/ letter.tif --dpi 300",
    )
    add.add_argument("--known", action="store_true", help="as known writing K1, K2 … instead")
    add.add_argument("--together", action="store_true", help="all are pages of one item")
    add.add_argument(
        "--dpi", type=positive_float, help="resolution of the pages that do not say theirs"
    )


def _comparing(actions: "argparse._SubParsersAction[ArgumentParser]") -> None:
    identify = add_command(
        actions,
        "identify",
        "rank the writers of the database for an item, and keep all that was compared",
        "writerid case identify anonymous-letters/ Q1 --writers Ann,Ben",
    )
    identify.add_argument(
        "--writers",
        action="append",
        metavar="A,B",
        help="only these writers of the database: a closed list",
    )
    identify.add_argument(
        "--level", choices=["writer", "document"], default="writer", help="what is ranked"
    )
    identify.add_argument(
        "--top", type=positive, default=100, metavar="N", help="candidates listed"
    )
    add_calibration(identify)
    add_database(identify)
    add_model(identify)
    compare = add_command(
        actions,
        "compare",
        "compare an item with another item of the case, without a database",
        "writerid case compare anonymous-letters/ Q1 K1",
    )
    add_calibration(compare)
    add_model(compare)
