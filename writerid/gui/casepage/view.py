"""The open case: its items as a table, the chosen one's data beside it, notes and comparisons."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.audit.history_tab import HistoryTab
from writerid.gui.casepage.case_jobs import rename_case
from writerid.gui.casepage.case_notes import CaseNotes
from writerid.gui.casepage.history import ComparisonTable
from writerid.gui.casepage.item_panel import ItemPanel
from writerid.gui.casepage.item_rows import ItemRows
from writerid.gui.casepage.item_table import EmptyHint, ItemTable
from writerid.gui.casepage.resolution import ResolutionDialog
from writerid.gui.casepage.restore_menu import RestoreMenu
from writerid.gui.icons import icon
from writerid.gui.replay.beside import ReplayableComparisons
from writerid.gui.shortcuts import SECTION
from writerid.gui.workbench import Workbench

if TYPE_CHECKING:
    from writerid.casework.items import Item


class CaseView(QWidget):
    """Reads the session; asks for files and other cases by signals."""

    files_wanted = Signal(str, bool)
    """Role of the new items, and whether the files are the pages of one."""

    folder_wanted = Signal(str)
    close_wanted = Signal()
    prepare_wanted = Signal(object)
    measure_wanted = Signal(object)
    """An item that shall be looked at on Prepare, and one that shall be measured there."""

    comparison_chosen = Signal(int)

    def __init__(self, bench: Workbench, panel: ItemPanel | None = None) -> None:
        super().__init__()
        self.setProperty(SECTION, self.tr("Case"))
        self._bench = bench
        self._session = bench.session
        self._case = bench.session.case
        self.panel = panel or ItemPanel(bench)
        self.changes = self.panel.changes
        self.rows = ItemRows(bench, self)
        self.table = ItemTable(self.rows)
        self.comparisons = ComparisonTable(bench.session)
        self.notes = CaseNotes(bench, self)
        self.history = HistoryTab(bench)
        self.addAction(self.history.audit_action)
        self.title, self.place = QLabel(), QLabel()
        self._tools: dict[str, QToolButton] = {}
        self.restore_menu = RestoreMenu(bench, self.changes, self)
        self.resolution = ResolutionDialog(bench.session, self)
        self._lay_out()
        self._connect()
        self._draw()
        self._follow_case()
        self._follow_items()
        self._show_chosen()

    def chosen_items(self) -> "list[Item]":
        """The items that are selected, in their order."""
        picked = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self.rows.items[row] for row in picked]

    def choose_item(self, item_id: int) -> None:
        """Select an item."""
        row = self.rows.row_of(item_id)
        if row >= 0:
            self.table.selectRow(row)

    def tool(self, name: str) -> QToolButton:
        """A button above the table: up, down, delete, restore, undo."""
        return self._tools[name]

    def _lay_out(self) -> None:
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        tabs.tabBar().setAccessibleName(self.tr("Comparisons, notes or history"))
        tabs.setMaximumHeight(190)
        self.replayable = ReplayableComparisons(self._bench, self.comparisons)
        tabs.addTab(self.replayable, self.tr("Comparisons"))
        tabs.addTab(self.notes, self.tr("Notes on the case"))
        tabs.addTab(self.history, self.tr("History"))
        self.tabs = tabs
        self.stack = QStackedWidget()
        self.stack.addWidget(EmptyHint())
        self.stack.addWidget(self.table)
        column = QVBoxLayout()
        column.setContentsMargins(24, 18, 24, 14)
        column.setSpacing(10)
        column.addLayout(self._head())
        column.addLayout(self._strip())
        column.addWidget(self.stack, 1)
        column.addWidget(tabs)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(column, 1)
        row.addWidget(self.panel)

    def _head(self) -> QHBoxLayout:
        self.title.setObjectName("title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        self.place.setObjectName("quiet")
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.place.setWordWrap(True)
        self.rename = QPushButton(self.tr("Rename…"))
        self.rename.setAccessibleName(self.tr("Rename the case"))
        self.close_case = QPushButton(self.tr("Close the case"))
        self.close_case.setToolTip(self.tr("Everything is saved; another can be opened then"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.place)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(words, 1)
        for button in (self.rename, self.close_case):
            row.addWidget(button, alignment=Qt.AlignmentFlag.AlignTop)
        return row

    def _strip(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.add_questioned = self._add_button(self.tr("Add questioned writing"), "questioned")
        self.add_questioned.setProperty("primary", True)
        self.add_known = self._add_button(self.tr("Add known writing"), "known")
        self.add_known.setToolTip(
            self.tr(
                "Known writing that belongs to this case alone, to compare 1 : 1. Writers who "
                "are to be searched for are enrolled on Writers."
            )
        )
        row.addWidget(self.add_questioned)
        self.custody = QPushButton(self.tr("Custody and review"))
        self.custody.setToolTip(
            self.tr("Export the case, audit it, or have it repeated blind by a second examiner")
        )
        row.addWidget(self.add_known)
        row.addWidget(self.custody)
        row.addStretch(1)
        for name, text, keys in (
            ("up", self.tr("Move up"), "Alt+Up"),
            ("down", self.tr("Move down"), "Alt+Down"),
            ("delete", self.tr("Remove from the case"), "Del"),
            ("undo", self.tr("Undo"), "Ctrl+Z"),
            ("restore", self.tr("Restore a removed item"), ""),
        ):
            row.addWidget(self._tool(name, text, keys))
        return row

    def _add_button(self, text: str, role: str) -> QPushButton:
        button = QPushButton(text)
        button.setIconSize(QSize(18, 18))
        menu = QMenu(button)
        for words, together in (
            (self.tr("Scans, each an item of its own…"), False),
            (self.tr("Scans that are the pages of one item…"), True),
        ):
            menu.addAction(words).triggered.connect(
                lambda _=False, one=together: self.files_wanted.emit(role, one)
            )
        menu.addAction(self.tr("All scans in a folder…")).triggered.connect(
            lambda: self.folder_wanted.emit(role)
        )
        button.setMenu(menu)
        return button

    def _tool(self, name: str, text: str, keys: str) -> QToolButton:
        button = QToolButton()
        button.setAccessibleName(text)
        button.setToolTip(f"{text} ({keys})" if keys else text)
        button.setIconSize(QSize(20, 20))
        self._tools[name] = button
        if keys:
            action = QAction(text, self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(button.click)
            # Del and Ctrl+Z belong to the field that is being typed in.
            self.table.addAction(action)
        return button

    def _connect(self) -> None:
        session = self._session
        session.case_changed.connect(self._follow_case)
        session.items_changed.connect(self._follow_items)
        session.leaving_case.connect(self.panel.commit)
        self.table.selectionModel().selectionChanged.connect(self._show_chosen)
        self.rows.modelReset.connect(self._show_chosen)
        self.rows.dataChanged.connect(self._show_chosen)
        self.table.activated.connect(
            lambda index: self.prepare_wanted.emit(self.rows.items[index.row()])
        )
        self.comparisons.chosen.connect(self.comparison_chosen)
        self.rename.clicked.connect(self._ask_title)
        self.close_case.clicked.connect(self.close_wanted)
        self._tools["up"].clicked.connect(lambda: self._move(-1))
        self._tools["down"].clicked.connect(lambda: self._move(1))
        self._tools["delete"].clicked.connect(self._remove)
        self._tools["undo"].clicked.connect(self.changes.undo)
        self._tools["restore"].setMenu(self.restore_menu)
        self.restore_menu.filled.connect(self._tools["restore"].setEnabled)
        self._tools["restore"].setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.changes.undo_changed.connect(self._show_chosen)
        self.panel.prepare_wanted.connect(self.prepare_wanted)
        self.panel.measure_wanted.connect(self.measure_wanted)
        self.panel.resolution_wanted.connect(self.resolution.ask)
        self.panel.estimate_wanted.connect(self.resolution.estimate)
        self._bench.theme.changed.connect(self._draw)
        self._bench.preferences.changed.connect(self._follow_case)

    def _draw(self) -> None:
        colours = self._bench.theme.colours
        for name, button in self._tools.items():
            button.setIcon(icon(name, colours.text))
        self.add_questioned.setIcon(icon("new", colours.accent_text))
        self.add_known.setIcon(icon("new", colours.accent))

    def _follow_case(self) -> None:
        case, state = self._session.case, self._session.state
        if case is not self._case:
            self._case = case
            self.panel.forget()
        if case is None or state is None:
            return
        examiner = self._bench.preferences.value.examiner
        self.title.setText(state.title)
        self.place.setText(
            self.tr("{}   ·   Examiner: {}").format(
                case.folder, examiner or self.tr("not named (see Settings)")
            )
        )

    def _follow_items(self) -> None:
        self.stack.setCurrentIndex(1 if self.rows.items else 0)
        self.panel.setVisible(bool(self.rows.items))
        if self.rows.items and not self.chosen_items():
            self.table.selectRow(0)
        self.restore_menu.read()

    def _show_chosen(self) -> None:
        chosen = self.chosen_items()
        self.panel.show_item(chosen[0] if len(chosen) == 1 else None)
        self._tools["delete"].setEnabled(bool(chosen))
        place = self.rows.row_of(chosen[0].id) if len(chosen) == 1 else -1
        self._tools["up"].setEnabled(place > 0)
        self._tools["down"].setEnabled(0 <= place < len(self.rows.items) - 1)
        undo = self._tools["undo"]
        undo.setEnabled(bool(self.changes.undo_text))
        undo.setToolTip(self.tr("Undo: {} (Ctrl+Z)").format(self.changes.undo_text))

    def _move(self, by: int) -> None:
        chosen = self.chosen_items()
        if len(chosen) == 1:
            self.changes.move(chosen[0], by)

    def _remove(self) -> None:
        chosen = self.chosen_items()
        if chosen:
            self.changes.remove(chosen)

    def _ask_title(self) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle(self.tr("Rename the case"))
        dialog.setLabelText(self.tr("Title"))
        dialog.setTextValue(self.title.text())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(
            lambda text: self._session.write(
                rename_case, (self._session.case, text), label=self.tr("Renaming the case")
            )
        )
        dialog.open()
