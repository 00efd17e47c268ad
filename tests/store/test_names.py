"""Names as they are shown: nothing in them moves what stands beside them."""

from writerid.store.names import shown_name


def test_marks_that_pile_up_are_written_out() -> None:
    assert shown_name("e\u0301a\u0302\u0323") == "e\u0301a\u0302\u0323"
    tower = shown_name("a" + "\u0301" * 200)
    assert tower == "a" + "\u0301" * 5 + "\\u0301…"
    assert shown_name("a" + "\u0301" * 6 + "b") == "a" + "\u0301" * 5 + "\\u0301b"


def test_directions_and_control_characters_are_written_out() -> None:
    assert shown_name("\u202eabc\u2067") == "\\u202eabc\\u2067"
    assert shown_name("a\x07\x1b[31m\n") == "a␇␛[31m␊"
    assert shown_name("שלום 漢字 😀") == "שלום 漢字 😀"
