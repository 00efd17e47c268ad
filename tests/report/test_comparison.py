"""The report as a document: PDF/A, layouts, and input that is meant to break it."""

import copy
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from tests.casework.conftest import engine, exemplars, full_folder, made, scans
from tests.casework.reporting.conftest import NOON, request_two, weighed_folder
from tests.casework.reporting.test_reports import text_of
from tests.small_model import small_model
from writerid.casework.case import Case
from writerid.casework.reporting.drawing import draw_pictures
from writerid.casework.reporting.gathering import gather
from writerid.casework.reporting.request import ReportRequest
from writerid.errors import WriterIdError
from writerid.report.comparison import write_report
from writerid.report.layout import ReportLayout, layout_of, read_layout
from writerid.resources import report_folder

__all__ = [
    "engine", "exemplars", "full_folder", "made", "request_two", "scans", "small_model",
    "weighed_folder",
]  # fmt: skip

NAMES = (
    "W" * 200, "محمد عبد الرحمن", "ישראל ישראלי", "山田太郎", "김철수", "Ærø Ñandú Δημήτρης Сергей",
    "ᚠ runes", "a\tb\nc\u202edef", "#strong[x] $y$ \\ <b>", "many words " * 18,
)  # fmt: skip


@dataclass(frozen=True)
class Gathered:
    """What a report is made of."""

    record: dict[str, Any]
    pictures: dict[str, Path]


@pytest.fixture(scope="module")
def shared(weighed_folder: Path, tmp_path_factory: pytest.TempPathFactory, made: Path) -> Gathered:
    folder = tmp_path_factory.mktemp("gathered")
    shutil.copytree(weighed_folder / "case", folder / "case")
    (folder / "pictures").mkdir()
    request = ReportRequest(
        comparisons=(2,), evidence_for=1, pairs=4,
        calibrations=(weighed_folder / "calibration.json",),
    )  # fmt: skip
    with Case.open(folder / "case", examiner="A. Lee") as case:
        record = gather(case, request, NOON, unavailable={}, not_recorded="")
        pictures = draw_pictures(case, record, folder / "pictures")
    return Gathered(record, pictures)


@pytest.fixture
def gathered(shared: Gathered) -> Gathered:
    """The test's own, to be spoilt."""
    return Gathered(copy.deepcopy(shared.record), dict(shared.pictures))


def written(gathered: Gathered, folder: Path, layout: ReportLayout | None = None) -> Path:
    target = folder / "report.pdf"
    write_report(gathered.record, gathered.pictures, layout or ReportLayout(), target, NOON)
    return target


def page_sizes(pdf: Path) -> set[tuple[int, int]]:
    with pypdfium2.PdfDocument(pdf) as document:
        return {tuple(round(side) for side in page.get_size()) for page in document}


def test_it_is_a_pdf_a_with_its_data_inside(gathered: Gathered, tmp_path: Path) -> None:
    with pikepdf.open(written(gathered, tmp_path)) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "3"
            assert metadata["pdfaid:conformance"] == "B"
        [intent] = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert len(intent.DestOutputProfile.read_bytes()) > 100
        assert "/Encrypt" not in pdf.trailer
        assert "/JavaScript" not in (pdf.Root.get("/Names") or {})
        [attached] = pdf.Root.AF
        assert attached.AFRelationship == "/Data"
        assert str(attached.UF) == "report.json"
        assert attached.EF.F.Subtype == "/application/json"
        assert json.loads(attached.EF.F.read_bytes()) == json.loads(json.dumps(gathered.record))
        fonts = [one for one in pdf.objects if _is(one, "/FontDescriptor")]
        assert fonts
        for font in fonts:
            assert any(name in font for name in ("/FontFile", "/FontFile2", "/FontFile3"))
            assert "+NotoSans" in str(font.FontName)


def _is(one: Any, kind: str) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == kind


def test_the_attached_data_bears_the_anchor(gathered: Gathered, tmp_path: Path) -> None:
    with pikepdf.open(written(gathered, tmp_path)) as pdf:
        record = json.loads(pdf.attachments["report.json"].get_file().read_bytes())
    assert record["schema"] == "writerid.report/1"
    assert record["case"]["id"] == gathered.record["case"]["id"]
    assert record["audit"]["count"] > 0
    assert len(record["audit"]["head"]) == 64


def test_papers(gathered: Gathered, tmp_path: Path) -> None:
    assert page_sizes(written(gathered, tmp_path)) == {(595, 842)}
    letter = written(gathered, tmp_path, ReportLayout(paper="us-letter"))
    assert page_sizes(letter) == {(612, 792)}


