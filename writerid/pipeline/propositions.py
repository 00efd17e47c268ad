"""H1 and H2 as they are stated: the program's wording, and the examiner's own."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from writerid.errors import WriterIdError

WRITER = "{writer}"
"""Stands in a wording for the candidate, whose name may be hidden when it is read."""

LISTED = "{list}"
"""Stands in a wording for the names of a closed list."""

LONGEST = 500
TURNS_TEXT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What would show a sentence in another order than it was written in."""

MOST_NAMED = 12


@dataclass(frozen=True)
class Propositions:
    """H1 and H2; wordings may hold ``WRITER`` and ``LISTED``. The examiner may edit both."""

    h1: str
    h2: str

    def of(self, writer: str, listed: str = "") -> "Propositions":
        """With the candidate, and the names of the closed list, put in."""
        return Propositions(_filled(self.h1, writer, listed), _filled(self.h2, writer, listed))


def default_pair(
    writer: str = WRITER,
    population: str | None = None,
    *,
    closed_writers: int | None = None,
    listed: str = "",
) -> Propositions:
    """The program's wording.

    H1 names the candidate; H2 the reference ``population`` (None: no calibration says which), or
    the closed list of ``closed_writers`` with the names ``listed``. A list of one has no others.
    """
    h1 = f"the questioned writing was made by {writer}"
    if closed_writers is not None and closed_writers > 1:
        named = f" ({listed})" if listed else ""
        others = closed_writers - 1
        rest = "the other writer" if others == 1 else f"one of the {others} other writers"
        return Propositions(
            f"{h1}, one of the {closed_writers} writers of the closed list{named}",
            f"the questioned writing was made by {rest} of that list",
        )
    if closed_writers == 1:
        h1 = f"{h1}, the only writer of the closed list"
    other = "the questioned writing was made by some other writer"
    if population is None:
        return Propositions(h1, other)
    return Propositions(
        h1,
        f"{other} of the population that the reference collection stands for ({population})",
    )


def listed_names(names: Sequence[str]) -> str:
    """A closed list as a proposition names it; a long one is cut short, and says how much."""
    if len(names) <= MOST_NAMED:
        return ", ".join(names)
    return f"{', '.join(names[:MOST_NAMED])} and {len(names) - MOST_NAMED} more"


def clean_wording(text: str, which: str) -> str:
    """A wording that the examiner entered, without outer space.

    ``which``: “H1” or “H2”. Its words are the examiner's, whatever they are. Raises WriterIdError
    for an empty or overlong one, and for what is no line of text.
    """
    wording = unicodedata.normalize("NFC", text).strip()
    if not wording:
        raise WriterIdError(
            f"{which} is empty: state a proposition, or go back to the program's wording"
        )
    if len(wording) > LONGEST:
        raise WriterIdError(
            f"{which} has {len(wording)} letters: shorten it to {LONGEST}, and put the rest into "
            "a note"
        )
    for letter in wording:
        if letter in TURNS_TEXT or unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp"):
            raise WriterIdError(
                f"{which} holds a line break, a tab or another control character "
                f"(U+{ord(letter):04X}): write it as one line of text"
            )
    return wording


def same_for_all(h1: str | None) -> str:
    """What is to be said of an H1 that names no candidate where there are several; else empty."""
    if h1 is None or WRITER in h1:
        return ""
    return (
        f"H1 has no {WRITER}, which stands for the candidate: it is the same sentence for every "
        "candidate."
    )


def judgement(default: Propositions, population: str | None) -> str:
    """What is to be said where the examiner's wording stands in place of the program's."""
    if population is None:
        return f"The wording of the propositions is the examiner's. The program's: {_said(default)}"
    # The program's H2 names the population, unless it names a closed list.
    named = "" if population in default.h2 else f", with the reference population {population}"
    return (
        "The wording of the propositions is the examiner's and changes no number. The LR was "
        f"calibrated for the program's pair{named}: {_said(default)} If the examiner's H2 means "
        "another population, that the LR holds for it too is the examiner's judgement."
    )


def _said(pair: Propositions) -> str:
    return f"H1, {pair.h1}; H2, {pair.h2}."


def _filled(text: str, writer: str, listed: str) -> str:
    # A name that looks like a placeholder stays a name: nothing is replaced twice.
    parts = text.split(WRITER)
    return writer.join(part.replace(LISTED, listed) for part in parts)
