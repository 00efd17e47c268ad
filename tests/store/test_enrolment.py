"""Enrolment: previews, duplicates, bad files, resumption."""

import errno
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.scribbles import HANDS, save_scribble, scribble
from tests.store.conftest import Enrol, enrol_into
from writerid.errors import Cancelled, DatabaseError, LabelsError, StorageFullError, WriterIdError
from writerid.model import Box
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.pipeline.scan import hash_file
from writerid.store import enrolment, originals
from writerid.store.database import Database
from writerid.store.documents import read_pages_of
from writerid.store.encoding import EncodingSettings
from writerid.store.fates import Fate
from writerid.store.integrity import check_integrity
from writerid.store.plan import Plan, plan_enrolment
from writerid.store.sources import compile_pattern, list_sources
from writerid.store.writers import documents_of, find_writer, list_writers
from writerid.tasks import Task

EMILE = "Öztürk, Émile"


def names(database: Database) -> dict[str, list[str]]:
    return {
        writer.name: sorted(document.name for document in documents_of(database, writer))
        for writer in list_writers(database)
    }


def plan_of(database: Database | None, *sources: Path, **options: str) -> Plan:
    listing = list_sources(list(sources), **options)
    return plan_enrolment(database, listing, ReadSettings(), thorough=True)


def test_a_folder_a_writer(database: Database, enrolled: Enrol, exemplars: Path) -> None:
    before = {file: hash_file(file) for file in exemplars.rglob("*.png")}
    report = enrolled(exemplars)
    assert (report.documents, report.pages, report.failed) == (6, 6, ())
    assert names(database) == {writer: ["1.png", "2.png"] for writer in HANDS}
    assert check_integrity(database).problems == ()
    assert before == {file: hash_file(file) for file in exemplars.rglob("*.png")}
    again = enrolled(exemplars)
    assert (again.documents, again.already, again.failed) == (0, 6, ())


def test_what_is_stored_of_a_page(full: Database, engine: Engine, exemplars: Path) -> None:
    document = documents_of(full, find_writer(full, EMILE))[0]
    with full.reading() as rows:
        page = read_pages_of(rows, document.id)[0]
    file = exemplars / EMILE / document.name
    encoded = engine.encode_document(file, ReadSettings()).pages[0]
    assert (page.sha256, page.size_bytes) == (hash_file(file), file.stat().st_size)
    assert page.file == file
    assert page.resolution == encoded.prepared.resolution
    assert page.steps == ReadSettings().steps
    assert page.keypoint_count == encoded.keypoint_count
    assert abs(page.places.corners_px - encoded.patches.corners_px).max() < 1e-3


def test_processes_enrol_what_one_would(
    full: Database, tmp_path: Path, engine: Engine, exemplars: Path
) -> None:
    with Database.create(tmp_path / "other") as database:
        report = enrol_into(database, engine, exemplars, workers=2)
        assert report.documents == 6
        assert names(database) == names(full)

        def codes(of: Database) -> list[tuple[str, bytes]]:
            with of.reading() as rows:
                return [
                    (row[0], row[1])
                    for row in rows.execute(
                        "SELECT sha256, centre_px FROM pages JOIN patches ON page_id = pages.id "
                        "ORDER BY sha256"
                    )
                ]

        assert codes(database) == codes(full)


def test_the_preview_writes_nothing_and_names_what_can_t_be_read(
    tmp_path: Path, exemplars: Path
) -> None:
    folder = tmp_path / "exemplars"
    shutil.copytree(exemplars, folder)
    cut_short = folder / "Ahlers" / "cut.png"
    cut_short.write_bytes((exemplars / "Ahlers" / "1.png").read_bytes()[:3000])
    save_scribble(folder / "Ahlers" / "photo.png", "Ahlers", 7, dpi=None)
    shutil.copy(folder / "Cramer" / "1.png", folder / "Cramer" / "copy.png")
    save_scribble(folder / "loose.png", "Cramer", 8)
    (folder / "Ahlers" / "notes.txt").write_text("no scan")
    plan = plan_of(None, folder)
    fates = {d.files[0].listed.file.name: d.fate for d in plan.documents if d.fate != Fate.ENROL}
    assert fates == {
        "cut.png": Fate.UNREADABLE,
        "photo.png": Fate.UNREADABLE,
        "copy.png": Fate.DUPLICATE,
    }
    reasons = " ".join(problem.reason for problem in plan.problems)
    assert "cut.png is cut short" in reasons
    assert "photo.png does not say its resolution" in reasons
    assert "loose.png lies in no writer's folder" in reasons
    assert plan.ignored == 1
    assert len(plan.of_fate(Fate.ENROL)) == 6


