"""Light and dark: one set of colours each, a palette and a style sheet made from them.

No colour carries a verdict: there is no green for good and no red for bad, and every pair that must
be told apart differs in lightness too. The two marking colours are the blue and the orange of Okabe
and Ito, which all common kinds of colour vision keep apart.
"""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from writerid.gui.preferences import Appearance
from writerid.gui.stylesheet import style_sheet


@dataclass(frozen=True)
class Colours:
    """What is painted in which colour, as ``#rrggbb``."""

    window: str
    surface: str
    raised: str
    border: str
    text: str
    quiet_text: str
    faint_text: str
    accent: str
    accent_text: str
    accent_wash: str
    page_surround: str
    notice: str
    notice_border: str
    supporting: str
    contradicting: str
    selection: str
    keypoint: str


LIGHT = Colours(
    window="#f4f5f7",
    surface="#ffffff",
    raised="#fbfbfc",
    border="#d5d9df",
    text="#1d2430",
    quiet_text="#5a6473",
    faint_text="#98a1ad",
    accent="#1f5f99",
    accent_text="#ffffff",
    accent_wash="#e3edf7",
    page_surround="#dfe2e7",
    notice="#fdf6e7",
    notice_border="#b88a2e",
    supporting="#0072b2",
    contradicting="#d55e00",
    selection="#7a3e9d",
    keypoint="#0072b2",
)

DARK = Colours(
    window="#1b1f26",
    surface="#232831",
    raised="#2a303a",
    border="#3d4552",
    text="#e7eaef",
    quiet_text="#a3adbb",
    faint_text="#6f7988",
    accent="#6cb0e8",
    accent_text="#0f151d",
    accent_wash="#2b3d50",
    page_surround="#14171c",
    notice="#38311f",
    notice_border="#c9a45a",
    supporting="#56b4e9",
    contradicting="#e69f00",
    selection="#c79be0",
    keypoint="#56b4e9",
)

TICKED = ("QCheckBox", "QRadioButton")
"""Widgets with boxes to tick."""


class Theme(QObject):
    """The colours in use. Follows the system unless the examiner has chosen."""

    changed = Signal()

    def __init__(self, application: QApplication, appearance: Appearance) -> None:
        super().__init__()
        self._application = application
        self._appearance = appearance
        self.colours = LIGHT
        application.setStyle("Fusion")
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._apply()

    def choose(self, appearance: Appearance) -> None:
        """Light, dark, or as the system is."""
        if appearance is not self._appearance:
            self._appearance = appearance
            self._apply()

    def _follow_system(self) -> None:
        if self._appearance is Appearance.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        dark = self._appearance is Appearance.DARK or (
            self._appearance is Appearance.SYSTEM
            and QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        )
        self.colours = DARK if dark else LIGHT
        palette = _palette(self.colours)
        self._application.setPalette(palette)
        # The style draws boxes to tick in a darker shade of the window, which is no line on dark.
        palette.setColor(QPalette.ColorRole.Window, QColor(self.colours.quiet_text))
        for name in TICKED:
            self._application.setPalette(palette, name)  # type: ignore[arg-type] # takes a str
        self._application.setStyleSheet(style_sheet(self.colours, dark=dark))
        self.changed.emit()


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for roles, colour in (
        ((role.Window,), colours.window),
        ((role.Base,), colours.surface),
        ((role.Button, role.AlternateBase, role.ToolTipBase), colours.raised),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), colours.text),
        ((role.PlaceholderText,), colours.quiet_text),
        ((role.Highlight, role.Link, role.Accent), colours.accent),
        ((role.HighlightedText,), colours.accent_text),
        ((role.Mid, role.Midlight, role.Light), colours.border),
    ):
        for one in roles:
            palette.setColor(one, QColor(colour))
    for one in (role.WindowText, role.Text, role.ButtonText):
        faded = QColor(colours.quiet_text)
        faded.setAlpha(140)
        palette.setColor(QPalette.ColorGroup.Disabled, one, faded)
    return palette
