import json
from pathlib import Path

import pytest
from PIL import Image

from tests.scribbles import HANDS, save_scribble, scribble
from writerid.__main__ import main


def compare(model: Path, *arguments: object) -> int:
    return main(["compare", *map(str, arguments), "--model", str(model), "--backend", "onnx"])


def test_compare_tells_the_score_and_both_amounts_of_writing(
    small_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questioned = save_scribble(tmp_path / "q.png", "Ahlers", 5)
    known = save_scribble(tmp_path / "k.png", "Ahlers", 1)
    assert compare(small_model, questioned, known, "--evidence", tmp_path / "e") == 0
    out = capsys.readouterr().out
    assert out.count("cm of writing") == 2
    assert "mean score against the model's reference writers" in out
    assert "no probability" in out
    assert "same file" not in out
    pictures = sorted((tmp_path / "e").iterdir())
    assert [file.name for file in pictures if "pages" in file.name] == ["q-k-pages.png"]
    assert all(str(file) in out for file in pictures)


def test_compare_as_json_and_two_resolutions(
    small_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questioned = save_scribble(tmp_path / "q.png", "Cramer", 5)
    scores = {}
    for scale, dpi in ((1.0, 300), (2.0, 600)):
        known = save_scribble(tmp_path / f"{dpi}.png", "Cramer", 1, scale=scale, dpi=dpi)
        assert compare(small_model, questioned, known, "--json") == 0
        record = json.loads(capsys.readouterr().out)
        assert set(record) == {
            "schema", "writerid", "packages", "model_id", "backend", "settings", "questioned",
            "known", "same_file", "score", "reference_mean", "evidence", "strength",
            "calibration",
        }  # fmt: skip
        assert record["schema"] == "writerid.compare/1"
        assert record["known"]["pages"][0]["dpi"] == dpi
        assert record["evidence"]["pictures"] == []
        scores[dpi] = record["score"]
    assert scores[300] == pytest.approx(scores[600], abs=0.25)


def test_compare_says_when_both_are_one_file(
    small_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = save_scribble(tmp_path / "q.png", "Ahlers", 5)
    assert compare(small_model, file, file) == 0
    out = capsys.readouterr().out
    assert "both are the same file" in out
    assert "score 1.000" in out


def test_compare_needs_both_files(
    small_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = save_scribble(tmp_path / "q.png", "Ahlers", 5)
    assert compare(small_model, file, tmp_path / "gone.png") == 1
    assert "gone.png" in capsys.readouterr().err
    assert compare(small_model, file) == 2


def test_prepare_draws_each_page_and_names_the_bad_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = [scribble(hand) for hand in HANDS.values()]
    book = tmp_path / "book.tif"
    pages[0].save(book, save_all=True, append_images=pages[1:], dpi=(300, 300))
    unknown = save_scribble(tmp_path / "photo.png", "Ahlers", dpi=None)
    twin = save_scribble(tmp_path / "b" / "book.png", "Cramer")
    out = tmp_path / "pictures"
    files = [str(file) for file in (unknown, book, twin)]
    assert main(["prepare", *files, "--pictures", str(out)]) == 1
    streams = capsys.readouterr()
    assert "photo.png does not say its resolution" in streams.err
    assert streams.out.count("cm of writing") == 4
    assert sorted(file.name for file in out.iterdir()) == [
        "book-2-prepared.png", "book-p1-prepared.png", "book-p2-prepared.png",
        "book-p3-prepared.png",
    ]  # fmt: skip
    for file in out.iterdir():
        with Image.open(file) as picture:
            assert picture.width > 1.9 * 900


def test_prepare_tells_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = save_scribble(tmp_path / "a.png", "Ahlers")
    bad = save_scribble(tmp_path / "b.png", "Ahlers", dpi=None)
    asked = ["prepare", str(good), str(bad), "--pictures", str(tmp_path / "out"), "--json"]
    assert main(asked) == 1
    told = json.loads(capsys.readouterr().out)
    [page] = told["pages"]
    assert page["file"] == str(good)
    assert page["writing_mm"] > 0
    assert Path(page["picture"]).is_file()
    assert [lost["file"] for lost in told["failed"]] == [str(bad)]


def test_prepare_never_writes_over_a_scan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scan = save_scribble(tmp_path / "a.png", "Ahlers")
    victim = save_scribble(tmp_path / "a-prepared.png", "Cramer")
    before = victim.read_bytes()
    code = main(["prepare", str(scan), str(victim), "--pictures", str(tmp_path)])
    assert code == 1
    assert "is one of the scans" in capsys.readouterr().err
    assert victim.read_bytes() == before
