"""The steps of the journey on which the calibration is judged."""

from collections.abc import Callable

from writerid.gui.strength.page import ValidationPage
from writerid.gui.window import MainWindow

Step = tuple[str, str, Callable[[MainWindow], object]]


def validation_page(window: MainWindow) -> ValidationPage:
    """The page of the validation."""
    page = window.page("validation")
    if not isinstance(page, ValidationPage):
        raise TypeError("the page of the validation is another than it was")
    return page


def _ask(window: MainWindow) -> None:
    page = validation_page(window)
    page.plots.dialog.reject()
    page.ask(None)


def _ask_to_adapt(window: MainWindow) -> None:
    _close(window)
    validation_page(window).ask_to_adapt()


def _close(window: MainWindow) -> None:
    page = validation_page(window)
    for dialog in (page.dialog, page.adapt_dialog):
        if dialog is not None:
            dialog.reject()


STRENGTH: tuple[Step, ...] = (
    (
        "validation",
        "how good the likelihood ratios are",
        lambda window: window.show_page("validation"),
    ),
    (
        "tippett",
        "one of the plots, enlarged",
        lambda window: validation_page(window).plots.enlarge("tippett"),
    ),
    ("calibrate", "what is asked before a calibration is made", _ask),
    ("adapt", "what is asked before the model is adapted to the known writers", _ask_to_adapt),
    ("calibrate-closed", "the question closed again", _close),
)
