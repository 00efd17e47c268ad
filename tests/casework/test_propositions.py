"""The propositions of a comparison: worded by the examiner, kept with it, and no number changes."""

from pathlib import Path

import pytest

from tests.calibrations import made_up_calibration
from writerid.casework.case import Case
from writerid.casework.comparing import IdentifySettings, compare, identify
from writerid.casework.comparison import Comparison
from writerid.casework.comparisons import open_comparison, store_comparison
from writerid.casework.hidden_names import set_names_hidden
from writerid.casework.integrity import check_case
from writerid.casework.item_changes import describe_item
from writerid.casework.items import find_item
from writerid.casework.marks import record_view
from writerid.casework.notes import history
from writerid.casework.propositions import (
    default_wording,
    doubts_about,
    word_propositions,
    wording_history,
)
from writerid.errors import CaseError, WriterIdError
from writerid.pipeline.identify import Engine

H1 = "the letter was written by {writer}"
H2 = "the letter was written by somebody else who had a key"


@pytest.fixture
def calibration(engine: Engine, tmp_path: Path) -> Path:
    file = tmp_path / "calibration.json"
    made_up_calibration(engine.model_id).save(file)
    return file


def identified(
    case: Case, made: Path, engine: Engine, calibration: Path | None, *writers: str
) -> int:
    settings = IdentifySettings(made / "database", writers=writers or None, calibration=calibration)
    new = identify(engine, case.originals, find_item(case, "Q1"), settings)
    return store_comparison(case, new)


def said(comparison: Comparison, rank: int = 1) -> dict[str, str]:
    ratio = comparison.candidates[rank - 1].likelihood_ratio
    assert ratio is not None
    return {topic: text for topic, text, _ in ratio.statements}


def numbers(comparison: Comparison) -> list[tuple[float | None, ...]]:
    ratios = [one.likelihood_ratio for one in comparison.candidates]
    return [(r.log10_lr, r.log10_low, r.log10_high) for r in ratios if r is not None]


def test_the_examiners_wording_is_stated_of_each_candidate_and_changes_no_number(
    case: Case, made: Path, engine: Engine, calibration: Path
) -> None:
    number = identified(case, made, engine, calibration)
    before = open_comparison(case, number)
    assert not before.propositions.edited
    assert before.candidates[0].propositions.h1 == said(before)["H1"]
    word_propositions(case, number, H1, H2)
    after = open_comparison(case, number)
    assert numbers(after) == numbers(before)
    assert after.digest == before.digest
    for one in after.candidates:
        name = one.candidate.writer
        assert one.propositions.h1 == f"the letter was written by {name}"
        stated = said(after, one.candidate.rank)
        assert (stated["H1"], stated["H2"]) == (one.propositions.h1, H2)
        assert "changes no number" in stated["wording"]
        assert f"made by {name}" in stated["wording"]
        assert "made-up writers; for tests" in stated["wording"]
        assert one.likelihood_ratio is not None
        assert one.likelihood_ratio.conditions["h1"] == one.propositions.h1
    kept = {topic: text for topic, text in said(before).items() if topic not in ("H1", "H2")}
    assert kept.items() <= said(after).items()
    assert open_comparison(case, number).propositions.edited


def test_earlier_wordings_stay_and_the_programs_comes_back(
    case: Case, made: Path, engine: Engine, calibration: Path
) -> None:
    number = identified(case, made, engine, calibration)
    before = open_comparison(case, number).candidates
    word_propositions(case, number, H1, H2)
    word_propositions(case, number, None, H2)
    stated = open_comparison(case, number).propositions
    assert stated.pair.h1 == stated.default.h1
    word_propositions(case, number, None, None)
    assert open_comparison(case, number).candidates == before
    assert [(one.h1, one.h2) for one in wording_history(case, number)] == [
        (H1, H2), (None, H2), (None, None)
    ]  # fmt: skip
    entries = [event for event in history(case) if event.kind == "propositions worded"]
    assert [event.data["h1"] for event in entries] == [H1, None, None]
    assert check_case(case).problems == ()


def test_the_programs_own_wording_is_no_edit_and_nothing_is_stored_twice(
    case: Case, made: Path, engine: Engine, calibration: Path
) -> None:
    number = identified(case, made, engine, calibration)
    default = open_comparison(case, number).propositions.default
    count = case.state().event_count
    word_propositions(case, number, default.h1, default.h2)
    assert case.state().event_count == count
    word_propositions(case, number, H1, default.h2)
    word_propositions(case, number, H1, None)
    assert case.state().event_count == count + 1