def test_the_letterhead(gathered: Gathered, tmp_path: Path) -> None:
    Image.new("RGBA", (300, 100), (10, 20, 30, 128)).save(tmp_path / "logo.png")
    layout = ReportLayout(
        laboratory="Cantonal Laboratory", address=("Long Street 1", "8000 Town"),
        logo=tmp_path / "logo.png", accreditation="ISO/IEC 17025", reference="2026/17",
        examiner="Dr. B. Moser", examiner_title="document examiner", technical_review="C. Viewer",
        time_zone="UTC+02:00",
    )  # fmt: skip
    pdf = written(gathered, tmp_path, layout)
    text = text_of(pdf)
    for expected in (
        "Cantonal Laboratory", "Long Street 1", "ISO/IEC 17025", "2026/17",
        "Dr. B. Moser, document examiner", "C. Viewer", "2026-01-02 14:00 UTC+02:00",
    ):  # fmt: skip
        assert expected in text


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_names_and_numbers_that_are_meant_to_break_it(
    gathered: Gathered, tmp_path: Path, paper: Any
) -> None:
    record = gathered.record
    [comparison], items = record["comparisons"], record["items"]
    record["comparisons"], record["items"] = [], []
    for number in range(20):
        name = NAMES[number % len(NAMES)]
        one = copy.deepcopy(comparison)
        one.update(id=number + 1, item=f"Q{number + 1}", item_title=name, compared=1200)
        one["closed_list"] = list(NAMES) * 8 if number == 3 else None
        if number == 4:
            one["left_out"] = [{"writer": n, "document": n, "same_file": True} for n in NAMES * 9]
        candidates = one["candidates"]
        while len(candidates) < 50:
            more = {**copy.deepcopy(candidates[1]), "rank": len(candidates) + 1, "evidence": None}
            candidates.append(more)
        for place, candidate in enumerate(candidates):
            candidate["writer"] = NAMES[(place + number) % len(NAMES)]
        if number > 1:
            candidates[0]["evidence"] = None
        record["comparisons"].append(one)
        record["items"].append({**copy.deepcopy(items[0]), "name": one["item"], "title": name})
    pairs = record["comparisons"][0]["candidates"][0]["evidence"]["pairs"]
    while len(pairs) < 80:
        pairs.append({**pairs[0], "label": str(len(pairs))})
    pairs[0]["mark"] = {"verdict": "agrees", "note": NAMES[0], "made": "x", "examiner": NAMES[1]}
    record["case"]["title"] = NAMES[0]
    pdf = written(gathered, tmp_path, ReportLayout(paper=paper, reference=NAMES[0]))
    text = text_of(pdf)
    assert "1,150 more of 1,200" in text
    assert "山田太郎" in text
    assert "김철수" in text
    assert "U+16A0 runes" in text
    assert "#strong[x] $y$" in text
    assert "\\u202edef" in text
    with pypdfium2.PdfDocument(pdf) as document:
        width = document[0].get_width()
        for page in document:
            sheet = page.get_textpage()
            for place in range(sheet.count_rects()):
                left, _, right, _ = sheet.get_rect(place)
                assert left >= 0.03 * width
                assert right <= 0.97 * width
        # Names from right to left are shaped and set so: the first letter stands at the right.
        page = next(page for page in document if "محمد" in page.get_textpage().get_text_bounded())
        assert page is not None


def test_a_comparison_without_candidates_and_a_missing_calibration(
    gathered: Gathered, tmp_path: Path
) -> None:
    [comparison] = gathered.record["comparisons"]
    comparison["candidates"] = []
    comparison["none_of_them"] = {"sentence": "", "statements": []}
    [calibration] = gathered.record["calibrations"]
    gathered.record["calibrations"] = [{"id": calibration["id"], "found": False}]
    gathered.record["verbal_scales"] = [{"name": "Ours", "found": False, "bands": []}]
    text = text_of(written(gathered, tmp_path))
    assert "The comparison lists no candidate." in text
    assert "is not at hand: its figures and plots can't be printed" in text
    assert "The bands of the verbal scale “Ours” are not at hand" in text


def test_sizes_in_mm_only_where_the_resolution_is_known(gathered: Gathered, tmp_path: Path) -> None:
    evidence = gathered.record["comparisons"][0]["candidates"][0]["evidence"]
    for pair in evidence["pairs"]:
        pair["questioned"]["true_size"] = False
    for plate in evidence["plates"]:
        plate["questioned"].update(true_size=False, dpi_source="estimated")
    gathered.record["comparisons"][0]["questioned_pages"][0]["true_size"] = False
    text = text_of(written(gathered, tmp_path))
    place = evidence["pairs"][0]["questioned"]
    assert f"x {place['x_px']:.0f} y {place['y_px']:.0f} px" in text
    assert f"x {place['x_mm']:.1f} y {place['y_mm']:.1f} mm" not in text
    assert "The resolution of a page is not known (estimated from the writing)" in text
    assert "was assumed or estimated" in text


