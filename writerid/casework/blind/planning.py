"""What goes into a blind package: looked at before anything is written."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from writerid.casework.blind.format import PROPOSITIONS
from writerid.casework.case import Case
from writerid.casework.casefile.leaving import (
    LeavingDocument,
    LeavingWriter,
    hidden_writers,
    in_order,
)
from writerid.casework.comparisons import compared_documents, open_comparison
from writerid.casework.frozen import ITEM_KEY, FrozenDocument
from writerid.casework.hidden_names import codes_of
from writerid.casework.items import Item, find_item, list_items
from writerid.casework.known_pages import KnownOriginals
from writerid.errors import CaseError


@dataclass(frozen=True)
class BlindWanted:
    """What the first examiner asks for.

    ``items``: their names; empty: all that were compared. The newest comparison of each is to be
    repeated. ``with_preparation`` hands on how its pages were prepared. ``database``: where the
    database's folder is now, if it was moved.
    """

    items: tuple[str, ...] = ()
    with_preparation: bool = False
    without_known_originals: bool = False
    database: Path | None = None
    propositions: str = PROPOSITIONS


@dataclass(frozen=True, eq=False)
class PlannedItem:
    """An item under its ``name`` in the package, and the comparison that is to be repeated."""

    name: str
    item: Item
    comparison_id: int


@dataclass(frozen=True, eq=False)
class PlannedDocument:
    """A known document under its ``name`` in the package.

    ``originals`` is where its scans are; None: its code alone goes along.
    """

    name: str
    frozen: FrozenDocument
    originals: KnownOriginals | None


@dataclass(frozen=True, eq=False)
class PlannedWriter:
    """A known writer under the ``code`` that is made up for the package."""

    code: str
    key: str
    documents: tuple[PlannedDocument, ...]

    @property
    def name(self) -> str:
        """As it was when it was compared."""
        return self.documents[0].frozen.writer_name


@dataclass(frozen=True, eq=False)
class BlindPlan:
    """What will go into the package. ``leaving`` says whose known writing goes along."""

    wanted: BlindWanted
    items: tuple[PlannedItem, ...]
    writers: tuple[PlannedWriter, ...]
    model_id: str
    calibration_id: str | None
    leaving: tuple[LeavingWriter, ...]


def plan_blind(case: Case, wanted: BlindWanted) -> BlindPlan:
    """Settle what a package will hold; the codes are drawn now, at random.

    Raises CaseError for an item that is not there or was not compared yet, and where the
    comparisons to be repeated were made with different models.
    """
    items = tuple(
        PlannedItem(f"Q{number}", item, _newest_comparison(case, item))
        for number, item in enumerate(_items(case, wanted.items), start=1)
    )
    models = {open_comparison(case, one.comparison_id).item.code.model_id for one in items}
    if len(models) > 1:
        raise CaseError(
            "the items were compared with different models: compare them all with the same one, or "
            "make a package of each"
        )
    writers = _writers(case, items, wanted)
    return BlindPlan(
        wanted, items, writers, models.pop(), _calibration(case, items), _leaving(case, writers)
    )


def _items(case: Case, names: Sequence[str]) -> list[Item]:
    if names:
        return [find_item(case, name) for name in dict.fromkeys(names)]
    with case.reading() as rows:
        compared = {row[0] for row in rows.execute("SELECT item_id FROM comparisons")}
    found = [item for item in list_items(case, "questioned") if item.id in compared]
    if not found:
        raise CaseError("no item of the case was compared yet: compare one first")
    return found


def _newest_comparison(case: Case, item: Item) -> int:
    """With a database where there is one, otherwise with another item."""
    with case.reading() as rows:
        row = rows.execute(
            "SELECT id FROM comparisons WHERE item_id = ? ORDER BY kind = 'identify' DESC, id DESC",
            (item.id,),
        ).fetchone()
    if row is None:
        raise CaseError(
            f"{item.name} was not compared yet: compare it first, so that there is something to "
            "repeat"
        )
    return int(row["id"])


def _calibration(case: Case, items: Sequence[PlannedItem]) -> str | None:
    found = [
        candidate.likelihood_ratio.calibration_id
        for one in items
        for candidate in open_comparison(case, one.comparison_id).candidates
        if candidate.likelihood_ratio is not None
    ]
    return found[0] if found else None


def _writers(
    case: Case, items: Sequence[PlannedItem], wanted: BlindWanted
) -> tuple[PlannedWriter, ...]:
    found: dict[str, dict[int, tuple[FrozenDocument, KnownOriginals | None]]] = {}
    for one in sorted(items, key=lambda one: one.comparison_id):
        comparison = open_comparison(case, one.comparison_id)
        folder = wanted.database or (comparison.database.folder if comparison.database else None)
        originals = KnownOriginals.of(case, folder)
        for document in compared_documents(case, one.comparison_id, reveal=True):
            at_hand = not wanted.without_known_originals and _is_at_hand(originals, document)
            held = (document, originals if at_hand else None)
            found.setdefault(document.writer, {})[document.document_id] = held
    keys = sorted(found)
    random.SystemRandom().shuffle(keys)
    return tuple(
        _writer(f"W-{number:02d}", key, list(found[key].values()))
        for number, key in enumerate(keys, start=1)
    )


def _is_at_hand(originals: KnownOriginals, document: FrozenDocument) -> bool:
    """Whether a document's scans lie where those of all others would.

    The case has copies as well, of candidates that were looked at: which those are is a result.
    """
    is_item = document.writer.startswith(ITEM_KEY)
    where = originals.case if is_item else originals.database
    return where is not None and all(where.has(sha256) for sha256 in document.file_hashes)


def _writer(
    code: str, key: str, documents: Sequence[tuple[FrozenDocument, KnownOriginals | None]]
) -> PlannedWriter:
    return PlannedWriter(
        code,
        key,
        tuple(
            PlannedDocument(f"{code}, document {number}", frozen, originals)
            for number, (frozen, originals) in enumerate(documents, start=1)
        ),
    )


def _leaving(case: Case, writers: Sequence[PlannedWriter]) -> tuple[LeavingWriter, ...]:
    with case.reading() as rows:
        codes, hidden = codes_of(rows), hidden_writers(rows)
    listed = [_leaving_writer(one, codes.get(one.key, ""), one.key in hidden) for one in writers]
    return in_order(listed)


def _leaving_writer(writer: PlannedWriter, code: str, hidden: bool) -> LeavingWriter:
    documents = tuple(
        LeavingDocument(
            f"document {number}" if hidden else one.frozen.name,
            True,
            tuple(sorted(one.frozen.file_hashes)) if one.originals is not None else (),
        )
        for number, one in enumerate(writer.documents, start=1)
    )
    return LeavingWriter(writer.name, code, hidden, documents)
