"""Sentences of the engine, as the window says them."""

import re

OPTION = re.compile(r" \(--[^)]*\)")


def for_window(sentence: str) -> str:
    """Without the options of the command line, which stand in brackets behind what they do."""
    return OPTION.sub("", sentence)
