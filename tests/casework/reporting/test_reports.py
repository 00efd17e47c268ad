"""A report of a case: what it says, and that it goes from each number back to the pixels."""

import errno
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest

from tests.casework.reporting.conftest import NOON
from tests.casework.reporting.making import make_report
from tests.certificates import PASSWORD, save_certificate
from writerid.casework.audit import check_report
from writerid.casework.case import Case
from writerid.casework.comparing import compare
from writerid.casework.comparisons import open_comparison, store_comparison
from writerid.casework.evidence import read_evidence
from writerid.casework.hidden_names import set_names_hidden
from writerid.casework.importing import import_files
from writerid.casework.item_changes import add_items
from writerid.casework.items import find_item
from writerid.casework.marks import PairKey, mark_pair, record_view
from writerid.casework.notes import add_note, check_history, history
from writerid.casework.reporting.exports import write_csv, write_json
from writerid.casework.reporting.place import check_target
from writerid.casework.reporting.reports import (
    compose_report,
    composed_report,
    find_missing_evidence,
    keep_report,
    list_reports,
    missing_evidence,
)
from writerid.casework.reporting.request import ComposedReport, ReportRequest
from writerid.errors import CaseError, StorageFullError, WriterIdError
from writerid.pipeline.identify import Engine
from writerid.pipeline.scan import hash_file
from writerid.report.certificates import open_certificate
from writerid.report.signing import sign_report


