"""``writerid report`` as a script uses it."""

import json
import shutil
from pathlib import Path

import pypdfium2
import pytest

from tests.casework.conftest import engine, exemplars, full_folder, made, scans
from tests.small_model import small_model
from writerid.__main__ import main
from writerid.pipeline.scan import hash_file

__all__ = ["engine", "exemplars", "full_folder", "made", "scans", "small_model"]

NOON = "2026-01-02T12:00:00Z"


@pytest.fixture
def case(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made / "case", tmp_path / "case")
    return tmp_path / "case"


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_a_report_with_its_data_beside_it(
    capsys: pytest.CaptureFixture[str], case: Path, tmp_path: Path
) -> None:
    (tmp_path / "layout.json").write_text('{"laboratory": "Our Laboratory"}', encoding="utf-8")
    files = [tmp_path / name for name in ("report.pdf", "ranking.csv", "report.json")]
    code, out, _ = run(
        capsys, "report", case, "--out", files[0], "--csv", files[1], "--json-file", files[2],
        "--evidence", "1", "--pairs", "2", "--paper", "letter", "--time", NOON, "--json",
        "--layout", tmp_path / "layout.json",
    )  # fmt: skip
    assert code == 0
    told = json.loads(out)
    assert told["sha256"] == hash_file(files[0])
    assert told["not_recorded"] == ""
    record = json.loads(files[2].read_text(encoding="utf-8"))
    assert record["audit"]["head"] == told["head"]
    assert record["made"] == NOON
    assert files[1].read_text(encoding="utf-8-sig").startswith("comparison,item,")
    with pypdfium2.PdfDocument(files[0]) as pdf:
        assert round(pdf[0].get_width()) == 612
        assert "Our Laboratory" in pdf[0].get_textpage().get_text_bounded()
    code, out, _ = run(capsys, "case", "events", case, "--json")
    assert json.loads(out)[-1]["kind"] == "report made"


def test_evidence_that_is_missing_is_found_and_the_default_place_is_in_the_case(
    capsys: pytest.CaptureFixture[str], case: Path, small_model: Path
) -> None:
    code, out, _ = run(
        capsys, "report", case, "--evidence", "2", "--pairs", "1", "--time", NOON,
        "--model", small_model, "--backend", "onnx",
    )  # fmt: skip
    assert code == 0
    assert (case / "reports" / "report-20260102T120000Z.pdf").is_file()
    code, out, _ = run(capsys, "case", "events", case, "--json")
    assert [event["kind"] for event in json.loads(out)][-2:] == ["evidence viewed", "report made"]


def test_another_model_leaves_a_candidate_without_plates_and_says_so(
    capsys: pytest.CaptureFixture[str], case: Path, tmp_path: Path
) -> None:
    out_file = tmp_path / "report.pdf"
    code, out, err = run(capsys, "report", case, "--out", out_file, "--evidence", "2", "--json")
    assert code == 1
    assert "made with another model" in err
    [without] = json.loads(out)["without_plates"]
    assert (without["comparison"], without["rank"]) == (1, 2)
    assert out_file.is_file()


def test_what_is_wrong_is_said(
    capsys: pytest.CaptureFixture[str], case: Path, tmp_path: Path
) -> None:
    for arguments, words in (
        (("--time", "yesterday"), "“yesterday” is no time"),
        (("--candidates", "51"), "candidates listed: from 1 to 50, not 51"),
        (("--comparison", "7"), "no comparison 7"),
        (("--layout", tmp_path / "none.json"), "none.json can't be read"),
        (("--out", tmp_path / "nowhere" / "a.pdf", "--evidence", "1"), "is not there"),
    ):
        code, _, err = run(capsys, "report", case, *arguments)
        assert code != 0
        assert words in err
