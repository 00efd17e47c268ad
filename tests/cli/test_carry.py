"""``writerid case export … opinions`` as a script uses them."""

import json
import shutil
from pathlib import Path

import pytest

from tests.casework.conftest import engine, exemplars, full_folder, made, scans
from tests.cli.test_case import run
from writerid.casework.case import Case

__all__ = ["engine", "exemplars", "full_folder", "made", "scans"]


@pytest.fixture
def case(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made / "case", tmp_path / "case")
    return tmp_path / "case"


def test_a_case_goes_elsewhere(
    capsys: pytest.CaptureFixture[str], case: Path, tmp_path: Path
) -> None:
    file = tmp_path / "letters.wricase"
    code, out, _ = run(capsys, "case", "export", case, file)
    assert code == 0
    assert "whose known writing is in it" in out
    assert "codes of 2 documents, 2 original scans" in out
    code, out, _ = run(capsys, "case", "verify", file)
    assert code == 0
    assert "“The letters”" in out
    assert "whole" in out
    summary = json.loads(run(capsys, "case", "verify", file, "--json")[1])
    assert len(summary["leaving"]) == 3
    code, out, _ = run(capsys, "case", "import", file, tmp_path / "there", "--json")
    imported = json.loads(out)
    assert imported["event_head"] == summary["event_head"]
    assert run(capsys, "case", "check", imported["folder"])[0] == 0
    code, _, err = run(capsys, "case", "import", file, tmp_path / "there")
    assert code == 1
    assert "holds a case already" in err
    code, _, err = run(capsys, "case", "export", case, file)
    assert code == 1
    assert "exists already" in err
    other = tmp_path / "less.wricase"
    code, out, _ = run(capsys, "case", "export", case, other, "--without-known-originals", "--json")
    assert json.loads(out)["left_out"] == 2


def test_a_second_opinion(
    capsys: pytest.CaptureFixture[str], case: Path, tmp_path: Path, small_model: Path
) -> None:
    package, sealed = tmp_path / "k7.wriblind", tmp_path / "k7.wrisealed"
    second, opinion = tmp_path / "second", tmp_path / "k7.wriopinion"
    by = ("--examiner", "B. Ono")
    first = ("--examiner", "A. Lee")
    view = ("case", "view", case, "--comparison", "1", "--text", "I think so.", *first)
    code, _, err = run(capsys, *view, "--opinion", "a match")
    assert code == 2
    assert "invalid choice" in err
    assert run(capsys, *view, "--opinion", "probably did write")[0] == 0
    code, out, _ = run(
        capsys, "case", "blind", case, "--item", "Q1", "--out", package, "--sealed", sealed, *first
    )
    assert code == 0
    assert "commitment, the SHA-256 of the sealed file" in out
    assert "items: Q1 as Q1" in out
    code, out, _ = run(capsys, "case", "open-blind", package, second, *by)
    assert code == 0
    assert "6 documents of 3 writers" in out
    # The package's own database is taken without being named.
    model = ("--model", small_model, "--backend", "onnx")
    assert run(capsys, "case", "identify", second, "Q1", *model, *by)[0] == 0
    code, _, err = run(capsys, "case", "return", second, opinion, *by)
    assert code == 1
    assert "no view is recorded yet" in err
    said = ("W-01 or none.", "--opinion", "no conclusion", *by)
    assert json.loads(
        run(capsys, "case", "view", second, "--comparison", "1", "--text", *said, "--json")[1]
    )
    code, out, _ = run(capsys, "case", "return", second, opinion, *by)
    assert code == 0
    assert "the opinion on Q1" in out
    assert "no second opinion" in run(capsys, "case", "opinions", case)[1]
    code, out, _ = run(capsys, "case", "join", case, opinion, "--sealed", sealed, *first)
    assert code == 0
    assert "first examiner, A. Lee [probably did write]: I think so." in out
    assert "second examiner, B. Ono [no conclusion]: W-01 or none." in out
    assert "The largest difference of a score is 0.0000" in out
    [record] = json.loads(run(capsys, "case", "opinions", case, "--json")[1])
    assert record["items"][0]["agreement"]["same_order"] is True
    out = run(capsys, "case", "opinions", second)[1]
    assert "first examiner: not known here yet" in out
    code, out, _ = run(capsys, "case", "join", second, sealed, *by, "--json")
    assert json.loads(out)["kind"] == "sealed"


def test_opinions_of_a_case_that_is_open_elsewhere(
    capsys: pytest.CaptureFixture[str], case: Path
) -> None:
    with Case.open(case):
        code, out, _ = run(capsys, "case", "opinions", case)
    assert code == 0
    assert "no second opinion is joined" in out
