"""Comparisons are computed here, from snapshots alone; ``comparisons`` stores them."""

import platform
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from writerid import __version__
from writerid.casework.chain import now
from writerid.casework.frozen import (
    FrozenDocument,
    FrozenPage,
    feature_blob,
    freeze_item,
    known_digest,
)
from writerid.casework.items import Item
from writerid.casework.known_side import freeze_known, freeze_known_item, writer_key
from writerid.casework.likelihoods import LikelihoodRatio
from writerid.casework.pages import encode_item
from writerid.casework.variation import variation
from writerid.casework.weighing import (
    ToWeigh,
    open_weights,
    search_among,
    weigh,
    weighing_record,
)
from writerid.errors import CaseError
from writerid.model import Candidate
from writerid.pipeline.encoding import DoubleArray
from writerid.pipeline.identify import EncodedDocument, Engine
from writerid.pipeline.ranking import Gallery
from writerid.store.database import Database
from writerid.store.identification import Known, LeftOut, open_known, rank_against
from writerid.store.originals import Originals
from writerid.store.ranking import Level, Ranking
from writerid.tasks import SILENT, Task
from writerid.versions import package_versions

SCHEMA = "writerid.comparison/1"
Kind = Literal["identify", "compare"]


@dataclass(frozen=True)
class IdentifySettings:
    """What is compared with: the database's folder, and who of it.

    ``writers`` None: all. Otherwise a closed list of names, codes or id:N. ``top``: how many
    candidates are listed; codes are kept of all. ``calibration``, ``verbal_scale``: files, else
    those that ship.
    """

    database: Path
    level: Level = "writer"
    writers: tuple[str, ...] | None = None
    exclude_documents: tuple[str, ...] = ()
    top: int = 100
    calibration: Path | None = None
    verbal_scale: Path | None = None


@dataclass(frozen=True, eq=False)
class NewComparison:
    """A comparison that is computed and not stored yet.

    ``record`` is plain data; ``ratios`` are the candidates' likelihood ratios by rank, empty where
    nothing could be weighed.
    """

    item_id: int
    kind: Kind
    record: Mapping[str, Any]
    mean_feature: DoubleArray
    documents: tuple[FrozenDocument, ...]
    ratios: Mapping[int, LikelihoodRatio] = field(default_factory=dict)


def identify(
    engine: Engine,
    originals: Originals,
    item: Item,
    settings: IdentifySettings,
    task: Task = SILENT,
) -> NewComparison:
    """Rank the writers (or documents) of a database for an item. Nothing is written to the case.

    Raises what reading the item and opening the database raise, ModelError where codes are of
    another model, WriterIdError where nobody is left to compare with, Cancelled.
    """
    weights = open_weights(engine.model_id, settings.calibration, settings.verbal_scale)
    encoded = encode_item(engine, originals, item, task)
    with Database.open(settings.database) as database, database.reading():
        task.progress(0, 1, "comparing")
        known = open_known(
            database,
            engine,
            level=settings.level,
            writers=settings.writers,
            exclude_documents=settings.exclude_documents,
            task=task,
        )
        ranking, left_out = rank_against(known, engine, encoded, settings.top)
        documents = freeze_known(known, left_out, engine.model_id, task)
        record = {
            **_record(engine, "identify", item, encoded, documents),
            "level": settings.level,
            "top": settings.top,
            "database": _database_record(known),
            "closed_list": _closed_list(known),
            "left_out": _left_out(known, left_out),
            "compared": ranking.compared,
            "reference_mean": ranking.reference_mean,
            "candidates": _candidates(engine, encoded, ranking, documents),
            "weighing": weighing_record(weights),
        }
    ratios = weigh(
        engine,
        encoded,
        item.data,
        _searched(ranking, documents, settings.level, known.writer_ids),
        weights,
    )
    return NewComparison(
        item.id, "identify", record, encoded.code.mean_feature, tuple(documents), ratios
    )


def compare(
    engine: Engine,
    originals: Originals,
    item: Item,
    known_item: Item,
    task: Task = SILENT,
    *,
    calibration: Path | None = None,
    verbal_scale: Path | None = None,
) -> NewComparison:
    """Compare an item with one other item of the case, without a database.

    Raises CaseError where both are one or share a page, and what reading the items raises.
    """
    shared = {page.sha256 for page in item.used_pages} & {
        page.sha256 for page in known_item.used_pages
    }
    if item.id == known_item.id or shared:
        raise CaseError(
            f"{item.name} and {known_item.name} are the same file: choose two documents"
        )
    weights = open_weights(engine.model_id, calibration, verbal_scale)
    encoded = encode_item(engine, originals, item, task)
    known = encode_item(engine, originals, known_item, task)
    document = freeze_known_item(known_item, known, freeze_item(known_item, known))
    [candidate] = engine.rank(encoded, Gallery({document.writer_name: [known.code]}))
    record = {
        **_record(engine, "compare", item, encoded, [document]),
        "level": "document",
        "top": 1,
        "database": None,
        "closed_list": None,
        "left_out": [],
        "compared": 1,
        "reference_mean": candidate.reference_mean,
        "candidates": [
            _candidate(engine, encoded, candidate, [document], [document], document.name)
        ],
        "weighing": weighing_record(weights),
    }
    ratios = weigh(engine, encoded, item.data, [ToWeigh(candidate, [document])], weights)
    return NewComparison(item.id, "compare", record, encoded.code.mean_feature, (document,), ratios)


