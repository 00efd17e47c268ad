import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.scribbles import HANDS, save_scribble
from writerid.__main__ import main
from writerid.cli.identification import identify_one
from writerid.pipeline.scan import hash_file

DOCUMENTED = Path(__file__).parents[2] / "docs" / "identify-json.md"
EMILE = "Öztürk, Émile"

Identify = Callable[..., tuple[int, str, str]]


@pytest.fixture
def known(tmp_path: Path) -> Path:
    folder = tmp_path / "known"
    for writer in HANDS:
        save_scribble(folder / writer / "a.png", writer, 1)
    return folder


@pytest.fixture
def questioned(tmp_path: Path) -> Path:
    return save_scribble(tmp_path / "Q1.png", "Ahlers", 5)


@pytest.fixture
def identify(small_model: Path, capsys: pytest.CaptureFixture[str]) -> Identify:
    def run(*arguments: object) -> tuple[int, str, str]:
        options = ["--model", str(small_model), "--backend", "onnx"]
        code = main(["identify", *map(str, arguments), *options])
        streams = capsys.readouterr()
        return code, streams.out, streams.err

    return run


def ranking(out: str) -> list[list[str]]:
    """The cells of the table's rows."""
    return [
        re.split(r"\s{2,}", line.strip()) for line in out.splitlines() if re.match(r" *\d", line)
    ]


def keys(record: Any) -> Iterator[str]:
    """All names of fields in plain data, versions and settings of steps aside."""
    if isinstance(record, dict):
        for name, value in record.items():
            yield name
            if name not in ("packages", "steps"):
                yield from keys(value)
    elif isinstance(record, list):
        for value in record:
            yield from keys(value)


def test_the_table_names_the_writers_and_what_stands_behind_them(
    identify: Identify, known: Path, questioned: Path
) -> None:
    code, out, err = identify(questioned, "--known", known)
    assert (code, err) == (0, "")
    rows = ranking(out)
    assert [row[0] for row in rows] == ["1", "2", "3"]
    assert {row[1] for row in rows} == set(HANDS)
    assert rows[0][1] == "Ahlers"
    assert all(re.fullmatch(r"-?\d\.\d{3}", row[2]) for row in rows)
    assert "reference writers" in out
    assert "no probability" in out
    assert "does not say that the writer is among the known" in out
    assert not re.search(r"match|certain|impossible", out, re.IGNORECASE)


def test_fewer_candidates_on_request(identify: Identify, known: Path, questioned: Path) -> None:
    _, out, _ = identify(questioned, "--known", known, "--top", 1)
    assert len(ranking(out)) == 1
    assert "… and 2 more" in out


def test_equal_scores_are_shown_as_ties(identify: Identify, known: Path, questioned: Path) -> None:
    save_scribble(known / "Ahlers the younger" / "a.png", "Ahlers", 1)
    code, out, _ = identify(questioned, "--known", known)
    assert code == 0
    assert [row[0] for row in ranking(out)[:2]] == ["1=", "2="]
    assert "= marks scores" in out