def test_one_page_under_two_writers_is_an_error_until_confirmed(
    tmp_path: Path, database: Database, enrolled: Enrol
) -> None:
    first = save_scribble(tmp_path / "e" / "Ann" / "1.png", "Ahlers", 1)
    save_scribble(tmp_path / "e" / "Ann" / "2.png", "Ahlers", 2)
    (tmp_path / "e" / "Ben").mkdir()
    shutil.copy(first, tmp_path / "e" / "Ben" / "other name.png")
    report = enrolled(tmp_path / "e")
    assert names(database) == {"Ann": ["2.png"]}
    assert len(report.failed) == 2
    assert all("“Ann”" in lost.reason and "“Ben”" in lost.reason for lost in report.failed)
    report = enrolled(tmp_path / "e", confirm_duplicates=True)
    assert (report.documents, report.failed) == (2, ())
    assert names(database) == {"Ann": ["1.png", "2.png"], "Ben": ["other name.png"]}
    assert check_integrity(database).originals == 2


def test_a_page_enrolled_before_under_another_writer(
    tmp_path: Path, full: Database, engine: Engine, exemplars: Path
) -> None:
    shutil.copytree(exemplars / "Cramer", tmp_path / "e" / "Kramer")
    report = enrol_into(full, engine, tmp_path / "e")
    assert report.documents == 0
    assert "Kramer" not in names(full)
    assert "stands under “Kramer” and under “Cramer”" in report.failed[0].reason


def test_two_files_with_one_name_are_two_documents(
    tmp_path: Path, database: Database, enrolled: Enrol
) -> None:
    files = [
        save_scribble(tmp_path / "a" / "1.png", "Cramer", 1),
        save_scribble(tmp_path / "b" / "1.png", "Cramer", 2),
    ]
    assert enrolled(*files, writer="Cramer").documents == 2
    assert names(database) == {"Cramer": ["1.png", "1.png (2)"]}
    assert enrolled(*files, writer="Cramer").already == 2


def test_many_files_with_bad_ones(tmp_path: Path, database: Database, enrolled: Enrol) -> None:
    for number in range(6):
        save_scribble(tmp_path / "e" / "Ahlers" / f"{number}.png", "Ahlers", number)
    (tmp_path / "e" / "Ahlers" / "empty.png").write_bytes(b"")
    (tmp_path / "e" / "Ahlers" / "text.jpg").write_bytes(b"dear diary")
    Image.new("L", (900, 600), 255).save(tmp_path / "e" / "Ahlers" / "w.png", dpi=(300, 300))
    cut = (tmp_path / "e" / "Ahlers" / "0.png").read_bytes()[:5000]
    (tmp_path / "e" / "Ahlers" / "cut.png").write_bytes(cut)
    report = enrolled(tmp_path / "e")
    assert report.documents == 6
    assert sorted(lost.path.name for lost in report.failed) == [
        "cut.png", "empty.png", "text.jpg", "w.png",
    ]  # fmt: skip
    assert check_integrity(database).problems == ()
    assert check_integrity(database).orphans == ()


ODD_NAMES = ['O\'Neil, "Bo"; DROP TABLE writers', "Ann\nLee", "שרה לוי", "🖋️ 王", "a\u202eb", "%_*"]


