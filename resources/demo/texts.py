"""What is written in the demonstration case. Every letter is made up."""

from pathlib import Path


def paragraphs(file: Path) -> list[str]:
    """The paragraphs of a text file, each on one line."""
    text = file.read_text(encoding="utf-8")
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


LETTERS = paragraphs(Path(__file__).parent / "letters.txt")
QUESTIONED = paragraphs(Path(__file__).parent / "questioned.txt")
