"""The list of recent cases survives what can become of its file."""

from pathlib import Path

import pytest

from writerid.casework.case import Case
from writerid.casework.recent import forget_case, recent_cases, recent_file, remember_case


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings" / "recent.json"


def test_the_last_one_comes_first(tmp_path: Path, file: Path) -> None:
    assert recent_cases(file) == []
    for name in ("one", "two", "one"):
        folder = tmp_path / name
        with Case.open(folder) if folder.exists() else Case.create(folder, name.title()) as case:
            remember_case(case, file)
    assert [one.title for one in recent_cases(file)] == ["One", "Two"]
    (tmp_path / "two" / "case.sqlite").unlink()
    assert [one.there for one in recent_cases(file)] == [True, False]
    forget_case(tmp_path / "two", file)
    assert [one.folder for one in recent_cases(file)] == [tmp_path / "one"]
    assert [one.name for one in file.parent.iterdir()] == ["recent.json"]


@pytest.mark.parametrize("content", ["", "{", "[1, {}]", '{"folder": 1}', '[{"folder": 1}]', "\0"])
def test_a_damaged_list_is_an_empty_one(empty: Case, file: Path, content: str) -> None:
    file.parent.mkdir()
    file.write_text(content)
    assert recent_cases(file) == []
    remember_case(empty, file)
    assert len(recent_cases(file)) == 1


def test_a_list_that_can_t_be_written_stops_nobody(empty: Case, tmp_path: Path) -> None:
    (tmp_path / "settings").write_bytes(b"")
    remember_case(empty, tmp_path / "settings" / "recent.json")
    assert recent_file().name == "recent-cases.json"
