"""The start page: begin a case, go on with one, or try the demonstration case.

Only what the window can do is shown: an action appears once it is offered.
"""

from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.icons import icon
from writerid.gui.preferences import PreferencesModel
from writerid.gui.workbench import Workbench

AnyIndex = QModelIndex | QPersistentModelIndex


class StartAction(StrEnum):
    """What can be begun here."""

    NEW_CASE = "new"
    OPEN_CASE = "open"
    OPEN_SCANS = "scans"
    DEMONSTRATION = "demonstration"


class RecentCases(QAbstractListModel):
    """The folders of recent cases, newest first."""

    def __init__(self, preferences: PreferencesModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        preferences.changed.connect(self._reload)

    def _reload(self) -> None:
        self.beginResetModel()
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        if parent is not None and parent.isValid():
            return 0
        return len(self._preferences.value.recent_cases)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        folder = self.folder(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{folder.name}\n{folder.parent}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return folder.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(folder)
        return None

    def folder(self, index: AnyIndex) -> Path:
        """The case of a row."""
        return Path(self._preferences.value.recent_cases[index.row()])


class StartPage(QWidget):
    """Signals only: who holds the cases acts on them."""

    requested = Signal(str)
    """A StartAction."""

    recent_requested = Signal(Path)

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._theme = bench.theme
        self._buttons: dict[StartAction, QPushButton] = {}
        self.recent = RecentCases(bench.preferences, self)
        self._lay_out()
        self.recent.modelReset.connect(self._show_recent)
        bench.theme.changed.connect(self._draw)
        self._draw()
        self._show_recent()

    def offer(self, *actions: StartAction) -> None:
        """Show the buttons of these actions; the first of them stands out."""
        for action, button in self._buttons.items():
            button.setVisible(action in actions)
            button.setProperty("primary", action is actions[0])
        self._draw()
        self._buttons[actions[0]].setFocus()

    def button(self, action: StartAction) -> QPushButton:
        """The button of an action."""
        return self._buttons[action]

    def _lay_out(self) -> None:
        title = QLabel(self.tr("Who may have written it?"))
        title.setObjectName("title")
        title.setWordWrap(True)
        lead = QLabel(
            self.tr(
                "Compare questioned writing with known writers, and see on the page where the "
                "support comes from. Originals are read, never written, and nothing leaves this "
                "computer."
            )
        )
        lead.setObjectName("quiet")
        lead.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        for action, text in (
            (StartAction.NEW_CASE, self.tr("New case…")),
            (StartAction.OPEN_CASE, self.tr("Open case…")),
            (StartAction.OPEN_SCANS, self.tr("Open scans…")),
            (StartAction.DEMONSTRATION, self.tr("Demonstration")),
        ):
            button = QPushButton(text)
            button.setIconSize(QSize(18, 18))
            button.setMinimumHeight(38)
            button.clicked.connect(lambda _=False, chosen=action: self.requested.emit(chosen))
            button.hide()
            self._buttons[action] = button
            buttons.addWidget(button)
        buttons.addStretch(1)
        hint = QLabel(self.tr("Scans can also be dropped anywhere on the window."))
        hint.setObjectName("quiet")
        hint.setWordWrap(True)
        card = QFrame()
        card.setObjectName("card")
        card.setMaximumWidth(760)
        column = QVBoxLayout(card)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(14)
        for part in (title, lead):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addWidget(hint)
        self._recent_title = QLabel(self.tr("Recent cases"))
        self._recent_title.setObjectName("heading")
        self._recent_view = QListView()
        self._recent_view.setModel(self.recent)
        self._recent_view.setAccessibleName(self.tr("Recent cases"))
        self._recent_view.activated.connect(
            lambda index: self.recent_requested.emit(self.recent.folder(index))
        )
        column.addWidget(self._recent_title)
        column.addWidget(self._recent_view, 1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 24)
        outer.addStretch(1)
        outer.addWidget(card, 8, Qt.AlignmentFlag.AlignVCenter)
        outer.addStretch(1)

    def _show_recent(self) -> None:
        there = self.recent.rowCount() > 0
        self._recent_title.setVisible(there)
        self._recent_view.setVisible(there)

    def _draw(self) -> None:
        colours = self._theme.colours
        names = {
            StartAction.NEW_CASE: "new",
            StartAction.OPEN_CASE: "open",
            StartAction.OPEN_SCANS: "page",
            StartAction.DEMONSTRATION: "play",
        }
        for action, button in self._buttons.items():
            primary = bool(button.property("primary"))
            button.setIcon(icon(names[action], colours.accent_text if primary else colours.accent))
            button.style().polish(button)
