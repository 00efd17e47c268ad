"""The letterhead and how reports are saved outlive the window."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from writerid.gui.preferences import (
    Preferences,
    PreferencesError,
    load_preferences,
    save_preferences,
)
from writerid.gui.report_settings import MOST_KEPT, ReportSettings
from writerid.tasks import SILENT

FULL = ReportSettings(
    paper="us-letter",
    laboratory="Labor für Urkunden",
    address=("1 Main Street", "Springfield"),
    logo="/pictures/logo.png",
    accreditation="ISO 17025",
    examiner_title="Senior examiner",
    technical_review="B. Example",
    administrative_review="C. Example",
    time_zone="UTC+02:00",
    with_csv=True,
    with_json=True,
    folder="/reports",
    references=(("case-1", "2026/7"),),
    places=(("ab" * 32, "/reports/one.pdf"),),
)


def test_settings_of_reports_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "window.json"
    save_preferences((file, Preferences(report=FULL)), SILENT)
    assert load_preferences(file) == Preferences(report=FULL)
    assert all(getattr(FULL, name) != value for name, value in vars(ReportSettings()).items()), (
        "every setting is tried"
    )


def test_settings_of_an_earlier_version_are_read(tmp_path: Path) -> None:
    file = tmp_path / "window.json"
    file.write_text('{"examiner": "A"}', encoding="utf-8")
    assert load_preferences(file) == Preferences(examiner="A")


@pytest.mark.parametrize(
    "report",
    [{"logo": 3}, {"with_csv": "yes"}, {"unheard": 1}, {"references": [["a"]]}, {"address": 5}, []],
)
def test_settings_that_can_t_be_used_are_said(tmp_path: Path, report: object) -> None:
    file = tmp_path / "window.json"
    file.write_text(json.dumps({"report": report}), encoding="utf-8")
    with pytest.raises(PreferencesError, match="first start"):
        load_preferences(file)


def test_a_reference_belongs_to_its_case() -> None:
    settings = FULL.with_reference("case-2", "2026/8")
    assert settings.reference_of("case-1") == "2026/7"
    assert settings.reference_of("case-2") == "2026/8"
    assert settings.reference_of("case-3") == ""
    assert settings.with_reference("case-1", "").references == (("case-2", "2026/8"),)


def test_the_oldest_places_are_forgotten() -> None:
    settings = replace(FULL, places=())
    for number in range(MOST_KEPT + 5):
        settings = settings.with_place(f"{number:064d}", f"/reports/{number}.pdf")
    assert len(settings.places) == MOST_KEPT
    assert settings.place_of(f"{4:064d}") == ""
    assert settings.place_of(f"{5:064d}") == "/reports/5.pdf"
