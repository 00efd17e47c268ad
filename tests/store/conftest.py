"""A small database of scribbles, enrolled once and copied for each test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.scribbles import HANDS, save_scribble
from tests.small_model import small_model
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.store.database import Database
from writerid.store.encoding import EncodingSettings
from writerid.store.enrolment import EnrolmentReport, enrol
from writerid.store.plan import plan_enrolment
from writerid.store.sources import list_sources

__all__ = ["small_model"]

Enrol = Callable[..., EnrolmentReport]


@pytest.fixture(scope="session")
def engine(small_model: Path) -> Engine:
    return Engine(small_model, "onnx")


@pytest.fixture(scope="session")
def exemplars(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages of each hand, one folder a writer."""
    folder = tmp_path_factory.mktemp("exemplars")
    for writer in HANDS:
        for page in (1, 2):
            save_scribble(folder / writer / f"{page}.png", writer, page)
    return folder


def enrol_into(
    database: Database, engine: Engine, *sources: Path, workers: int = 1, **options: object
) -> EnrolmentReport:
    confirm = bool(options.pop("confirm_duplicates", False))
    listing = list_sources(list(sources), **options)  # type: ignore[arg-type]
    reading = ReadSettings()
    plan = plan_enrolment(database, listing, reading, confirm_duplicates=confirm)
    encoding = EncodingSettings(engine.model.folder, "onnx", workers)
    return enrol(database, engine, plan, reading, encoding, confirm_duplicates=confirm)


@pytest.fixture
def enrolled(database: Database, engine: Engine) -> Enrol:
    """Enrol sources into the test's database."""

    def run(*sources: Path, **options: object) -> EnrolmentReport:
        return enrol_into(database, engine, *sources, **options)  # type: ignore[arg-type]

    return run


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    with Database.create(tmp_path / "database") as database:
        yield database


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory, exemplars: Path, engine: Engine) -> Path:
    folder = tmp_path_factory.mktemp("full") / "database"
    with Database.create(folder) as database:
        report = enrol_into(database, engine, exemplars)
        assert (report.documents, report.failed) == (6, ())
    return folder


@pytest.fixture
def full(full_folder: Path, tmp_path: Path) -> Iterator[Database]:
    """A database of three writers with two documents each, the test's own copy."""
    shutil.copytree(full_folder, tmp_path / "full")
    with Database.open(tmp_path / "full") as database:
        yield database
