"""The table of writers with its search field and its buttons."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.icons import icon
from writerid.gui.theme import Theme
from writerid.gui.writers.rows import WriterRows

if TYPE_CHECKING:
    from writerid.store.writer_lines import WriterLine
    from writerid.store.writers import Writer


class WriterTable(QWidget):
    """``chosen`` follows the selection; the buttons ask for what is done to it."""

    chosen = Signal()
    enrol_wanted = Signal()
    merge_wanted = Signal(list)
    archive_wanted = Signal(list, bool)
    delete_wanted = Signal(object)
    export_wanted = Signal(list)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._lines: tuple[WriterLine, ...] = ()
        self.rows = WriterRows(theme, self)
        self.view = QTableView()
        self.search = QLineEdit()
        self.archived = QCheckBox(self.tr("show archived"))
        self.count = QLabel()
        self.enrol = QPushButton(self.tr("Enrol known writing…"))
        self.merge = QPushButton(self.tr("Merge…"))
        self.archive = QPushButton(self.tr("Archive"))
        self.export = QPushButton(self.tr("Export…"))
        self.delete = QPushButton(self.tr("Delete…"))
        self._lay_out()
        self._connect()
        self._draw()
        self._follow_selection()

    def show_lines(self, lines: "tuple[WriterLine, ...]") -> None:
        """Show what was read; who was chosen stays chosen."""
        ids = [writer.id for writer in self.chosen_writers()]
        self._lines = lines
        self._keep(ids, lambda: self.rows.show_lines(lines))
        self.stack.setCurrentIndex(1 if lines else 0)

    def all_lines(self) -> "tuple[WriterLine, ...]":
        """All writers, whatever is sought."""
        return self._lines

    def chosen_writers(self) -> "list[Writer]":
        """The writers that are selected."""
        # Ranges, not rows one by one: all of thousands may be chosen.
        selection = self.view.selectionModel().selection()
        ranges = [selection.at(place) for place in range(selection.count())]
        return self.rows.writers(
            row for one in ranges for row in range(one.top(), one.bottom() + 1)
        )

    def choose(self, *names: str) -> None:
        """Select writers by their names."""
        self._select([one.writer.id for one in self._lines if one.writer.name in names])

    def _lay_out(self) -> None:
        self.search.setPlaceholderText(self.tr("Search name, code, notes, provenance (Ctrl+F)"))
        self.search.setAccessibleName(self.tr("Search the writers"))
        self.search.setClearButtonEnabled(True)
        self.archived.setChecked(True)
        self.count.setObjectName("quiet")
        self.enrol.setProperty("primary", True)
        self.enrol.setIconSize(QSize(18, 18))
        self._set_up_view()
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.enrol)
        first.addWidget(self.search, 1)
        first.addWidget(self.archived)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(self.count, 1)
        for button in (self.merge, self.archive, self.export, self.delete):
            second.addWidget(button)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._empty_hint())
        self.stack.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(first)
        column.addWidget(self.stack, 1)
        column.addLayout(second)

    def _set_up_view(self) -> None:
        view = self.view
        view.setModel(self.rows)
        view.setAccessibleName(self.tr("Known writers"))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.setWordWrap(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(30)
        head = view.horizontalHeader()
        head.setHighlightSections(False)
        for column, width in enumerate((200, 110, 92, 66, 84, 82, 130)):
            head.resizeSection(column, width)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        view.setSortingEnabled(True)

    def _empty_hint(self) -> QWidget:
        heading = QLabel(self.tr("No writers are listed"))
        heading.setObjectName("heading")
        hint = QLabel(
            self.tr(
                "Enrol known writing: one file, a folder with a folder for each writer, or a CSV "
                "list. You see what would happen before anything is written. Files can also be "
                "dropped here."
            )
        )
        hint.setObjectName("quiet")
        hint.setWordWrap(True)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.addStretch(1)
        for label in (heading, hint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addStretch(1)
        return holder

    def _connect(self) -> None:
        self.search.textChanged.connect(self._search)
        self.archived.toggled.connect(
            lambda on: self._keep(None, lambda: self.rows.show_archived(on))
        )
        self.view.selectionModel().selectionChanged.connect(self._follow_selection)
        self.rows.modelReset.connect(self._follow_selection)
        self.enrol.clicked.connect(self.enrol_wanted)
        self.merge.clicked.connect(lambda: self.merge_wanted.emit(self.chosen_writers()))
        self.export.clicked.connect(lambda: self.export_wanted.emit(self.chosen_writers()))
        self.archive.clicked.connect(self._archive)
        self.delete.clicked.connect(self._delete)
        self._theme.changed.connect(self._draw)
        find = QAction(self.tr("Search the writers"), self)
        find.setShortcut(QKeySequence("Ctrl+F"))
        find.triggered.connect(self.search.setFocus)
        self.addAction(find)
        remove = QAction(self.tr("Delete the chosen writer"), self)
        remove.setShortcut(QKeySequence("Del"))
        remove.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        remove.triggered.connect(self.delete.click)
        self.view.addAction(remove)

    def _draw(self) -> None:
        self.enrol.setIcon(icon("writers", self._theme.colours.accent_text))

    def _search(self, text: str) -> None:
        self._keep(None, lambda: self.rows.search(text))

    def _keep(self, ids: "list[int] | None", change: "Callable[[], None]") -> None:
        """Change the rows; the writers that were chosen stay so where they are still listed."""
        if ids is None:
            ids = [writer.id for writer in self.chosen_writers()]
        change()
        self._select(ids)

    def _select(self, ids: list[int]) -> None:
        selection = QItemSelection()
        last = self.rows.columnCount() - 1
        for top, bottom in self.rows.ranges_of(ids):
            selection.append(
                QItemSelectionRange(self.rows.index(top, 0), self.rows.index(bottom, last))
            )
        self.view.selectionModel().select(
            selection, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    def _follow_selection(self) -> None:
        chosen = self.chosen_writers()
        self.merge.setEnabled(len(chosen) > 1)
        self.delete.setEnabled(len(chosen) == 1)
        self.archive.setEnabled(bool(chosen))
        self.export.setEnabled(bool(chosen))
        back = bool(chosen) and all(writer.archived for writer in chosen)
        self.archive.setText(self.tr("Unarchive") if back else self.tr("Archive"))
        self.archive.setToolTip(self.tr("Archived writers are kept, and take no part in rankings"))
        listed, all_of_them = len(self.rows.lines), len(self._lines)
        text = self.tr("{} of {} writers").format(listed, all_of_them)
        if chosen:
            text += self.tr(", {} chosen").format(len(chosen))
        self.count.setText(text if all_of_them else "")
        self.chosen.emit()

    def _archive(self) -> None:
        chosen = self.chosen_writers()
        self.archive_wanted.emit(chosen, not all(writer.archived for writer in chosen))

    def _delete(self) -> None:
        chosen = self.chosen_writers()
        if len(chosen) == 1:
            self.delete_wanted.emit(chosen[0])
