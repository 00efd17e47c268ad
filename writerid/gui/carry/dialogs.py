"""What is asked before something is written or taken in, and what is said of it beforehand."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QWidget

from writerid.gui.carry.carry_jobs import Leaving
from writerid.gui.carry.parts import CarryDialog, Choice, LeavingTable, PathField, heading
from writerid.gui.casepage.new_case import folder_name, usual_place

if TYPE_CHECKING:
    from writerid.casework.casefile.leaving import LeavingWriter

CASE_SUFFIX, PACKAGE_SUFFIX = ".wricase", ".wriblind"
SEALED_SUFFIX, OPINION_SUFFIX = ".wrisealed", ".wriopinion"
"""Those of casework, which is too heavy to be asked before the window stands."""


class ExportDialog(CarryDialog):
    """The whole case as one file; whose known writing is in it stands there before."""

    wanted = Signal(Path, bool)
    """The file, and whether the scans of known writing stay here."""

    def __init__(self, parent: QWidget, title: str, leaving: Leaving) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export the case"))
        self.meaning.setText(
            self.tr(
                "One file with everything in the case: originals, results, views, notes, history. "
                "Nothing in it is encrypted: hand it to nobody who may not see all of it."
            )
        )
        self.go.setText(self.tr("Export"))
        self._leaving: tuple[Sequence[LeavingWriter], Sequence[LeavingWriter]] = leaving
        self.table = LeavingTable()
        self.without = QCheckBox(self.tr("Leave the scans of known writing here"))
        self.without.setToolTip(
            self.tr(
                "The codes that were compared go along, so that every comparison opens; evidence "
                "that was looked at shows, without the known pages."
            )
        )
        self.file = PathField(
            self.tr("File of the case"), Choice.NEW_FILE, suffix=CASE_SUFFIX, place=usual_place()
        )
        self.file.show_path(usual_place() / f"{folder_name(title) or 'case'}{CASE_SUFFIX}")
        self.column.addWidget(heading(self.tr("Whose known writing leaves the laboratory")))
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.without)
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.addRow(self.tr("File"), self.file)
        self.column.addLayout(form)
        self.finish(620)
        self.file.text.setFocus()
        self.without.toggled.connect(self._show)
        self.file.changed.connect(self._allow)
        self.buttons.accepted.connect(self._accept)
        self._show()

    def _show(self) -> None:
        self.table.show_writers(self._leaving[int(self.without.isChecked())])

    def _allow(self) -> None:
        self.go.setEnabled(self.file.path is not None)

    def _accept(self) -> None:
        file = self.file.path
        if file is not None:
            self.wanted.emit(file, self.without.isChecked())
            self.accept()


class TakeInDialog(CarryDialog):
    """A file that comes in, and the new folder that a case shall be made in."""

    wanted = Signal(Path, Path)

    def __init__(self, parent: QWidget, file: Path | None, *, blind: bool) -> None:
        super().__init__(parent)
        if blind:
            self.setWindowTitle(self.tr("Open a blind package"))
            self.meaning.setText(
                self.tr(
                    "A fresh case is made of it: the questioned writing, and a small database of "
                    "the known writing under codes. Prepare, compare, record your view; then "
                    "return your opinion. Names and the first examiner's results are not in the "
                    "package."
                )
            )
            self.go.setText(self.tr("Open the package"))
        else:
            self.setWindowTitle(self.tr("Import a case"))
            self.meaning.setText(
                self.tr(
                    "Every part of the file is verified before anything is taken over; the case's "
                    "history then says that it was imported, and from which file."
                )
            )
            self.go.setText(self.tr("Import the case"))
        self.file = PathField(
            self.tr("Blind package") if blind else self.tr("File of the case"),
            Choice.FILE,
            suffix=PACKAGE_SUFFIX if blind else CASE_SUFFIX,
            place=usual_place(),
        )
        self.folder = PathField(self.tr("Folder of the case"), Choice.FOLDER, place=usual_place())
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        form.addRow(self.tr("File"), self.file)
        form.addRow(self.tr("New folder"), self.folder)
        self.column.addLayout(form)
        self.finish(620)
        self._by_hand = False
        self.file.changed.connect(self._follow_file)
        self.folder.text.textEdited.connect(self._chosen_by_hand)
        self.folder.changed.connect(self._allow)
        self.buttons.accepted.connect(self._accept)
        if file is not None:
            self.file.show_path(file)
        self._allow()

    def _chosen_by_hand(self) -> None:
        self._by_hand = True

    def _follow_file(self) -> None:
        file = self.file.path
        if file is not None and not self._by_hand:
            self.folder.show_path(usual_place() / (folder_name(file.stem) or self.tr("New case")))
        self._allow()

    def _allow(self) -> None:
        self.go.setEnabled(self.file.path is not None and self.folder.path is not None)

    def _accept(self) -> None:
        file, folder = self.file.path, self.folder.path
        if file is not None and folder is not None:
            self.wanted.emit(file, folder)
            self.accept()


class ReturnDialog(CarryDialog):
    """The second examiner's opinion as a file for the first."""

    wanted = Signal(Path)

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Return the opinion"))
        self.meaning.setText(
            self.tr(
                "Comparisons that you recorded a view of go along, with views, marks and notes, "
                "and the count and last hash of this case's history. Scans stay here."
            )
        )
        self.go.setText(self.tr("Write the opinion"))
        self.file = PathField(
            self.tr("Second opinion"), Choice.NEW_FILE, suffix=OPINION_SUFFIX, place=usual_place()
        )
        self.file.show_path(usual_place() / f"{folder_name(title) or 'opinion'}{OPINION_SUFFIX}")
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.addRow(self.tr("File"), self.file)
        self.column.addLayout(form)
        self.finish(620)
        self.file.changed.connect(lambda: self.go.setEnabled(self.file.path is not None))
        self.buttons.accepted.connect(self._accept)

    def _accept(self) -> None:
        if self.file.path is not None:
            self.wanted.emit(self.file.path)
            self.accept()


