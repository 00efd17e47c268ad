"""The codes of one model as matrices on the disk: made from the database, remade when stale."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from writerid.errors import DatabaseError
from writerid.model import FloatArray
from writerid.pipeline.encoding import DoubleArray, Encoder
from writerid.pipeline.ranking import unit_rows
from writerid.store.database import Database
from writerid.store.documents import FEATURES
from writerid.tasks import SILENT, Task
from writerid.unfinished import remove_unfinished, unfinished_folder

FORMAT = 1
ROWS_A_CHUNK = 2000
ARRAYS = ("documents", "writers", "document_index", "writer_index", "lacking")

IdArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class StoredGallery:
    """Standardised codes of length 1, of writers that are not archived, in the order of their ids.

    ``documents`` (n, m) and ``writers`` (w, m) float32. ``document_index`` (n, 2): document id,
    writer id. ``writer_index`` (w, 3): writer id, number of documents, number of patches.
    ``lacking`` (k, 2): document and writer ids of documents without a code of this model.
    """

    model_id: str
    documents: FloatArray
    writers: FloatArray
    document_index: IdArray
    writer_index: IdArray
    lacking: IdArray


def open_gallery(
    database: Database, encoder: Encoder, model_id: str, task: Task = SILENT
) -> StoredGallery:
    """The gallery as the database is now, memory-mapped from the cache, which is made if need be.

    Where the cache can't be written it is held in memory. Raises DatabaseError, Cancelled.
    """
    with database.reading():
        database_id, changes = database.state()
        key = {
            "format": FORMAT,
            "database": database_id,
            "changes": changes,
            "model": model_id,
            "features": encoder.feature_count,
        }
        folder = database.folder / "cache" / f"gallery-{model_id[:16]}-{changes}"
        cached = _read(folder, key)
        if cached is None:
            cached = _build(database, encoder, model_id, task)
            if _write(folder, key, cached):
                cached = _read(folder, key) or cached
    return cached


def _read(folder: Path, key: dict[str, object]) -> StoredGallery | None:
    """What is cached, None where it is missing, stale or damaged."""
    try:
        if json.loads((folder / "key.json").read_text(encoding="utf-8")) != key:
            return None
        documents, writers, document_index, writer_index, lacking = (
            np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in ARRAYS
        )
    except (OSError, ValueError):
        return None
    fits = (
        documents.shape == (len(document_index), key["features"])
        and writers.shape == (len(writer_index), key["features"])
        and document_index.shape[1:] == (2,)
        and writer_index.shape[1:] == (3,)
        and lacking.shape[1:] == (2,)
    )
    if not fits:
        return None
    return StoredGallery(
        str(key["model"]), documents, writers, document_index, writer_index, lacking
    )


def _build(database: Database, encoder: Encoder, model_id: str, task: Task) -> StoredGallery:
    with database.reading() as rows:
        count = rows.execute(
            "SELECT count(*) FROM codes JOIN documents ON documents.id = document_id "
            "JOIN writers ON writers.id = writer_id WHERE model_id = ? AND archived = 0",
            (model_id,),
        ).fetchone()[0]
        documents = np.empty((count, encoder.feature_count), np.float32)
        document_index = np.empty((count, 2), np.int64)
        sums: list[DoubleArray] = []
        writer_rows: list[list[int]] = []
        start = 0
        for ids, patches, features in _chunks(database, encoder, model_id):
            task.progress(start, count, "reading the codes")
            part = slice(start, start + len(ids))
            documents[part] = unit_rows(encoder.standardise(features))
            document_index[part] = ids
            for (_, writer_id), patch_count, feature in zip(ids, patches, features, strict=True):
                if not writer_rows or writer_rows[-1][0] != writer_id:
                    writer_rows.append([int(writer_id), 0, 0])
                    sums.append(np.zeros(encoder.feature_count))
                writer_rows[-1][1] += 1
                writer_rows[-1][2] += int(patch_count)
                sums[-1] += feature * patch_count
            start += len(ids)
    writer_index = np.array(writer_rows, np.int64).reshape(-1, 3)
    pooled = np.array(sums).reshape(-1, encoder.feature_count) / writer_index[:, 2:]
    writers = unit_rows(encoder.standardise(pooled)).astype(np.float32)
    lacking = _lacking(database, model_id)
    return StoredGallery(model_id, documents, writers, document_index, writer_index, lacking)


def _lacking(database: Database, model_id: str) -> IdArray:
    with database.reading() as rows:
        found = rows.execute(
            "SELECT documents.id, writer_id FROM documents JOIN writers ON writers.id = writer_id "
            "WHERE archived = 0 AND NOT EXISTS (SELECT 1 FROM codes "
            "WHERE document_id = documents.id AND model_id = ?)",
            (model_id,),
        ).fetchall()
    return np.array([tuple(row) for row in found], np.int64).reshape(-1, 2)


def _chunks(
    database: Database, encoder: Encoder, model_id: str
) -> Iterator[tuple[IdArray, IdArray, DoubleArray]]:
    """Ids (k, 2), patch counts (k,) and mean features (k, m), by writer, in bounded memory."""
    with database.reading() as rows:
        found = rows.execute(
            "SELECT document_id, writer_id, patch_count, mean_feature FROM codes "
            "JOIN documents ON documents.id = document_id JOIN writers ON writers.id = writer_id "
            "WHERE model_id = ? AND archived = 0 ORDER BY writer_id, document_id",
            (model_id,),
        )
        while part := found.fetchmany(ROWS_A_CHUNK):
            joined = b"".join(row["mean_feature"] for row in part)
            if len(joined) != len(part) * encoder.feature_count * FEATURES.itemsize:
                raise DatabaseError(
                    f"a code in {database.file} is not of its model: encode everything again with "
                    "“writerid reencode --all”",
                    path=database.file,
                )
            features = np.frombuffer(joined, FEATURES).reshape(len(part), encoder.feature_count)
            ids = np.array([(row["document_id"], row["writer_id"]) for row in part], np.int64)
            patches = np.array([row["patch_count"] for row in part], np.int64)
            yield ids, patches, features.astype(np.float64)


def _write(folder: Path, key: dict[str, object], gallery: StoredGallery) -> bool:
    """Write the cache under its final name only when it is whole; older ones go.

    A cache is a convenience: where it can't be written, False.
    """
    remove_unfinished(folder.parent)
    try:
        with unfinished_folder(folder) as partial:
            for name in ARRAYS:
                np.save(partial / f"{name}.npy", getattr(gallery, name), allow_pickle=False)
            (partial / "key.json").write_text(json.dumps(key), encoding="utf-8")
            shutil.rmtree(folder, ignore_errors=True)
            partial.rename(folder)
    except OSError:
        return False
    for other in folder.parent.glob(f"{folder.name.rsplit('-', 1)[0]}-*"):
        if other != folder:
            # Another program may still have it mapped.
            shutil.rmtree(other, ignore_errors=True)
    return True
