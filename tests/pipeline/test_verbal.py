import json
import math
from pathlib import Path

import pytest

from writerid.errors import WriterIdError
from writerid.pipeline.opinion import NinePoint, Opinion
from writerid.pipeline.verbal import ENFSI, Band, VerbalScale, read_scale


@pytest.mark.parametrize(
    ("lr", "words"),
    [
        (1.9, "no support"), (2.0, "weak"), (1 / 2.1, "weak"), (10.0, "moderate"),
        (100.0, "moderately strong"), (1e3, "strong support"), (1 / 1e4, "very strong"),
        (1e6, "extremely strong"),
    ],
)  # fmt: skip
def test_the_words_of_the_guideline(lr: float, words: str) -> None:
    assert ENFSI.band(math.log10(lr)).words.startswith(words)


def test_bands_beyond_the_bound_are_out_of_reach() -> None:
    assert [band.from_lr for band in ENFSI.out_of_reach(math.log10(60.0))] == [1e2, 1e3, 1e4, 1e6]
    assert ENFSI.out_of_reach(2.0)[0].from_lr == 1e3


def test_a_laboratory_has_its_own_scale(tmp_path: Path) -> None:
    file = tmp_path / "scale.json"
    bands = [{"from_lr": 1, "words": "neutral"}, {"from_lr": 5, "words": "some support"}]
    file.write_text(json.dumps({"name": "ours", "bands": bands}), encoding="utf-8")
    assert read_scale(file).band(1.0).words == "some support"


@pytest.mark.parametrize(
    "content",
    ["{", '{"name": "x"}', '{"name": "x", "bands": []}', '{"name": "x", "bands": [{"words": "w"}]}',
     '{"name": "x", "bands": [{"from_lr": 2, "words": "w"}]}',
     '{"name": "x", "colour": 1, "bands": [{"from_lr": 1, "words": "w"}]}'],
)  # fmt: skip
def test_a_wrong_scale_is_a_sentence(tmp_path: Path, content: str) -> None:
    file = tmp_path / "scale.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(WriterIdError, match="scale"):
        read_scale(file)
    with pytest.raises(WriterIdError, match="can't be read"):
        read_scale(tmp_path / "none.json")


def test_bands_rise() -> None:
    with pytest.raises(WriterIdError, match="begin at 1 and rise"):
        VerbalScale("x", (Band(1.0, "a"), Band(1.0, "b")))


def test_an_opinion_has_nine_points_and_a_name() -> None:
    assert len(NinePoint) == 9
    with pytest.raises(WriterIdError, match="name"):
        Opinion(NinePoint.NO_CONCLUSION, " ", "2026-01-01T00:00:00Z")
