"""Plates: a questioned page and a known page together, paired patches outlined and labelled."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from writerid.pictures.drawing import (
    CONTRADICTING,
    FAINT,
    SUPPORTING,
    SURFACE,
    TEXT,
    font,
    outline,
    paragraph,
    paragraph_height,
    plain,
    shortened,
    signed,
)
from writerid.pictures.marked_page import Mark, draw_marked_page
from writerid.pictures.page_cuts import Cuts, Size, reduced_size
from writerid.pictures.shown_pairs import Shown, ShownPair
from writerid.pipeline.identify import CandidateEvidence, EncodedDocument, EncodedPage

PAGE_WIDTH, PAGE_HEIGHT = 1150, 1500
FLAT = 0.42
"""A page flatter than this, a line say, stands above the other page, and both may be wider."""

FLAT_PAGE_WIDTH = 1700
MOST_PIXELS_AN_INCH = 450.0
"""A single word is not blown up beyond this."""

ONE_SCALE_RATIO = 1.7
"""Pages whose fitting scales differ by less are shown at one scale."""

MARGIN, GAP = 48, 56
HEAD, CAPTION = 150, 40
LEAST_WIDTH = 1300
TEXT_SIZE, CAPTION_SIZE = 22, 23
MOST_PLATES = 2
LEAST_PAIRS_ON_A_SECOND_PLATE = 4

PageKey = tuple[int, int]


@dataclass(frozen=True)
class View:
    """A page of the questioned document beside a page (document, page) of the known writing."""

    questioned: int
    known: PageKey


@dataclass(frozen=True)
class Places:
    """Where the two patches of a pair are: page and patch on the page."""

    questioned: tuple[int, int]
    known: tuple[PageKey, int]


@dataclass(frozen=True, eq=False)
class Plate:
    """Two pages, the questioned one first, with their marks and how large they are drawn.

    ``stacked``: one above the other.
    """

    view: View
    pages: tuple[EncodedPage, EncodedPage]
    marks: tuple[list[Mark], list[Mark]]
    zooms: tuple[float, float]
    stacked: bool

    def sizes(self) -> list[tuple[EncodedPage, Size]]:
        """Each page with the pixels it has on the plate."""
        return [
            (page, reduced_size(page, zoom))
            for page, zoom in zip(self.pages, self.zooms, strict=True)
        ]


def plan_plates(
    questioned: EncodedDocument, evidence: CandidateEvidence, shown: Shown
) -> list[Plate]:
    """One plate for each of the known pages that hold most counterparts, two at most."""
    places = [_find(questioned, evidence, pair) for pair in shown.pairs]
    plates = []
    for view in choose_views(places):
        known = evidence.known[view.known[0]].pages[view.known[1]]
        pages = (questioned.pages[view.questioned], known)
        stacked = min(page.page.height_px / page.page.width_px for page in pages) < FLAT
        zooms = _zooms(pages, stacked=stacked)
        plates.append(Plate(view, pages, _marks(shown, view, places), zooms, stacked))
    return plates


def choose_views(places: Sequence[Places]) -> list[View]:
    """The pages that are shown together; a second plate only if it holds a few pairs."""
    if not places:
        return [View(0, (0, 0))]
    views: list[View] = []
    for known, count in Counter(place.known[0] for place in places).most_common(MOST_PLATES):
        if not views or count >= LEAST_PAIRS_ON_A_SECOND_PLATE:
            pages = Counter(p.questioned[0] for p in places if p.known[0] == known)
            views.append(View(pages.most_common(1)[0][0], known))
    return views


def _find(questioned: EncodedDocument, evidence: CandidateEvidence, shown: ShownPair) -> Places:
    pair = shown.pair
    page, patch = evidence.known[pair.known_document].locate(pair.known_patch)
    return Places(questioned.locate(pair.questioned_patch), ((pair.known_document, page), patch))


def draw_plate(
    questioned: EncodedDocument,
    evidence: CandidateEvidence,
    shown: Shown,
    plate: Plate,
    cuts: Cuts,
) -> Image.Image:
    """The two pages with captions, below them what they show."""
    captions = (
        f"questioned:  {_page_name(questioned, plate.pages[0])}",
        f"known:  {_page_name(evidence.known[plate.view.known[0]], plate.pages[1])}",
    )
    pictures = [
        _with_caption(caption, draw_marked_page(page, marked, zoom, cuts))
        for caption, page, marked, zoom in zip(
            captions, plate.pages, plate.marks, plate.zooms, strict=True
        )
    ]
    body = _stack(pictures) if plate.stacked else _side_by_side(pictures)
    elsewhere = any(not mark.labelled for marked in plate.marks for mark in marked)
    foot = _foot(questioned, evidence, shown, elsewhere=elsewhere)
    width = max(body.width, LEAST_WIDTH) + 2 * MARGIN
    bottom = HEAD + body.height + 20
    height = bottom + paragraph_height(foot, width - 2 * MARGIN, TEXT_SIZE) + MARGIN
    picture = Image.new("RGB", (width, height), SURFACE)
    picture.paste(body, (MARGIN, HEAD))
    draw = ImageDraw.Draw(picture)
    _head(draw, questioned, evidence, width)
    paragraph(draw, (MARGIN, bottom), foot, width - 2 * MARGIN, TEXT_SIZE, TEXT)
    return picture


def _page_name(document: EncodedDocument, page: EncodedPage) -> str:
    """The document and, where its name does not tell, the page."""
    if document.name.endswith(page.page.name):
        return document.name
    return f"{document.name},  {page.page.name}"


def _with_caption(caption: str, picture: Image.Image) -> Image.Image:
    face = font(CAPTION_SIZE)
    width = max(picture.width, 620)
    captioned = Image.new("RGB", (width, picture.height + CAPTION), SURFACE)
    ImageDraw.Draw(captioned).text(
        (0, CAPTION - 14), shortened(caption, face, width), TEXT, face, anchor="ls"
    )
    captioned.paste(picture, (0, CAPTION))
    return captioned


def _side_by_side(pictures: Sequence[Image.Image]) -> Image.Image:
    width = sum(picture.width for picture in pictures) + GAP
    body = Image.new("RGB", (width, max(picture.height for picture in pictures)), SURFACE)
    body.paste(pictures[0], (0, 0))
    body.paste(pictures[1], (pictures[0].width + GAP, 0))
    return body


def _stack(pictures: Sequence[Image.Image]) -> Image.Image:
    height = sum(picture.height for picture in pictures) + GAP // 2
    body = Image.new("RGB", (max(picture.width for picture in pictures), height), SURFACE)
    body.paste(pictures[0], (0, 0))
    body.paste(pictures[1], (0, pictures[0].height + GAP // 2))
    return body


def _zooms(pages: tuple[EncodedPage, EncodedPage], *, stacked: bool) -> tuple[float, float]:
    """Drawn pixels a page pixel: both pages at one scale on paper where that is legible."""
    across = FLAT_PAGE_WIDTH if stacked else PAGE_WIDTH
    scales = []
    for page in pages:
        fit = min(across / page.page.width_px, PAGE_HEIGHT / page.page.height_px)
        scales.append(min(fit * page.prepared.resolution.dpi, MOST_PIXELS_AN_INCH))
    if max(scales) < ONE_SCALE_RATIO * min(scales):
        scales = [min(scales)] * len(scales)
    questioned, known = (
        scale / page.prepared.resolution.dpi for scale, page in zip(scales, pages, strict=True)
    )
    return questioned, known


def _marks(shown: Shown, view: View, places: Sequence[Places]) -> tuple[list[Mark], list[Mark]]:
    """Marks for the questioned and for the known page."""
    questioned, known = [], []
    for pair, place in zip(shown.pairs, places, strict=True):
        on_questioned = place.questioned[0] == view.questioned
        on_known = place.known[0] == view.known
        if on_questioned:
            questioned.append(Mark(pair, place.questioned[1], on_known))
        if on_known:
            known.append(Mark(pair, place.known[1], on_questioned))
    return questioned, known


def _head(
    draw: ImageDraw.ImageDraw, questioned: EncodedDocument, evidence: CandidateEvidence, width: int
) -> None:
    title = f"{questioned.name}   –   known writing of {evidence.candidate.writer}"
    face = font(31, bold=True)
    draw.text((MARGIN, 36), shortened(title, face, width - 2 * MARGIN), TEXT, face)
    shares = evidence.contributions
    numbers = (
        f"score {plain(shares.score, 3)}     mean score against the model's reference writers "
        f"{plain(shares.reference_mean, 3)}"
    )
    draw.text((MARGIN, 102), numbers, FAINT, font(TEXT_SIZE), anchor="lm")
    _key(draw, width)


def _key(draw: ImageDraw.ImageDraw, width: int) -> None:
    """What the outlines mean, at the right of the numbers' line."""
    x = float(width - MARGIN)
    for text, colour, dash in (
        ("contradicting", CONTRADICTING, 5.0),
        ("supporting", SUPPORTING, 0.0),
    ):
        x -= font(TEXT_SIZE).getlength(text)
        draw.text((x, 102), text, colour, font(TEXT_SIZE), anchor="lm")
        x -= 34.0
        square = [(x, 91.0), (x + 22.0, 91.0), (x + 22.0, 113.0), (x, 113.0)]
        outline(draw, square, colour, 3, dash)
        x -= 34.0


def _foot(
    questioned: EncodedDocument, evidence: CandidateEvidence, shown: Shown, *, elsewhere: bool
) -> str:
    shares = evidence.contributions
    score, above = plain(shares.score, 3), signed(shares.score - shares.reference_mean, 3)
    other = " Pale, without a label: the counterpart is on another page." if elsewhere else ""
    return (
        f"The contributions of all {len(questioned.patch_features):,} patches of the questioned "
        f"writing add up to the score, {score}. A relative contribution is a contribution minus "
        "its mean over the model's reference writers; these add up to the score minus the "
        f"reference mean, {above}. Numbers: {shown.carry(supporting=True)}. "
        f"Letters: {shown.carry(supporting=False)}. One label on both pages: a questioned patch, "
        "and the known patch most similar to it. The stronger the outline, the larger the "
        f"relative contribution.{other} A score is a cosine, no probability."
    )
