"""The steps of the journey on which writing is compared: who is like the first letter, and why."""

from collections.abc import Callable

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
