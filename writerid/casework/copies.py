"""The database is told which of its documents a case holds copies of."""

from collections.abc import Sequence
from pathlib import Path

from writerid.casework.case import Case
from writerid.casework.chain import events_in
from writerid.casework.frozen import ITEM_KEY, FrozenDocument
from writerid.errors import DatabaseError, WriterIdError
from writerid.store.database import Database
from writerid.store.holdings import Holder, record_holding

NOT_TOLD = "database not told"
BUSY_SECONDS = 3.0
"""The comparison is stored already: nobody waits long for a note about it."""


def tell_database(
    case: Case,
    folder: Path,
    documents: Sequence[FrozenDocument],
    *,
    comparison_id: int,
    originals: bool,
) -> None:
    """Note in the database in ``folder`` that the case holds copies of these documents of it.

    Where that can't be done, the history of the case says so, and the work goes on.
    """
    known = [one for one in documents if not one.writer.startswith(ITEM_KEY)]
    if not known:
        return
    database_id = known[0].writer.partition(":")[0]
    state = case.state()
    holder = Holder(
        state.case_id, state.title, str(case.folder), state.event_count, state.event_head
    )
    try:
        with Database.open(folder, busy_s=BUSY_SECONDS, examiner=case.author.name) as database:
            if database.state()[0] != database_id:
                raise DatabaseError(
                    f"{folder} holds another database than the one that was compared with"
                )
            numbers = [one.document_id for one in known]
            record_holding(database, holder, numbers, originals=originals)
    except WriterIdError as error:
        with case.changing(NOT_TOLD) as change:
            change.data.update(
                comparison=comparison_id,
                database=database_id,
                folder=str(folder),
                originals=originals,
                documents=len(known),
                reason=str(error),
            )


def untold_copies(case: Case, comparison_id: int) -> str:
    """What to say where the database could not be told of a comparison's copies; else nothing."""
    reason = ""
    with case.reading() as rows:
        for event in events_in(rows):
            if event.kind == NOT_TOLD and event.data["comparison"] == comparison_id:
                reason = str(event.data["reason"])
    if not reason:
        return ""
    return (
        "the database could not be told that this case holds copies of its writing, so that it "
        f"will not name the case when a writer is deleted ({reason})"
    )
