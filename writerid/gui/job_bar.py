"""What is being done, how far it is, and a button that stops it."""

import time

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from writerid.gui.jobs import Job, Jobs, JobState

LEAST_SECONDS = 3.0
"""A shorter look at a stage says nothing about its end."""


class JobBar(QWidget):
    """The oldest job that a user should see; empty when there is none."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: Job | None = None
        self._stage: tuple[Job, str] | None = None
        self._since, self._done_then = 0.0, 0
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

    def _time_left(self, job: Job, done: int, total: int, detail: str) -> str:
        """How long the stage will take yet, once it has gone on for long enough to tell."""
        now = time.monotonic()
        if self._stage != (job, detail):
            self._stage, self._since, self._done_then = (job, detail), now, done
        gone_s, grown = now - self._since, done - self._done_then
        if total <= 0 or grown <= 0 or gone_s < LEAST_SECONDS or job.state is not JobState.GOING:
            return ""
        left_s = gone_s / grown * (total - done)
        if left_s < 60:
            return self.tr("about {:.0f} s left").format(max(left_s, 1))
        return self.tr("about {:.0f} min left").format(left_s / 60)

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
        left = self._time_left(self._job, done, total, detail)
        self.label.setText(f"{text}   {left}" if left else text)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.stop.setEnabled(self._job.state is JobState.GOING)
