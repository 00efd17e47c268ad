"""Likelihood ratios in words: the verbal scale of the ENFSI guideline, for either side."""

from PySide6.QtCore import QCoreApplication

BANDS = (
    (2.0, "no support for either"),
    (10.0, "weak"),
    (100.0, "moderate"),
    (1_000.0, "moderately strong"),
    (10_000.0, "strong"),
    (1_000_000.0, "very strong"),
)
HIGHEST = "extremely strong"
MOST_EXPONENT = 300.0


def shown_ratio(log10_lr: float) -> str:
    """Two digits, and below 1 as a fraction: “1 : 40” says more than 0.025."""
    size = 10.0 ** min(abs(log10_lr), MOST_EXPONENT)
    digits = f"{float(f'{size:.2g}'):,.10g}" if size < 1e6 else f"{size:.1g}"
    return digits if log10_lr >= 0.0 else f"1 : {digits}"


def verbal_band(log10_lr: float) -> str:
    """The band, and which of the two propositions is supported."""
    size = 10.0 ** min(abs(log10_lr), MOST_EXPONENT)
    word = next((text for limit, text in BANDS if size < limit), HIGHEST)
    if word == BANDS[0][1]:
        return QCoreApplication.translate("VerbalBand", "no support for either")
    side = (
        QCoreApplication.translate("VerbalBand", "{} support for this writer")
        if log10_lr > 0.0
        else QCoreApplication.translate("VerbalBand", "{} support for another writer")
    )
    return side.format(word)
