"""A labelled collection of scribbles in many made-up hands."""

import csv
from pathlib import Path

import numpy as np

from tests.scribbles import Hand, scribble


def save_collection(folder: Path, writers: int, pages: int = 2) -> Path:
    """Pages of ``writers`` hands in two collections, and their labels.csv; returns the labels."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(11)
    rows = []
    for number in range(writers):
        hand = Hand(
            float(random.uniform(-0.5, 0.6)),
            float(random.uniform(20, 46)),
            float(random.uniform(22, 46)),
            100 + number,
        )
        for page in range(pages):
            name = f"{'ab'[number % 2]}/w{number}-{page}.png"
            (folder / name).parent.mkdir(exist_ok=True)
            picture = scribble(hand, page, size=(820, 560))
            picture.save(folder / name, dpi=(300, 300))
            rows.append((name, f"writer {number}", str(page), "Latin", "cursive"))
    labels = folder / "labels.csv"
    with labels.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["path", "writer", "document", "script", "style"])
        writer.writerows(rows)
    return labels
