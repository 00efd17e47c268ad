"""How far a job is, where it was started, with a button that stops it."""

from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from writerid.gui.jobs import Job, JobState


class ProgressPanel(QWidget):
    """Visible while a job goes on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.job: Job | None = None
        self.stage = QLabel()
        self.stage.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.stop = QPushButton(self.tr("Stop"))
        # In a dialog, Return in a line of text would press it.
        self.stop.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self.stage, self.bar, self.stop):
            column.addWidget(part)
        self.hide()

    def follow(self, job: Job | None) -> None:
        """Show a job until it ends; None shows nothing."""
        self.job = job
        self.setVisible(job is not None)
        if job is not None:
            self.stage.setText(job.label)
            self.bar.setRange(0, 0)
            self.stop.setEnabled(True)
            self.stop.setAccessibleName(self.tr("Stop: {}").format(job.label))
            job.progressed.connect(self._show)

    def _show(self, done: int, total: int, stage: str) -> None:
        if self.job is None:
            return
        stopping = self.job.state is JobState.STOPPING
        self.stage.setText(self.tr("Stopping …") if stopping else f"{self.job.label}: {stage}")
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.stop.setEnabled(not stopping)
