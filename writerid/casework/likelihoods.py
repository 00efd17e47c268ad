"""Likelihood ratios of candidates, as a calibration gives them, with what they depend on."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from writerid.casework.chain import canonical, now
from writerid.pipeline.propositions import LISTED

CANDIDATE = "{candidate}"
"""Stands in what is kept for the candidate's name, which may be hidden when it is read."""


@dataclass(frozen=True)
class LikelihoodRatio:
    """Of one candidate; decimal logarithms, and the interval.

    ``log10_lr`` None: none may be given, and ``conditions`` says why. ``conditions`` is plain data:
    the amount of writing, the reference population, the bound.
    """

    calibration_id: str
    log10_lr: float | None
    log10_low: float | None
    log10_high: float | None
    conditions: Mapping[str, Any]

    @property
    def statements(self) -> tuple[tuple[str, str, str], ...]:
        """(topic, sentence, explanation) of all that is stated, in the order of a report."""
        return tuple(
            (str(one["topic"]), str(one["text"]), str(one.get("explanation", "")))
            for one in self.conditions.get("statements", ())
        )

    @property
    def shown(self) -> str:
        """The number in a table's cell: “37”, “60 (bound)”, or “–” where none is given."""
        if self.log10_lr is None:
            return "–"
        mark = " (bound)" if self.conditions.get("at_bound") else ""
        return f"{self.conditions.get('lr_shown', '–')}{mark}"

    @property
    def support(self) -> str:
        """The verbal band and the side, or why there is none."""
        if self.log10_lr is None:
            reasons = [one["reason"] for one in self.conditions.get("refusals", ())]
            return f"no LR: {', '.join(dict.fromkeys(reasons))}" if reasons else "no LR"
        words, side = self.conditions.get("band", "–"), self.conditions.get("favours")
        return f"{words} for {side}" if side else str(words)

    def named(self, writer: str, listed: str = "") -> "LikelihoodRatio":
        """With the names, or the codes, to be shown of the candidate and of the closed list."""
        # Within JSON, so that a name with quotes stays one.
        parts = canonical(self.conditions).split(CANDIDATE)
        names = canonical(listed)[1:-1]
        text = canonical(writer)[1:-1].join(part.replace(LISTED, names) for part in parts)
        return replace(self, conditions=json.loads(text))

    def under(self, conditions: Mapping[str, Any]) -> "LikelihoodRatio":
        """The same number with some of what is said about it put in another way."""
        return replace(self, conditions={**self.conditions, **conditions})


def put_likelihood_ratios(
    rows: sqlite3.Connection, comparison_id: int, ratios: Mapping[int, LikelihoodRatio]
) -> None:
    """Within a change that is under way."""
    rows.executemany(
        "INSERT OR REPLACE INTO likelihood_ratios VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(comparison_id, rank, ratio.calibration_id, ratio.log10_lr),
                *(ratio.log10_low, ratio.log10_high, canonical(ratio.conditions), now()),
            )
            for rank, ratio in ratios.items()
        ],
    )


def likelihood_ratios_of(
    rows: sqlite3.Connection, comparison_id: int
) -> dict[int, LikelihoodRatio]:
    """The newest of each candidate, by rank."""
    return {rank: ratio for _, rank, ratio in _ratios(rows, comparison_id)}


def likelihood_ratios_by_calibration(
    rows: sqlite3.Connection, comparison_id: int
) -> dict[str, dict[int, LikelihoodRatio]]:
    """All that are kept, by the calibration's id and by rank; the newest calibration last."""
    found: dict[str, dict[int, LikelihoodRatio]] = {}
    for calibration_id, rank, ratio in _ratios(rows, comparison_id):
        found.setdefault(calibration_id, {})[rank] = ratio
    return found


def _ratios(
    rows: sqlite3.Connection, comparison_id: int
) -> Iterator[tuple[str, int, LikelihoodRatio]]:
    for row in rows.execute(
        "SELECT * FROM likelihood_ratios WHERE comparison_id = ? ORDER BY made", (comparison_id,)
    ):
        ratio = LikelihoodRatio(
            row["calibration_id"],
            row["log10_lr"],
            row["log10_low"],
            row["log10_high"],
            json.loads(row["conditions"]),
        )
        yield row["calibration_id"], row["rank"], ratio
