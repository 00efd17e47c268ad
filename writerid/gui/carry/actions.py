"""Handing a case on, and taking one in: what the menus begin, and what is said afterwards."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from writerid.gui.carry import carry_jobs
from writerid.gui.carry.blind_dialog import BlindDialog
from writerid.gui.carry.carry_jobs import BlindRequest, CarryState, Leaving
from writerid.gui.carry.dialogs import (
    CASE_SUFFIX,
    OPINION_SUFFIX,
    PACKAGE_SUFFIX,
    SEALED_SUFFIX,
    ExportDialog,
    JoinDialog,
    ReturnDialog,
    TakeInDialog,
)
from writerid.gui.carry.opinions_dialog import OpinionsDialog
from writerid.gui.sentences import counted
from writerid.gui.workbench import Workbench

if TYPE_CHECKING:
    from writerid.casework.blind.joining import JoinedFile
    from writerid.casework.blind.opening import OpenedPackage
    from writerid.casework.blind.opinion import ReturnedOpinion
    from writerid.casework.blind.packing import MadePackage
    from writerid.casework.blind.sides import SecondOpinion
    from writerid.casework.casefile.export import ExportedCase
    from writerid.casework.casefile.taking_in import ImportedCase

NOTHING = CarryState(False, None, 0)


class CarryActions(QObject):
    """Lives as long as the page of the case; follows which case is open.

    A case that was made from a package is compared with the database that lies beside it; the one
    that was in use before comes back with the next case.
    """

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench = bench
        self._session = bench.session
        self._parent = parent
        self._state = NOTHING
        self._database_before: Path | None = None
        self.dialog: QDialog | None = None
        self._make_actions()
        self._session.case_changed.connect(self.follow_case)
        self._session.comparisons_changed.connect(self.follow_case)
        self._show()

    def _make_actions(self) -> None:
        def action(text: str, tip: str, slot: object) -> QAction:
            made = QAction(text, self)
            made.setToolTip(tip)
            made.triggered.connect(slot)
            return made

        self.export = action(
            self.tr("Export the case…"),
            self.tr("The whole case as one file"),
            self.ask_export,
        )
        self.blind = action(
            self.tr("Blind package for a second examiner…"),
            self.tr("A comparison that was made, to be repeated without names and results"),
            self.ask_blind,
        )
        self.give_back = action(
            self.tr("Return the opinion…"),
            self.tr("Your opinion on a blind package, for the first examiner"),
            self.ask_return,
        )
        self.join = action(
            self.tr("Join second opinion…"),
            self.tr("The second examiner's opinion, or the sealed file of a package"),
            lambda _=False: self.ask_join(),
        )
        self.opinions = action(
            self.tr("Show both opinions…"),
            self.tr("Both examiners' views and numbers side by side"),
            self.show_opinions,
        )

    def menu_of_case(self, parent: QWidget, audit: QAction) -> QMenu:
        """What can be done with the open case."""
        menu = QMenu(parent)
        menu.setToolTipsVisible(True)
        menu.addAction(self.export)
        menu.addAction(audit)
        menu.addSeparator()
        for action in (self.blind, self.give_back, self.join, self.opinions):
            menu.addAction(action)
        return menu

    def menu_of_start(self, parent: QWidget) -> QMenu:
        """What can be begun from a file."""
        menu = QMenu(parent)
        menu.addAction(self.tr("Import a case…")).triggered.connect(
            lambda _=False: self.ask_import()
        )
        menu.addAction(self.tr("Open a blind package…")).triggered.connect(
            lambda _=False: self.ask_open_package()
        )
        return menu

    def take_file(self, file: Path) -> None:
        """A file was dropped: what it is for follows from its suffix."""
        asks = {
            CASE_SUFFIX: self.ask_import,
            PACKAGE_SUFFIX: self.ask_open_package,
            OPINION_SUFFIX: self.ask_join,
            SEALED_SUFFIX: self.ask_join,
        }
        asks[file.suffix.lower()](file)

    # --- what is open ---

    def follow_case(self) -> None:
        """Read what the open case is."""
        case = self._session.case
        if case is None:
            self._take_state(NOTHING)
            return

        def read(state: CarryState) -> None:
            if self._session.case is case:
                self._take_state(state)

        self._bench.jobs.read(
            carry_jobs.read_state,
            case,
            label=self.tr("Looking for second opinions"),
            owner=self,
            done=read,
            quiet=True,
        )

    def _take_state(self, state: CarryState) -> None:
        self._state = state
        if state.package_database is not None:
            if self._database_before is None and self._session.database != state.package_database:
                self._database_before = self._session.database
            self._session.use_database(state.package_database)
        elif self._session.case is not None and self._database_before is not None:
            before, self._database_before = self._database_before, None
            self._session.use_database(before)
        self._show()

    def _show(self) -> None:
        there = self._session.case is not None
        second = self._state.second
        self.export.setEnabled(there)
        self.blind.setEnabled(there and bool(self._session.comparisons) and not second)
        self.give_back.setEnabled(second)
        self.join.setEnabled(there)
        self.join.setText(
            self.tr("Join the sealed file…") if second else self.tr("Join second opinion…")
        )
        self.opinions.setEnabled(self._state.opinions > 0)

    # --- out ---

    def ask_export(self) -> None:
        """Show whose writing leaves, and ask for the file."""
        case, state = self._session.case, self._session.state
        if case is None or state is None:
            return

        def show(leaving: Leaving) -> None:
            dialog = ExportDialog(self._parent, state.title, leaving)
            dialog.wanted.connect(
                lambda file, without: self._session.write(
                    carry_jobs.export_case,
                    (case, file, without),
                    label=self.tr("Exporting the case"),
                    done=self._say_exported,
                )
            )
            self._open(dialog)

        self._bench.jobs.read(
            carry_jobs.read_leaving,
            case,
            label=self.tr("Looking at whose writing leaves"),
            owner=self,
            done=show,
        )

    def _say_exported(self, done: "ExportedCase") -> None:
        left = ""
        if done.left_out:
            left = self.tr(" {} of known writing stay here.").format(
                counted(done.left_out, self.tr("1 scan"), self.tr("{} scans"))
            )
        self._bench.notices.say(
            self.tr("The case is in {} ({} originals, SHA-256 {}).{}").format(
                done.file, done.originals, done.sha256, left
            )
        )

    def ask_blind(self) -> None:
        """Ask what goes into a package for a second examiner."""
        case = self._session.case
        if case is None:
            return
        compared = {line.item for line in self._session.comparisons}
        items = [(item.name, item.title) for item in self._session.items if item.name in compared]
        dialog = BlindDialog(self._bench, self._parent, items)

        def make(request: BlindRequest, package: Path, sealed: Path) -> None:
            self._session.write(
                carry_jobs.make_package,
                (case, request, package, sealed),
                label=self.tr("Making the blind package"),
                done=self._say_packed,
            )

        dialog.wanted.connect(make)
        self._open(dialog)

    def _say_packed(self, made: "MadePackage") -> None:
        self._bench.notices.say(
            self.tr(
                "Send {}. Keep {} until the opinion is there; the package commits to its SHA-256, "
                "{}."
            ).format(made.package, made.sealed, made.commitment)
        )

    def ask_return(self) -> None:
        """Ask where the opinion is written to."""
        case, state = self._session.case, self._session.state
        if case is None or state is None:
            return
        dialog = ReturnDialog(self._parent, state.title)
        dialog.wanted.connect(
            lambda file: self._session.write(
                carry_jobs.return_opinion,
                (case, file),
                label=self.tr("Writing the opinion"),
                done=self._say_returned,
            )
        )
        self._open(dialog)

    def _say_returned(self, done: "ReturnedOpinion") -> None:
        said = self.tr("Send {} to the first examiner. History: {} entries, last hash {}.").format(
            done.file, done.event_count, done.event_head
        )
        if done.without_view:
            said += self.tr(" Without a recorded view, so not in it: {}.").format(
                ", ".join(done.without_view)
            )
        self._bench.notices.say(said)

    # --- in ---

    def ask_import(self, file: Path | None = None) -> None:
        """Ask for the file of a case, and where it shall be."""
        dialog = TakeInDialog(self._parent, file, blind=False)
        dialog.wanted.connect(
            lambda source, folder: self._bench.jobs.write(
                carry_jobs.import_case,
                (source, folder, self._bench.preferences.value.examiner),
                label=self.tr("Importing the case"),
                done=self._say_imported,
            )
        )
        self._open(dialog)

    def _say_imported(self, done: "ImportedCase") -> None:
        source = done.source
        self._bench.notices.say(
            self.tr(
                "Imported and whole: {} originals, history of {} entries with the last hash {}. "
                "Compare both with what the sender tells you."
            ).format(source.originals, source.event_count, source.event_head)
        )
        self._session.open_case(done.folder)

    def ask_open_package(self, file: Path | None = None) -> None:
        """Ask for a blind package, and where its case shall be."""
        dialog = TakeInDialog(self._parent, file, blind=True)
        dialog.wanted.connect(
            lambda source, folder: self._bench.jobs.write(
                carry_jobs.open_package,
                (source, folder, self._bench.preferences.value.examiner),
                label=self.tr("Opening the blind package"),
                done=self._say_opened,
            )
        )
        self._open(dialog)

    def _say_opened(self, done: "OpenedPackage") -> None:
        self._bench.notices.say(
            self.tr(
                "The package is a case now: {} to be compared with {}. Prepare the pages, compare, "
                "record your view on Identify, then choose “Return the opinion…” under “Custody "
                "and review”. Propositions: {}"
            ).format(
                ", ".join(done.items),
                counted(done.writers, self.tr("1 writer"), self.tr("{} writers")),
                done.propositions,
            )
        )
        self._session.open_case(done.folder)

    def ask_join(self, file: Path | None = None) -> None:
        """Ask for what is to be joined to the open case."""
        case = self._session.case
        if case is None:
            self._bench.notices.say(
                self.tr("Open the case that it belongs to first, then join the file.")
            )
            return
        second = self._state.second
        dialog = JoinDialog(self._parent, file, second=second)
        dialog.wanted.connect(
            lambda chosen, sealed: self._session.write(
                carry_jobs.join,
                (case, chosen, sealed),
                label=self.tr("Joining"),
                done=self._say_joined,
            )
        )
        self._open(dialog)

    def _say_joined(self, joined: "JoinedFile") -> None:
        self._bench.notices.say(
            self.tr("Joined: it is on package {}… and answers to its commitment.").format(
                joined.package_id[:8]
            )
        )
        self.follow_case()
        self.show_opinions()

    def show_opinions(self) -> None:
        """Both sides of every opinion."""
        case = self._session.case
        if case is None:
            return

        def show(opinions: "tuple[SecondOpinion, ...]") -> None:
            if opinions:
                self._open(OpinionsDialog(self._parent, opinions))

        self._bench.jobs.read(
            carry_jobs.read_opinions,
            case,
            label=self.tr("Reading both opinions"),
            owner=self,
            done=show,
        )

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._forget_dialog)
        dialog.open()

    def _forget_dialog(self) -> None:
        self.dialog = None
