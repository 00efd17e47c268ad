"""Words for likelihood ratios. A setting: laboratories differ."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from writerid.errors import WriterIdError


@dataclass(frozen=True)
class Band:
    """From this LR up to the next band's; ``words`` complete “… support for H1 over H2”."""

    from_lr: float
    words: str


@dataclass(frozen=True)
class VerbalScale:
    """Bands from LR 1 upwards; for LRs below 1 the words of 1/LR are used for the other side.

    Raises WriterIdError for bands that do not begin at 1 or do not rise.
    """

    name: str
    bands: tuple[Band, ...]

    def __post_init__(self) -> None:
        starts = [band.from_lr for band in self.bands]
        if not starts or starts[0] != 1.0 or sorted(set(starts)) != starts:
            raise WriterIdError(
                f"the verbal scale “{self.name}” must have bands that begin at 1 and rise"
            )
        if not all(band.words.strip() for band in self.bands):
            raise WriterIdError(f"the verbal scale “{self.name}” has a band without words")

    def band(self, log10_lr: float) -> Band:
        """The band of an LR or, for the other side, of 1/LR."""
        size = abs(log10_lr)
        return [band for band in self.bands if 10.0**size >= band.from_lr * (1.0 - 1e-12)][-1]

    def out_of_reach(self, log10_bound: float) -> tuple[Band, ...]:
        """Bands that no LR within ``log10_bound`` (0 or above) can fall into."""
        return tuple(
            band for band in self.bands if band.from_lr * (1.0 - 1e-12) > 10.0**log10_bound
        )


ENFSI = VerbalScale(
    "ENFSI guideline for evaluative reporting (2015)",
    (
        Band(1.0, "no support for either proposition"),
        Band(2.0, "weak support"),
        Band(10.0, "moderate support"),
        Band(100.0, "moderately strong support"),
        Band(1_000.0, "strong support"),
        Band(10_000.0, "very strong support"),
        Band(1_000_000.0, "extremely strong support"),
    ),
)


def read_scale(file: Path) -> VerbalScale:
    """A scale from JSON: ``{"name": …, "bands": [{"from_lr": 1, "words": …}, …]}``.

    Raises WriterIdError that names what is wrong; unknown keys are refused.
    """
    try:
        record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        bands = tuple(Band(float(b.pop("from_lr")), str(b.pop("words"))) for b in record["bands"])
        unknown = [key for part in (record, *record["bands"]) for key in part]
    except OSError as error:
        raise WriterIdError(f"{file} can't be read: {error.strerror}", path=file) from error
    except (UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise WriterIdError(f"{file} is no verbal scale: {error}", path=file) from error
    wrong = sorted(set(unknown) - {"name", "bands"})
    if wrong:
        raise WriterIdError(f"{file} has the unknown entry “{wrong[0]}”", path=file)
    return VerbalScale(str(record.get("name", file.stem)), bands)
