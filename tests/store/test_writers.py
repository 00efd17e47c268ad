"""What is done with writers: nothing gets lost on the way."""

from pathlib import Path

import pytest

from tests.scribbles import HANDS
from tests.store.conftest import enrol_into
from writerid.errors import WriterIdError
from writerid.pipeline.identify import Engine
from writerid.store import rearranging
from writerid.store.database import Database
from writerid.store.integrity import check_integrity
from writerid.store.rearranging import delete, merge, plan_deletion, repeated_pages, split
from writerid.store.writers import (
    describe,
    documents_of,
    find_document,
    find_writer,
    find_writers,
    list_writers,
    rename,
    set_archived,
    set_item,
)


def documents(database: Database) -> dict[str, list[str]]:
    return {
        writer.name: sorted(document.name for document in documents_of(database, writer))
        for writer in list_writers(database)
    }


def test_found_by_name_id_and_code_and_by_text(full: Database) -> None:
    ahlers = find_writer(full, "Ahlers")
    describe(full, ahlers, codes=["K-17", "Ä 2"], notes="LINKSHÄNDER", provenance="bank")
    for text in ("Ahlers", f"id:{ahlers.id}", "K-17", "A\u0308 2", " Ahlers "):
        assert find_writer(full, text).id == ahlers.id
    assert [w.name for w in list_writers(full, "linkshänder")] == ["Ahlers"]
    assert [w.name for w in list_writers(full, "ö")] == ["Öztürk, Émile"]
    assert find_writers(full, ["Ahlers", "K-17"]) == [find_writer(full, "Ahlers")]
    with pytest.raises(WriterIdError, match="did you mean “Ahlers”"):
        find_writer(full, "Ahlerz")
    with pytest.raises(WriterIdError, match="has no document “9"):
        find_document(full, ahlers, "9.png")


def test_describing_sets_only_what_is_given(full: Database) -> None:
    describe(full, find_writer(full, "Ahlers"), codes=["K-1"], notes="a\nb")
    describe(full, find_writer(full, "Ahlers"), provenance="bank")
    writer = find_writer(full, "Ahlers")
    assert (writer.codes, writer.notes, writer.provenance) == (("K-1",), "a\nb", "bank")
    with pytest.raises(WriterIdError, match="is that of “Ahlers”"):
        describe(full, find_writer(full, "Cramer"), codes=["K-1"])


def test_renaming_never_takes_a_name(full: Database) -> None:
    rename(full, find_writer(full, "Cramer"), "Krämer 🖋️")
    assert set(documents(full)) == {"Ahlers", "Krämer 🖋️", "Öztürk, Émile"}
    with pytest.raises(WriterIdError, match="merge the two"):
        rename(full, find_writer(full, "Ahlers"), "Krämer 🖋️")
    with pytest.raises(WriterIdError, match="empty"):
        rename(full, find_writer(full, "Ahlers"), "  ")


def test_merging_keeps_every_document_and_note(full: Database) -> None:
    describe(full, find_writer(full, "Cramer"), codes=["C"], notes="of Cramer")
    describe(full, find_writer(full, "Ahlers"), codes=["A"], notes="of Ahlers")
    merge(full, [find_writer(full, "Cramer")], find_writer(full, "Ahlers"))
    assert documents(full)["Ahlers"] == ["1.png", "1.png (2)", "2.png", "2.png (2)"]
    merged = find_writer(full, "Ahlers")
    assert (merged.codes, merged.notes) == (("A", "C"), "of Ahlers\nof Cramer")
    assert len(list_writers(full)) == 2
    assert check_integrity(full).problems == ()
    with pytest.raises(WriterIdError, match="into itself"):
        merge(full, [merged], merged)


def test_a_page_that_merging_doubles_is_named(
    full: Database, engine: Engine, exemplars: Path
) -> None:
    page = exemplars / "Cramer" / "1.png"
    enrol_into(full, engine, page, writer="Twin", confirm_duplicates=True)
    cramer = find_writer(full, "Cramer")
    assert repeated_pages(full, cramer.id) == []
    merge(full, [find_writer(full, "Twin")], cramer)
    assert repeated_pages(full, cramer.id) == [("1.png", "1.png, 1.png (2)")]


