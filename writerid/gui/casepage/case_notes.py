"""The notes on the case: one text that grows; the case's history keeps the earlier ones."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from writerid.gui.casepage.case_jobs import read_notes, write_note
from writerid.gui.item_form import SettlingText
from writerid.gui.workbench import Workbench

if TYPE_CHECKING:
    from writerid.casework.case import Case
    from writerid.casework.notes import Note


class CaseNotes(SettlingText):
    """Reads the latest note of the open case, and saves what is typed into it."""

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        super().__init__(self.tr("Notes on the case"), parent)
        self._bench = bench
        self._case: Case | None = None
        self._note_id: int | None = None
        self.settled.connect(self._write)
        bench.session.leaving_case.connect(self.commit)
        bench.session.case_changed.connect(self._follow_case)
        self._follow_case()

    def _follow_case(self) -> None:
        case = self._bench.session.case
        if case is self._case:
            return
        self._case, self._note_id = case, None
        self.forget("")
        if case is not None:
            self._bench.jobs.read(
                read_notes,
                case,
                label=self.tr("Reading notes"),
                owner=self,
                done=lambda notes: self._show(case, notes),
                quiet=True,
            )

    def _show(self, case: "Case", notes: "list[Note]") -> None:
        if case is self._case and notes:
            self._note_id = notes[-1].id
            self.forget(notes[-1].text)

    def _write(self, text: str) -> None:
        case = self._case

        def keep(note_id: int) -> None:
            if case is self._case:
                self._note_id = note_id

        self._bench.session.write(
            write_note,
            (case, self._note_id, text),
            label=self.tr("Saving notes"),
            done=keep,
            quiet=True,
        )
