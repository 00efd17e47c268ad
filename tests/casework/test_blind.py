"""The blind second opinion: nothing leaks, nothing is changed unseen, and both sides meet again."""

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.casework.conftest import add
from tests.casework.test_case_file import cancelling
from tests.scribbles import HANDS, scribble
from writerid.casework.blind.format import SEALED_FORMAT
from writerid.casework.blind.joining import join
from writerid.casework.blind.opening import OpenedPackage, open_package
from writerid.casework.blind.opinion import return_opinion
from writerid.casework.blind.packing import MadePackage, make_package
from writerid.casework.blind.planning import BlindWanted, plan_blind
from writerid.casework.blind.sides import second_opinion_record, second_opinions_of
from writerid.casework.case import Case
from writerid.casework.chain import canonical
from writerid.casework.comparing import IdentifySettings, identify
from writerid.casework.comparisons import compared_documents, open_comparison, store_comparison
from writerid.casework.evidence import evidence
from writerid.casework.hidden_names import set_names_hidden
from writerid.casework.integrity import check_case
from writerid.casework.item_changes import describe_item, set_steps
from writerid.casework.items import find_item
from writerid.casework.marks import record_view
from writerid.casework.notes import add_note, history
from writerid.errors import (
    Cancelled,
    CaseError,
    OriginalError,
    StorageFullError,
    TransferError,
    WriterIdError,
)
from writerid.pipeline.identify import Engine
from writerid.pipeline.steps import AUTOMATIC, Region
from writerid.store.items import ItemData

CROP = (Region.rectangle(0, 0, 880, 540), *AUTOMATIC)
VIEW = "Ahlers wrote the letter, if anyone of these did."


def prepare(case: Case) -> None:
    """Give the first case all that must not get into a package."""
    describe_item(
        case,
        find_item(case, "Q1").id,
        title="Letter by Ahlers?",
        data=ItemData("Latin", "German", "cursive", "ball pen", "1999-09-09", "original"),
        notes="Seen at Ahlers's house.",
    )
    record_view(case, 1, VIEW, opinion="probably did write")
    add_note(case, "A. Lee suspects Ahlers.")


class Two:
    """Two examiners: the first's case, the files that travel, the second's folder."""

    def __init__(self, case: Case, folder: Path, engine: Engine) -> None:
        self.case = case
        self.folder = folder
        self.engine = engine
        self.package = folder / "k7.wriblind"
        self.sealed = folder / "k7.wrisealed"
        self.opinion = folder / "k7.wriopinion"
        self.second = folder / "second"

    def pack(self, **wanted: Any) -> MadePackage:
        plan = plan_blind(self.case, BlindWanted(**wanted))
        return make_package(self.case, plan, self.package, self.sealed)

    def open(self) -> OpenedPackage:
        return open_package(self.package, self.second, examiner="B. Ono")

    def compare(self, opened: OpenedPackage, *, view: bool = True) -> None:
        with Case.open(opened.folder, examiner="B. Ono") as case:
            new = identify(
                self.engine,
                case.originals,
                find_item(case, "Q1"),
                IdentifySettings(opened.database),
            )
            number = store_comparison(case, new)
            if view:
                record_view(
                    case, number, "The first candidate stands out.", opinion="no conclusion"
                )

    def give_back(self) -> Path:
        with Case.open(self.second, examiner="B. Ono") as case:
            return return_opinion(case, self.opinion).file

    def change(self, file: Path, change: Callable[[dict[str, Any]], None]) -> Path:
        record = json.loads(file.read_text())
        change(record)
        target = self.folder / f"changed{file.suffix}"
        target.write_text(canonical(record))
        return target


@pytest.fixture
def two(case: Case, tmp_path: Path, engine: Engine) -> Two:
    prepare(case)
    return Two(case, tmp_path, engine)


