"""Is the case whole? Reads all of it: the file, the history, every original, every comparison."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from writerid.casework.case import Case
from writerid.casework.chain import ChainCheck, check_chain
from writerid.casework.comparisons import compared_documents, list_comparisons, open_comparison
from writerid.casework.evidence import read_evidence
from writerid.casework.frozen import known_digest
from writerid.casework.witness import unexplained_rows
from writerid.errors import CaseError, WriterIdError
from writerid.store.schema import damage_in
from writerid.tasks import SILENT, Task


@dataclass(frozen=True)
class CaseCheck:
    """What was found. ``orphans`` (hashes) are copies that nothing refers to: harmless."""

    history: ChainCheck
    originals: int
    comparisons: int
    problems: tuple[str, ...]
    orphans: tuple[str, ...]


def check_case(
    case: Case, anchors: Mapping[int, str] | None = None, task: Task = SILENT
) -> CaseCheck:
    """Check everything; ``anchors`` are heads of the history by count, as reports printed them.

    Raises CaseError where the file can't be read at all, Cancelled.
    """
    with case.reading() as rows:
        problems = list(damage_in(rows, case.file))
        history = check_chain(rows, anchors)
        if not history.problem:
            # What a broken chain says of the rows is worth nothing.
            problems += [f"{case.file}: {problem}" for problem in unexplained_rows(rows)]
        problems += [f"{case.file}: {problem}" for problem in _known_problems(rows)]
        stored = [str(row[0]) for row in rows.execute("SELECT sha256 FROM originals")]
        left_out = {str(row[0]) for row in rows.execute("SELECT sha256 FROM left_out_originals")}
        names = {
            str(row["sha256"]): str(row["file_name"])
            for row in rows.execute("SELECT sha256, file_name FROM pages")
        }
    if history.problem:
        problems.append(f"{case.file}: {history.problem}")
    for sha256 in task.each(stored, "verifying originals"):
        if sha256 in left_out and not case.originals.has(sha256):
            continue  # an export left it out, and the history says so
        try:
            case.originals.verified(sha256, names.get(sha256, f"known writing {sha256[:12]}…"))
        except WriterIdError as error:
            problems.append(str(error))
    comparisons = list_comparisons(case)
    for line in task.each(comparisons, "verifying comparisons"):
        problems += _comparison_problems(case, line.id)
    orphans = tuple(sorted(set(case.originals.hashes()) - set(stored)))
    return CaseCheck(history, len(stored), len(comparisons), tuple(problems), orphans)


def _known_problems(rows: sqlite3.Connection) -> Iterator[str]:
    """What the digests in the comparisons do not cover of their known documents."""
    for row in rows.execute(
        "SELECT id, writer IS json_extract(record, '$.writer') AS same FROM known_documents "
        "WHERE NOT same OR id NOT IN (SELECT known_document_id FROM compared)"
    ):
        known = f"known document number {row['id']}"
        if row["same"]:
            yield f"{known} is there, and no comparison was made with it"
        else:
            yield f"{known} stands under another writer than it was compared under"


def _comparison_problems(case: Case, comparison_id: int) -> Iterator[str]:
    try:
        comparison = open_comparison(case, comparison_id, reveal=True)
        documents = compared_documents(case, comparison_id, reveal=True)
        if known_digest(documents) != comparison.record["known_digest"]:
            raise CaseError(
                f"the known documents of comparison {comparison_id} are others than were compared"
            )
        for candidate in comparison.candidates:
            if candidate.evidence_seen:
                read_evidence(case, comparison_id, candidate.candidate.rank, reveal=True)
    except WriterIdError as error:
        yield f"{case.file}: {error}"