def test_every_field_of_the_json_is_documented(
    identify: Identify, known: Path, questioned: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.png").write_bytes(b"no picture")
    (known / "Ahlers" / "bad.png").write_bytes(b"no picture")
    save_scribble(known / "Cramer" / "the same.png", "Ahlers", 5)
    arguments = (questioned, tmp_path / "bad.png", "--known", known, "--json", "--evidence")
    code, out, err = identify(*arguments, tmp_path / "evidence")
    assert code == 1
    assert err.count("bad.png") == 2
    record = json.loads(out)
    documented = set(re.findall(r"`(\w+)`", DOCUMENTED.read_text(encoding="utf-8")))
    assert set(keys(record)) <= documented
    assert [Path(lost["file"]).name for lost in record["failed"]] == ["bad.png"]
    assert [Path(lost["file"]).name for lost in record["left_out"]] == ["bad.png"]
    assert [document["writer"] for document in record["known"]] == [
        "Ahlers",
        "Cramer",
        "Cramer",
        EMILE,
    ]
    for document in record["known"]:
        for page in document["pages"]:
            assert page["sha256"] == hash_file(Path(page["file"]))
            assert (page["dpi"], page["dpi_source"], page["box"]) == (300.0, "file", None)
    item = record["items"][0]
    assert item["left_out_of_known"] == [{"writer": "Cramer", "name": "Cramer/the same.png"}]
    assert item["questioned"]["sha256"] == hash_file(questioned)
    assert [candidate["rank"] for candidate in item["candidates"]] == [1, 2, 3]
    explained = [candidate["evidence"] is not None for candidate in item["candidates"]]
    assert explained == [True, True, False]


def test_the_contributions_in_the_json_add_up(
    identify: Identify, known: Path, questioned: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "evidence"
    _, out, _ = identify(questioned, "--known", known, "--json", "--evidence", folder)
    item = json.loads(out)["items"][0]
    pixels = np.asarray(Image.open(questioned)).shape
    for candidate in item["candidates"][:2]:
        evidence = candidate["evidence"]
        above = candidate["score"] - candidate["reference_mean"]
        assert evidence["sum_of_contributions"] == pytest.approx(candidate["score"], abs=1e-6)
        assert evidence["sum_of_relative_contributions"] == pytest.approx(above, abs=1e-6)
        assert evidence["supporting_sum"] + evidence["contradicting_sum"] == pytest.approx(above)
        for kind, sign in (("supporting", 1), ("contradicting", -1)):
            found = [sign * pair["contribution"] for pair in evidence[kind]]
            assert found == sorted(found, reverse=True)
            assert min(found) > 0
            whole = sign * evidence[f"{kind}_sum"]
            assert sum(found) == pytest.approx(whole * evidence[f"{kind}_share"])
            corners = np.array([pair["questioned"]["corners_px"] for pair in evidence[kind]])
            assert corners.min() > -64
            assert (corners.max(axis=(0, 1)) < np.array(pixels[1::-1]) + 64).all()
            assert all(-1 <= pair["similarity"] <= 1.0001 for pair in evidence[kind])
        assert all("reference_similarity" in pair for pair in evidence["contradicting"])
        assert all(Path(picture).is_file() for picture in evidence["pictures"])


def test_labels_give_documents_boxes_and_resolutions(
    identify: Identify, questioned: Path, tmp_path: Path
) -> None:
    save_scribble(tmp_path / "pages" / "1.png", "Ahlers", 1, dpi=None)
    save_scribble(tmp_path / "pages" / "2.png", "Ahlers", 2, scale=2.0, dpi=None)
    save_scribble(tmp_path / "pages" / "3.png", "Cramer", 3, dpi=None)
    labels = tmp_path / "labels.csv"
    labels.write_text(
        "path,writer,document,dpi,box\n"
        "pages/1.png,Ahlers,letter,300,\n"
        "pages/2.png,Ahlers,letter,600,0 0 1800 600\n"
        "pages/3.png,Cramer,note,300,\n"
        "pages/lost.png,Cramer,diary,300,\n",
        encoding="utf-8",
    )
    code, out, err = identify(questioned, "--known", labels, "--json")
    assert code == 1
    assert "there is no file pages/lost.png" in err
    record = json.loads(out)
    letter, note = record["known"]
    assert (letter["name"], len(letter["pages"])) == ("letter", 2)
    assert [page["dpi"] for page in letter["pages"]] == [300.0, 600.0]
    assert {page["dpi_source"] for page in letter["pages"]} == {"given"}
    assert letter["pages"][1]["box"] == {"x": 0, "y": 0, "width": 1800, "height": 600}
    assert note["writer"] == "Cramer"
    assert [Path(lost["file"]).name for lost in record["left_out"]] == ["lost.png"]
    assert {c["writer"]: c["document_count"] for c in record["items"][0]["candidates"]} == {
        "Ahlers": 1,
        "Cramer": 1,
    }


def test_a_missing_resolution_is_asked_for_and_can_be_given(
    identify: Identify, known: Path, tmp_path: Path
) -> None:
    unknown = save_scribble(tmp_path / "photo.png", "Cramer", 6, dpi=None)
    code, out, err = identify(unknown, "--known", known)
    assert code == 1
    assert out == ""
    assert "photo.png does not say its resolution" in err
    assert "--dpi" in err
    code, out, _ = identify(unknown, "--known", known, "--dpi", 300)
    assert code == 0
    assert ranking(out)[0][1] == "Cramer"


def test_bad_files_are_named_and_the_others_done(
    identify: Identify, known: Path, questioned: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "torn.png"
    bad.write_bytes(questioned.read_bytes()[:900])
    blank = tmp_path / "blank.png"
    Image.new("L", (900, 500), 255).save(blank, dpi=(300, 300))
    code, out, err = identify(bad, questioned, blank, "--known", known)
    assert code == 1
    assert "torn.png" in err
    assert "blank.png: too little writing" in err
    assert "Q1.png:" in out
    assert len(ranking(out)) == 3


def test_nothing_usable_is_an_error(identify: Identify, known: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone.png"
    code, out, err = identify(gone, "--known", known)
    assert (code, out) == (1, "")
    assert "gone.png is not there" in err
    code, out, _ = identify(gone, "--known", known, "--json")
    assert code == 1
    assert json.loads(out)["items"] == []


def test_the_questioned_file_does_not_find_itself(
    identify: Identify, known: Path, tmp_path: Path
) -> None:
    itself = known / "Cramer" / "a.png"
    save_scribble(known / "Cramer" / "b.png", "Cramer", 2)
    code, out, _ = identify(itself, "--known", known)
    assert code == 0
    assert "being the same file: Cramer/a.png" in out
    assert {row[1]: row[3] for row in ranking(out)}["Cramer"] == "1"
    alone = tmp_path / "alone"
    only = save_scribble(alone / "Cramer" / "a.png", "Cramer", 1)
    code, _, err = identify(only, "--known", alone)
    assert code == 1
    assert "no known writing is left to compare with: Cramer/a.png is the questioned file" in err


def test_scans_of_one_name_keep_their_pictures_apart_and_stay_untouched(
    identify: Identify, known: Path, questioned: Path, tmp_path: Path
) -> None:
    other = save_scribble(tmp_path / "other folder" / "Q1.png", EMILE, 7)
    before = {file: hash_file(file) for file in (*known.rglob("*.png"), questioned, other)}
    folder = tmp_path / "evidence"
    arguments = (questioned, other, "--known", known, "--evidence", folder, "--evidence-top", 1)
    code, out, _ = identify(*arguments)
    assert code == 0
    assert {file: hash_file(file) for file in before} == before
    drawn = sorted(file.name for file in folder.iterdir())
    assert [name for name in drawn if name.endswith("-pages.png")] == [
        "Q1-01-Ahlers-pages.png",
        f"Q1-2-01-{EMILE}-pages.png",
    ]
    assert all(name in out for name in drawn)


def test_stopping_keeps_what_was_finished(
    identify: Identify, known: Path, questioned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop_at_the_second(engine: Any, file: Path, *rest: Any, **more: Any) -> Any:
        if more["stem"].endswith("-2"):
            raise KeyboardInterrupt
        return identify_one(engine, file, *rest, **more)

    monkeypatch.setattr("writerid.cli.identify.identify_one", stop_at_the_second)
    code, out, err = identify(questioned, questioned, "--known", known)
    assert code == 130
    assert "stopped" in err
    assert ranking(out)[0][1] == "Ahlers"


def test_wrong_usage_is_code_2(identify: Identify, questioned: Path) -> None:
    assert identify("--known", questioned.parent)[0] == 2
    assert identify(questioned, "--known", "x", "--evidence-top", "many")[0] == 2
