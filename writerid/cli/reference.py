"""``docs/commands.md``, made from the parsers: ``python -m writerid.cli.reference``."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from writerid.cli.parser import build_parser

FILE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"
HEAD = """# Commands

Made from the program by `python -m writerid.cli.reference`; a test fails when it is stale.

Exit codes: 0 all done; 1 something could not be used, and is named (the rest is done); 2 wrong
usage; 130 stopped with Ctrl-C, what was finished is kept. Messages go to standard error, results to
standard output; with `--json` the result is one JSON object. On a terminal a bar shows progress and
the time left.
"""


def command_reference() -> str:
    """Every command and action with its options and examples, as Markdown.

    Not argparse's own help text, which differs between versions of Python.
    """
    return "\n".join([HEAD, *(_section(*found) for found in _commands(build_parser()))])


def _commands(
    parser: argparse.ArgumentParser, path: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:  # noqa: SLF001 - argparse offers no other way to its commands
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for name, command in action.choices.items():
                full = f"{path} {name}".strip()
                yield full, command
                yield from _commands(command, full)


def _section(name: str, parser: argparse.ArgumentParser) -> str:
    lines = [f"{'###' if ' ' in name else '##'} {name}", "", parser.description or "", ""]
    rows = [
        (_spelling(action), _explanation(action))
        for action in parser._actions  # noqa: SLF001
        if not isinstance(action, argparse._HelpAction | argparse._SubParsersAction)  # noqa: SLF001
    ]
    if rows:
        lines += ["| | |", "|---|---|", *(f"| `{left}` | {right} |" for left, right in rows), ""]
    example = (parser.epilog or "").removeprefix("example:\n")
    lines += [f"    {line.strip()}" for line in example.splitlines()]
    return "\n".join(lines) + "\n"


def _spelling(action: argparse.Action) -> str:
    name = action.metavar if isinstance(action.metavar, str) else action.dest
    if not action.option_strings:
        return f"{name} …" if action.nargs in ("+", "*") else name
    if action.nargs == 0:
        return ", ".join(action.option_strings)
    if action.choices is not None:
        name = "/".join(map(str, action.choices))
    elif action.metavar is None:
        name = name.upper()
    return f"{', '.join(action.option_strings)} {name}"


def _explanation(action: argparse.Action) -> str:
    text = (action.help or "").replace("|", "\\|")
    if action.required and action.option_strings:
        text = f"{text} (must be given)".strip()
    if action.option_strings and action.nargs != 0 and action.default not in (None, []):
        text = f"{text} (default {action.default})".strip()
    return text


if __name__ == "__main__":
    FILE.write_text(command_reference(), encoding="utf-8")
    sys.stdout.write(f"wrote {FILE}\n")
