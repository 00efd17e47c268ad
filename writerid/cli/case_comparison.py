"""A comparison of a case as the command line shows it."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from writerid.casework.case import Case
from writerid.casework.comparison import ComparedCandidate, Comparison
from writerid.casework.comparisons import open_comparison
from writerid.casework.marks import View, views_of
from writerid.cli.console import say, say_json, say_table
from writerid.cli.identification import say_meaning
from writerid.cli.strength import STRENGTH_HEADER, say_statement
from writerid.store.names import shown_name

ROWS_SHOWN = 10


def show_comparison(case: Case, comparison_id: int, options: Namespace) -> int:
    """The candidates with what is stated of them, the propositions, and the examiners' views."""
    comparison = open_comparison(case, comparison_id)
    views = views_of(case, comparison_id)
    if options.json:
        say_json(_record(comparison, views))
        return 0
    found = comparison.candidates
    say(f"comparison {comparison.id}: {comparison.item.name}, {comparison.made[:19]}")
    if comparison.closed_list is not None:
        say(f"a closed list: {', '.join(map(shown_name, comparison.closed_list))}")
    for left in comparison.left_out:
        why = "being the same file" if left.same_file else "as asked"
        say(f"left out, {why}: {shown_name(left.document)} of {shown_name(left.writer)}")
    say_table(
        [
            *("rank", "writer", "score", "exemplars", "own variation", "writing cm"),
            *STRENGTH_HEADER,
        ],
        [_row(one) for one in found[:ROWS_SHOWN]],
    )
    if comparison.compared > min(len(found), ROWS_SHOWN):
        say(f"… and {comparison.compared - min(len(found), ROWS_SHOWN)} more")
    say(f"or {comparison.none_of_them.sentence}")
    _say_strength(comparison)
    for view in views:
        say(_view_line(view))
    say_meaning(one.candidate for one in found)
    return 0


def _row(one: ComparedCandidate) -> list[str]:
    found, spread, ratio = one.candidate, one.variation, one.likelihood_ratio
    return [
        f"{found.rank}{'=' if found.tied else ''}",
        shown_name(found.writer + (f": {one.document}" if one.document else "")),
        f"{found.score:.3f}",
        str(spread.exemplar_count),
        "" if spread.lowest is None else f"{spread.lowest:.3f} – {spread.highest:.3f}",
        f"{found.writing_mm / 10.0:.0f}",
        *(("–", "no LR: no calibration") if ratio is None else (ratio.shown, ratio.support)),
    ]


def _say_strength(comparison: Comparison) -> None:
    """What is stated of the first candidate; the propositions also where nothing was weighed."""
    first = comparison.candidates[0]
    say("")
    say(f"Strength of the findings for {shown_name(first.candidate.writer)}:")
    if first.likelihood_ratio is not None:
        for topic, text, _ in first.likelihood_ratio.statements:
            say_statement(topic, text)
        return
    say_statement("H1", first.propositions.h1)
    say_statement("H2", first.propositions.h2)
    why = comparison.weighing.get("why_none")
    say(f"  No likelihood ratio is given{f': {why}' if why else ''}")


def _view_line(view: View) -> str:
    hidden = ", names were hidden" if view.names_were_hidden else ""
    opinion = f" Opinion: {view.opinion}." if view.opinion else ""
    return (
        f"view of {shown_name(view.examiner)} ({view.made[:19]}{hidden}): "
        f"{shown_name(view.text)}{opinion}"
    )


def _record(comparison: Comparison, views: Sequence[View]) -> dict[str, Any]:
    """What is shown; names are codes while they are hidden."""
    database = comparison.database
    stated = comparison.propositions
    return {
        "comparison": comparison.id,
        "kind": comparison.kind,
        "item": comparison.item.name,
        "made": comparison.made,
        "examiner": comparison.examiner,
        "digest": comparison.digest,
        "model_id": comparison.item.code.model_id,
        "level": comparison.level,
        "database": database and {**asdict(database), "folder": str(database.folder)},
        "closed_list": comparison.closed_list,
        "left_out": [asdict(left) for left in comparison.left_out],
        "compared": comparison.compared,
        "reference_mean": comparison.reference_mean,
        "names_hidden": comparison.names_hidden,
        "weighing": dict(comparison.weighing),
        "propositions": {
            **asdict(stated.pair),
            "edited": stated.edited,
            "default": asdict(stated.default),
            "entered": None if stated.wording is None else asdict(stated.wording),
        },
        "candidates": [asdict(one) for one in comparison.candidates],
        "none_of_them": asdict(comparison.none_of_them),
        "views": [asdict(view) for view in views],
    }