def test_odd_names_are_kept_as_they_are(
    tmp_path: Path, database: Database, enrolled: Enrol
) -> None:
    for number, name in enumerate(ODD_NAMES):
        save_scribble(tmp_path / "e" / name / "1.png", "Ahlers", number)
    assert enrolled(tmp_path / "e").failed == ()
    assert set(names(database)) == set(ODD_NAMES)
    for name in ODD_NAMES:
        assert find_writer(database, name).name == name


def test_two_spellings_of_one_letter_are_one_writer(
    tmp_path: Path, database: Database, enrolled: Enrol
) -> None:
    save_scribble(tmp_path / "e" / "E\u0301mile" / "1.png", "Ahlers", 1)
    save_scribble(tmp_path / "e" / "\u00c9mile" / "2.png", "Ahlers", 2)
    assert enrolled(tmp_path / "e").failed == ()
    assert names(database) == {"\u00c9mile": ["1.png", "2.png"]}


def test_a_folder_name_in_an_unknown_encoding(tmp_path: Path) -> None:
    folder = tmp_path / "e" / "J\udcfcrgen"
    try:
        save_scribble(folder / "1.png", "Ahlers")
    except (OSError, UnicodeEncodeError):
        pytest.skip("this file system has no such names")
    listing = list_sources([tmp_path / "e"])
    assert "unknown encoding" in listing.skipped[0].reason


def test_patterns(tmp_path: Path, database: Database, enrolled: Enrol) -> None:
    for name in ("de_Vries_1_2.png", "de_Vries_1_10.png", "Ann_2.png", "scan.png"):
        save_scribble(tmp_path / "e" / name, "Ahlers", len(name))
    report = enrolled(tmp_path / "e", pattern="{writer}_{document}_{page}.png")
    assert [lost.reason.split(" does")[0] for lost in report.failed] == ["Ann_2.png", "scan.png"]
    assert names(database) == {"de_Vries": ["1"]}
    with database.reading() as rows:
        files = [page.file.name for page in read_pages_of(rows, 1)]
    assert files == ["de_Vries_1_2.png", "de_Vries_1_10.png"]


def test_what_stands_in_brackets_may_be_missing() -> None:
    expression = compile_pattern("scan_{writer}[_{document}].png")
    found = {
        name: expression.fullmatch(name) for name in ("scan_Ann.png", "scan_Ann_2.png", "Ann.png")
    }
    assert found["Ann.png"] is None
    one, two = found["scan_Ann.png"], found["scan_Ann_2.png"]
    assert one is not None
    assert two is not None
    assert one.groupdict() == {"writer": "Ann", "document": None}
    assert two.groupdict() == {"writer": "Ann", "document": "2"}


@pytest.mark.parametrize(
    "pattern",
    [
        "{page}.png",
        "{writer}_{writer}.png",
        "{who}.png",
        "{writer}[_{page}.png",
        "{writer}]_[",
        "x",
    ],
)
def test_patterns_that_can_t_be(pattern: str) -> None:
    with pytest.raises(WriterIdError, match="pattern"):
        compile_pattern(pattern)


