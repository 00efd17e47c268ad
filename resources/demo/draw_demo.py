"""Draw the demonstration case: synthetic handwriting of persons who do not exist.

    python resources/demo/draw_demo.py --out resources/demo

The same libraries draw the same pixels again: all randomness is seeded.
"""

import argparse
import csv
import sys
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))

from handwriting import Hand, LineWriter
from paper import paper, rule, write_on
from texts import LETTERS, QUESTIONED

FONTS = Path(__file__).parent / "fonts"
WIDTH, MARGIN, DPI, QUALITY = 1500, 90, 300, 74
MARK = "Synthetic handwriting drawn by a program from fonts; not of any person"
BLUE, BLACK, DARK_BLUE, GREY = (38, 54, 128), (34, 33, 38), (24, 34, 84), (78, 78, 84)

HANDS = {
    "Adler": Hand("caveat", 88, 4, 0.1, 0.0, 22, 112, 1.0, BLUE),
    "Brandt": Hand("kalam", 62, -2, -0.2, 0.5, 20, 106, 1.1, BLACK),
    "Castell": Hand("dancing-script", 74, 2, 0.1, 0.0, 22, 110, 0.8, DARK_BLUE),
    "Dorn": Hand("patrick-hand", 66, 6, -0.1, 1.0, 22, 104, 1.2, BLUE, ruled=True),
    "Eberle": Hand("shadows-into-light", 72, -3, 0.4, 1.0, 24, 112, 1.1, BLACK),
    "Falk": Hand("indie-flower", 64, 0, 0.1, 0.5, 24, 108, 1.2, GREY),
    "Greve": Hand("la-belle-aurore", 84, 2, 0.4, 0.0, 20, 108, 0.8, BLACK),
    "Hansen": Hand("cedarville-cursive", 64, 3, 0.1, 0.0, 24, 116, 0.8, DARK_BLUE),
    "Imhof": Hand("nothing-you-could-do", 62, -4, 0.2, 0.0, 22, 108, 1.0, BLUE),
    "Jansen": Hand("bad-script", 60, 2, 0.3, 0.0, 22, 110, 0.9, BLACK, ruled=True),
    "Keller": Hand("marck-script", 70, -2, 0.1, 0.0, 22, 108, 0.8, DARK_BLUE),
    "Lorenz": Hand("gloria-hallelujah", 50, 0, -0.1, 0.5, 20, 112, 1.2, BLUE),
}
STRANGER = Hand("reenie-beanie", 92, 2, 0.2, 0.5, 22, 106, 1.0, BLACK)
ANSWERS = {"Q1": "Greve", "Q2": "Brandt", "Q3": None}


def draw_page(hand: Hand, text: str, seed: int) -> Image.Image:
    """One page of ``text`` in ``hand``."""
    random = np.random.default_rng(seed)
    hand = hand.varied(random)
    writer = LineWriter(hand, FONTS, random)
    lines = wrap(writer, text, WIDTH - 2 * MARGIN)
    height = round(2 * MARGIN + hand.line_pitch * (len(lines) + 0.6))
    coverage = np.zeros((height, WIDTH), dtype=np.float32)
    slope = random.uniform(-0.006, 0.006)
    canvas_height = round(hand.size * 3.2)
    for number, line in enumerate(lines):
        baseline = MARGIN + hand.line_pitch * (number + 0.9) + random.normal(0.0, 1.5)
        image = writer.draw(line, WIDTH, canvas_height)
        shifted = np.zeros_like(coverage)
        place_line(shifted, image, baseline, MARGIN - 40 + round(random.normal(0.0, 5.0)), slope)
        np.maximum(coverage, shifted, out=coverage)
    sheet = paper(height, WIDTH, random)
    if hand.ruled:
        rule(sheet, MARGIN + hand.line_pitch * 0.9 + 6.0, hand.line_pitch, slope)
    return Image.fromarray(write_on(sheet, coverage, hand.ink))


def place_line(
    coverage: np.ndarray, image: np.ndarray, baseline: float, left: int, slope: float
) -> None:
    """Put a line's image on the page, its baseline on ``baseline``, sloping."""
    columns = np.arange(image.shape[1])
    for column in columns:
        target = column + left
        if not 0 <= target < coverage.shape[1] - 20:
            continue
        top = round(baseline + slope * target - image.shape[0] * 0.66)
        low, high = max(top, 0), min(top + image.shape[0], coverage.shape[0])
        coverage[low:high, target] = image[low - top : high - top, column]


def wrap(writer: LineWriter, text: str, width: float) -> list[str]:
    """Break ``text`` into lines that fit."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and writer.width(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def save(image: Image.Image, file: Path) -> None:
    """Write a page as JPEG, marked as synthetic, at 300 dpi."""
    file.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    exif[0x010E] = MARK
    exif[0x0131] = "writerid resources/demo/draw_demo.py"
    image.save(file, quality=QUALITY, dpi=(DPI, DPI), exif=exif, comment=MARK.encode())


def pages() -> dict[str, tuple[Hand, str, int]]:
    """Every page of the case: relative path → hand, text, seed."""
    listed = {}
    for number, (name, hand) in enumerate(HANDS.items()):
        for letter in range(3):
            text = LETTERS[(number * 5 + letter * 13) % len(LETTERS)]
            listed[f"known/{name}/letter-{letter + 1}.jpg"] = (hand, text, 100 * number + letter)
    for number, (item, writer) in enumerate(ANSWERS.items()):
        hand = HANDS[writer] if writer else STRANGER
        listed[f"questioned/{item}.jpg"] = (hand, QUESTIONED[number], 9000 + number)
    return listed


def draw_case(out: Path) -> None:
    """Draw all pages and write the labels and the answers."""
    for name, (hand, text, seed) in pages().items():
        save(draw_page(hand, text, seed), out / name)
    with (out / "labels.csv").open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(["path", "writer", "document", "dpi"])
        for name in pages():
            if name.startswith("known/"):
                _, writer, file = name.split("/")
                rows.writerow([name, writer, f"{writer} {Path(file).stem}", DPI])
    with (out / "answers.csv").open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(["path", "writer"])
        for item, writer in ANSWERS.items():
            rows.writerow([f"questioned/{item}.jpg", writer or "nobody enrolled"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Draw the demonstration case.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    draw_case(parser.parse_args().out)
