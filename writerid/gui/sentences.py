"""Sentences of the engine, as the window says them."""

import re

from PySide6.QtCore import QCoreApplication

OPTION = re.compile(r" \(--[^)]*\)| with “writerid [^”]*”")
CALIBRATE = "with “writerid calibrate”"


def counted(number: int, one: str, many: str) -> str:
    """“1 writer”, “{} writers”: the first for one, the second with its number for any other."""
    return one if number == 1 else many.format(f"{number:,}")


def with_full_stop(sentence: str) -> str:
    """A sentence that another one may follow."""
    return sentence if sentence.rstrip().endswith((".", "!", "?", "…", "。")) else f"{sentence}."


def for_window(sentence: str) -> str:
    """Without the options and commands of the command line, which stand behind what they do.

    Where calibrations are made has a name of its own in the window.
    """
    here = QCoreApplication.translate("Sentences", "on the page “Validation”")
    return OPTION.sub("", sentence.replace(CALIBRATE, here))
