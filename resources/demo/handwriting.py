"""Lines of synthetic handwriting: a font's letters, no two of them alike."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

SUPERSAMPLING = 3
FloatImage = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Hand:
    """One writer's way of writing. Lengths in pixels at 300 dpi, angles in degrees."""

    font: str
    size: float
    slant: float
    stroke: float
    letter_gap: float
    word_gap: float
    line_pitch: float
    unrest: float
    ink: tuple[int, int, int]
    ruled: bool = False

    def varied(self, random: np.random.Generator) -> "Hand":
        """The same hand on another day."""
        return Hand(
            self.font,
            self.size * random.uniform(0.95, 1.05),
            self.slant + random.uniform(-1.5, 1.5),
            self.stroke + random.uniform(-0.12, 0.12),
            self.letter_gap + random.uniform(-0.4, 0.4),
            self.word_gap * random.uniform(0.92, 1.08),
            self.line_pitch * random.uniform(0.97, 1.03),
            self.unrest * random.uniform(0.9, 1.1),
            self.ink,
            self.ruled,
        )


class LineWriter:
    """Draws lines of one hand. ``coverage`` images are float32, 0–1, 1 = full ink."""

    def __init__(self, hand: Hand, fonts: Path, random: np.random.Generator) -> None:
        self.hand = hand
        self.random = random
        file = fonts / f"{hand.font}.woff"
        # Sizes near each other, so that a letter's size varies without resampling it.
        self.fonts = [
            ImageFont.truetype(str(file), round(hand.size * SUPERSAMPLING * factor))
            for factor in (0.94, 0.97, 1.0, 1.03, 1.06)
        ]

    def width(self, text: str) -> float:
        """About how wide ``text`` will be, px at 300 dpi."""
        spaces = text.count(" ")
        drawn = self.fonts[2].getlength(text.replace(" ", "")) / SUPERSAMPLING
        return float(drawn + len(text) * self.hand.letter_gap + spaces * self.hand.word_gap)

    def draw(self, text: str, width: int, height: int) -> FloatImage:
        """One line on a (height, width) canvas, its baseline at two thirds of the height."""
        scale = SUPERSAMPLING
        canvas = Image.new("L", (width * scale, height * scale), 0)
        pen = ImageDraw.Draw(canvas)
        x, baseline = 40.0 * scale, height * scale * 0.66
        drift = self.random.normal(0.0, 0.25, len(text)).cumsum() * self.hand.unrest * scale
        drift -= np.linspace(0.0, drift[-1], len(text))
        for place, letter in enumerate(text):
            if letter == " ":
                x += self.hand.word_gap * scale * self.random.uniform(0.8, 1.25)
                continue
            font = self.fonts[int(self.random.choice(5, p=[0.1, 0.2, 0.4, 0.2, 0.1]))]
            y = baseline + drift[place] + self.random.normal(0.0, 0.35) * self.hand.unrest * scale
            pen.text((x, y), letter, fill=255, font=font, anchor="ls")
            kerned = self.fonts[2].getlength(text[place : place + 2].rstrip())
            following = text[place + 1 : place + 2].rstrip()
            advance = kerned - (self.fonts[2].getlength(following) if following else 0.0)
            x += advance + (self.hand.letter_gap + self.random.normal(0.0, 0.5)) * scale
        return self._set_stroke(self._bend(np.asarray(canvas, dtype=np.float32) / 255.0))

    def _bend(self, image: FloatImage) -> FloatImage:
        """Slant, and a slowly varying displacement: strokes stay joined, shapes vary."""
        height, width = image.shape
        rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
        shear = np.tan(np.radians(self.hand.slant)) * (rows - height * 0.66)
        for reach, strength in ((9.0, 0.65), (28.0, 1.6), (80.0, 2.5)):
            amount = np.float32(strength * self.hand.unrest * SUPERSAMPLING)
            columns = columns + amount * self._field(height, width, reach)
            rows = rows + amount * self._field(height, width, reach)
        across = (columns + shear).astype(np.float32)
        bent = cv2.remap(image, across, rows.astype(np.float32), cv2.INTER_LINEAR)
        size = (width // SUPERSAMPLING, height // SUPERSAMPLING)
        return np.asarray(cv2.resize(bent, size, interpolation=cv2.INTER_AREA), np.float32)

    def _field(self, height: int, width: int, reach: float) -> FloatImage:
        """Smooth noise of unit deviation; ``reach`` is its length, px at 300 dpi."""
        cell = reach * SUPERSAMPLING
        shape = (int(height / cell) + 4, int(width / cell) + 4)
        coarse = self.random.normal(0.0, 1.0, shape).astype(np.float32)
        fine = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
        return np.asarray(fine / max(float(fine.std()), 1e-6), dtype=np.float32)

    def _set_stroke(self, image: FloatImage) -> FloatImage:
        """Thicken (stroke > 0) or thin by the level at which the smoothed line is cut."""
        smooth = cv2.GaussianBlur(image, (0, 0), 1.3)
        level = 0.42 - 0.22 * self.hand.stroke
        pressure = 0.05 * cv2.resize(
            self._field(image.shape[0], image.shape[1], 20.0), image.shape[::-1]
        )
        cut = np.clip((smooth - level + pressure) * 3.2 + 0.5, 0.0, 1.0)
        # Pressure shows in strokes only, never as a blot on clean paper.
        return np.asarray(cut * np.clip(smooth / 0.15 - 0.3, 0.0, 1.0), np.float32)
