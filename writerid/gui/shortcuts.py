"""The sheet of shortcuts, read off the window's own actions so that it is never out of date."""

from html import escape

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

SECTION = "shortcutSection"
"""A widget with this property gives its heading to the actions that belong to it."""

MORE_KEYS = "shortcutKeys"
"""Property of an action whose keys no QKeySequence can say: a mouse wheel, a key held down."""


def described_action(owner: QWidget, text: str, keys: str) -> QAction:
    """An entry of the sheet for what is handled without an action (wheel, held keys)."""
    action = QAction(text, owner)
    action.setProperty(MORE_KEYS, keys)
    owner.addAction(action)
    return action


def list_shortcuts(window: QWidget) -> dict[str, list[tuple[str, str]]]:
    """Heading → (keys, what they do), of ``window`` and of every page built so far."""
    found: dict[str, list[tuple[str, str]]] = {}
    for action in window.findChildren(QAction):
        keys = action.property(MORE_KEYS) or ", ".join(
            one.toString(QKeySequence.SequenceFormat.NativeText) for one in action.shortcuts()
        )
        if not keys:
            continue
        entries = found.setdefault(_section(action), [])
        entry = (keys, action.text().replace("&", ""))
        if entry not in entries:
            entries.append(entry)
    return found


def _section(action: QAction) -> str:
    holder = action.parent()
    while holder is not None:
        heading = holder.property(SECTION)
        if heading:
            return str(heading)
        holder = holder.parent()
    return ""


class ShortcutSheet(QDialog):
    """All shortcuts, under the headings of the pages they belong to."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Shortcuts"))
        self.browser = QTextBrowser()
        self.browser.setAccessibleName(self.tr("List of shortcuts"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.browser)
        column.addWidget(buttons)

    def sizeHint(self) -> QSize:
        return QSize(520, 480)

    def fill(self, window: QWidget) -> None:
        """List what ``window`` offers now."""
        parts = []
        for heading, entries in sorted(list_shortcuts(window).items()):
            rows = "".join(
                f"<tr><td width='170'><b>{escape(keys)}</b></td><td>{escape(text)}</td></tr>"
                for keys, text in entries
            )
            title = heading or self.tr("Everywhere")
            parts.append(f"<h3>{escape(title)}</h3><table cellpadding='3'>{rows}</table>")
        self.browser.setHtml("".join(parts))
