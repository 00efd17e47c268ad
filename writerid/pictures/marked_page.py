"""A page at a legible size, its patches outlined and labelled, its scale bar below."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from writerid.pictures.drawing import EDGE, SURFACE, Point, font, outline, scale_bar
from writerid.pictures.label_places import LABEL_SIZE, place_labels
from writerid.pictures.page_cuts import Cuts, reduced_size
from writerid.pictures.shown_pairs import ShownPair
from writerid.pipeline.identify import EncodedPage

FINER = 2
"""Outlines are drawn at twice the size and shrunk, for smooth edges."""

BELOW = 48

NEAR = 0.4
"""Windows closer than this part of their side share one label."""


@dataclass(frozen=True)
class Mark:
    """A patch to outline. ``labelled`` where its counterpart is on the same plate."""

    shown: ShownPair
    patch: int
    labelled: bool


def draw_marked_page(
    page: EncodedPage, marks: Sequence[Mark], zoom: float, cuts: Cuts
) -> Image.Image:
    """The page ``zoom`` times its size in pixels, with its marks."""
    size = reduced_size(page, zoom)
    reduced = cuts.pages[page, size].copy()
    windows: list[list[Point]] = []
    for mark in marks:
        corners = page.patches.corners_px[mark.patch].astype(float) * zoom
        windows.append([(float(x), float(y)) for x, y in corners])
    outlines = _outlines(marks, windows, size)
    reduced.paste(outlines, (0, 0), outlines)
    picture = Image.new("RGB", (size[0] + 2, size[1] + 2 + BELOW), SURFACE)
    picture.paste(reduced, (1, 1))
    draw = ImageDraw.Draw(picture)
    draw.rectangle([0, 0, size[0] + 1, size[1] + 1], outline=EDGE)
    _labels(draw, marks, windows, size)
    scale_bar(draw, (4, size[1] + 28), page.prepared.resolution, zoom)
    return picture


def _outlines(
    marks: Sequence[Mark], windows: Sequence[Sequence[Point]], size: tuple[int, int]
) -> Image.Image:
    """The outlines alone, on nothing; the strongest on top."""
    picture = Image.new("RGBA", (FINER * size[0], FINER * size[1]), (*SURFACE, 0))
    draw = ImageDraw.Draw(picture)
    order = sorted(range(len(marks)), key=lambda number: marks[number].shown.strength)
    for number in order:
        _outline(draw, marks[number], windows[number])
    return picture.reduce(FINER)


def _outline(draw: ImageDraw.ImageDraw, mark: Mark, window: Sequence[Point]) -> None:
    """More strength, a wider and denser outline."""
    strength = mark.shown.strength if mark.labelled else 0.0
    corners = [(x * FINER, y * FINER) for x, y in window]
    width = round(FINER * (1.4 + 2.4 * strength))
    dash = 0.0 if mark.shown.supporting else 5.0 * FINER
    opacity = round(255 * (0.6 + 0.4 * strength)) if mark.labelled else 90
    outline(draw, corners, (*mark.shown.colour, opacity), width, dash)


def _labels(
    draw: ImageDraw.ImageDraw,
    marks: Sequence[Mark],
    windows: Sequence[Sequence[Point]],
    size: tuple[int, int],
) -> None:
    groups = _together(marks, windows)
    texts = [", ".join(marks[number].shown.label for number in group) for group in groups]
    places = place_labels(texts, [group[0] for group in groups], windows, size)
    for group, place in zip(groups, places, strict=True):
        if place.leader is not None:
            draw.line(place.leader, fill=marks[group[0]].shown.colour, width=1)
    for group, text, place in zip(groups, texts, places, strict=True):
        draw.text(
            place.centre,
            text,
            marks[group[0]].shown.colour,
            font(LABEL_SIZE, bold=True),
            anchor="mm",
            stroke_width=3,
            stroke_fill=SURFACE,
        )


def _together(marks: Sequence[Mark], windows: Sequence[Sequence[Point]]) -> list[list[int]]:
    """Labelled marks of one kind on nearly one place share a label; the strongest is the first."""
    centres = [np.mean(window, axis=0) for window in windows]
    groups: list[list[int]] = []
    for number, mark in enumerate(marks):
        if not mark.labelled:
            continue
        near = NEAR * np.linalg.norm(np.subtract(windows[number][1], windows[number][0]))
        for group in groups:
            same_kind = marks[group[0]].shown.supporting == mark.shown.supporting
            if same_kind and np.linalg.norm(centres[group[0]] - centres[number]) < near:
                group.append(number)
                break
        else:
            groups.append([number])
    return groups
