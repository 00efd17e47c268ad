"""A candidate of the database made ready to be weighed: codes and circumstances from the store."""

from writerid.model import Candidate
from writerid.pipeline.identify import EncodedDocument, Engine
from writerid.pipeline.refusals import NOT_RECORDED, Circumstances
from writerid.pipeline.strength import Compared, Search
from writerid.pipeline.weighing import KnownSide, compared_of
from writerid.store.database import Database
from writerid.store.documents import item_of, read_code, read_pages_of
from writerid.store.items import ItemData


def circumstances_of(item: ItemData) -> Circumstances:
    """What of an item's data decides whether an LR may be given."""
    return Circumstances(item.script, item.style, item.manner)


def compared_with_stored(
    database: Database,
    engine: Engine,
    questioned: EncodedDocument,
    candidate: Candidate,
    document_ids: tuple[int, ...],
    *,
    circumstances: Circumstances = NOT_RECORDED,
    search: Search | None = None,
    same_file: bool = False,
) -> Compared:
    """The comparison with a stored writer's documents that took part. Raises DatabaseError."""
    codes, items, sizes = [], [], []
    with database.reading() as rows:
        for document_id in document_ids:
            row = rows.execute("SELECT * FROM documents WHERE id = ?", (document_id,)).fetchone()
            code = read_code(rows, document_id, engine.model_id)
            if row is None or code is None:
                continue
            codes.append(code)
            items.append(circumstances_of(item_of(row)))
            sizes += [page.resolution.is_true_size for page in read_pages_of(rows, document_id)]
    return compared_of(
        engine.encoder,
        questioned,
        candidate,
        KnownSide(codes, items, all(sizes)),
        circumstances=circumstances,
        search=search,
        same_file=same_file,
    )