def _searched(
    ranking: Ranking,
    documents: Sequence[FrozenDocument],
    level: Level,
    closed: Collection[int] | None,
) -> list[ToWeigh]:
    by_id = {document.document_id: document for document in documents}
    return [
        ToWeigh(
            found.candidate,
            [by_id[document_id] for document_id in found.document_ids],
            search_among(
                ranking.compared,
                found.candidate.rank,
                level,
                None if closed is None else len(closed),
            ),
        )
        for found in ranking.candidates
    ]


def _record(
    engine: Engine,
    kind: Kind,
    item: Item,
    encoded: EncodedDocument,
    documents: Sequence[FrozenDocument],
) -> dict[str, Any]:
    """What every comparison freezes: the item, and what is needed to repeat it."""
    pages: tuple[FrozenPage, ...] = freeze_item(item, encoded)
    return {
        "schema": SCHEMA,
        "kind": kind,
        "computed": now(),
        "writerid": __version__,
        "packages": {**package_versions(), "python": platform.python_version()},
        "system": platform.platform(),
        "model_id": engine.model_id,
        "backend": engine.embedder.backend,
        "questioned": {
            "item_id": item.id,
            "role": item.role,
            "name": item.name,
            "title": item.title,
            "item": asdict(item.data),
            "pages": [page.record() for page in pages],
            "patch_count": encoded.code.patch_count,
            "writing_mm": encoded.code.writing_mm,
            "code_sha256": sha256(feature_blob(encoded.code.mean_feature)).hexdigest(),
        },
        "writer_count": len({document.writer for document in documents}),
        "document_count": len(documents),
        "known_digest": known_digest(documents),
    }


def _database_record(known: Known) -> dict[str, Any]:
    database_id, changes = known.database.state()
    count, head = known.database.history_end()
    return {
        "folder": str(known.database.folder.absolute()),
        "id": database_id,
        "changes": changes,
        # The case then bears witness to the database's history as far as this.
        "event_count": count,
        "event_head": head,
    }


def _closed_list(known: Known) -> list[dict[str, str]] | None:
    """The writers of a closed list, by name; None where all of the database took part."""
    if known.writer_ids is None:
        return None
    database_id, _ = known.database.state()
    with known.database.reading() as rows:
        return [
            {"key": writer_key(database_id, row["id"]), "name": row["name"]}
            for row in rows.execute("SELECT id, name FROM writers ORDER BY name")
            if row["id"] in known.writer_ids
        ]


def _left_out(known: Known, left_out: Sequence[LeftOut]) -> list[dict[str, Any]]:
    database_id, _ = known.database.state()
    records = []
    with known.database.reading() as rows:
        for one in left_out:
            row = rows.execute(
                "SELECT writer_id FROM documents WHERE id = ?", (one.document_id,)
            ).fetchone()
            records.append({**asdict(one), "key": writer_key(database_id, row["writer_id"])})
    return records


def _candidates(
    engine: Engine,
    encoded: EncodedDocument,
    ranking: Ranking,
    documents: Sequence[FrozenDocument],
) -> list[dict[str, Any]]:
    by_id = {document.document_id: document for document in documents}
    by_writer: dict[str, list[FrozenDocument]] = {}
    for document in documents:
        by_writer.setdefault(document.writer, []).append(document)
    return [
        _candidate(
            engine,
            encoded,
            found.candidate,
            [by_id[document_id] for document_id in found.document_ids],
            by_writer[by_id[found.document_ids[0]].writer],
            found.document,
        )
        for found in ranking.candidates
    ]


def _candidate(
    engine: Engine,
    encoded: EncodedDocument,
    candidate: Candidate,
    documents: Sequence[FrozenDocument],
    of_writer: Sequence[FrozenDocument],
    document: str | None,
) -> dict[str, Any]:
    """A candidate; the variation is that of all the writer's documents that took part."""
    return {
        **asdict(candidate),
        "key": documents[0].writer,
        "document": document,
        "documents": [one.digest for one in documents],
        "variation": asdict(variation(engine.encoder, encoded.code.mean_feature, of_writer)),
    }
