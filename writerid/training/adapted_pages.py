"""What is said of pages that a model was adapted to: nothing is measured on them."""


def pages_not_asked(count: int) -> str:
    """How many pages of a collection are no queries."""
    return (
        f"The model was adapted to {_pages(count)}, which {_are(count)} compared with, and nothing "
        f"is asked about {'it' if count == 1 else 'them'}."
    )


def pages_not_compared(count: int) -> str:
    """How many pages of a collection are in no same-writer comparison."""
    return (
        f"The model was adapted to {_pages(count)}, which {_are(count)} in different-writer "
        "comparisons only."
    )


def nothing_left(count: int) -> str:
    """Why nothing can be measured."""
    return (
        f"nothing is left to be measured on: the model was adapted to {_pages(count)}. Measure on "
        "others, of writers whom it was not adapted to"
    )


def _pages(count: int) -> str:
    return "one of these very pages" if count == 1 else f"{count} of these very pages"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
