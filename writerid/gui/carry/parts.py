"""Parts that the dialogs share: a field for a path, the list of whose writing leaves, a frame."""

from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.sentences import counted
from writerid.store.names import shown_name

if TYPE_CHECKING:
    from writerid.casework.casefile.leaving import LeavingWriter


HIGHEST_PX = 680


class Choice(Enum):
    """What a path is for: a new file, one that is there, a folder."""

    NEW_FILE = "new file"
    FILE = "file"
    FOLDER = "folder"


class PathField(QWidget):
    """A path that is typed or chosen; ``suffix`` is added to the name of a new file."""

    changed = Signal()

    def __init__(self, name: str, choice: Choice, *, suffix: str = "", place: Path) -> None:
        super().__init__()
        self._name, self._choice, self._suffix, self._place = name, choice, suffix, place
        self.text = QLineEdit()
        self.text.setAccessibleName(name)
        self.browse = QPushButton(self.tr("Choose…"))
        self.browse.setAccessibleName(self.tr("Choose: {}").format(name))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        row.addWidget(self.browse)
        self.text.textChanged.connect(self.changed)
        self.browse.clicked.connect(self._choose)

    @property
    def path(self) -> Path | None:
        """What stands in it, None where nothing does. A name alone lies among the cases."""
        typed = self.text.text().strip()
        if not typed:
            return None
        path = self._place / typed
        if self._choice is Choice.NEW_FILE and not path.suffix:
            path = path.with_suffix(self._suffix)
        return path

    def show_path(self, path: Path | str) -> None:
        """Put a path in."""
        self.text.setText(str(path))

    def _choose(self) -> None:
        dialog = QFileDialog(self, self._name, str(self.path or self._place))
        if self._choice is Choice.FOLDER:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        else:
            dialog.setNameFilter(f"{self._name} (*{self._suffix})")
        if self._choice is Choice.FILE:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        if self._choice is Choice.NEW_FILE:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix(self._suffix.removeprefix("."))
            dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.fileSelected.connect(self.show_path)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class LeavingTable(QTableWidget):
    """Whose known writing goes along, and what of it; codes while names are hidden."""

    def __init__(self) -> None:
        super().__init__(0, 2)
        self.setHorizontalHeaderLabels([self.tr("Writer"), self.tr("What goes along")])
        self.setAccessibleName(self.tr("Whose known writing leaves the laboratory"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setMinimumHeight(140)

    def show_writers(self, writers: "Sequence[LeavingWriter]") -> None:
        """Show them in their order."""
        self.setRowCount(len(writers))
        for row, one in enumerate(writers):
            self.setItem(row, 0, QTableWidgetItem(shown_name(one.shown)))
            self.setItem(row, 1, QTableWidgetItem(self._what(one)))

    def _what(self, writer: "LeavingWriter") -> str:
        if not writer.documents:
            return self.tr("the name alone")
        codes = sum(document.code for document in writer.documents)
        parts = [
            counted(codes, self.tr("the code of 1 document"), self.tr("the codes of {} documents")),
            counted(writer.originals, self.tr("1 scan"), self.tr("{} scans"))
            if writer.originals
            else self.tr("no scan"),
        ]
        return ", ".join(parts)


class CarryDialog(QDialog):
    """A frame: heading, what it means, the parts, and a button that does it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.meaning = quiet("")
        self.go = QPushButton()
        self.go.setProperty("primary", True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.rejected.connect(self.reject)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(22, 20, 22, 18)
        self.column.setSpacing(12)
        self.column.addWidget(self.meaning)

    def finish(self, width: int) -> None:
        """Put the buttons below what was added; the dialog fits on a small screen."""
        self.column.addWidget(self.buttons)
        self.resize(width, min(self.sizeHint().height(), HIGHEST_PX))


def quiet(text: str) -> QLabel:
    """An explanation."""
    label = QLabel(text)
    label.setObjectName("quiet")
    label.setWordWrap(True)
    return label


def heading(text: str) -> QLabel:
    """A heading within a dialog."""
    label = QLabel(text)
    label.setObjectName("heading")
    return label
