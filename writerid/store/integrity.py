"""Is everything there, and is it what it was? Reads all of the database and of the store."""

import json
import math
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from writerid.errors import OriginalError, PreparationError
from writerid.pipeline.steps import from_record
from writerid.store.database import Database
from writerid.store.documents import FEATURES
from writerid.store.names import shown_name
from writerid.store.recording import LEFT_OUT
from writerid.store.schema import damage_in
from writerid.tasks import SILENT, Task


@dataclass(frozen=True)
class IntegrityReport:
    """What was found.

    ``problems`` need someone; ``orphans`` (hashes) and ``leftovers`` are files that a killed
    program left behind and nothing refers to: harmless, and they may be deleted.
    """

    writers: int
    documents: int
    pages: int
    originals: int
    problems: tuple[str, ...]
    orphans: tuple[str, ...]
    leftovers: tuple[str, ...]


def check_integrity(database: Database, task: Task = SILENT) -> IntegrityReport:
    """SQLite's own check, the references, every record, and every original's hash."""
    with database.reading() as rows:
        problems = list(damage_in(rows, database.file))
    if problems:
        # Records of a damaged file can't be looked at one by one.
        return IntegrityReport(0, 0, 0, 0, tuple(problems), (), ())
    problems += _record_problems(database)
    with database.reading() as rows:
        names, sizes = _listed_originals(rows)
        writers, documents, pages = (
            int(rows.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
            for table in ("writers", "documents", "pages")
        )
        left_out = _left_out(rows)
    for sha256, name in task.each(list(names.items()), "verifying originals"):
        if sha256 in left_out and not database.originals.has(sha256):
            continue
        try:
            file = database.originals.verified(sha256, shown_name(name))
            if file.stat().st_size != sizes[sha256]:
                problems.append(f"the size that is listed of {shown_name(name)} was changed")
        except OriginalError as error:
            problems.append(str(error))
    orphans = tuple(sha256 for sha256 in database.originals.hashes() if sha256 not in names)
    leftovers = tuple(str(file) for file in database.originals.leftovers())
    return IntegrityReport(
        writers, documents, pages, len(names), tuple(problems), orphans, leftovers
    )


def remove_leftovers(database: Database, report: IntegrityReport) -> int:
    """Delete what the report names as orphans and leftovers; returns how many.

    Inside a write transaction, in which nobody else can begin to refer to an orphan.
    """
    removed = 0
    with database.writing() as rows:
        for sha256 in report.orphans:
            known = rows.execute("SELECT 1 FROM originals WHERE sha256 = ?", (sha256,)).fetchone()
            if known is None:
                database.originals.remove(sha256)
                removed += 1
    return removed + database.originals.sweep()


def _listed_originals(rows: sqlite3.Connection) -> tuple[dict[str, str], dict[str, int]]:
    """Names and sizes in bytes, by hash."""
    found = rows.execute(
        "SELECT originals.sha256, size_bytes, min(file_name) AS file_name FROM originals "
        "LEFT JOIN pages USING (sha256) GROUP BY originals.sha256"
    ).fetchall()
    return (
        {str(row["sha256"]): str(row["file_name"] or "a file") for row in found},
        {str(row["sha256"]): int(row["size_bytes"]) for row in found},
    )


def _left_out(rows: sqlite3.Connection) -> frozenset[str]:
    """Originals of which the history says that they never came: of a package of codes alone."""
    return frozenset(
        str(row["value"])
        for row in rows.execute(
            f"SELECT each.value FROM events, json_each(data, '$.{LEFT_OUT}') AS each"
        )
    )


def _record_problems(database: Database) -> Iterator[str]:
    with database.reading() as rows:
        for row in rows.execute(
            "SELECT writers.name AS writer, documents.name FROM documents "
            "JOIN writers ON writers.id = writer_id WHERE NOT EXISTS "
            "(SELECT 1 FROM pages WHERE document_id = documents.id) OR NOT EXISTS "
            "(SELECT 1 FROM codes WHERE document_id = documents.id)"
        ):
            yield f"{_document(row)} has no pages or no code"
        for row in rows.execute(
            "SELECT writers.name AS writer, documents.name, steps, length(centre_px) AS centres, "
            "length(size_300) AS sizes, length(to_original) AS map, patches.page_id AS patches "
            "FROM pages JOIN documents ON documents.id = document_id "
            "JOIN writers ON writers.id = writer_id "
            "LEFT JOIN patches ON patches.page_id = pages.id"
        ):
            if row["patches"] is None or row["centres"] != 2 * row["sizes"] or row["map"] != 48:
                yield f"{_document(row)}: a page's patch positions are missing or damaged"
            try:
                from_record(json.loads(row["steps"]))
            except (PreparationError, TypeError) as error:
                yield f"{_document(row)}: a page's preparation is damaged ({error})"
        for row in rows.execute(
            "SELECT writers.name AS writer, documents.name, mean_feature FROM codes "
            "JOIN documents ON documents.id = document_id JOIN writers ON writers.id = writer_id"
        ):
            feature = row["mean_feature"]
            if len(feature) % FEATURES.itemsize or not math.isfinite(
                float(np.frombuffer(feature, FEATURES).sum())
            ):
                yield f"{_document(row)}: a code is damaged: use “writerid reencode --all”"


def _document(row: "dict[str, str]") -> str:
    return f"“{shown_name(row['name'])}” of “{shown_name(row['writer'])}”"
