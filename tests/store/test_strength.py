"""Candidates of the database, weighed with what the store records of them."""

from pathlib import Path

import pytest

from tests.calibrations import generous_calibration
from tests.scribbles import save_scribble
from writerid.pipeline.identify import EncodedDocument, Engine, ReadSettings
from writerid.pipeline.refusals import Circumstances, Reason
from writerid.pipeline.strength import Caution, Search, Strength, strength_of
from writerid.store.database import Database
from writerid.store.identification import open_known, rank_against
from writerid.store.strength import compared_with_stored
from writerid.store.writers import documents_of, find_writer, set_item

RECORDED = Circumstances("Latin", "cursive")


@pytest.fixture
def questioned(tmp_path: Path, engine: Engine) -> EncodedDocument:
    file = save_scribble(tmp_path / "Q1.png", "Ahlers", 5)
    return engine.encode_document(file, ReadSettings())


def weigh_best(
    database: Database,
    engine: Engine,
    questioned: EncodedDocument,
    circumstances: Circumstances = RECORDED,
) -> Strength:
    ranking, _ = rank_against(open_known(database, engine), engine, questioned, 3)
    best = ranking.candidates[0]
    compared = compared_with_stored(
        database,
        engine,
        questioned,
        best.candidate,
        best.document_ids,
        circumstances=circumstances,
        search=Search(ranking.compared, 1),
    )
    return strength_of(compared, generous_calibration(engine.model_id))


def test_the_best_of_the_database_gets_an_lr_and_its_open_set(
    full: Database, engine: Engine, questioned: EncodedDocument
) -> None:
    strength = weigh_best(full, engine, questioned)
    assert strength.favours == "H1"
    assert strength.compared.candidate == "Ahlers"
    assert strength.compared.variation.exemplars == 2
    assert len(strength.compared.variation.known_to_known) == 2
    assert strength.open_set is not None
    assert strength.open_set.database_size == 3
    assert Caution.STYLE_NOT_RECORDED in strength.cautions
    assert Caution.SCALE_ESTIMATED not in strength.cautions


def test_what_the_database_records_of_the_known_forbids_an_lr(
    full: Database, engine: Engine, questioned: EncodedDocument
) -> None:
    document = documents_of(full, find_writer(full, "Ahlers"))[0]
    for change, reason in (
        ({"manner": "disguise suspected"}, Reason.DISGUISE),
        ({"manner": "", "script": "Arabic"}, Reason.SCRIPTS_DIFFER),
        ({"script": "", "style": "signature"}, Reason.SIGNATURE),
        ({"style": "capitals"}, Reason.STYLE_NOT_VALIDATED),
    ):
        set_item(full, document, change)
        strength = weigh_best(full, engine, questioned)
        assert reason in {refusal.reason for refusal in strength.refusals}
        assert strength.ratio is None
