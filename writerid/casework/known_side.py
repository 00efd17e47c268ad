"""The known side of a comparison, frozen: everything of the database that took part."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

from writerid.casework.frozen import ITEM_KEY, FrozenDocument, FrozenPage, feature_of
from writerid.casework.items import Item
from writerid.model import DocumentCode, Resolution, ResolutionSource
from writerid.pipeline.identify import EncodedDocument
from writerid.pipeline.steps import from_record
from writerid.store.documents import item_of
from writerid.store.encoding import made_with
from writerid.store.identification import Known, LeftOut
from writerid.tasks import SILENT, Task


def writer_key(database_id: str, writer_id: int) -> str:
    """What names a writer of a database in all cases."""
    return f"{database_id}:{writer_id}"


def freeze_known(
    known: Known, left_out: Sequence[LeftOut], model_id: str, task: Task = SILENT
) -> list[FrozenDocument]:
    """All documents that take part, in the order of their ids.

    To be called in the same state of the database as the ranking. Raises DatabaseError, Cancelled.
    """
    database_id, _ = known.database.state()
    without = {one.document_id for one in left_out}
    with known.database.reading() as rows:
        pages = _pages(rows)
        found = rows.execute(
            "SELECT documents.*, writers.name AS writer_name, mean_feature, patch_count, "
            "writing_mm, made_with FROM documents JOIN writers ON writers.id = writer_id "
            "JOIN codes ON codes.document_id = documents.id "
            "WHERE archived = 0 AND model_id = ? ORDER BY documents.id",
            (model_id,),
        ).fetchall()
        frozen = []
        for row in task.each(found, "keeping what is compared"):
            chosen = known.writer_ids is None or row["writer_id"] in known.writer_ids
            if chosen and row["id"] not in without:
                frozen.append(_freeze(row, database_id, model_id, pages))
        return frozen


def freeze_known_item(
    item: Item, encoded: EncodedDocument, pages: tuple[FrozenPage, ...]
) -> FrozenDocument:
    """An item of the case as known writing: its writer is the item itself."""
    return FrozenDocument(
        writer=f"{ITEM_KEY}{item.id}",
        writer_name=item.title or item.name,
        document_id=item.id,
        name=item.name,
        item=item.data,
        pages=pages,
        code=encoded.code,
        made_with=made_with(),
    )


def _freeze(
    row: sqlite3.Row,
    database_id: str,
    model_id: str,
    pages: Mapping[int, list[FrozenPage]],
) -> FrozenDocument:
    code = DocumentCode(
        feature_of(row["mean_feature"]), row["patch_count"], row["writing_mm"], model_id
    )
    return FrozenDocument(
        writer=writer_key(database_id, row["writer_id"]),
        writer_name=row["writer_name"],
        document_id=row["id"],
        name=row["name"],
        item=item_of(row),
        pages=tuple(pages[row["id"]]),
        code=code,
        made_with=row["made_with"],
    )


def _pages(rows: sqlite3.Connection) -> dict[int, list[FrozenPage]]:
    """The pages of all documents, by document, without the places of their patches."""
    found: dict[int, list[FrozenPage]] = {}
    for row in rows.execute(
        "SELECT pages.*, size_bytes FROM pages JOIN originals USING (sha256) "
        "ORDER BY document_id, position"
    ):
        page = FrozenPage(
            sha256=row["sha256"],
            file=Path(row["file_path"]),
            size_bytes=row["size_bytes"],
            modified=row["modified"],
            number=row["number"],
            page_count=row["page_count"],
            width_px=row["width_px"],
            height_px=row["height_px"],
            resolution=Resolution(row["dpi"], ResolutionSource(row["dpi_source"])),
            steps=from_record(json.loads(row["steps"])),
            keypoint_count=row["keypoint_count"],
            writing_mm=row["writing_mm"],
        )
        found.setdefault(row["document_id"], []).append(page)
    return found
