"""What an audit finds of one thing: the case, a database, a report, a head that was typed in."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from writerid.casework.anchors import Anchor, check_anchor
from writerid.errors import (
    Cancelled,
    CaseClosedError,
    OutdatedDatabaseError,
    WriterIdError,
    system_sentence,
)
from writerid.store.chain import ChainCheck, ChainKind

MOST_NAMED = 5
Subject = Literal["case", "database", "report", "head"]


@dataclass(frozen=True)
class Verdict:
    """What was found of one thing: the case, a database, a report, a head that was typed in.

    ``problems``: the first broken link first. ``remarks`` are no fault: a clock that went back,
    copies that nothing refers to. ``broken_at``: the first entry of the history that is wrong.
    ``whole`` None: it could not be looked at.
    """

    what: Subject
    name: str
    checked: str
    whole: bool | None
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    broken_at: int | None = None
    count: int = 0
    head: str = ""


@dataclass
class Findings:
    """What gathers while one thing is looked at."""

    what: Subject
    name: str
    checked: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    broken_at: int | None = None
    count: int = 0
    head: str = ""

    def take_chain(self, chain: ChainCheck) -> None:
        """The history, followed from its beginning."""
        self.count, self.head, self.broken_at = chain.count, chain.head, chain.broken_at
        if chain.problem:
            self.problems.append(chain.problem)
        if chain.clock_went_back:
            first = ", ".join(map(str, chain.clock_went_back[:MOST_NAMED]))
            more = len(chain.clock_went_back) - MOST_NAMED
            self.remarks.append(
                f"the clock went backwards at entry {first}"
                f"{f' and {more} more' if more > 0 else ''}: the time stands earlier there than "
                "in the entry before, as when a clock is set"
            )

    def take_orphans(self, orphans: Sequence[str]) -> None:
        """Files that nothing refers to."""
        if orphans:
            many = counted(len(orphans), "file", "files")
            self.remarks.append(
                f"{many} in the folder of originals that nothing refers to: left by a program that "
                "was ended, harmless"
            )

    def take_anchors(
        self, rows: sqlite3.Connection, anchors: Sequence[Anchor], chain: ChainKind
    ) -> None:
        """Heads known from elsewhere; the earliest entry that is wrong is the first broken link."""
        if self.what in ("case", "database") and anchors:
            self.checked.append(counted(len(anchors), "head", "heads") + " kept elsewhere")
        broken = [one for anchor in anchors if (one := check_anchor(rows, anchor, chain))]
        broken.sort(key=lambda one: one.number)
        certain = [one for one in broken if not one.doubtful]
        self.remarks += _first_few([one.problem for one in broken if one.doubtful])
        self.problems += _first_few([one.problem for one in certain])
        if certain and (self.broken_at is None or certain[0].number < self.broken_at):
            self.broken_at = certain[0].number

    def verdict(self, *, looked_at: bool = True) -> Verdict:
        """All of it."""
        return Verdict(
            self.what,
            self.name,
            ", ".join(self.checked),
            not self.problems if looked_at else None,
            tuple(self.problems),
            tuple(self.remarks),
            self.broken_at,
            self.count,
            self.head,
        )


@contextmanager
def named(found: Findings, file: Path) -> Iterator[None]:
    """What keeps something from being looked at is a finding as well."""
    try:
        yield
    except (Cancelled, CaseClosedError, OutdatedDatabaseError):
        raise
    except WriterIdError as error:
        found.problems.append(str(error))
    except OSError as error:
        found.problems.append(system_sentence(error))
    except (sqlite3.Error, ValueError, TypeError, KeyError, IndexError) as error:
        # Tables and records that were tampered with, in whatever way.
        found.problems.append(
            f"{file} is not as the program writes it ({error}): something else has worked on it; "
            "put it back from a backup"
        )


def counted(number: int, one: str, many: str) -> str:
    """“1 original”, “2 originals”."""
    return f"{number:,} {one if number == 1 else many}"


def _first_few(sentences: Sequence[str]) -> list[str]:
    """Of many heads that all tell the same, the first few."""
    more = len(sentences) - MOST_NAMED
    if more <= 0:
        return list(sentences)
    rest = counted(more, "more head kept elsewhere tells", "more heads kept elsewhere tell")
    return [*sentences[:MOST_NAMED], f"{rest} of it too"]
