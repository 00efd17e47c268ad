"""Documents of known writers: what is stored of one, how it gets in and out."""

import json
import sqlite3
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from writerid.errors import DatabaseError
from writerid.model import Box, DocumentCode, FloatArray, Resolution, ResolutionSource
from writerid.pipeline.encoding import DoubleArray
from writerid.pipeline.keypoints import WINDOW_300
from writerid.pipeline.steps import Step, from_record, to_record
from writerid.store.items import ITEM_FIELDS, ItemData

POINTS, FEATURES = np.dtype("<f4"), np.dtype("<f8")


@dataclass(frozen=True, eq=False)
class PatchPlaces:
    """Where a page's patches are.

    ``centre_px`` (n, 2) float32 on the original, ``size_300`` (n,) float32, ``to_original`` the
    (2, 3) float64 map from the prepared page.
    """

    centre_px: FloatArray
    size_300: FloatArray
    to_original: DoubleArray

    @property
    def corners_px(self) -> FloatArray:
        """Of the windows, on the original page, (n, 4, 2), clockwise from the top left."""
        reach = WINDOW_300 / 2.0
        square = np.array([[-reach, -reach], [reach, -reach], [reach, reach], [-reach, reach]])
        offsets = square @ self.to_original[:, :2].T
        return np.asarray(self.centre_px[:, None, :] + offsets[None], dtype=np.float32)


@dataclass(frozen=True, eq=False)
class StoredPage:
    """One page: which original, how it became ink, what was found on it."""

    sha256: str
    file: Path
    size_bytes: int
    modified: str
    number: int
    page_count: int
    width_px: int
    height_px: int
    resolution: Resolution
    box: Box | None
    steps: tuple[Step, ...]
    keypoint_count: int
    writing_mm: float
    places: PatchPlaces

    @property
    def key(self) -> tuple[str, int, str]:
        """What makes it this page: the file's hash, the page's number, the part of it."""
        return self.sha256, self.number, box_text(self.box)


@dataclass(frozen=True, eq=False)
class CodedDocument:
    """A document ready to be stored."""

    pages: tuple[StoredPage, ...]
    code: DocumentCode
    made_with: str


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def box_text(box: Box | None) -> str:
    """As stored: “x y width height”, empty for the whole page."""
    return "" if box is None else f"{box.x} {box.y} {box.width} {box.height}"


def box_of(text: str) -> Box | None:
    """``box_text``'s inverse."""
    return Box(*map(int, text.split())) if text else None


def insert_document(
    rows: sqlite3.Connection, writer_id: int, name: str, item: ItemData, coded: CodedDocument
) -> int:
    """Add a document to a writer, inside a transaction; returns its id."""
    columns = ", ".join(ITEM_FIELDS)
    document_id = rows.execute(
        f"INSERT INTO documents (writer_id, name, {columns}, added) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (writer_id, name, *astuple(item), now()),
    ).lastrowid
    assert document_id is not None  # noqa: S101 - an INSERT has one
    for position, page in enumerate(coded.pages):
        rows.execute(
            "INSERT INTO originals (sha256, size_bytes, added) VALUES (?, ?, ?) "
            "ON CONFLICT (sha256) DO NOTHING",
            (page.sha256, page.size_bytes, now()),
        )
        page_id = rows.execute(
            "INSERT INTO pages (document_id, position, sha256, file_name, file_path, modified, "
            "number, page_count, width_px, height_px, dpi, dpi_source, box, steps, keypoint_count, "
            "writing_mm) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(document_id, position, page.sha256, page.file.name, str(page.file)),
                *(page.modified, page.number, page.page_count, page.width_px, page.height_px),
                *(page.resolution.dpi, str(page.resolution.source), box_text(page.box)),
                *(json.dumps(to_record(page.steps)), page.keypoint_count, page.writing_mm),
            ),
        ).lastrowid
        _put_places(rows, page_id, page.places)
    put_code(rows, document_id, coded)
    return document_id


