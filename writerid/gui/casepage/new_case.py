"""A new case: its title and its folder."""

import os
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

FORBIDDEN = '<>:"/\\|?*'
LONGEST_FOLDER_BYTES = 120
"""Of the folder's own name: file systems take 255, and its files stand below it."""


class NewCaseDialog(QDialog):
    """The folder follows the title until it is chosen by hand."""

    wanted = Signal(Path, str)
    """Folder and title."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("New case"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.title = QLineEdit()
        self.title.setAccessibleName(self.tr("Title"))
        self.title.setPlaceholderText(self.tr("The anonymous letters, 24/117 …"))
        self.folder = QLineEdit()
        self.folder.setAccessibleName(self.tr("Folder"))
        self.browse = QPushButton(self.tr("Choose…"))
        self.browse.setAccessibleName(self.tr("Choose the folder"))
        self._parent_folder = usual_place()
        self._by_hand = False
        self._lay_out()
        self.title.textEdited.connect(self._follow_title)
        self.folder.textEdited.connect(self._chosen_by_hand)
        self.folder.textChanged.connect(self._check)
        self.browse.clicked.connect(self._choose)
        self._follow_title("")
        self._check()

    def _lay_out(self) -> None:
        explanation = QLabel(
            self.tr(
                "The case is kept in this folder: byte-identical copies of the questioned files, "
                "what you do to them, comparisons and notes. Everything is saved as you go."
            )
        )
        explanation.setObjectName("quiet")
        explanation.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.folder, 1)
        row.addWidget(self.browse)
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        form.addRow(self.tr("Title"), self.title)
        form.addRow(self.tr("Folder"), row)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.create_button = QPushButton(self.tr("Create the case"))
        self.create_button.setProperty("primary", True)
        self.buttons.addButton(self.create_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(14)
        column.addLayout(form)
        column.addWidget(explanation)
        column.addWidget(self.buttons)
        self.resize(560, self.sizeHint().height())

    def _follow_title(self, title: str) -> None:
        if not self._by_hand:
            self.folder.setText(
                str(self._parent_folder / (folder_name(title) or self.tr("New case")))
            )

    def _chosen_by_hand(self) -> None:
        self._by_hand = True

    def _check(self) -> None:
        self.create_button.setEnabled(bool(self.folder.text().strip()))

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.tr("Folder of the case"), str(self._parent_folder))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._take_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_folder(self, folder: str) -> None:
        self._by_hand = True
        self.folder.setText(folder)

    def _accept(self) -> None:
        # A name alone lies beside the other cases, not where the program was started.
        typed = self.folder.text().strip()
        # Path.expanduser raises for a user whom nobody knows.
        folder = self._parent_folder / os.path.expanduser(typed)  # noqa: PTH111
        self.wanted.emit(folder, self.title.text().strip())
        self.accept()


def folder_name(title: str) -> str:
    """What a folder may be called after a title: no forbidden signs, and not too long."""
    signs = (" " if sign in FORBIDDEN or not sign.isprintable() else sign for sign in title)
    name = " ".join("".join(signs).split()).encode()[:LONGEST_FOLDER_BYTES].decode(errors="ignore")
    return name.strip(" .")


def usual_place() -> Path:
    """Where cases lie, unless they are put elsewhere."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents or Path.home()) / "writerid"
