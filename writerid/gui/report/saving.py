"""Saving a report: evidence that is missing is found, the report is made, then kept."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from writerid.errors import WriterIdError
from writerid.gui.jobs import Job
from writerid.gui.report.report_jobs import (
    Composed,
    Saved,
    Target,
    Wish,
    compose,
    find_plates,
    keep,
)
from writerid.gui.workbench import Workbench


class Saving(QObject):
    """One report at a time. The case waits only while evidence is stored and the file is kept."""

    going = Signal(object)
    """The job that goes on now, None when all is over."""

    found = Signal(object)
    """The evidence alone was wanted and was looked for: why some can't be had."""

    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self.job: Job | None = None

    def begin(self, wish: Wish, target: Target) -> None:
        """Save a report, finding what evidence its plates lack first."""
        self._follow(
            self._bench.session.write(
                find_plates,
                wish,
                label=self.tr("Finding evidence for the report"),
                done=lambda why: self._compose(replace(wish, unavailable=why), target),
                failed=self._fail,
            )
        )

    def find(self, wish: Wish) -> None:
        """Find the evidence alone."""
        self._follow(
            self._bench.session.write(
                find_plates,
                wish,
                label=self.tr("Finding evidence for the report"),
                done=self.found.emit,
                failed=self._fail,
            )
        )

    def stop(self) -> None:
        """Stop what goes on; an earlier report stays."""
        if self.job is not None:
            self.job.cancel()

    def _compose(self, wish: Wish, target: Target) -> None:
        self._follow(
            self._bench.jobs.read(
                compose,
                (wish, target),
                label=self.tr("Making the report"),
                owner=self,
                done=lambda composed: self._keep(wish, target, composed),
                failed=self._fail,
            )
        )

    def _keep(self, wish: Wish, target: Target, composed: Composed) -> None:
        self._follow(
            self._bench.session.write(
                keep,
                (wish, target, composed),
                label=self.tr("Saving the report"),
                done=self._finish,
                failed=self._fail,
            )
        )

    def _finish(self, saved: Saved) -> None:
        self.saved.emit(saved)

    def _fail(self, error: WriterIdError) -> None:
        self.failed.emit(error)

    def _follow(self, job: Job) -> None:
        self.job = job
        job.ended.connect(lambda: self._ended(job))
        self.going.emit(job)

    def _ended(self, job: Job) -> None:
        # The next step may have begun already, from what this one was done with.
        if self.job is job:
            self.job = None
            self.going.emit(None)
