"""The dialog that replays comparisons and shows what the last replay of each came to."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from writerid.errors import WriterIdError
from writerid.gui.figures import moment
from writerid.gui.identify.progress import ProgressPanel
from writerid.gui.jobs import Job
from writerid.gui.replay.outcome_view import OutcomeView, outcome_words
from writerid.gui.replay.replay_jobs import ReplayRequest, keep_replays, make_again, read_replays
from writerid.gui.sentences import for_window
from writerid.gui.workbench import Workbench

if TYPE_CHECKING:
    from writerid.casework.case import Case
    from writerid.casework.comparisons import ComparisonLine
    from writerid.gui.replay.replay_jobs import Recorded, Replays

LIST_WIDTH = 280


class ReplayDialog(QDialog):
    """Stays open beside the window; closed, it leaves a replay that goes on to its end."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._case: Case | None = None
        self._lines: tuple[ComparisonLine, ...] = ()
        self._recorded: Recorded = {}
        self._job: Job | None = None
        self.setWindowTitle(self.tr("Replay of comparisons"))
        self.resize(900, 600)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Comparisons of the case, newest first"))
        self.list.setFixedWidth(LIST_WIDTH)
        self.list.setWordWrap(True)
        self.text = OutcomeView()
        self.all_known = QCheckBox(self.tr("Encode all known writing again, as far as it is here"))
        self.all_known.setToolTip(
            self.tr(
                "Otherwise that of the candidates whose evidence was viewed and of the first "
                "three; the rest stands by its frozen codes. Takes about a second a page."
            )
        )
        self.progress = ProgressPanel()
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.one = QPushButton(self.tr("Replay"))
        self.one.setProperty("primary", True)
        self.one.setDefault(True)
        self.all = QPushButton(self.tr("Replay all"))
        self.close_button = QPushButton(self.tr("Close"))
        self._lay_out()
        self._connect()

    def show_comparison(self, comparison_id: int | None) -> None:
        """Open with a comparison chosen; None: the newest."""
        self._follow_case()
        self._choose(comparison_id)
        self.show()
        self.raise_()
        self.activateWindow()

    def replay_all(self) -> None:
        """Open, and replay every comparison of the case."""
        self.show_comparison(None)
        self._begin(None)

    def _lay_out(self) -> None:
        upper = QHBoxLayout()
        upper.setSpacing(12)
        upper.addWidget(self.list)
        upper.addWidget(self.text, 1)
        lower = QHBoxLayout()
        lower.setSpacing(8)
        lower.addWidget(self.all_known, 1)
        for button in (self.one, self.all, self.close_button):
            lower.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addLayout(upper, 1)
        column.addWidget(self.message)
        column.addWidget(self.progress)
        column.addLayout(lower)
        self.message.hide()

    def _connect(self) -> None:
        session = self._bench.session
        session.case_changed.connect(self._leave_other_case)
        session.comparisons_changed.connect(self._follow_comparisons)
        self.list.currentRowChanged.connect(self._show_chosen)
        self.one.clicked.connect(self._replay_chosen)
        self.all.clicked.connect(lambda: self._begin(None))
        self.progress.stop.clicked.connect(self._stop)
        self.close_button.clicked.connect(self.accept)

    # --- what the case holds ---

    def _follow_case(self) -> None:
        case = self._bench.session.case
        if case is not self._case:
            self._case, self._recorded = case, {}
        self._fill()
        self._read()

    def _leave_other_case(self) -> None:
        if self._case is not None and self._bench.session.case is not self._case:
            self._stop()
            self.close()
            self._case, self._recorded = None, {}

    def _follow_comparisons(self) -> None:
        if self.isVisible():
            self._fill()

    def _read(self) -> None:
        case = self._case
        if case is None:
            return
        self._bench.jobs.read(
            read_replays,
            case,
            label=self.tr("Reading the last replays"),
            owner=self,
            done=partial(self._take_recorded, case),
            quiet=True,
        )

    def _take_recorded(self, case: "Case", recorded: "Recorded") -> None:
        if case is self._case:
            self._recorded = recorded
            self._show_chosen()

    def _fill(self) -> None:
        chosen = self._chosen
        self._lines = self._bench.session.comparisons
        self.list.blockSignals(True)
        self.list.clear()
        for line in self._lines:
            self.list.addItem(QListWidgetItem(self._entry(line)))
        self.list.blockSignals(False)
        self._choose(None if chosen is None else chosen.id)
        self._allow()

    def _entry(self, line: "ComparisonLine") -> str:
        last = outcome_words(line.replayed) if line.replayed else self.tr("not replayed yet")
        if line.kind == "compare":
            what = self.tr("with one document")
        elif line.closed_list:
            what = self.tr("closed list of {}").format(line.compared)
        else:
            what = self.tr("database, {}").format(line.compared)
        return f"{line.item}   {moment(line.made)} UTC\n{what}: {last}"

    def _choose(self, comparison_id: int | None) -> None:
        rows = [row for row, line in enumerate(self._lines) if line.id == comparison_id]
        if self._lines:
            self.list.setCurrentRow(rows[0] if rows else 0)
        self._show_chosen()

    @property
    def _chosen(self) -> "ComparisonLine | None":
        row = self.list.currentRow()
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def _show_chosen(self) -> None:
        line = self._chosen
        if line is None:
            self.text.show_nothing()
        else:
            self.text.show_replay(line, self._recorded.get(line.id))

    # --- replaying ---

    def _replay_chosen(self) -> None:
        line = self._chosen
        if line is not None:
            self._begin((line.id,))

    def _begin(self, comparisons: tuple[int, ...] | None) -> None:
        session, case = self._bench.session, self._case
        if case is None or self._job is not None or not self._lines:
            return
        self._say("")
        request = ReplayRequest(
            session.engine,
            case,
            comparisons,
            session.database,
            self.all_known.isChecked(),
            session.calibration,
            session.verbal_scale,
        )
        self._follow(
            self._bench.jobs.read(
                make_again,
                request,
                label=self.tr("Replaying"),
                owner=self,
                done=partial(self._keep, case),
                failed=self._tell,
            )
        )

    def _keep(self, case: "Case", replays: "Replays") -> None:
        if case is self._bench.session.case:
            self._bench.session.write(
                keep_replays,
                (case, replays),
                label=self.tr("Recording the replay"),
                done=partial(self._take_recorded, case),
                failed=self._tell,
            )

    def _follow(self, job: Job) -> None:
        self._job = job
        self.progress.follow(job)
        job.ended.connect(self._job_ended)
        self._allow()

    def _job_ended(self) -> None:
        self._job = None
        self.progress.follow(None)
        self._allow()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _allow(self) -> None:
        ready = self._job is None and bool(self._lines)
        for control in (self.one, self.all, self.all_known):
            control.setEnabled(ready)

    def _tell(self, error: WriterIdError) -> None:
        self._say(for_window(str(error)))

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))
