"""A small case against a small database, made once and copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scribbles import save_scribble
from tests.small_model import small_model
from tests.store.conftest import engine, exemplars, full_folder
from writerid.casework.case import Case
from writerid.casework.comparing import IdentifySettings, identify
from writerid.casework.comparisons import store_comparison
from writerid.casework.evidence import evidence
from writerid.casework.importing import import_files
from writerid.casework.item_changes import add_items
from writerid.casework.items import Item, find_item
from writerid.pipeline.identify import Engine

__all__ = ["engine", "exemplars", "full_folder", "small_model"]

QUESTIONED = {"letter.png": ("Ahlers", 7), "note.png": ("Cramer", 8)}


@pytest.fixture(scope="session")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The questioned files."""
    folder = tmp_path_factory.mktemp("scans")
    for name, (writer, page) in QUESTIONED.items():
        save_scribble(folder / name, writer, page)
    return folder


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Case]:
    """A case with nothing in it."""
    with Case.create(tmp_path / "empty", "Empty", examiner="A. Lee") as case:
        yield case


@pytest.fixture(scope="session")
def made(
    tmp_path_factory: pytest.TempPathFactory, scans: Path, full_folder: Path, engine: Engine
) -> Path:
    """A folder with the case and its database; Q1 was compared, the first candidate viewed."""
    return make(tmp_path_factory.mktemp("made"), scans, full_folder, engine)


def make(folder: Path, scans: Path, full_folder: Path, engine: Engine) -> Path:
    """A case and its database, as ``made`` says."""
    shutil.copytree(full_folder, folder / "database")
    with Case.create(folder / "case", "The letters", examiner="A. Lee") as case:
        add(case, scans / "letter.png", scans / "note.png")
        settings = IdentifySettings(folder / "database")
        new = identify(engine, case.originals, find_item(case, "Q1"), settings)
        assert store_comparison(case, new) == 1
        evidence(case, engine, 1, 1)
    return folder


@pytest.fixture
def case(made: Path, tmp_path: Path) -> Iterator[Case]:
    """The case, the test's own copy, open. Its database is the one shared by all tests."""
    shutil.copytree(made / "case", tmp_path / "case")
    with Case.open(tmp_path / "case", examiner="A. Lee") as case:
        yield case


def add(case: Case, *files: Path) -> list[Item]:
    """Import files as questioned items."""
    imported = import_files(case.originals, files)
    assert imported.skipped == ()
    items, left_out = add_items(case, imported.files)
    assert left_out == ()
    return items
