"""From labelled pages to a calibration, its validation, and LRs on the terminal."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.calibrations import LABEL, generous_calibration
from tests.many_hands import save_collection
from tests.scribbles import save_scribble
from writerid.__main__ import main
from writerid.pipeline.calibration import read_calibration
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
def calibration(small_model: Path, tmp_path: Path) -> Path:
    """Of the small model, made up."""
    folder = tmp_path / "calibration"
    made = generous_calibration(open_model(small_model).model_id)
    made.save(folder / "calibration.json")
    return folder


def collection_options(labels: Path) -> tuple[object, ...]:
    return ("--labels", labels, "--cache", labels.parent / "cache" / "pages", "--workers", 1)


def test_calibrate_and_validate(run: Run, tmp_path: Path) -> None:
    labels = save_collection(tmp_path / "pages", 22)
    source, out = collection_options(labels), tmp_path / "made"
    code, text, err = run("calibrate", *source, "--out", out)
    assert (code, err) == (0, "")
    assert "22 writers, 44 pages, 2 collections" in text
    made = read_calibration(out)
    assert (made.basis.scripts, made.basis.styles) == (("Latin",), ("cursive",))
    assert {c.name for c in made.basis.collections} == {"a", "b"}
    assert len(made.basis.data_sha256) == 44
    assert made.calibration_id in (out / "card.md").read_text(encoding="utf-8")
    chosen = ("--calibration", out, "--out", tmp_path / "v", "--draws", 20)
    code, text, _ = run("validate", *source, *chosen, "--json")
    record = json.loads(text)
    assert code == 0
    assert record["calibration_id"] == made.calibration_id
    assert record["cross_validated"]
    text = (tmp_path / "v" / "validation.md").read_text(encoding="utf-8")
    assert made.calibration_id in text
    assert "| one line |" in text
    assert (tmp_path / "v" / "validation.pdf").read_bytes().startswith(b"%PDF")
    with Image.open(tmp_path / "v" / "tippett-page.png") as picture:
        assert min(picture.size) > 300
    again = run("calibrate", *source, "--out", tmp_path / "again", "--json")
    assert json.loads(again[1])["calibration_id"] == made.calibration_id


@pytest.mark.parametrize(
    ("writers", "pages", "sentence"),
    [(3, 2, "3 writers have writing on two documents"), (3, 1, "second document")],
)
def test_a_collection_that_bears_none_is_a_sentence(
    run: Run, tmp_path: Path, writers: int, pages: int, sentence: str
) -> None:
    labels = save_collection(tmp_path / "pages", writers, pages)
    if pages == 1:
        text = labels.read_text(encoding="utf-8").replace(",cursive", "")
        labels.write_text(text, encoding="utf-8")
    code, out, err = run("calibrate", *collection_options(labels), "--out", tmp_path / "made")
    assert (code, out) == (1, "")
    assert sentence in err
    assert not (tmp_path / "made").exists()


def test_pages_of_known_and_of_assumed_size_are_refused(run: Run, tmp_path: Path) -> None:
    labels = save_collection(tmp_path / "pages", 2)
    with Image.open(tmp_path / "pages" / "a" / "w0-0.png") as picture:
        picture.copy().save(tmp_path / "pages" / "a" / "w0-0.png", dpi=(0, 0))
    code, _, err = run("calibrate", *collection_options(labels), "--out", tmp_path / "made")
    assert code == 1
    assert "do not say their resolution" in err


def test_one_page_under_two_writers_is_refused(run: Run, tmp_path: Path) -> None:
    labels = save_collection(tmp_path / "pages", 2)
    first, second = (tmp_path / "pages" / name for name in ("a/w0-0.png", "b/w1-0.png"))
    second.write_bytes(first.read_bytes())
    code, _, err = run("calibrate", *collection_options(labels), "--out", tmp_path / "made")
    assert code == 1
    assert "one page stands under" in err


def test_identify_states_lrs_and_what_they_rest_on(
    run: Run, calibration: Path, tmp_path: Path
) -> None:
    questioned = save_scribble(tmp_path / "q.png", "Ahlers", 5)
    for writer in ("Ahlers", "Cramer"):
        for page in (1, 2):
            save_scribble(tmp_path / "known" / writer / f"{page}.png", writer, page)
    arguments = (
        "identify",
        questioned,
        "--known",
        tmp_path / "known",
        "--calibration",
        calibration,
    )
    code, out, err = run(*arguments, "--script", "Latin", "--style", "cursive")
    assert (code, err) == (0, "")
    assert "support for H1" in out
    assert "H1: the questioned writing was made by Ahlers" in out
    assert LABEL in out
    assert "searching the known writing of 2 writers" in out
    assert "non-writers are expected to score as high" in out
    assert "2 known documents score" in out
    assert "Cllr" in out
    assert not re.search(r"match|\bcertain|impossible", out, re.IGNORECASE)
    record = json.loads(run(*arguments, "--json")[1])
    best = record["items"][0]["candidates"][0]["strength"]
    assert best["favours"] == "H1"
    assert best["bound"]["lower"] <= best["log10_lr"] <= best["bound"]["upper"]
    assert best["open_set"]["database_size"] == 2
    assert record["calibration"]["label"] == LABEL
    refused = run(*arguments, "--style", "signature")[1]
    assert "No likelihood ratio is given" in refused
    assert "no LR: signature" in refused


def test_compare_states_its_lr_and_refuses_the_same_file(
    run: Run, calibration: Path, tmp_path: Path
) -> None:
    questioned = save_scribble(tmp_path / "q.png", "Ahlers", 5)
    known = save_scribble(tmp_path / "k.png", "Cramer", 1)
    code, out, _ = run("compare", questioned, known, "--calibration", calibration)
    assert code == 0
    assert "LR " in out
    assert "found by searching" not in out
    assert "script of an item is not recorded" in out
    scale = tmp_path / "scale.json"
    scale.write_text(
        json.dumps({"name": "ours", "bands": [{"from_lr": 1, "words": "leaning"}]}), "utf-8"
    )
    arguments = ("compare", questioned, questioned, "--calibration", calibration)
    assert "the same file" in run(*arguments)[1]
    scaled = run(
        "compare", questioned, known, "--calibration", calibration, "--verbal-scale", scale
    )
    assert "Leaning (ours)" in scaled[1]


def test_another_models_calibration_is_refused_and_the_shipped_one_told(
    run: Run, tmp_path: Path
) -> None:
    questioned = save_scribble(tmp_path / "q.png", "Ahlers", 5)
    known = save_scribble(tmp_path / "k.png", "Cramer", 1)
    generous_calibration("f" * 64).save(tmp_path / "other" / "calibration.json")
    arguments = ("compare", questioned, known)
    code, out, err = run(*arguments, "--calibration", tmp_path / "other")
    assert (code, out) == (1, "")
    assert "made with another model" in err
    code, out, _ = run(*arguments)
    assert code == 0
    assert "No likelihood ratio is given: the calibration was made with another model" in out


def test_the_examiners_wording_is_stated_and_changes_no_number(
    run: Run, calibration: Path, tmp_path: Path
) -> None:
    questioned = save_scribble(tmp_path / "q.png", "Ahlers", 5)
    for writer in ("Ahlers", "Cramer"):
        save_scribble(tmp_path / "known" / writer / "1.png", writer, 1)
    identify = (
        "identify", questioned, "--known", tmp_path / "known", "--calibration", calibration
    )  # fmt: skip
    plain = json.loads(run(*identify, "--json")[1])["items"][0]["candidates"]
    code, out, err = run(*identify, "--h1", "the note was written by {writer}", "--json")
    assert (code, err) == (0, "")
    worded = json.loads(out)["items"][0]["candidates"]
    for before, after in zip(plain, worded, strict=True):
        was, now = before["strength"], after["strength"]
        assert now["h1"] == f"the note was written by {after['writer']}"
        assert (now["h2"], now["default_h1"]) == (was["h2"], was["h1"])
        assert (now["log10_lr"], now["bound"]) == (was["log10_lr"], was["bound"])
    assert "the same sentence for every candidate" in run(*identify, "--h1", "he did")[2]
    known = tmp_path / "known" / "Cramer" / "1.png"
    out = run("compare", questioned, known, "--calibration", calibration)[1]
    assert "H1: the questioned writing was made by the writer of 1.png" in out
    out = run("compare", questioned, known, "--h2", "somebody else", "--calibration", calibration)[
        1
    ]
    assert "H2: somebody else" in out
    assert "is the examiner's judgement" in out
    code, out, err = run("compare", questioned, known, "--h2", "")
    assert (code, out) == (1, "")
    assert "H2 is empty" in err


def test_too_few_writers_are_validated_with_no_number(
    run: Run, calibration: Path, tmp_path: Path
) -> None:
    labels = save_collection(tmp_path / "pages", 4)
    code, out, err = run(
        "validate", *collection_options(labels), "--calibration", calibration,
        "--out", tmp_path / "v",
    )  # fmt: skip
    assert (code, out) == (1, "")
    assert "a validation needs at least 10" in err
    assert not (tmp_path / "v").exists()
