"""The page of the window on which a report is put together, looked at and saved."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from writerid.errors import WriterIdError
from writerid.gui.jobs import Job
from writerid.gui.report.earlier import EarlierReports, as_sentence, open_folder
from writerid.gui.report.panel import ReportPanel
from writerid.gui.report.previewing import Previewing, PreviewPanel
from writerid.gui.report.report_jobs import Choices, Saved, Target, Wish
from writerid.gui.report.saving import Saving
from writerid.gui.report.sign_dialog import SignDialog
from writerid.gui.report_settings import ReportSettings
from writerid.gui.shortcuts import SECTION
from writerid.gui.workbench import Workbench

if TYPE_CHECKING:
    from writerid.report.certificates import SigningKey


class ReportPage(QWidget):
    """Chosen on the left, shown on the right as it will be printed."""

    page_requested = Signal(str)
    """Another page of the window, where what is missing can be done."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.setProperty(SECTION, self.tr("Report"))
        self._bench = bench
        self._session = bench.session
        self._saved: Path | None = None
        self._unavailable: Mapping[tuple[int, int], str] = {}
        self.panel = ReportPanel(bench)
        self.shown = PreviewPanel(bench)
        self.previewing = Previewing(
            bench, self.shown, self, wish=self._wish, state=self._all_it_depends_on
        )
        self.earlier = EarlierReports(bench, self.panel.made, self)
        self.saving = Saving(bench, self)
        self.sign_dialog = SignDialog(bench.jobs, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.panel)
        row.addWidget(self.shown, 1)
        self._connect()
        settings = bench.preferences.value.report
        self.panel.csv.setChecked(settings.with_csv)
        self.panel.json.setChecked(settings.with_json)
        self._follow_case()

    @property
    def is_busy(self) -> bool:
        """Whether a preview is still to come."""
        return self.isVisible() and self.previewing.is_busy

    @property
    def choices(self) -> Choices:
        """What is chosen on the left."""
        contents = self.panel.contents
        return Choices(
            contents.choice.ticked,
            contents.candidates.value(),
            contents.plates.value(),
            contents.pairs.value(),
        )

    def _connect(self) -> None:
        session, panel = self._session, self.panel
        session.case_changed.connect(self._follow_case)
        session.comparisons_changed.connect(self._follow_comparisons)
        session.items_changed.connect(self._renew)
        session.strength_changed.connect(self._renew)
        panel.contents.changed.connect(self._renew)
        self._bench.preferences.changed.connect(self._renew)
        for box in (panel.csv, panel.json):
            box.clicked.connect(self._keep_boxes)
        panel.save_wanted.connect(lambda: self._choose_target(None))
        panel.sign_wanted.connect(self.sign_dialog.ask)
        panel.stopped.connect(self.saving.stop)
        panel.folder_wanted.connect(self._open_saved)
        self.earlier.said.connect(panel.say)
        self.sign_dialog.unlocked.connect(self._choose_target)
        self.saving.going.connect(self._follow_saving)
        self.saving.found.connect(self._show_found)
        self.saving.saved.connect(self._show_saved)
        self.saving.failed.connect(self._tell)
        self.shown.find_wanted.connect(self._find)
        self.shown.page_requested.connect(self.page_requested)
        action = QAction(self.tr("Save the report as PDF"), self)
        action.setShortcut(QKeySequence.StandardKey.Save)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(panel.save.click)
        self.addAction(action)

    # --- what is wanted ---

    def _wish(self) -> Wish | None:
        session, state = self._session, self._session.state
        choices = self.choices
        if session.case is None or state is None or not choices.comparisons:
            return None
        preferences = self._bench.preferences.value
        return Wish(
            session.case,
            choices,
            preferences.report,
            state.case_id,
            preferences.examiner,
            session.database,
            session.calibration,
            session.verbal_scale,
            session.engine,
            self._unavailable,
        )

    def _all_it_depends_on(self) -> tuple[object, ...]:
        """Another state of the case shows in the length of its history."""
        session, preferences = self._session, self._bench.preferences.value
        settings = replace(
            preferences.report, with_csv=False, with_json=False, folder="", places=()
        )
        count = None if session.state is None else session.state.event_count
        strength = (session.calibration, session.verbal_scale)
        return (session.case, count, self.choices, settings, preferences.examiner, strength)

    def _follow_case(self) -> None:
        self.previewing.forget()
        self.saving.stop()
        self._saved = None
        self._unavailable = {}
        self.panel.say("")
        self.panel.contents.choice.forget()
        self._follow_comparisons()
        self.earlier.read()

    def _follow_comparisons(self) -> None:
        self.panel.contents.choice.show_all(self._session.comparisons)
        self._renew()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._renew()
        self.earlier.read()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # Nobody looks: it is made when somebody does.
        self.previewing.rest()

    def _renew(self) -> None:
        self._allow()
        if self._wish() is None:
            self.previewing.forget()
            self._say_why()
        else:
            self.previewing.renew()

    def _say_why(self) -> None:
        """In place of a preview: what to do to get one."""
        if self._session.case is None:
            self.shown.point_to(
                "case",
                self.tr("Open a case"),
                self.tr("Open a case first: a report tells what was found in one."),
            )
        elif not self._session.comparisons:
            self.shown.point_to(
                "identify",
                self.tr("Go to Identify"),
                self.tr(
                    "Nothing has been compared in this case yet. Compare a questioned item with "
                    "the known writers on Identify, or with one document on Compare; the report "
                    "then shows here as it will be printed."
                ),
            )
        else:
            self.shown.tell_missing(0)
            self.shown.preview.say(
                self.tr("Tick a comparison on the left: a report holds at least one.")
            )

    # --- saving ---

    def save_as(self, file: Path, key: "SigningKey | None" = None) -> None:
        """Make the report as it is chosen now, and keep it as ``file``."""
        self.panel.letterhead.commit()
        wish = self._wish()
        if wish is not None and self.saving.job is None:
            settings = wish.settings
            self.saving.begin(wish, Target(file, settings.with_csv, settings.with_json, key))

    def _allow(self) -> None:
        there = self._wish() is not None
        ready = there and self.saving.job is None
        for button in (self.panel.save, self.panel.sign, self.shown.find_now):
            button.setEnabled(ready)
        for box in (self.panel.csv, self.panel.json):
            box.setEnabled(there)

    def _find(self) -> None:
        wish = self._wish()
        if wish is not None and self.saving.job is None:
            self.saving.find(wish)

    def _show_found(self, unavailable: Mapping[tuple[int, int], str]) -> None:
        self._unavailable = unavailable
        # The session tells nothing of it: neither items nor comparisons are others.
        self.previewing.forget()
        self._renew()

    def _choose_target(self, key: "SigningKey | None") -> None:
        self.panel.letterhead.commit()
        dialog = QFileDialog(self, self.tr("Save the report"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("PDF (*.pdf)"))
        dialog.setDefaultSuffix("pdf")
        folder = self._bench.preferences.value.report.folder
        if folder:
            dialog.setDirectory(folder)
        dialog.selectFile(self._file_name())
        dialog.fileSelected.connect(lambda name: self.save_as(Path(name), key))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _file_name(self) -> str:
        """The reference number, or the title of the case, as a file may be called."""
        state = self._session.state
        case_id, title = ("", "") if state is None else (state.case_id, state.title)
        name = self._bench.preferences.value.report.reference_of(case_id) or title
        kept = "".join(c if c.isalnum() or c in " -_." else "-" for c in name).strip(" .-")
        return f"{self.tr('Report {}').format(kept[:80]).strip()}.pdf"

    def _follow_saving(self, job: Job | None) -> None:
        panel = self.panel
        begun = panel.save.hasFocus() or panel.sign.hasFocus()
        ended = panel.progress.stop.hasFocus()
        panel.follow(job)
        if begun and job is not None:
            # The buttons are about to be off: the keyboard stays beside them.
            panel.progress.stop.setFocus()
        self._allow()
        if ended and job is None:
            panel.save.setFocus()

    def _show_saved(self, saved: Saved) -> None:
        made = saved.made
        self._saved = made.path
        place = self._bench.preferences.value.report.with_place(made.sha256, str(made.path))
        self._keep(replace(place, folder=str(made.path.parent)))
        names = ", ".join(file.name for file in (made.path, *saved.beside))
        said = [self.tr("Saved: {}.").format(names)]
        if saved.signed_by:
            said.append(self.tr("Signed by {}.").format(saved.signed_by))
        if made.not_recorded:
            said.append(self.tr("It is not in the history: {}.").format(made.not_recorded))
        said += [self.tr("Not beside it: {}.").format(one) for one in saved.problems]
        self.panel.say(" ".join(said), with_folder=True)
        self.earlier.read()

    def _tell(self, error: WriterIdError) -> None:
        self.panel.say(self.tr("No report was saved. {}").format(as_sentence(error)))

    def _keep_boxes(self) -> None:
        settings = self._bench.preferences.value.report
        csv, json = self.panel.csv.isChecked(), self.panel.json.isChecked()
        self._keep(replace(settings, with_csv=csv, with_json=json))

    def _keep(self, settings: ReportSettings) -> None:
        preferences = self._bench.preferences
        preferences.change(replace(preferences.value, report=settings))

    def _open_saved(self) -> None:
        if self._saved is not None:
            open_folder(self._saved.parent)
