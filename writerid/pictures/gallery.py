"""Galleries: the pairs of patches one by one, cut from the original pixels."""

from collections.abc import Iterator

from PIL import Image, ImageDraw

from writerid.model import ByteArray
from writerid.pictures.drawing import (
    EDGE,
    FAINT,
    SURFACE,
    TEXT,
    Colour,
    font,
    outline,
    paragraph,
    paragraph_height,
    plain,
    shortened,
    signed,
)
from writerid.pictures.page_cuts import CONTEXT, TILE, Cuts
from writerid.pictures.shown_pairs import Shown, ShownPair
from writerid.pipeline.identify import CandidateEvidence, EncodedDocument, EncodedPage

MARGIN, BETWEEN_TILES, BETWEEN_COLUMNS = 48, 8, 48
ABOVE, BELOW = 34, 30
ROW = ABOVE + TILE + BELOW + 24
COLUMNS = {2: 4, 3: 3}
"""Pairs in a row by pictures a pair: two, and three with the reference patch."""

PAPER: Colour = (244, 245, 247)


def draw_gallery(
    questioned: EncodedDocument,
    evidence: CandidateEvidence,
    shown: Shown,
    reference_patches: ByteArray,
    cuts: Cuts,
    *,
    supporting: bool,
) -> Image.Image:
    """The shown pairs of one kind, strongest first; there must be some."""
    pairs = shown.supporting if supporting else shown.contradicting
    images = 2 if supporting else 3
    columns = COLUMNS[images]
    group = images * TILE + (images - 1) * BETWEEN_TILES
    width = columns * group + (columns - 1) * BETWEEN_COLUMNS + 2 * MARGIN
    note = _note(shown, supporting=supporting)
    top = 96 + paragraph_height(note, width - 2 * MARGIN, 21) + 26
    rows = -(-len(pairs) // columns)
    picture = Image.new("RGB", (width, top + rows * ROW - 24 + MARGIN), SURFACE)
    draw = ImageDraw.Draw(picture)
    kind = "supporting" if supporting else "contradicting"
    title = f"{questioned.name}   –   {evidence.candidate.writer}:   {kind} patches"
    face = font(31, bold=True)
    draw.text((MARGIN, 34), shortened(title, face, width - 2 * MARGIN), TEXT, face)
    paragraph(draw, (MARGIN, 90), note, width - 2 * MARGIN, 21, FAINT)
    for number, pair in enumerate(pairs):
        row, column = divmod(number, columns)
        place = (MARGIN + column * (group + BETWEEN_COLUMNS), top + row * ROW)
        tiles = _tiles(questioned, evidence, pair, reference_patches, cuts)
        _draw_pair(picture, place, pair, tiles)
    return picture


def crops_of(
    questioned: EncodedDocument, evidence: CandidateEvidence, shown: Shown
) -> Iterator[tuple[EncodedPage, int]]:
    """The patches that galleries show: page and patch on the page."""
    for one in shown.pairs:
        yield _place(questioned, one.pair.questioned_patch)
        yield _place(evidence.known[one.pair.known_document], one.pair.known_patch)


def _note(shown: Shown, *, supporting: bool) -> str:
    carry = shown.carry(supporting=supporting)
    third = (
        ""
        if supporting
        else " Third: the patch of the model's reference writers that is most similar (as the "
        "network sees it)."
    )
    return (
        f"{carry[0].upper()}{carry[1:]}; patches that overlap a stronger one are left out. Left: "
        "the questioned patch and its relative contribution to the score. Right: the known patch "
        f"most similar to it, and that similarity, another number.{third} All crops are at one "
        "scale; the outline is the window that is compared. Ruled lines and print still show here, "
        "but only the ink that is left after preparation is compared."
    )


def _tiles(
    questioned: EncodedDocument,
    evidence: CandidateEvidence,
    shown: ShownPair,
    reference_patches: ByteArray,
    cuts: Cuts,
) -> list[tuple[Image.Image, str]]:
    """The pictures of a pair, each with the line below it."""
    pair = shown.pair
    tiles = [
        (_crop(_place(questioned, pair.questioned_patch), shown, cuts), "questioned"),
        (
            _crop(_place(evidence.known[pair.known_document], pair.known_patch), shown, cuts),
            f"similarity {plain(pair.similarity, 3)}",
        ),
    ]
    if shown.reference is not None:
        index, similarity = shown.reference
        tiles.append((_reference(reference_patches[index]), f"reference {plain(similarity, 3)}"))
    return tiles


def _draw_pair(
    picture: Image.Image,
    place: tuple[int, int],
    shown: ShownPair,
    tiles: list[tuple[Image.Image, str]],
) -> None:
    draw = ImageDraw.Draw(picture)
    x, y = place
    draw.text((x, y + ABOVE - 8), shown.label, shown.colour, font(23, bold=True), anchor="ls")
    draw.text(
        (x + 48, y + ABOVE - 8),
        f"contribution {signed(shown.pair.contribution, 5)}",
        TEXT,
        font(19),
        anchor="ls",
    )
    for tile, caption in tiles:
        picture.paste(tile, (x, y + ABOVE))
        draw.text((x, y + ABOVE + TILE + 23), caption, FAINT, font(17), anchor="ls")
        x += TILE + BETWEEN_TILES


def _place(document: EncodedDocument, patch: int) -> tuple[EncodedPage, int]:
    number, own = document.locate(patch)
    return document.pages[number], own


def _crop(place: tuple[EncodedPage, int], shown: ShownPair, cuts: Cuts) -> Image.Image:
    """The original pixels around a window, what lies outside it paler."""
    crop = cuts.crops[place]
    inner = _window()
    paler = Image.blend(crop, Image.new("RGB", crop.size, SURFACE), 0.35)
    paler.paste(crop.crop(inner), inner)
    return _framed(paler, shown)


def _reference(patch: ByteArray) -> Image.Image:
    """A patch of the reference set: 255 is ink, as the network sees it."""
    left, top, right, bottom = _window()
    tile = Image.new("RGB", (TILE, TILE), PAPER)
    image = Image.fromarray(255 - patch).resize(
        (right - left, bottom - top), Image.Resampling.BICUBIC
    )
    tile.paste(image.convert("RGB"), (left, top))
    return _framed(tile, None)


def _window() -> tuple[int, int, int, int]:
    """Where the window is in a tile."""
    side = round(TILE / CONTEXT)
    start = (TILE - side) // 2
    return start, start, start + side, start + side


def _framed(tile: Image.Image, shown: ShownPair | None) -> Image.Image:
    draw = ImageDraw.Draw(tile)
    left, top, right, bottom = _window()
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    colour = FAINT if shown is None else shown.colour
    outline(draw, [(float(x), float(y)) for x, y in corners], colour, 2)
    draw.rectangle([0, 0, TILE - 1, TILE - 1], outline=EDGE)
    return tile
