"""Keeps the amount of writing of every page of the open case up to date, in the background."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from writerid.errors import WriterIdError
from writerid.gui.jobs import Job, Jobs
from writerid.gui.session import Session
from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.casework.case import Case
    from writerid.casework.items import ItemPage
    from writerid.casework.pages import MeasuredAmount

MEASURING_PRIORITY = 5
"""After what somebody waits for, before thumbnails."""


class AmountKeeper(QObject):
    """Measures one page after the other, those that are compared and whose resolution is known."""

    def __init__(self, jobs: Jobs, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._session = session
        self._job: Job | None = None
        self._failed: set[str] = set()
        session.items_changed.connect(self._go_on)

    def _go_on(self) -> None:
        case = self._session.case
        if case is None or self._job is not None:
            return
        page = next((one for one in self._pending() if one.basis not in self._failed), None)
        if page is None:
            return
        self._job = self._jobs.read(
            _measure,
            (case, page),
            label=self.tr("Measuring the writing"),
            owner=self,
            done=lambda measured: self._store(case, page, measured),
            failed=lambda error: self._fail(page, error),
            quiet=True,
            priority=MEASURING_PRIORITY,
        )

    def _pending(self) -> list["ItemPage"]:
        return [
            page
            for item in self._session.items
            for page in item.used_pages
            if page.amount is None and page.resolution is not None
        ]

    def _store(self, case: "Case", page: "ItemPage", measured: list["MeasuredAmount"]) -> None:
        self._job = None
        if case is not self._session.case:
            self._go_on()
            return
        # Should it not count any more, because the page was prepared anew meanwhile, the next
        # round measures again; what can't be stored must not be measured for ever.
        self._failed.add(page.basis)
        self._session.write(
            _store, (case, measured), label=self.tr("Keeping the amount of writing"), quiet=True
        )

    def _fail(self, page: "ItemPage", error: WriterIdError) -> None:
        # Whoever prepares or compares the page is told.
        self._job = None
        self._failed.add(page.basis)
        self._go_on()


def _measure(snapshot: tuple["Case", "ItemPage"], task: Task) -> list["MeasuredAmount"]:
    from writerid.casework.pages import measure_amounts  # noqa: PLC0415 - on the worker

    case, page = snapshot
    return measure_amounts(case.originals, [page], task)


def _store(snapshot: tuple["Case", list["MeasuredAmount"]], _: Task) -> None:
    from writerid.casework.pages import store_amounts  # noqa: PLC0415

    store_amounts(*snapshot)
