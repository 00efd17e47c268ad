"""The demonstration case: synthetic, marked, small, and drawn by its script."""

import csv
import gzip
import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.demo_pages import DEMO
from writerid.casework.demonstration_codes import FILE
from writerid.pipeline.model_files import open_model
from writerid.pipeline.scan import hash_file
from writerid.resources import shipped_model
from writerid.store.encoding import made_with

IMAGES = sorted(DEMO.rglob("*.jpg"))


def test_twelve_writers_three_letters_each_three_questioned() -> None:
    with (DEMO / "labels.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 36
    assert len({row["writer"] for row in rows}) == 12
    assert all((DEMO / row["path"]).is_file() for row in rows)
    with (DEMO / "answers.csv").open(encoding="utf-8") as stream:
        answers = {row["path"]: row["writer"] for row in csv.DictReader(stream)}
    assert len(answers) == 3
    assert sum(writer == "nobody enrolled" for writer in answers.values()) == 1
    assert {w for w in answers.values() if w != "nobody enrolled"} <= {r["writer"] for r in rows}
    assert {str(f.relative_to(DEMO)) for f in IMAGES} == {r["path"] for r in rows} | set(answers)


@pytest.mark.parametrize("file", IMAGES, ids=lambda file: str(file.relative_to(DEMO)))
def test_every_page_says_that_it_is_synthetic(file: Path) -> None:
    with Image.open(file) as image:
        assert "Synthetic handwriting" in image.getexif()[0x010E]
        assert b"Synthetic handwriting" in image.info["comment"]
        assert image.info["dpi"] == (300, 300)


def test_it_is_small_and_its_fonts_have_their_licences() -> None:
    assert sum(file.stat().st_size for file in DEMO.rglob("*") if file.is_file()) < 8_000_000
    fonts = list((DEMO / "fonts").glob("*.woff"))
    assert len(fonts) == 13
    for font in fonts:
        licence = font.with_name(f"{font.stem}-OFL.txt").read_text(encoding="utf-8")
        assert "SIL Open Font License" in licence or "SIL OPEN FONT LICENSE" in licence


def test_the_script_draws_these_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(DEMO), *sys.path])
    spec = importlib.util.spec_from_file_location("draw_demo", DEMO / "draw_demo.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    hand, text, seed = script.pages()["questioned/Q1.jpg"]
    drawn = np.asarray(script.draw_page(hand, text, seed), dtype=float)
    shipped = np.asarray(Image.open(DEMO / "questioned" / "Q1.jpg"), dtype=float)
    assert drawn.shape == shipped.shape
    # JPEG and small differences between library versions stay far below a stroke moved.
    assert np.abs(drawn - shipped).mean() < 3.0


def test_the_codes_made_beforehand_are_of_the_shipped_model() -> None:
    record = json.loads(gzip.decompress((DEMO / FILE).read_bytes()))
    stale = "run: python resources/demo/encode_known.py"
    assert record["model_id"] == open_model(shipped_model()).model_id, stale
    assert record["made_with"] == made_with(), stale
    hashes = {
        page["sha256"] for one in record["writers"] for d in one["documents"] for page in d["pages"]
    }
    assert hashes == {hash_file(file) for file in (DEMO / "known").rglob("*.jpg")}, stale
