"""Pages of scribbles, drawn fast: something like writing, in several hands."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw


@dataclass(frozen=True)
class Hand:
    """How a made-up writer scribbles."""

    slant: float
    height_px: float
    letter_px: float
    seed: int


HANDS = {
    "Ahlers": Hand(0.5, 34.0, 30.0, 1),
    "Öztürk, Émile": Hand(-0.3, 22.0, 44.0, 2),
    "Cramer": Hand(0.0, 46.0, 24.0, 3),
}


def scribble(
    hand: Hand,
    page: int = 0,
    size: tuple[int, int] = (900, 560),
    scale: float = 1.0,
    ink: tuple[int, int, int] = (40, 50, 120),
) -> Image.Image:
    """A page in a hand; another ``page`` is another text. ``scale`` 2 is the page at 600 dpi."""
    random = np.random.default_rng((hand.seed, page))
    picture = Image.new("RGB", (round(size[0] * scale), round(size[1] * scale)), (250, 249, 245))
    draw = ImageDraw.Draw(picture)
    for line_y in range(110, size[1] - 40, 110):
        x = 60.0
        while x < size[0] - 200:
            stroke = _word(hand, random, x, float(line_y))
            draw.line(
                [(float(a) * scale, float(b) * scale) for a, b in stroke],
                fill=ink,
                width=round(5 * scale),
                joint="curve",
            )
            x = float(stroke[-1, 0]) + 45.0
    return picture


def _word(
    hand: Hand, random: np.random.Generator, x: float, y: float
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """One word: loops of random height on a base line."""
    letters = int(random.integers(3, 6))
    t = np.linspace(0.0, letters, 24 * letters)
    heights = np.repeat(random.choice([0.6, 1.0, 1.7], letters), 24) * hand.height_px
    up = heights * (1.0 - np.cos(2.0 * np.pi * t)) / 2.0
    along = t * hand.letter_px + 0.25 * hand.letter_px * np.sin(2.0 * np.pi * t)
    return np.stack([x + along + hand.slant * up, y - up], axis=1)


def save_scribble(
    file: Path, writer: str, page: int = 0, *, dpi: float | None = 300.0, scale: float = 1.0
) -> Path:
    """A page as a file; ``dpi`` None writes none."""
    file.parent.mkdir(parents=True, exist_ok=True)
    picture = scribble(HANDS[writer], page, scale=scale)
    if dpi is None:
        picture.save(file)
    else:
        picture.save(file, dpi=(dpi, dpi))
    return file
