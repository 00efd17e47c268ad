"""The commands as a person uses them, with good files and bad ones."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.demo_pages import DEMO, QUESTIONED_GREVE
from writerid.__main__ import main
from writerid.pipeline.scan import hash_file
from writerid.resources import shipped_model

WRITERS = ("Adler", "Greve", "Keller")


@pytest.fixture
def known(tmp_path: Path) -> Path:
    folder = tmp_path / "known writing"
    for writer in WRITERS:
        (folder / writer).mkdir(parents=True)
        shutil.copy(DEMO / "known" / writer / "letter-2.jpg", folder / writer / "letter-2.jpg")
    return folder


def test_identify_finds_the_writer_and_draws_the_evidence(
    known: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {file: hash_file(file) for file in known.rglob("*.jpg")}
    evidence = tmp_path / "evidence"
    command = ["identify", str(QUESTIONED_GREVE), "--known", str(known)]
    code = main([*command, "--evidence", str(evidence), "--evidence-top", "1"])
    out = capsys.readouterr().out
    assert code == 0
    lines = out.splitlines()
    assert next(line for line in lines if line.strip().startswith("1 ")).split()[1] == "Greve"
    assert "no probability" in out
    pictures = sorted(file.name for file in evidence.iterdir())
    assert pictures == [
        "Q1-01-Greve-contradicting.png", "Q1-01-Greve-pages.png", "Q1-01-Greve-supporting.png",
    ]  # fmt: skip
    for picture in evidence.iterdir():
        with Image.open(picture) as image:
            assert min(image.size) > 200
    assert before == {file: hash_file(file) for file in known.rglob("*.jpg")}


def test_json_holds_what_repeats_the_result(
    known: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["identify", str(QUESTIONED_GREVE), "--known", str(known), "--json"]
    assert main([*command, "--evidence", str(tmp_path / "e"), "--evidence-top", "1"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert first["schema"] == "writerid.identify/1"
    assert set(first) == {
        "schema", "writerid", "packages", "model_id", "backend", "settings", "known", "items",
        "failed", "left_out", "calibration",
    }  # fmt: skip
    item = first["items"][0]
    assert item["questioned"]["sha256"] == hash_file(QUESTIONED_GREVE)
    assert item["questioned"]["pages"][0]["dpi_source"] == "file"
    best = item["candidates"][0]
    assert best["writer"] == "Greve"
    evidence = best["evidence"]
    assert evidence["sum_of_contributions"] == pytest.approx(best["score"], abs=1e-5)
    assert evidence["sum_of_relative_contributions"] == pytest.approx(
        best["score"] - best["reference_mean"], abs=1e-5
    )
    corners = np.array(evidence["supporting"][0]["questioned"]["corners_px"])
    assert np.linalg.norm(corners[1] - corners[0]) == pytest.approx(64, abs=0.1)
    assert main(command) == 0
    again = json.loads(capsys.readouterr().out)
    assert [c["score"] for c in again["items"][0]["candidates"]] == [
        c["score"] for c in item["candidates"]
    ]


def test_a_bad_file_is_named_and_the_others_are_done(
    known: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "кривой файл.jpg"
    bad.write_bytes(QUESTIONED_GREVE.read_bytes()[:20_000])
    (known / "Adler" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    code = main(["identify", str(bad), str(QUESTIONED_GREVE), "--known", str(known)])
    streams = capsys.readouterr()
    assert code == 1
    assert "кривой файл.jpg" in streams.err
    assert "broken.png" in streams.err
    assert "Greve" in streams.out


def test_the_questioned_file_among_the_known_is_left_out(
    known: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(QUESTIONED_GREVE, known / "Adler" / "planted.jpg")
    assert main(["identify", str(QUESTIONED_GREVE), "--known", str(known)]) == 0
    out = capsys.readouterr().out
    assert "left out of the known writing, being the same file: Adler/planted.jpg" in out
    assert next(x for x in out.splitlines() if x.strip().startswith("1 ")).split()[1] == "Greve"


def save(image: Image.Image, file: Path, **options: object) -> Path:
    image.save(file, **options)  # type: ignore[arg-type]
    return file


BAD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "blank": (
        lambda folder: save(Image.new("L", (900, 600), 255), folder / "blank.png", dpi=(300, 300)),
        "too little writing",
    ),
    "no dpi": (
        lambda folder: save(Image.new("L", (900, 600), 255), folder / "photo.png"),
        "--dpi",
    ),
    "missing": (lambda folder: folder / "nowhere.png", "nowhere.png"),
    "empty": (lambda folder: _bytes(folder / "empty.png", b""), "empty.png"),
    "text": (lambda folder: _bytes(folder / "notes.jpg", b"dear diary"), "notes.jpg"),
    "folder": (lambda folder: folder, "folder"),
}


def _bytes(file: Path, content: bytes) -> Path:
    file.write_bytes(content)
    return file


@pytest.mark.parametrize("name", BAD)
def test_what_can_t_be_used_gets_a_sentence(
    name: str, known: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, words = BAD[name]
    file = make(tmp_path)
    assert main(["identify", str(file), "--known", str(known)]) == 1
    error = capsys.readouterr().err
    assert words in error
    assert "Traceback" not in error


@pytest.mark.parametrize(
    "arguments",
    [
        ["identify"],
        ["identify", "a.png", "--known", "k", "--database", "d"],
        ["identify", "a.png", "--known", "k", "--writers", "Ann"],
        ["identify", "a.png", "--known", "k", "--csv", "out.csv"],
        ["identify", "a.png", "--known", "k", "--level", "document"],
        ["compare", "a.png"],
        ["compare", "a.png", "b.png", "--writer", "Ann"],
        ["writers"],
        ["writers", "export", "--out", "x.zip"],
        ["writers", "export", "Ann", "--all", "--out", "x.zip"],
        ["enrol"],
        ["enrol", "a.png", "--writer", "Ann", "--pattern", "{writer}.png"],
        ["conjure"],
        ["identify", "a.png", "--known", "k", "--top", "0"],
        ["identify", "a.png", "--known", "k", "--dpi", "-3"],
        ["train", "--labels", "x.csv", "--out", "m", "--steps", "2", "--budget", "3"],
    ],
)
def test_wrong_usage_is_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "usage:" in capsys.readouterr().err


def test_known_writing_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert main(["identify", str(QUESTIONED_GREVE), "--known", str(empty)]) == 1
    assert "holds no images" in capsys.readouterr().err
    assert main(["identify", str(QUESTIONED_GREVE), "--known", str(tmp_path / "no.csv")]) == 1
    assert "no.csv" in capsys.readouterr().err


def test_a_damaged_model_is_refused(
    known: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = Path(shutil.copytree(shipped_model(), tmp_path / "model"))
    (model / "encoder.npz").write_bytes(b"PK")
    command = ["identify", str(QUESTIONED_GREVE), "--known", str(known), "--model", str(model)]
    assert main(command) == 1
    assert "encoder.npz has been changed or damaged" in capsys.readouterr().err


def test_ctrl_c_is_code_130(
    known: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("writerid.cli.identify.identify_one", interrupted)
    assert main(["identify", str(QUESTIONED_GREVE), "--known", str(known)]) == 130
    assert "stopped" in capsys.readouterr().err


def test_compare_two_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    same = DEMO / "known" / "Greve" / "letter-1.jpg"
    other = DEMO / "known" / "Dorn" / "letter-1.jpg"
    evidence = tmp_path / "evidence"
    assert main(["compare", str(QUESTIONED_GREVE), str(same), "--evidence", str(evidence)]) == 0
    assert "no probability" in capsys.readouterr().out
    assert len(list(evidence.iterdir())) == 3
    scores = []
    for known in (same, other):
        assert main(["compare", str(QUESTIONED_GREVE), str(known), "--json"]) == 0
        record = json.loads(capsys.readouterr().out)
        assert record["schema"] == "writerid.compare/1"
        scores.append(record["score"])
    assert scores[0] > scores[1] + 0.2


def test_prepare_draws_before_and_after(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "pictures"
    missing = tmp_path / "gone.png"
    assert main(["prepare", str(QUESTIONED_GREVE), str(missing), "--pictures", str(out)]) == 1
    streams = capsys.readouterr()
    assert "cm of writing" in streams.out
    assert "gone.png" in streams.err
    with Image.open(out / "Q1-prepared.png") as picture:
        pixels = np.asarray(picture)
    right = pixels[:, pixels.shape[1] // 2 + 40 :]
    assert 0.01 < (right.max(axis=2) < 100).mean() < 0.2


def test_info_tells_versions_and_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert len(record["model"]["id"]) == 64
    assert record["packages"]["opencv-python-headless"] != "not installed"
    assert main(["info"]) == 0
    assert record["model"]["id"] in capsys.readouterr().out


def test_benchmark_times_every_stage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["benchmark", "--runs", "1", "--json"]) == 0
    page = json.loads(capsys.readouterr().out)["pages"][0]
    assert all(seconds >= 0 for seconds in page["seconds"].values())
    assert page["prepared_to_code"] > 0
    assert main(["benchmark", "--runs", "1", str(QUESTIONED_GREVE)]) == 0
    assert "prepared to code s" in capsys.readouterr().out


@pytest.mark.expects_log
def test_an_unknown_fault_is_logged_and_is_code_1(
    known: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("wheel came off")

    monkeypatch.setattr("writerid.cli.identify.read_known", broken)
    assert main(["identify", str(QUESTIONED_GREVE), "--known", str(known)]) == 1
    assert "fault of the program" in caplog.text
    caplog.clear()