def test_csv_with_item_data_pages_and_boxes(
    tmp_path: Path, database: Database, enrolled: Enrol
) -> None:
    save_scribble(tmp_path / "1.png", "Ahlers", 1, dpi=None)
    save_scribble(tmp_path / "2.png", "Ahlers", 2, dpi=None)
    table = tmp_path / "known.csv"
    table.write_text(
        "path,writer,document,page,dpi,box,medium,origin,written\n"
        '2.png,"Lee, Ann",diary,2,300,0 0 900 400,photocopy,request,about 1950\n'
        '1.png,"Lee, Ann",diary,1,300,,photocopy,request,about 1950\n'
        'gone.png,"Lee, Ann",letter,,300,,,,\n'
        '1.png,"Lee, Ann",other,,300,1 2,,,\n'
        '2.png,"Lee, Ann",third,,300,,xerox,,\n',
        encoding="utf-8-sig",
    )
    report = enrolled(table)
    reasons = [lost.reason for lost in report.failed]
    assert len(reasons) == 3
    assert "box is “1 2”" in reasons[0]
    assert "medium is “xerox”" in reasons[1]
    assert "gone.png is not there" in reasons[2]
    document = documents_of(database, find_writer(database, "Lee, Ann"))[0]
    assert (document.item.medium, document.item.origin) == ("photocopy", "request")
    with database.reading() as rows:
        pages = read_pages_of(rows, document.id)
    assert [page.file.name for page in pages] == ["1.png", "2.png"]
    assert [page.box for page in pages] == [None, Box(0, 0, 900, 400)]
    save_scribble(tmp_path / "3.png", "Ahlers", 3)
    table.write_text('path,writer,document\n3.png,"Lee, Ann",diary\n', encoding="utf-8")
    assert "with other pages already" in enrolled(table).failed[0].reason


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"path,writer\na.png,A\n", "no column “document”"),
        (b"path,writer,document,instrment\na.png,A,1,pen\n", "“instrment” that means nothing"),
        ("path,writer,document\na.png,Jürgen,1\n".encode("latin-1"), "not UTF-8"),
        ("path,writer,document\na.png,A,1\n".encode("utf-16"), "not UTF-8"),
    ],
)
def test_csv_with_a_wrong_column_or_encoding(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "known.csv").write_bytes(content)
    with pytest.raises(LabelsError, match=words):
        list_sources([tmp_path / "known.csv"])


def test_a_document_never_gets_shorter(tmp_path: Path, database: Database, enrolled: Enrol) -> None:
    save_scribble(tmp_path / "1.png", "Ahlers", 1)
    (tmp_path / "2.png").write_bytes(b"")
    table = tmp_path / "known.csv"
    table.write_text("path,writer,document\n1.png,Ann,diary\n2.png,Ann,diary\n")
    report = enrolled(table)
    assert report.documents == 0
    assert report.failed[0].reason.endswith("; the other page of “diary” waits for it")
    assert names(database) == {}


def test_a_document_that_shares_a_page_with_another_is_named(
    tmp_path: Path, database: Database, enrolled: Enrol
) -> None:
    for number in (1, 2):
        save_scribble(tmp_path / f"{number}.png", "Ahlers", number)
    (tmp_path / "a.csv").write_text("path,writer,document\n1.png,Ann,letter\n")
    (tmp_path / "b.csv").write_text("path,writer,document\n1.png,Ann,diary\n2.png,Ann,diary\n")
    (tmp_path / "c.csv").write_text("path,writer,document\n2.png,Ann,note\n2.png,Ann,note\n")
    assert enrolled(tmp_path / "a.csv").documents == 1
    (shared,) = enrolled(tmp_path / "b.csv").failed
    assert "“diary” is left out with its other pages" in shared.reason
    (twice,) = enrolled(tmp_path / "c.csv").failed
    assert "stands twice in “note”" in twice.reason
    assert names(database) == {"Ann": ["letter"]}


def test_item_data_in_any_row_but_not_two_kinds(
    tmp_path: Path, database: Database, enrolled: Enrol
) -> None:
    for number in (1, 2):
        save_scribble(tmp_path / f"{number}.png", "Ahlers", number)
    table = tmp_path / "known.csv"
    head = "path,writer,document,medium,style\n"
    table.write_text(head + "1.png,Ann,diary,original,\n2.png,Ann,diary,photocopy,\n")
    (lost,) = enrolled(table).failed
    assert "differ in medium: “original”, “photocopy”" in lost.reason
    table.write_text(head + "1.png,Ann,diary,original,\n2.png,Ann,diary,,print\n")
    assert enrolled(table).documents == 1
    item = documents_of(database, find_writer(database, "Ann"))[0].item
    assert (item.medium, item.style) == ("original", "print")


def test_a_source_that_is_not_there(tmp_path: Path, enrolled: Enrol, exemplars: Path) -> None:
    report = enrolled(tmp_path / "gone", exemplars)
    assert report.documents == 6
    assert "gone is not there" in report.failed[0].reason