class JoinDialog(CarryDialog):
    """What was apart comes together; at the second examiner's, the sealed file alone."""

    wanted = Signal(Path, object)
    """The file, and the sealed file to check or None."""

    def __init__(self, parent: QWidget, file: Path | None, *, second: bool) -> None:
        super().__init__(parent)
        self.go.setText(self.tr("Join"))
        if second:
            self.setWindowTitle(self.tr("Join the sealed file"))
            self.meaning.setText(
                self.tr(
                    "It is opened only after you have recorded a view, and only if it is what the "
                    "package committed to. Then names and the first examiner's results are shown; "
                    "what you record later is marked as not blind."
                )
            )
        else:
            self.setWindowTitle(self.tr("Join a second opinion"))
            self.meaning.setText(
                self.tr(
                    "The opinion must be on a package of this case, and answer to its commitment. "
                    "The sealed file need not be chosen, since the case keeps what it sealed; if "
                    "you kept it apart, it is checked too."
                )
            )
        place = usual_place()
        suffix = SEALED_SUFFIX if second else OPINION_SUFFIX
        name = self.tr("Sealed file") if second else self.tr("Second opinion")
        self.file = PathField(name, Choice.FILE, suffix=suffix, place=place)
        self.sealed = PathField(
            self.tr("Sealed file, to be checked"), Choice.FILE, suffix=SEALED_SUFFIX, place=place
        )
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        form.addRow(name, self.file)
        if not second:
            form.addRow(self.tr("Sealed file (if kept)"), self.sealed)
        self.column.addLayout(form)
        self.finish(620)
        self.file.changed.connect(self._allow)
        self.buttons.accepted.connect(self._accept)
        if file is not None:
            self.file.show_path(file)
        self._allow()

    def _allow(self) -> None:
        self.go.setEnabled(self.file.path is not None)

    def _accept(self) -> None:
        if self.file.path is not None:
            self.wanted.emit(self.file.path, self.sealed.path)
            self.accept()
