"""The steps of the journey on which writing is compared: who is like the first letter, and why."""

from collections.abc import Callable
from functools import partial

from writerid.gui.compare.page import ComparePage
from writerid.gui.evidence.page import EvidencePage
from writerid.gui.identify.page import IdentifyPage
from writerid.gui.window import MainWindow

Step = tuple[str, str, Callable[[MainWindow], object]]


def identify_page(window: MainWindow) -> IdentifyPage:
    """The page on which an item is compared with the known writers."""
    page = window.page("identify")
    if not isinstance(page, IdentifyPage):
        raise TypeError("the page of identification is another than it was")
    return page


def evidence_page(window: MainWindow) -> EvidencePage:
    """The page of the evidence."""
    page = window.page("evidence")
    if not isinstance(page, EvidencePage):
        raise TypeError("the page of the evidence is another than it was")
    return page


def _explain_sums(window: MainWindow) -> None:
    page = evidence_page(window)
    page.header.explain.setChecked(True)
    page.toolbar.action("fit-page").trigger()


def _second_candidate(window: MainWindow) -> None:
    page = evidence_page(window)
    page.header.explain.setChecked(False)
    page.open_candidate(1, 2)


def _contradicting(window: MainWindow) -> None:
    page = evidence_page(window)
    found = page.model.pairs(supporting=False)
    if found:
        page.model.choose(found[0])


def compare_page(window: MainWindow) -> ComparePage:
    """The page on which two documents are compared."""
    page = window.page("compare")
    if not isinstance(page, ComparePage):
        raise TypeError("the page of two documents is another than it was")
    return page


def _propositions(window: MainWindow) -> None:
    results = identify_page(window).results
    results.dialog.reject()
    results.propositions.click()


def _replay(window: MainWindow) -> None:
    page = identify_page(window)
    page.own_words.dialog.reject()
    page.results.replay.click()
    page.replays.one.click()


def _evidence(window: MainWindow) -> None:
    page = identify_page(window)
    page.replays.reject()
    results = page.results
    results.evidence.click()


def _ask_about(name: str, window: MainWindow) -> None:
    page = identify_page(window)
    item = next((one for one in window.bench.session.items if one.name == name), None)
    window.show_page("identify")
    if item is not None:
        page.panel.choose_item(item.id)
        page.panel.go.click()


def _enter_view(window: MainWindow) -> None:
    page = identify_page(window)
    page.results.views.text.setText(
        "Entered by the walk through the program, to show where a view stands"
    )
    page.results.views.name.setText("Walk-through")
    page.results.views.opinion.setCurrentText("No conclusion")


def _first_again(window: MainWindow) -> None:
    first = next((one for one in window.bench.session.comparisons if one.item == "Q1"), None)
    if first is not None:
        identify_page(window).open_comparison(first.id)


COMPARING: tuple[Step, ...] = (
    ("identify", "whom to compare with", lambda window: window.show_page("identify")),
    (
        "candidates",
        "the candidates, best first, and “none of the enrolled”",
        lambda window: identify_page(window).panel.go.click(),
    ),
    (
        "strength",
        "what the likelihood ratio of the first candidate rests on",
        lambda window: identify_page(window).results.strength.click(),
    ),
    (
        "propositions",
        "H1 and H2, to be worded by the examiner",
        _propositions,
    ),
    ("replay", "the comparison made again from the originals", _replay),
    ("evidence", "where on the page the support comes from", _evidence),
    ("pair", "a pair of patches", lambda window: evidence_page(window).model.step(1)),
    ("sums", "what the sums mean", _explain_sums),
    ("second", "the second candidate", _second_candidate),
    ("contradicting", "what speaks against", _contradicting),
    ("candidates-2", "the candidates of Q2", partial(_ask_about, "Q2")),
    ("candidates-3", "the candidates of Q3", partial(_ask_about, "Q3")),
    ("first-again", "the comparison of Q1, opened again as it was made", _first_again),
    ("view", "the examiner's own view and opinion on it, entered", _enter_view),
    (
        "view-recorded",
        "the view, recorded for good",
        lambda window: identify_page(window).results.views.record.click(),
    ),
    ("compare", "two documents without the database", lambda window: window.show_page("compare")),
    (
        "pair-evidence",
        "what carries the score of the two",
        lambda window: compare_page(window).go.click(),
    ),
    (
        "compared",
        "their likelihood ratio, propositions and the examiner's view",
        lambda window: window.show_page("compare"),
    ),
)
