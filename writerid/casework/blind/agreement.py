"""How far two examiners' numbers agree, said in plain words. Views are for the reader to weigh."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from writerid.casework.blind.side import Side, SideCandidate

TIE = 1e-3
"""Scores that differ by no more are ties, as everywhere."""


@dataclass(frozen=True)
class Agreement:
    """Of the candidates that both compared.

    ``same_writers``: both compared the same ones. ``same_first``: the same candidate ranks first.
    ``same_order``: the order is one, ties aside. ``largest_score_difference`` is at the writer
    ``largest_at``; both empty where no candidate is common. ``largest_log10_lr_difference`` None:
    no candidate has a likelihood ratio on both sides. ``same_model``, ``same_calibration``: of the
    two comparisons.
    """

    common: int
    same_writers: bool
    same_first: bool
    same_order: bool
    largest_score_difference: float | None
    largest_at: str
    largest_log10_lr_difference: float | None
    same_model: bool
    same_calibration: bool

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is to be said, in the order of importance."""
        if self.largest_score_difference is None:
            return ("The two comparisons have no candidate in common.",)
        said = [
            f"{self.common} candidates were compared by both"
            + (", the same ones." if self.same_writers else "; each side has others as well."),
            "The same candidate ranks first."
            if self.same_first
            else "Different candidates rank first.",
            "The order of the candidates is the same, ties aside."
            if self.same_order
            else "The order of the candidates differs.",
            f"The largest difference of a score is {self.largest_score_difference:.4f}"
            + (f" ({self.largest_at})." if self.largest_score_difference else "."),
        ]
        if self.largest_log10_lr_difference is not None:
            said.append(
                "No two likelihood ratios differ by more than a factor of "
                f"{10.0**self.largest_log10_lr_difference:.2f}."
            )
        if not self.same_model:
            said.append("The models differ, so that the scores can't be compared.")
        if not self.same_calibration:
            said.append("The calibrations differ, so that the likelihood ratios may.")
        return tuple(said)


def agreement_of(first: Side, second: Side) -> Agreement:
    """Compare two sides by the package's codes."""
    ours, theirs = _by_code(first), _by_code(second)
    common = [code for code in ours if code in theirs]
    gaps = {code: abs(ours[code].score - theirs[code].score) for code in common}
    at = max(gaps, key=gaps.__getitem__, default="")
    ratios = [
        abs(one - other)
        for code in common
        if (one := ours[code].log10_lr) is not None and (other := theirs[code].log10_lr) is not None
    ]
    return Agreement(
        common=len(common),
        same_writers=ours.keys() == theirs.keys(),
        same_first=bool(_leaders(ours, common) & _leaders(theirs, common)),
        same_order=not any(
            _swapped(ours[one], ours[other], theirs[one], theirs[other])
            for one, other in combinations(common, 2)
        ),
        largest_score_difference=gaps.get(at),
        largest_at=ours[at].writer if at else "",
        largest_log10_lr_difference=max(ratios, default=None),
        same_model=first.model_id == second.model_id,
        same_calibration=first.calibration_id == second.calibration_id,
    )


def _by_code(side: Side) -> dict[str, SideCandidate]:
    """Each writer's best candidate: where documents are ranked, a writer has several."""
    found: dict[str, SideCandidate] = {}
    for candidate in side.candidates:
        if candidate.code:
            found.setdefault(candidate.code, candidate)
    return found


def _leaders(candidates: Mapping[str, SideCandidate], common: list[str]) -> set[str]:
    """The best of the common ones, with all that tie with it."""
    best = max((candidates[code].score for code in common), default=0.0)
    return {code for code in common if candidates[code].score >= best - TIE}


def _swapped(
    one: SideCandidate, other: SideCandidate, one_again: SideCandidate, other_again: SideCandidate
) -> bool:
    """Whether two candidates change places by more than a tie on both sides."""
    before, after = one.score - other.score, one_again.score - other_again.score
    return (before > TIE and after < -TIE) or (before < -TIE and after > TIE)
