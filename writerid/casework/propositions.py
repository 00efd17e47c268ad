"""The propositions of a comparison: read, worded by the examiner, and back. No number changes."""

from writerid.casework.case import Case
from writerid.casework.comparison import Comparison
from writerid.casework.comparisons import comparison_row, open_comparison
from writerid.casework.wording import (
    Wording,
    newest_wording,
    put_wording,
    wordings_of,
)
from writerid.pipeline.propositions import LISTED, clean_wording, same_for_all


def default_wording(case: Case) -> Wording | None:
    """What new comparisons of the case take; None: the program's wording."""
    with case.reading() as rows:
        return newest_wording(rows, None)


def wording_history(case: Case, comparison_id: int | None) -> list[Wording]:
    """All that was entered for a comparison, or (None) for new ones, oldest first."""
    with case.reading() as rows:
        return wordings_of(rows, comparison_id)


def word_propositions(
    case: Case, comparison_id: int | None, h1: str | None, h2: str | None
) -> None:
    """Word the propositions of a comparison, or with None those that new comparisons take.

    A text that is None, or the program's, is worded by the program. Nothing is stored where
    nothing changes; earlier wordings stay. Raises CaseError where there is no such comparison,
    WriterIdError for a text that is empty, overlong or no line.
    """
    if h1 is not None:
        h1 = clean_wording(h1, "H1")
    if h2 is not None:
        h2 = clean_wording(h2, "H2")
    if comparison_id is not None:
        default = open_comparison(case, comparison_id).propositions.default
        h1 = None if h1 == default.h1 else h1
        h2 = None if h2 == default.h2 else h2
    with case.reading() as rows:
        now = newest_wording(rows, comparison_id)
    if (h1, h2) == ((None, None) if now is None else (now.h1, now.h2)):
        return
    with case.changing("propositions worded") as change:
        if comparison_id is not None:
            comparison_row(change.rows, comparison_id)
        change.data.update(put_wording(change.rows, comparison_id, h1, h2, case.author.name))


def doubts_about(comparison: Comparison | None, h1: str | None, h2: str | None) -> tuple[str, ...]:
    """What an examiner may have overlooked in a wording; each a sentence."""
    found = []
    several = comparison is None or len(comparison.candidates) > 1
    if several and same_for_all(h1):
        found.append(same_for_all(h1))
    no_list = comparison is not None and comparison.closed_list is None
    if no_list and any(LISTED in text for text in (h1, h2) if text is not None):
        found.append(f"{LISTED} stands for the names of a closed list: without one it is empty.")
    return tuple(found)
