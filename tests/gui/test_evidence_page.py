"""From the candidates to the evidence: pages, pairs, marks, heat, and what adds up."""

import re
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from tests.gui.conftest import Guard
from tests.gui.examination import Examination, choose
from tests.scribbles import save_scribble
from writerid.casework.marks import marks_of
from writerid.casework.stored_evidence import Evidence
from writerid.gui.evidence.heat import STEPS, colour_scale
from writerid.gui.evidence.model import QUESTIONED
from writerid.gui.figures import plain, signed

LEFT = Qt.MouseButton.LeftButton


def same(one: Evidence, other: Evidence) -> bool:
    return (
        np.array_equal(one.contributions.absolute, other.contributions.absolute)
        and np.array_equal(one.contributions.relative, other.contributions.relative)
        and one.pairs.supporting == other.pairs.supporting
        and one.pairs.contradicting == other.pairs.contradicting
        and one.made == other.made
    )


def test_evidence_is_found_marked_and_opens_again_as_it_was(
    examination: Examination, nothing_slow_on_the_main_thread: Guard
) -> None:
    examination.open()
    with nothing_slow_on_the_main_thread():
        examination.ask()
        examination.look()
        page = examination.evidence
        first = examination.opened.evidence
        view = page.pages.questioned.view
        page.pages.questioned.outlines.set_threshold(0.0)
        strongest = first.pairs.supporting[2].questioned_patch
        centre = first.questioned.corners_px[strongest].mean(axis=0)
        QTest.mouseClick(view.viewport(), LEFT, pos=view.mapFromScene(QPointF(*map(float, centre))))
        pair = page.model.pair
        assert pair is not None
        assert page.model.lit(QUESTIONED) == [pair.questioned_patch]
        assert page.model.lit(pair.known_document)
        examination.settle()
        for key in page.pair.overlay.keys() or ():
            assert page.cutter.picture(key) is not None
        page.gallery.views[True].setFocus()
        QTest.keyClick(page.gallery.views[True], Qt.Key.Key_N)
        QTest.keyClick(page.gallery.views[True], Qt.Key.Key_A)
        marked = page.model.pair
        assert marked is not None
        assert page.pair.buttons["agrees"].isChecked()
        page.pair.note.setFocus()
        QTest.keyClicks(page.pair.note, "same loop")
        QTest.keyClick(page.pair.note, Qt.Key.Key_Return)
        examination.settle()
        score = page.header.absolute.text()
        page.close_evidence()
        examination.session.close_case()
        examination.settle()
    examination.open()
    examination.evidence.open_candidate(2, 1)
    examination.settle()
    assert same(first, examination.opened.evidence)
    assert page.header.absolute.text() == score
    page.model.choose(marked)
    assert page.pair.buttons["agrees"].isChecked()
    assert page.pair.note.text() == "same loop"


def test_what_is_shown_adds_up(examination: Examination) -> None:
    examination.open()
    examination.evidence.open_candidate(1, 1)
    examination.settle()
    shares = examination.opened.evidence.contributions
    header = examination.evidence.header
    assert f"Score {plain(float(shares.absolute.sum()))}" in header.absolute.text()
    above = float(shares.relative.sum())
    assert signed(above) in header.relative.text()
    assert above == pytest.approx(shares.score - shares.reference_mean)
    evidence = examination.opened.evidence
    assert evidence.supporting_sum + evidence.contradicting_sum == pytest.approx(above)
    carried = examination.evidence.gallery.carry[True].text()
    share = sum(pair.contribution for pair in evidence.pairs.supporting) / evidence.supporting_sum
    found = re.search(r"carry ([\d.]+)", carried)
    assert found is not None
    assert float(found[1]) == pytest.approx(100.0 * share, abs=0.6)


def test_keys_threshold_heat_and_unlinking(examination: Examination) -> None:
    examination.open()
    page = examination.evidence
    examination.window.show_page("evidence")
    page.open_candidate(1, 1)
    examination.settle()
    assert page.pages.questioned.heat.isVisible()
    view = page.pages.questioned.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_H)
    assert not page.pages.questioned.heat.isVisible()
    before = len(page.pages.questioned.outlines.visible_patches())
    for _ in range(18):
        QTest.keyClick(view, Qt.Key.Key_BracketRight)
    after = len(page.pages.questioned.outlines.visible_patches())
    assert 0 < after < before
    QTest.keyClick(view, Qt.Key.Key_G)
    page.toolbar.threshold.setValue(0)
    assert len(page.pages.questioned.outlines.visible_patches()) > before
    known = page.pages.known.view
    zoom = known.zoom
    view.zoom_by(2.0)
    assert known.zoom == pytest.approx(2.0 * zoom)
    QTest.keyClick(view, Qt.Key.Key_U)
    view.zoom_by(0.5)
    assert known.zoom == pytest.approx(2.0 * zoom)
    page.pair.opacity.setValue(30)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert page.pair.overlay.opacity == 1.0
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert page.pair.overlay.opacity == 0.0
    page.pair.edge.setChecked(True)
    assert page.pair.overlay.outlined


def test_contradicting_pairs_have_a_reference_patch(examination: Examination) -> None:
    examination.open()
    page = examination.evidence
    examination.window.show_page("evidence")
    page.open_candidate(1, 3)
    examination.settle()
    contradicting = page.model.pairs(supporting=False)
    assert contradicting
    page.model.choose(contradicting[0])
    assert page.gallery.currentIndex() == 1
    examination.settle()
    keys = page.gallery.lists[False].keys(0)
    assert len(keys) == 3
    page.cutter.ask(keys)
    examination.settle()
    assert all(page.cutter.picture(key) is not None for key in keys)
    assert "reference" in page.pair.figures.text()
    choose(page.header.candidates, "1 ")
    examination.settle()
    assert examination.opened.rank == 1


