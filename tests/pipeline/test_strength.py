import re
from dataclasses import replace

import pytest

from tests.calibrations import LABEL, made_up_calibration
from writerid.errors import CalibrationError
from writerid.pipeline.propositions import Propositions
from writerid.pipeline.refusals import Circumstances, Reason
from writerid.pipeline.statements import (
    band_text,
    estimated,
    ratio_text,
    shown_ratio,
    statements,
    two_digits,
)
from writerid.pipeline.strength import (
    Caution,
    Compared,
    Search,
    Strength,
    strength_of,
)
from writerid.pipeline.strength_record import strength_record
from writerid.pipeline.variation import Variation

LATIN = Circumstances("Latin", "cursive", "natural")
COMPARED = Compared(
    candidate="Ann",
    score=0.95,
    questioned_mm=2000.0,
    known_mm=4000.0,
    model_id="a" * 64,
    variation=Variation((0.9, 0.97), 2, 0.95),
    questioned=LATIN,
    known=(LATIN, LATIN),
)
FORBIDDEN = re.compile(r"\bmatch|\bcertain|impossible|probability that (?!somebody)", re.IGNORECASE)


def weigh(compared: Compared = COMPARED) -> Strength:
    return strength_of(compared, made_up_calibration())


def words(strength: Strength) -> str:
    return "\n".join(s.text + "\n" + s.explanation for s in statements(strength))


def test_high_and_low_scores_support_one_side_each() -> None:
    for score, side in ((0.95, "H1"), (-0.5, "H2")):
        strength = weigh(replace(COMPARED, score=score))
        assert strength.favours == side
        assert strength.refusals == ()
        assert strength.band is not None
        assert band_text(strength) == f"{strength.band.words} for {side}"
        assert ratio_text(strength).startswith("1/") == (side == "H2")
        assert not FORBIDDEN.search(words(strength))
        assert LABEL in words(strength)
        assert "Out of reach" in words(strength)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"questioned": replace(LATIN, style="Signature")}, Reason.SIGNATURE),
        ({"known": (replace(LATIN, style="signature"),)}, Reason.SIGNATURE),
        ({"questioned": replace(LATIN, manner="disguise suspected")}, Reason.DISGUISE),
        ({"known": (replace(LATIN, manner="simulation suspected"),)}, Reason.DISGUISE),
        ({"known": (LATIN, replace(LATIN, script="Arabic"))}, Reason.SCRIPTS_DIFFER),
        ({"questioned": replace(LATIN, script="Cyrillic")}, Reason.SCRIPT_NOT_VALIDATED),
        ({"questioned": replace(LATIN, style="capitals")}, Reason.STYLE_NOT_VALIDATED),
        ({"questioned_mm": 3.0}, Reason.TOO_LITTLE_WRITING),
        ({"known_mm": 3.0}, Reason.TOO_LITTLE_WRITING),
        ({"same_file": True}, Reason.SAME_FILE),
    ],
)
def test_refusals_give_no_number_and_the_reason(change: dict[str, object], reason: Reason) -> None:
    strength = weigh(replace(COMPARED, **change))  # type: ignore[arg-type]
    assert reason in {refusal.reason for refusal in strength.refusals}
    assert (strength.ratio, strength.band, strength.open_set) == (None, None, None)
    assert "No likelihood ratio is given: " in words(strength)
    assert ratio_text(strength) == "–"
    assert reason.value in band_text(strength)
    record = strength_record(strength)
    assert record["log10_lr"] is None
    assert reason.value in {refusal["reason"] for refusal in record["refusals"]}


def test_spelling_of_script_and_style_does_not_matter() -> None:
    sides = Circumstances(" latin", "CURSIVE ", "Natural")
    assert weigh(replace(COMPARED, questioned=sides)).refusals == ()


def test_what_is_not_recorded_is_said() -> None:
    strength = weigh(replace(COMPARED, questioned=Circumstances(), known=()))
    assert strength.ratio is not None
    assert {Caution.SCRIPT_NOT_RECORDED, Caution.STYLE_NOT_RECORDED} <= set(strength.cautions)


def test_no_calibration_is_a_refusal_and_another_models_an_error() -> None:
    strength = strength_of(COMPARED, None, why_none="there is none here")
    assert [refusal.reason for refusal in strength.refusals] == [Reason.NO_CALIBRATION]
    assert "there is none here" in words(strength)
    with pytest.raises(CalibrationError, match="another model"):
        weigh(replace(COMPARED, model_id="b" * 64))


def test_halves_that_disagree_are_a_warning() -> None:
    unlike = replace(COMPARED, variation=replace(COMPARED.variation, halves=-0.9))
    assert Caution.SEVERAL_HANDS in weigh(unlike).cautions
    assert "several hands?" in words(weigh(unlike))
    assert Caution.SEVERAL_HANDS not in weigh().cautions
    short = replace(COMPARED, variation=replace(COMPARED.variation, halves=None))
    assert Caution.HALVES_NOT_MEASURED in weigh(short).cautions


def test_a_search_is_told_and_the_best_hit_gets_its_open_set() -> None:
    best = weigh(replace(COMPARED, search=Search(500, 1)))
    assert best.open_set is not None
    assert best.open_set.database_size == 500
    assert "found by searching" in words(best)
    assert "database of 500 writers" in words(best)
    assert "None of the enrolled" in words(best)
    assert "resampling" in words(best)
    assert weigh(replace(COMPARED, search=Search(500, 2))).open_set is None
    assert weigh().open_set is None


def test_a_search_among_documents_says_so_and_has_no_open_set() -> None:
    strength = weigh(replace(COMPARED, search=Search(9, 1, by_document=True)))
    assert strength.open_set is None
    assert "9 documents" in words(strength)


def test_propositions_name_the_closed_list_and_can_be_edited() -> None:
    closed = weigh(replace(COMPARED, search=Search(4, 1, closed_list=True)))
    assert "closed list" in closed.propositions.h1
    assert "other writers of that list" in closed.propositions.h2
    own = Propositions("one", "two")
    assert strength_of(COMPARED, made_up_calibration(), propositions=own).propositions == own


def test_variation_and_one_exemplar() -> None:
    assert "0.900 to 0.970" in words(weigh())
    alone = weigh(replace(COMPARED, variation=Variation((), 1, 0.95)))
    assert Caution.ONE_EXEMPLAR in alone.cautions


def test_numbers_are_shown_with_two_digits() -> None:
    shown = [shown_ratio(value) for value in (0.0, 1.569, 3.1461, -1.08, 0.27, -0.004, 0.9999)]
    assert shown == ["1", "37", "1,400", "1/12", "1.9", "1", "10"]
    assert [two_digits(x) for x in (0.0, 0.0312, 9.97, 123456.0)] == ["0", "0.031", "10", "120,000"]


def test_estimates_are_shown_to_the_places_that_mean_something() -> None:
    assert estimated(0.044) == "0.044"
    assert estimated(0.0) == "0"
    assert estimated(1.1e-20) == "below 0.001"