def test_both_opinions_stand_side_by_side(gathered: Gathered, tmp_path: Path) -> None:
    view = {
        "text": "I see the same hand.", "opinion": "probably did write", "independent": True,
        "made": "2026-01-02T12:00:00Z", "examiner": "B. Second",
    }  # fmt: skip
    candidate = {
        "rank": 1, "writer": "Ahlers", "code": "W-01", "score": 0.87, "tied": False,
        "log10_lr": 1.0, "lr_shown": "10 (bound)",
    }  # fmt: skip
    second = {
        "comparison_id": 1, "made": "2026-01-02T12:00:00Z", "compared": 3, "patch_count": 100,
        "writing_mm": 800.0, "views": [view], "candidates": [candidate],
    }  # fmt: skip
    item = {
        "item": "Q1", "title": "", "first": None, "second": second,
        "agreement": {"sentences": ["The same candidate ranks first."]},
    }  # fmt: skip
    gathered.record["second_opinions"] = [
        {
            "package_id": "ab" * 16, "package_made": "2026-01-02T12:00:00Z", "sha256": "1" * 64,
            "first_examiner": "A. Lee", "examiner": "B. Second", "made": "2026-01-02T12:00:00Z",
            "joined": "2026-01-02T12:00:00Z", "history_count": 7, "history_head": "f" * 64,
            "items": [item],
        }
    ]  # fmt: skip
    text = text_of(written(gathered, tmp_path))
    for expected in (
        "Second opinion", "I see the same hand.", "recorded before the other's results were known",
        "Nothing is recorded on this side.", "The same candidate ranks first.",
    ):  # fmt: skip
        assert expected in text


def test_a_layout_is_read_back_and_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    Image.new("RGB", (30, 30)).save(tmp_path / "logo.png")
    layout = ReportLayout(
        paper="us-letter", laboratory="Lab", address=("A", "B"), logo=tmp_path / "logo.png"
    )
    record = {**layout.to_record(), "logo": "logo.png"}
    (tmp_path / "layout.json").write_text(json.dumps(record))
    assert read_layout(tmp_path / "layout.json") == layout
    for record, words in (
        ({"laboratry": "x"}, "no entry “laboratry”"),
        ({"paper": "a5"}, "“a4” or “us-letter”"),
        ({"time_zone": "CET"}, "no time zone"),
        ({"time_zone": "UTC+99:00"}, "no time zone"),
        ({"most_rows": 0}, "most_rows"),
        ({"address": "one line"}, "list of lines"),
        ({"language": "English"}, "no language"),
    ):
        with pytest.raises(WriterIdError, match=words):
            layout_of(record)
    (tmp_path / "broken.json").write_text("[", encoding="utf-8")
    with pytest.raises(WriterIdError, match="is no layout of a report"):
        read_layout(tmp_path / "broken.json")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("logo.png", b"no picture", "damaged, or not what its name says"),
        ("logo.gif", b"GIF89a", "is no PNG, JPEG or SVG"),
        ("logo.svg", b"<html>", "damaged"),
        ("none.png", None, "can't be read"),
    ],
)
def test_a_logo_that_is_none(
    gathered: Gathered, tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(WriterIdError, match=words):
        written(gathered, tmp_path, ReportLayout(logo=tmp_path / name))
    assert not (tmp_path / "report.pdf").exists()


def test_a_language_without_texts(gathered: Gathered, tmp_path: Path) -> None:
    with pytest.raises(WriterIdError, match="no texts of reports in the language “de”"):
        written(gathered, tmp_path, ReportLayout(language="de"))


def test_another_language_is_one_more_file(
    gathered: Gathered, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resources = tmp_path / "resources"
    shutil.copytree(report_folder(), resources / "report")
    texts = json.loads((resources / "report" / "texts-en.json").read_text(encoding="utf-8"))
    texts["title"], texts["language"] = "Gutachten", "de"
    (resources / "report" / "texts-de.json").write_text(json.dumps(texts), encoding="utf-8")
    monkeypatch.setenv("WRITERID_RESOURCES", str(resources))
    text = text_of(written(gathered, tmp_path, ReportLayout(language="de")))
    assert text.startswith("Gutachten") or "Gutachten" in text[:400]
