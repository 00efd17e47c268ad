"""A questioned code against the database: writers or documents, best first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from writerid.errors import ModelError, OtherModelError, WriterIdError
from writerid.model import Candidate, DocumentCode, FloatArray
from writerid.pipeline.encoding import DoubleArray, Encoder, pool
from writerid.pipeline.ranking import TIE, reference_mean, scores, unit_rows
from writerid.store.database import Database
from writerid.store.documents import read_code
from writerid.store.gallery import IdArray, StoredGallery

Level = Literal["writer", "document"]
SPARE = 20
"""So many more than are shown get exact scores: float32 may have ordered neighbours otherwise."""


@dataclass(frozen=True)
class Selection:
    """Whom to rank: all writers, or a closed list; without some documents.

    ``left_out``: ids of documents that take no part, the questioned one itself say.
    """

    level: Level = "writer"
    writer_ids: frozenset[int] | None = None
    left_out: frozenset[int] = frozenset()


@dataclass(frozen=True)
class StoredCandidate:
    """A candidate and the ids of what was compared; ``document`` at document level only."""

    candidate: Candidate
    writer_id: int
    document_ids: tuple[int, ...]
    document: str | None = None


@dataclass(frozen=True)
class Ranking:
    """The best candidates, and among how many."""

    candidates: tuple[StoredCandidate, ...]
    compared: int
    reference_mean: float


def documents_with_files(database: Database, hashes: Sequence[str]) -> list[tuple[int, str, str]]:
    """Documents that one of the files is a page of: (id, writer, name)."""
    found: dict[int, tuple[int, str, str]] = {}
    with database.reading() as rows:
        for sha256 in hashes:
            for row in rows.execute(
                "SELECT DISTINCT documents.id, writers.name AS writer, documents.name "
                "FROM pages JOIN documents ON documents.id = document_id "
                "JOIN writers ON writers.id = writer_id WHERE sha256 = ?",
                (sha256,),
            ):
                found[row["id"]] = (row["id"], row["writer"], row["name"])
    return list(found.values())


def check_codes(database: Database, gallery: StoredGallery, selection: Selection) -> None:
    """Raise OtherModelError where a document that takes part has no code of the gallery's model.

    Codes of two models are never compared, and a gallery is never silently smaller.
    """
    lacking = gallery.lacking
    takes_part = ~np.isin(lacking[:, 0], np.array(sorted(selection.left_out), np.int64))
    missing = int((takes_part & _chosen(lacking[:, 1], selection)).sum())
    if missing:
        raise OtherModelError(
            f"{missing} of the {len(lacking) + len(gallery.document_index)} documents in "
            f"{database.folder} were encoded with another model than this one "
            f"({gallery.model_id[:12]}…), and codes of two models are never compared: encode them "
            f"again from their originals with “writerid reencode --database {database.folder}”",
            path=database.folder,
        )


def rank_stored(
    database: Database,
    encoder: Encoder,
    gallery: StoredGallery,
    questioned: DocumentCode,
    selection: Selection,
    top: int,
) -> Ranking:
    """The ``top`` candidates by score, ties by name.

    All are scored by one product of float32 matrices; those shown again in float64 from their
    codes, so that evidence adds up to the score. Raises ModelError for codes of another model,
    WriterIdError where nobody is left to compare with.
    """
    if questioned.model_id != gallery.model_id:
        raise ModelError("the questioned document was encoded with another model: encode it again")
    check_codes(database, gallery, selection)
    ids, values = _score_all(database, encoder, gallery, questioned, selection)
    if len(ids) == 0:
        raise WriterIdError(
            "no known writing is left to compare with: the writers chosen have no other documents, "
            "or are archived"
        )
    wanted = min(top + SPARE, len(ids))
    best = np.argpartition(-values, wanted - 1)[:wanted]
    mean = reference_mean(encoder, questioned.mean_feature)
    exact = [_exact(database, encoder, questioned, int(ids[i]), selection, mean) for i in best]
    exact.sort(
        key=lambda found: (-found.candidate.score, found.candidate.writer, found.document or "")
    )
    return Ranking(numbered(exact)[:top], len(ids), mean)


def _score_all(
    database: Database,
    encoder: Encoder,
    gallery: StoredGallery,
    questioned: DocumentCode,
    selection: Selection,
) -> tuple[IdArray, FloatArray]:
    """Ids and float32 scores of all writers (or documents) that take part."""
    unit = unit_rows(encoder.standardise(questioned.mean_feature)).astype(np.float32)
    left_out = np.array(sorted(selection.left_out), np.int64)
    of_document = gallery.document_index
    if selection.level == "document":
        takes_part = ~np.isin(of_document[:, 0], left_out)
        takes_part &= _chosen(of_document[:, 1], selection)
        return of_document[takes_part, 0], (gallery.documents @ unit)[takes_part]
    values = gallery.writers @ unit
    ids = gallery.writer_index[:, 0]
    takes_part = _chosen(ids, selection)
    for writer_id in np.unique(of_document[np.isin(of_document[:, 0], left_out), 1]):
        place = int(np.searchsorted(ids, writer_id))
        code = _pooled(database, gallery.model_id, int(writer_id), selection)
        if code is None:
            takes_part[place] = False
        else:
            values[place] = score_of(encoder, questioned, code)
    return ids[takes_part], values[takes_part]


def _chosen(writer_ids: IdArray, selection: Selection) -> npt.NDArray[np.bool_]:
    if selection.writer_ids is None:
        return np.ones(len(writer_ids), np.bool_)
    return np.isin(writer_ids, np.array(sorted(selection.writer_ids), np.int64))


def _exact(
    database: Database,
    encoder: Encoder,
    questioned: DocumentCode,
    found_id: int,
    selection: Selection,
    mean: float,
) -> StoredCandidate:
    by_document = selection.level == "document"
    with database.reading() as rows:
        documents = rows.execute(
            "SELECT documents.id, documents.name, writer_id, writers.name AS writer FROM documents "
            "JOIN writers ON writers.id = writer_id "
            f"WHERE {'documents.id' if by_document else 'writer_id'} = ? "
            "ORDER BY documents.id",
            (found_id,),
        ).fetchall()
        took_part = [row for row in documents if row["id"] not in selection.left_out]
        codes = [read_code(rows, row["id"], questioned.model_id) for row in took_part]
    code = pool([code for code in codes if code is not None])
    candidate = Candidate(
        rank=0,
        writer=took_part[0]["writer"],
        score=score_of(encoder, questioned, code),
        reference_mean=mean,
        document_count=len(took_part),
        patch_count=code.patch_count,
        writing_mm=code.writing_mm,
    )
    return StoredCandidate(
        candidate,
        took_part[0]["writer_id"],
        tuple(row["id"] for row in took_part),
        took_part[0]["name"] if by_document else None,
    )


def _pooled(
    database: Database, model_id: str, writer_id: int, selection: Selection
) -> DocumentCode | None:
    """A writer's code without the documents left out, None where none is left."""
    with database.reading() as rows:
        ids = [
            row["id"]
            for row in rows.execute("SELECT id FROM documents WHERE writer_id = ?", (writer_id,))
        ]
        codes = [
            code
            for i in ids
            if i not in selection.left_out and (code := read_code(rows, i, model_id)) is not None
        ]
    return pool(codes) if codes else None


def score_of(encoder: Encoder, questioned: DocumentCode, known: DocumentCode) -> float:
    """The exact score of two codes."""
    left: DoubleArray = questioned.mean_feature[None]
    return float(scores(encoder, left, known.mean_feature[None])[0, 0])


def numbered(found: Sequence[StoredCandidate]) -> tuple[StoredCandidate, ...]:
    """With ranks and ties as pipeline.ranking gives them; they stand in their order already."""
    values = [one.candidate.score for one in found]
    placed = []
    for place, one in enumerate(found):
        tied = any(
            0 <= place + step < len(values) and abs(values[place + step] - values[place]) < TIE
            for step in (-1, 1)
        )
        candidate = replace(one.candidate, rank=place + 1, tied=tied)
        placed.append(StoredCandidate(candidate, one.writer_id, one.document_ids, one.document))
    return tuple(placed)
