import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from writerid.model import Resolution, ResolutionSource
from writerid.pictures.drawing import (
    TEXT,
    font,
    paragraph,
    paragraph_height,
    plain,
    scale_bar,
    shortened,
    signed,
    window_crop,
    wrapped,
)

MINUS = "\N{MINUS SIGN}"


def square(x: float, y: float, side: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    corners = [[x, y], [x + side, y], [x + side, y + side], [x, y + side]]
    return np.array(corners, dtype=np.float32)


def dotted_page(scale: int = 1) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """White, with a red square of 20 px whose upper left corner is at (100, 140)."""
    page = np.full((300 * scale, 400 * scale, 3), 255, dtype=np.uint8)
    page[140 * scale : 160 * scale, 100 * scale : 120 * scale] = (200, 30, 30)
    return page


def red(crop: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return np.asarray(crop)[..., 1] < 128


def test_crop_shows_the_window_in_its_middle_in_colour() -> None:
    crop = window_crop(dotted_page(), square(100, 140, 20), context=2.0, side=200)
    assert crop.size == (200, 200)
    rows, columns = np.nonzero(red(crop))
    assert (rows.min(), rows.max() + 1) == pytest.approx((50, 150), abs=3)
    assert (columns.min(), columns.max() + 1) == pytest.approx((50, 150), abs=3)
    assert crop.getpixel((100, 100)) == (200, 30, 30)


def test_crops_of_one_page_at_two_resolutions_look_alike() -> None:
    coarse = window_crop(dotted_page(), square(90, 130, 64), 1.5, 120)
    fine = window_crop(dotted_page(4), square(360, 520, 256), 1.5, 120)
    assert (red(coarse) != red(fine)).mean() < 0.01


def test_crop_turns_the_window_upright() -> None:
    upright = window_crop(dotted_page(), square(92, 130, 50), 1.6, 150)
    # The page turned a quarter clockwise: (x, y) is now at (300 − y, x).
    turned = np.rot90(dotted_page(), k=-1)
    corners = np.array([[300 - y, x] for x, y in square(92, 130, 50)], dtype=np.float32)
    assert (red(window_crop(turned, corners, 1.6, 150)) != red(upright)).mean() < 0.01


def test_crop_beyond_the_edge_is_white_and_grey_pages_work() -> None:
    grey = np.zeros((50, 50), dtype=np.uint8)
    crop = np.asarray(window_crop(grey, square(-30, -30, 60), 1.0, 60))
    assert (crop[:25, :25] == 255).all()
    assert (crop[35:, 35:] == 0).all()


@settings(deadline=None)
@given(st.text(), st.integers(20, 400))
def test_wrapped_lines_fit_and_keep_every_letter(text: str, width: int) -> None:
    face = font(16)
    lines = wrapped(text, face, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(face.getlength(line) <= width or len(line) == 1 for line in lines)


def test_a_paragraph_is_as_high_as_it_says() -> None:
    draw = ImageDraw.Draw(Image.new("RGB", (300, 300)))
    text = "The contributions of all patches add up to the score. " * 3
    assert paragraph(draw, (0, 7), text, 200, 18, TEXT) == 7 + paragraph_height(text, 200, 18)


def test_shortened_text_fits_and_keeps_its_ends() -> None:
    face = font(20)
    name = "a very long name of a scan from the archive, page 0017.tif"
    short = shortened(name, face, 200)
    assert face.getlength(short) <= 200
    assert short.startswith("a very")
    assert short.endswith(".tif")
    assert shortened("brief", face, 200) == "brief"


def test_numbers_have_a_true_minus_and_zero_has_no_sign() -> None:
    assert signed(-0.25, 3) == f"{MINUS}0.250"
    assert signed(0.25, 3) == "+0.250"
    assert signed(-0.0001, 3) == plain(-0.0001, 3) == "0.000"


@pytest.mark.parametrize("letter", ["é", "Ş", "Ж", "λ", "–", "…"])
def test_letters_beyond_ascii_are_drawn(letter: str) -> None:
    def drawn(text: str) -> bytes:
        picture = Image.new("L", (40, 40))
        ImageDraw.Draw(picture).text((5, 5), text, 255, font(24))
        return picture.tobytes()

    assert drawn(letter) != drawn("\ufffe")


@pytest.mark.parametrize("source", list(ResolutionSource))
def test_a_scale_bar_only_where_the_size_is_true(source: ResolutionSource) -> None:
    picture = Image.new("RGB", (400, 60), "white")
    scale_bar(ImageDraw.Draw(picture), (10, 30), Resolution(300, source), zoom=0.5)
    row = np.asarray(picture)[30]
    longest = int((row == TEXT).all(axis=1).sum())
    if source in (ResolutionSource.FILE, ResolutionSource.GIVEN):
        # 20 mm at 150 pixels an inch; the text beside it adds a little.
        assert 118 <= longest <= 180
    else:
        assert longest < 30
