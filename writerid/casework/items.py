"""The items of a case: questioned writing Q1, Q2 …, and known writing K1 … that lies beside it."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from writerid.casework.case import Case
from writerid.casework.chain import canonical, digest_of
from writerid.errors import CaseError
from writerid.model import Resolution, ResolutionSource
from writerid.pipeline.steps import Step, from_record, to_record
from writerid.store.documents import item_of
from writerid.store.encoding import made_with
from writerid.store.items import ItemData

Role = Literal["questioned", "known"]
LETTERS: dict[Role, str] = {"questioned": "Q", "known": "K"}


@dataclass(frozen=True)
class Amount:
    """How much writing a page holds. ``patch_count``: keypoints that are compared."""

    writing_mm: float
    keypoint_count: int
    patch_count: int


@dataclass(frozen=True)
class ItemPage:
    """A page of an item, and what is done to it before it is compared.

    ``file`` is where the file was imported from; its copy in the case is the original ``sha256``.
    ``resolution`` is None until it is known. ``version`` counts the page's preparations from 1.
    ``amount`` is None until it was measured for exactly this preparation and resolution.
    """

    id: int
    sha256: str
    file: Path
    size_bytes: int
    modified: str
    number: int
    page_count: int
    width_px: int
    height_px: int
    resolution: Resolution | None
    used: bool
    steps: tuple[Step, ...]
    version: int
    amount: Amount | None

    @property
    def name(self) -> str:
        """The file's name, with the page number where there are several."""
        return self.file.name if self.page_count == 1 else f"{self.file.name} p. {self.number}"

    @property
    def basis(self) -> str:
        """The hash of everything that the page's amount of writing follows from."""
        return basis_of(self.sha256, self.number, self.resolution, self.steps)


@dataclass(frozen=True)
class Item:
    """An item. ``number`` is its own for ever; ``removed`` is when it was removed, else None."""

    id: int
    role: Role
    number: int
    name: str
    title: str
    position: int
    data: ItemData
    notes: str
    added: str
    removed: str | None
    pages: tuple[ItemPage, ...]

    @property
    def used_pages(self) -> tuple[ItemPage, ...]:
        """The pages that are compared."""
        return tuple(page for page in self.pages if page.used)

    @property
    def amount(self) -> Amount | None:
        """Of all pages that are compared; None until each was measured."""
        amounts = [page.amount for page in self.used_pages if page.amount is not None]
        if len(amounts) != len(self.used_pages):
            return None
        return Amount(
            sum(amount.writing_mm for amount in amounts),
            sum(amount.keypoint_count for amount in amounts),
            sum(amount.patch_count for amount in amounts),
        )


def basis_of(sha256: str, number: int, resolution: Resolution | None, steps: Sequence[Step]) -> str:
    """The hash of everything that a page's amount of writing follows from."""
    dpi = None if resolution is None else resolution.dpi
    return digest_of(canonical([sha256, number, dpi, to_record(steps), made_with()]).encode())


def list_items(case: Case, role: Role | None = None, *, removed: bool = False) -> list[Item]:
    """The items in their order; with ``removed`` those that were removed instead."""
    with case.reading() as rows:
        found = rows.execute(
            f"SELECT * FROM items WHERE removed IS {'NOT NULL' if removed else 'NULL'} "
            "ORDER BY role DESC, position, id"
        ).fetchall()
        return [_item(rows, row) for row in found if role in (None, row["role"])]


def get_item(case: Case, item_id: int) -> Item:
    """An item, also one that was removed. Raises CaseError where there is none."""
    with case.reading() as rows:
        return _item(rows, item_row(rows, item_id))


def find_item(case: Case, name: str) -> Item:
    """The item of this name, “Q1” say, that was not removed. Raises CaseError."""
    items = list_items(case)
    for item in items:
        if item.name == name.strip():
            return item
    there = ", ".join(item.name for item in items[:20]) or "none yet"
    raise CaseError(f"the case has no item “{name}” (there is {there})")


def item_row(rows: sqlite3.Connection, item_id: int) -> sqlite3.Row:
    """The row of an item. Raises CaseError where there is none."""
    row: sqlite3.Row | None = rows.execute(
        "SELECT * FROM items WHERE id = ?", (item_id,)
    ).fetchone()
    if row is None:
        raise CaseError("the item is not in the case any more: look at the case again")
    return row


def _item(rows: sqlite3.Connection, row: sqlite3.Row) -> Item:
    pages = rows.execute(
        "SELECT pages.*, preparations.steps, preparations.version, basis, writing_mm, "
        "keypoint_count, patch_count FROM pages JOIN preparations ON preparations.page_id = "
        "pages.id AND version = (SELECT max(version) FROM preparations WHERE page_id = pages.id) "
        "LEFT JOIN amounts ON amounts.page_id = pages.id WHERE item_id = ? ORDER BY position",
        (row["id"],),
    )
    return Item(
        row["id"],
        row["role"],
        row["number"],
        row["name"],
        row["title"],
        row["position"],
        item_of(row),
        row["notes"],
        row["added"],
        row["removed"],
        tuple(_page(page) for page in pages),
    )


def _page(row: sqlite3.Row) -> ItemPage:
    resolution = None
    if row["dpi"] is not None:
        resolution = Resolution(row["dpi"], ResolutionSource(row["dpi_source"]))
    steps = from_record(json.loads(row["steps"]))
    amount = None
    if row["basis"] == basis_of(row["sha256"], row["number"], resolution, steps):
        amount = Amount(row["writing_mm"], row["keypoint_count"], row["patch_count"])
    return ItemPage(
        id=row["id"],
        sha256=row["sha256"],
        file=Path(row["file_path"]),
        size_bytes=row["size_bytes"],
        modified=row["modified"],
        number=row["number"],
        page_count=row["page_count"],
        width_px=row["width_px"],
        height_px=row["height_px"],
        resolution=resolution,
        used=bool(row["used"]),
        steps=steps,
        version=row["version"],
        amount=amount,
    )
