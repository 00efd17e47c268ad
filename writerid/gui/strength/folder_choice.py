"""Where something that is made is kept: a line with a folder, and a button that chooses another."""

from pathlib import Path

from platformdirs import user_data_path
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget


class FolderChoice(QWidget):
    """At first a folder of the user's data that is not there yet, ``KINDs/KIND-1`` say."""

    def __init__(self, kind: str, name: str, ask: str) -> None:
        super().__init__()
        self._ask = ask
        self.line = QLineEdit(str(_unused_folder(kind)))
        self.line.setAccessibleName(name)
        self.browse = QPushButton(self.tr("Choose…"))
        self.browse.setAccessibleName(ask)
        self.browse.clicked.connect(self._choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self.browse)

    def _choose(self) -> None:
        dialog = QFileDialog(self, self._ask)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.line.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _unused_folder(kind: str) -> Path:
    parent = user_data_path("writerid", appauthor=False) / f"{kind}s"
    number = 1
    while (parent / f"{kind}-{number}").exists():
        number += 1
    return parent / f"{kind}-{number}"
