"""Options that commands share, and how their values are read."""

import argparse
from argparse import ArgumentParser, RawDescriptionHelpFormatter, _ActionsContainer
from pathlib import Path

MOST = 1_000_000_000
"""Of anything that is counted on the command line."""


def add_command(
    commands: "argparse._SubParsersAction[ArgumentParser]", name: str, what: str, example: str
) -> ArgumentParser:
    """A command with its help and an example."""
    return commands.add_parser(
        name,
        help=what,
        description=what[0].upper() + what[1:] + ".",
        epilog=f"example:\n  {example}",
        formatter_class=RawDescriptionHelpFormatter,
    )


def add_labels(parser: ArgumentParser) -> None:
    """``--labels``."""
    parser.add_argument(
        "--labels",
        required=True,
        type=Path,
        metavar="CSV",
        help="columns path, writer, document; optional split, dpi, box",
    )


def add_collection(parser: ArgumentParser) -> None:
    """How labelled pages are prepared."""
    parser.add_argument(
        "--dpi", type=positive_float, help="resolution of pages that do not say it (default 300)"
    )
    parser.add_argument("--cache", type=Path, metavar="DIR", help="where prepared pages are kept")
    parser.add_argument("--workers", type=positive, metavar="N", help="processes that prepare")


def add_reading(parser: ArgumentParser) -> None:
    """How scans are read."""
    parser.add_argument("--dpi", type=positive_float, help="resolution of all scans given")
    parser.add_argument(
        "--estimate-scale",
        action="store_true",
        help="where a file does not say its resolution, estimate the scale from the writing",
    )


def add_model(parser: ArgumentParser) -> None:
    """Which model, and what runs it."""
    parser.add_argument("--model", type=Path, metavar="DIR", help="instead of the shipped model")
    add_backend(parser)


def add_backend(parser: ArgumentParser) -> None:
    """What runs the network."""
    parser.add_argument(
        "--backend",
        choices=["auto", "onnx", "torch-cpu", "torch-cuda"],
        default="auto",
        help="what runs the network",
    )


def add_database(parser: _ActionsContainer) -> None:
    """``--database``. Light: the default is found when a command runs."""
    parser.add_argument(
        "--database",
        type=Path,
        metavar="DIR",
        help="the folder of the database of known writers (default: $WRITERID_DATABASE, or one in "
        "your data folder)",
    )


def add_examiner(parser: _ActionsContainer) -> None:
    """``--examiner``."""
    parser.add_argument("--examiner", default="", metavar="NAME", help="who does this")


def add_json(parser: ArgumentParser) -> None:
    """``--json``."""
    parser.add_argument("--json", action="store_true", help="the result as JSON")


def positive(text: str) -> int:
    """A whole number above 0."""
    value = int(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return _countable(value)


def whole(text: str) -> int:
    """A whole number, 0 or more."""
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text} is below 0")
    return _countable(value)


def _countable(value: int) -> int:
    if value > MOST:
        raise argparse.ArgumentTypeError(f"more than {MOST:,} is more than there can be")
    return value


def positive_float(text: str) -> float:
    """A number above 0."""
    value = float(text)
    if not 0.0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def not_negative(text: str) -> float:
    """A number, 0 or above."""
    value = float(text)
    if not 0.0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is below 0")
    return value


def share(text: str) -> float:
    """A number within 0–1."""
    value = float(text)
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError(f"{text} is not within 0–1")
    return value
