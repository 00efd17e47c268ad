"""What an examiner does to the items of a case, from the command line."""

import json
from pathlib import Path

import pytest

from tests.cli.test_case import run
from tests.scribbles import HANDS, scribble
from writerid.casework.case import Case
from writerid.casework.items import find_item
from writerid.casework.notes import history


@pytest.fixture
def case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A case with a letter of three pages, Q1."""
    pages = [scribble(HANDS["Ahlers"], number) for number in range(3)]
    letter = tmp_path / "letter.tif"
    pages[0].save(letter, save_all=True, append_images=pages[1:], dpi=(300, 300))
    folder = tmp_path / "case"
    assert run(capsys, "case", "new", folder)[0] == 0
    assert run(capsys, "case", "add", folder, letter)[0] == 0
    return folder


def test_an_item_is_described(capsys: pytest.CaptureFixture[str], case: Path) -> None:
    words = ("--script", "Latin", "--style", "cursive", "--medium", "photocopy", "--title", "A")
    code, out, _ = run(capsys, "case", "describe", case, "Q1", *words)
    assert code == 0
    assert "script: Latin" in out
    # What is not given stays, and what is given empty is forgotten.
    out = run(capsys, "case", "describe", case, "Q1", "--medium", "", "--notes", "n", "--json")[1]
    record = json.loads(out)
    assert (record["item"]["script"], record["item"]["medium"]) == ("Latin", "")
    assert (record["title"], record["notes"]) == ("A", "n")
    code, _, err = run(capsys, "case", "describe", case, "Q7", "--title", "B")
    assert code == 1
    assert "no item “Q7”" in err
    assert run(capsys, "case", "describe", case, "Q1", "--manner", "forged")[0] == 2


def test_pages_are_left_out_and_taken_back(capsys: pytest.CaptureFixture[str], case: Path) -> None:
    record = json.loads(
        run(capsys, "case", "pages", case, "Q1", "--leave-out", "1", "--leave-out", "3", "--json")[
            1
        ]
    )
    assert [page["used"] for page in record["pages"]] == [False, True, False]
    out = run(capsys, "case", "pages", case, "Q1", "--use", "3", "--dpi", "200")[1]
    assert [line.split()[-3:-1] for line in out.splitlines()[3:6]] == [
        ["out", "200"],
        ["yes", "200"],
        ["yes", "200"],
    ]
    code, _, err = run(capsys, "case", "pages", case, "Q1", "--use", "4")
    assert code == 1
    assert "Q1 has 3 pages, not 4" in err


def test_a_preparation_is_shown_and_given(
    capsys: pytest.CaptureFixture[str], case: Path, tmp_path: Path
) -> None:
    steps = tmp_path / "steps.json"
    shown = run(capsys, "case", "prepare", case, "Q1", "--page", "2")[1]
    own = json.loads(shown)
    region = {"step": "Region", "polygon": [[0, 0], [700, 0], [700, 300], [0, 300]]}
    steps.write_text(json.dumps([region, *own]), encoding="utf-8")
    code, out, _ = run(capsys, "case", "prepare", case, "Q1", "--page", "2", "--steps", steps)
    assert code == 0
    assert json.loads(out)[0]["step"] == "Region"
    with Case.open(case) as opened:
        first, second, _ = find_item(opened, "Q1").pages
        assert (first.version, second.version) == (1, 2)
        assert first.amount is not None
        assert second.amount is not None
        assert second.amount.writing_mm < first.amount.writing_mm
    out = run(capsys, "case", "prepare", case, "Q1", "--automatic")[1]
    assert [len(page["steps"]) for page in json.loads(out)] == [len(own)] * 3


@pytest.mark.parametrize("content", ["", "{", "[1]", "{}x", '[{"step": "Burn"}]', "[[]]", "null"])
def test_steps_that_are_none(
    capsys: pytest.CaptureFixture[str], case: Path, tmp_path: Path, content: str
) -> None:
    steps = tmp_path / "steps.json"
    steps.write_text(content, encoding="utf-8")
    code, _, err = run(capsys, "case", "prepare", case, "Q1", "--steps", steps)
    assert code == 1
    assert "steps.json holds no steps of a page" in err


def test_items_are_removed_and_restored(capsys: pytest.CaptureFixture[str], case: Path) -> None:
    assert "items: none" in run(capsys, "case", "remove", case, "Q1")[1]
    code, _, err = run(capsys, "case", "restore", case, "Q2")
    assert code == 1
    assert "(removed: Q1)" in err
    assert "items: Q1" in run(capsys, "case", "restore", case, "Q1")[1]


def test_notes_and_hidden_names(capsys: pytest.CaptureFixture[str], case: Path) -> None:
    out = run(capsys, "case", "note", case, "Kept in the safe.", "--examiner", "A. Lee")[1]
    assert "A. Lee" in out
    assert "Kept in the safe." in out
    assert run(capsys, "case", "note", case, " ")[0] == 1
    assert run(capsys, "case", "note", case, "x", "--comparison", "9")[0] == 1
    assert json.loads(run(capsys, "case", "hide-names", case, "--json")[1])["names_hidden"]
    assert "names are shown" in run(capsys, "case", "hide-names", case, "--off")[1]
    with Case.open(case) as opened:
        assert not opened.state().names_hidden
        assert history(opened)[-1].kind