@pytest.fixture(scope="session")
def travelled(made: Path, engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the first case and all three files, closed; tests copy it."""
    folder = tmp_path_factory.mktemp("travelled")
    shutil.copytree(made / "case", folder / "case")
    with Case.open(folder / "case", examiner="A. Lee") as case:
        prepare(case)
        both = Two(case, folder, engine)
        both.pack()
        both.compare(both.open())
        both.give_back()
    return folder


@pytest.fixture
def done(travelled: Path, tmp_path: Path, engine: Engine) -> Iterator[Two]:
    """Packed, opened, repeated, returned; not joined."""
    shutil.copytree(travelled, tmp_path / "own")
    with Case.open(tmp_path / "own" / "case", examiner="A. Lee") as case:
        yield Two(case, tmp_path / "own", engine)


def test_the_second_examiner_finds_the_same_and_both_are_joined(two: Two) -> None:
    made = two.pack()
    assert sha256(two.sealed.read_bytes()).hexdigest() == made.commitment
    assert history(two.case)[-1].data["commitment"] == made.commitment
    opened = two.open()
    assert (opened.items, opened.writers, opened.documents, opened.scans) == (("Q1",), 3, 6, 6)
    two.compare(opened)
    assert second_opinions_of(two.case) == ()
    assert join(two.case, two.give_back()).package_id == made.package_id
    [opinion] = second_opinions_of(two.case)
    assert (opinion.first_examiner, opinion.examiner) == ("A. Lee", "B. Ono")
    [item] = opinion.items
    assert (item.item, item.title) == ("Q1", "Letter by Ahlers?")
    assert item.first is not None
    assert item.second is not None
    assert item.agreement is not None
    names = [one.writer for one in item.first.candidates]
    assert names == [one.writer for one in item.second.candidates]
    assert set(names) == set(HANDS)
    # The same pixels, the same known codes: the same numbers, to the last digit.
    assert item.agreement.largest_score_difference == 0.0
    assert item.agreement.same_first
    assert item.agreement.same_order
    assert item.agreement.same_writers
    assert item.agreement.common == 3
    assert [(one.opinion, one.independent) for one in item.first.views] == [
        ("probably did write", True)
    ]
    assert [(one.opinion, one.independent) for one in item.second.views] == [
        ("no conclusion", True)
    ]
    record_view(two.case, 1, "After both: as before.")
    later = second_opinions_of(two.case)[0].items[0].first
    assert later is not None
    assert [one.independent for one in later.views] == [True, False]
    record = second_opinion_record(opinion)
    assert json.loads(json.dumps(record))["items"][0]["agreement"]["sentences"]
    assert history(two.case)[-2].kind == "second opinion joined"
    assert check_case(two.case).problems == ()


def test_the_second_case_works_by_itself(two: Two) -> None:
    """Evidence is found from the scans of the package; its case is whole."""
    two.pack()
    opened = two.open()
    two.compare(opened)
    with Case.open(opened.folder, examiner="B. Ono") as case:
        assert case.state().title.startswith("Second opinion on package ")
        item = find_item(case, "Q1")
        assert (item.data.language, item.data.written, item.title) == ("German", "", "")
        assert item.pages[0].resolution == find_item(two.case, "Q1").pages[0].resolution
        assert abs(evidence(case, two.engine, 1, 1).deviation) < 1e-6
        assert check_case(case).problems == ()


def everything_in(file: Path) -> Iterator[tuple[str, bytes]]:
    """All bytes of a file, as they lie and as they are unpacked; what SQLite and PNG hold too."""
    content = file.read_bytes()
    yield str(file), str(file.name).encode() + content
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as opened:
            for name in opened.namelist():
                yield f"{file}: {name}", name.encode() + opened.read(name)
    elif file.suffix == ".sqlite":
        connection = sqlite3.connect(file)
        yield f"{file}: SQL", "\n".join(connection.iterdump()).encode()
        connection.close()


def secrets_of(two: Two, made: Path) -> set[str]:
    state, comparison = two.case.state(), open_comparison(two.case, 1)
    assert comparison.database is not None
    found = {"Ahlers", "Öztürk", "Émile", "Cramer", "The letters", "A. Lee", "1999-09-09"}
    found |= {
        "letter.png",
        "/1.png",
        '"1.png',
        "suspects",
        "stands out",
        VIEW,
        str(made),
        state.case_id,
    }
    found |= {comparison.database.id, str(two.case.folder), two.case.author.account + '"'}
    found |= {f"{one.candidate.score!r}"[:12] for one in comparison.candidates}
    found |= {str(one.digest) for one in [comparison]}
    found |= set(two.case.originals.hashes())
    return found


@pytest.mark.parametrize("prepared", [False, True])
def test_nothing_tells_a_name(two: Two, made: Path, *, prepared: bool) -> None:
    two.pack(with_preparation=prepared)
    opened = two.open()
    files = [two.package, *(file for file in opened.folder.rglob("*") if file.is_file())]
    assert len(files) > 8
    told = secrets_of(two, made)
    for file in files:
        for where, content in everything_in(file):
            for secret in told:
                for spelt in (secret, secret.encode("unicode_escape").decode(), secret.lower()):
                    assert spelt.encode() not in content, f"{secret} in {where}"
    # The names are in the sealed file, so the search finds what it looks for.
    assert all(name.encode() in two.sealed.read_bytes() for name in ("Ahlers", "Émile", VIEW))


def test_metadata_of_scans_stays_behind(two: Two, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x013B] = "Photographer Ahlers"
    scribble(HANDS["Ahlers"], 9).save(tmp_path / "phone.jpg", exif=exif, dpi=(300, 300), quality=95)
    assert b"Photographer Ahlers" in (tmp_path / "phone.jpg").read_bytes()
    add(two.case, tmp_path / "phone.jpg")
    new = identify(
        two.engine,
        two.case.originals,
        find_item(two.case, "Q3"),
        IdentifySettings(open_comparison(two.case, 1).database.folder),  # type: ignore[union-attr]
    )
    store_comparison(two.case, new)
    two.pack(items=("Q3",))
    for where, content in everything_in(two.package):
        assert b"Photographer" not in content, where
    two.compare(two.open())
    join(two.case, two.give_back())
    [item] = second_opinions_of(two.case)[0].items
    assert item.agreement is not None
    # Lossy or not, the pixels are the same.
    assert item.agreement.largest_score_difference == 0.0


def test_preparation_goes_along_only_if_asked(two: Two) -> None:
    page = find_item(two.case, "Q1").pages[0]
    set_steps(two.case, page.id, CROP)
    two.pack()
    two.open()
    with Case.open(two.second) as case:
        assert find_item(case, "Q1").pages[0].steps == AUTOMATIC
    shutil.rmtree(two.second)
    two.package.unlink()
    two.sealed.unlink()
    two.pack(with_preparation=True)
    assert two.open().prepared
    with Case.open(two.second) as case:
        assert find_item(case, "Q1").pages[0].steps == CROP


def test_known_originals_can_stay_here(two: Two) -> None:
    plan = plan_blind(two.case, BlindWanted(without_known_originals=True))
    assert {one.originals for one in plan.leaving} == {0}
    two.pack(without_known_originals=True)
    opened = two.open()
    assert (opened.documents, opened.scans) == (6, 0)
    two.compare(opened)
    with Case.open(two.second) as case:
        with pytest.raises(OriginalError, match="did not come with the package"):
            evidence(case, two.engine, 1, 1)
    join(two.case, two.give_back())
    [item] = second_opinions_of(two.case)[0].items
    assert item.agreement is not None
    assert item.agreement.largest_score_difference == 0.0


def test_scans_that_come_along_do_not_tell_whom_the_first_examiner_looked_at(two: Two) -> None:
    plan = plan_blind(two.case, BlindWanted())
    assert sorted(one.originals for one in plan.leaving) == [2, 2, 2]
    plan = plan_blind(two.case, BlindWanted(database=two.folder / "nowhere"))
    assert sorted(one.originals for one in plan.leaving) == [0, 0, 0]


def test_a_name_that_was_typed_is_not_sent(two: Two) -> None:
    with pytest.raises(CaseError, match=r"would tell the name “Cramer”: it stands in the prop"):
        two.pack(propositions="H1: Cramer wrote it.")
    item = find_item(two.case, "Q1")
    describe_item(two.case, item.id, data=ItemData(instrument="pen of cramer"))
    with pytest.raises(CaseError, match="it stands in instrument of Q1"):
        two.pack()
    assert not two.package.exists()
    assert not two.sealed.exists()


def test_what_can_t_be_packed(two: Two) -> None:
    with pytest.raises(CaseError, match="Q2 was not compared yet"):
        two.pack(items=("Q2",))
    with pytest.raises(CaseError, match="no item “Q9”"):
        two.pack(items=("Q9",))
    plan = plan_blind(two.case, BlindWanted())
    with pytest.raises(TransferError, match="two names"):
        make_package(two.case, plan, two.package, two.package)
    two.sealed.write_text("mine")
    with pytest.raises(TransferError, match="exists already"):
        two.pack()
    assert two.sealed.read_text() == "mine"
    assert not two.package.exists()


def test_nothing_to_pack(empty: Case) -> None:
    with pytest.raises(CaseError, match="no item of the case was compared yet"):
        plan_blind(empty, BlindWanted())


@pytest.mark.parametrize("label", ["copying pages without their files' names", "writing originals"])
def test_a_cancelled_package_leaves_nothing(two: Two, label: str) -> None:
    plan = plan_blind(two.case, BlindWanted())
    with pytest.raises(Cancelled):
        make_package(two.case, plan, two.package, two.sealed, cancelling(label))
    assert [one.name for one in two.folder.iterdir()] == ["case"]
    assert history(two.case)[-1].kind == "blind package given up"
    with two.case.reading() as rows:
        assert rows.execute("SELECT count(*) FROM blind_packages").fetchone()[0] == 0


def test_a_cancelled_opening_leaves_nothing(done: Two) -> None:
    with pytest.raises(Cancelled):
        open_package(
            done.package, done.folder / "other", task=cancelling("taking out known writing")
        )
    assert sorted(one.name for one in done.folder.iterdir()) == [
        "case", "k7.wriblind", "k7.wriopinion", "k7.wrisealed", "second",
    ]  # fmt: skip


def test_a_full_disk_leaves_the_history_with_what_happened(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("writerid.store.archive_writing._write", full)
    with pytest.raises(StorageFullError, match="is full"):
        two.pack()
    assert [one.name for one in two.folder.iterdir()] == ["case"]
    assert history(two.case)[-1].data["why"] == "OSError"


def test_an_opinion_without_a_view_is_refused(two: Two) -> None:
    with pytest.raises(CaseError, match="was not made from a blind package"):
        return_opinion(two.case, two.opinion)
    two.pack()
    opened = two.open()
    two.compare(opened, view=False)
    with Case.open(opened.folder, examiner="B. Ono") as case:
        with pytest.raises(CaseError, match="no view is recorded yet"):
            return_opinion(case, two.opinion)
        with pytest.raises(CaseError, match="until then the sealed file stays sealed"):
            join(case, two.sealed)
        assert second_opinions_of(case) == ()
    assert not two.opinion.exists()


@pytest.mark.parametrize("last", ["missing", 3, "one"])
def test_an_opinion_that_names_a_last_blind_view_only_where_one_is_is_taken(
    done: Two, last: object
) -> None:
    record = json.loads(done.opinion.read_text(encoding="utf-8"))
    assert record["unsealed"] is None
    record["last_blind_view"] = last
    if last == "missing":
        del record["last_blind_view"]
    other = done.folder / "other.wriopinion"
    other.write_text(json.dumps(record), encoding="utf-8")
    before = done.case.state()
    with pytest.raises(TransferError):
        join(done.case, other)
    assert done.case.state() == before


def test_the_sealed_file_is_joined_on_the_other_side_too(
    done: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Case.open(done.second, examiner="B. Ono") as case:
        before = second_opinions_of(case)[0].items[0]
        assert before.first is None
        assert before.second is not None
        assert all(one.writer.startswith("W-") for one in before.second.candidates)
        join(case, done.sealed)
        # Which view came first is told by the history, not by a clock that can be set.
        with monkeypatch.context() as patched:
            patched.setattr("writerid.casework.marks.now", lambda: "2001-01-01T00:00:00.000000Z")
            record_view(case, 1, "Now that I know.")
        [item] = second_opinions_of(case)[0].items
        assert item.first is not None
        assert item.second is not None
        assert {one.writer for one in item.second.candidates} == set(HANDS)
        assert [one.text for one in item.first.views] == [VIEW]
        assert [one.independent for one in item.second.views] == [True, False]
        with pytest.raises(TransferError, match="joined to this case already"):
            join(case, done.sealed)
        done.opinion.unlink()
        return_opinion(case, done.opinion)
    # The first examiner sees which view was not blind.
    join(done.case, done.opinion)
    second = second_opinions_of(done.case)[0].items[0].second
    assert second is not None
    assert [one.independent for one in second.views] == [True, False]


def test_a_sealed_file_that_was_changed_is_refused_on_both_sides(done: Two) -> None:
    def prettier(record: dict[str, Any]) -> None:
        record["comparisons"][0]["views"][0]["opinion"] = "identification"

    changed = done.change(done.sealed, prettier)
    with Case.open(done.second, examiner="B. Ono") as case:
        with pytest.raises(TransferError, match="not what the package commits to"):
            join(case, changed)
    with pytest.raises(TransferError, match="not what the package commits to"):
        join(done.case, done.opinion, changed)
    assert second_opinions_of(done.case) == ()
    join(done.case, done.opinion, done.sealed)
    assert len(second_opinions_of(done.case)) == 1


def test_files_of_another_package(done: Two) -> None:
    other = Two(done.case, done.folder / "other", done.engine)
    other.pack()
    with pytest.raises(TransferError, match="sealed file of another package"):
        join(done.case, done.opinion, other.sealed)
    with Case.open(done.second, examiner="B. Ono") as case:
        with pytest.raises(TransferError, match="sealed file of another package"):
            join(case, other.sealed)
    with Case.create(done.folder / "third") as third:
        with pytest.raises(TransferError, match="was not made from this case"):
            join(third, done.opinion)
        with pytest.raises(CaseError, match="was not made from a blind package"):
            join(third, done.sealed)


def _without_view(record: dict[str, Any]) -> None:
    record["comparisons"][0]["views"] = []


def _other_score(record: dict[str, Any]) -> None:
    record["comparisons"][0]["record"]["candidates"][0]["score"] = 0.9


def _other_commitment(record: dict[str, Any]) -> None:
    record["commitment"] = "0" * 64


def _other_file(record: dict[str, Any]) -> None:
    record["package_sha256"] = "0" * 64


def _other_package(record: dict[str, Any]) -> None:
    record["package_id"] = "0" * 32


def _nested(levels: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(levels):
        found = [found]
    return found


OPINIONS: list[tuple[Callable[[dict[str, Any]], Any], str]] = [
    (_without_view, "no view is recorded"),
    (_other_score, "was changed after it was made"),
    (_other_commitment, "names another commitment"),
    (_other_file, "a package that was changed on its way"),
    (_other_package, "was not made from this case"),
    (lambda record: record.update(format="writerid.opinion/2"), "use the newer program"),
    (lambda record: record.update(format="writerid.other/1"), "choose another file"),
    (lambda record: record.update(comparisons=[]), "no comparison is in it"),
    (lambda record: record.update(comparisons={"a": 1}), "damaged"),
    (lambda record: record.pop("history"), "damaged"),
    (lambda record: record.update(examiner=3), "damaged"),
    (lambda record: record["comparisons"][0].update(item="Qx"), "damaged"),
    (lambda record: record["comparisons"][0].update(codes=[]), "damaged"),
    (lambda record: record.update(more=float("nan")), "NaN is no number"),
    (lambda record: record.update(more=_nested(200)), "nested too deeply"),
    (lambda record: record["history"].update(count=1 << 70), "damaged"),
]


@pytest.mark.parametrize(("change", "words"), OPINIONS)
def test_an_opinion_that_can_t_be_trusted(
    done: Two, change: Callable[[dict[str, Any]], Any], words: str
) -> None:
    count = len(history(done.case))
    with pytest.raises(TransferError, match=words):
        join(done.case, done.change(done.opinion, change))
    assert second_opinions_of(done.case) == ()
    assert len(history(done.case)) == count


def test_an_opinion_is_joined_once(done: Two) -> None:
    join(done.case, done.opinion)
    with pytest.raises(TransferError, match="is joined to this case already"):
        join(done.case, done.opinion)
    with pytest.raises(TransferError, match="can't be read"):
        join(done.case, done.folder / "gone.wriopinion")
    (done.folder / "x.wriopinion").write_bytes(b"\xff\xfe no JSON")
    with pytest.raises(TransferError, match="no second opinion"):
        join(done.case, done.folder / "x.wriopinion")


def test_a_stored_opinion_that_was_changed_is_not_shown(done: Two) -> None:
    join(done.case, done.opinion)
    with done.case.deriving() as rows:
        rows.execute("DROP TRIGGER second_opinions_are_not_changed")
        rows.execute("UPDATE second_opinions SET content = replace(content, 'Ono', 'Eno')")
    with pytest.raises(CaseError, match="was changed after it was joined"):
        second_opinions_of(done.case)


def test_names_stay_hidden_until_the_first_view(case: Case, tmp_path: Path, engine: Engine) -> None:
    set_names_hidden(case, hidden=True)
    two = Two(case, tmp_path, engine)
    spoilt = case.originals.path_of(compared_documents(case, 1, 1)[0].pages[0].sha256)
    kept = spoilt.read_bytes()
    spoilt.chmod(0o644)
    spoilt.write_bytes(b"spoilt")
    with pytest.raises(OriginalError, match="original of a known page has been changed"):
        two.pack()
    spoilt.write_bytes(kept)
    assert all(one.shown.startswith("W-") for one in plan_blind(case, BlindWanted()).leaving)
    two.pack()
    two.compare(two.open())
    join(case, two.give_back())
    [opinion] = second_opinions_of(case)
    assert opinion.names_hidden
    assert not any(name in repr(opinion) for name in HANDS)
    record_view(case, 1, "Mine, late.")
    [opinion] = second_opinions_of(case)
    assert not opinion.names_hidden
    assert repr(opinion).count("Ahlers") >= 2


def _repack(two: Two, change: Callable[[dict[str, Any]], Any]) -> Path:
    with zipfile.ZipFile(two.package) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    manifest = json.loads(members["manifest.json"])
    change(manifest)
    members["manifest.json"] = json.dumps(manifest).encode()
    target = two.folder / "changed.wriblind"
    with zipfile.ZipFile(target, "w") as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return target


PACKAGES: list[tuple[Callable[[dict[str, Any]], Any], str]] = [
    (lambda m: m.update(format=SEALED_FORMAT), "choose another file"),
    (lambda m: m.update(package_id="../../x"), "damaged"),
    (lambda m: m.update(commitment="x"), "damaged"),
    (lambda m: m.update(items=[]), "does not number its questioned items"),
    (lambda m: m["items"][0].update(name="../Q1"), "damaged"),
    (lambda m: m["items"][0].update(pages=[]), "damaged"),
    (lambda m: m["items"][0]["pages"][0].update(scan=None), "lacks a scan"),
    (lambda m: m["items"][0]["pages"][0].update(width_px=901), "other pixels"),
    (lambda m: m["items"][0]["pages"][0].update(pixels_sha256="0" * 64), "other pixels"),
    (lambda m: m["items"][0]["pages"][0].update(dpi=1.0), "damaged"),
    (lambda m: m["items"][0]["item"].update(medium="wax"), "damaged"),
    (lambda m: m.update(known=[]), "names no known writers"),
    (lambda m: m["known"].append(m["known"][0]), "one code twice"),
    (lambda m: m["known"][0].update(code="Ahlers"), "damaged"),
    (lambda m: m["known"][0]["documents"][0].update(mean_feature="AAAAAAAA8H8="), "damaged"),
    (lambda m: m["known"][0]["documents"][0]["pages"][0].update(steps=None), "damaged"),
    (lambda m: m["known"][0]["documents"].pop(), "other scans than its own list"),
]


@pytest.mark.parametrize(("change", "words"), PACKAGES)
def test_a_package_that_can_t_be_trusted(
    done: Two, change: Callable[[dict[str, Any]], Any], words: str
) -> None:
    changed = _repack(done, change)
    with pytest.raises(WriterIdError, match=words):
        open_package(changed, done.folder / "there")
    assert not (done.folder / "there").exists()
    assert not [one for one in done.folder.iterdir() if one.name.startswith(".")]
