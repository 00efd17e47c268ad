"""What all tests share."""

import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "expects_log: the test makes warnings on purpose")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real handwriting; tests that need it are skipped without it."""
    folder = os.environ.get("WRITERID_DATA")
    if not folder:
        pytest.skip("WRITERID_DATA is not set: no real handwriting to test on")
    path = Path(folder)
    if not (path / "labels.csv").is_file():
        pytest.skip(f"WRITERID_DATA names {path}, which holds no labels.csv")
    return path


@pytest.fixture(autouse=True)
def no_database_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that names no database must not find the one of whoever runs it."""
    monkeypatch.setenv("WRITERID_DATABASE", "/nowhere/database")


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in before and not t.daemon and t.is_alive()]
    assert not left, f"threads left behind: {left}"


@pytest.fixture(autouse=True)
def no_unexpected_warning_in_the_log(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    yield
    if request.node.get_closest_marker("expects_log"):
        return
    records = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert not records, f"unexpected in the log: {[r.getMessage() for r in records]}"
