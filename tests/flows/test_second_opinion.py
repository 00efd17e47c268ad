"""A case travels, is repeated blind on a fresh folder, and both opinions are joined."""

import shutil
from pathlib import Path

from tests.casework.conftest import engine, exemplars, full_folder, made, scans
from tests.small_model import small_model
from writerid.casework.audit import audit
from writerid.casework.blind.joining import join
from writerid.casework.blind.opening import open_package
from writerid.casework.blind.opinion import return_opinion
from writerid.casework.blind.packing import make_package
from writerid.casework.blind.planning import BlindWanted, plan_blind
from writerid.casework.blind.sides import second_opinions_of
from writerid.casework.case import Case
from writerid.casework.casefile.checking import check_case_file
from writerid.casework.casefile.export import export_case
from writerid.casework.casefile.taking_in import import_case
from writerid.casework.comparing import IdentifySettings, compare, identify
from writerid.casework.comparisons import open_comparison, store_comparison
from writerid.casework.evidence import evidence
from writerid.casework.importing import import_files
from writerid.casework.item_changes import add_items, set_steps
from writerid.casework.items import find_item
from writerid.casework.marks import PairKey, mark_pair, record_view
from writerid.casework.notes import history
from writerid.pipeline.identify import Engine
from writerid.pipeline.steps import AUTOMATIC, Region

__all__ = ["engine", "exemplars", "full_folder", "made", "scans", "small_model"]


def test_two_examiners(made: Path, engine: Engine, tmp_path: Path, scans: Path) -> None:
    # The first examiner: two items, one against the database, one against a known page alone.
    shutil.copytree(made / "case", tmp_path / "first")
    package, sealed = tmp_path / "k7.wriblind", tmp_path / "k7.wrisealed"
    with Case.open(tmp_path / "first", examiner="A. Lee") as case:
        record_view(case, 1, "Support for the first of them.", opinion="probably did write")
        known = min((made / "database" / "originals").glob("*/*"))
        add_items(case, import_files(case.originals, [known]).files, role="known")
        one_to_one = compare(engine, case.originals, find_item(case, "Q2"), find_item(case, "K1"))
        record_view(case, store_comparison(case, one_to_one), "Little support.")
        make_package(case, plan_blind(case, BlindWanted()), package, sealed)

    # The second examiner prepares one page otherwise, looks at the evidence, and says so.
    opened = open_package(package, tmp_path / "second", examiner="B. Ono")
    assert opened.items == ("Q1", "Q2")
    with Case.open(opened.folder, examiner="B. Ono") as case:
        crop = (Region.rectangle(0, 0, 880, 430), *AUTOMATIC)
        set_steps(case, find_item(case, "Q1").pages[0].id, crop)
        for name in opened.items:
            new = identify(
                engine, case.originals, find_item(case, name), IdentifySettings(opened.database)
            )
            number = store_comparison(case, new)
            pair = evidence(case, engine, number, 1).pairs.supporting[0]
            mark_pair(case, number, 1, PairKey.of(pair), "agrees")
            record_view(case, number, f"Mine of {name}.", opinion="no conclusion")
        returned = return_opinion(case, tmp_path / "k7.wriopinion")
        assert returned.without_view == ()
        assert audit(case).whole

    # The first joins both, and hands the whole on; there both opinions are still to be seen.
    with Case.open(tmp_path / "first", examiner="A. Lee") as case:
        join(case, returned.file, sealed)
        here = second_opinions_of(case)
        assert audit(case).whole
        exported = export_case(case, tmp_path / "letters.wricase")
    assert check_case_file(exported.file).event_head == exported.event_head
    shutil.rmtree(tmp_path / "first")
    with Case.open(import_case(exported.file, tmp_path / "archive").folder) as case:
        [opinion] = second_opinions_of(case)
        assert (opinion,) == here
        assert history(case)[-1].kind == "case imported"
        assert open_comparison(case, 1).candidates[0].evidence_seen

    q1, q2 = opinion.items
    assert q1.first is not None
    assert q1.second is not None
    assert q1.agreement is not None
    # Another preparation gives other scores, of the same writers.
    assert q1.second.writing_mm < q1.first.writing_mm
    assert q1.agreement.largest_score_difference is not None
    assert 0.0 < q1.agreement.largest_score_difference < 0.5
    assert [view.opinion for view in (*q1.first.views, *q1.second.views)] == [
        "probably did write",
        "no conclusion",
    ]
    # The known page of Q2 is one writer of the package among the others.
    assert q2.first is not None
    assert q2.second is not None
    assert q2.agreement is not None
    assert (q2.first.kind, q2.first.compared) == ("compare", 1)
    assert q2.agreement.common == 1
    assert q2.agreement.largest_score_difference == 0.0
    assert not q2.agreement.same_writers
