from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.pictures.conftest import Case
from writerid.errors import ScanError, WriterIdError
from writerid.model import Page, PatchPair, Resolution, ResolutionSource
from writerid.pictures import page_cuts
from writerid.pictures.drawing import CONTRADICTING, SUPPORTING
from writerid.pictures.evidence import draw_evidence
from writerid.pictures.marked_page import Mark, draw_marked_page
from writerid.pictures.page_cuts import cut_pages, reduced_size
from writerid.pictures.plate import Places, View, choose_views
from writerid.pictures.shown_pairs import MOST_SHOWN, ShownPair, choose_shown
from writerid.pipeline.evidence import EvidencePairs
from writerid.pipeline.identify import EncodedPage
from writerid.pipeline.scan import hash_file, read_page


def has_colour(picture: Image.Image, colour: tuple[int, int, int]) -> bool:
    return bool((np.asarray(picture.convert("RGB")) == colour).all(axis=2).any())


def test_plates_and_galleries_are_written_and_the_scans_untouched(
    case: Case, tmp_path: Path
) -> None:
    before = [hash_file(file) for file in case.files]
    folder = tmp_path / "new" / "folder"
    written = draw_evidence(
        case.questioned, case.evidence, case.reference_patches, folder, "Q1-01-A"
    )
    assert [hash_file(file) for file in case.files] == before
    names = [file.name for file in written]
    assert names[0] == "Q1-01-A-pages.png"
    assert names[-2:] == ["Q1-01-A-supporting.png", "Q1-01-A-contradicting.png"]
    assert len(names) <= 4
    assert sorted(names) == sorted(file.name for file in folder.iterdir())
    for file in written:
        with Image.open(file) as picture:
            assert picture.format == "PNG"
            assert 900 <= picture.width <= 2600
            assert 500 <= picture.height <= 3500
            assert has_colour(picture, SUPPORTING) or "contradicting" in file.name
            assert has_colour(picture, CONTRADICTING) or "supporting" in file.name


def test_drawing_again_gives_the_same_pictures(case: Case, tmp_path: Path) -> None:
    for name in ("a", "b"):
        draw_evidence(case.questioned, case.evidence, case.reference_patches, tmp_path / name, "x")
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def test_a_scan_is_never_written_over(case: Case) -> None:
    scan = case.files[0]
    original = hash_file(scan)
    taken = scan.with_name("x-pages.png")
    taken.write_bytes(scan.read_bytes())
    page = case.questioned.pages[0]
    there = replace(case.questioned, pages=(replace(page, page=replace(page.page, path=taken)),))
    with pytest.raises(WriterIdError, match=r"x-pages\.png is one of the scans"):
        draw_evidence(there, case.evidence, case.reference_patches, scan.parent, "x")
    assert hash_file(taken) == original


def test_without_pairs_there_is_a_plate_alone(case: Case, tmp_path: Path) -> None:
    evidence = replace(
        case.evidence, pairs=EvidencePairs((), (), 0.0, 0.0), reference_counterparts=()
    )
    written = draw_evidence(case.questioned, evidence, case.reference_patches, tmp_path, "x")
    assert [file.name for file in written] == ["x-pages.png"]


def test_shown_pairs_are_labelled_in_order_and_say_what_they_carry(case: Case) -> None:
    shown = choose_shown(case.evidence)
    supporting, contradicting = shown.supporting, shown.contradicting
    assert 1 < len(supporting) <= MOST_SHOWN
    assert [s.label for s in supporting] == [str(n + 1) for n in range(len(supporting))]
    assert [s.label for s in contradicting] == list("ABCDEFGHIJKLMNOPQRSTUVWX")[
        : len(contradicting)
    ]
    assert max(s.strength for s in shown.pairs) == pytest.approx(1.0)
    assert all(s.reference is None for s in supporting)
    assert [s.reference for s in contradicting] == list(
        case.evidence.reference_counterparts[: len(contradicting)]
    )
    relative = case.evidence.contributions.relative
    share = sum(s.pair.contribution for s in supporting) / relative[relative > 0].sum()
    assert (
        f"these {len(supporting)} patches carry {100 * share:.0f}\xa0% of the supporting sum"
        in (shown.carry(supporting=True))
    )
    assert shown.supporting_sum + shown.contradicting_sum == pytest.approx(
        case.evidence.contributions.score - case.evidence.contributions.reference_mean
    )


def test_the_known_pages_with_most_counterparts_are_shown_two_at_most() -> None:
    def places(questioned: int, document: int, page: int, count: int) -> list[Places]:
        return [Places((questioned, n), ((document, page), n)) for n in range(count)]

    many = [*places(0, 0, 0, 5), *places(1, 2, 1, 9), *places(0, 2, 1, 2), *places(0, 1, 0, 4)]
    assert choose_views(many) == [View(1, (2, 1)), View(0, (0, 0))]
    assert choose_views([*places(0, 0, 0, 5), *places(0, 1, 0, 1)]) == [View(0, (0, 0))]
    assert choose_views([]) == [View(0, (0, 0))]


def draw_half_size(page: EncodedPage, marks: list[Mark]) -> Image.Image:
    return draw_marked_page(page, marks, 0.5, cut_pages([(page, reduced_size(page, 0.5))], []))


@pytest.mark.parametrize("labelled", [True, False])
def test_a_mark_is_drawn_where_the_patch_is(case: Case, labelled: bool) -> None:
    page = case.questioned.pages[0]
    pair = ShownPair("1", PatchPair(0, 0, 0, 0.01, 0.9), supporting=True, strength=1.0)
    bare = np.asarray(draw_half_size(page, [])).astype(int)
    marked = np.asarray(draw_half_size(page, [Mark(pair, 30, labelled)])).astype(int)
    rows, columns = np.nonzero(np.abs(marked - bare).sum(axis=2))
    low, high = (
        page.patches.corners_px[30].min(axis=0) / 2,
        page.patches.corners_px[30].max(axis=0) / 2,
    )
    reach = 60 if labelled else 5
    assert low[0] - reach < columns.min()
    assert columns.max() < high[0] + reach
    assert low[1] - reach < rows.min()
    assert rows.max() < high[1] + reach
    assert marked.shape == bare.shape


def test_a_page_of_estimated_scale_says_so(case: Case) -> None:
    page = case.questioned.pages[0]
    guessed = replace(
        page,
        prepared=replace(page.prepared, resolution=Resolution(300.0, ResolutionSource.ESTIMATED)),
    )
    true, other = draw_half_size(page, []), draw_half_size(guessed, [])
    below = (0, true.height - 44, true.width, true.height)
    assert true.crop(below).tobytes() != other.crop(below).tobytes()


def test_each_page_is_read_once(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []

    def counted(path: Path, number: int) -> Page:
        read.append(path)
        return read_page(path, number)

    monkeypatch.setattr(page_cuts, "read_page", counted)
    draw_evidence(case.questioned, case.evidence, case.reference_patches, tmp_path, "x")
    assert len(read) == len(set(read)) >= 2
    assert set(read) <= set(case.files)


def test_a_scan_that_was_changed_meanwhile_is_refused(case: Case, tmp_path: Path) -> None:
    page = case.questioned.pages[0]
    changed = tmp_path / "questioned.png"
    changed.write_bytes(case.files[1].read_bytes())
    moved = replace(page, page=replace(page.page, stored=changed))
    there = replace(case.questioned, pages=(moved,))
    with pytest.raises(ScanError, match=r"questioned\.png was changed"):
        draw_evidence(there, case.evidence, case.reference_patches, tmp_path / "out", "x")
