"""A calibration: how scores become likelihood ratios, what was measured of it, on what data.

JSON, never pickled. Its id is the SHA-256 of its canonical JSON, checked whenever it is read.
"""

import hashlib
import json
import math
import types
from dataclasses import asdict, dataclass, fields, is_dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from writerid.errors import CalibrationError
from writerid.pipeline.bounds import Bound

SCHEMA = "writerid.calibration/1"
FILE = "calibration.json"


@dataclass(frozen=True)
class Coefficients:
    """Of the logistic regression; natural logs of mm of writing, the prior taken out.

    ln LR = intercept + score · s + log_questioned · ln q + log_known · ln k
            + score_log_harmonic · s · ln h,  h = 2qk / (q + k).
    """

    intercept: float
    score: float
    log_questioned: float
    log_known: float
    score_log_harmonic: float


@dataclass(frozen=True)
class Tail:
    """How non-writers' LRs are distributed from an amount upwards.

    ``share[i]`` of the different-writer comparisons reach ``log10_lr[i]`` (before the bounds);
    rising LRs, falling shares. Each questioned writer counts the same.
    """

    from_mm: float
    writers: int
    comparisons: int
    log10_lr: tuple[float, ...]
    share: tuple[float, ...]


@dataclass(frozen=True)
class BestHits:
    """The highest LR in a database of a size that lacks the writer, as ``Tail``.

    ``measured_share``: the part of the database that was writers of the item's own collection; the
    rest was drawn with replacement from that collection's different-writer comparisons.
    """

    from_mm: float
    database_size: int
    items: int
    writers: int
    measured_share: float
    log10_lr: tuple[float, ...]
    share: tuple[float, ...]


@dataclass(frozen=True)
class HalfLimit:
    """Halves of one item that score below ``score`` are unlike for one hand.

    ``false_alarms``: share of one writer's items below it; ``found``: share of items put together
    from two writers' halves below it.
    """

    from_mm: float
    score: float
    false_alarms: float
    found: float
    pieces: int
    writers: int


@dataclass(frozen=True)
class AmountFigures:
    """Validation figures at one amount of questioned writing, by cross-validation over writers.

    ``median_mm`` of the questioned writing; ``low`` and ``high`` are 95 % bootstrap limits of the
    Cllr. ``misleading_same``: share of same-writer LRs below 1; ``misleading_different``: of
    different-writer LRs above 1.
    """

    amount: str
    median_mm: float
    writers: int
    same: int
    different: int
    cllr: float
    cllr_low: float
    cllr_high: float
    cllr_min: float
    equal_error_rate: float
    misleading_same: float
    misleading_different: float


@dataclass(frozen=True)
class CollectionBasis:
    """One collection of the reference population."""

    name: str
    writers: int
    documents: int
    pages: int


@dataclass(frozen=True)
class Basis:
    """What a calibration was fitted on. ``label`` is shown with every LR.

    ``data_sha256``: of every page's file, sorted.
    """

    label: str
    source: str
    writerid: str
    collections: tuple[CollectionBasis, ...]
    writers: int
    pages: int
    same: int
    different: int
    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    data_sha256: tuple[str, ...]


