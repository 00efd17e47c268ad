"""What a replay found: identical, within the tolerance, different, or not repeatable, and why."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

EVENT = "replayed"

CODE_TOLERANCE = 1e-4
"""Of each number of a code, and of the cosine of two patches: as for an embedding."""

SCORE_TOLERANCE = 1e-3
RATIO_TOLERANCE = 0.01
"""Of a decimal logarithm of a likelihood ratio, and of what is stated with it."""

PLACE_TOLERANCE_PX = 0.01
AMOUNT_TOLERANCE_MM = 0.01


class Outcome(StrEnum):
    """From the best to the worst: of several, the last counts."""

    IDENTICAL = "identical"
    WITHIN = "within tolerance"
    NOT_REPEATABLE = "not repeatable"
    DIFFERS = "differs"

    @property
    def is_repeated(self) -> bool:
        """Whether what was stored came out again."""
        return self in (Outcome.IDENTICAL, Outcome.WITHIN)


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """The one that counts for all; of nothing, identical."""
    order = list(Outcome)
    return max(outcomes, key=order.index, default=Outcome.IDENTICAL)


@dataclass(frozen=True)
class Difference:
    """The largest difference of one kind of number: where, what was stored, and what came out."""

    what: str
    largest: float
    tolerance: float
    where: str
    stored: float
    found: float

    @property
    def is_within(self) -> bool:
        """Whether the tolerance holds."""
        return self.largest <= self.tolerance

    @property
    def sentence(self) -> str:
        """In words."""
        place = f" ({self.where})" if self.where else ""
        if self.is_within:
            return f"{self.what}: at most {self.largest:.1e} apart, {self.tolerance:g} allowed"
        return f"{self.what}{place}: {self.stored:.6g} was stored, {self.found:.6g} comes out"


@dataclass(frozen=True)
class VersionChange:
    """What is another now than when a result was made: the backend, say."""

    what: str
    then: str
    now: str


@dataclass(frozen=True)
class Part:
    """One part of a comparison. ``differences`` are those above 0, ``wrong`` what else differs.

    ``reasons``: why it, or some of it, could not be repeated. ``notes``: what was looked at.
    """

    name: str
    outcome: Outcome
    differences: tuple[Difference, ...] = ()
    wrong: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    versions: tuple[VersionChange, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What there is to say beside the outcome, the gravest first."""
        beyond = [one.sentence for one in self.differences if not one.is_within]
        within = [one.sentence for one in self.differences if one.is_within]
        because = [f"not repeatable, because {reason}" for reason in self.reasons]
        same = []
        if self.outcome is Outcome.WITHIN and not within:
            same = ["the same numbers, with other versions"]
        return (*self.wrong, *beyond, *because, *within, *same, *self.notes)


@dataclass(frozen=True)
class ComparisonReplay:
    """What came of one comparison. ``backend``: what ran the network now."""

    comparison_id: int
    item: str
    kind: str
    made: str
    digest: str
    outcome: Outcome
    parts: tuple[Part, ...]
    versions: tuple[VersionChange, ...]
    backend: str
    encoded_count: int = 0
    frozen_count: int = 0

    @property
    def largest(self) -> tuple[Difference, ...]:
        """Of each kind of number the largest difference over all parts."""
        found: dict[str, Difference] = {}
        for one in (one for part in self.parts for one in part.differences):
            if one.what not in found or one.largest > found[one.what].largest:
                found[one.what] = one
        return tuple(found.values())

    def record(self) -> dict[str, Any]:
        """Plain data for JSON, ``from_record``'s inverse."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "ComparisonReplay":
        """From plain data."""
        return cls(
            **{
                **record,
                "outcome": Outcome(record["outcome"]),
                "parts": tuple(_part_of(one) for one in record["parts"]),
                "versions": tuple(VersionChange(**one) for one in record["versions"]),
            }
        )


def outcomes_in(rows: sqlite3.Connection) -> dict[int, str]:
    """The outcome of the last replay of each comparison that was replayed, by comparison."""
    found: dict[int, str] = {}
    for row in rows.execute(
        "SELECT json_extract(data, '$.comparisons') AS comparisons, "
        "json_extract(data, '$.outcomes') AS outcomes FROM events WHERE kind = ? ORDER BY number",
        (EVENT,),
    ):
        numbers, outcomes = json.loads(row["comparisons"]), json.loads(row["outcomes"])
        found.update(zip(numbers, outcomes, strict=True))
    return found


def _part_of(record: Mapping[str, Any]) -> Part:
    return Part(
        record["name"],
        Outcome(record["outcome"]),
        tuple(Difference(**one) for one in record["differences"]),
        tuple(record["wrong"]),
        tuple(record["reasons"]),
        tuple(record["notes"]),
        tuple(VersionChange(**one) for one in record["versions"]),
    )


class Findings:
    """Collects what a part is compared in, and makes the part of it."""

    def __init__(self) -> None:
        self._largest: dict[str, Difference] = {}
        self._wrong: list[str] = []
        self._reasons: list[str] = []
        self._notes: list[str] = []

    @property
    def differs(self) -> bool:
        """Whether any number so far is another, by however little."""
        return any(one.largest != 0.0 for one in self._largest.values())

    def numbers(
        self,
        what: str,
        stored: npt.ArrayLike,
        found: npt.ArrayLike,
        tolerance: float,
        where: str = "",
    ) -> None:
        """Compare numbers, or arrays of one shape."""
        left, right = np.asarray(stored, np.float64), np.asarray(found, np.float64)
        if left.shape != right.shape:
            self.wrong(
                f"{what}{_at(where)}: {left.size} numbers were stored, {right.size} come out"
            )
            return
        if left.size == 0 or np.array_equal(left, right):
            return
        apart = np.abs(left - right).ravel()
        if not np.isfinite(apart).all():
            self.wrong(f"{what}{_at(where)}: what is stored, or comes out, is no number")
            return
        place = int(np.argmax(apart))
        largest = float(apart[place])
        known = self._largest.get(what)
        if known is None or largest > known.largest:
            values = float(left.ravel()[place]), float(right.ravel()[place])
            self._largest[what] = Difference(what, largest, tolerance, where, *values)

    def same(self, what: str, stored: object, found: object, where: str = "") -> bool:
        """Compare what must be equal; returns whether it is."""
        if stored != found:
            self.wrong(f"{what}{_at(where)}: {stored} was stored, {found} comes out")
        return stored == found

    def wrong(self, sentence: str) -> None:
        """Something that differs and is no number."""
        self._wrong.append(sentence)

    def not_repeatable(self, reason: str) -> None:
        """Something that can't be found again; the reason follows “because”."""
        if reason not in self._reasons:
            self._reasons.append(reason)

    def note(self, sentence: str) -> None:
        """What was looked at."""
        self._notes.append(sentence)

    def part(self, name: str, versions: Iterable[VersionChange] = ()) -> Part:
        """The part; ``versions``: what is another than when it was made."""
        changes = tuple(versions)
        differences = tuple(self._largest.values())
        if self._wrong or not all(one.is_within for one in differences):
            outcome = Outcome.DIFFERS
        elif self._reasons:
            outcome = Outcome.NOT_REPEATABLE
        else:
            outcome = Outcome.WITHIN if differences or changes else Outcome.IDENTICAL
        return Part(
            name,
            outcome,
            differences,
            tuple(self._wrong),
            tuple(self._reasons),
            tuple(self._notes),
            changes,
        )


def _at(where: str) -> str:
    return f" ({where})" if where else ""
