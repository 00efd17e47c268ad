"""The examiner's journey on a real sheet: enrol, add, compare, look at the evidence.

The sheet is as it was scanned (printed header, ruled lines, blue ink); the crop of that same sheet
is not among the known writing, so that the writer must be found by another page.
"""

import csv
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.gui.conftest import new_case, settle
from writerid.gui.evidence.page import EvidencePage
from writerid.gui.identify.page import IdentifyPage
from writerid.gui.window import MainWindow
from writerid.gui.writers.page import WritersPage

SHEET = "imp_wikitexte_0122_1"
WRITERS = 5


def known_pages(data: Path) -> list[dict[str, str]]:
    """A page of the sheet's writer, not the sheet, and one of each of some others."""
    with (data / "labels.csv").open(encoding="utf-8", newline="") as stream:
        rows = [
            row
            for row in csv.DictReader(stream)
            if row["path"].startswith("copiste/") and row["split"] in ("val", "test")
        ]
    own = SHEET.rpartition("_")[0]
    chosen = [row for row in rows if row["writer"] == own and SHEET not in row["path"]][:1]
    others: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["writer"] != own:
            others.setdefault(row["writer"], row)
    return chosen + list(others.values())[: WRITERS - 1]


def test_a_whole_sheet_finds_its_writer_s_other_page(
    window: MainWindow, shared_data: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    chosen = known_pages(shared_data)
    listed = tmp_path / "known.csv"
    with listed.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["path", "writer", "document", "dpi"])
        for row in chosen:
            writer.writerow([shared_data / row["path"], row["writer"], row["document"], 300])
    window.bench.session.use_database(tmp_path / "database")
    window.show_page("writers")
    writers = window.page("writers")
    assert isinstance(writers, WritersPage)
    writers.enrol([listed])
    settle(qtbot, window)
    assert writers.enrol_dialog is not None
    writers.enrol_dialog.enrol.click()
    settle(qtbot, window)
    assert f"{WRITERS} writers" in writers.head.facts.text()

    sheet = shared_data / "copiste" / "full_sheets" / f"{SHEET}.jpg"
    new_case(window, tmp_path / "case", qtbot, sheet)
    window.show_page("identify")
    settle(qtbot, window)
    identify = window.page("identify")
    assert isinstance(identify, IdentifyPage)
    identify.panel.go.click()
    settle(qtbot, window)
    assert identify.answer is not None
    comparison = identify.answer.comparison
    assert comparison.candidates[0].candidate.writer == chosen[0]["writer"]
    assert "Always possible" in identify.results.none_text.text()

    identify.results.evidence.click()
    settle(qtbot, window)
    evidence = window.page("evidence")
    assert isinstance(evidence, EvidencePage)
    assert evidence.model.opened is not None
    shares = evidence.model.opened.evidence.contributions
    assert abs(float(shares.absolute.sum()) - comparison.candidates[0].candidate.score) < 1e-3