def test_many_pages_in_one_file(tmp_path: Path, database: Database, enrolled: Enrol) -> None:
    pages = [scribble(HANDS["Ahlers"], number) for number in (1, 2, 3)]
    book = tmp_path / "Ann" / "book.tif"
    book.parent.mkdir()
    pages[0].save(book, save_all=True, append_images=pages[1:], dpi=(300, 300))
    report = enrolled(tmp_path)
    assert (report.documents, report.pages) == (1, 3)
    assert enrolled(tmp_path).already == 1
    assert check_integrity(database).problems == ()


def _full_disk(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_stops_and_keeps_what_is_done(
    database: Database, enrolled: Enrol, exemplars: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    real = originals._copy

    def copy(stream: io.BufferedReader, target: io.BufferedWriter, most: int | None) -> object:
        copied.append("")
        if len(copied) > 3:
            target.write(b"half")
            _full_disk()
        return real(stream, target, most)

    with monkeypatch.context() as patched:
        patched.setattr(originals, "_copy", copy)
        with pytest.raises(StorageFullError, match="make room and run the same again"):
            enrolled(exemplars)
    report = check_integrity(database)
    assert (report.documents, report.problems, report.leftovers) == (3, (), ())
    again = enrolled(exemplars)
    assert (again.documents, again.already) == (3, 3)


def test_a_store_that_may_not_be_written_stops_at_once(
    database: Database, enrolled: Enrol, exemplars: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(originals, "_copy", refuse)
    with pytest.raises(DatabaseError, match=r"Permission denied.*your rights"):
        enrolled(exemplars)
    report = check_integrity(database)
    assert (report.documents, report.problems, report.leftovers) == (0, (), ())


def test_a_file_that_changes_while_it_is_enrolled(
    tmp_path: Path, database: Database, engine: Engine
) -> None:
    file = save_scribble(tmp_path / "e" / "Ann" / "1.png", "Ahlers", 1)
    save_scribble(tmp_path / "e" / "Ann" / "2.png", "Ahlers", 2)
    plan = plan_of(database, tmp_path / "e")
    save_scribble(file, "Ahlers", 3)
    settings = EncodingSettings(engine.model.folder, "onnx", 1)
    report = enrolment.enrol(database, engine, plan, ReadSettings(), settings)
    assert report.documents == 1
    assert "has changed since it was looked at" in report.failed[0].reason
    assert check_integrity(database).originals == 1


def test_stopped_and_resumed(
    database: Database, engine: Engine, exemplars: Path, enrolled: Enrol
) -> None:
    plan = plan_of(database, exemplars)

    def stop_after_two(done: int, total: int, label: str) -> None:
        if label == "enrolling" and done == 2:
            task.cancel()

    task = Task(stop_after_two)
    settings = EncodingSettings(engine.model.folder, "onnx", 1)
    with pytest.raises(Cancelled):
        enrolment.enrol(database, engine, plan, ReadSettings(), settings, task=task)
    report = check_integrity(database)
    assert (report.problems, report.documents) == ((), 2)
    again = enrolled(exemplars)
    assert (again.documents, again.already) == (4, 2)


def test_another_program_enrols_the_same_meanwhile(
    database: Database, engine: Engine, exemplars: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_of(database, exemplars)
    enrol_into(database, engine, exemplars)
    settings = EncodingSettings(engine.model.folder, "onnx", 1)
    report = enrolment.enrol(database, engine, plan, ReadSettings(), settings)
    assert (report.documents, report.already, report.failed) == (0, 6, ())
    assert check_integrity(database).documents == 6


def test_an_original_deleted_by_another_program_is_stored_again(
    database: Database, enrolled: Enrol, exemplars: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Callable[..., object] = enrolment._commit

    def removed_before(base: Database, *arguments: object, **options: object) -> object:
        for sha256 in list(base.originals.hashes()):
            base.originals.remove(sha256)
        return real(base, *arguments, **options)

    monkeypatch.setattr(enrolment, "_commit", removed_before)
    enrolled(exemplars / "Ahlers" / "1.png", writer="Ahlers")
    assert check_integrity(database).problems == ()
