import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.calibrations import generous_calibration
from tests.scribbles import HANDS, save_scribble
from writerid.__main__ import main
from writerid.pipeline.model_files import open_model

FORBIDDEN = r"\bmatch|certain|impossible"


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small demonstration case in place of the shipped one."""
    folder = tmp_path / "resources" / "demo"
    rows = ["path,writer,document"]
    for writer in HANDS:
        save_scribble(folder / "known" / writer / "1.png", writer, 1)
        rows.append(f'known/{writer}/1.png,"{writer}","{writer} 1"')
    # A comma in a path needs quotes too.
    rows = [re.sub(r"^(known/.*?\.png),", r'"\1",', row) for row in rows]
    (folder / "labels.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    save_scribble(folder / "questioned" / "Q1.png", "Ahlers", 5)
    save_scribble(folder / "questioned" / "Q2.png", "Öztürk, Émile", 6)
    (folder / "answers.csv").write_text(
        "path,writer\nquestioned/Q1.png,Ahlers\nquestioned/Q2.png,nobody enrolled\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("WRITERID_RESOURCES", str(tmp_path / "resources"))
    return folder


def demo(model: Path, out: Path) -> int:
    return main(["demo", "--out", str(out), "--model", str(model), "--backend", "onnx"])


def test_demo_ranks_draws_and_tells_the_truth(
    case: Path, small_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "results"
    assert demo(small_model, out) == 0
    said = capsys.readouterr().out
    assert "Synthetic handwriting" in said
    assert "In truth written by Ahlers: rank 1 of 3 here." in said
    assert "In truth written by nobody among the known. Öztürk, Émile ranks first" in said
    assert str(out.resolve()) in said
    page = (out / "index.html").read_text(encoding="utf-8")
    assert page.count("ynthetic") >= 4
    links = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(links) >= 2 * 2 * 3 + 1
    for link in links:
        assert not link.startswith(("http", "/"))
        assert (out / unquote(link)).is_file(), link
    assert not re.search(FORBIDDEN, said + page, re.IGNORECASE)
    record = json.loads((out / "results.json").read_text(encoding="utf-8"))
    assert "Synthetic" in record["note"]
    assert len(record["items"]) == 2


def test_demo_without_its_case_says_what_is_missing(
    small_model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("WRITERID_RESOURCES", str(tmp_path))
    assert demo(small_model, tmp_path / "out") == 1
    assert "the demonstration case is missing" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_demo_tells_json_and_nothing_else(
    case: Path, small_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--out", str(tmp_path / "r"), "--model", str(small_model), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads((tmp_path / "r" / "results.json").read_text(encoding="utf-8"))


def test_demo_tells_likelihood_ratios_where_the_calibration_allows(
    case: Path, small_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demo(small_model, tmp_path / "without") == 0
    said = capsys.readouterr().out
    assert "no calibration" in said
    folder = tmp_path / "resources" / "calibration" / "default"
    generous_calibration(open_model(small_model).model_id).save(folder / "calibration.json")
    assert demo(small_model, tmp_path / "r") == 0
    said = capsys.readouterr().out
    assert "H1: the questioned writing was made by Ahlers" in said
    assert "support for H1" in said
    assert "Conditioned on the score" in said
    page = (tmp_path / "r" / "index.html").read_text(encoding="utf-8")
    assert "<th>LR</th>" in page
    assert "Strength of the findings for Ahlers" in page
    assert not re.search(FORBIDDEN, said + page, re.IGNORECASE)
    record = json.loads((tmp_path / "r" / "results.json").read_text(encoding="utf-8"))
    assert record["calibration"]["calibration_id"]
    assert record["items"][0]["candidates"][0]["strength"]["log10_lr"] is not None
