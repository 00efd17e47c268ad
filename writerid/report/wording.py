"""The fixed wording of reports, a file for each language, and how values are written."""

import json
import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from writerid.errors import WriterIdError
from writerid.report.layout import ReportLayout
from writerid.resources import report_folder
from writerid.store.names import shown_name

ZERO_WIDTH_SPACE = "\u200b"
ISOLATE, END_ISOLATE = "\u2068", "\u2069"
RIGHT_TO_LEFT = frozenset({"R", "AL"})
LONG_WORD, LONG_IN_A_CELL, PIECE = 24, 12, 6
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, eq=False)
class Wording:
    """The texts of a language, and the layout that says how times are shown."""

    texts: Mapping[str, Any]
    layout: ReportLayout

    @classmethod
    def of(cls, layout: ReportLayout) -> "Wording":
        """Raises WriterIdError where there are no texts in the layout's language."""
        return cls(read_texts(layout.language), layout)

    def __getitem__(self, key: str) -> Any:
        """The text, list of texts or group at “part.key”."""
        found: Any = self.texts
        for part in key.split("."):
            found = found[part]
        return found

    def say(self, key: str, **values: object) -> str:
        """The text at “part.key”, with its places filled."""
        return str(self[key]).format(**values)

    def time(self, iso: str) -> str:
        """A time as it is printed."""
        return self.layout.shown_time(iso)

    def percent(self, share: float) -> str:
        """A share as a percentage."""
        return self.say("evidence.percent", percent=percent(share))


def read_texts(language: str) -> Mapping[str, Any]:
    """The texts of a language. Raises WriterIdError where there are none."""
    return _texts(report_folder() / f"texts-{language}.json", language)


@cache
def _texts(file: Path, language: str) -> Mapping[str, Any]:
    try:
        texts: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        there = ", ".join(one.stem[6:] for one in sorted(report_folder().glob("texts-*.json")))
        raise WriterIdError(
            f"there are no texts of reports in the language “{language}” (there is {there}): "
            "choose another in the layout",
            path=file,
        ) from error
    except (OSError, ValueError) as error:
        raise WriterIdError(
            f"{file} is damaged ({error}): install the program again", path=file
        ) from error
    return texts


def free_text(text: str, longest: int = LONG_WORD) -> str:
    """Somebody's text as it may be printed: long words can break, each stays in its direction.

    A search finds no word that can break, so ordinary words can't. ``longest``: letters of a word
    that fits.
    """
    lines = (shown_name(line) for line in text.splitlines() or [""])
    shown = "\n".join(breakable(line, longest) for line in lines)
    if any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in shown):
        return f"{ISOLATE}{shown}{END_ISOLATE}"
    return shown


def cell(text: str, most: int = 72) -> str:
    """``free_text`` for the narrow column of a table, its middle left out where it is long."""
    return free_text(shortened(text, most), LONG_IN_A_CELL)


def breakable(text: str, longest: int) -> str:
    """Words that are too long for a column get places where they may be broken."""
    return " ".join(
        word if len(word) <= longest else ZERO_WIDTH_SPACE.join(_pieces(word))
        for word in text.split(" ")
    )


def shortened(text: str, most: int) -> str:
    """A text on one line with at most ``most`` letters, its middle left out."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    head = (most - 1) // 2
    return f"{line[:head]}…{line[len(line) - (most - 1 - head) :]}"


def listed(texts: Iterable[str]) -> str:
    """“a, b, c”."""
    return ", ".join(texts)


def number(value: float | None, decimals: int) -> str:
    """A number with a true minus, an en dash where there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    return f"{round(value, decimals) + 0.0:.{decimals}f}".replace("-", MINUS)


def signed(value: float, decimals: int) -> str:
    """A number that bears its sign; what rounds to zero bears none."""
    text = number(value, decimals)
    return text if text[0] == MINUS or not text.strip("0.") else f"+{text}"


def significant(value: float) -> str:
    """A signed number with three digits that mean something, and three decimals at least."""
    if value == 0.0 or not math.isfinite(value):
        return signed(value, 3)
    shown = signed(value, min(max(2 - math.floor(math.log10(abs(value))), 3), 7))
    return shown if shown.strip(f"+{MINUS}0.") else signed(0.0, 3)


def centimetres(mm: float | None) -> str:
    """Millimetres as whole centimetres; below ten with one digit more."""
    if mm is None:
        return "–"
    return f"{mm / 10.0:,.0f}" if mm >= 100.0 else f"{mm / 10.0:.1f}"


def percent(share: float) -> str:
    """A share in per cent: two digits that mean something."""
    value = 100.0 * share
    return f"{value:.0f}" if abs(value) >= 10.0 else f"{value:.1f}"


def _pieces(word: str) -> list[str]:
    return [word[start : start + PIECE] for start in range(0, len(word), PIECE)]
