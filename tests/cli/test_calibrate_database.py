"""Calibrations from the laboratory's own database, and LRs of its candidates."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.calibrations import generous_calibration
from tests.scribbles import HANDS, save_scribble
from writerid.__main__ import main
from writerid.pipeline.model_files import open_model

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(small_model: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: object) -> tuple[int, str, str]:
        options = ["--model", str(small_model), "--backend", "onnx"]
        code = main([*map(str, arguments), *options])
        streams = capsys.readouterr()
        return code, streams.out, streams.err

    return command


@pytest.fixture
def database(run: Run, tmp_path: Path) -> Path:
    for writer in HANDS:
        for page in (1, 2):
            save_scribble(tmp_path / "known" / writer / f"{page}.png", writer, page)
    folder = tmp_path / "lab"
    assert run("enrol", tmp_path / "known", "--database", folder, "--workers", 1)[0] == 0
    return folder


def test_a_database_of_three_writers_bears_no_calibration(
    run: Run, database: Path, tmp_path: Path
) -> None:
    source = ("--database", database, "--cache", tmp_path / "cache" / "pages")
    code, out, err = run("calibrate", *source, "--out", tmp_path / "made")
    assert (code, out) == (1, "")
    assert "3 writers have writing on two documents" in err
    assert list((tmp_path / "cache" / "samples").glob("*.npz"))


def test_splits_are_of_labels(run: Run, database: Path) -> None:
    code, _, err = run("validate", "--database", database, "--split", "val")
    assert code == 2
    assert "--split is for --labels" in err


def test_candidates_of_the_database_are_weighed(
    run: Run, database: Path, small_model: Path, tmp_path: Path
) -> None:
    made = generous_calibration(open_model(small_model).model_id)
    made.save(tmp_path / "made" / "calibration.json")
    questioned = save_scribble(tmp_path / "q.png", "Ahlers", 5)
    chosen = ("--database", database, "--calibration", tmp_path / "made")
    code, out, _ = run("identify", questioned, *chosen, "--csv", tmp_path / "r.csv")
    assert code == 0
    assert "support for H1" in out
    assert "searching the known writing of 3 writers" in out
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert float(rows[0]["log10_lr"]) > 0.0
    assert rows[0]["support"].endswith("for H1")
    closed = run("identify", questioned, *chosen, "--writers", "Ahlers,Cramer", "--json")
    strength = json.loads(closed[1])["items"][0]["candidates"][0]["strength"]
    assert "closed list" in strength["h1"]
    compared = run("compare", questioned, *chosen, "--writer", "Cramer")
    assert compared[0] == 0
    assert "for H2" in compared[1] or "no support for either" in compared[1]
