"""Logos and letterheads that a report can't be made with are refused by their own name."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from writerid.errors import WriterIdError
from writerid.report.layout import ReportLayout, layout_of, read_layout
from writerid.report.logo import checked_logo

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50">{}</svg>'


def test_a_picture_for_print_becomes_one_for_the_screen(tmp_path: Path) -> None:
    Image.new("CMYK", (60, 30), (20, 80, 0, 10)).save(tmp_path / "logo.jpg")
    content, kind = checked_logo(tmp_path / "logo.jpg")
    assert kind == "png"
    with Image.open(BytesIO(content)) as picture:
        assert (picture.mode, picture.size) == ("RGB", (60, 30))


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "I;16"])
def test_other_pictures_stay_as_they_are(tmp_path: Path, mode: str) -> None:
    Image.new(mode, (60, 30)).save(tmp_path / "logo.png")
    assert checked_logo(tmp_path / "logo.png") == ((tmp_path / "logo.png").read_bytes(), "png")


def test_a_drawing_with_a_script_is_a_drawing(tmp_path: Path) -> None:
    file = tmp_path / "logo.svg"
    file.write_text(SVG.format('<script>alert(1)</script><rect width="9" height="9"/>'))
    assert checked_logo(file)[1] == "svg"


@pytest.mark.parametrize(
    "inner",
    [
        "<rect",
        '<image href="file:///etc/hostname" width="9" height="9"/>',
        '<image href="http://localhost/logo.png" width="9" height="9"/>',
        "<text>&name;</text>",
        "<g>" * 50_000 + "</g>" * 50_000,
    ],
    ids=["cut short", "another file", "the network", "entity", "deep"],
)
def test_a_drawing_that_can_t_be_used_is_named(tmp_path: Path, inner: str) -> None:
    file = tmp_path / "logo.svg"
    file.write_text(SVG.format(inner))
    with pytest.raises(WriterIdError, match=r"the logo logo\.svg can't be used.*save it as a PNG"):
        checked_logo(file)


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "logo.png").write_bytes(content)
    with pytest.raises(WriterIdError, match=r"logo\.png is damaged"):
        checked_logo(tmp_path / "logo.png")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 100_000, "is no layout of a report"),
        ('{"most_rows": ' + "1" * 5000 + "}", "is no layout of a report"),
        ('{"most_rows": 1e400}', "most_rows is a whole number"),
        ('{"logo": "a\\u0000b.png"}', "no name that a file can have"),
        ('{"logo": "\\ud800.png"}', "no name that a file can have"),
        (json.dumps({"address": "one line"}), "address is a list of lines"),
        (json.dumps({"address": ["x" * 10_000]}), "a line of address is longer than 500"),
        (json.dumps({"address": ["x"] * 1000}), "address has more than 15 lines"),
        (json.dumps({"laboratory": "x" * 10_000}), "laboratory is longer than 500"),
    ],
)
def test_a_layout_that_can_t_be(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "layout.json").write_text(text)
    with pytest.raises(WriterIdError, match=words) as raised:
        read_layout(tmp_path / "layout.json")
    assert "layout.json" in str(raised.value)


def test_a_layout_from_windows_editor(tmp_path: Path) -> None:
    (tmp_path / "layout.json").write_bytes(b'\xef\xbb\xbf{"laboratory": "Ours"}')
    assert read_layout(tmp_path / "layout.json") == ReportLayout(laboratory="Ours")


def test_half_a_letter_can_be_printed() -> None:
    assert layout_of({"laboratory": "a\ud800", "address": ["\udfff"]}) == ReportLayout(
        laboratory="a?", address=("?",)
    )
