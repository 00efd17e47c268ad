import pytest

from writerid.errors import WriterIdError
from writerid.pipeline.propositions import (
    Propositions,
    clean_wording,
    default_pair,
    judgement,
    listed_names,
)


def test_names_are_put_in_once() -> None:
    pair = Propositions("made by {writer}, of {list}", "by another of {list}, {who}")
    assert pair.of("{list}", "{writer}") == Propositions(
        "made by {list}, of {writer}", "by another of {writer}, {who}"
    )


def test_the_program_names_the_candidate_and_the_population() -> None:
    assert default_pair("Ann", "somewhere") == Propositions(
        "the questioned writing was made by Ann",
        "the questioned writing was made by some other writer of the population that the reference "
        "collection stands for (somewhere)",
    )
    assert default_pair("Ann").h2 == "the questioned writing was made by some other writer"


@pytest.mark.parametrize(
    ("writers", "h1", "h2"),
    [
        (1, "the only writer of the closed list", "some other writer of the population"),
        (2, "one of the 2 writers of the closed list (Ann, Ben)", "by the other writer of that"),
        (3, "one of the 3 writers of the closed list", "by one of the 2 other writers of that"),
    ],
)
def test_a_closed_list_is_named_whatever_its_length(writers: int, h1: str, h2: str) -> None:
    pair = default_pair("Ann", "everybody", closed_writers=writers, listed="Ann, Ben")
    assert h1 in pair.h1
    assert h2 in pair.h2


def test_a_long_list_is_cut_and_says_so() -> None:
    names = [f"W{number}" for number in range(15)]
    assert listed_names(names[:12]).endswith("W10, W11")
    assert listed_names(names).endswith("W11 and 3 more")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("  ", "H1 is empty: state a proposition"),
        ("x" * 501, "H1 has 501 letters: shorten it to 500"),
        ("two\nlines", r"H1 holds a line break, .*U\+000A"),
        ("nul\0", r"U\+0000"),
        ("turned \u202e round", r"U\+202E"),
        ("half \ud800", r"U\+D800"),
    ],
)
def test_what_is_no_sentence_is_refused(text: str, says: str) -> None:
    with pytest.raises(WriterIdError, match=says):
        clean_wording(text, "H1")


def test_the_words_are_the_examiners() -> None:
    # The program never says these; an examiner may.
    text = "the writing was certainly made by {writer}; a match, 筆跡, שלום"
    assert clean_wording(f" {text} ", "H1") == text


def test_the_judgement_names_what_was_calibrated() -> None:
    default = default_pair("Ann", "sixty clerks")
    said = judgement(default, "sixty clerks")
    assert "changes no number" in said
    assert "sixty clerks" in said
    assert "is the examiner's judgement" in said
    assert "LR" not in judgement(default, None)
