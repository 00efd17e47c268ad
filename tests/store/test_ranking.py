"""Ranking from the database is the pipeline's ranking, whatever was cached."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.other_model import make_other_model
from tests.scribbles import HANDS, save_scribble
from writerid.errors import ModelError, OriginalError, WriterIdError
from writerid.model import DocumentCode
from writerid.pipeline.identify import EncodedDocument, Engine, ReadSettings
from writerid.pipeline.ranking import Gallery, rank
from writerid.store import gallery as gallery_module
from writerid.store.database import Database
from writerid.store.documents import read_code
from writerid.store.encoding import EncodingSettings
from writerid.store.gallery import open_gallery
from writerid.store.identification import explain_stored, open_known, rank_against
from writerid.store.ranking import Selection, rank_stored
from writerid.store.reencoding import all_documents, documents_without_code, reencode
from writerid.store.synthetic import fill
from writerid.store.writers import describe, find_writer, list_writers, set_archived


@pytest.fixture
def questioned(tmp_path: Path, engine: Engine) -> EncodedDocument:
    file = save_scribble(tmp_path / "Q1.png", "Ahlers", 5)
    return engine.encode_document(file, ReadSettings())


def by_pipeline(
    database: Database, engine: Engine, questioned: DocumentCode, *, by_document: bool = False
) -> list[tuple[str, float, bool]]:
    documents: dict[str, list[DocumentCode]] = {}
    with database.reading() as rows:
        for row in rows.execute(
            "SELECT documents.id, documents.name, writers.name AS writer FROM documents "
            "JOIN writers ON writers.id = writer_id WHERE archived = 0"
        ).fetchall():
            code = read_code(rows, row["id"], engine.model_id)
            assert code is not None
            key = f"{row['writer']}/{row['name']}" if by_document else row["writer"]
            documents.setdefault(key, []).append(code)
    ranked = rank(engine.encoder, questioned, Gallery(documents))
    return [(found.writer, found.score, found.tied) for found in ranked]


def test_the_order_and_scores_are_those_of_the_pipeline(
    database: Database, engine: Engine, questioned: EncodedDocument
) -> None:
    fill(database, engine.encoder, engine.model_id, 60, 3)
    gallery = open_gallery(database, engine.encoder, engine.model_id)
    expected = by_pipeline(database, engine, questioned.code)
    whole = rank_stored(
        database, engine.encoder, gallery, questioned.code, Selection(), len(expected)
    )
    found = [(c.candidate.writer, c.candidate.score, c.candidate.tied) for c in whole.candidates]
    assert [name for name, _, _ in found] == [name for name, _, _ in expected]
    assert np.allclose([s for _, s, _ in found], [s for _, s, _ in expected], atol=1e-9)
    assert [tied for _, _, tied in found] == [tied for _, _, tied in expected]
    unit = engine.encoder.standardise(questioned.code.mean_feature)
    fast = gallery.writers @ (unit / np.linalg.norm(unit)).astype(np.float32)
    exact = {name: score for name, score, _ in expected}
    ordered = [exact[f"made-up writer 1-{number:06d}"] for number in range(60)]
    assert abs(fast - ordered).max() < 1e-4
    best = rank_stored(database, engine.encoder, gallery, questioned.code, Selection(), 5)
    assert best.candidates == whole.candidates[:5]
    assert (best.compared, best.candidates[0].candidate.document_count) == (60, 3)


def test_documents_can_be_ranked(
    full: Database, engine: Engine, questioned: EncodedDocument
) -> None:
    known = open_known(full, engine, level="document")
    ranking, _ = rank_against(known, engine, questioned, 10)
    found = [f"{c.candidate.writer}/{c.document}" for c in ranking.candidates]
    expected = by_pipeline(full, engine, questioned.code, by_document=True)
    assert found == [name for name, _, _ in expected]
    assert ranking.compared == 6


def test_a_closed_list_archived_writers_and_documents_left_out(
    full: Database, engine: Engine, questioned: EncodedDocument
) -> None:
    describe(full, find_writer(full, "Cramer"), codes=["C-1"])

    def ranked(**options: object) -> list[str]:
        known = open_known(full, engine, **options)  # type: ignore[arg-type]
        ranking, _ = rank_against(known, engine, questioned, 10)
        return [one.candidate.writer for one in ranking.candidates]

    assert set(ranked(writers=["Öztürk, Émile", "C-1"])) == {"Öztürk, Émile", "Cramer"}
    assert set(ranked(writers=["Ahlers,C-1"])) == {"Ahlers", "Cramer"}
    set_archived(full, [find_writer(full, "Ahlers")], archived=True)
    assert set(ranked()) == {"Cramer", "Öztürk, Émile"}
    assert set(ranked(exclude_documents=["1.png"])) == {"Cramer", "Öztürk, Émile"}
    with pytest.raises(WriterIdError, match="no known writing is left"):
        ranked(exclude_documents=["1.png", "2.png"])
    with pytest.raises(WriterIdError, match="no writer “Nobody”"):
        open_known(full, engine, writers=["Ahlers,Nobody"])
    with pytest.raises(WriterIdError, match="no document “x”"):
        open_known(full, engine, exclude_documents=["x"])


def test_leaving_a_document_out_changes_the_writer_s_score_as_pooling_does(
    full: Database, engine: Engine, exemplars: Path
) -> None:
    same = engine.encode_document(exemplars / "Ahlers" / "1.png", ReadSettings())
    ranking, left_out = rank_against(open_known(full, engine), engine, same, 10)
    assert [(one.writer, one.document, one.same_file) for one in left_out] == [
        ("Ahlers", "1.png", True)
    ]
    first = ranking.candidates[0].candidate
    other = engine.encode_document(exemplars / "Ahlers" / "2.png", ReadSettings())
    expected = rank(engine.encoder, same.code, Gallery({"Ahlers": [other.code]}))[0]
    assert (first.writer, first.document_count) == ("Ahlers", 1)
    assert first.score == pytest.approx(expected.score, abs=1e-6)


def test_evidence_comes_from_the_stored_originals_and_adds_up(
    full: Database, engine: Engine, questioned: EncodedDocument
) -> None:
    known = open_known(full, engine)
    ranking, _ = rank_against(known, engine, questioned, 3)
    best = ranking.candidates[0]
    assert best.candidate.writer == "Ahlers"
    evidence = explain_stored(known, engine, questioned, best)
    assert evidence.contributions.absolute.sum() == pytest.approx(best.candidate.score, abs=1e-5)
    assert [document.pages[0].page.path.name for document in evidence.known] == [
        document.name for document in evidence.known
    ]
    original = full.originals.path_of(evidence.known[0].pages[0].page.sha256)
    original.chmod(0o644)
    original.write_bytes(original.read_bytes() + b"x")
    with pytest.raises(OriginalError, match=r"\.png has been changed or damaged"):
        explain_stored(known, engine, questioned, best)
    original.unlink()
    with pytest.raises(OriginalError, match=r"\.png is missing"):
        explain_stored(known, engine, questioned, best)


def test_the_cache_follows_every_change_and_may_be_deleted_or_spoilt(
    full: Database, engine: Engine, questioned: EncodedDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    def order() -> list[str]:
        ranking, _ = rank_against(open_known(full, engine), engine, questioned, 10)
        return [one.candidate.writer for one in ranking.candidates]

    first = order()
    cache = full.folder / "cache"
    (folder,) = cache.iterdir()
    mapped = open_gallery(full, engine.encoder, engine.model_id).writers
    assert isinstance(mapped, np.memmap)
    del mapped
    (folder / "writers.npy").write_bytes(b"spoilt")
    assert order() == first
    shutil.rmtree(cache)
    assert order() == first
    set_archived(full, [find_writer(full, first[0])], archived=True)
    assert order() == first[1:]
    assert len(list(cache.iterdir())) == 1
    monkeypatch.setattr(gallery_module, "_write", lambda *_: False)
    set_archived(full, list_writers(full), archived=False)
    assert order() == first


def test_codes_of_two_models_are_never_compared(
    full: Database, engine: Engine, small_model: Path, tmp_path: Path, questioned: EncodedDocument
) -> None:
    other = Engine(make_other_model(small_model, tmp_path / "other"), "onnx")
    assert other.model_id != engine.model_id
    encoding = EncodingSettings(other.model.folder, "onnx", 1)
    again = other.encode_document(questioned.pages[0].page.path, ReadSettings())
    with pytest.raises(ModelError, match=r"6 of the 6 documents.*writerid reencode"):
        rank_against(open_known(full, other), other, again, 3)
    first = documents_without_code(full, other.model_id)[:2]
    assert reencode(full, other, first, encoding).documents == 2
    with pytest.raises(ModelError, match="4 of the 6 documents"):
        rank_against(open_known(full, other), other, again, 3)
    # The model before is usable all the time.
    ranking, _ = rank_against(open_known(full, engine), engine, questioned, 3)
    assert ranking.compared == 3
    left = documents_without_code(full, other.model_id)
    report = reencode(full, other, left, encoding, discard_others=True)
    assert (report.documents, report.discarded, report.failed) == (4, 6, ())
    ranking, _ = rank_against(open_known(full, other), other, again, 3)
    assert ranking.candidates[0].candidate.writer == "Ahlers"
    with pytest.raises(ModelError, match="6 of the 6"):
        rank_against(open_known(full, engine), engine, questioned, 3)
    assert len(list((full.folder / "cache").iterdir())) == 2


def test_encoding_again_gives_the_same_codes_and_names_what_fails(
    full: Database, engine: Engine
) -> None:
    def codes() -> list[bytes]:
        with full.reading() as rows:
            found = rows.execute("SELECT mean_feature FROM codes ORDER BY document_id")
            return [row[0] for row in found]

    before = codes()
    encoding = EncodingSettings(engine.model.folder, "onnx", 1)
    assert reencode(full, engine, all_documents(full), encoding).documents == 6
    assert all(
        np.allclose(np.frombuffer(a), np.frombuffer(b), atol=1e-9)
        for a, b in zip(before, codes(), strict=True)
    )
    damaged = next(iter(full.originals.hashes()))
    full.originals.path_of(damaged).chmod(0o644)
    full.originals.path_of(damaged).write_bytes(b"spoilt")
    report = reencode(full, engine, all_documents(full), encoding, discard_others=True)
    assert (report.documents, report.discarded, len(report.failed)) == (5, 0, 1)
    assert "has been changed or damaged" in report.failed[0].reason
    assert any(report.failed[0].reason.startswith(writer) for writer in HANDS)
