"""Background work: what comes back, what is thrown away, what is told."""

import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from writerid.errors import ScanError, WriterIdError
from writerid.gui.jobs import FaultError, Jobs, JobState
from writerid.tasks import Task


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.shut_down()


def test_result_is_applied_on_the_main_thread(jobs: Jobs, qtbot: QtBot) -> None:
    threads: list[threading.Thread] = []
    results: list[int] = []

    def double(number: int, task: Task) -> int:
        threads.append(threading.current_thread())
        return 2 * number

    def apply(result: int) -> None:
        threads.append(threading.current_thread())
        results.append(result)

    job = jobs.read(double, 21, label="doubling", done=apply)
    qtbot.waitUntil(lambda: job.state is JobState.DONE)
    assert results == [42]
    assert threads[0] is not threading.main_thread()
    assert threads[1] is threading.main_thread()


def test_error_goes_to_who_asked_else_to_all(jobs: Jobs, qtbot: QtBot) -> None:
    def fail(name: str, task: Task) -> None:
        raise ScanError(f"{name} is damaged")

    caught: list[WriterIdError] = []
    jobs.read(fail, "a.tif", label="reading", failed=caught.append)
    qtbot.waitUntil(lambda: len(caught) == 1)
    assert str(caught[0]) == "a.tif is damaged"
    with qtbot.waitSignal(jobs.failed) as told:
        jobs.read(fail, "b.tif", label="reading")
    assert str(told.args[0]) == "b.tif is damaged"


@pytest.mark.expects_log
def test_fault_is_logged_and_said(
    jobs: Jobs, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(_: None, task: Task) -> None:
        raise KeyError("nobody expects this")

    with qtbot.waitSignal(jobs.failed) as told:
        jobs.read(break_down, None, label="reading")
    assert isinstance(told.args[0], FaultError)
    assert "reading" in str(told.args[0])
    assert "Traceback" in caplog.text


def test_cancel_is_over_at_once_and_a_late_result_is_thrown_away(jobs: Jobs, qtbot: QtBot) -> None:
    begun, go_on = threading.Event(), threading.Event()
    results: list[str] = []

    def native_call(_: None, task: Task) -> str:
        begun.set()
        assert go_on.wait(20)
        return "too late"

    job = jobs.read(native_call, None, label="thinking", done=results.append)
    assert begun.wait(20)
    job.cancel()
    assert job.state is JobState.CANCELLED
    assert jobs.shown() == []
    go_on.set()
    qtbot.waitUntil(lambda: jobs.is_idle)
    qtbot.wait(10)
    assert results == []


def test_cancelled_before_its_turn_never_runs(jobs: Jobs, qtbot: QtBot) -> None:
    go_on = threading.Event()
    ran: list[int] = []
    jobs.write(lambda _, task: go_on.wait(20), None, label="first")
    job = jobs.write(lambda n, task: ran.append(n), 2, label="second")
    jobs.write(lambda n, task: ran.append(n), 3, label="third")
    job.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert ran == [3]


def test_writers_run_one_by_one_in_order(jobs: Jobs, qtbot: QtBot) -> None:
    order: list[tuple[str, int]] = []

    def write(number: int, task: Task) -> None:
        order.append(("begin", number))
        time.sleep(0.005)
        order.append(("end", number))

    for number in range(5):
        jobs.write(write, number, label="writing")
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert order == [(what, n) for n in range(5) for what in ("begin", "end")]


def test_writer_that_was_done_already_tells_so_after_a_cancel(jobs: Jobs, qtbot: QtBot) -> None:
    begun, go_on = threading.Event(), threading.Event()
    results: list[str] = []

    def commit(_: None, task: Task) -> str:
        begun.set()
        assert go_on.wait(20)
        return "committed"

    job = jobs.write(commit, None, label="enrolling", done=results.append)
    assert begun.wait(20)
    job.cancel()
    assert job.state is JobState.STOPPING
    go_on.set()
    qtbot.waitUntil(lambda: job.state is JobState.DONE)
    assert results == ["committed"]


def test_progress_is_throttled_and_ends_with_the_latest(jobs: Jobs, qtbot: QtBot) -> None:
    told: list[int] = []
    go_on = threading.Event()

    def count(most: int, task: Task) -> None:
        for number in range(most):
            task.progress(number + 1, most, "counting")
        assert go_on.wait(20)

    job = jobs.read(count, 20_000, label="counting")
    job.progressed.connect(lambda done, total, label: told.append(done))
    qtbot.waitUntil(lambda: job.progress[0] == 20_000)
    assert len(told) <= 100
    assert told[-1] == 20_000
    go_on.set()
    qtbot.waitUntil(lambda: jobs.is_idle)


def test_job_ends_with_its_owner(jobs: Jobs, qtbot: QtBot) -> None:
    go_on = threading.Event()
    owner = QObject()
    job = jobs.read(lambda _, task: go_on.wait(20), None, label="waiting", owner=owner)
    owner.deleteLater()
    qtbot.waitUntil(lambda: job.state is JobState.CANCELLED)
    go_on.set()
    qtbot.waitUntil(lambda: jobs.is_idle)


def test_shut_down_lets_the_writer_finish_and_leaves_no_thread(qtbot: QtBot) -> None:
    jobs = Jobs()
    begun = threading.Event()
    written: list[str] = []
    applied: list[None] = []

    def write(text: str, task: Task) -> None:
        begun.set()
        time.sleep(0.02)
        written.append(text)

    jobs.write(write, "one", label="writing", done=applied.append)
    assert begun.wait(20)
    jobs.write(write, "settings", label="saving", quiet=True)
    waiting = jobs.write(write, "never", label="writing")
    reader = jobs.read(lambda _, task: time.sleep(0.02), None, label="reading")
    jobs.shut_down()
    assert written == ["one", "settings"]
    assert waiting.state is JobState.CANCELLED
    assert reader.state is JobState.CANCELLED
    assert not [t for t in threading.enumerate() if t.name.startswith(("reader-", "writer-"))]
    assert jobs.read(lambda _, task: None, None, label="late").state is JobState.CANCELLED
    qtbot.wait(10)
    assert applied == []
