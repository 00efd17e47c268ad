"""What a long job tells, and how it is told to stop; nothing here knows who listens."""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from writerid.errors import Cancelled

Item = TypeVar("Item")
Listener = Callable[[int, int, str], None]


class Task:
    """A job's progress and its cancel switch.

    ``listener(done, total, label)`` is called from the job's own thread.
    """

    def __init__(self, listener: Listener | None = None) -> None:
        self._listener = listener
        self._cancelled = threading.Event()

    def progress(self, done: int, total: int, label: str) -> None:
        """Report, and stop here if the user asked to.

        Raises Cancelled.
        """
        self.check_cancelled()
        if self._listener is not None:
            self._listener(done, total, label)

    def check_cancelled(self) -> None:
        """Raise Cancelled if the user asked to stop."""
        if self._cancelled.is_set():
            raise Cancelled("stopped on request")

    def cancel(self) -> None:
        """Ask the job to stop at its next step; safe from any thread."""
        self._cancelled.set()

    def each(self, items: Iterable[Item], label: str, total: int | None = None) -> Iterator[Item]:
        """Yield the items one by one, reporting before each and after the last."""
        listed = list(items) if total is None else items
        count = total if total is not None else len(listed)  # type: ignore[arg-type]
        for done, item in enumerate(listed):
            self.progress(done, count, label)
            yield item
        self.progress(count, count, label)


SILENT = Task()
"""A task nobody listens to and nobody cancels."""
