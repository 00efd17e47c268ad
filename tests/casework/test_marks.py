"""What the examiner says: marks, views, hidden names, notes."""

from pathlib import Path

import pytest

from tests.scribbles import HANDS
from writerid.casework.case import Case
from writerid.casework.chain import Author
from writerid.casework.comparing import IdentifySettings, identify
from writerid.casework.comparisons import compared_documents, open_comparison, store_comparison
from writerid.casework.evidence import read_evidence
from writerid.casework.hidden_names import set_names_hidden
from writerid.casework.items import find_item
from writerid.casework.marks import (
    PairKey,
    Verdict,
    mark_pair,
    marks_of,
    record_view,
    unmark_pair,
    views_of,
)
from writerid.casework.notes import add_note, change_note, history, notes_of
from writerid.errors import CaseError
from writerid.pipeline.identify import Engine


def shown(case: Case, number: int = 1) -> str:
    """All that opening a comparison and its evidence shows."""
    return repr(
        (
            vars(open_comparison(case, number)),
            [vars(one) for one in compared_documents(case, number)],
            read_evidence(case, number, 1),
            [vars(one) for one in getattr(read_evidence(case, number, 1), "known", ())],
        )
    )


def test_marks_on_pairs_change_no_score(case: Case) -> None:
    before = open_comparison(case, 1)
    found = read_evidence(case, 1, 1)
    assert found is not None
    pair = PairKey.of(found.pairs.supporting[0])
    mark_pair(case, 1, 1, pair, "agrees", "the loop")
    mark_pair(case, 1, 1, pair, "not usable", "a fold")
    marks = marks_of(case, 1, 1)
    assert (marks[pair].verdict, marks[pair].note, marks[pair].examiner) == (
        "not usable", "a fold", "A. Lee",
    )  # fmt: skip
    assert [event.data["verdict"] for event in history(case) if event.kind == "pair marked"] == [
        "agrees", "not usable",
    ]  # fmt: skip
    after = open_comparison(case, 1)
    assert (after.record, after.candidates) == (before.record, before.candidates)
    unmark_pair(case, 1, 1, pair)
    assert marks_of(case, 1, 1) == {}


def test_marks_that_can_t_be(case: Case) -> None:
    pair = PairKey(0, 0, 0)
    wrong: list[tuple[int, int, Verdict, str]] = [
        (1, 4, "agrees", "candidates 1 to 3"),
        (9, 1, "agrees", "no comparison 9"),
        (1, 1, "perhaps", "a mark is one of"),  # type: ignore[list-item]
    ]
    for comparison, rank, verdict, problem in wrong:
        with pytest.raises(CaseError, match=problem):
            mark_pair(case, comparison, rank, pair, verdict)


def test_names_are_hidden_until_a_view_is_recorded(case: Case) -> None:
    plain = open_comparison(case, 1)
    set_names_hidden(case, hidden=True)
    hidden = open_comparison(case, 1)
    assert hidden.names_hidden
    for name in (*HANDS, "1.png", "2.png"):
        assert name not in shown(case)
    codes = {one.code for one in hidden.candidates}
    assert codes == {"W-01", "W-02", "W-03"}
    assert [one.candidate.writer for one in hidden.candidates] == [
        one.code for one in hidden.candidates
    ]
    assert [one.candidate.score for one in hidden.candidates] == [
        one.candidate.score for one in plain.candidates
    ]
    assert open_comparison(case, 1, reveal=True).candidates == plain.candidates
    record_view(case, 1, "The letter forms agree throughout.", opinion="strong probability")
    assert open_comparison(case, 1).candidates == plain.candidates
    [view] = views_of(case, 1)
    assert (view.names_were_hidden, view.examiner, view.opinion) == (
        True, "A. Lee", "strong probability",
    )  # fmt: skip


def test_codes_are_the_same_in_all_of_the_case(case: Case, engine: Engine, made: Path) -> None:
    first = {one.key: one.code for one in open_comparison(case, 1).candidates}
    settings = IdentifySettings(made / "database", writers=("Cramer",))
    new = identify(engine, case.originals, find_item(case, "Q2"), settings)
    set_names_hidden(case, hidden=True)
    second = open_comparison(case, store_comparison(case, new))
    assert {one.key: one.code for one in second.candidates}.items() <= first.items()
    assert second.closed_list == (second.candidates[0].code,)
    set_names_hidden(case, hidden=False)
    assert open_comparison(case, 2).closed_list == ("Cramer",)


def test_a_view_needs_a_text_and_a_name_and_stands(case: Case) -> None:
    with pytest.raises(CaseError, match="the view is empty"):
        record_view(case, 1, "  ")
    case.author = Author.here("")
    with pytest.raises(CaseError, match="enter yours first"):
        record_view(case, 1, "Inconclusive.")
    case.author = Author.here("B. Ray")
    record_view(case, 1, "Inconclusive.")
    record_view(case, 1, "After another look: weak support.")
    assert [view.text for view in views_of(case, 1)] == [
        "Inconclusive.", "After another look: weak support.",
    ]  # fmt: skip
    assert history(case)[-1].examiner == "B. Ray"


def test_notes_of_the_case_and_of_comparisons(case: Case) -> None:
    first = add_note(case, "received on Monday")
    add_note(case, "look at the g", comparison_id=1)
    change_note(case, first, "received on Tuesday")
    [note] = notes_of(case)
    assert (note.text, note.examiner) == ("received on Tuesday", "A. Lee")
    assert note.changed is not None
    assert [note.text for note in notes_of(case, 1)] == ["look at the g"]
    kinds = [event.kind for event in history(case)]
    assert kinds[-3:] == ["note added", "note added", "note changed"]
    with pytest.raises(CaseError, match="write a new one"):
        change_note(case, 99, "on none")
    with pytest.raises(CaseError, match="no comparison 5"):
        add_note(case, "on nothing", comparison_id=5)
