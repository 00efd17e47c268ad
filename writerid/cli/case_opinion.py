"""What the examiner adds to a comparison of a case: the wording of its propositions, and views."""

from argparse import Namespace
from dataclasses import asdict

from writerid.casework.case import Case
from writerid.casework.comparisons import open_comparison
from writerid.casework.marks import record_view
from writerid.casework.propositions import (
    default_wording,
    doubts_about,
    word_propositions,
    wording_history,
)
from writerid.casework.wording import Wording
from writerid.cli.case_comparison import show_comparison
from writerid.cli.console import say, say_error, say_json
from writerid.cli.strength import read_wording
from writerid.errors import WriterIdError
from writerid.store.names import shown_name


def propositions(case: Case, options: Namespace) -> int:
    """Show the propositions of a comparison or of the case, after wording them if asked."""
    number = options.comparison
    h1, h2 = read_wording(options)
    if options.default and (h1 or h2):
        raise WriterIdError("give either a wording or --default, which goes back to the program's")
    comparison = None if number is None else open_comparison(case, number)
    if options.default or h1 or h2:
        now = default_wording(case) if comparison is None else comparison.propositions.wording
        if not options.default and now is not None:
            # What is not given stays as it is.
            h1, h2 = h1 or now.h1, h2 or now.h2
        word_propositions(case, number, h1, h2)
        for doubt in doubts_about(comparison, h1, h2):
            say_error(doubt)
    return _show_case(case, options) if number is None else _show(case, options)


def _show(case: Case, options: Namespace) -> int:
    comparison = open_comparison(case, options.comparison)
    stated, first = comparison.propositions, comparison.candidates[0]
    if options.json:
        say_json(
            {
                "comparison": comparison.id,
                **asdict(stated.pair),
                "edited": stated.edited,
                "default": asdict(stated.default),
                "candidates": [
                    {"rank": one.candidate.rank, **asdict(one.propositions)}
                    for one in comparison.candidates
                ],
                "entered": [asdict(one) for one in wording_history(case, comparison.id)],
            }
        )
        return 0
    whose = "the examiner's wording" if stated.edited else "the program's wording"
    say(f"comparison {comparison.id}, {whose}:")
    say(f"  H1: {shown_name(stated.pair.h1)}")
    say(f"  H2: {shown_name(stated.pair.h2)}")
    say(f"as it is stated of {shown_name(first.candidate.writer)}:")
    say(f"  H1: {shown_name(first.propositions.h1)}")
    say(f"  H2: {shown_name(first.propositions.h2)}")
    if stated.edited:
        say(shown_name(stated.note(first.who)))
    return 0


def _show_case(case: Case, options: Namespace) -> int:
    wording = default_wording(case)
    if options.json:
        say_json(
            {
                "comparison": None,
                "h1": None if wording is None else wording.h1,
                "h2": None if wording is None else wording.h2,
                "entered": [asdict(one) for one in wording_history(case, None)],
            }
        )
        return 0
    say("new comparisons of the case take:")
    for name, text in _texts(wording):
        say(f"  {name}: {'the program’s wording' if text is None else shown_name(text)}")
    return 0


def _texts(wording: Wording | None) -> tuple[tuple[str, str | None], ...]:
    if wording is None:
        return (("H1", None), ("H2", None))
    return (("H1", wording.h1), ("H2", wording.h2))


def view(case: Case, options: Namespace) -> int:
    """Record a view of a comparison, and show it."""
    if not options.examiner.strip():
        raise WriterIdError("a view bears the examiner's name: give yours with --examiner")
    record_view(case, options.comparison, options.text, opinion=options.opinion)
    return show_comparison(case, options.comparison, options)
