"""What is done to the items of a case; each change is one transaction with its event."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import astuple

from writerid.casework.case import Case
from writerid.casework.chain import now
from writerid.casework.importing import ImportedFile, ImportedPage
from writerid.casework.items import LETTERS, Item, Role, get_item, item_row
from writerid.errors import CaseError
from writerid.model import Resolution, SkippedFile
from writerid.pipeline.steps import AUTOMATIC, Step, to_record
from writerid.store.items import ITEM_FIELDS, ItemData
from writerid.store.names import clean_name


def add_items(
    case: Case,
    files: Sequence[ImportedFile],
    *,
    role: Role = "questioned",
    together: bool = False,
    allow_duplicates: bool = False,
) -> tuple[list[Item], tuple[SkippedFile, ...]]:
    """Add imported files: each as an item, or ``together`` as the pages of one.

    A file that is in the case already is left out and listed, unless ``allow_duplicates``. Returns
    the new items and what was left out.
    """
    skipped: list[SkippedFile] = []
    new: list[int] = []
    with case.changing("items added") as change:
        wanted: list[ImportedFile] = []
        for file in files:
            item = None if allow_duplicates else _item_with(change.rows, file.sha256)
            if item is None and file.sha256 in {one.sha256 for one in wanted}:
                item = "another of these files"
            if item is None or allow_duplicates:
                wanted.append(file)
            else:
                reason = f"{file.file.name} is in the case already, as {item}: left out"
                skipped.append(SkippedFile(file.file, reason))
        groups = [wanted] if together and wanted else [[file] for file in wanted]
        new = [_insert_item(change.rows, role, group, case.author.name) for group in groups]
        items = [get_item(case, item_id) for item_id in new]
        change.data["items"] = [
            {"item": item.name, "files": sorted({page.sha256 for page in item.pages})}
            for item in items
        ]
    return items, tuple(skipped)


def describe_item(
    case: Case,
    item_id: int,
    *,
    name: str | None = None,
    title: str | None = None,
    data: ItemData | None = None,
    notes: str | None = None,
) -> None:
    """Set what is given, leave the rest. Raises CaseError where another item has the name."""
    values: dict[str, str] = {}
    if name is not None:
        values["name"] = clean_name(name, "item's name")
    if title is not None:
        values["title"] = title.strip()
    if notes is not None:
        values["notes"] = notes
    if data is not None:
        values.update(zip(ITEM_FIELDS, astuple(data), strict=True))
    with case.changing("item described") as change:
        row = item_row(change.rows, item_id)
        if "name" in values:
            _refuse_taken(change.rows, values["name"], item_id)
        changed = {key: value for key, value in values.items() if row[key] != value}
        change.data.update(item=row["name"], changed=changed)
        for column, value in changed.items():
            change.rows.execute(f"UPDATE items SET {column} = ? WHERE id = ?", (value, item_id))


def reorder_items(case: Case, item_ids: Sequence[int]) -> None:
    """Put items into this order; those not named keep theirs behind them."""
    with case.changing("items reordered") as change:
        behind = [
            row["id"]
            for row in change.rows.execute("SELECT id FROM items ORDER BY position, id")
            if row["id"] not in set(item_ids)
        ]
        change.data["order"] = [item_row(change.rows, item_id)["name"] for item_id in item_ids]
        for position, item_id in enumerate([*item_ids, *behind]):
            change.rows.execute("UPDATE items SET position = ? WHERE id = ?", (position, item_id))


def remove_item(case: Case, item_id: int) -> None:
    """Take an item out of the case's list.

    It stays behind as a tombstone that comparisons can refer to and ``restore_item`` brings back.
    """
    with case.changing("item removed") as change:
        change.data["item"] = item_row(change.rows, item_id)["name"]
        change.rows.execute("UPDATE items SET removed = ? WHERE id = ?", (now(), item_id))


def restore_item(case: Case, item_id: int) -> None:
    """Undo a removal. Raises CaseError where another item has taken the name."""
    with case.changing("item restored") as change:
        row = item_row(change.rows, item_id)
        _refuse_taken(change.rows, row["name"], item_id)
        change.data["item"] = row["name"]
        change.rows.execute("UPDATE items SET removed = NULL WHERE id = ?", (item_id,))


def set_resolutions(case: Case, resolutions: Mapping[int, Resolution]) -> None:
    """Set the resolution of pages, by their ids."""
    with case.changing("resolution set") as change:
        change.data["pages"] = []
        for page_id, resolution in resolutions.items():
            where = _page_name(change.rows, page_id)
            record = {"dpi": resolution.dpi, "source": str(resolution.source)}
            change.data["pages"].append({**where, **record})
            change.rows.execute(
                "UPDATE pages SET dpi = ?, dpi_source = ? WHERE id = ?",
                (resolution.dpi, str(resolution.source), page_id),
            )


def set_steps(case: Case, page_id: int, steps: Sequence[Step]) -> None:
    """Give a page another preparation; the earlier ones are kept."""
    record = to_record(steps)
    with case.changing("page prepared") as change:
        where = _page_name(change.rows, page_id)
        change.data.update(**where, steps=record)
        change.rows.execute(
            "INSERT INTO preparations SELECT ?, 1 + coalesce(max(version), 0), ?, ?, ? "
            "FROM preparations WHERE page_id = ?",
            (page_id, json.dumps(record), now(), case.author.name, page_id),
        )


def set_used(case: Case, page_id: int, *, used: bool) -> None:
    """Say whether a page is part of what is compared: an empty back is not."""
    with case.changing("page used" if used else "page left out") as change:
        change.data.update(_page_name(change.rows, page_id))
        change.rows.execute("UPDATE pages SET used = ? WHERE id = ?", (int(used), page_id))


def _insert_item(
    rows: sqlite3.Connection, role: Role, files: Sequence[ImportedFile], examiner: str
) -> int:
    number = rows.execute(
        "SELECT 1 + coalesce(max(number), 0) FROM items WHERE role = ?", (role,)
    ).fetchone()[0]
    name, tries = f"{LETTERS[role]}{number}", 1
    while _is_taken(rows, name):
        tries += 1
        name = f"{LETTERS[role]}{number} ({tries})"
    item_id = rows.execute(
        "INSERT INTO items (role, number, name, position, added) "
        "SELECT ?, ?, ?, 1 + coalesce(max(position), 0), ? FROM items",
        (role, number, name, now()),
    ).lastrowid
    assert item_id is not None  # noqa: S101 - an INSERT has one
    pages = [(file, page) for file in files for page in file.pages]
    for position, (file, page) in enumerate(pages):
        _insert_page(rows, item_id, position, file, page, examiner)
    return item_id


def _insert_page(
    rows: sqlite3.Connection,
    item_id: int,
    position: int,
    file: ImportedFile,
    page: ImportedPage,
    examiner: str,
) -> None:
    rows.execute(
        "INSERT INTO originals VALUES (?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
        (file.sha256, file.size_bytes, now()),
    )
    resolution = page.resolution
    dpi = (None, None) if resolution is None else (resolution.dpi, str(resolution.source))
    page_id = rows.execute(
        "INSERT INTO pages (item_id, position, sha256, file_name, file_path, size_bytes, "
        "modified, number, page_count, width_px, height_px, dpi, dpi_source) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(item_id, position, file.sha256, file.file.name, str(file.file)),
            *(file.size_bytes, file.modified, page.number, page.page_count),
            *(page.width_px, page.height_px, *dpi),
        ),
    ).lastrowid
    rows.execute(
        "INSERT INTO preparations VALUES (?, 1, ?, ?, ?)",
        (page_id, json.dumps(to_record(AUTOMATIC)), now(), examiner),
    )


def _item_with(rows: sqlite3.Connection, sha256: str) -> str | None:
    row = rows.execute(
        "SELECT name FROM items JOIN pages ON item_id = items.id "
        "WHERE sha256 = ? AND removed IS NULL",
        (sha256,),
    ).fetchone()
    return None if row is None else str(row["name"])


def _refuse_taken(rows: sqlite3.Connection, name: str, item_id: int) -> None:
    if _is_taken(rows, name, item_id):
        raise CaseError(f"there is an item “{name}” in the case already: choose another name")


def _is_taken(rows: sqlite3.Connection, name: str, except_id: int | None = None) -> bool:
    row = rows.execute(
        "SELECT 1 FROM items WHERE name = ? AND removed IS NULL AND id IS NOT ?", (name, except_id)
    ).fetchone()
    return row is not None


def _page_name(rows: sqlite3.Connection, page_id: int) -> dict[str, object]:
    row = rows.execute(
        "SELECT name, pages.sha256, pages.number FROM pages JOIN items ON items.id = item_id "
        "WHERE pages.id = ?",
        (page_id,),
    ).fetchone()
    if row is None:
        raise CaseError("the page is not in the case any more: look at the case again")
    return {"item": row["name"], "sha256": row["sha256"], "page": row["number"]}
