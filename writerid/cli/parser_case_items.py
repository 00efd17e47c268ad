"""The actions on the items of a case, and on its notes."""

import argparse
from argparse import ArgumentParser
from pathlib import Path

from writerid.cli.options import add_command, positive, positive_float
from writerid.store.items import MANNERS, MEDIA, ORIGINS


def add_item_actions(actions: "argparse._SubParsersAction[ArgumentParser]") -> None:
    """``describe``, ``pages``, ``prepare``, ``remove``, ``restore``, ``note``, ``hide-names``."""
    _describe(actions)
    _pages(actions)
    _prepare(actions)
    for name, what in (
        ("remove", "take an item out of the list; comparisons that were made of it stay"),
        ("restore", "bring a removed item back"),
    ):
        add_command(actions, name, what, f"writerid case {name} anonymous-letters/ Q2")
    note = add_command(
        actions,
        "note",
        "write a note on the case, or on a comparison",
        "writerid case note anonymous-letters/ 'Envelope kept with the letter.' --comparison 3",
    )
    note.add_argument("--comparison", type=positive, metavar="N", help="on this comparison")
    hide = add_command(
        actions,
        "hide-names",
        "show codes for names until a view is recorded of a comparison",
        "writerid case hide-names anonymous-letters/",
    )
    hide.add_argument("--off", action="store_true", help="show names from now on")


def add_item_arguments(actions: "argparse._SubParsersAction[ArgumentParser]") -> None:
    """What follows the case's folder."""
    for name in ("describe", "pages", "prepare", "remove", "restore"):
        actions.choices[name].add_argument("item", help="its name, Q1 say")
    actions.choices["note"].add_argument("text", help="what it says")


def _describe(actions: "argparse._SubParsersAction[ArgumentParser]") -> None:
    describe = add_command(
        actions,
        "describe",
        "record what is known of an item: script, language, style, instrument …",
        "writerid case describe anonymous-letters/ Q1 --script Latin --style cursive "
        "--instrument ballpoint --medium photocopy",
    )
    describe.add_argument("--name", help="instead of Q1, say")
    describe.add_argument("--title", help="what the item is")
    describe.add_argument("--notes", help="notes on the item")
    describe.add_argument("--script", help="Latin, Arabic, …")
    describe.add_argument("--language")
    describe.add_argument("--style", help="cursive, print, capitals, signature, …")
    describe.add_argument("--instrument", help="ballpoint, pencil, …")
    describe.add_argument("--written", help="date of the writing, as it is stated")
    for name, values, what in (
        ("medium", MEDIA, "what was scanned"),
        ("manner", MANNERS, "natural, or what is suspected"),
        ("origin", ORIGINS, "of known writing: how it came about"),
    ):
        describe.add_argument(f"--{name}", choices=values, metavar="WORDS", help=_of(what, values))


def _of(what: str, values: tuple[str, ...]) -> str:
    return f"{what}: {', '.join(filter(None, values))}; empty: not known"


def _pages(actions: "argparse._SubParsersAction[ArgumentParser]") -> None:
    pages = add_command(
        actions,
        "pages",
        "show the pages of an item; leave some out, or give their resolution",
        "writerid case pages anonymous-letters/ Q1 --leave-out 2 --leave-out 4",
    )
    for name, what in (
        ("leave-out", "a page that is not compared, by its place in the item; may be repeated"),
        ("use", "a page that is compared again; may be repeated"),
    ):
        pages.add_argument(f"--{name}", type=positive, action="append", default=[], help=what)
    pages.add_argument("--dpi", type=positive_float, help="resolution of the pages of the item")
    pages.add_argument(
        "--estimate-scale",
        action="store_true",
        help="estimate it from the writing, of the pages that do not say theirs",
    )


def _prepare(actions: "argparse._SubParsersAction[ArgumentParser]") -> None:
    prepare = add_command(
        actions,
        "prepare",
        "show the preparation of an item's pages as JSON, or give them another",
        "writerid case prepare anonymous-letters/ Q1 > steps.json\n"
        "  writerid case prepare anonymous-letters/ Q1 --page 2 --steps steps.json",
    )
    prepare.add_argument(
        "--page", type=positive, metavar="N", help="only this page, by its place in the item"
    )
    how = prepare.add_mutually_exclusive_group()
    how.add_argument(
        "--steps", type=Path, metavar="JSON", help="the steps of one page, as they are shown"
    )
    how.add_argument("--automatic", action="store_true", help="the program's own choice")
