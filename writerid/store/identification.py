"""A questioned document against the database: ranked, explained from the stored originals."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from writerid.errors import WriterIdError
from writerid.pipeline.identify import CandidateEvidence, EncodedDocument, Engine
from writerid.store.database import Database
from writerid.store.gallery import StoredGallery, open_gallery
from writerid.store.known import encode_stored
from writerid.store.names import shown_name
from writerid.store.ranking import (
    Level,
    Ranking,
    Selection,
    StoredCandidate,
    documents_with_files,
    rank_stored,
)
from writerid.store.writers import find_writer
from writerid.tasks import SILENT, Task


@dataclass(frozen=True)
class LeftOut:
    """A document that took no part, and whether because it is the questioned file itself."""

    document_id: int
    writer: str
    document: str
    same_file: bool


@dataclass(frozen=True, eq=False)
class Known:
    """The database as one batch of questioned documents is compared with it.

    ``writer_ids`` None: all writers. ``excluded``: documents left out on request.
    """

    database: Database
    gallery: StoredGallery
    level: Level = "writer"
    writer_ids: frozenset[int] | None = None
    excluded: tuple[LeftOut, ...] = field(default=())


def open_known(
    database: Database,
    engine: Engine,
    *,
    level: Level = "writer",
    writers: Sequence[str] | None = None,
    exclude_documents: Sequence[str] = (),
    task: Task = SILENT,
) -> Known:
    """Open the gallery and settle who takes part.

    ``writers``: a closed list of names, codes or id:N, each also several with commas between.
    Raises WriterIdError for a writer or document that is not there, DatabaseError.
    """
    chosen = None
    if writers is not None:
        chosen = frozenset(i for text in writers for i in _writer_ids(database, text))
    excluded = tuple(one for text in exclude_documents for one in _documents_named(database, text))
    gallery = open_gallery(database, engine.encoder, engine.model_id, task)
    return Known(database, gallery, level, chosen, excluded)


def listed_writers(known: Known) -> list[str]:
    """The names of a closed list, by the alphabet; empty where all of the database takes part."""
    if known.writer_ids is None:
        return []
    with known.database.reading() as rows:
        return [
            str(row["name"])
            for row in rows.execute("SELECT id, name FROM writers ORDER BY name")
            if row["id"] in known.writer_ids
        ]


def rank_against(
    known: Known, engine: Engine, questioned: EncodedDocument, top: int
) -> tuple[Ranking, tuple[LeftOut, ...]]:
    """The best candidates, and the documents left out: those asked for, and the file itself."""
    hashes = sorted({page.page.sha256 for page in questioned.pages})
    same = [
        LeftOut(document_id, writer, name, same_file=True)
        for document_id, writer, name in documents_with_files(known.database, hashes)
    ]
    already = {one.document_id for one in same}
    left_out = (*same, *(one for one in known.excluded if one.document_id not in already))
    selection = Selection(
        known.level, known.writer_ids, frozenset(one.document_id for one in left_out)
    )
    ranking = rank_stored(
        known.database, engine.encoder, known.gallery, questioned.code, selection, top
    )
    return ranking, left_out


def explain_stored(
    known: Known,
    engine: Engine,
    questioned: EncodedDocument,
    candidate: StoredCandidate,
    task: Task = SILENT,
) -> CandidateEvidence:
    """The evidence for a candidate, from the originals of the documents that took part."""
    documents = encode_stored(known.database, engine, candidate.document_ids, task)
    return engine.explain(questioned, candidate.candidate, documents)


def _writer_ids(database: Database, text: str) -> list[int]:
    """One name that may hold commas, else several with commas between."""
    try:
        return [find_writer(database, text).id]
    except WriterIdError:
        if "," not in text:
            raise
    return [find_writer(database, part.strip()).id for part in text.split(",") if part.strip()]


def _documents_named(database: Database, text: str) -> list[LeftOut]:
    with database.reading() as rows:
        found = rows.execute(
            "SELECT documents.id, writers.name AS writer, documents.name FROM documents "
            "JOIN writers ON writers.id = writer_id "
            "WHERE documents.name = ? OR 'id:' || documents.id = ?",
            (text, text),
        ).fetchall()
    if not found:
        raise WriterIdError(f"no document “{shown_name(text)}” is enrolled: see “writers show”")
    return [LeftOut(row["id"], row["writer"], row["name"], same_file=False) for row in found]
