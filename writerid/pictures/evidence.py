"""The evidence of a candidate as pictures: plates of both pages, galleries of pairs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from writerid.model import ByteArray, PatchPair
from writerid.pictures.drawing import (
    CONTRADICTING,
    EDGE,
    FAINT,
    SUPPORTING,
    SURFACE,
    TEXT,
    crop_around,
    font,
    outline,
    page_image,
    scale_bar,
    wrapped,
)
from writerid.pipeline.identify import CandidateEvidence, EncodedDocument, EncodedPage

PLATE_PAGE_PX = 1000
MARGIN = 36
PAIRS_ON_A_PLATE = 16
TILE = 150
CONTEXT = 1.6
COLUMNS = 4
GALLERY_PAIRS = 20

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class _Mark:
    """A numbered patch on a page."""

    number: int
    page: int
    patch: int
    strength: float
    colour: Colour


def draw_evidence(
    questioned: EncodedDocument,
    evidence: CandidateEvidence,
    reference_patches: ByteArray,
    folder: Path,
    stem: str,
) -> list[Path]:
    """Write the plates and galleries of one candidate as PNG; returns the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    plate = _plate(questioned, evidence)
    written.append(_save(plate, folder / f"{stem}-pages.png"))
    for kind, chosen in (
        ("supporting", evidence.pairs.supporting),
        ("contradicting", evidence.pairs.contradicting),
    ):
        if chosen:
            picture = _gallery(questioned, evidence, reference_patches, kind, chosen)
            written.append(_save(picture, folder / f"{stem}-{kind}.png"))
    return written


def _save(picture: Image.Image, file: Path) -> Path:
    picture.save(file, optimize=True)
    return file


def _plate(questioned: EncodedDocument, evidence: CandidateEvidence) -> Image.Image:
    """Both pages side by side, the strongest patches outlined and numbered."""
    left_marks, right_marks = _marks(questioned, evidence)
    left_page = _most_marked(left_marks)
    document, right_page = _most_marked_known(right_marks)
    known = evidence.known[document]
    left = _marked_page(questioned.pages[left_page], [m for m in left_marks if m.page == left_page])
    right = _marked_page(
        known.pages[right_page],
        [m for d, m in right_marks if d == document and m.page == right_page],
    )
    width = left.width + right.width + 3 * MARGIN
    header, footer = 96, 150
    height = max(left.height, right.height) + header + footer
    picture = Image.new("RGB", (width, height), SURFACE)
    draw = ImageDraw.Draw(picture)
    candidate = evidence.candidate
    title = f"{questioned.name}  compared with known writing of {candidate.writer}"
    draw.text((MARGIN, 20), wrapped(draw, title, 26, width - 2 * MARGIN)[0], TEXT, font(26))
    for x, name in (
        (MARGIN, f"questioned: {questioned.pages[left_page].page.name}"),
        (2 * MARGIN + left.width, f"known: {known.pages[right_page].page.name}"),
    ):
        draw.text((x, 62), name, FAINT, font(18))
    picture.paste(left, (MARGIN, header))
    picture.paste(right, (2 * MARGIN + left.width, header))
    y = height - footer + 14
    for line in wrapped(draw, _sums(questioned, evidence), 17, width - 2 * MARGIN):
        draw.text((MARGIN, y), line, TEXT, font(17))
        y += 24
    return picture


