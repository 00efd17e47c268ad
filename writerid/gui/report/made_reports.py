"""The reports that the case tells of, and whether their files are still what was made."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QPushButton, QVBoxLayout, QWidget

from writerid.gui.figures import moment
from writerid.gui.identify.candidates import AnyIndex

if TYPE_CHECKING:
    from writerid.casework.reporting.request import ReportLine

SHOWN_OF_HASH = 12


class FileState(StrEnum):
    """What became of the file of a report."""

    UNKNOWN_PLACE = "unknown place"
    MISSING = "missing"
    SAME = "same"
    CHANGED = "changed"
    REPLACED = "replaced"
    """By a later report of the case."""


@dataclass(frozen=True)
class MadeReport:
    """A report of the case. ``place``: where it was saved from here, None where not known.

    ``signatures``: what was found out about each signature of a file that is still the same.
    """

    line: "ReportLine"
    place: Path | None
    state: FileState
    signatures: tuple[str, ...] = ()


class MadeModel(QAbstractListModel):
    """Newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.reports: tuple[MadeReport, ...] = ()

    def show(self, reports: tuple[MadeReport, ...]) -> None:
        """Show other reports."""
        self.beginResetModel()
        self.reports = reports
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.reports)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        one = self.reports[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            made = self.tr("{} UTC").format(moment(one.line.made))
            if one.line.examiner:
                made = self.tr("{}, {}").format(made, one.line.examiner)
            return f"{one.line.file_name}\n{made}\n{self._state(one)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.details(one)
        return None

    def _state(self, one: MadeReport) -> str:
        return {
            FileState.UNKNOWN_PLACE: self.tr("saved elsewhere: check its file"),
            FileState.MISSING: self.tr("the file is not where it was saved"),
            FileState.SAME: self.tr("unchanged, signed")
            if one.signatures
            else self.tr("unchanged"),
            FileState.CHANGED: self.tr("the file is another than was made"),
            FileState.REPLACED: self.tr("replaced by a later report"),
        }[one.state]

    def details(self, one: MadeReport) -> str:
        """All of its hashes, its place and its signatures."""
        line = one.line
        lines = [
            self.tr("Report {} of this case").format(line.id),
            self.tr("SHA-256 {}").format(line.sha256),
            self.tr("printed of the history: {} entries, {}").format(
                line.event_count, line.event_head
            ),
        ]
        if one.place is not None:
            lines.append(str(one.place))
        lines += one.signatures
        return "\n".join(lines)


class MadePanel(QWidget):
    """``check_wanted`` asks for the file of any report; ``opened`` tells one to be shown."""

    check_wanted = Signal()
    folder_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = MadeModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setWordWrap(True)
        self.list.setAccessibleName(self.tr("Reports that were made of this case"))
        self.details = QLabel()
        self.details.setWordWrap(True)
        self.details.setTextFormat(Qt.TextFormat.PlainText)
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.details.setObjectName("quiet")
        self.check = QPushButton(self.tr("Check a file…"))
        self.check.setToolTip(
            self.tr("Is a file a report of this case, still as it was made? And who signed it?")
        )
        self.folder = QPushButton(self.tr("Open folder"))
        row = QHBoxLayout()
        row.setSpacing(6)
        for button in (self.check, self.folder):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.list, 1)
        column.addWidget(self.details)
        column.addLayout(row)
        self.check.clicked.connect(self.check_wanted)
        self.folder.clicked.connect(self._ask_folder)
        self.list.selectionModel().currentChanged.connect(self._show_chosen)
        self.show_reports(())

    @property
    def chosen(self) -> MadeReport | None:
        """The report that is selected."""
        row = self.list.currentIndex().row()
        return self.model.reports[row] if 0 <= row < len(self.model.reports) else None

    def show_reports(self, reports: tuple[MadeReport, ...]) -> None:
        """The reports of the case, newest first; the first is selected."""
        self.model.show(reports)
        if reports:
            self.list.setCurrentIndex(self.model.index(0))
        self._show_chosen()

    def _show_chosen(self) -> None:
        chosen = self.chosen
        self.folder.setEnabled(chosen is not None and chosen.place is not None)
        if chosen is None:
            self.details.setText(self.tr("No report of this case has been saved yet."))
            return
        line = chosen.line
        text = self.tr("SHA-256 {}…; entry {} of the history, {}…").format(
            line.sha256[:SHOWN_OF_HASH], line.event_count, line.event_head[:SHOWN_OF_HASH]
        )
        self.details.setText("\n".join([text, *chosen.signatures]))
        self.details.setToolTip(self.model.details(chosen))

    def _ask_folder(self) -> None:
        if self.chosen is not None and self.chosen.place is not None:
            self.folder_wanted.emit(self.chosen.place.parent)
