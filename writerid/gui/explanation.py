"""A small button beside a number: what the number means, where it stands."""

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QToolButton, QToolTip, QWidget

from writerid.gui.icons import icon
from writerid.gui.theme import Theme

translate = QCoreApplication.translate

SHOWN_MS = 30_000


class ExplanationButton(QToolButton):
    """Shows its sentence when pressed, and when the pointer rests on it."""

    def __init__(
        self, name: str, sentence: str, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.sentence = sentence
        self.setAccessibleName(self.tr("Explain: {}").format(name))
        self.setAccessibleDescription(sentence)
        self.setToolTip(f"<qt>{sentence}</qt>")
        self.setIconSize(QSize(16, 16))
        self.clicked.connect(self._show)
        theme.changed.connect(self._draw)
        self._draw()

    def _show(self) -> None:
        below = self.mapToGlobal(self.rect().bottomLeft())
        QToolTip.showText(below, self.toolTip(), self, self.rect(), SHOWN_MS)

    def _draw(self) -> None:
        self.setIcon(icon("help", self._theme.colours.quiet_text))


def amount_sentence() -> str:
    """What an amount of writing is."""
    return translate(
        "Explanation",
        "The amount of writing is the length of all strokes that count, measured on the prepared "
        "page; a word has about 10 cm. The more writing, the more a comparison can tell. The "
        "limits are yours to set, and change no score.",
    )


def keypoint_sentence() -> str:
    """What a keypoint is."""
    return translate(
        "Explanation",
        "Keypoints are the places on the strokes that can be compared, crossings and bends above "
        "all. Around each a small patch is cut out; the comparison is made of those patches.",
    )


def document_sentence() -> str:
    """What a document is."""
    return translate(
        "Explanation",
        "A document is one exemplar: pages written on one occasion, taken together. Several "
        "documents of a writer show how much the hand varies by itself.",
    )
