"""H1 and H2 of a comparison as they are kept: the program's wording, and the examiner's over it."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from writerid.casework.chain import now
from writerid.casework.likelihoods import CANDIDATE, LikelihoodRatio
from writerid.pipeline.propositions import WRITER, Propositions, default_pair, judgement
from writerid.pipeline.statements import propositions_stated


@dataclass(frozen=True)
class Wording:
    """What an examiner entered. A text that is None is worded by the program."""

    id: int
    comparison_id: int | None
    h1: str | None
    h2: str | None
    made: str
    examiner: str


@dataclass(frozen=True)
class StatedPropositions:
    """H1 and H2 of a comparison, with WRITER where the candidate is named and LISTED for a list.

    ``default`` is the program's wording, ``wording`` what the examiner entered last, if anything.
    ``population`` is the calibration's, None where nothing was weighed. ``listed``: the names of
    the closed list, codes while names are hidden.
    """

    default: Propositions
    wording: Wording | None = None
    population: str | None = None
    listed: str = ""

    @property
    def pair(self) -> Propositions:
        """As they are stated."""
        if self.wording is None:
            return self.default
        return Propositions(
            self.default.h1 if self.wording.h1 is None else self.wording.h1,
            self.default.h2 if self.wording.h2 is None else self.wording.h2,
        )

    @property
    def edited(self) -> bool:
        """Whether they are other than the program's."""
        return self.pair != self.default

    def of(self, writer: str) -> Propositions:
        """Of one candidate, who is ``writer`` in them."""
        return self.pair.of(writer, self.listed)

    def note(self, writer: str) -> str:
        """What the examiner's wording means for the number; empty where it is the program's."""
        if not self.edited:
            return ""
        return judgement(self.default.of(writer, self.listed), self.population)

    def stated_in(self, ratio: LikelihoodRatio, writer: str) -> LikelihoodRatio:
        """A candidate's likelihood ratio under this wording; no number is another."""
        if not self.edited:
            return ratio
        stated, default = self.of(writer), self.default.of(writer, self.listed)
        said = [
            {"topic": one.topic, "text": one.text, "explanation": one.explanation}
            for one in propositions_stated(stated, default, self.population)
        ]
        said += [
            one
            for one in ratio.conditions.get("statements", ())
            if one["topic"] not in ("H1", "H2")
        ]
        return ratio.under({"h1": stated.h1, "h2": stated.h2, "statements": said})


def stated_propositions(
    record: Mapping[str, Any],
    ratios: Mapping[int, LikelihoodRatio],
    wording: Wording | None,
    listed: str,
) -> StatedPropositions:
    """Of a comparison's record and its likelihood ratios as they are kept, without names."""
    first = ratios.get(1)
    if first is None or "h1" not in first.conditions:
        closed = record["closed_list"]
        default = default_pair(closed_writers=None if closed is None else len(closed))
        return StatedPropositions(default, wording, None, listed)
    kept = first.conditions
    default = Propositions(kept.get("default_h1", kept["h1"]), kept.get("default_h2", kept["h2"]))
    return StatedPropositions(
        Propositions(default.h1.replace(CANDIDATE, WRITER), default.h2.replace(CANDIDATE, WRITER)),
        wording,
        kept.get("population"),
        listed,
    )


def put_wording(
    rows: sqlite3.Connection,
    comparison_id: int | None,
    h1: str | None,
    h2: str | None,
    examiner: str,
) -> Mapping[str, Any]:
    """Within a change that is under way; returns what its event is to say."""
    number = rows.execute(
        "INSERT INTO propositions (comparison_id, h1, h2, made, examiner) VALUES (?, ?, ?, ?, ?)",
        (comparison_id, h1, h2, now(), examiner),
    ).lastrowid
    return {"propositions": number, "comparison": comparison_id, "h1": h1, "h2": h2}


def wordings_of(rows: sqlite3.Connection, comparison_id: int | None) -> list[Wording]:
    """All that were entered for a comparison, or for new ones, oldest first."""
    return [
        Wording(row["id"], row["comparison_id"], row["h1"], row["h2"], row["made"], row["examiner"])
        for row in rows.execute(
            "SELECT * FROM propositions WHERE comparison_id IS ? ORDER BY id", (comparison_id,)
        )
    ]


def newest_wording(rows: sqlite3.Connection, comparison_id: int | None) -> Wording | None:
    """What counts; None where the program's wording does."""
    found = wordings_of(rows, comparison_id)
    if not found or (found[-1].h1 is None and found[-1].h2 is None):
        return None
    return found[-1]


def take_over_wording(
    rows: sqlite3.Connection, comparison_id: int, examiner: str
) -> Mapping[str, Any] | None:
    """Give a new comparison the wording that the case has for new ones, if it has one."""
    wording = newest_wording(rows, None)
    if wording is None:
        return None
    return put_wording(rows, comparison_id, wording.h1, wording.h2, examiner)
