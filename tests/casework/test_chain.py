"""The chain of events: whatever is done to it shows."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from writerid.casework.case import Case
from writerid.casework.chain import canonical, digest_of
from writerid.casework.notes import add_note, check_history, history


@pytest.fixture
def told(empty: Case) -> Case:
    """A case with five entries, open to tampering."""
    for text in "abcd":
        add_note(empty, text)
    with empty.deriving() as rows:
        rows.execute("DROP TRIGGER events_are_not_changed")
        rows.execute("DROP TRIGGER events_are_not_deleted")
    return empty


def tamper(case: Case, *statements: str) -> None:
    with case.deriving() as rows:
        for statement in statements:
            rows.execute(statement)


def test_an_untouched_history_is_whole(told: Case) -> None:
    check = check_history(told)
    assert (check.count, check.problem, check.broken_at) == (5, "", None)
    assert check.head == told.state().event_head == history(told)[-1].hash
    assert [event.data.get("text") for event in history(told, after=1)] == list("abcd")


def test_events_can_t_be_changed_by_accident(empty: Case) -> None:
    for statement in ("UPDATE events SET kind = 'x'", "DELETE FROM events"):
        with pytest.raises(Exception, match="only ever added"):
            tamper(empty, statement)


@pytest.mark.parametrize(
    ("statements", "broken_at", "problem"),
    [
        (["UPDATE events SET data = '{}' WHERE number = 3"], 3, "entry 3 of the history was chan"),
        (["UPDATE events SET at = '2020' WHERE number = 2"], 2, "entry 2 of the history was chan"),
        (["UPDATE events SET examiner = 'B' WHERE number = 2"], 2, "was changed"),
        (["DELETE FROM events WHERE number = 3"], 3, "entry 3 of the history is missing"),
        (["DELETE FROM events WHERE number = 5"], 5, "ends after entry 4"),
        (
            [
                "UPDATE events SET number = 99 WHERE number = 3",
                "UPDATE events SET number = 3 WHERE number = 4",
                "UPDATE events SET number = 4 WHERE number = 99",
            ],
            3,
            "does not follow the one before",
        ),
        (["UPDATE case_state SET event_head = 'x'"], 5, "not the one the case knows as last"),
        (["UPDATE case_state SET case_id = 'x'"], 1, "entry 1 of the history does not follow"),
    ],
)
def test_tampering_names_the_first_entry(
    told: Case, statements: list[str], broken_at: int, problem: str
) -> None:
    tamper(told, *statements)
    check = check_history(told)
    assert check.broken_at == broken_at
    assert problem in check.problem


def test_a_rebuilt_chain_shows_against_a_printed_head(told: Case) -> None:
    state = told.state()
    with told.deriving() as rows:
        events = rows.execute("SELECT * FROM events ORDER BY number").fetchall()
        head = state.case_id
        for row in events:
            fields = [*list(row)[:-2], head]
            fields[5] = fields[5].replace('"b"', '"B"')
            head = hashlib.sha256(canonical(fields).encode()).hexdigest()
            rows.execute(
                "UPDATE events SET data = ?, previous = ?, hash = ? WHERE number = ?",
                (fields[5], fields[6], head, fields[0]),
            )
        rows.execute("UPDATE case_state SET event_head = ?", (head,))
    assert check_history(told).problem == ""
    check = check_history(told, {state.event_count: state.event_head})
    assert "another than the report printed" in check.problem


def test_a_tail_cut_with_its_anchor_shows_against_a_printed_head(told: Case) -> None:
    state = told.state()
    tamper(
        told,
        "DELETE FROM events WHERE number = 5",
        "UPDATE case_state SET event_count = 4, event_head = "
        "(SELECT hash FROM events WHERE number = 4)",
    )
    assert check_history(told).problem == ""
    assert check_history(told, {5: state.event_head}).broken_at == 5


def test_a_clock_that_goes_back_is_told_and_breaks_nothing(
    empty: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("writerid.store.chain.now", lambda: "2001-01-01T00:00:00.000000Z")
    add_note(empty, "in the past")
    check = check_history(empty)
    assert (check.problem, check.clock_went_back) == ("", (2,))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(max_size=40))
def test_any_text_goes_through_the_history(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    text = text.encode(errors="replace").decode()
    folder: Path = tmp_path_factory.mktemp("any")
    with Case.create(folder, "Any") as case:
        add_note(case, text)
        assert history(case)[-1].data["text"] == text
        assert check_history(case).problem == ""


@given(parts=st.lists(st.binary(max_size=4), max_size=3), cut=st.integers(0, 3))
def test_a_digest_tells_where_parts_end(parts: list[bytes], cut: int) -> None:
    joined = [b"".join(parts[:cut]), *parts[cut:]]
    assert (digest_of(*joined) == digest_of(*parts)) == (joined == parts)
