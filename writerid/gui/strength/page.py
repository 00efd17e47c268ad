"""The page of the window on which the calibration in use is judged, and another is made."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from writerid.errors import AdaptationError, WriterIdError
from writerid.gui.figures import plain
from writerid.gui.identify.progress import ProgressPanel
from writerid.gui.jobs import Job
from writerid.gui.sentences import for_window
from writerid.gui.shortcuts import SECTION
from writerid.gui.strength.adapting import AdaptationWish, AdaptDialog, adapt_model
from writerid.gui.strength.calibrate_dialog import CalibrateDialog
from writerid.gui.strength.calibrating import (
    MOST_NAMED,
    CalibrationRequest,
    MadeCalibration,
    make_calibration,
)
from writerid.gui.strength.figure_table import Figures
from writerid.gui.strength.figure_view import FigureView
from writerid.gui.strength.in_use import Chosen, describe_calibration
from writerid.gui.strength.plots import PlotsPanel
from writerid.gui.strength.validation_record import ValidationShown, read_validation
from writerid.gui.workbench import Workbench
from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.casework.adapting import AdaptedModel

GIVE_RESOLUTION = ", or give the resolution of the pages that do not say it with --dpi"


class ValidationPage(QWidget):
    """Figures, plots and report of the calibration in use; another, or another model, is made."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.setProperty(SECTION, self.tr("Validation"))
        self._bench = bench
        self._reading: Job | None = None
        self._job: Job | None = None
        self._take_up: Callable[[], None] | None = None
        self._report: Path | None = None
        self.dialog: CalibrateDialog | None = None
        self.adapt_dialog: AdaptDialog | None = None
        self.about = _text()
        self.note = _text("quiet")
        self.message = _text()
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(self.tr("Tables of the validation figures"))
        self.plots = PlotsPanel()
        self.report = QPushButton(self.tr("Open the validation report"))
        self.from_database = QPushButton(self.tr("Calibrate on the open database…"))
        self.from_labels = QPushButton(self.tr("Calibrate on a labelled collection (CSV)…"))
        self.adapt = QPushButton(self.tr("Adapt the model to the open database…"))
        self.use = QPushButton()
        self.use.setProperty("primary", True)
        self.progress = ProgressPanel()
        self.banner = self._banner()
        self._lay_out()
        self._connect()
        self._say("")
        self._read()

    def _lay_out(self) -> None:
        title = QLabel(self.tr("Validation"))
        title.setObjectName("title")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.report, self.from_database, self.from_labels, self.adapt):
            buttons.addWidget(button)
        buttons.addStretch(1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 18, 24, 18)
        column.setSpacing(10)
        column.addWidget(title)
        column.addWidget(self.about)
        column.addLayout(buttons)
        for part in (self.progress, self.banner, self.note, self.tabs, self.plots):
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def _banner(self) -> QFrame:
        banner = QFrame()
        banner.setObjectName("banner")
        row = QHBoxLayout(banner)
        row.setContentsMargins(12, 8, 12, 8)
        row.addWidget(self.message, 1)
        row.addWidget(self.use, 0, Qt.AlignmentFlag.AlignTop)
        return banner

    def _connect(self) -> None:
        self.report.clicked.connect(self._open_report)
        self.from_database.clicked.connect(lambda: self.ask(None))
        self.from_labels.clicked.connect(self._choose_labels)
        self.adapt.clicked.connect(self.ask_to_adapt)
        self.use.clicked.connect(self._use)
        self.progress.stop.clicked.connect(self._stop)
        self._bench.session.strength_changed.connect(self._read)

    # --- the calibration in use ---

    def _read(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._bench.jobs.read(
            read_validation,
            Chosen.of(self._bench.session),
            label=self.tr("Reading the validation figures"),
            owner=self,
            done=self._show,
            quiet=True,
        )

    def _show(self, shown: ValidationShown) -> None:
        self.about.setText(describe_calibration(shown.in_use))
        self.note.setText(shown.note)
        self.note.setVisible(bool(shown.note))
        self._report = shown.report
        self.report.setEnabled(shown.report is not None)
        self.report.setToolTip(
            str(shown.report)
            if shown.report is not None
            else self.tr("There is no report beside this calibration.")
        )
        self._show_tables(shown.figures)
        self.plots.show_plots(shown.plots)

    def _show_tables(self, tables: tuple[Figures, ...]) -> None:
        while (view := self.tabs.widget(0)) is not None:
            self.tabs.removeTab(0)
            view.deleteLater()
        for figures in tables:
            self.tabs.addTab(FigureView(figures), figures.name)
        self.tabs.setVisible(bool(tables))

    def _open_report(self) -> None:
        if self._report is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._report)))

    # --- making another ---

    def ask(self, labels: Path | None) -> None:
        """Ask how a calibration of the database, or of a collection, is to be made."""
        self.dialog = CalibrateDialog(self._bench.session, labels, self)
        self.dialog.wanted.connect(self.calibrate)
        self.dialog.finished.connect(self._dialog_closed)
        self.dialog.open()

    def ask_to_adapt(self) -> None:
        """Ask how the model in use is to be adapted to the writers of the database."""
        self.adapt_dialog = AdaptDialog(self._bench.session, self)
        self.adapt_dialog.wanted.connect(self.adapt_to)
        self.adapt_dialog.finished.connect(self._dialog_closed)
        self.adapt_dialog.open()

    def calibrate(self, request: CalibrationRequest) -> None:
        """Make it in the background; what came of it is told on the page."""
        self._make(make_calibration, request, self.tr("Calibrating"), self._calibrated)

    def adapt_to(self, wish: AdaptationWish) -> None:
        """Make the model in the background; what came of it is told on the page."""
        self._make(adapt_model, wish, self.tr("Adapting the model"), self._adapted)

    def _make(
        self,
        function: Callable[[Any, Task], Any],
        wish: object,
        label: str,
        done: Callable[[Any], None],
    ) -> None:
        if self._job is not None:
            return
        self._say("")
        # A reader: it writes into a folder of its own, and the case must stay open for changes.
        self._job = self._bench.jobs.read(
            function, wish, label=label, owner=self, done=done, failed=self._tell
        )
        self.progress.follow(self._job)
        self._job.ended.connect(self._ended)
        self._allow()

    def _dialog_closed(self) -> None:
        self.dialog = self.adapt_dialog = None

    def _choose_labels(self) -> None:
        dialog = QFileDialog(self, self.tr("Labels: a CSV with path, writer and document"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Labels (*.csv)"))
        dialog.fileSelected.connect(lambda name: self.ask(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ended(self) -> None:
        self._job = None
        self.progress.follow(None)
        self._allow()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _allow(self) -> None:
        why = "" if self._job is None else self.tr("Something is being made already.")
        for button in (self.from_database, self.from_labels, self.adapt):
            button.setEnabled(self._job is None)
            button.setToolTip(why)

    def _calibrated(self, made: MadeCalibration) -> None:
        basis, figures = made.calibration.basis, made.calibration.figures
        lines = [
            self.tr(
                "“{}” was made of {} writers and {} pages, and validated. It lies in {}."
            ).format(basis.label, basis.writers, basis.pages, made.file.parent)
        ]
        if figures:
            cllr = ", ".join(f"{row.amount} {plain(row.cllr, 2)}" for row in figures)
            lines.append(self.tr("Cllr: {}.").format(cllr))
        if not (basis.scripts and basis.styles):
            lines.append(
                self.tr(
                    "Scripts or styles are not recorded: items of a recorded one get no likelihood "
                    "ratio with it."
                )
            )
        if made.skipped:
            first = "; ".join(f"{one.path.name}: {one.reason}" for one in made.skipped[:MOST_NAMED])
            lines.append(self.tr("Files left out: {} ({} …).").format(len(made.skipped), first))
        session = self._bench.session
        self._say(
            "\n".join(lines),
            self.tr("Use this calibration"),
            lambda: session.use_strength(made.file, session.verbal_scale),
        )

    def _adapted(self, made: "AdaptedModel") -> None:
        record, folder = made.record, made.model.folder
        lines = [
            self.tr(
                "A model was adapted to {} writers and {} pages (“{}”). It lies in {}. {} writers "
                "with two documents are left to calibrate on."
            ).format(
                record["writers"], record["pages"], record["label"], folder, record["writers_left"]
            ),
            self.tr(
                "With it known writing is encoded again, and likelihood ratios are given once it "
                "is calibrated, on this page."
            ),
        ]
        self._say(
            "\n".join(lines),
            self.tr("Use this model"),
            lambda: self._bench.session.use_model(folder),
        )

    def _tell(self, error: WriterIdError) -> None:
        # A resolution that is given counts for all pages, also for those that state another.
        reason = for_window(str(error)).replace(GIVE_RESOLUTION, "")
        lead = (
            self.tr("No model was made. {}")
            if isinstance(error, AdaptationError)
            else self.tr("No calibration was made. {}")
        )
        self._say(lead.format(reason[:1].upper() + reason[1:]))

    def _use(self) -> None:
        take_up = self._take_up
        if take_up is not None:
            self._say("")
            take_up()

    def _say(self, text: str, use: str = "", take_up: Callable[[], None] | None = None) -> None:
        """Tell what came of a job; ``take_up`` is what the button ``use`` does."""
        self._take_up = take_up
        self.message.setText(text)
        self.banner.setVisible(bool(text))
        self.use.setText(use)
        self.use.setVisible(take_up is not None)


def _text(name: str = "") -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
