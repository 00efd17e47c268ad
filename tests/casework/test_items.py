"""Questioned items: into the case, described, prepared, measured, removed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from tests.casework.conftest import add
from tests.scribbles import HANDS, save_scribble, scribble
from writerid.casework.case import Case
from writerid.casework.importing import import_files
from writerid.casework.item_changes import (
    add_items,
    describe_item,
    remove_item,
    reorder_items,
    restore_item,
    set_resolutions,
    set_steps,
    set_used,
)
from writerid.casework.items import find_item, get_item, list_items
from writerid.casework.notes import history
from writerid.casework.pages import (
    encode_item,
    estimate_resolutions,
    measure_amounts,
    read_item_page,
    store_amounts,
)
from writerid.errors import (
    Cancelled,
    CaseError,
    OriginalError,
    ResolutionError,
    TooLittleWritingError,
)
from writerid.model import Resolution, ResolutionSource
from writerid.pipeline.identify import Engine
from writerid.pipeline.scan import hash_file
from writerid.pipeline.steps import AUTOMATIC, Region, Rotate, from_record
from writerid.store.items import ItemData
from writerid.tasks import Task


@pytest.fixture
def two(empty: Case, scans: Path) -> Case:
    """A case with Q1 and Q2."""
    add(empty, scans / "letter.png", scans / "note.png")
    return empty


def names(case: Case) -> list[str]:
    return [item.name for item in list_items(case)]


def test_files_are_copied_byte_for_byte_and_described(two: Case, scans: Path) -> None:
    item = find_item(two, "Q1")
    [page] = item.pages
    file = scans / "letter.png"
    assert (page.sha256, page.size_bytes, page.file) == (
        hash_file(file), file.stat().st_size, file,
    )  # fmt: skip
    assert two.originals.path_of(page.sha256).read_bytes() == file.read_bytes()
    assert page.resolution == Resolution(300.0, ResolutionSource.FILE)
    assert (page.width_px, page.height_px, page.steps, page.version) == (900, 560, AUTOMATIC, 1)


def test_one_bad_file_among_good_ones(empty: Case, scans: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes((scans / "note.png").read_bytes()[:3000])
    (tmp_path / "text.txt").write_bytes(b"no scan")
    (tmp_path / "nothing").mkdir()
    imported = import_files(
        empty.originals,
        [scans, tmp_path / "broken.png", tmp_path / "text.txt", tmp_path / "nothing"],
    )
    assert [file.file.name for file in imported.files] == ["letter.png", "note.png"]
    reasons = " | ".join(lost.reason for lost in imported.skipped)
    assert "broken.png is cut short or damaged" in reasons
    assert "text.txt is no PNG" in reasons
    assert "holds no scans" in reasons


def test_a_file_that_is_in_the_case_is_left_out_and_named(two: Case, scans: Path) -> None:
    imported = import_files(two.originals, [scans / "letter.png"])
    items, left_out = add_items(two, imported.files)
    assert items == []
    assert left_out[0].reason == "letter.png is in the case already, as Q1: left out"
    items, _ = add_items(two, imported.files, allow_duplicates=True, role="known")
    assert [item.name for item in items] == ["K1"]


def test_files_together_and_tiffs_of_many_pages(empty: Case, scans: Path, tmp_path: Path) -> None:
    pages = [scribble(HANDS["Ahlers"], page) for page in (1, 2)]
    pages[0].save(tmp_path / "two.tif", save_all=True, append_images=pages[1:], dpi=(300, 300))
    imported = import_files(empty.originals, [tmp_path / "two.tif", scans / "note.png"])
    [item], _ = add_items(empty, imported.files, together=True)
    assert [page.name for page in item.pages] == ["two.tif p. 1", "two.tif p. 2", "note.png"]


def test_import_stops_on_request(empty: Case, scans: Path) -> None:
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        import_files(empty.originals, [scans], task)
    assert list_items(empty) == []


def test_an_item_is_described(two: Case) -> None:
    item = find_item(two, "Q1")
    data = ItemData(script="Latin", medium="photocopy", manner="disguise suspected")
    describe_item(two, item.id, name="Q1-A", title="The letter", data=data, notes="torn")
    again = get_item(two, item.id)
    assert (again.name, again.number, again.title, again.data, again.notes) == (
        "Q1-A", 1, "The letter", data, "torn",
    )  # fmt: skip
    assert history(two)[-1].data["changed"]["medium"] == "photocopy"
    with pytest.raises(CaseError, match="an item “Q1-A” in the case already"):
        describe_item(two, find_item(two, "Q2").id, name="Q1-A")
    with pytest.raises(CaseError, match=r"no item “Q9” \(there is Q1-A, Q2\)"):
        find_item(two, "Q9")


def test_items_are_reordered_removed_and_brought_back(two: Case, tmp_path: Path) -> None:
    first, second = list_items(two)
    reorder_items(two, [second.id])
    assert names(two) == ["Q2", "Q1"]
    remove_item(two, second.id)
    assert names(two) == ["Q1"]
    [third] = add(two, save_scribble(tmp_path / "third.png", "Cramer", 9))
    assert third.name == "Q3"
    restore_item(two, second.id)
    assert names(two) == ["Q2", "Q1", "Q3"]
    remove_item(two, first.id)
    assert get_item(two, first.id).removed is not None
    assert two.originals.has(first.pages[0].sha256)
    with pytest.raises(CaseError, match="not in the case any more"):
        get_item(two, 99)


def test_every_preparation_is_kept(two: Case) -> None:
    [page] = find_item(two, "Q1").pages
    steps = (Region.rectangle(0, 0, 500, 500), Rotate(1.5), *AUTOMATIC)
    set_steps(two, page.id, steps)
    set_steps(two, page.id, AUTOMATIC)
    with two.reading() as rows:
        kept = rows.execute(
            "SELECT steps FROM preparations WHERE page_id = ? ORDER BY version", (page.id,)
        ).fetchall()
    assert [from_record(json.loads(row["steps"])) for row in kept] == [AUTOMATIC, steps, AUTOMATIC]
    assert find_item(two, "Q1").pages[0].version == 3
    assert history(two)[-2].data["steps"][1] == {"step": "Rotate", "degrees": 1.5}
    with pytest.raises(CaseError, match="page is not in the case"):
        set_steps(two, 99, AUTOMATIC)


def test_an_amount_of_writing_is_never_stale(two: Case) -> None:
    item = find_item(two, "Q1")
    assert item.amount is None
    store_amounts(two, measure_amounts(two.originals, item.pages))
    measured = find_item(two, "Q1").amount
    assert measured is not None
    assert measured.writing_mm > 100.0
    set_steps(two, item.pages[0].id, (Region.rectangle(0, 0, 400, 300), *AUTOMATIC))
    changed = find_item(two, "Q1")
    assert changed.amount is None
    store_amounts(two, measure_amounts(two.originals, item.pages))
    assert find_item(two, "Q1").amount is None
    store_amounts(two, measure_amounts(two.originals, changed.pages))
    smaller = find_item(two, "Q1").amount
    assert smaller is not None
    assert smaller.writing_mm < measured.writing_mm
    set_resolutions(two, {item.pages[0].id: Resolution(200.0, ResolutionSource.GIVEN)})
    assert find_item(two, "Q1").amount is None


def test_a_resolution_is_asked_for_given_or_estimated(
    empty: Case, tmp_path: Path, engine: Engine
) -> None:
    [item] = add(empty, save_scribble(tmp_path / "photo.png", "Ahlers", 5, dpi=None))
    assert item.pages[0].resolution is None
    assert measure_amounts(empty.originals, item.pages) == []
    with pytest.raises(ResolutionError, match=r"Q1, photo\.png: the file does not say"):
        encode_item(engine, empty.originals, item)
    estimated = estimate_resolutions(empty.originals, item.pages)
    set_resolutions(empty, estimated)
    assert find_item(empty, "Q1").pages[0].resolution == estimated[item.pages[0].id]
    set_resolutions(empty, {item.pages[0].id: Resolution(300.0, ResolutionSource.GIVEN)})
    assert encode_item(engine, empty.originals, find_item(empty, "Q1")).code.patch_count > 50


def test_pages_are_left_out(two: Case, engine: Engine) -> None:
    [page] = find_item(two, "Q1").pages
    set_used(two, page.id, used=False)
    with pytest.raises(TooLittleWritingError, match="Q1: no page is left to compare"):
        encode_item(engine, two.originals, find_item(two, "Q1"))
    set_used(two, page.id, used=True)
    assert find_item(two, "Q1").used_pages == find_item(two, "Q1").pages


def test_a_changed_copy_is_refused_by_name(two: Case) -> None:
    [page] = find_item(two, "Q2").pages
    stored = two.originals.path_of(page.sha256)
    stored.chmod(0o644)
    Image.new("RGB", (90, 90), "white").save(stored, format="PNG")
    with pytest.raises(OriginalError, match=r"note\.png has been changed.*the case's folder"):
        read_item_page(two.originals, page)
    stored.unlink()
    with pytest.raises(OriginalError, match=r"note\.png is missing"):
        read_item_page(two.originals, page)


def test_the_imported_file_is_not_needed_any_more(empty: Case, tmp_path: Path) -> None:
    file = save_scribble(tmp_path / "gone.png", "Ahlers", 6)
    [item] = add(empty, file)
    file.unlink()
    page = read_item_page(empty.originals, item.pages[0])
    assert (page.path, page.width_px) == (file, 900)
    assert replace(item, pages=()).used_pages == ()
