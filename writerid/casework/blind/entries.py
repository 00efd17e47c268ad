"""A comparison with all that was said of it, as plain data for a sealed file or an opinion."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from writerid.casework.case import Case
from writerid.casework.chain import canonical
from writerid.casework.comparisons import comparison_row, read_record
from writerid.casework.likelihoods import likelihood_ratios_of
from writerid.casework.marks import marks_of, views_of
from writerid.casework.notes import notes_of
from writerid.store.untrusted import hash_of


def comparison_entry(case: Case, comparison_id: int) -> dict[str, Any]:
    """The comparison's record, its likelihood ratios, views, marks and notes; names as they are."""
    with case.reading() as rows:
        row = comparison_row(rows, comparison_id)
        record = read_record(row)
        ratios = likelihood_ratios_of(rows, comparison_id)
    ranks = range(1, len(record["candidates"]) + 1)
    return {
        "id": row["id"],
        "kind": row["kind"],
        "made": row["made"],
        "examiner": row["examiner"],
        "digest": row["digest"],
        "record": record,
        "ratios": [{"rank": rank, **asdict(ratio)} for rank, ratio in sorted(ratios.items())],
        "views": [asdict(view) for view in views_of(case, comparison_id)],
        "marks": [
            {"rank": rank, **asdict(mark)}
            for rank in ranks
            for mark in marks_of(case, comparison_id, rank).values()
        ],
        "notes": [asdict(note) for note in notes_of(case, comparison_id)],
    }


def check_entry(entry: Mapping[str, Any]) -> None:
    """Raise ValueError where a comparison is not what its digest says."""
    found = hashlib.sha256(canonical(entry["record"]).encode()).hexdigest()
    if found != hash_of(entry["digest"]):
        raise ValueError("a comparison was changed after it was made")
