"""All background work of the window, in one place.

A job is a plain function ``function(snapshot, task)`` that runs on a worker thread. What it returns
or raises is applied on the main thread. There are two kinds:

* readers run side by side on a few threads, the most urgent and then the newest first;
* writers run one after the other on one thread, which owns every write to database and case.

Cancelling a reader is over at once for the user: whatever it still brings is thrown away. A writer
that is cancelled is asked to stop and tells how it ended, since it may have been done already.
"""

import heapq
import itertools
import logging
import threading
from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from writerid.errors import Cancelled, CaseClosedError, WriterIdError, system_sentence
from writerid.tasks import Task

log = logging.getLogger("writerid.gui")

Snapshot = TypeVar("Snapshot")
Result = TypeVar("Result")

PROGRESS_INTERVAL_MS = 100
READER_THREADS = 3


class FaultError(WriterIdError):
    """Something that no user can mend; the log holds the traceback."""


class JobState(StrEnum):
    """A job's life."""

    GOING = "going"
    STOPPING = "stopping"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self not in (JobState.GOING, JobState.STOPPING)


class _Work:
    """What a worker thread sees of a job: no Qt object, which must not die on a worker's thread."""

    def __init__(self, run: Callable[[Task], Any], label: str) -> None:
        self.run = run
        self.label = label
        self.task = Task(self._note)
        self.begun = False
        self.latest = (0, 0, "")
        self.result: Any = None
        self.error: WriterIdError | None = None

    def _note(self, done: int, total: int, label: str) -> None:
        # One assignment, read by the main thread when its clock ticks.
        self.latest = (done, total, label)

    def perform(self) -> None:
        """Run, and keep what came of it."""
        self.begun = True
        try:
            self.task.check_cancelled()
            self.result = self.run(self.task)
        except WriterIdError as error:
            self.error = error
        except OSError as error:
            log.exception("%s: the system refused", self.label)
            self.error = WriterIdError(f"{self.label}: {system_sentence(error)}")
        except Exception as error:
            log.exception("%s: this is a fault of the program", self.label)
            self.error = FaultError(
                f"{self.label}: this did not work, by a fault of the program "
                f"({type(error).__name__}: {error}). The log holds the details"
            )


class Job(QObject):
    """One piece of background work, seen from the main thread."""

    progressed = Signal(int, int, str)
    """done, total, label; at most ten times a second."""

    ended = Signal()
    """Once, whatever the outcome; ``state`` says which."""

    def __init__(self, work: _Work, *, writes: bool, quiet: bool) -> None:
        super().__init__()
        self.label = work.label
        self.writes = writes
        self.quiet = quiet
        self.state = JobState.GOING
        self.progress = work.latest
        self._work = work
        self._forget: Callable[[Job], None] | None = None
        self._done: Callable[[Any], None] | None = None
        self._failed: Callable[[WriterIdError], None] | None = None

    @Slot()
    def cancel(self) -> None:
        """Stop. A reader, and a writer that hasn't begun, is over when this returns."""
        if self.state.is_over:
            return
        self._work.task.cancel()
        if self.writes and self._work.begun:
            self.state = JobState.STOPPING
        else:
            self._end(JobState.CANCELLED)

    def _tell_progress(self) -> bool:
        latest = self._work.latest
        if latest == self.progress:
            return False
        self.progress = latest
        self.progressed.emit(*latest)
        return True

    def _apply(self) -> WriterIdError | None:
        """Give result or error to who asked for the work; returns an error that nobody took."""
        if self.state.is_over:
            return None
        result, error = self._work.result, self._work.error
        done, failed = self._done, self._failed
        if error is None:
            self._end(JobState.DONE)
            if done is not None:
                done(result)
        elif isinstance(error, Cancelled):
            self._end(JobState.CANCELLED)
        else:
            self._end(JobState.FAILED)
            if failed is None:
                return error
            failed(error)
        return None

    def _end(self, state: JobState) -> None:
        self.state = state
        forget = self._forget
        # Whoever waited for the result may be large, and may hold this job.
        self._done = self._failed = self._forget = None
        if forget is not None:
            forget(self)
        self.ended.emit()


