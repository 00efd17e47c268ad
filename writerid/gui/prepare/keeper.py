"""Saves the steps of a page once edits settle, and what was found by them, in one change each."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from writerid.gui.prepare.ink_request import FoundInk
from writerid.gui.session import Session
from writerid.model import Resolution, ResolutionSource
from writerid.pipeline.steps import Step
from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.casework.case import Case
    from writerid.casework.items import ItemPage

SETTLED_MS = 1500


@dataclass(frozen=True)
class _Found:
    """An amount of writing, and all that it follows from."""

    page: "ItemPage"
    resolution: Resolution
    steps: tuple[Step, ...]
    writing_mm: float
    keypoint_count: int
    patch_count: int


class PreparationKeeper(QObject):
    """``note`` after every edit; the case gets the steps when the edits settle or at ``save``."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._case: Case | None = None
        self._page: ItemPage | None = None
        self._steps: tuple[Step, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLED_MS)
        self._timer.timeout.connect(self.save)
        session.leaving_case.connect(self.save)

    @property
    def is_busy(self) -> bool:
        """Whether something waits to be saved."""
        return self._page is not None

    def note(self, page: "ItemPage", steps: tuple[Step, ...]) -> None:
        """The steps of a page have changed."""
        if self._page is not None and self._page.id != page.id:
            self.save()
        self._case, self._page, self._steps = self._session.case, page, steps
        self._timer.start()

    def save(self) -> None:
        """Save now what was noted."""
        self._timer.stop()
        page, self._page = self._page, None
        if page is not None:
            self._session.write(
                _store_steps,
                (self._case, page.id, self._steps),
                label=self.tr("Saving the preparation"),
                quiet=True,
            )

    def found(self, page: "ItemPage", resolution: Resolution, ink: FoundInk) -> None:
        """The ink of a page was found: its steps are saved now, and the amount with them."""
        if self._page is not None and self._page.id == page.id and self._steps == ink.steps:
            self.save()
        elif page.amount is not None and page.steps == ink.steps:
            return
        amount = (ink.writing_mm, ink.keypoint_count, len(ink.position_px))
        self._session.write(
            _store_amount,
            (self._session.case, _Found(page, resolution, ink.steps, *amount)),
            label=self.tr("Keeping the amount of writing"),
            quiet=True,
        )

    def give_resolution(self, page: "ItemPage", others: "tuple[ItemPage, ...]", dpi: float) -> None:
        """The examiner measured a page; the file's pages that say nothing are taken to be alike."""
        given = Resolution(dpi, ResolutionSource.GIVEN)
        pages = {one.id: given for one in others if one.resolution is None} | {page.id: given}
        self._session.write(
            _store_resolutions,
            (self._session.case, pages),
            label=self.tr("Saving the resolution"),
            quiet=True,
        )


def _store_steps(snapshot: tuple["Case", int, tuple[Step, ...]], _: Task) -> None:
    from writerid.casework.item_changes import set_steps  # noqa: PLC0415 - on the worker

    set_steps(*snapshot)


def _store_resolutions(snapshot: tuple["Case", dict[int, Resolution]], _: Task) -> None:
    from writerid.casework.item_changes import set_resolutions  # noqa: PLC0415

    set_resolutions(*snapshot)


def _store_amount(snapshot: tuple["Case", _Found], _: Task) -> None:
    from writerid.casework.items import Amount, basis_of  # noqa: PLC0415
    from writerid.casework.pages import MeasuredAmount, store_amounts  # noqa: PLC0415

    case, found = snapshot
    basis = basis_of(found.page.sha256, found.page.number, found.resolution, found.steps)
    amount = Amount(found.writing_mm, found.keypoint_count, found.patch_count)
    store_amounts(case, [MeasuredAmount(found.page.id, basis, amount)])