def test_item_data_is_set_and_checked(full: Database) -> None:
    cramer = find_writer(full, "Cramer")
    document = find_document(full, cramer, "1.png")
    set_item(full, document, {"medium": "photocopy", "style": "print"})
    set_item(full, find_document(full, cramer, "1.png"), {"style": ""})
    item = find_document(full, cramer, "1.png").item
    assert (item.medium, item.style) == ("photocopy", "")
    with pytest.raises(WriterIdError, match="medium is “xerox”"):
        set_item(full, document, {"medium": "xerox"})


def test_splitting_a_document_off(full: Database) -> None:
    ahlers = find_writer(full, "Ahlers")
    split(full, [find_document(full, ahlers, "2.png")], "somebody else")
    assert documents(full)["Ahlers"] == ["1.png"]
    assert documents(full)["somebody else"] == ["2.png"]
    split(full, [find_document(full, ahlers, "1.png")], "Cramer")
    assert documents(full)["Cramer"] == ["1.png", "1.png (2)", "2.png"]
    assert check_integrity(full).problems == ()


def test_archived_and_back(full: Database) -> None:
    set_archived(full, [find_writer(full, "Cramer")], archived=True)
    assert [writer.name for writer in list_writers(full, archived=True)] == ["Cramer"]
    set_archived(full, find_writers(full, ["Cramer"]), archived=False)
    assert list_writers(full, archived=True) == []


def test_deleting_names_what_else_refers_and_keeps_that(
    full: Database, engine: Engine, exemplars: Path
) -> None:
    page = exemplars / "Cramer" / "1.png"
    enrol_into(full, engine, page, writer="Twin", confirm_duplicates=True)
    cramer = find_writer(full, "Cramer")
    deletion = plan_deletion(full, cramer, documents_of(full, cramer), whole_writer=True)
    assert deletion.shared == (("1.png", "Twin"),)
    assert (len(deletion.originals), deletion.page_count) == (1, 2)
    assert set(documents(full)) == {*HANDS, "Twin"}
    delete(full, deletion)
    assert set(documents(full)) == {*HANDS, "Twin"} - {"Cramer"}
    report = check_integrity(full)
    assert (report.problems, report.orphans, report.originals) == ((), (), 5)


def test_deleting_one_document(full: Database) -> None:
    ahlers = find_writer(full, "Ahlers")
    chosen = [find_document(full, ahlers, "2.png")]
    delete(full, plan_deletion(full, ahlers, chosen, whole_writer=False))
    assert documents(full)["Ahlers"] == ["1.png"]
    assert check_integrity(full).orphans == ()


def test_an_original_that_someone_refers_to_again_is_not_deleted(
    full: Database, engine: Engine, exemplars: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cramer = find_writer(full, "Cramer")
    deletion = plan_deletion(full, cramer, documents_of(full, cramer), whole_writer=True)
    real = rearranging.remove_unreferenced

    def enrolled_between(database: Database, hashes: list[str]) -> int:
        enrol_into(database, engine, exemplars / "Cramer", writer="New")
        return real(database, hashes)

    monkeypatch.setattr(rearranging, "remove_unreferenced", enrolled_between)
    delete(full, deletion)
    report = check_integrity(full)
    assert (report.problems, report.originals) == ((), 6)


def test_a_writer_who_got_a_document_meanwhile_is_not_deleted(
    full: Database, engine: Engine, exemplars: Path
) -> None:
    cramer = find_writer(full, "Cramer")
    deletion = plan_deletion(full, cramer, documents_of(full, cramer), whole_writer=True)
    split(full, [find_document(full, find_writer(full, "Ahlers"), "1.png")], "Cramer")
    with pytest.raises(WriterIdError, match="another document meanwhile"):
        delete(full, deletion)
    assert check_integrity(full).documents == 6
