"""A case whose comparison is weighed, with a view, marks and a note."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.calibrations import generous_calibration
from tests.casework.conftest import engine, exemplars, full_folder, made, scans
from tests.small_model import small_model
from writerid.casework.case import Case
from writerid.casework.comparing import IdentifySettings, identify
from writerid.casework.comparisons import store_comparison
from writerid.casework.evidence import evidence
from writerid.casework.items import find_item
from writerid.casework.reporting.request import ReportRequest
from writerid.pipeline.identify import Engine

__all__ = ["engine", "exemplars", "full_folder", "made", "scans", "small_model"]

NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def weighed_folder(made: Path, engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case of ``made`` with a second comparison of Q1 that was weighed, and its calibration."""
    folder = tmp_path_factory.mktemp("weighed")
    shutil.copytree(made / "case", folder / "case")
    generous_calibration(engine.model_id).save(folder / "calibration.json")
    with Case.open(folder / "case", examiner="A. Lee") as case:
        settings = IdentifySettings(made / "database", calibration=folder / "calibration.json")
        new = identify(engine, case.originals, find_item(case, "Q1"), settings)
        assert store_comparison(case, new) == 2
        evidence(case, engine, 2, 1)
    return folder


@pytest.fixture
def weighed(weighed_folder: Path, tmp_path: Path) -> Iterator[Case]:
    """The test's own copy of it, open."""
    shutil.copytree(weighed_folder / "case", tmp_path / "case")
    with Case.open(tmp_path / "case", examiner="A. Lee") as case:
        yield case


@pytest.fixture
def request_two(weighed_folder: Path) -> ReportRequest:
    """A report of that comparison at a fixed time."""
    return ReportRequest(
        comparisons=(2,),
        evidence_for=1,
        pairs=4,
        time=NOON,
        calibrations=(weighed_folder / "calibration.json",),
    )
