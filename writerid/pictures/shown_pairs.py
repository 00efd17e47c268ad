"""Which pairs the pictures show, under which label, and what they carry of the sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from writerid.model import PatchPair
from writerid.pictures.drawing import CONTRADICTING, SUPPORTING, Colour, signed
from writerid.pipeline.identify import CandidateEvidence

MOST_SHOWN = 24
"""Of each kind: as many as stay legible on a page, and no more than there are letters."""


@dataclass(frozen=True)
class ShownPair:
    """A pair with the label that it bears in every picture: numbers support, letters contradict.

    ``strength`` is its contribution over the largest one shown, 0–1, whatever the sign.
    ``reference`` is the reference patch most similar to a contradicting one, and how similar.
    """

    label: str
    pair: PatchPair
    supporting: bool
    strength: float
    reference: tuple[int, float] | None = None

    @property
    def colour(self) -> Colour:
        """Blue supports, orange contradicts."""
        return SUPPORTING if self.supporting else CONTRADICTING


@dataclass(frozen=True)
class Shown:
    """The labelled pairs, strongest first, and the whole sums that they are part of."""

    supporting: tuple[ShownPair, ...]
    contradicting: tuple[ShownPair, ...]
    supporting_sum: float
    contradicting_sum: float

    @property
    def pairs(self) -> tuple[ShownPair, ...]:
        """Of both kinds."""
        return self.supporting + self.contradicting

    def carry(self, *, supporting: bool) -> str:
        """What the shown pairs of a kind are of their sum, in words."""
        pairs = self.supporting if supporting else self.contradicting
        whole = self.supporting_sum if supporting else self.contradicting_sum
        kind = "supporting" if supporting else "contradicting"
        if not pairs:
            return f"no patch is {kind}"
        share = sum(shown.pair.contribution for shown in pairs) / whole
        patches = f"these {len(pairs)} patches carry" if len(pairs) > 1 else "this patch carries"
        percent = f"{100.0 * share:.0f}\N{NO-BREAK SPACE}%"
        decimals = 3 if abs(whole) >= 0.01 else 5
        return f"{patches} {percent} of the {kind} sum ({signed(whole, decimals)})"


def choose_shown(evidence: CandidateEvidence) -> Shown:
    """The strongest pairs of each kind."""
    supporting = evidence.pairs.supporting[:MOST_SHOWN]
    contradicting = evidence.pairs.contradicting[:MOST_SHOWN]
    relative = evidence.contributions.relative
    largest = _largest([*supporting, *contradicting])
    return Shown(
        tuple(
            ShownPair(str(place), pair, supporting=True, strength=pair.contribution / largest)
            for place, pair in enumerate(supporting, start=1)
        ),
        tuple(
            ShownPair(
                letter,
                pair,
                supporting=False,
                strength=-pair.contribution / largest,
                reference=near,
            )
            for letter, pair, near in zip(
                ascii_uppercase, contradicting, evidence.reference_counterparts, strict=False
            )
        ),
        float(relative[relative > 0.0].sum()),
        float(relative[relative < 0.0].sum()),
    )


def _largest(pairs: Sequence[PatchPair]) -> float:
    return max((abs(pair.contribution) for pair in pairs), default=1.0)
