"""The steps of a page, without pixels."""

from hypothesis import given
from hypothesis import strategies as st

from writerid.gui.prepare.model import PreparationModel
from writerid.gui.prepare.step_texts import describe
from writerid.pipeline.steps import (
    AUTOMATIC,
    STEP_KINDS,
    Deskew,
    InkColour,
    Mask,
    MaskStroke,
    Region,
    RemoveRules,
    Rotate,
    Step,
    Threshold,
)

TRIANGLE = ((0.0, 0.0), (10.0, 0.0), (0.0, 10.0))
STEPS: tuple[Step, ...] = (
    Mask(TRIANGLE),
    MaskStroke(((1.0, 2.0), (3.0, 4.0)), 8.0),
    Region(TRIANGLE),
    Rotate(2.0),
    InkColour((10, 20, 120)),
    Threshold("fixed", level=120.0),
)


def test_add_undo_redo() -> None:
    model = PreparationModel()
    assert model.undo_text is None
    model.add(Mask(TRIANGLE))
    assert model.steps == (*AUTOMATIC, Mask(TRIANGLE))
    model.undo()
    assert model.steps == AUTOMATIC
    assert model.undo_text is None
    model.redo()
    assert model.steps[-1] == Mask(TRIANGLE)
    assert model.redo_text is None


@given(st.lists(st.tuples(st.sampled_from("armt"), st.integers(0, 9), st.integers(0, 9))))
def test_undoing_everything_leads_back_and_redoing_forth(
    changes: list[tuple[str, int, int]],
) -> None:
    model = PreparationModel()
    for what, a, b in changes:
        count = len(model.steps)
        if what == "a":
            model.add(STEPS[a % len(STEPS)])
        elif what == "r" and count:
            model.remove(a % count)
        elif what == "m" and count:
            model.move(a % count, b % count)
        elif what == "t":
            model.set_threshold(Threshold("fixed", level=50.0 + a))
    last = model.steps
    while model.undo_text is not None:
        model.undo()
    assert model.steps == AUTOMATIC
    while model.redo_text is not None:
        model.redo()
    assert model.steps == last


def test_a_slider_is_one_undo() -> None:
    model = PreparationModel()
    for level in range(100, 150):
        model.set_threshold(Threshold("fixed", level=float(level)))
    assert model.threshold.level == 149.0
    model.end_merging()
    model.set_threshold(Threshold("fixed", level=200.0))
    model.undo()
    assert model.threshold.level == 149.0
    model.undo()
    model.undo()
    assert model.steps == AUTOMATIC


def test_switches_and_colour() -> None:
    model = PreparationModel()
    model.switch(RemoveRules, on=False)
    assert not model.has(RemoveRules)
    model.switch(RemoveRules, on=True)
    assert model.has(RemoveRules)
    model.switch(Deskew, on=True)
    assert sum(isinstance(s, Deskew) for s in model.steps) == 1
    model.set_colour(InkColour((1, 2, 3)))
    model.set_tolerance(30.0)
    assert model.colour == InkColour((1, 2, 3), 30.0)
    model.set_colour(None)
    assert model.colour is None


def test_nothing_changed_is_no_change() -> None:
    model = PreparationModel()
    model.set_threshold(model.threshold)
    model.switch(RemoveRules, on=True)
    model.move(0, 0)
    model.move(0, 99)
    assert model.undo_text is None


def test_every_step_has_words() -> None:
    kinds = {type(step) for step in (*AUTOMATIC, *STEPS)}
    assert kinds == set(STEP_KINDS.values())
    for step in (*AUTOMATIC, *STEPS):
        assert describe(step)
