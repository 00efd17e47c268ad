"""Preparation: what counts as ink, and where on the original it is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from tests.demo_pages import demo_page, page_of, rescaled
from writerid.errors import PreparationError, ResolutionError
from writerid.model import ByteArray, Page, PreparedPage
from writerid.pipeline.prepare import decide_ink, prepare, skew_degrees, writing_length_mm
from writerid.pipeline.printed import remove_printed_text
from writerid.pipeline.rules import find_rules, remove_rules
from writerid.pipeline.steps import (
    AUTOMATIC,
    Deskew,
    InkColour,
    Mask,
    MaskStroke,
    Region,
    RemoveRules,
    Rotate,
    Step,
    Threshold,
    from_record,
    to_record,
)


def disc(x: float, y: float, size: tuple[int, int] = (700, 900), radius: float = 9.0) -> ByteArray:
    """A page with one round dot, centred at (x, y) in continuous pixels, drawn with soft edges."""
    rows, columns = np.mgrid[0 : size[0], 0 : size[1]] + 0.5
    away = np.hypot(columns - x, rows - y)
    return np.asarray(np.rint(255 * np.clip(away - radius + 0.5, 0, 1)), np.uint8)


def centre_on_original(prepared: PreparedPage) -> np.ndarray:
    rows, columns = prepared.ink.nonzero()
    middle = np.array([[columns.mean() + 0.5, rows.mean() + 0.5]])
    return np.asarray(prepared.map_to_original(middle)[0])


@settings(deadline=None, max_examples=25)
@given(
    degrees=st.floats(-30, 30),
    dpi=st.sampled_from([150.0, 200.0, 300.0, 400.0, 600.0]),
    x=st.floats(150, 700),
    y=st.floats(150, 500),
)
def test_places_are_right_to_half_a_pixel(degrees: float, dpi: float, x: float, y: float) -> None:
    page = page_of(disc(x, y, radius=9.0 * dpi / 300.0), dpi)
    prepared = prepare(page, [Rotate(degrees), Threshold("fixed")])
    assert np.abs(centre_on_original(prepared) - [x, y]).max() <= 0.5


@pytest.mark.parametrize("dpi", [200.0, 600.0])
def test_ink_has_the_same_size_at_any_resolution(dpi: float) -> None:
    page = demo_page()
    here, there = prepare(page), prepare(rescaled(page, dpi))
    assert there.ink.shape == pytest.approx(here.ink.shape, abs=2)
    assert there.writing_mm == pytest.approx(here.writing_mm, rel=0.05)


def test_deskew_levels_the_lines() -> None:
    page = demo_page()
    # The demonstration page is nearly level; measured slopes must differ by the turn.
    level = skew_degrees(prepare(page, [Threshold()]).ink)
    turned = skew_degrees(prepare(page, [Rotate(3.0), Threshold()]).ink)
    assert turned - level == pytest.approx(3.0, abs=0.3)


def test_the_same_steps_give_the_same_ink() -> None:
    page = demo_page()
    replayed = from_record(to_record(AUTOMATIC))
    assert replayed == AUTOMATIC
    assert np.array_equal(prepare(page).ink, prepare(page, replayed).ink)


@pytest.mark.parametrize(
    "step",
    [
        Region.rectangle(10, 20, 30, 40),
        Mask(((0, 0), (5.5, 0), (5, 7.25))),
        Rotate(-2.5),
        Threshold("otsu"),
        InkColour((20, 30, 120), 12.0),
    ],
)
def test_every_step_survives_its_record(step: Step) -> None:
    assert from_record(to_record([step])) == (step,)


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ([{"step": "Sharpen"}], "no preparation step called “Sharpen”"),
        ([{"step": "Rotate", "angle": 3}], "no setting called angle"),
        ([{"step": "Rotate"}], "Rotate is incomplete"),
        ([{"step": "Mask", "polygon": [[0, 0], [1, 1]]}], "three corners"),
        ([{"step": "Threshold", "method": "magic"}], "no threshold called “magic”"),
    ],
)
def test_a_wrong_record_is_refused(record: list[dict[str, object]], words: str) -> None:
    with pytest.raises(PreparationError, match=words):
        from_record(record)


def test_region_and_mask_are_in_original_pixels() -> None:
    image = np.minimum(disc(200, 200), disc(600, 450))
    page = page_of(image, 200.0)
    inside = prepare(page, [Rotate(10), Threshold("fixed"), Region.rectangle(150, 150, 100, 100)])
    assert np.abs(centre_on_original(inside) - [200, 200]).max() <= 0.5
    corners = ((150.0, 150.0), (250.0, 150.0), (250.0, 250.0), (150.0, 250.0))
    outside = prepare(page, [Rotate(10), Threshold("fixed"), Mask(corners)])
    assert np.abs(centre_on_original(outside) - [600, 450]).max() <= 0.5


def test_ink_of_a_colour() -> None:
    image = Image.new("RGB", (600, 300), (250, 248, 240))
    draw = ImageDraw.Draw(image)
    draw.line([(40, 80), (560, 90)], (30, 40, 160), 6)
    draw.line([(40, 200), (560, 210)], (150, 30, 30), 6)
    page = page_of(np.asarray(image, np.uint8))
    blue = prepare(page, [Threshold(), InkColour((30, 40, 160), 20.0)]).ink
    assert blue[60:110].any()
    assert not blue[180:230].any()


def test_colour_needs_a_colour_scan() -> None:
    with pytest.raises(PreparationError, match=r"drawn\.png has no colour"):
        prepare(page_of(disc(300, 300)), [InkColour((0, 0, 200))])


def test_a_page_without_resolution_is_asked_for_it() -> None:
    page = demo_page()
    bare = Page(page.path, 1, 1, page.pixels, None, page.sha256)
    with pytest.raises(ResolutionError, match=r"letter-1\.jpg.*--dpi"):
        prepare(bare)


def test_an_absurd_resolution_is_refused_before_memory_is_full() -> None:
    with pytest.raises(PreparationError, match="can't be right"):
        prepare(page_of(np.full((8000, 8000), 255, np.uint8), 51.0))


def strokes(height: int = 900, width: int = 1500) -> ByteArray:
    """Slanting strokes like rows of letters, 1 = ink."""
    image = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(image)
    for row in range(120, height - 60, 120):
        for x in range(80, width - 80, 46):
            draw.line([(x, row + 40), (x + 26, row - 46)], 1, 7)
    return np.asarray(image, np.uint8)


@pytest.mark.parametrize("slope", [-0.017, 0.0, 0.017])
@pytest.mark.parametrize("dashed", [False, True])
def test_rules_go_and_the_strokes_across_them_stay_whole(slope: float, dashed: bool) -> None:
    writing = strokes()
    ruled = writing.copy()
    for y in range(120, 860, 120):
        for x in range(20, 1480):
            if not dashed or x % 12 < 7:
                top = round(y + slope * (x - 750))
                ruled[top : top + 3, x] = 1
    clean = remove_rules(ruled)
    kept = clean[writing > 0].mean()
    only_rule = (ruled > 0) & (writing == 0)
    assert kept >= 0.999
    assert clean[only_rule].mean() <= 0.08


def test_a_margin_line_goes_too() -> None:
    writing = strokes()
    ruled = writing.copy()
    ruled[10:890, 60:63] = 1
    assert remove_rules(ruled)[:, 55:70].mean() < 0.01


def test_writing_alone_is_left_alone() -> None:
    assert find_rules(strokes()) == []
    ink = prepare(demo_page(), [Threshold()]).ink
    assert np.array_equal(remove_rules(ink), ink)


def printed_page(size_px: int) -> ByteArray:
    image = Image.new("L", (2200, 260), 0)
    text = "The conditions were read and the consent was given before this page was written"
    font = ImageFont.load_default(size_px)
    ImageDraw.Draw(image).text((60, 100), text, 255, font)
    return (np.asarray(image) > 127).astype(np.uint8)


@pytest.mark.parametrize("size_px", [34, 42, 50])
def test_print_goes_and_handwriting_stays(size_px: int) -> None:
    hand = prepare(demo_page(), [Threshold()]).ink
    header = printed_page(size_px)[:, : hand.shape[1]]
    both = np.vstack([header, hand])
    clean = remove_printed_text(both)
    assert clean[: len(header)].sum() <= 0.02 * header.sum()
    assert np.array_equal(clean[len(header) :], hand)


def test_blank_and_printed_pages_give_no_ink() -> None:
    assert not prepare(page_of(np.full((400, 500), 250, np.uint8))).ink.any()
    printed = page_of(((1 - printed_page(40)) * 255).astype(np.uint8))
    assert not prepare(printed).ink.any()


@pytest.mark.parametrize("shape", [(16, 16), (16, 3000), (3000, 16)])
def test_odd_shapes_do_no_harm(shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(1).integers(0, 256, shape).astype(np.uint8)
    assert prepare(page_of(noise)).ink.shape[0] > 0


def test_the_amount_of_writing_is_the_length_of_the_strokes() -> None:
    image = Image.new("L", (1400, 900), 0)
    draw = ImageDraw.Draw(image)
    draw.line([(100, 100), (1300, 100)], 1, 7)
    draw.line([(100, 200), (700, 800)], 1, 7)
    expected_px = 1200 + 600 * 2**0.5
    found = writing_length_mm(np.asarray(image, np.uint8))
    assert found == pytest.approx(expected_px * 25.4 / 300, rel=0.03)


def test_real_sheets_lose_header_and_rules(shared_data: object) -> None:
    from writerid.pipeline.scan import read_page  # noqa: PLC0415

    sheet = read_page(
        shared_data / "copiste" / "full_sheets" / "imp_wikitexte_0022.jpg"  # type: ignore[operator]
    )
    raw = prepare(sheet, [Threshold()]).ink
    clean = prepare(sheet, [Threshold(), RemoveRules()]).ink
    automatic = prepare(sheet, [step for step in AUTOMATIC if not isinstance(step, Deskew)]).ink
    assert len(find_rules(raw)) == 25
    assert find_rules(clean) == []
    assert raw[120:230].sum() > 20_000
    assert automatic[120:230].sum() == 0
    writing = clean[300:3000]
    assert automatic[300:3000].sum() >= 0.99 * writing.sum()


@pytest.mark.parametrize("dpi", [150.0, 300.0, 600.0])
@pytest.mark.parametrize("degrees", [0.0, 7.0])
def test_a_brush_stroke_takes_out_what_it_covers(dpi: float, degrees: float) -> None:
    scale = dpi / 300.0
    size = (round(600 * scale), round(800 * scale))
    page = page_of(disc(200 * scale, 150 * scale, size, 9.0 * scale), dpi)
    both = np.minimum(page.pixels, disc(500 * scale, 400 * scale, size, 9.0 * scale))
    page = page_of(both, dpi)
    stroke = MaskStroke(((150 * scale, 150 * scale), (250 * scale, 150 * scale)), 24.0 * scale)
    steps: list[Step] = [Rotate(degrees), Threshold("fixed"), stroke]
    prepared = prepare(page, steps)
    assert np.abs(centre_on_original(prepared) - [500 * scale, 400 * scale]).max() <= 1.0
    again = prepare(page, from_record(to_record(steps)))
    assert np.array_equal(again.ink, prepared.ink)


def test_a_dab_is_round_and_as_wide_as_the_brush() -> None:
    page = page_of(np.zeros((400, 400), np.uint8))
    whole = prepare(page, [Threshold("fixed"), Region.rectangle(50, 50, 300, 300)])
    dabbed = prepare(
        page,
        [
            Threshold("fixed"),
            Region.rectangle(50, 50, 300, 300),
            MaskStroke(((200.0, 200.0),), 60.0),
        ],
    )
    gone = int(whole.ink.sum()) - int(dabbed.ink.sum())
    assert gone == pytest.approx(np.pi * 30.0**2, rel=0.06)


@pytest.mark.parametrize(
    "wrong", [{"line": (), "width_px": 3.0}, {"line": ((1.0, 1.0),), "width_px": 0.0}]
)
def test_a_stroke_without_extent_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(PreparationError):
        MaskStroke(**wrong)  # type: ignore[arg-type]


def test_the_preview_decides_as_the_preparation_does() -> None:
    page = demo_page()
    steps = [Threshold("fixed", level=150.0)]
    exact, quick = prepare(page, steps).ink, decide_ink(page.pixels, steps)
    assert (exact != quick).mean() < 0.001