def replace_code(rows: sqlite3.Connection, document_id: int, coded: CodedDocument) -> None:
    """Store what another model made of the document's pages, which stay what they are."""
    stored = rows.execute(
        "SELECT id FROM pages WHERE document_id = ? ORDER BY position", (document_id,)
    ).fetchall()
    if len(stored) != len(coded.pages):
        raise DatabaseError("a document changed while it was encoded: run the same again")
    for row, page in zip(stored, coded.pages, strict=True):
        rows.execute(
            "UPDATE pages SET keypoint_count = ?, writing_mm = ? WHERE id = ?",
            (page.keypoint_count, page.writing_mm, row["id"]),
        )
        _put_places(rows, row["id"], page.places)
    put_code(rows, document_id, coded)


def put_code(rows: sqlite3.Connection, document_id: int, coded: CodedDocument) -> None:
    """Store a document's code, in place of an earlier one of the same model."""
    code = coded.code
    rows.execute(
        "INSERT OR REPLACE INTO codes (document_id, model_id, mean_feature, patch_count, "
        "writing_mm, keypoint_count, made_with, made) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(document_id, code.model_id, code.mean_feature.astype(FEATURES).tobytes()),
            *(code.patch_count, code.writing_mm, sum(page.keypoint_count for page in coded.pages)),
            *(coded.made_with, now()),
        ),
    )


def _put_places(rows: sqlite3.Connection, page_id: int | None, places: PatchPlaces) -> None:
    rows.execute(
        "INSERT OR REPLACE INTO patches (page_id, centre_px, size_300, to_original) "
        "VALUES (?, ?, ?, ?)",
        (
            page_id,
            places.centre_px.astype(POINTS).tobytes(),
            places.size_300.astype(POINTS).tobytes(),
            places.to_original.astype(FEATURES).tobytes(),
        ),
    )


def read_pages_of(rows: sqlite3.Connection, document_id: int) -> tuple[StoredPage, ...]:
    """The pages of a document in order."""
    found = rows.execute(
        "SELECT pages.*, size_bytes, centre_px, size_300, to_original FROM pages "
        "JOIN originals USING (sha256) JOIN patches ON patches.page_id = pages.id "
        "WHERE document_id = ? ORDER BY position",
        (document_id,),
    )
    return tuple(_page(row) for row in found)


def read_code(rows: sqlite3.Connection, document_id: int, model_id: str) -> DocumentCode | None:
    """The document's code made with a model, None where it has none."""
    row = rows.execute(
        "SELECT mean_feature, patch_count, writing_mm FROM codes "
        "WHERE document_id = ? AND model_id = ?",
        (document_id, model_id),
    ).fetchone()
    if row is None:
        return None
    feature = np.frombuffer(row["mean_feature"], dtype=FEATURES).astype(np.float64)
    return DocumentCode(feature, int(row["patch_count"]), float(row["writing_mm"]), model_id)


def item_of(row: sqlite3.Row) -> ItemData:
    """The item data in a row of documents."""
    return ItemData(**{name: row[name] for name in ITEM_FIELDS})


def _page(row: sqlite3.Row) -> StoredPage:
    steps: list[dict[str, Any]] = json.loads(row["steps"])
    return StoredPage(
        sha256=row["sha256"],
        file=Path(row["file_path"]),
        size_bytes=row["size_bytes"],
        modified=row["modified"],
        number=row["number"],
        page_count=row["page_count"],
        width_px=row["width_px"],
        height_px=row["height_px"],
        resolution=Resolution(row["dpi"], ResolutionSource(row["dpi_source"])),
        box=box_of(row["box"]),
        steps=from_record(steps),
        keypoint_count=row["keypoint_count"],
        writing_mm=row["writing_mm"],
        places=PatchPlaces(
            np.frombuffer(row["centre_px"], dtype=POINTS).reshape(-1, 2),
            np.frombuffer(row["size_300"], dtype=POINTS),
            np.frombuffer(row["to_original"], dtype=FEATURES).reshape(2, 3),
        ),
    )
