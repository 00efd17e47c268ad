"""The examiner's own words about a comparison, from the command line."""

import json
import shutil
from pathlib import Path

import pytest

from tests.calibrations import generous_calibration
from tests.casework.conftest import engine, exemplars, full_folder, made, scans
from tests.cli.test_case import run
from writerid.pipeline.identify import Engine

__all__ = ["engine", "exemplars", "full_folder", "made", "scans"]

H2 = "the letter was written by a neighbour"


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """The case with a comparison that was not weighed, the test's own copy."""
    return Path(shutil.copytree(made / "case", tmp_path / "case"))


@pytest.fixture
def calibration(engine: Engine, tmp_path: Path) -> Path:
    file = tmp_path / "own" / "calibration.json"
    generous_calibration(engine.model_id).save(file)
    return file


def test_propositions_are_shown_worded_and_given_back(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    words = ("case", "propositions", folder, "--comparison", "1")
    code, out, _ = run(capsys, *words)
    assert code == 0
    assert "the program's wording" in out
    assert "H1: the questioned writing was made by {writer}" in out
    code, out, err = run(capsys, *words, "--h2", H2)
    assert (code, err) == (0, "")
    assert f"H2: {H2}" in out
    assert "the examiner's wording" in out
    # What is not given stays.
    out = run(capsys, *words, "--h1", "somebody did", "--json")[1]
    record = json.loads(out)
    assert (record["h1"], record["h2"], record["edited"]) == ("somebody did", H2, True)
    assert {one["h2"] for one in record["candidates"]} == {H2}
    assert len(record["entered"]) == 2
    shown = run(capsys, "case", "show", folder, "--comparison", "1")[1]
    assert f"H2: {H2}" in shown
    run(capsys, *words, "--default")
    assert json.loads(run(capsys, *words, "--json")[1])["edited"] is False
    assert run(capsys, "case", "check", folder)[0] == 0


def test_a_wording_for_comparisons_to_come(
    capsys: pytest.CaptureFixture[str],
    folder: Path,
    made: Path,
    small_model: Path,
    calibration: Path,
) -> None:
    out = run(capsys, "case", "propositions", folder, "--h2", H2)[1]
    assert "H1: the program’s wording" in out
    assert f"H2: {H2}" in out
    code, out, _ = run(
        capsys, "case", "identify", folder, "Q1", "--database", made / "database",
        "--model", small_model, "--backend", "onnx", "--calibration", calibration,
    )  # fmt: skip
    assert code == 0
    assert f"H2: {H2}" in out
    assert "changes no number" in out
    record = json.loads(run(capsys, "case", "show", folder, "--comparison", "2", "--json")[1])
    first = record["candidates"][0]
    assert record["propositions"]["edited"]
    assert first["propositions"]["h2"] == H2
    assert first["likelihood_ratio"]["conditions"]["h2"] == H2
    assert first["likelihood_ratio"]["log10_lr"] is not None
    assert first["likelihood_ratio"]["conditions"]["default_h2"] != H2
    assert "support" in run(capsys, "case", "show", folder, "--comparison", "2")[1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--h1", " "), "H1 is empty"),
        (("--h2", "x" * 600), "H2 has 600 letters"),
        (("--h1", "a\tb"), "control character"),
        (("--h1", "x", "--default"), "either a wording or --default"),
        (("--comparison", "7", "--h1", "x"), "no comparison 7"),
    ],
)
def test_a_wording_that_can_t_be_kept_is_explained(
    capsys: pytest.CaptureFixture[str], folder: Path, arguments: tuple[str, ...], says: str
) -> None:
    code, _, err = run(capsys, "case", "propositions", folder, *arguments)
    assert code == 1
    assert says in err


def test_h1_without_the_candidate_is_kept_with_a_warning(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    code, _, err = run(
        capsys, "case", "propositions", folder, "--comparison", "1", "--h1", "somebody did"
    )
    assert code == 0
    assert "the same sentence for every candidate" in err


def test_views_are_recorded_of_both_kinds_and_listed(
    capsys: pytest.CaptureFixture[str], folder: Path, small_model: Path
) -> None:
    model = ("--model", small_model, "--backend", "onnx")
    assert run(capsys, "case", "compare", folder, "Q1", "Q2", *model)[0] == 0
    for number in ("1", "2"):
        words = ("case", "view", folder, "--comparison", number, "--text", "The loops agree.")
        assert "give yours with --examiner" in run(capsys, *words)[2]
        code, out, _ = run(
            capsys, *words, "--examiner", "B. Ray", "--opinion", "probably did write"
        )
        assert code == 0
        assert "view of B. Ray" in out
        assert "The loops agree. Opinion: probably did write." in out
        record = json.loads(
            run(capsys, "case", "show", folder, "--comparison", number, "--json")[1]
        )
        assert [view["opinion"] for view in record["views"]] == ["probably did write"]
    assert run(capsys, *words, "--examiner", "B. Ray", "--opinion", "a match")[0] == 2
    assert "writer of Q2" in run(capsys, "case", "show", folder, "--comparison", "2")[1]
