"""Opinions and sealed content as a case keeps them, checked when they are read."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from writerid.casework.blind.opinion import opinion_record, viewed_comparisons
from writerid.casework.blind.origin import origin_of
from writerid.casework.blind.sealed import commitment_of
from writerid.casework.case import Case
from writerid.errors import CaseError


@dataclass(frozen=True, eq=False)
class Joined:
    """An opinion with what belongs to it.

    ``sealed`` None: in the second examiner's case before the sealed file was joined. ``is_ours``:
    this is the first examiner's case.
    """

    package_id: str
    commitment: str
    package_made: str
    joined: str
    sha256: str
    is_ours: bool
    content: Mapping[str, Any]
    sealed: Mapping[str, Any] | None


def joined_opinions(case: Case) -> list[Joined]:
    """All opinions in a case, oldest first. Raises CaseError where one was changed."""
    with case.reading() as rows:
        found = rows.execute(
            "SELECT second_opinions.*, commitment, sealed, made FROM second_opinions "
            "JOIN blind_packages USING (package_id) ORDER BY id"
        ).fetchall()
    joined = []
    for row in found:
        sha256 = hashlib.sha256(row["content"].encode()).hexdigest()
        if sha256 != row["sha256"] or commitment_of(row["sealed"]) != row["commitment"]:
            raise CaseError(
                f"the second opinion on package {row['package_id'][:8]}… was changed after it was "
                "joined: it is not shown; put the case back from a backup"
            )
        joined.append(
            Joined(
                row["package_id"],
                row["commitment"],
                row["made"],
                row["joined"],
                row["sha256"],
                True,
                json.loads(row["content"]),
                json.loads(row["sealed"]),
            )
        )
    return [*joined, *_own(case)]


def _own(case: Case) -> list[Joined]:
    """In the second examiner's case: what would be returned now."""
    origin = origin_of(case)
    if origin is None or not viewed_comparisons(case):
        return []
    content = opinion_record(case)
    made = "" if origin.sealed is None else str(origin.sealed["made"])
    return [
        Joined(
            origin.package_id,
            origin.commitment,
            made,
            origin.unsealed or "",
            "",
            False,
            content,
            origin.sealed,
        )
    ]
