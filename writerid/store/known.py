"""Known writing from the store, encoded with its pixels: what evidence is drawn from."""

from collections.abc import Sequence
from functools import partial

from writerid.errors import OriginalError, WriterIdError
from writerid.pipeline.identify import EncodedDocument, Engine
from writerid.store.database import Database
from writerid.store.documents import read_pages_of
from writerid.store.page_encoding import read_stored_page
from writerid.tasks import SILENT, Task


def encode_stored(
    database: Database, engine: Engine, document_ids: Sequence[int], task: Task = SILENT
) -> list[EncodedDocument]:
    """Encode documents from their originals, each verified, with their recorded preparation.

    Pages bear the names of the files they were enrolled from. Raises OriginalError for an original
    that is missing or changed.
    """
    return [_encode(database, engine, document_id, task) for document_id in document_ids]


def _encode(database: Database, engine: Engine, document_id: int, task: Task) -> EncodedDocument:
    with database.reading() as rows:
        row = rows.execute("SELECT name FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise WriterIdError("a document was deleted meanwhile: run the same again")
        stored = read_pages_of(rows, document_id)
    pages = [
        engine.encode_read(partial(read_stored_page, page, database.originals), page.steps, task)
        for page in stored
    ]
    for page, record in zip(pages, stored, strict=True):
        if (page.page.width_px, page.page.height_px) != (record.width_px, record.height_px):
            raise OriginalError(
                f"{record.file.name} is read as another size than when it was enrolled: encode it "
                "again with “writerid reencode --all”"
            )
    return engine.join(str(row["name"]), pages)
