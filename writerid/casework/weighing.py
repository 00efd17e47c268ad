"""The strength of a comparison's candidates, weighed while it is computed and kept with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from writerid.casework.frozen import FrozenDocument
from writerid.casework.likelihoods import CANDIDATE, LikelihoodRatio
from writerid.errors import CalibrationError
from writerid.model import Candidate
from writerid.pipeline.calibration import Calibration, read_calibration
from writerid.pipeline.identify import EncodedDocument, Engine
from writerid.pipeline.propositions import LISTED
from writerid.pipeline.strength import Compared, Search, strength_of
from writerid.pipeline.strength_record import strength_record
from writerid.pipeline.variation import Variation, halves_of, known_to_known
from writerid.pipeline.verbal import ENFSI, VerbalScale, read_scale
from writerid.resources import shipped_calibration
from writerid.store.items import ItemData
from writerid.store.ranking import Level
from writerid.store.strength import circumstances_of


@dataclass(frozen=True)
class Weights:
    """What candidates are weighed with: a calibration, or the sentence why there is none."""

    calibration: Calibration | None
    why_none: str = ""
    scale: VerbalScale = ENFSI


@dataclass(frozen=True, eq=False)
class ToWeigh:
    """A candidate with the documents that were compared, and where it was found."""

    candidate: Candidate
    documents: Sequence[FrozenDocument]
    search: Search | None = None


def open_weights(
    model_id: str, calibration: Path | None = None, scale: Path | None = None
) -> Weights:
    """Read what was chosen, else the calibration that ships and the ENFSI scale.

    Raises CalibrationError for a chosen calibration that is damaged or of another model; the
    shipped one then gives the reason why nothing is weighed. WriterIdError for a damaged scale.
    """
    verbal = ENFSI if scale is None else read_scale(scale)
    try:
        found = read_calibration(calibration or shipped_calibration())
        found.check_model(model_id)
    except CalibrationError as error:
        if calibration is not None:
            raise
        return Weights(None, str(error), verbal)
    return Weights(found, "", verbal)


def search_among(compared: int, rank: int, level: Level, closed_writers: int | None) -> Search:
    """Where a candidate was found; ``closed_writers``: how many are on the closed list, if any.

    The list's names are left out of what is kept, as the candidate's is.
    """
    return Search(
        compared,
        rank,
        closed_list=closed_writers is not None,
        by_document=level == "document",
        listed="" if closed_writers is None else LISTED,
        listed_writers=closed_writers,
    )


def weigh(
    engine: Engine,
    questioned: EncodedDocument,
    item: ItemData,
    found: Sequence[ToWeigh],
    weights: Weights,
) -> dict[int, LikelihoodRatio]:
    """A likelihood ratio, or the reason why there is none, for each candidate by rank.

    Empty without a calibration. The candidate's name is left out of what is kept (see
    ``likelihoods``), since names may be hidden when it is read.
    """
    calibration = weights.calibration
    if calibration is None:
        return {}
    halves = halves_of(engine.encoder, questioned)
    ratios = {}
    for one in found:
        compared = _compared(engine, questioned, item, one, halves)
        strength = strength_of(compared, calibration, scale=weights.scale)
        ratio = strength.ratio
        ratios[one.candidate.rank] = LikelihoodRatio(
            calibration.calibration_id,
            None if ratio is None else ratio.log10_lr,
            None if ratio is None else ratio.bound.lower,
            None if ratio is None else ratio.bound.upper,
            strength_record(strength),
        )
    return ratios


def _compared(
    engine: Engine,
    questioned: EncodedDocument,
    item: ItemData,
    one: ToWeigh,
    halves: float | None,
) -> Compared:
    codes = [document.code for document in one.documents]
    sizes = [page.prepared.resolution.is_true_size for page in questioned.pages]
    sizes += [page.resolution.is_true_size for known in one.documents for page in known.pages]
    files = {page.page.sha256 for page in questioned.pages}
    return Compared(
        candidate=CANDIDATE,
        score=one.candidate.score,
        questioned_mm=questioned.code.writing_mm,
        known_mm=one.candidate.writing_mm,
        model_id=questioned.code.model_id,
        variation=Variation(known_to_known(engine.encoder, codes), len(codes), halves),
        questioned=circumstances_of(item),
        known=tuple(circumstances_of(known.item) for known in one.documents),
        search=one.search,
        same_file=any(files & known.file_hashes for known in one.documents),
        true_size=all(sizes),
    )


def weighing_record(weights: Weights) -> Mapping[str, str | None]:
    """For the record of a comparison: with what it was weighed, or why not."""
    calibration = weights.calibration
    return {
        "calibration_id": None if calibration is None else calibration.calibration_id,
        "why_none": weights.why_none or None,
        "verbal_scale": weights.scale.name,
    }