@dataclass(frozen=True)
class Calibration:
    """See the module. Amounts are mm of skeleton at 300 dpi.

    ``questioned_mm``, ``known_mm``: the range of amounts seen, to which amounts are clipped.
    ``isotonic``: empty, or pairs (log10 LR of the regression, log10 LR), rising. ``bounds``,
    ``tails``, ``best_hits`` begin at harmonic means of the two amounts. Below ``least_mm`` (such a
    mean; infinite where none suffices) no LR is given, for ``least_reason``.

    Raises CalibrationError where a higher score would not mean a higher LR.
    """

    model_id: str
    basis: Basis
    coefficients: Coefficients
    questioned_mm: tuple[float, float]
    known_mm: tuple[float, float]
    isotonic: tuple[tuple[float, float], ...]
    bounds: tuple[Bound, ...]
    least_mm: float
    least_reason: str
    tails: tuple[Tail, ...]
    best_hits: tuple[BestHits, ...]
    half_limits: tuple[HalfLimit, ...]
    figures: tuple[AmountFigures, ...]

    def __post_init__(self) -> None:
        slopes = [self.slope(mm) for mm in self.harmonic_range_mm]
        if min(slopes) < 0.0:
            raise CalibrationError(
                "the calibration falls with the score for some amount of writing: make it again"
            )
        if not self.bounds or not self.tails:
            raise CalibrationError("the calibration has no bounds: make it again")

    @property
    def harmonic_range_mm(self) -> tuple[float, float]:
        """The smallest and largest harmonic mean of amounts within the ranges."""
        return (
            harmonic_mean(self.questioned_mm[0], self.known_mm[0]),
            harmonic_mean(self.questioned_mm[1], self.known_mm[1]),
        )

    def slope(self, harmonic_mm: float) -> float:
        """D ln LR / d score at this harmonic mean of the amounts."""
        return self.coefficients.score + self.coefficients.score_log_harmonic * math.log(
            harmonic_mm
        )

    @cached_property
    def calibration_id(self) -> str:
        """SHA-256 of the canonical JSON, in hex."""
        return hashlib.sha256(_canonical(self.to_record()).encode()).hexdigest()

    def to_record(self) -> dict[str, Any]:
        """Plain data, without the id."""
        record = asdict(self)
        record["least_mm"] = self.least_mm if math.isfinite(self.least_mm) else None
        # Through JSON, so that what is hashed is what is read again.
        plain: dict[str, Any] = json.loads(json.dumps({"schema": SCHEMA, **record}))
        return plain

    def save(self, file: Path) -> None:
        """Write the JSON; a reader never sees half of it."""
        record = {"calibration_id": self.calibration_id, **self.to_record()}
        file.parent.mkdir(parents=True, exist_ok=True)
        partial = file.with_suffix(".partial")
        partial.write_text(
            json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False) + "\n",
            encoding="utf-8",
        )
        partial.replace(file)

    def check_model(self, model_id: str) -> None:
        """Raise CalibrationError unless it was made with this model."""
        if self.model_id != model_id:
            raise CalibrationError(
                f"the calibration was made with another model ({self.model_id[:12]}…) than the "
                f"one in use ({model_id[:12]}…), and scores of two models mean different things: "
                "make one for this model with “writerid calibrate”"
            )


def harmonic_mean(questioned_mm: float, known_mm: float) -> float:
    """2qk / (q + k)."""
    return 2.0 * questioned_mm * known_mm / (questioned_mm + known_mm)


def read_calibration(file: Path) -> Calibration:
    """Read and verify a calibration: a file, or the folder that ``writerid calibrate`` wrote.

    Raises CalibrationError for one that is missing, damaged, changed, or of another version.
    """
    if file.is_dir():
        file = file / FILE
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        stored_id, schema = record.pop("calibration_id"), record.pop("schema")
    except OSError as error:
        raise CalibrationError(
            f"{file} can't be read ({error.strerror}): name a calibration made with “writerid "
            "calibrate”",
            path=file,
        ) from error
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(file, "it is no calibration") from error
    if schema != SCHEMA:
        raise CalibrationError(
            f"{file} is of the version “{schema}”, this program reads {SCHEMA}: make it again with "
            "“writerid calibrate”",
            path=file,
        )
    if record.get("least_mm", 0.0) is None:
        record["least_mm"] = math.inf
    try:
        calibration: Calibration = _built(Calibration, record)
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(file, str(error)) from error
    if calibration.calibration_id != stored_id:
        raise _damaged(file, "its content is not what its id says")
    return calibration


def _damaged(file: Path, why: str) -> CalibrationError:
    return CalibrationError(
        f"{file} has been changed or damaged ({why}): make it again with “writerid calibrate”, or "
        "install the program again",
        path=file,
    )


def _built(kind: Any, value: Any) -> Any:
    """Plain data as the type that is declared; anything else raises ValueError or TypeError."""
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        names = {field.name for field in fields(kind)}
        if set(value) != names:
            raise ValueError(f"{kind.__name__} has other fields than it should")
        return kind(**{name: _built(hints[name], value[name]) for name in names})
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        if isinstance(value, str) or (inner[-1] is not Ellipsis and len(inner) != len(value)):
            raise ValueError("a list is not what it should be")
        kinds = [inner[0]] * len(value) if inner[-1] is Ellipsis else list(inner)
        return tuple(_built(k, v) for k, v in zip(kinds, value, strict=True))
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(kind, type | types.UnionType) and type(value) is kind:
        return value
    raise ValueError(f"a value is no {getattr(kind, '__name__', kind)}")


def _canonical(record: dict[str, Any]) -> str:
    return json.dumps(
        record, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
