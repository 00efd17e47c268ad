"""The second examiner's opinion as a file: comparisons, views, and where the history stood."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from writerid import __version__
from writerid.casework.blind.entries import comparison_entry
from writerid.casework.blind.format import EVENT_RETURNED, EVENT_UNSEALED, OPINION_FORMAT
from writerid.casework.blind.origin import BlindOrigin, required_origin
from writerid.casework.case import Case
from writerid.casework.chain import canonical, now
from writerid.casework.comparisons import list_comparisons, open_comparison
from writerid.casework.items import Item, get_item
from writerid.errors import CaseError
from writerid.pipeline.steps import to_record
from writerid.store.archive_writing import new_file
from writerid.tasks import SILENT, Task
from writerid.versions import package_versions


@dataclass(frozen=True)
class ReturnedOpinion:
    """What was written. ``without_view``: items of the package that nothing is said of."""

    file: Path
    sha256: str
    package_id: str
    items: tuple[str, ...]
    without_view: tuple[str, ...]
    event_count: int
    event_head: str


def return_opinion(case: Case, file: Path, task: Task = SILENT) -> ReturnedOpinion:
    """Write what was found of a package to one new file; the case's history tells of it.

    Comparisons with a recorded view go along, with their views, marks and notes. Raises CaseError
    for a case that was not made from a package, or without a recorded view; TransferError where the
    file exists or can't be written, StorageFullError.
    """
    origin = required_origin(case)
    viewed = _viewed(case, origin)
    if not viewed:
        raise CaseError(
            "no view is recorded yet: compare an item of the package with its database, record "
            "your view of the comparison, then return the opinion"
        )
    named = tuple(dict.fromkeys(name for _, name in viewed))
    with new_file(file.absolute()) as partial:
        with case.changing(EVENT_RETURNED) as change:
            change.data.update(
                package=origin.package_id, comparisons=[number for number, _ in viewed]
            )
        text = canonical(opinion_record(case, task))
        partial.write_bytes(text.encode())
        state = case.state()
    return ReturnedOpinion(
        file.absolute(),
        hashlib.sha256(text.encode()).hexdigest(),
        origin.package_id,
        named,
        tuple(name for name in origin.item_names if name not in named),
        state.event_count,
        state.event_head,
    )


def opinion_record(case: Case, task: Task = SILENT) -> dict[str, Any]:
    """All comparisons with a view and what belongs to them, as plain data. Raises CaseError."""
    origin = required_origin(case)
    state = case.state()
    entries = [
        _entry(case, origin, comparison_id, name)
        for comparison_id, name in task.each(_viewed(case, origin), "gathering the comparisons")
    ]
    return {
        "format": OPINION_FORMAT,
        "package_id": origin.package_id,
        "commitment": origin.commitment,
        "package_sha256": origin.package_sha256,
        "writerid": __version__,
        "packages": package_versions(),
        "made": now(),
        "examiner": case.author.name,
        "account": case.author.account,
        "history": {
            "case_id": state.case_id,
            "count": state.event_count,
            "head": state.event_head,
        },
        "opened": origin.opened,
        "unsealed": origin.unsealed,
        "last_blind_view": _last_blind_view(case),
        "comparisons": entries,
    }


def _last_blind_view(case: Case) -> int | None:
    """The last view (by number) before the sealed file was joined; None while it is not.

    By the order of the history, since a clock may go backwards.
    """
    with case.reading() as rows:
        row = rows.execute("SELECT data FROM events WHERE kind = ?", (EVENT_UNSEALED,)).fetchone()
    return None if row is None else int(json.loads(row["data"])["last_blind_view"])


def viewed_comparisons(case: Case) -> list[tuple[int, str]]:
    """Comparisons of the package's items with a recorded view: id and the item's name in it.

    Raises CaseError for a case that was not made from a package.
    """
    return _viewed(case, required_origin(case))


def _viewed(case: Case, origin: BlindOrigin) -> list[tuple[int, str]]:
    found = []
    for line in reversed(list_comparisons(case)):
        if not line.views:
            continue
        comparison = open_comparison(case, line.id, reveal=True)
        database = comparison.database
        item = get_item(case, comparison.item.item_id)
        name = f"Q{item.number}"
        ours = database is not None and database.id == origin.database_id
        if ours and item.role == "questioned" and name in origin.item_names:
            found.append((line.id, name))
    return found


def _entry(case: Case, origin: BlindOrigin, comparison_id: int, name: str) -> dict[str, Any]:
    entry = comparison_entry(case, comparison_id)
    item = get_item(case, entry["record"]["questioned"]["item_id"])
    return {
        "item": name,
        **entry,
        # By the key: the second examiner may have given writers other names.
        "codes": {
            str(one["rank"]): origin.codes.get(one["key"], "")
            for one in entry["record"]["candidates"]
        },
        "preparation": _preparation(item),
    }


def _preparation(item: Item) -> list[Mapping[str, Any]]:
    """As the pages are prepared now; the record has what each comparison was made with."""
    return [
        {
            "page": page.name,
            "used": page.used,
            "version": page.version,
            "steps": to_record(page.steps),
            "amount": None if page.amount is None else asdict(page.amount),
        }
        for page in item.pages
    ]