def _sums(questioned: EncodedDocument, evidence: CandidateEvidence) -> str:
    shares, found = evidence.contributions, evidence.pairs
    shown = min(PAIRS_ON_A_PLATE // 2, len(found.supporting))
    return (
        f"The contributions of all {len(questioned.patch_features)} patches add up to the score, "
        f"{shares.score:.3f}. The mean score against the reference writers is "
        f"{shares.reference_mean:.3f}; the relative contributions add up to the difference, "
        f"{shares.score - shares.reference_mean:+.3f}. Blue: the {shown} patches that support most "
        f"(the {len(found.supporting)} of the gallery carry {found.supporting_share:.0%} of the "
        f"supporting sum). Orange: those that contradict most (their {len(found.contradicting)} "
        f"carry {found.contradicting_share:.0%} of the contradicting sum). Equal numbers belong "
        "together. A score is no probability."
    )


def _marks(
    questioned: EncodedDocument, evidence: CandidateEvidence
) -> tuple[list[_Mark], list[tuple[int, _Mark]]]:
    """Marks on the questioned pages, and on the known ones with their document."""
    left: list[_Mark] = []
    right: list[tuple[int, _Mark]] = []
    number = 0
    for chosen, colour in (
        (evidence.pairs.supporting, SUPPORTING),
        (evidence.pairs.contradicting, CONTRADICTING),
    ):
        strongest = max((abs(pair.contribution) for pair in chosen), default=1.0)
        for pair in chosen[: PAIRS_ON_A_PLATE // 2]:
            number += 1
            strength = abs(pair.contribution) / strongest
            page, patch = questioned.locate(pair.questioned_patch)
            left.append(_Mark(number, page, patch, strength, colour))
            page, patch = evidence.known[pair.known_document].locate(pair.known_patch)
            right.append((pair.known_document, _Mark(number, page, patch, strength, colour)))
    return left, right


def _most_marked(marks: Sequence[_Mark]) -> int:
    return Counter(mark.page for mark in marks).most_common(1)[0][0] if marks else 0


def _most_marked_known(marks: Sequence[tuple[int, _Mark]]) -> tuple[int, int]:
    counted = Counter((document, mark.page) for document, mark in marks)
    return counted.most_common(1)[0][0] if counted else (0, 0)


def _marked_page(page: EncodedPage, marks: Sequence[_Mark]) -> Image.Image:
    """A page at a legible size with outlined, numbered patches and a scale bar below."""
    zoom = PLATE_PAGE_PX / page.page.width_px
    size = (PLATE_PAGE_PX, max(round(page.page.height_px * zoom), 1))
    picture = Image.new("RGB", (size[0] + 2, size[1] + 40), SURFACE)
    reduced = page_image(page.page.pixels).resize(size, Image.Resampling.LANCZOS)
    picture.paste(reduced, (1, 1))
    draw = ImageDraw.Draw(picture)
    draw.rectangle([0, 0, size[0] + 1, size[1] + 1], outline=EDGE)
    for mark in sorted(marks, key=lambda mark: mark.strength):
        corners = [
            (1 + x * zoom, 1 + y * zoom) for x, y in page.patches.corners_px[mark.patch].tolist()
        ]
        outline(draw, corners, mark.colour, 2 + round(2 * mark.strength))
        _number(draw, corners, mark, size)
    scale_bar(draw, (6, size[1] + 24), page.prepared.resolution, zoom)
    return picture


def _number(
    draw: ImageDraw.ImageDraw,
    corners: list[tuple[float, float]],
    mark: _Mark,
    size: tuple[int, int],
) -> None:
    """The mark's number on a small flag at its window's upper left corner."""
    text = str(mark.number)
    width = draw.textlength(text, font(15)) + 8
    x = min(max(min(x for x, _ in corners) - 2, 0), size[0] - width)
    y = max(min(y for _, y in corners) - 19, 0)
    draw.rectangle([x, y, x + width, y + 18], fill=mark.colour)
    draw.text((x + 4, y), text, SURFACE, font(15))


def _gallery(
    questioned: EncodedDocument,
    evidence: CandidateEvidence,
    reference_patches: ByteArray,
    kind: str,
    chosen: Sequence[PatchPair],
) -> Image.Image:
    """Pairs of patches, strongest first, cut from the original pixels."""
    against = kind == "contradicting"
    shown = list(chosen[:GALLERY_PAIRS])
    tiles = [
        _pair_tile(questioned, evidence, pair, number, reference_patches, against)
        for number, pair in enumerate(shown)
    ]
    columns = min(COLUMNS if not against else 3, len(tiles))
    rows = -(-len(tiles) // columns)
    tile_width, tile_height = tiles[0].size
    share = evidence.pairs.contradicting_share if against else evidence.pairs.supporting_share
    width = max(columns * (tile_width + 24) + 2 * MARGIN - 24, 900)
    picture = Image.new("RGB", (width, rows * (tile_height + 20) + 150), SURFACE)
    draw = ImageDraw.Draw(picture)
    draw.text(
        (MARGIN, 20),
        f"Patches that {'contradict' if against else 'support'} {evidence.candidate.writer} most",
        TEXT,
        font(26),
    )
    note = (
        f"The {len(chosen)} strongest patches that do not overlap carry {share:.0%} of the {kind} "
        f"sum; {len(shown)} are shown. Left: questioned writing; right: the candidate's most "
        "similar patch. “contribution” is the questioned patch's relative one; “similarity” is "
        "that of the two patches, another number."
    )
    if against:
        note += " Third: the most similar patch of the reference writers."
    for number, line in enumerate(wrapped(draw, note, 16, width - 2 * MARGIN)):
        draw.text((MARGIN, 58 + 21 * number), line, FAINT, font(16))
    for number, tile in enumerate(tiles):
        x = MARGIN + (number % columns) * (tile_width + 24)
        y = 136 + (number // columns) * (tile_height + 20)
        picture.paste(tile, (x, y))
    return picture


def _pair_tile(
    questioned: EncodedDocument,
    evidence: CandidateEvidence,
    pair: PatchPair,
    number: int,
    reference_patches: ByteArray,
    against: bool,
) -> Image.Image:
    colour = CONTRADICTING if against else SUPPORTING
    images = [
        _crop(questioned, pair.questioned_patch, colour),
        _crop(evidence.known[pair.known_document], pair.known_patch, colour),
    ]
    text = [
        f"contribution {pair.contribution:+.5f}",
        f"similarity {pair.similarity:.2f}",
    ]
    if against:
        index, similarity = evidence.reference_counterparts[number]
        images.append(_reference_tile(reference_patches[index]))
        text[1] += f", reference {similarity:.2f}"
    tile = Image.new("RGB", (len(images) * (TILE + 4) - 4, TILE + 46), SURFACE)
    draw = ImageDraw.Draw(tile)
    for place, image in enumerate(images):
        x = place * (TILE + 4)
        tile.paste(image, (x, 0))
        draw.rectangle([x, 0, x + TILE - 1, TILE - 1], outline=EDGE)
    plate_number = number + 1 + (0 if not against else _supporting_on_plate(evidence))
    if number < PAIRS_ON_A_PLATE // 2:
        width = draw.textlength(str(plate_number), font(15)) + 8
        draw.rectangle([0, 0, width, 18], fill=colour)
        draw.text((4, 0), str(plate_number), SURFACE, font(15))
    draw.text((0, TILE + 4), text[0], TEXT, font(16))
    draw.text((0, TILE + 24), text[1], FAINT, font(16))
    return tile


def _supporting_on_plate(evidence: CandidateEvidence) -> int:
    return min(PAIRS_ON_A_PLATE // 2, len(evidence.pairs.supporting))


def _crop(document: EncodedDocument, patch: int, colour: Colour) -> Image.Image:
    """The original pixels around a window; the window has one size whatever the scan's dpi."""
    page_number, own = document.locate(patch)
    page = document.pages[page_number]
    crop, corners = crop_around(page.page.pixels, page.patches.corners_px[own], CONTEXT, TILE)
    outline(ImageDraw.Draw(crop), corners, colour, 2)
    return crop


def _reference_tile(patch: ByteArray) -> Image.Image:
    side = round(TILE / CONTEXT)
    tile = Image.new("RGB", (TILE, TILE), SURFACE)
    image = Image.fromarray(np.asarray(255 - patch, dtype=np.uint8)).resize(
        (side, side), Image.Resampling.BICUBIC
    )
    tile.paste(image.convert("RGB"), ((TILE - side) // 2, (TILE - side) // 2))
    return tile
