"""The start page: begin a case, go on with one, or try the demonstration case."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor
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
from writerid.gui.theme import Theme
from writerid.gui.workbench import Workbench

if TYPE_CHECKING:
    from writerid.casework.recent import RecentCase

AnyIndex = QModelIndex | QPersistentModelIndex


class StartAction(StrEnum):
    """What can be begun here."""

    NEW_CASE = "new"
    OPEN_CASE = "open"
    DEMONSTRATION = "demonstration"


class RecentCases(QAbstractListModel):
    """Cases that were opened lately, newest first; those whose folder is gone say so."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.cases: list[RecentCase] = []

    def show_cases(self, cases: "list[RecentCase]") -> None:
        """Show what was read."""
        self.beginResetModel()
        self.cases = cases
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.cases)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        case = self.cases[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            title = case.title
            if not case.there:
                title = self.tr("{} (its folder is gone)").format(case.title)
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return title
            return f"{title}\n{case.folder}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(case.folder)
        if role == Qt.ItemDataRole.ForegroundRole and not case.there:
            return QColor(self._theme.colours.quiet_text)
        return None


class StartPage(QWidget):
    """Signals only: who holds the cases acts on them."""

    requested = Signal(str)
    """A StartAction."""

    recent_requested = Signal(Path)

    forget_requested = Signal(Path)
    """A case is to be taken off the list; the case itself stays."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._theme = bench.theme
        self._buttons: dict[StartAction, QPushButton] = {}
        self.recent = RecentCases(bench.theme, self)
        self.recent_view = QListView()
        self.from_file = QPushButton(self.tr("From a file"))
        self.from_file.setToolTip(self.tr("Import a case, or open a blind package"))
        self.forget = QPushButton(self.tr("Take off the list"))
        self.forget.setToolTip(self.tr("The case itself stays where it is"))
        self._lay_out()
        self.recent.modelReset.connect(self._show_recent)
        self.recent_view.selectionModel().currentChanged.connect(self._show_chosen)
        bench.theme.changed.connect(self._draw)
        self._draw()
        self._show_recent()

    def button(self, action: StartAction) -> QPushButton:
        """The button of an action."""
        return self._buttons[action]

    def _lay_out(self) -> None:
        title = QLabel(self.tr("Who may have written it?"))
        title.setObjectName("title")
        lead = QLabel(
            self.tr(
                "Compare questioned writing with known writers, and see on the page where the "
                "support comes from. Originals are read, never written, and nothing leaves this "
                "computer."
            )
        )
        hint = QLabel(
            self.tr(
                "A case is a folder: begin one, add the questioned writing, then compare it with "
                "the known writers. A case's folder, a case as one file, or scans can also be "
                "dropped anywhere on the window."
            )
        )
        for quiet in (lead, hint):
            quiet.setObjectName("quiet")
        for text in (title, lead, hint):
            text.setWordWrap(True)
        card = QFrame()
        card.setObjectName("card")
        card.setMaximumWidth(760)
        column = QVBoxLayout(card)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(14)
        for part in (title, lead):
            column.addWidget(part)
        column.addLayout(self._make_buttons())
        column.addWidget(hint)
        self._lay_out_recent(column)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 24)
        outer.addStretch(1)
        outer.addWidget(card, 8, Qt.AlignmentFlag.AlignVCenter)
        outer.addStretch(1)

    def _make_buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        for action, text in (
            (StartAction.NEW_CASE, self.tr("New case…")),
            (StartAction.OPEN_CASE, self.tr("Open case…")),
            (StartAction.DEMONSTRATION, self.tr("Demonstration case")),
        ):
            button = QPushButton(text)
            button.setIconSize(QSize(18, 18))
            button.setMinimumHeight(38)
            button.clicked.connect(lambda _=False, chosen=action: self.requested.emit(chosen))
            button.setProperty("primary", action is StartAction.NEW_CASE)
            self._buttons[action] = button
            buttons.addWidget(button)
        self.from_file.setMinimumHeight(38)
        buttons.addWidget(self.from_file)
        buttons.addStretch(1)
        return buttons

    def _lay_out_recent(self, column: QVBoxLayout) -> None:
        self._recent_title = QLabel(self.tr("Recent cases"))
        self._recent_title.setObjectName("heading")
        self.recent_view.setModel(self.recent)
        self.recent_view.setAccessibleName(self.tr("Recent cases"))
        self.recent_view.setMinimumHeight(150)
        self.recent_view.activated.connect(self._open_chosen)
        self.recent_view.clicked.connect(self._open_chosen)
        self.forget.clicked.connect(self._forget_chosen)
        head = QHBoxLayout()
        head.addWidget(self._recent_title, 1)
        head.addWidget(self.forget)
        column.addLayout(head)
        column.addWidget(self.recent_view, 1)

    def _show_recent(self) -> None:
        there = self.recent.rowCount() > 0
        for part in (self._recent_title, self.recent_view, self.forget):
            part.setVisible(there)
        self._show_chosen()

    def _show_chosen(self) -> None:
        self.forget.setEnabled(self.recent_view.currentIndex().isValid())

    def _open_chosen(self, index: QModelIndex) -> None:
        case = self.recent.cases[index.row()]
        # A case that is gone is chosen by a click, so that it can be taken off the list.
        if case.there:
            self.recent_requested.emit(case.folder)

    def _forget_chosen(self) -> None:
        index = self.recent_view.currentIndex()
        if index.isValid():
            self.forget_requested.emit(self.recent.cases[index.row()].folder)

    def _draw(self) -> None:
        colours = self._theme.colours
        names = {
            StartAction.NEW_CASE: "new",
            StartAction.OPEN_CASE: "open",
            StartAction.DEMONSTRATION: "play",
        }
        for action, button in self._buttons.items():
            primary = bool(button.property("primary"))
            button.setIcon(icon(names[action], colours.accent_text if primary else colours.accent))
