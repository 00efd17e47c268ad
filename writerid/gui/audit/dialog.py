"""The dialog that verifies case and database, and holds them against reports."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from writerid.errors import WriterIdError
from writerid.gui.audit.audit_jobs import AuditWish, verify, verify_head, verify_report
from writerid.gui.audit.verdict_card import VerdictCard
from writerid.gui.identify.progress import ProgressPanel
from writerid.gui.jobs import Job
from writerid.gui.sentences import for_window
from writerid.gui.workbench import Workbench

if TYPE_CHECKING:
    from writerid.casework.audit import Audit
    from writerid.casework.audit_findings import Verdict
    from writerid.casework.case import Case


class AuditDialog(QDialog):
    """Stays open beside the window, for one case; closed, it stops what goes on."""

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench = bench
        self._case: Case | None = None
        self._job: Job | None = None
        self._reports: list[Path] = []
        self._heads: list[str] = []
        self.cards: list[VerdictCard] = []
        self.setWindowTitle(self.tr("Audit"))
        self.resize(840, 620)
        self.summary = QLabel()
        self.summary.setObjectName("title")
        self.summary.setWordWrap(True)
        self.area = QScrollArea()
        self.progress = ProgressPanel()
        self.verify = QPushButton(self.tr("Verify case and database"))
        self.verify.setProperty("primary", True)
        self.add_report = QPushButton(self.tr("Add a report (PDF)…"))
        self.head = QLineEdit()
        self.add_head = QPushButton(self.tr("Check it"))
        self.message = QLabel()
        self.close_button = QPushButton(self.tr("Close"))
        self._lay_out()
        self._connect()

    def look(self) -> None:
        """Open, and verify the open case at once."""
        if self._bench.session.case is not self._case:
            self._forget()
        self._case = self._bench.session.case
        self.show()
        self.raise_()
        self.activateWindow()
        self._begin()

    def check_report(self, pdf: Path) -> None:
        """Hold the history against a report."""
        if self._case is not None and self._job is None:
            self._check(verify_report, (self._case, pdf), self.tr("Reading {}").format(pdf.name))
            if pdf not in self._reports:
                self._reports.append(pdf)

    def done(self, result: int) -> None:
        """Nothing goes on behind a closed dialog."""
        self._stop()
        super().done(result)

    def _lay_out(self) -> None:
        explanation = QLabel(
            self.tr(
                "Every file is hashed again, the history followed from its first entry, and every "
                "record held against it. A history that somebody made anew shows only against "
                "what stands elsewhere: in reports, and in the database."
            )
        )
        explanation.setObjectName("quiet")
        explanation.setWordWrap(True)
        self.head.setAccessibleName(
            self.tr("Count and last hash of the history, as a report prints them")
        )
        self.head.setPlaceholderText(
            self.tr("or the history as it stands at the foot of a report, like 42: 9f86d081…")
        )
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.hide()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setAccessibleName(self.tr("What was found"))
        self._show_cards()
        against = QHBoxLayout()
        against.setSpacing(8)
        against.addWidget(self.add_report)
        against.addWidget(self.head, 1)
        against.addWidget(self.add_head)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.verify)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(10)
        column.addWidget(self.summary)
        column.addWidget(explanation)
        column.addWidget(self.area, 1)
        column.addWidget(self.progress)
        column.addWidget(self.message)
        column.addLayout(against)
        column.addLayout(buttons)
        # Return in the field checks what stands there, and does nothing else.
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    def _connect(self) -> None:
        self._bench.session.case_changed.connect(self._leave_other_case)
        self.verify.clicked.connect(self._begin)
        self.add_report.clicked.connect(self._choose_report)
        self.add_head.clicked.connect(self._check_head)
        self.head.returnPressed.connect(self._check_head)
        self.head.textChanged.connect(self._allow)
        self.progress.stop.clicked.connect(self._stop)
        self.close_button.clicked.connect(self.accept)

    def _begin(self) -> None:
        if self._case is None or self._job is not None:
            return
        wish = AuditWish(
            self._case, self._bench.session.database, tuple(self._reports), tuple(self._heads)
        )
        self.summary.setText(self.tr("Verifying…"))
        self._follow(
            self._bench.jobs.read(
                verify,
                wish,
                label=self.tr("Verifying case and database"),
                owner=self,
                done=self._show,
                failed=self._tell,
            )
        )

    def _choose_report(self) -> None:
        dialog = QFileDialog(self, self.tr("A report of this case"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Reports (*.pdf)")])
        dialog.fileSelected.connect(lambda name: self.check_report(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _check_head(self) -> None:
        text = self.head.text().strip()
        if text and self._case is not None and self._job is None:
            self._check(verify_head, (self._case, text), self.tr("Checking the head"))
            if text not in self._heads:
                self._heads.append(text)

    def _check(self, function: object, snapshot: object, label: str) -> None:
        self._follow(
            self._bench.jobs.read(
                function,  # type: ignore[arg-type]
                snapshot,
                label=label,
                owner=self,
                done=self._add,
                failed=self._tell,
            )
        )

    def _show(self, found: "Audit") -> None:
        self.cards = [VerdictCard(verdict) for verdict in found.verdicts]
        self._sum_up()

    def _add(self, verdict: "Verdict") -> None:
        same = (verdict.what, verdict.name)
        if verdict.what == "head":
            self.head.clear()
        self.cards = [one for one in self.cards if (one.verdict.what, one.verdict.name) != same]
        self.cards.append(VerdictCard(verdict))
        self._sum_up()

    def _sum_up(self) -> None:
        broken = sum(card.verdict.whole is False for card in self.cards)
        self.summary.setText(
            self.tr("Something is BROKEN: see below")
            if broken
            else self.tr("Everything that was looked at is whole")
        )
        self._show_cards()

    def _show_cards(self) -> None:
        """Those with something broken first."""
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(10)
        for card in sorted(self.cards, key=lambda card: card.verdict.whole is not False):
            column.addWidget(card)
        column.addStretch(1)
        before = self.area.takeWidget()
        self.area.setWidget(held)
        if before is not None:
            before.deleteLater()

    def _tell(self, error: WriterIdError) -> None:
        # What could not be read as a head is not asked for again.
        self._heads = [one for one in self._heads if one != self.head.text().strip()]
        self.message.setText(for_window(str(error)))
        self.message.show()
        if not self.cards:
            self.summary.setText("")

    def _follow(self, job: Job) -> None:
        self._job = job
        self.message.hide()
        self.progress.follow(job)
        self._allow()
        job.ended.connect(lambda: self._ended(job))

    def _ended(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self.progress.follow(None)
            if self.summary.text() == self.tr("Verifying…"):
                self.summary.setText("")
            self._allow()

    def _allow(self) -> None:
        idle = self._job is None and self._case is not None
        self.verify.setEnabled(idle)
        self.add_report.setEnabled(idle)
        self.add_head.setEnabled(idle and bool(self.head.text().strip()))

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _leave_other_case(self) -> None:
        if self._case is not None and self._bench.session.case is not self._case:
            self._forget()
            self.close()

    def _forget(self) -> None:
        self._stop()
        self._case = None
        self._reports, self._heads, self.cards = [], [], []
        self.head.clear()
        self.message.hide()
        self._show_cards()
