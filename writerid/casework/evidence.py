"""The evidence of a candidate: found from verified originals when first viewed, then kept."""

import io
import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from writerid import __version__
from writerid.casework.case import Case
from writerid.casework.chain import canonical, digest_of, now
from writerid.casework.comparisons import (
    candidate_of,
    compared_documents,
    comparison_row,
    open_comparison,
    read_record,
)
from writerid.casework.copies import tell_database
from writerid.casework.frozen import FrozenDocument, FrozenPage
from writerid.casework.known_pages import (
    KnownOriginals,
    encode_frozen_pages,
    keep_originals,
)
from writerid.casework.stored_evidence import Evidence, evidence_of
from writerid.errors import CaseError, ModelError
from writerid.model import Candidate
from writerid.pipeline.identify import CandidateEvidence, EncodedDocument, Engine
from writerid.tasks import SILENT, Task
from writerid.versions import package_versions

Arrays = dict[str, npt.NDArray[Any]]

COUNTERPARTS = 5
"""Known patches kept for each questioned one: what lights up when it is clicked."""

ROWS_A_CHUNK = 256
LARGEST_DEVIATION = 1e-3
"""Another backend may differ by so much in a score, no more."""


@dataclass(frozen=True, eq=False)
class EvidenceRequest:
    """All that evidence is found from, taken from the case at once.

    Names are codes while they are hidden, so that no error tells them.
    """

    comparison_id: int
    candidate: Candidate
    item_name: str
    model_id: str
    questioned: tuple[FrozenPage, ...]
    documents: tuple[FrozenDocument, ...]
    originals: KnownOriginals


@dataclass(frozen=True, eq=False)
class NewEvidence:
    """Evidence that is found and not stored yet.

    ``documents`` are those whose originals it holds; ``database``: the folder they came from.
    """

    comparison_id: int
    rank: int
    record: Mapping[str, Any]
    arrays: bytes
    originals: Mapping[str, int]
    documents: tuple[FrozenDocument, ...] = ()
    database: Path | None = None


def evidence(
    case: Case, engine: Engine, comparison_id: int, rank: int, task: Task = SILENT
) -> Evidence:
    """The evidence of a candidate: as it is stored, or found now and stored.

    Raises what the three steps that it is made of raise.
    """
    found = read_evidence(case, comparison_id, rank)
    if found is None:
        request = request_evidence(case, comparison_id, rank)
        store_evidence(case, find_evidence(engine, request, task))
        found = read_evidence(case, comparison_id, rank)
    if found is None:
        raise CaseError("the evidence went away while it was stored: try again")
    return found


def request_evidence(
    case: Case, comparison_id: int, rank: int, *, database: Path | None = None
) -> EvidenceRequest:
    """Take from the case what the evidence of a candidate is found from.

    ``database``: where the database's folder is now, if it was moved. Raises CaseError.
    """
    documents = compared_documents(case, comparison_id, rank)
    comparison = open_comparison(case, comparison_id)
    folder = database or (comparison.database.folder if comparison.database else None)
    return EvidenceRequest(
        comparison_id,
        comparison.candidates[rank - 1].candidate,
        comparison.item.name,
        comparison.item.code.model_id,
        comparison.item.pages,
        tuple(documents),
        KnownOriginals.of(case, folder),
    )


def find_evidence(engine: Engine, request: EvidenceRequest, task: Task = SILENT) -> NewEvidence:
    """Encode both sides from their originals, and find which patches carry the score.

    The known side's originals are copied into the case's folder. Raises ModelError for another
    model than the comparison's, OriginalError for an original that is missing or changed, CaseError
    where the score does not come out again, Cancelled.
    """
    if engine.model_id != request.model_id:
        raise ModelError(
            f"the comparison was made with another model ({request.model_id[:12]}…) than this one "
            f"({engine.model_id[:12]}…): choose that model, or compare again"
        )
    questioned = encode_frozen_pages(
        engine, request.originals, request.item_name, request.questioned, task
    )
    known = [
        encode_frozen_pages(engine, request.originals, one.name, one.pages, task)
        for one in request.documents
    ]
    task.progress(0, 1, "finding the patches that carry the score")
    record, arrays = work_out(engine, request, questioned, known, task)
    if abs(record["deviation"]) > LARGEST_DEVIATION:
        raise CaseError(
            f"the evidence gives a score of {record['score']:.4f}, the comparison had "
            f"{request.candidate.score:.4f}: it can't be repeated here; compare again with this "
            "version of the program"
        )
    originals = keep_originals(request.originals, request.documents, task)
    return NewEvidence(
        request.comparison_id,
        request.candidate.rank,
        record,
        _packed(arrays),
        originals,
        request.documents,
        request.originals.database_folder,
    )


def work_out(
    engine: Engine,
    request: EvidenceRequest,
    questioned: EncodedDocument,
    known: Sequence[EncodedDocument],
    task: Task = SILENT,
) -> tuple[dict[str, Any], Arrays]:
    """The record and the arrays of the evidence, from both sides encoded. Raises Cancelled."""
    found = engine.explain(questioned, request.candidate, known)
    deviation = found.contributions.score - request.candidate.score
    return _record(engine, request, found, deviation), _arrays(questioned, found, task)


