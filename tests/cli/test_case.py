"""``writerid case`` as a script uses it."""

import json
import shutil
from pathlib import Path

import pytest

from tests.casework.conftest import engine, exemplars, full_folder, scans
from tests.casework.tampering import report_of, tamper
from tests.scribbles import save_scribble
from writerid.__main__ import main

__all__ = ["engine", "exemplars", "full_folder", "scans"]


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_a_case_from_beginning_to_end(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    scans: Path,
    full_folder: Path,
    small_model: Path,
) -> None:
    case = tmp_path / "case"
    model = ("--model", small_model, "--backend", "onnx")
    assert run(capsys, "case", "new", case, "--title", "Letters")[0] == 0
    save_scribble(tmp_path / "photo.png", "Cramer", 20, dpi=None)
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no scan")
    code, out, err = run(capsys, "case", "add", case, scans, broken)
    assert code == 1
    assert "broken.png is no PNG" in err
    assert "Q2" in out
    code, out, err = run(capsys, "case", "add", case, tmp_path / "photo.png", "--known")
    assert "photo.png does not say its resolution: give it with --dpi" in err
    known = save_scribble(tmp_path / "exemplar.png", "Ahlers", 21, dpi=None)
    assert run(capsys, "case", "add", case, known, "--known", "--dpi", "300")[0] == 0
    database = ("--database", full_folder)
    code, out, _ = run(capsys, "case", "identify", case, "Q1", *database, *model)
    assert code == 0
    assert "someone always ranks first" in out
    code, out, _ = run(
        capsys, "case", "identify", case, "Q2", *database, *model, "--writers", "Cramer", "--json"
    )
    record = json.loads(out)
    assert (record["closed_list"], record["compared"]) == (["Cramer"], 1)
    assert run(capsys, "case", "compare", case, "Q1", "K2", *model)[0] == 0
    code, _, err = run(capsys, "case", "compare", case, "Q1", "K1", *model)
    assert code == 1
    assert "K1, photo.png: the file does not say its resolution" in err
    record = json.loads(run(capsys, "case", "show", case, "--json")[1])
    assert [line["kind"] for line in record["comparisons"]] == ["compare", "identify", "identify"]
    assert [item["name"] for item in record["items"]] == ["Q1", "Q2", "K1", "K2"]
    again = run(capsys, "case", "show", case, "--comparison", "2")[1]
    assert "a closed list: Cramer" in again
    events = json.loads(run(capsys, "case", "events", case, "--json")[1])
    assert [event["number"] for event in events] == list(range(1, len(events) + 1))
    code, out, _ = run(capsys, "case", "check", case)
    assert code == 0
    assert events[-1]["hash"] in out


def test_an_audit_tells_and_returns_whether_all_is_whole(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    scans: Path,
    full_folder: Path,
    small_model: Path,
) -> None:
    case, database = tmp_path / "case", tmp_path / "database"
    shutil.copytree(full_folder, database)
    run(capsys, "case", "new", case, "--title", "Letters")
    run(capsys, "case", "add", case, scans)
    model = ("--model", small_model, "--backend", "onnx")
    assert run(capsys, "case", "identify", case, "Q1", "--database", database, *model)[0] == 0
    events = json.loads(run(capsys, "case", "events", case, "--json")[1])
    head = f"{events[-1]['number']}:{events[-1]['hash']}"
    report = report_of(case, tmp_path / "report.pdf")
    code, out, _ = run(capsys, "audit", case, "--head", head, "--report", report)
    assert code == 0
    assert out.count("whole: ") == 4
    assert head in out
    code, _, err = run(capsys, "audit", case, "--head", "3:nonsense")
    assert code == 1
    assert "is no head of a history" in err
    deletion = ("writers", "delete", "Ahlers", "--database", database)
    code, out, _ = run(capsys, *deletion)
    assert code == 1
    assert f"the case “Letters” ({case}) keeps copies: the codes of 2 documents" in out
    record = json.loads(run(capsys, *deletion, "--yes", "--json", "--examiner", "A. Lee")[1])
    assert record["deletion"]["cases_with_copies"][0]["title"] == "Letters"
    tamper(case / "case.sqlite", "UPDATE items SET title = 'x' WHERE id = 1")
    code, out, _ = run(capsys, "audit", case, "--report", report)
    assert code == 1
    assert "BROKEN: case" in out
    assert "item number 1 was changed, and no entry of the history says so" in out
    tamper(case / "case.sqlite", "DELETE FROM events WHERE number = 2")
    found = json.loads(run(capsys, "audit", case, "--json")[1])
    assert (found["whole"], found["verdicts"][0]["broken_at"]) == (False, 2)
    assert found["verdicts"][1]["whole"] is True


def test_a_folder_without_a_case(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, err = run(capsys, "case", "show", tmp_path)
    assert code == 1
    assert "holds no case" in err