class Jobs(QObject):
    """Starts jobs, lists those that the user should see, and ends them all at the close."""

    changed = Signal()
    """A job that the user sees has begun, moved on or ended."""

    failed = Signal(object)
    """A WriterIdError that nobody else took."""

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None, *, readers: int = READER_THREADS) -> None:
        super().__init__(parent)
        self._live: dict[_Work, Job] = {}
        self._readers = _Workers("reader", readers, self._arrived.emit)
        self._writer = _Workers("writer", 1, self._arrived.emit)
        self._arrived.connect(self._apply, Qt.ConnectionType.QueuedConnection)
        self._clock = QTimer(self)
        self._clock.setInterval(PROGRESS_INTERVAL_MS)
        self._clock.timeout.connect(self._tell_progress)
        self._closed = False

    def read(
        self,
        function: Callable[[Snapshot, Task], Result],
        snapshot: Snapshot,
        *,
        label: str,
        owner: QObject | None = None,
        done: Callable[[Result], None] | None = None,
        failed: Callable[[WriterIdError], None] | None = None,
        quiet: bool = False,
        priority: int = 0,
    ) -> Job:
        """Start a job that changes nothing. Quiet ones are not shown and never ask at the close.

        With an ``owner`` the job is cancelled when that object goes. A smaller ``priority`` is
        sooner.
        """
        work = _Work(lambda task: function(snapshot, task), label)
        job = Job(work, writes=False, quiet=quiet)
        if owner is not None:
            owner.destroyed.connect(job.cancel)
        job._done, job._failed = done, failed  # noqa: SLF001
        self._start(work, job, self._readers, priority)
        return job

    def write(
        self,
        function: Callable[[Snapshot, Task], Result],
        snapshot: Snapshot,
        *,
        label: str,
        done: Callable[[Result], None] | None = None,
        failed: Callable[[WriterIdError], None] | None = None,
        quiet: bool = False,
    ) -> Job:
        """Start a job that changes database, case or settings, after those started before it."""
        work = _Work(lambda task: function(snapshot, task), label)
        job = Job(work, writes=True, quiet=quiet)
        job._done, job._failed = done, failed  # noqa: SLF001
        self._start(work, job, self._writer, 0)
        return job

    def shown(self) -> list[Job]:
        """The jobs a user should see, oldest first."""
        return [job for job in self._live.values() if not job.quiet]

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits, runs or is still to be applied."""
        return not self._live and not self._readers.is_busy and not self._writer.is_busy

    def cancel_all(self) -> None:
        """Stop everything but quiet writers, which are short and keep what the user did."""
        for job in list(self._live.values()):
            if not (job.writes and job.quiet):
                job.cancel()

    def shut_down(self) -> None:
        """Stop everything, let the writer finish what must be whole, and end the threads.

        Returns when no thread is left: a native call can't be broken off, only waited for.
        """
        self._closed = True
        self._clock.stop()
        self.cancel_all()
        self._readers.end()
        self._writer.end()
        for job in list(self._live.values()):
            job._end(JobState.CANCELLED)  # noqa: SLF001

    def _start(self, work: _Work, job: Job, workers: "_Workers", priority: int) -> None:
        if self._closed:
            job._end(JobState.CANCELLED)  # noqa: SLF001
            return
        self._live[work] = job
        job._forget = self._drop  # noqa: SLF001
        workers.put(work, priority)
        if not job.quiet:
            self._clock.start()
            self.changed.emit()

    def _drop(self, job: Job) -> None:
        self._live.pop(job._work, None)  # noqa: SLF001
        if not self.shown():
            self._clock.stop()
        if not job.quiet:
            self.changed.emit()

    @Slot(object)
    def _apply(self, work: _Work) -> None:
        job = self._live.get(work)
        if job is None or self._closed:
            return
        error = job._apply()  # noqa: SLF001
        # What was read in passing of a case that was closed meanwhile is missed by nobody.
        if isinstance(error, CaseClosedError) and job.quiet and not job.writes:
            return
        if error is not None:
            self.failed.emit(error)

    @Slot()
    def _tell_progress(self) -> None:
        if any([job._tell_progress() for job in self.shown()]):  # noqa: C419, SLF001 - all of them
            self.changed.emit()


class _Workers:
    """Threads that take work from one queue. They start with the first piece."""

    def __init__(self, name: str, count: int, post: Callable[[_Work], None]) -> None:
        self._name = name
        self._count = count
        self._post = post
        self._queue: list[tuple[int, int, _Work]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._busy = 0
        self._ending = False

    @property
    def is_busy(self) -> bool:
        """Whether a thread is at work, be it on a result that nobody wants any more."""
        with self._changed:
            return self._busy > 0 or bool(self._queue)

    def put(self, work: _Work, priority: int) -> None:
        """Queue work; a lone worker keeps the order, several take the newest first."""
        with self._changed:
            number = next(self._order)
            heapq.heappush(self._queue, (priority, number if self._count == 1 else -number, work))
            if len(self._threads) < self._count:
                name = f"{self._name}-{len(self._threads) + 1}"
                self._threads.append(threading.Thread(target=self._loop, name=name))
                self._threads[-1].start()
            self._changed.notify()

    def end(self) -> None:
        """Run what is queued (what was cancelled ends at once) and join the threads."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _loop(self) -> None:
        while (work := self._take()) is not None:
            work.perform()
            self._post(work)
            with self._changed:
                self._busy -= 1

    def _take(self) -> _Work | None:
        with self._changed:
            while not self._queue and not self._ending:
                self._changed.wait()
            if not self._queue:
                return None
            self._busy += 1
            return heapq.heappop(self._queue)[2]
