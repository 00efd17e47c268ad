"""The comparisons of a case: stored as they were made, opened exactly so."""

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from writerid.casework.case import Case
from writerid.casework.chain import canonical, now
from writerid.casework.comparing import Kind, NewComparison
from writerid.casework.comparison import Comparison, comparison_of
from writerid.casework.copies import tell_database
from writerid.casework.frozen import FrozenDocument, document_of, feature_blob, put_documents
from writerid.casework.hidden_names import are_hidden, codes_of, give_codes, under_code
from writerid.casework.items import item_row
from writerid.casework.likelihoods import likelihood_ratios_of, put_likelihood_ratios
from writerid.casework.replay_outcome import outcomes_in
from writerid.casework.wording import newest_wording, take_over_wording
from writerid.errors import CaseError
from writerid.store.ranking import Level


@dataclass(frozen=True)
class ComparisonLine:
    """A comparison in the case's list.

    ``compared``: how many writers or documents were ranked, by ``level``. ``views``: how many views
    are recorded of it. ``other``: the item that was compared with, where it was one. ``replayed``:
    what its last replay came to, empty where it was never replayed.
    """

    id: int
    kind: Kind
    item: str
    made: str
    examiner: str
    compared: int
    level: Level
    closed_list: bool
    views: int
    other: str | None
    replayed: str

    @property
    def question(self) -> tuple[str, Kind, bool, str | None]:
        """What was asked: of which item, in the database or in a list, or about which document."""
        return self.item, self.kind, self.closed_list, self.other


def store_comparison(case: Case, new: NewComparison) -> int:
    """Store a computed comparison in one short transaction; returns its id.

    Then the database is told that the case holds copies, see ``copies.untold_copies``. Raises
    CaseError where the item is gone meanwhile.
    """
    text = canonical(new.record)
    digest = hashlib.sha256(text.encode()).hexdigest()
    # Hashing is done here, not while others wait for the file.
    digests = [document.digest for document in new.documents]
    with case.changing("comparison made") as change:
        rows = change.rows
        name = item_row(rows, new.item_id)["name"]
        comparison_id = rows.execute(
            "INSERT INTO comparisons (item_id, kind, made, examiner, record, digest, mean_feature) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(new.item_id, new.kind, now(), case.author.name, text, digest),
                feature_blob(new.mean_feature),
            ),
        ).lastrowid
        assert comparison_id is not None  # noqa: S101 - an INSERT has one
        put_documents(rows, new.documents)
        rows.executemany(
            "INSERT INTO compared SELECT ?, id FROM known_documents WHERE digest = ?",
            [(comparison_id, one) for one in digests],
        )
        put_likelihood_ratios(rows, comparison_id, new.ratios)
        closed = new.record["closed_list"] or []
        give_codes(
            rows,
            {document.writer for document in new.documents} | {one["key"] for one in closed},
        )
        wording = take_over_wording(rows, comparison_id, case.author.name)
        if wording is not None:
            change.data["propositions"] = wording
        change.data.update(
            comparison=comparison_id,
            kind=new.kind,
            item=name,
            compared=new.record["compared"],
            digest=digest,
        )
    if new.record["database"] is not None:
        folder = Path(new.record["database"]["folder"])
        tell_database(case, folder, new.documents, comparison_id=comparison_id, originals=False)
    return comparison_id


def list_comparisons(case: Case) -> list[ComparisonLine]:
    """All comparisons, newest first."""
    with case.reading() as rows:
        replayed = outcomes_in(rows)
        return [
            ComparisonLine(
                row["id"],
                row["kind"],
                row["item"],
                row["made"],
                row["examiner"],
                row["compared"],
                row["level"],
                row["closed_list"] is not None,
                row["views"],
                row["other"],
                replayed.get(row["id"], ""),
            )
            for row in rows.execute(
                "SELECT id, kind, made, examiner, "
                "json_extract(record, '$.questioned.name') AS item, "
                "json_extract(record, '$.compared') AS compared, "
                "json_extract(record, '$.level') AS level, "
                "json_extract(record, '$.closed_list') AS closed_list, "
                "CASE kind WHEN 'compare' THEN json_extract(record, '$.candidates[0].document') "
                "END AS other, "
                "(SELECT count(*) FROM views WHERE comparison_id = comparisons.id) AS views "
                "FROM comparisons ORDER BY id DESC"
            )
        ]