def store_evidence(case: Case, new: NewEvidence) -> None:
    """Store found evidence in one short transaction; what is stored already stays.

    Then the database is told that the case holds the originals, see ``copies.untold_copies``.
    """
    text = canonical(new.record)
    digest = digest_of(text.encode(), new.arrays)
    with case.reading() as rows:
        if _row(rows, new.comparison_id, new.rank) is not None:
            return
    with case.changing("evidence viewed") as change:
        for sha256, size_bytes in new.originals.items():
            change.rows.execute(
                "INSERT INTO originals VALUES (?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
                (sha256, size_bytes, now()),
            )
        change.rows.execute(
            "INSERT OR IGNORE INTO evidence VALUES (?, ?, ?, ?, ?, ?)",
            (new.comparison_id, new.rank, now(), text, new.arrays, digest),
        )
        change.data.update(
            comparison=new.comparison_id,
            rank=new.rank,
            digest=digest,
            originals=sorted(new.originals),
        )
    if new.database is not None:
        tell_database(
            case,
            new.database,
            new.documents,
            comparison_id=new.comparison_id,
            originals=True,
        )


def read_evidence(
    case: Case, comparison_id: int, rank: int, *, reveal: bool = False
) -> Evidence | None:
    """The evidence as it is stored; None where it was not viewed yet.

    Names are replaced by codes while they are hidden, unless ``reveal``. Raises CaseError where it
    was changed.
    """
    comparison = open_comparison(case, comparison_id, reveal=reveal)
    documents = compared_documents(case, comparison_id, rank, reveal=reveal)
    with case.reading() as rows:
        row = _row(rows, comparison_id, rank)
    if row is None:
        return None
    record, arrays = _unpacked(row)
    return evidence_of(comparison, rank, documents, record, arrays)


def evidence_records(case: Case, comparison_id: int) -> dict[int, tuple[Mapping[str, Any], Arrays]]:
    """The records and arrays of all evidence of a comparison, by rank, as they are stored.

    Raises CaseError where one was changed.
    """
    with case.reading() as rows:
        found = rows.execute(
            "SELECT * FROM evidence WHERE comparison_id = ? ORDER BY rank", (comparison_id,)
        ).fetchall()
    return {row["rank"]: _unpacked(row) for row in found}


def _unpacked(row: sqlite3.Row) -> tuple[Mapping[str, Any], Arrays]:
    """Raises CaseError where it is not what was stored."""
    if digest_of(row["record"].encode(), row["arrays"]) != row["digest"]:
        raise CaseError(
            f"the evidence of comparison {row['comparison_id']}, candidate {row['rank']}, was "
            "changed after it was found: it is not shown; put the case back from a backup"
        )
    with np.load(io.BytesIO(row["arrays"]), allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    return json.loads(row["record"]), arrays


def _row(rows: sqlite3.Connection, comparison_id: int, rank: int) -> sqlite3.Row | None:
    candidate_of(read_record(comparison_row(rows, comparison_id)), rank)
    row: sqlite3.Row | None = rows.execute(
        "SELECT * FROM evidence WHERE comparison_id = ? AND rank = ?", (comparison_id, rank)
    ).fetchone()
    return row


def _record(
    engine: Engine, request: EvidenceRequest, found: CandidateEvidence, deviation: float
) -> dict[str, Any]:
    pairs = found.pairs
    return {
        "made": now(),
        "writerid": __version__,
        "packages": package_versions(),
        "backend": engine.embedder.backend,
        "score": found.contributions.score,
        "reference_mean": found.contributions.reference_mean,
        "deviation": deviation,
        "supporting": [asdict(pair) for pair in pairs.supporting],
        "contradicting": [asdict(pair) for pair in pairs.contradicting],
        "supporting_share": pairs.supporting_share,
        "contradicting_share": pairs.contradicting_share,
        "reference_counterparts": [list(one) for one in found.reference_counterparts],
        "originals": sorted({sha256 for one in request.documents for sha256 in one.file_hashes}),
    }


def _arrays(questioned: EncodedDocument, found: CandidateEvidence, task: Task) -> Arrays:
    arrays: Arrays = {
        "absolute": found.contributions.absolute,
        "relative": found.contributions.relative,
        **_places("questioned", questioned),
        **_counterparts(questioned, found.known, task),
    }
    for number, document in enumerate(found.known):
        arrays.update(_places(f"known_{number}", document))
    return arrays


def _packed(arrays: Arrays) -> bytes:
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **arrays)
    return stream.getvalue()


def _places(prefix: str, document: EncodedDocument) -> Arrays:
    counts = [len(page.patches) for page in document.pages]
    return {
        f"{prefix}_corners_px": document.corners_px,
        f"{prefix}_page": np.repeat(np.arange(len(counts), dtype=np.int32), counts),
    }


def _counterparts(
    questioned: EncodedDocument, known: Sequence[EncodedDocument], task: Task
) -> Arrays:
    """For each questioned patch the known ones most like it, best first."""
    vectors = np.concatenate([document.embeddings for document in known])
    sizes = [len(document.embeddings) for document in known]
    owner = np.repeat(np.arange(len(known), dtype=np.int32), sizes)
    within = np.concatenate([np.arange(size, dtype=np.int32) for size in sizes])
    most = min(COUNTERPARTS, len(vectors))
    best, values = [], []
    for start in range(0, len(questioned.embeddings), ROWS_A_CHUNK):
        task.check_cancelled()
        alike = questioned.embeddings[start : start + ROWS_A_CHUNK] @ vectors.T
        order = np.argsort(-alike, axis=1, kind="stable")[:, :most]
        best.append(order)
        values.append(np.take_along_axis(alike, order, axis=1))
    index = np.concatenate(best)
    return {
        "counterpart_document": owner[index],
        "counterpart_patch": within[index],
        "counterpart_similarity": np.concatenate(values).astype(np.float32),
    }
