"""A package for a second examiner: what goes along, and what stays sealed, before it is written."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QWidget,
)

from writerid.errors import WriterIdError
from writerid.gui.carry.carry_jobs import BlindRequest, plan_blind
from writerid.gui.carry.dialogs import PACKAGE_SUFFIX, SEALED_SUFFIX
from writerid.gui.carry.parts import (
    CarryDialog,
    Choice,
    LeavingTable,
    PathField,
    heading,
    quiet,
)
from writerid.gui.casepage.new_case import usual_place
from writerid.gui.sentences import counted, for_window
from writerid.gui.workbench import Workbench

if TYPE_CHECKING:
    from writerid.casework.blind.planning import BlindPlan

WAIT_MS = 250
MOST_ROWS = 3


class BlindDialog(CarryDialog):
    """Looks at the case again whenever something else is chosen."""

    wanted = Signal(object, Path, Path)
    """A BlindRequest, the package and the sealed file."""

    def __init__(self, bench: Workbench, parent: QWidget, items: Sequence[tuple[str, str]]) -> None:
        super().__init__(parent)
        self._bench = bench
        self.setWindowTitle(self.tr("Blind package"))
        self.meaning.setText(
            self.tr(
                "A second examiner repeats the comparison without knowing names or results. The "
                "package is sent; the sealed file stays until the opinion is there. The package "
                "commits to the sealed file, so that nothing in it can be changed later unseen."
            )
        )
        self.go.setText(self.tr("Make the package"))
        self.items = QListWidget()
        self.prepared = QCheckBox(self.tr("Send along how the pages are prepared"))
        self.without = QCheckBox(self.tr("Leave the scans of known writing here"))
        self.propositions = QPlainTextEdit()
        self.table = LeavingTable()
        self.table.setMinimumHeight(96)
        self.told = quiet("")
        self.package = self._field(self.tr("Package, to be sent"), PACKAGE_SUFFIX)
        self.sealed = self._field(self.tr("Sealed file, to be kept"), SEALED_SUFFIX)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._lay_out()
        self._fill(items)
        self._name_files()
        self._connect()
        self._look()

    def _field(self, name: str, suffix: str) -> PathField:
        return PathField(name, Choice.NEW_FILE, suffix=suffix, place=usual_place())

    def _lay_out(self) -> None:
        self.items.setAccessibleName(self.tr("Items of the package"))
        self.prepared.setToolTip(
            self.tr("Otherwise the second examiner prepares them, and chooses which pages count.")
        )
        self.propositions.setAccessibleName(self.tr("Propositions"))
        self.propositions.setPlaceholderText(
            self.tr(
                "Neutral: made by the writer of the known documents under the code named, or by "
                "some other writer of the relevant population. Write others here, without names."
            )
        )
        self.propositions.setTabChangesFocus(True)
        self.propositions.setMaximumHeight(54)
        columns = QGridLayout()
        columns.setHorizontalSpacing(22)
        columns.setVerticalSpacing(6)
        columns.addWidget(heading(self.tr("Goes along")), 0, 0)
        columns.addWidget(heading(self.tr("Stays sealed")), 0, 1)
        for column, text in enumerate(
            (
                self.tr(
                    "The pages, pixel for pixel, in new files without their metadata; script, "
                    "language, style, instrument and medium; resolution; codes for writers."
                ),
                self.tr(
                    "Names, titles, file names and dates; the originals' hashes; scores, "
                    "likelihood ratios, views, opinions, marks and notes; what the codes mean."
                ),
            )
        ):
            label = quiet(text)
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
            columns.addWidget(label, 1, column)
            columns.setColumnStretch(column, 1)
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        form.addRow(self.tr("Items"), self.items)
        ticks = QHBoxLayout()
        ticks.setSpacing(18)
        ticks.addWidget(self.prepared)
        ticks.addWidget(self.without)
        ticks.addStretch(1)
        form.addRow("", ticks)
        form.addRow(self.tr("Propositions"), self.propositions)
        form.addRow(self.tr("Package (to send)"), self.package)
        form.addRow(self.tr("Sealed file (to keep)"), self.sealed)
        self.column.addLayout(columns)
        self.column.addLayout(form)
        self.column.addWidget(heading(self.tr("Whose known writing leaves the laboratory")))
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.told)
        self.finish(720)

    def _fill(self, items: Sequence[tuple[str, str]]) -> None:
        for name, title in items:
            one = QListWidgetItem(f"{name}  {title}".rstrip())
            one.setData(Qt.ItemDataRole.UserRole, name)
            one.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled)
            one.setCheckState(Qt.CheckState.Checked)
            self.items.addItem(one)
        rows = min(max(len(items), 1), MOST_ROWS)
        self.items.setFixedHeight(rows * self.items.sizeHintForRow(0) + 14)

    def _name_files(self) -> None:
        """A name that tells nothing of the case, and is another each time."""
        now = QDateTime.currentDateTimeUtc().toString("yyyy-MM-dd HHmmss")
        name = self.tr("Second opinion {}").format(now)
        self.package.show_path(usual_place() / f"{name}{PACKAGE_SUFFIX}")
        self.sealed.show_path(usual_place() / f"{name}{SEALED_SUFFIX}")

    def _connect(self) -> None:
        self._timer.timeout.connect(self._look)
        self.items.itemChanged.connect(self._wait)
        self.prepared.toggled.connect(self._wait)
        self.without.toggled.connect(self._wait)
        self.package.changed.connect(self._allow)
        self.sealed.changed.connect(self._allow)
        self.buttons.accepted.connect(self._accept)
        self.finished.connect(self._timer.stop)
        self._allow()

    def chosen(self) -> tuple[str, ...]:
        """Names of the ticked items."""
        listed = [self.items.item(row) for row in range(self.items.count())]
        return tuple(
            one.data(Qt.ItemDataRole.UserRole)
            for one in listed
            if one.checkState() is Qt.CheckState.Checked
        )

    def request(self) -> BlindRequest:
        """What is asked for now."""
        return BlindRequest(
            self.chosen(),
            self.prepared.isChecked(),
            self.without.isChecked(),
            self.propositions.toPlainText().strip(),
            self._bench.session.database,
        )

    def _wait(self) -> None:
        """Look again when nothing more is changed for a moment."""
        self._timer.start()

    def _look(self) -> None:
        self._allow()
        case = self._bench.session.case
        if case is None or not self.chosen():
            self.table.show_writers(())
            self.told.setText(self.tr("Choose an item."))
            return
        self._bench.jobs.read(
            plan_blind,
            (case, self.request()),
            label=self.tr("Looking at what goes along"),
            owner=self,
            done=self._show,
            failed=self._show_problem,
            quiet=True,
        )

    def _show(self, plan: "BlindPlan") -> None:
        self.table.show_writers(plan.leaving)
        documents = [document for writer in plan.writers for document in writer.documents]
        scans = sum(document.originals is not None for document in documents)
        count = counted(len(documents), self.tr("1 document"), self.tr("{} documents"))
        if scans == len(documents):
            self.told.setText(self.tr("{}, all with their scans.").format(count))
        elif scans == 0:
            self.told.setText(self.tr("{}, all without scans: by their codes.").format(count))
        else:
            self.told.setText(
                self.tr("{}, {} with their scans; the others by their codes alone.").format(
                    count, scans
                )
            )

    def _show_problem(self, error: WriterIdError) -> None:
        self.table.show_writers(())
        self.told.setText(for_window(str(error)))

    def _allow(self) -> None:
        ready = self.package.path is not None and self.sealed.path is not None
        self.go.setEnabled(ready and bool(self.chosen()))

    def _accept(self) -> None:
        package, sealed = self.package.path, self.sealed.path
        if package is not None and sealed is not None:
            self.wanted.emit(self.request(), package, sealed)
            self.accept()