def test_marks_are_taken_off_and_change_no_score(examination: Examination) -> None:
    examination.open()
    page = examination.evidence
    page.open_candidate(1, 1)
    examination.settle()
    score = page.header.absolute.text()
    page.pair.press("disagrees")
    page.pair.press("not usable")
    examination.settle()
    case = examination.session.case
    assert case is not None
    assert [mark.verdict for mark in marks_of(case, 1, 1).values()] == ["not usable"]
    page.pair.press("not usable")
    examination.settle()
    assert marks_of(case, 1, 1) == {}
    assert page.header.absolute.text() == score


def test_a_note_is_kept_when_the_window_closes(examination: Examination) -> None:
    examination.open()
    page = examination.evidence
    examination.window.show_page("evidence")
    page.open_candidate(1, 1)
    examination.settle()
    page.pair.press("agrees")
    page.pair.note.setFocus()
    QTest.keyClicks(page.pair.note, "half a")
    case = examination.session.case
    assert case is not None
    examination.window.close()
    assert [mark.note for mark in marks_of(case, 1, 1).values()] == ["half a"]
    examination.session.end()


def test_looking_is_stopped_in_each_stage(examination: Examination) -> None:
    examination.open()
    page = examination.evidence
    examination.window.show_page("evidence")
    page.open_candidate(1, 2)
    assert page.progress.isVisible()
    page.progress.stop.click()
    assert "Stopped" in page.empty.text()
    examination.settle()
    assert page.model.opened is None
    page.open_candidate(1, 2)
    examination.qtbot.waitUntil(lambda: page.progress.stage.text().count(":") > 0, timeout=30_000)
    page.progress.stop.click()
    examination.settle()
    assert page.model.opened is None
    # A wish that another one has overtaken brings nothing any more.
    page.open_candidate(1, 2)
    page.open_candidate(1, 1)
    examination.settle()
    assert examination.opened.rank == 1
    # Stopped on the way to another candidate, the last one is still there.
    choose(page.header.candidates, "2 ")
    page.progress.stop.click()
    assert page.stack.currentIndex() == 1
    assert page.header.candidates.currentText().startswith("1 ")


def test_two_documents_are_compared_without_the_database(
    examination: Examination, nothing_slow_on_the_main_thread: Guard
) -> None:
    examination.open()
    examination.session.use_database(examination.folder.parent / "none")
    file = save_scribble(examination.folder.parent / "dropped.png", "Ahlers", 9)
    examination.window.show_page("compare")
    page = examination.compare
    with nothing_slow_on_the_main_thread():
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file))])
        page.known.dropEvent(
            QDropEvent(
                QPointF(5, 5),
                Qt.DropAction.CopyAction,
                data,
                LEFT,
                Qt.KeyboardModifier.NoModifier,
            )
        )
        examination.settle()
        assert page.known.item is not None
        assert page.known.item.name == "K1"
        page.go.click()
        examination.settle()
    assert examination.window.stack.currentWidget() is examination.evidence
    assert examination.opened.comparison.kind == "compare"
    assert page.history.rowCount() == 1
    examination.window.show_page("compare")
    choose(page.known.combo, "Q1")
    page.go.click()
    assert not page.go.isEnabled()


def test_a_file_that_is_no_scan_is_said(examination: Examination) -> None:
    examination.open()
    examination.window.show_page("compare")
    file = examination.folder.parent / "broken.png"
    file.write_bytes(b"no picture")
    examination.compare.questioned.file_given.emit(file)
    examination.settle()
    assert "broken.png" in examination.compare.message.text()


def test_the_heat_scale_is_even_and_carries_no_verdict() -> None:
    scale = colour_scale().astype(int)
    assert scale.shape == (STEPS, 3)
    middle = STEPS // 2
    # Blue supports, orange contradicts; both get darker evenly.
    assert scale[-1, 2] > scale[-1, 0]
    assert scale[0, 0] > scale[0, 2]
    luminance = scale @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(luminance[middle:]) <= 0.5).all()
    assert (np.diff(luminance[: middle + 1]) >= -0.5).all()


def test_a_mark_that_could_not_be_kept_is_not_shown_as_kept(
    examination: Examination, tmp_path: Path
) -> None:
    examination.open()
    examination.window.show_page("identify")
    examination.identify.open_comparison(1)
    examination.settle()
    examination.look()
    page = examination.evidence
    page.model.choose(page.model.pairs(supporting=True)[0])
    page.pair.press("agrees")
    examination.settle()
    examination.folder.rename(tmp_path / "elsewhere")
    page.pair.press("disagrees")
    examination.settle()
    assert "is gone" in examination.window.notice_panel.text.text()
    assert page.pair.buttons["agrees"].isChecked()
    assert not page.pair.buttons["disagrees"].isChecked()


def test_closing_the_case_while_two_documents_are_compared_leaves_no_complaint(
    examination: Examination,
) -> None:
    examination.open()
    examination.window.show_page("compare")
    examination.settle()
    examination.compare.go.click()
    examination.session.close_case()
    examination.settle()
    assert examination.compare.message.text() == ""
    assert not examination.compare.progress.isVisible()
    assert examination.window.bench.notices.texts == []
