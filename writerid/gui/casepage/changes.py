"""Everything the examiner does to the items of the case: a job each, and what undoes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from writerid.gui.casepage.case_jobs import (
    describe_item,
    remove_items,
    reorder_items,
    restore_items,
    use_page,
)
from writerid.gui.jobs import Job, JobState
from writerid.gui.session import Session
from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.casework.items import Item

MOST_UNDO = 100


@dataclass(frozen=True)
class _Undo:
    text: str
    function: Callable[[Any, Task], Any]
    snapshot: object


class ItemChanges(QObject):
    """Changes are saved at once; the latest can be undone while the case is open."""

    undo_changed = Signal()

    refused = Signal()
    """A change could not be made: what stands in the fields is not what is stored."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._case = session.case
        self._done: list[_Undo] = []
        self._sent: dict[tuple[int, str], object] = {}
        session.case_changed.connect(self._follow_case)

    @property
    def undo_text(self) -> str:
        """What would be undone; empty where there is nothing."""
        return self._done[-1].text if self._done else ""

    def undo(self) -> None:
        """Take the latest change back."""
        if self._done:
            change = self._done.pop()
            self._session.write(
                change.function,
                change.snapshot,
                label=self.tr("Undo: {}").format(change.text),
                quiet=True,
            )
            self.undo_changed.emit()

    def describe(self, item: "Item", **changes: Any) -> None:
        """Set name, title, data or notes of an item."""
        # A field is left twice, by Enter and by Tab: what is under way is not sent again.
        changes = {
            name: value
            for name, value in changes.items()
            if self._sent.get((item.id, name), getattr(item, name)) != value
        }
        if not changes:
            return
        before = {name: getattr(item, name) for name in changes}
        text = self.tr("change {}").format(item.name)
        undo = _Undo(text, describe_item, (self._session.case, item.id, before))
        job = self._do(text, describe_item, (self._session.case, item.id, changes), undo)
        if job is not None:
            keys = {(item.id, name): value for name, value in changes.items()}
            self._sent |= keys
            job.ended.connect(lambda: self._forget_sent(keys))

    def remove(self, items: "Sequence[Item]") -> None:
        """Take items out of the list."""
        ids = [item.id for item in items]
        text = self.tr("remove {}").format(", ".join(item.name for item in items))
        undo = _Undo(text, restore_items, (self._session.case, ids))
        self._do(text, remove_items, (self._session.case, ids), undo)

    def restore(self, item: "Item") -> None:
        """Bring a removed item back."""
        text = self.tr("restore {}").format(item.name)
        undo = _Undo(text, remove_items, (self._session.case, [item.id]))
        self._do(text, restore_items, (self._session.case, [item.id]), undo)

    def use_page(self, item: "Item", page_id: int, *, used: bool) -> None:
        """Compare a page, or leave it out."""
        [page] = [one for one in item.pages if one.id == page_id]
        words = self.tr("compare {} of {}") if used else self.tr("leave {} of {} out")
        text = words.format(page.name, item.name)
        undo = _Undo(text, use_page, (self._session.case, page_id, not used))
        self._do(text, use_page, (self._session.case, page_id, used), undo)

    def move(self, item: "Item", by: int) -> None:
        """Bring an item further up or down."""
        before = [one.id for one in self._session.items]
        place = before.index(item.id)
        if not 0 <= place + by < len(before):
            return
        after = list(before)
        after.insert(place + by, after.pop(place))
        text = self.tr("move {}").format(item.name)
        undo = _Undo(text, reorder_items, (self._session.case, before))
        self._do(text, reorder_items, (self._session.case, after), undo)

    def _do(
        self, text: str, function: Callable[[Any, Task], Any], snapshot: object, undo: _Undo
    ) -> Job | None:
        if self._session.case is not self._case:
            # The case was let go meanwhile; its items are nobody's now.
            return None

        def done(_: object) -> None:
            self._done.append(undo)
            del self._done[:-MOST_UNDO]
            self.undo_changed.emit()

        job = self._session.write(function, snapshot, label=text, done=done, quiet=True)
        job.ended.connect(lambda: None if job.state is JobState.DONE else self.refused.emit())
        return job

    def _forget_sent(self, keys: dict[tuple[int, str], object]) -> None:
        for key, value in keys.items():
            if self._sent.get(key) == value:
                del self._sent[key]

    def _follow_case(self) -> None:
        if self._session.case is not self._case:
            self._case = self._session.case
            self._done.clear()
            self.undo_changed.emit()