def text_of(pdf: Path) -> str:
    """The text of all pages, without the places where words may be broken."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join("\n".join(pages).replace("\u200b", "").split())


def composed(case: Case, request: ReportRequest, folder: Path) -> tuple[ComposedReport, str]:
    """A composed report, and its text."""
    folder.mkdir(exist_ok=True)
    report = compose_report(case, request, folder)
    return report, text_of(report.pdf)


def test_the_report_says_what_evidence_asks_for(
    weighed: Case, request_two: ReportRequest, tmp_path: Path
) -> None:
    record_view(weighed, 2, "Slant and loops agree.", opinion="indications did write")
    add_note(weighed, "The lower half is torn.", 2)
    found = read_evidence(weighed, 2, 1)
    assert found is not None
    mark_pair(weighed, 2, 1, PairKey.of(found.pairs.supporting[0]), "agrees", "same hook")
    report, text = composed(weighed, request_two, tmp_path / "out")
    comparison = open_comparison(weighed, 2)
    first = comparison.candidates[0]
    ratio = first.likelihood_ratio
    assert ratio is not None
    state = weighed.state()
    for expected in (
        "The letters", "A. Lee", "2026-01-02 12:00 UTC", state.case_id, state.event_head,
        f"{first.candidate.score:.3f}", str(ratio.conditions["h1"]), str(ratio.conditions["h2"]),
        "none of the enrolled", "Slant and loops agree.", "indications did write",
        "Not derived from any number", "The lower half is torn.", "same hook", "examiner: agrees",
        comparison.item.pages[0].sha256, "letter.png", "300 dpi", "ruled lines taken out",
        "made-up writers; for tests", "Cllr", "out of reach", "Technical review",
        "Administrative review", "no probability", comparison.digest, "Supporting pairs",
        comparison.item.code.model_id, "page 1 of",
    ):  # fmt: skip
        assert " ".join(expected.split()) in text, expected
    assert "SYNTHETIC" not in text
    assert report.event_head == state.event_head
    assert weighed.state() == state


def test_every_pair_leads_back_to_its_pixels(
    weighed: Case, request_two: ReportRequest, tmp_path: Path
) -> None:
    report, text = composed(weighed, request_two, tmp_path / "out")
    found = read_evidence(weighed, 2, 1)
    assert found is not None
    [comparison] = report.record["comparisons"]
    evidence = comparison["candidates"][0]["evidence"]
    total = evidence["supporting_sum"] + evidence["contradicting_sum"]
    assert total == pytest.approx(evidence["score"] - evidence["reference_mean"], abs=1e-9)
    pairs = {pair["label"]: pair for pair in evidence["pairs"]}
    assert set(pairs) >= {"1", "2", "A"}
    for label, pair in zip("1234", found.pairs.supporting, strict=False):
        record = pairs[label]
        place = record["questioned"]
        page = found.questioned.pages[place["page"]]
        corners = found.questioned.corners_px[pair.questioned_patch]
        assert np.allclose(place["corners_px"], corners, atol=0.01)
        assert (place["sha256"], place["number"]) == (page.sha256, page.number)
        centre = corners.mean(axis=0) * 25.4 / page.resolution.dpi
        assert np.allclose([place["x_mm"], place["y_mm"]], centre, atol=0.02)
        assert f"x {place['x_mm']:.1f} y {place['y_mm']:.1f} mm" in text
        known = record["known"]
        side = found.known[known["document"]]
        assert known["sha256"] == side.pages[known["page"]].sha256
        assert np.allclose(known["corners_px"], side.corners_px[pair.known_patch], atol=0.01)
        # The original of either side lies in the case, so that anybody can look.
        for one in (place, known):
            assert hash_file(weighed.originals.path_of(one["sha256"])) == one["sha256"]


def test_the_same_case_and_time_give_the_same_bytes(
    weighed: Case, request_two: ReportRequest, tmp_path: Path
) -> None:
    first, _ = composed(weighed, request_two, tmp_path / "one")
    second, _ = composed(weighed, request_two, tmp_path / "two")
    assert first.pdf.read_bytes() == second.pdf.read_bytes()
    later, _ = composed(weighed, replace(request_two, pairs=3), tmp_path / "three")
    assert later.sha256 != first.sha256


def test_a_report_is_an_anchor_of_the_history(
    weighed: Case, engine: Engine, request_two: ReportRequest, tmp_path: Path
) -> None:
    before = weighed.state()
    made = make_report(weighed, engine, request_two, tmp_path / "report.pdf")
    assert made.sha256 == hash_file(tmp_path / "report.pdf")
    assert (made.event_count, made.event_head) == (before.event_count, before.event_head)
    [line] = list_reports(weighed)
    assert (line.id, line.sha256, line.comparisons) == (made.id, made.sha256, (2,))
    last = history(weighed)[-1]
    assert last.kind == "report made"
    assert last.data["sha256"] == made.sha256
    assert last.data["head"] == before.event_head
    assert not check_history(weighed, {line.event_count: line.event_head}).problem
    assert check_history(weighed, {line.event_count: "0" * 64}).problem


def test_a_report_that_gets_no_place_is_recorded_and_taken_back(
    weighed: Case,
    engine: Engine,
    request_two: ReportRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "report.pdf"
    target.write_bytes(b"the old report")

    real = Path.replace

    def recorded_but_in_the_way(self: Path, other: Path) -> Path:
        if other != target:
            return real(self, other)
        assert [line.sha256 for line in list_reports(weighed)] == [hash_file(self)]
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "replace", recorded_but_in_the_way)
    with pytest.raises(WriterIdError, match="open in another program"):
        make_report(weighed, engine, request_two, target)
    assert target.read_bytes() == b"the old report"
    assert list_reports(weighed) == []
    last = history(weighed)[-1]
    assert (last.kind, last.data["file"]) == ("report not kept", "report.pdf")
    assert not check_history(weighed, {}).problem


def test_missing_evidence_is_found_on_request_and_said_where_it_can_not_be(
    weighed: Case, engine: Engine, request_two: ReportRequest, tmp_path: Path, made: Path
) -> None:
    request = replace(request_two, evidence_for=2)
    assert missing_evidence(weighed, request) == [(2, 2)]
    _, text = composed(weighed, request, tmp_path / "before")
    assert "has not been looked at" in text
    # Nor is it found where the originals are gone.
    gone = replace(request, database=tmp_path / "nowhere")
    [why] = find_missing_evidence(weighed, engine, gone).values()
    assert "missing" in why
    with composed_report(weighed, gone, unavailable={(2, 2): why}) as report:
        assert "No plates: the stored original of" in text_of(report.pdf)
    assert find_missing_evidence(weighed, engine, request) == {}
    _, text = composed(weighed, request, tmp_path / "after")
    assert "No plates" not in text


def test_an_original_that_was_changed_is_said_in_place_of_its_picture(
    weighed: Case, request_two: ReportRequest, tmp_path: Path
) -> None:
    page = open_comparison(weighed, 2).item.pages[0]
    file = weighed.originals.path_of(page.sha256)
    file.chmod(0o644)
    file.write_bytes(file.read_bytes() + b"x")
    report, text = composed(weighed, request_two, tmp_path / "out")
    assert "This page can't be shown: the stored original of letter.png has been changed" in text
    assert [one["sha256"] for one in report.record["unreadable"]] == [page.sha256]


def test_hidden_names_are_nowhere_in_the_report(
    weighed: Case, request_two: ReportRequest, tmp_path: Path
) -> None:
    names = {one.candidate.writer for one in open_comparison(weighed, 2).candidates}
    set_names_hidden(weighed, hidden=True)
    report, text = composed(weighed, request_two, tmp_path / "out")
    assert "Names are hidden" in text
    assert "W-01" in text
    data = json.dumps(report.record)
    for name in names:
        assert name not in text
        assert name not in data
    record_view(weighed, 2, "seen")
    _, text = composed(weighed, request_two, tmp_path / "shown")
    assert all(name in text for name in names)


def test_reasons_stand_where_there_is_no_ratio(case: Case, tmp_path: Path) -> None:
    _, text = composed(case, ReportRequest(time=NOON, pairs=2), tmp_path / "out")
    assert "No likelihood ratio is given: the calibration was made with another model" in text
    assert "No calibration was used" in text
    # What a ratio would be of is stated all the same.
    assert "the questioned writing was made by" in text


def test_two_items_compared_without_a_search(
    weighed: Case, weighed_folder: Path, engine: Engine, tmp_path: Path, exemplars: Path
) -> None:
    known = import_files(weighed.originals, [exemplars / "Ahlers" / "1.png"]).files
    [item], _ = add_items(weighed, known, role="known")
    calibration = weighed_folder / "calibration.json"
    questioned = find_item(weighed, "Q1")
    new = compare(engine, weighed.originals, questioned, item, calibration=calibration)
    comparison_id = store_comparison(weighed, new)
    request = ReportRequest(
        (comparison_id,), evidence_for=1, pairs=2, time=NOON, calibrations=(calibration,)
    )
    assert find_missing_evidence(weighed, engine, request) == {}
    report, text = composed(weighed, request, tmp_path / "out")
    assert "compared with one other item of the case, without a search" in text
    assert "Q1 compared with K1" in text
    assert "always possible, see above" not in text
    assert "K1 known" in text
    assert report.record["comparisons"][0]["candidates"][0]["evidence"]["pairs"]


def test_an_empty_case_has_a_report(empty: Case, tmp_path: Path) -> None:
    report, text = composed(empty, ReportRequest(time=NOON), tmp_path / "out")
    assert "No comparison has been made in this case yet" in text
    assert "There are no items in the case" in text
    assert report.comparisons == ()


def test_a_synthetic_case_says_so_on_each_page(tmp_path: Path) -> None:
    with Case.create(tmp_path / "made-up", "Made up", synthetic=True) as case:
        report = compose_report(case, ReportRequest(time=NOON), tmp_path)
    with pypdfium2.PdfDocument(report.pdf) as document:
        assert all("SYNTHETIC" in page.get_textpage().get_text_bounded() for page in document)


def test_a_case_that_is_only_read_says_that_the_report_is_not_recorded(
    weighed: Case,
    engine: Engine,
    request_two: ReportRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Case, "read_only", property(lambda _: True))
    before = weighed.state()
    wider = replace(request_two, evidence_for=2)
    assert "not looked at before" in find_missing_evidence(weighed, engine, wider)[2, 2]
    with composed_report(weighed, request_two) as report:
        assert "This report is not in the history of the case" in text_of(report.pdf)
        made = keep_report(weighed, report, tmp_path / "report.pdf")
    assert made.id is None
    assert "opened to be read" in made.not_recorded
    assert made.path.is_file()
    assert weighed.state() == before


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "there is no room for report.pdf"),
        (PermissionError(errno.EACCES, "Permission denied"), "can't be replaced: it is open in"),
    ],
)
def test_what_can_not_be_written_leaves_the_earlier_report_and_is_taken_back(
    weighed: Case,
    request_two: ReportRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: OSError,
    words: str,
) -> None:
    target = tmp_path / "report.pdf"
    target.write_bytes(b"the earlier report")
    with composed_report(weighed, request_two) as report:

        def refuse(*_: Any) -> Path:
            raise error

        monkeypatch.setattr(Path, "replace", refuse)
        with pytest.raises(WriterIdError, match=words) as raised:
            keep_report(weighed, report, target)
        monkeypatch.undo()
    assert isinstance(raised.value, StorageFullError) == (error.errno == errno.ENOSPC)
    assert target.read_bytes() == b"the earlier report"
    events = history(weighed)[-2:]
    assert [event.kind for event in events] == ["report made", "report not kept"]
    assert events[1].data["why"] == str(raised.value)
    assert not check_history(weighed, {}).problem
    assert list_reports(weighed) == []
    assert [file.name for file in tmp_path.iterdir() if "partial" in file.name] == []


def test_places_where_no_report_may_go(
    weighed: Case, request_two: ReportRequest, tmp_path: Path, scans: Path
) -> None:
    copy = tmp_path / "scan.png"
    shutil.copyfile(scans / "letter.png", copy)
    with composed_report(weighed, request_two) as report:
        for target, words in (
            (copy, "is one of the originals"),
            (weighed.originals.folder / "report.pdf", "lies among the originals"),
            (tmp_path / "nowhere" / "report.pdf", "the folder .* is not there"),
            (tmp_path, "is a folder"),
        ):
            with pytest.raises(WriterIdError, match=words):
                keep_report(weighed, report, target)
    assert hash_file(copy) == hash_file(scans / "letter.png")
    with pytest.raises(CaseError, match="is one of the originals"):
        check_target(weighed, copy)
    assert list_reports(weighed) == []


def test_a_comparison_that_is_not_there(weighed: Case, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="no comparison 9"):
        compose_report(weighed, ReportRequest(comparisons=(9,)), tmp_path)
    with pytest.raises(WriterIdError, match="candidates listed: from 1 to 50, not 51"):
        ReportRequest(candidates=51)


def test_csv_and_json_hold_what_the_report_says(
    weighed: Case, request_two: ReportRequest, tmp_path: Path
) -> None:
    report, _ = composed(weighed, request_two, tmp_path / "out")
    record = json.loads(json.dumps(report.record))
    record["comparisons"][0]["candidates"][0]["writer"] = "=1+1"
    write_csv(record, tmp_path / "ranking.csv")
    write_json(report.record, tmp_path / "report.json")
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8")) == report.record
    lines = (tmp_path / "ranking.csv").read_text(encoding="utf-8-sig").splitlines()
    candidates = report.record["comparisons"][0]["candidates"]
    assert len(lines) == 2 + len(candidates)
    assert ",'=1+1," in lines[1]
    assert repr(candidates[0]["score"]) in lines[1]
    assert "(none of them)" in lines[-1]


def test_the_audit_knows_a_report_that_was_changed(
    weighed: Case, engine: Engine, request_two: ReportRequest, tmp_path: Path
) -> None:
    made = make_report(weighed, engine, request_two, tmp_path / "report.pdf")
    content = made.path.read_bytes()
    found = check_report(weighed, made.path)
    assert (found.whole, found.remarks) == (True, ())
    assert found.checked.endswith("byte for byte report 1 of the case")
    # Another signature behind it leaves what was made as it was.
    key = open_certificate(save_certificate(tmp_path / "reviewer.p12"), PASSWORD)
    made.path.write_bytes(sign_report(content, key))
    found = check_report(weighed, made.path)
    assert found.whole
    assert "something was added behind report 1" in found.remarks[0]
    # What is seen was changed, and the attached data was not.
    changed = bytearray(content)
    changed[content.index(b"stream") + 40] ^= 1
    made.path.write_bytes(changed)
    found = check_report(weighed, made.path)
    assert not found.whole
    assert "is none of the files that the case recorded" in found.problems[0]
