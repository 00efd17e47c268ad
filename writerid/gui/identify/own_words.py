"""What the examiner enters about the comparison on view: views, and the wording of H1 and H2."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton, QWidget

from writerid.gui.identify.asking import Answer, Worded, keep_view, keep_wording
from writerid.gui.identify.propositions_dialog import PropositionsDialog
from writerid.gui.identify.view_panel import ViewPanel
from writerid.gui.workbench import Workbench

if TYPE_CHECKING:
    from writerid.casework.case import Case


class OwnWords(QObject):
    """Keeps what is entered, and has the comparison shown again as it then reads."""

    def __init__(
        self,
        bench: Workbench,
        views: ViewPanel,
        button: QPushButton,
        *,
        shown: Callable[[], Answer | None],
        show: "Callable[[Case, Answer], None]",
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._shown = shown
        self._show = show
        self.dialog = PropositionsDialog(parent)
        self.dialog.worded.connect(self._word)
        views.recorded.connect(self._record)
        views.name.setText(bench.preferences.value.examiner)
        button.clicked.connect(self.open)

    def open(self) -> None:
        """Show the propositions of the comparison on view."""
        answer = self._shown()
        if answer is not None:
            self.dialog.show_answer(answer)
            self.dialog.open()

    def _record(self, text: str, name: str, opinion: str) -> None:
        case, answer = self._bench.session.case, self._shown()
        if case is None or answer is None:
            return
        preferences = self._bench.preferences
        if name != preferences.value.examiner:
            preferences.change(replace(preferences.value, examiner=name))
        self._bench.session.write(
            keep_view,
            (case, answer.comparison.id, text, name, opinion),
            label=self.tr("Recording the view"),
            done=lambda found: self._show(case, found),
        )

    def _word(self, worded: Worded) -> None:
        case = self._bench.session.case
        if case is not None:
            self._bench.session.write(
                keep_wording,
                (case, worded),
                label=self.tr("Keeping the wording"),
                done=lambda found: self._show(case, found),
            )
