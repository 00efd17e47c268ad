"""What is being done, how far it is, and a button that stops it."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from writerid.gui.jobs import Job, Jobs, JobState


class JobBar(QWidget):
    """The oldest job that a user should see; empty when there is none."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: Job | None = None
        self.label = QLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(180)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.stop = QPushButton(self.tr("Stop"))
        self.stop.setAccessibleName(self.tr("Stop the work that is running"))
        self.stop.clicked.connect(self._stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 6, 3)
        row.setSpacing(10)
        row.addWidget(self.label)
        row.addWidget(self.bar)
        row.addWidget(self.stop)
        jobs.changed.connect(self._show)
        self._show()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._show()

    def _show(self) -> None:
        shown = self._jobs.shown()
        self._job = shown[0] if shown else None
        for part in (self.label, self.bar, self.stop):
            part.setVisible(self._job is not None)
        if self._job is None:
            return
        done, total, detail = self._job.progress
        text = self._job.label if not detail else f"{self._job.label}: {detail}"
        if self._job.state is JobState.STOPPING:
            text = self.tr("Stopping: {}").format(self._job.label)
        if len(shown) > 1:
            text = self.tr("{} (and {} more)").format(text, len(shown) - 1)
        self.label.setText(text)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.stop.setEnabled(self._job.state is JobState.GOING)
