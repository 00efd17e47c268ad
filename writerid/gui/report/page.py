"""The page of the window on which a report is put together, looked at and saved."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from writerid.errors import WriterIdError
from writerid.gui.jobs import Job
from writerid.gui.report.made_reports import MadeReport
from writerid.gui.report.panel import ReportPanel
from writerid.gui.report.preview import ReportPreview
from writerid.gui.report.report_jobs import (
    Choices,
    Preview,
    Saved,
    Target,
    Wish,
    check_file,
    list_made,
    preview_report,
)
from writerid.gui.report.saving import Saving
from writerid.gui.report.sign_dialog import SignDialog
from writerid.gui.sentences import counted, for_window
from writerid.gui.shortcuts import SECTION
from writerid.gui.workbench import Workbench

if TYPE_CHECKING:
    from writerid.report.certificates import SigningKey

SETTLE_MS = 400
"""The preview is made anew when nothing was changed for so long."""


class ReportPage(QWidget):
    """Chosen on the left, shown on the right as it will be printed."""

    page_requested = Signal(str)
    """Another page of the window, where what is missing can be done."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.setProperty(SECTION, self.tr("Report"))
        self._bench = bench
        self._session = bench.session
        self._job: Job | None = None
        self._listing: Job | None = None
        self._checking: Job | None = None
        self._shown: tuple[object, ...] | None = None
        self._saved: Path | None = None
        self.panel = ReportPanel(bench)
        self.preview = ReportPreview(bench)
        self.saving = Saving(bench, self)
        self.sign_dialog = SignDialog(bench.jobs, self)
        self.hint = QLabel()
        self.find = QPushButton(self.tr("Find it now"))
        self.way = QPushButton()
        self.banner = self._banner()
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(SETTLE_MS)
        self._lay_out()
        self._connect()
        self._fill()
        self._follow_case()

    @property
    def is_busy(self) -> bool:
        """Whether a preview is still to come."""
        return self._clock.isActive() or (self.isVisible() and self.preview.view.is_busy)

    # --- building ---

    def _banner(self) -> QFrame:
        banner = QFrame()
        banner.setObjectName("notice")
        row = QHBoxLayout(banner)
        row.setContentsMargins(14, 8, 10, 8)
        self.hint.setWordWrap(True)
        row.addWidget(self.hint, 1)
        row.addWidget(self.find, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.way, 0, Qt.AlignmentFlag.AlignTop)
        return banner

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.banner)
        right.addWidget(self.preview, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.panel)
        row.addLayout(right, 1)

    def _connect(self) -> None:
        session, panel = self._session, self.panel
        session.case_changed.connect(self._follow_case)
        session.comparisons_changed.connect(self._follow_comparisons)
        session.items_changed.connect(self._renew)
        session.strength_changed.connect(self._renew)
        panel.contents.changed.connect(self._renew)
        self._bench.preferences.changed.connect(self._renew)
        self._clock.timeout.connect(self._make_preview)
        self.preview.stop_wanted.connect(self._stop_preview)
        for box in (panel.csv, panel.json):
            box.clicked.connect(self._keep_boxes)
        panel.save_wanted.connect(self.save)
        panel.sign_wanted.connect(self.sign_dialog.ask)
        panel.stopped.connect(self.saving.stop)
        panel.folder_wanted.connect(self._open_saved)
        panel.made.check_wanted.connect(self._choose_file)
        panel.made.folder_wanted.connect(_open_folder)
        self.sign_dialog.unlocked.connect(self._choose_target)
        self.saving.going.connect(self._follow_saving)
        self.saving.saved.connect(self._show_saved)
        self.saving.failed.connect(self._tell)
        self.find.clicked.connect(self._find)
        self.way.clicked.connect(lambda: self.page_requested.emit(self.way.property("page")))
        action = QAction(self.tr("Save the report as PDF"), self)
        action.setShortcut(QKeySequence.StandardKey.Save)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(self.panel.save.click)
        self.addAction(action)

    def _fill(self) -> None:
        settings = self._bench.preferences.value.report
        self.panel.csv.setChecked(settings.with_csv)
        self.panel.json.setChecked(settings.with_json)

    # --- what is wanted ---

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
        )

    def _follow_case(self) -> None:
        self._stop_preview()
        self.saving.stop()
        self._shown = None
        self._saved = None
        self.panel.say("")
        self.panel.contents.choice.forget()
        self._follow_comparisons()
        self._list_made()

    def _follow_comparisons(self) -> None:
        self.panel.contents.choice.show_all(self._session.comparisons)
        self._renew()

    # --- the preview ---

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._renew()
        self._list_made()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # Nobody looks: it is made when somebody does.
        self._clock.stop()
        self._stop_preview()

    def _renew(self) -> None:
        """Make the preview anew, soon, if there is anything new to show and somebody looks."""
        self._allow()
        if self._wish() is None:
            self._stop_preview()
            self._clock.stop()
            self._say_why()
        elif self.isVisible() and self._state() != self._shown:
            self._clock.start()

    def _state(self) -> tuple[object, ...]:
        """All that the report depends on; another state of the case shows in its history."""
        session, preferences = self._session, self._bench.preferences.value
        settings = replace(
            preferences.report, with_csv=False, with_json=False, folder="", places=()
        )
        count = None if session.state is None else session.state.event_count
        strength = (session.calibration, session.verbal_scale)
        return (session.case, count, self.choices, settings, preferences.examiner, strength)

    def _make_preview(self) -> None:
        wish = self._wish()
        if wish is None:
            return
        self._stop_preview()
        state = self._state()
        self._job = self._bench.jobs.read(
            preview_report,
            wish,
            label=self.tr("Making the preview of the report"),
            owner=self,
            done=lambda preview: self._show_preview(state, preview),
            failed=self._show_no_preview,
            quiet=True,
        )
        self.preview.follow(self._job)
        job = self._job
        job.ended.connect(lambda: self._preview_ended(job))

    def _stop_preview(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _preview_ended(self, job: Job) -> None:
        if self._job is job:
            self._job = None
            self.preview.follow(None)

    def _show_preview(self, state: tuple[object, ...], preview: Preview) -> None:
        self._shown = state
        self.preview.show_pages(preview.pages)
        self._advise(preview.missing)

    def _show_no_preview(self, error: WriterIdError) -> None:
        self._shown = None
        self.preview.say(_sentence(error))
        self._advise(0)

    def _say_why(self) -> None:
        """In place of a preview: what to do to get one."""
        self._shown = None
        self._advise(0)
        if self._session.case is None:
            self._point_to("case", self.tr("Open a case"))
            self.preview.say(self.tr("Open a case first: a report tells what was found in one."))
        elif not self._session.comparisons:
            self._point_to("identify", self.tr("Go to Identify"))
            self.preview.say(
                self.tr(
                    "Nothing has been compared in this case yet. Compare a questioned item with "
                    "the known writers on Identify, or with one document on Compare; the report "
                    "then shows here as it will be printed."
                )
            )
        else:
            self.preview.say(self.tr("Tick a comparison on the left: a report holds at least one."))

    def _advise(self, missing: int) -> None:
        """Tell of plates that are not there yet."""
        self.way.hide()
        self.find.setVisible(missing > 0)
        self.banner.setVisible(missing > 0)
        self.hint.setText(
            counted(
                missing,
                self.tr("The evidence of one candidate with a plate was never looked at."),
                self.tr("The evidence of {} candidates with plates was never looked at."),
            )
            + " "
            + self.tr("It is found when the report is saved.")
        )

    def _point_to(self, page: str, text: str) -> None:
        self.hint.setText(self.tr("There is nothing to report yet."))
        self.way.setText(text)
        self.way.setProperty("page", page)
        self.way.show()
        self.banner.show()

    # --- saving ---

    def _allow(self) -> None:
        ready = self._wish() is not None and self.saving.job is None
        for button in (self.panel.save, self.panel.sign, self.find):
            button.setEnabled(ready)
        for box in (self.panel.csv, self.panel.json):
            box.setEnabled(self._wish() is not None)

    def save(self) -> None:
        """Ask where, and save."""
        self._choose_target(None)

    def _find(self) -> None:
        wish = self._wish()
        if wish is not None and self.saving.job is None:
            self.saving.find(wish)

    def save_as(self, file: Path, key: "SigningKey | None" = None) -> None:
        """Make the report as it is chosen now, and keep it as ``file``."""
        self.panel.letterhead.commit()
        wish = self._wish()
        if wish is None or self.saving.job is not None:
            return
        settings = wish.settings
        target = Target(file, settings.with_csv, settings.with_json, key)
        self.saving.begin(wish, target)

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
        state = self._session.state
        title = "" if state is None else state.title
        reference = (
            ""
            if state is None
            else self._bench.preferences.value.report.reference_of(state.case_id)
        )
        name = reference or title or self.tr("case")
        kept = "".join(c if c.isalnum() or c in " -_." else "-" for c in name).strip(" .-")
        return self.tr("Report {}.pdf").format(kept[:80])

    def _follow_saving(self, job: Job | None) -> None:
        self.panel.follow(job)
        self._allow()

    def _show_saved(self, saved: Saved | None) -> None:
        if saved is None:
            self._renew()
            return
        made = saved.made
        self._saved = made.path
        preferences = self._bench.preferences
        settings = replace(
            preferences.value.report.with_place(made.sha256, str(made.path)),
            folder=str(made.path.parent),
        )
        preferences.change(replace(preferences.value, report=settings))
        names = ", ".join(file.name for file in (made.path, *saved.beside))
        signed = self.tr(" Signed by {}.").format(saved.signed_by) if saved.signed_by else ""
        recorded = f" {made.not_recorded}" if made.not_recorded else ""
        self.panel.say(self.tr("Saved: {}.{}{}").format(names, signed, recorded), with_folder=True)
        self._list_made()

    def _tell(self, error: WriterIdError) -> None:
        self.panel.say(self.tr("No report was saved. {}").format(_sentence(error)))

    def _keep_boxes(self) -> None:
        preferences = self._bench.preferences
        settings = replace(
            preferences.value.report,
            with_csv=self.panel.csv.isChecked(),
            with_json=self.panel.json.isChecked(),
        )
        preferences.change(replace(preferences.value, report=settings))

    def _open_saved(self) -> None:
        if self._saved is not None:
            _open_folder(self._saved.parent)

    # --- reports made before ---

    def _list_made(self) -> None:
        case = self._session.case
        if self._listing is not None:
            self._listing.cancel()
            self._listing = None
        if case is None:
            self.panel.made.show_reports(())
            return
        self._listing = self._bench.jobs.read(
            list_made,
            (case, self._bench.preferences.value.report),
            label=self.tr("Reading the list of reports"),
            owner=self,
            done=self._show_made,
            quiet=True,
        )

    def _show_made(self, reports: tuple[MadeReport, ...]) -> None:
        self._listing = None
        self.panel.made.show_reports(reports)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Check the file of a report"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("PDF (*.pdf)"))
        dialog.fileSelected.connect(lambda name: self.check(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def check(self, file: Path) -> None:
        """Say whether a file is a report of this case as it was made, and who signed it."""
        case = self._session.case
        if case is not None:
            self._checking = self._bench.jobs.read(
                check_file,
                (case, file),
                label=self.tr("Checking {}").format(file.name),
                owner=self,
                done=self.panel.say,
                failed=lambda error: self.panel.say(_sentence(error)),
            )


def _sentence(error: WriterIdError) -> str:
    text = for_window(str(error))
    return f"{text[:1].upper()}{text[1:]}."


def _open_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
