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


def test_no_file_takes_the_place_of_the_case_or_of_another(
    capsys: pytest.CaptureFixture[str], case: Path, tmp_path: Path
) -> None:
    before = hash_file(case / "case.sqlite")
    layout = tmp_path / "layout.json"
    layout.write_text("{}", encoding="utf-8")
    pdf = tmp_path / "report.pdf"
    for arguments, words in (
        (("--out", case / "case.sqlite"), "is not written over"),
        (("--out", pdf, "--csv", case / "case.sqlite"), "is not written over"),
        (("--out", pdf, "--json-file", case / "case.lock"), "is not written over"),
        (("--out", pdf, "--csv", tmp_path / "." / "report.pdf"), "is named twice"),
        (("--out", pdf, "--json-file", layout, "--layout", layout), "is named twice"),
        (("--out", tmp_path / ("a" * 300)), "choose a shorter name"),
    ):
        code, _, err = run(capsys, "report", case, "--evidence", "1", *arguments)
        assert code == 1
        assert words in err
    assert not pdf.exists()
    assert layout.read_text(encoding="utf-8") == "{}"
    assert hash_file(case / "case.sqlite") == before


def test_a_report_is_told_of_though_a_file_beside_it_can_t_be_written(
    capsys: pytest.CaptureFixture[str], case: Path, tmp_path: Path
) -> None:
    pdf = tmp_path / "report.pdf"
    code, out, err = run(
        capsys, "report", case, "--evidence", "1", "--pairs", "1", "--out", pdf,
        "--csv", tmp_path / "nowhere" / "ranking.csv", "--json",
    )  # fmt: skip
    assert code == 1
    assert json.loads(out)["sha256"] == hash_file(pdf)
    assert "is not there" in err


@pytest.mark.parametrize(
    "time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1899-12-31"]
)
def test_a_time_that_no_report_has(
    capsys: pytest.CaptureFixture[str], case: Path, tmp_path: Path, time: str
) -> None:
    code, _, err = run(capsys, "report", case, "--time", time, "--out", tmp_path / "a.pdf")
    assert code == 1
    assert "its year is from 1900" in err


def test_a_number_beyond_all_counting(capsys: pytest.CaptureFixture[str], case: Path) -> None:
    many = "9" * 30
    for arguments in (
        ("case", "show", case, "--comparison", many),
        ("case", "view", case, "--comparison", many, "--text", "a", "--examiner", "b"),
        ("report", case, "--evidence", many),
    ):
        code, _, err = run(capsys, *arguments)
        assert code == 2
        assert "more than there can be" in err
    code, _, err = run(capsys, "audit", case, "--head", f"{many}:{'a' * 64}")
    assert code == 1
    assert "is no head of a history" in err
