"""``writerid replay`` as a script uses it."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest

from tests.casework.conftest import engine, exemplars, full_folder, made, scans
from writerid.__main__ import main
from writerid.casework.case import Case
from writerid.casework.chain import canonical
from writerid.casework.notes import history

__all__ = ["engine", "exemplars", "full_folder", "made", "scans"]


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made / "case", tmp_path / "case"))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], folder: Path, small_model: Path) -> "Run":
    return Run(capsys, folder, small_model)


class Run:
    """Replays the case, and tells code, output and errors."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path, model: Path) -> None:
        self.capsys, self.folder, self.model = capsys, folder, model

    def __call__(self, *options: str, backend: str = "onnx") -> tuple[int, str, str]:
        fixed = ["replay", str(self.folder), "--model", str(self.model), "--backend", backend]
        code = main([*fixed, *options])
        captured = self.capsys.readouterr()
        return code, captured.out, captured.err


def kinds(folder: Path) -> list[str]:
    with Case.open(folder) as case:
        return [event.kind for event in history(case)]


def test_it_is_identical_and_recorded(run: Run) -> None:
    code, out, err = run("--examiner", "B. Cole")
    assert code == 0, err
    assert "comparison 1 (Q1, made " in out
    assert "  scores and ranking: identical" in out
    assert out.endswith("comparisons replayed: 1 (1 identical)\n")
    with Case.open(run.folder) as case:
        event = history(case)[-1]
    assert (event.kind, event.examiner) == ("replayed", "B. Cole")
    assert main(["case", "show", str(run.folder)]) == 0
    assert "identical" in run.capsys.readouterr().out


def test_json_tells_every_part(run: Run) -> None:
    code, out, _ = run("--json", "--comparison", "1", "--all-known", backend="torch-cpu")
    assert code == 0
    record = json.loads(out)
    assert (record["repeated"], record["recorded"]) == (True, True)
    [one] = record["comparisons"]
    assert (one["outcome"], one["backend"], one["encoded_count"]) == (
        "within tolerance", "torch-cpu", 6,
    )  # fmt: skip
    assert one["versions"] == [{"what": "backend", "then": "onnx", "now": "torch-cpu"}]
    assert [part["name"] for part in one["parts"]] == [
        "questioned item", "known side", "scores and ranking", "evidence of candidate 1",
    ]  # fmt: skip
    with Case.open(run.folder) as case:
        assert history(case)[-1].data["digest"] == record["digest"]


def test_what_differs_makes_the_exit_code_1(run: Run) -> None:
    with Case.open(run.folder) as case, case.deriving() as rows:
        record = json.loads(rows.execute("SELECT record FROM comparisons").fetchone()[0])
        record["candidates"][0]["score"] = 0.5
        text = canonical(record)
        rows.execute("DROP TRIGGER comparisons_are_not_changed")
        digest = hashlib.sha256(text.encode()).hexdigest()
        rows.execute("UPDATE comparisons SET record = ?, digest = ?", (text, digest))
    code, out, _ = run()
    assert code == 1
    assert "score (candidate 1): 0.5 was stored, 0." in out
    assert "1 differs" in out


def test_a_comparison_that_is_not_there(run: Run) -> None:
    before = kinds(run.folder)
    code, _, err = run("--comparison", "1", "7")
    assert code == 1
    assert "the case has no comparison 7" in err
    assert kinds(run.folder) == before


def test_a_case_that_may_only_be_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = kinds(run.folder)
    real = os.access
    with monkeypatch.context() as patch:
        patch.setattr(
            os,
            "access",
            lambda path, mode: real(path, mode) and not Path(path).is_relative_to(run.folder),
        )
        code, out, err = run()
    assert code == 0
    assert "1 identical" in out
    assert "may only be read: that it was replayed is not recorded" in err
    assert kinds(run.folder) == before


def test_a_case_without_comparisons(run: Run, tmp_path: Path) -> None:
    run.folder = tmp_path / "empty"
    Case.create(run.folder).close()
    code, out, _ = run()
    assert (code, out) == (0, "the case has no comparison yet\n")
    assert kinds(run.folder) == ["case created"]
