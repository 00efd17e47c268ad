"""How strongly a comparison supports one proposition against the other, or why it can't be said."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from writerid.pipeline.calibration import AmountFigures, Calibration
from writerid.pipeline.likelihood import LikelihoodRatio, likelihood_ratio
from writerid.pipeline.open_set import OpenSet, open_set
from writerid.pipeline.propositions import Propositions, default_pair
from writerid.pipeline.refusals import (
    NOT_RECORDED,
    Circumstances,
    Reason,
    Refusal,
    refusals_of_items,
)
from writerid.pipeline.variation import Variation, half_limit_for
from writerid.pipeline.verbal import ENFSI, Band, VerbalScale


class Caution(StrEnum):
    """What the examiner should know before using the number."""

    SEVERAL_HANDS = "several hands?"
    AT_BOUND = "at the bound"
    AMOUNT_OUT_OF_RANGE = "amount out of range"
    SCRIPT_NOT_RECORDED = "script not recorded"
    STYLE_NOT_RECORDED = "style not recorded"
    SCALE_ESTIMATED = "scale estimated"
    ONE_EXEMPLAR = "one exemplar"
    HALVES_NOT_MEASURED = "halves not measured"


@dataclass(frozen=True)
class Search:
    """The database that the candidate was found in: how many writers were compared.

    ``rank`` of the candidate. ``closed_list``: the examiner named the writers beforehand.
    ``by_document``: single documents were ranked, ``writers`` counts them, and nothing is known of
    open sets. ``listed`` are the names of a closed list as H1 states them, ``listed_writers`` how
    many they are, where that differs from ``writers``.
    """

    writers: int
    rank: int
    closed_list: bool = False
    by_document: bool = False
    listed: str = ""
    listed_writers: int | None = None


@dataclass(frozen=True)
class Compared:
    """One comparison as strength needs it. ``known``: the circumstances, one a known document.

    ``candidate`` is who H1 says made the writing: a name, or “the writer of …” a document.
    Amounts are mm of skeleton at 300 dpi; ``true_size`` is False where the resolution of a page was
    estimated or assumed. ``search`` is None where the candidate was not found by searching.
    """

    candidate: str
    score: float
    questioned_mm: float
    known_mm: float
    model_id: str
    variation: Variation
    questioned: Circumstances = NOT_RECORDED
    known: tuple[Circumstances, ...] = ()
    search: Search | None = None
    same_file: bool = False
    true_size: bool = True


@dataclass(frozen=True)
class Strength:
    """What can be said of one comparison; sentences are in ``statements``.

    ``default`` is the program's own wording of the ``propositions``. ``ratio`` is None where
    ``refusals`` say why. ``band`` is of the LR or of 1/LR. ``open_set`` is for the best candidate
    of a search alone. ``figures``: validation at the nearest amount of questioned writing.
    """

    compared: Compared
    propositions: Propositions
    default: Propositions
    refusals: tuple[Refusal, ...]
    cautions: tuple[Caution, ...]
    scale: VerbalScale
    ratio: LikelihoodRatio | None = None
    band: Band | None = None
    out_of_reach: tuple[Band, ...] = ()
    open_set: OpenSet | None = None
    figures: AmountFigures | None = None
    calibration: Calibration | None = None

    @property
    def calibration_id(self) -> str | None:
        """Of the calibration, None where there is none."""
        return None if self.calibration is None else self.calibration.calibration_id

    @property
    def favours(self) -> str:
        """“H1”, “H2”, or empty where neither or nothing is said."""
        if self.ratio is None or self.band is self.scale.bands[0]:
            return ""
        return "H1" if self.ratio.log10_lr > 0.0 else "H2"


def strength_of(
    compared: Compared,
    calibration: Calibration | None,
    *,
    scale: VerbalScale = ENFSI,
    propositions: Propositions | None = None,
    why_none: str = "no calibration was given",
) -> Strength:
    """The strength of one comparison.

    ``propositions`` are the examiner's wording, with WRITER and LISTED where names belong; they
    change no number. Without a calibration (``why_none`` says why) there is no LR. Raises
    CalibrationError for a calibration made with another model than the scores.
    """
    if calibration is None:
        default = default_propositions(compared, None)
        stated = _stated(compared, propositions, default)
        refusal = Refusal(Reason.NO_CALIBRATION, why_none)
        return Strength(compared, stated, default, (refusal,), (), scale)
    calibration.check_model(compared.model_id)
    default = default_propositions(compared, calibration)
    ratio = likelihood_ratio(calibration, compared.score, compared.questioned_mm, compared.known_mm)
    refusals = _refusals(compared, calibration, ratio)
    given = None if refusals else ratio
    search = compared.search
    searched = search is not None and search.rank == 1 and not search.by_document
    return Strength(
        compared=compared,
        propositions=_stated(compared, propositions, default),
        default=default,
        refusals=refusals,
        cautions=_cautions(compared, calibration, given),
        scale=scale,
        ratio=given,
        band=None if given is None else scale.band(given.log10_lr),
        out_of_reach=() if given is None else _out_of_reach(scale, given),
        open_set=(
            open_set(calibration, ratio.unbounded, ratio.harmonic_mm, search.writers)
            if searched and search is not None and not refusals
            else None
        ),
        figures=nearest_figures(calibration, compared.questioned_mm),
        calibration=calibration,
    )


def default_propositions(compared: Compared, calibration: Calibration | None) -> Propositions:
    """H1 names the candidate, H2 the reference population or the closed list."""
    search = compared.search
    closed = None
    if search is not None and search.closed_list:
        closed = search.writers if search.listed_writers is None else search.listed_writers
    return default_pair(
        compared.candidate,
        None if calibration is None else calibration.basis.label,
        closed_writers=closed,
        listed="" if search is None else search.listed,
    )


def _stated(
    compared: Compared, wording: Propositions | None, default: Propositions
) -> Propositions:
    if wording is None:
        return default
    return wording.of(compared.candidate, "" if compared.search is None else compared.search.listed)


def nearest_figures(calibration: Calibration, questioned_mm: float) -> AmountFigures | None:
    """The validation figures at the amount of questioned writing that is nearest by ratio."""
    return min(
        calibration.figures,
        key=lambda row: abs(float(np.log(row.median_mm / max(questioned_mm, 1e-9)))),
        default=None,
    )


def _refusals(
    compared: Compared, calibration: Calibration, ratio: LikelihoodRatio
) -> tuple[Refusal, ...]:
    basis = calibration.basis
    found = list(
        refusals_of_items(compared.questioned, compared.known, basis.scripts, basis.styles)
    )
    if compared.same_file:
        sentence = "the questioned and the known writing are the same file"
        found.append(Refusal(Reason.SAME_FILE, sentence))
    least_seen = min(calibration.questioned_mm[0], calibration.known_mm[0])
    shorter = min(compared.questioned_mm, compared.known_mm)
    if ratio.harmonic_mm < calibration.least_mm or shorter < least_seen:
        found.append(Refusal(Reason.TOO_LITTLE_WRITING, _too_little(compared, calibration)))
    return tuple(found)


def _too_little(compared: Compared, calibration: Calibration) -> str:
    amounts = (
        f"there is too little writing: {compared.questioned_mm / 10.0:.1f} cm against "
        f"{compared.known_mm / 10.0:.1f} cm of ink line"
    )
    if not np.isfinite(calibration.least_mm):
        return f"{amounts}; {calibration.least_reason}"
    return (
        f"{amounts}. The harmonic mean of the two must be at least "
        f"{calibration.least_mm / 10.0:.1f} cm, and neither below "
        f"{min(calibration.questioned_mm[0], calibration.known_mm[0]) / 10.0:.1f} cm: "
        f"{calibration.least_reason}"
    )


def _out_of_reach(scale: VerbalScale, ratio: LikelihoodRatio) -> tuple[Band, ...]:
    reach = ratio.bound.upper if ratio.log10_lr >= 0.0 else -ratio.bound.lower
    return scale.out_of_reach(reach)


def _cautions(
    compared: Compared, calibration: Calibration, ratio: LikelihoodRatio | None
) -> tuple[Caution, ...]:
    limit = half_limit_for(calibration, compared.questioned_mm)
    halves = compared.variation.halves
    measured = limit is not None and halves is not None
    checks = {
        Caution.SEVERAL_HANDS: measured and halves < limit.score,  # type: ignore[operator, union-attr]
        Caution.HALVES_NOT_MEASURED: not measured,
        Caution.AT_BOUND: ratio is not None and ratio.is_at_bound,
        Caution.AMOUNT_OUT_OF_RANGE: ratio is not None and ratio.out_of_range,
        Caution.SCRIPT_NOT_RECORDED: not _all_recorded(compared, "script"),
        Caution.STYLE_NOT_RECORDED: not _all_recorded(compared, "style"),
        Caution.SCALE_ESTIMATED: not compared.true_size,
        Caution.ONE_EXEMPLAR: compared.variation.exemplars < 2,
    }
    return tuple(caution for caution, holds in checks.items() if holds)


def _all_recorded(compared: Compared, name: str) -> bool:
    sides = (compared.questioned, *(compared.known or (NOT_RECORDED,)))
    return all(getattr(side, name).strip() for side in sides)