def open_comparison(case: Case, comparison_id: int, *, reveal: bool = False) -> Comparison:
    """The comparison as it was made; nothing is computed, and the database is not needed.

    Names are replaced by codes while they are hidden, unless ``reveal``. Raises CaseError where
    the record was changed.
    """
    with case.reading() as rows:
        row = comparison_row(rows, comparison_id)
        record = read_record(row)
        seen = {
            one["rank"]
            for one in rows.execute(
                "SELECT rank FROM evidence WHERE comparison_id = ?", (comparison_id,)
            )
        }
        return comparison_of(
            row,
            record,
            codes_of(rows),
            hidden=not reveal and are_hidden(rows, comparison_id),
            likelihood_ratios=likelihood_ratios_of(rows, comparison_id),
            seen=seen,
            wording=newest_wording(rows, comparison_id),
        )


def compared_documents(
    case: Case, comparison_id: int, rank: int | None = None, *, reveal: bool = False
) -> list[FrozenDocument]:
    """The known documents as they were compared, with their codes: of a candidate, or all.

    Without names while they are hidden, unless ``reveal``. Raises CaseError where one was changed.
    """
    with case.reading() as rows:
        record = read_record(comparison_row(rows, comparison_id))
        wanted = None if rank is None else candidate_of(record, rank)["documents"]
        found = {
            row["digest"]: _checked(row)
            for row in rows.execute(
                "SELECT known_documents.* FROM compared JOIN known_documents "
                "ON known_documents.id = known_document_id WHERE comparison_id = ? "
                "AND (? IS NULL OR digest IN (SELECT value FROM json_each(?))) "
                "ORDER BY known_documents.id",
                (comparison_id, None if wanted is None else "", json.dumps(wanted)),
            )
        }
        missing = [digest for digest in wanted or () if digest not in found]
        if missing or (wanted is None and len(found) != record["document_count"]):
            raise CaseError("known documents of the comparison are missing: the case is damaged")
        documents = [found[digest] for digest in (wanted if wanted is not None else found)]
        if not reveal and are_hidden(rows, comparison_id):
            codes = codes_of(rows)
            return [under_code(one, i, codes) for i, one in enumerate(documents, start=1)]
        return documents


def comparison_row(rows: sqlite3.Connection, comparison_id: int) -> sqlite3.Row:
    """The row of a comparison. Raises CaseError where there is none."""
    row: sqlite3.Row | None = rows.execute(
        "SELECT * FROM comparisons WHERE id = ?", (comparison_id,)
    ).fetchone()
    if row is None:
        raise CaseError(f"the case has no comparison {comparison_id}: look at its list")
    return row


def read_record(row: sqlite3.Row) -> Mapping[str, Any]:
    """A comparison's record. Raises CaseError where it is not what was stored."""
    record: dict[str, Any] = json.loads(row["record"])
    code = hashlib.sha256(row["mean_feature"]).hexdigest()
    if (
        hashlib.sha256(row["record"].encode()).hexdigest() != row["digest"]
        or code != record["questioned"]["code_sha256"]
    ):
        raise CaseError(
            f"comparison {row['id']} was changed after it was made: it is not shown; put the case "
            "back from a backup"
        )
    return record


def candidate_of(record: Mapping[str, Any], rank: int) -> Mapping[str, Any]:
    """The record of a candidate. Raises CaseError where there is none of that rank."""
    candidates: list[dict[str, Any]] = record["candidates"]
    if not 1 <= rank <= len(candidates):
        raise CaseError(f"the comparison lists candidates 1 to {len(candidates)}, not {rank}")
    return candidates[rank - 1]


def _checked(row: sqlite3.Row) -> FrozenDocument:
    document = document_of(row)
    if document.digest != row["digest"] or document.writer != row["writer"]:
        raise CaseError(
            "a known document was changed after it was compared: it is not used; put the case back "
            "from a backup"
        )
    return document
