"""The examiner's own opinion on the nine-point scale of SWGDOC. Never derived from a number."""

from dataclasses import dataclass
from enum import StrEnum

from writerid.errors import WriterIdError


class NinePoint(StrEnum):
    """SWGDOC Standard Terminology for Expressing Conclusions of Forensic Document Examiners."""

    IDENTIFICATION = "identification"
    STRONG_PROBABILITY_WROTE = "strong probability did write"
    PROBABLE_WROTE = "probably did write"
    INDICATIONS_WROTE = "indications did write"
    NO_CONCLUSION = "no conclusion"
    INDICATIONS_NOT = "indications did not write"
    PROBABLY_NOT = "probably did not write"
    STRONG_PROBABILITY_NOT = "strong probability did not write"
    ELIMINATION = "elimination"


@dataclass(frozen=True)
class Opinion:
    """What an examiner entered, when (ISO 8601), and why. Raises WriterIdError without a name."""

    conclusion: NinePoint
    examiner: str
    entered: str
    reasons: str = ""

    def __post_init__(self) -> None:
        if not self.examiner.strip():
            raise WriterIdError("an opinion is somebody's: enter the examiner's name")
