"""What is recorded of an item beside its pixels, as a form that keeps itself."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from writerid.store.items import MANNERS, MEDIA, NOTHING_KNOWN, ORIGINS, ItemData

SETTLED_MS = 900


class SettlingText(QPlainTextEdit):
    """Notes: told when the typing pauses, when the field is left, and when it disappears."""

    settled = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self._told = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SETTLED_MS)
        self._pause.timeout.connect(self.commit)
        self.textChanged.connect(self._pause.start)

    def show_text(self, text: str) -> None:
        """Show what is stored; what is being typed stays."""
        if self._pause.isActive() or text == self._told:
            return
        self._told = text
        self.setPlainText(text)
        self._pause.stop()

    def forget(self, text: str) -> None:
        """Show another text altogether."""
        self._pause.stop()
        self._told = text
        self.setPlainText(text)
        self._pause.stop()

    def commit(self) -> None:
        """Tell what was typed, if anything was."""
        self._pause.stop()
        if self.toPlainText() != self._told:
            self._told = self.toPlainText()
            self.settled.emit(self._told)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.commit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.commit()


class ItemForm(QWidget):
    """The fields of ItemData. ``edited`` tells the whole of it after every change."""

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value = NOTHING_KNOWN
        self._words: dict[str, QLineEdit] = {}
        self._choices: dict[str, QComboBox] = {}
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setHorizontalSpacing(10)
        self.form.setVerticalSpacing(6)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._add_words("script", self.tr("Script"), self.tr("Latin, Cyrillic …"))
        self._add_words("language", self.tr("Language"))
        self._add_words(
            "style", self.tr("Style"), "", ("cursive", "print", "capitals", "signature", "mixed")
        )
        self._add_words("instrument", self.tr("Instrument"), self.tr("ballpoint, pencil …"))
        self._add_words("written", self.tr("Date"), self.tr("of the writing, as stated"))
        self._add_choice("medium", self.tr("Medium"), MEDIA)
        self._add_choice("manner", self.tr("Manner"), MANNERS)
        self._add_choice("origin", self.tr("Origin"), ORIGINS)

    def show_data(self, data: ItemData, *, known: bool) -> None:
        """Show what is stored; only known writing has an origin."""
        self.value = data
        for name, line in self._words.items():
            if line.text() != getattr(data, name):
                line.setText(getattr(data, name))
        for name, box in self._choices.items():
            box.setCurrentIndex(box.findData(getattr(data, name)))
        self.form.setRowVisible(self._choices["origin"], known)

    def commit(self) -> None:
        """Tell what was typed, if anything was."""
        words = {name: line.text().strip() for name, line in self._words.items()}
        choices = {name: str(box.currentData() or "") for name, box in self._choices.items()}
        value = replace(self.value, **words, **choices)
        if value != self.value:
            self.value = value
            self.edited.emit(value)

    def field(self, name: str) -> QLineEdit | QComboBox:
        """The control of a field of ItemData."""
        return self._words.get(name) or self._choices[name]

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.commit()

    def _add_words(
        self, name: str, label: str, hint: str = "", offered: tuple[str, ...] = ()
    ) -> None:
        line = QLineEdit()
        line.setAccessibleName(label)
        line.setPlaceholderText(hint or ", ".join(offered[:3]))
        if offered:
            line.setCompleter(QCompleter(offered, line))
        line.editingFinished.connect(self.commit)
        self._words[name] = line
        self.form.addRow(label, line)

    def _add_choice(self, name: str, label: str, values: tuple[str, ...]) -> None:
        box = QComboBox()
        box.setAccessibleName(label)
        for value in values:
            box.addItem(self._word(value), value)
        box.activated.connect(self.commit)
        self._choices[name] = box
        self.form.addRow(label, box)

    def _word(self, value: str) -> str:
        words = {
            "": self.tr("not known"),
            "original": self.tr("original"),
            "photocopy": self.tr("photocopy"),
            "photograph": self.tr("photograph"),
            "natural": self.tr("natural"),
            "disguise suspected": self.tr("disguise suspected"),
            "simulation suspected": self.tr("simulation suspected"),
            "request": self.tr("written on request"),
            "course of business": self.tr("course of business"),
        }
        return words[value]