def test_new_comparisons_take_the_cases_wording_and_earlier_ones_keep_theirs(
    case: Case, made: Path, engine: Engine, calibration: Path
) -> None:
    assert default_wording(case) is None
    word_propositions(case, None, None, H2)
    number = identified(case, made, engine, calibration)
    word_propositions(case, None, None, "later")
    comparison = open_comparison(case, number)
    assert comparison.propositions.pair.h2 == H2
    assert comparison.propositions.pair.h1 == comparison.propositions.default.h1
    assert not open_comparison(case, 1).propositions.edited
    assert check_case(case).problems == ()


def test_hidden_names_stay_hidden_in_a_wording(
    case: Case, made: Path, engine: Engine, calibration: Path
) -> None:
    set_names_hidden(case, hidden=True)
    number = identified(case, made, engine, calibration, "Ahlers", "Cramer")
    word_propositions(case, number, "{writer} of {list} wrote it", None)
    hidden = open_comparison(case, number)
    stated = str([(one.propositions, one.likelihood_ratio) for one in hidden.candidates])
    assert "Ahlers" not in stated
    assert "Cramer" not in stated
    codes = {one.candidate.writer for one in hidden.candidates}
    assert all(code in hidden.candidates[0].propositions.h1 for code in codes)
    record_view(case, number, "Alike.")
    shown = open_comparison(case, number)
    assert shown.candidates[0].propositions.h1 == "Ahlers of Ahlers, Cramer wrote it"


def test_a_closed_list_names_its_writers_also_where_documents_are_ranked(
    case: Case, made: Path, engine: Engine, calibration: Path
) -> None:
    settings = IdentifySettings(
        made / "database", "document", ("Ahlers", "Cramer"), calibration=calibration
    )
    new = identify(engine, case.originals, find_item(case, "Q1"), settings)
    comparison = open_comparison(case, store_comparison(case, new))
    assert comparison.compared > 2
    stated = comparison.candidates[0].propositions
    assert "made by Ahlers, one of the 2 writers of the closed list (Ahlers, Cramer)" in stated.h1
    assert stated.h2.endswith("made by the other writer of that list")
    assert f"a closed list of {comparison.compared} documents" in said(comparison)["search"]


def test_without_a_calibration_there_are_propositions_too(case: Case) -> None:
    first = open_comparison(case, 1).candidates[0]
    assert first.likelihood_ratio is None
    assert first.propositions.h1 == f"the questioned writing was made by {first.candidate.writer}"
    word_propositions(case, 1, H1, H2)
    worded = open_comparison(case, 1)
    assert worded.candidates[0].propositions.h2 == H2
    assert "the examiner's" in worded.propositions.note("W")


def test_of_two_items_h1_names_the_writer_of_the_other(
    case: Case, engine: Engine, calibration: Path
) -> None:
    other = find_item(case, "Q2")
    describe_item(case, other.id, title="the note")
    new = compare(
        engine, case.originals, find_item(case, "Q1"), find_item(case, "Q2"),
        calibration=calibration,
    )  # fmt: skip
    number = store_comparison(case, new)
    who = "the writer of Q2 (the note)"
    assert said(open_comparison(case, number))["H1"] == f"the questioned writing was made by {who}"
    word_propositions(case, number, H1, None)
    assert said(open_comparison(case, number))["H1"] == f"the letter was written by {who}"


def test_what_can_t_be_stated_is_refused_and_what_is_doubtful_said(case: Case) -> None:
    with pytest.raises(WriterIdError, match="H2 is empty"):
        word_propositions(case, 1, None, " ")
    with pytest.raises(CaseError, match="no comparison 9"):
        word_propositions(case, 9, H1, None)
    comparison = open_comparison(case, 1)
    [doubt] = doubts_about(comparison, "somebody wrote it", None)
    assert "the same sentence for every candidate" in doubt
    [doubt] = doubts_about(comparison, H1, "one of {list}")
    assert "without one it is empty" in doubt
    assert doubts_about(comparison, H1, H2) == doubts_about(comparison, None, None) == ()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE propositions SET h2 = 'else'",
        "DELETE FROM propositions",
        "INSERT INTO propositions (comparison_id, h1, made, examiner) VALUES (1, 'x', '', '')",
    ],
)
def test_a_wording_changed_behind_the_program_s_back_is_found(case: Case, change: str) -> None:
    word_propositions(case, 1, H1, H2)
    assert check_case(case).problems == ()
    with case.deriving() as rows:
        rows.execute("DROP TRIGGER propositions_are_not_changed")
        rows.execute("DROP TRIGGER propositions_are_not_deleted")
        rows.execute(change)
    assert any("of the propositions" in problem for problem in check_case(case).problems)
