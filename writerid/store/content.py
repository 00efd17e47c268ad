"""What a writer or a document is, as one hash: everything that is stored of it."""

import hashlib
import sqlite3
from collections.abc import Iterable

from writerid.store.chain import canonical
from writerid.store.items import ITEM_FIELDS

DOCUMENT = ", ".join(("writer_id", "name", *ITEM_FIELDS, "added"))
PAGE = (
    "position, sha256, file_name, file_path, modified, number, page_count, width_px, height_px, "
    "dpi, dpi_source, box, steps, keypoint_count, writing_mm, centre_px, size_300, to_original"
)
CODE = "model_id, mean_feature, patch_count, writing_mm, keypoint_count, made_with, made"


def writer_digest(rows: sqlite3.Connection, writer_id: int) -> str | None:
    """SHA-256 of a writer's own data; None where there is no such writer."""
    return _digest_of_rows(
        rows.execute(
            "SELECT name, codes, notes, provenance, archived, created FROM writers WHERE id = ?",
            (writer_id,),
        ).fetchall()
    )


def document_digest(rows: sqlite3.Connection, document_id: int) -> str | None:
    """SHA-256 of a document with its pages, patch places and codes; None where there is none."""
    document = rows.execute(
        f"SELECT {DOCUMENT} FROM documents WHERE id = ?", (document_id,)
    ).fetchall()
    if not document:
        return None
    pages = rows.execute(
        f"SELECT {PAGE} FROM pages LEFT JOIN patches ON page_id = pages.id "
        "WHERE document_id = ? ORDER BY position",
        (document_id,),
    ).fetchall()
    codes = rows.execute(
        f"SELECT {CODE} FROM codes WHERE document_id = ? ORDER BY model_id", (document_id,)
    ).fetchall()
    # The numbers tell where pages end and codes begin.
    return _digest_of_rows([*document, [len(pages), len(codes)], *pages, *codes])


def _digest_of_rows(found: Iterable[Iterable[object]]) -> str | None:
    plain = [[_plain(value) for value in row] for row in found]
    return hashlib.sha256(canonical(plain).encode()).hexdigest() if plain else None


def _plain(value: object) -> object:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value
