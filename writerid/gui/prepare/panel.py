"""The panel beside the page: which scan, how much ink, how it is found, and the steps."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.explanation import ExplanationButton, amount_sentence, keypoint_sentence
from writerid.gui.icons import icon
from writerid.gui.prepare.ink_controls import InkControls
from writerid.gui.prepare.ink_gauge import InkGauge
from writerid.gui.prepare.model import PreparationModel
from writerid.gui.prepare.scans import CaseScan, CaseScans
from writerid.gui.prepare.step_list import StepList
from writerid.gui.workbench import Workbench
from writerid.pipeline.steps import AUTOMATIC

PANEL_WIDTH = 306


class PreparePanel(QFrame):
    """Everything about the preparation that is not on the page itself."""

    scan_chosen = Signal(object)
    add_wanted = Signal()

    def __init__(self, bench: Workbench, scans: CaseScans, model: PreparationModel) -> None:
        super().__init__()
        self.setObjectName("sidepanel")
        self.setFixedWidth(PANEL_WIDTH)
        self._scans = scans
        self._theme = bench.theme
        self._model = model
        self.combo = QComboBox()
        self.combo.setAccessibleName(self.tr("Items of the case"))
        self.combo.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.add = self._button(self.tr("Add questioned writing to the case"))
        self.gauge = InkGauge(bench.theme)
        self.controls = InkControls(model)
        self.steps = StepList(model, bench.theme)
        self.automatic = QPushButton(self.tr("Back to automatic"))
        self.automatic.setToolTip(self.tr("Forget all changes to this page; can be undone"))
        self._lay_out()
        self.combo.activated.connect(lambda row: self.scan_chosen.emit(scans.scans[row]))
        self.add.clicked.connect(self.add_wanted)
        self.automatic.clicked.connect(self._reset)
        scans.changed.connect(self._list_scans)
        bench.theme.changed.connect(self._draw)
        self._draw()
        self._list_scans()

    def set_model(self, model: PreparationModel) -> None:
        """Work on another page's steps."""
        self._model = model
        self.controls.set_model(model)
        self.steps.set_model(model)

    def show_scan(self, scan: CaseScan | None) -> None:
        """Show which scan is on view."""
        if scan in self._scans.scans:
            self.combo.setCurrentIndex(self._scans.scans.index(scan))

    def set_ready(self, ready: bool) -> None:
        """Whether there is a page whose steps can be changed."""
        for part in (self.controls, self.steps, self.automatic):
            part.setEnabled(ready)

    def _button(self, text: str) -> QToolButton:
        button = QToolButton()
        button.setAccessibleName(text)
        button.setToolTip(text)
        button.setIconSize(QSize(18, 18))
        return button

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("panelscroll")
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(14)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.combo, 1)
        head.addWidget(self.add)
        column.addLayout(head)
        gauge = QHBoxLayout()
        gauge.setSpacing(2)
        gauge.addWidget(self.gauge, 1)
        name = self.tr("Amount of writing and keypoints")
        sentence = f"{amount_sentence()} {keypoint_sentence()}"
        gauge.addWidget(
            ExplanationButton(name, sentence, self._theme),
            alignment=Qt.AlignmentFlag.AlignTop,
        )
        column.addLayout(gauge)
        column.addWidget(self.controls)
        column.addWidget(self.steps, 1)
        column.addWidget(self.automatic)
        scroll = QScrollArea()
        # No stop for Tab: what has the focus inside is brought into view.
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setObjectName("panelscroll")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _draw(self) -> None:
        self.add.setIcon(icon("add", self._theme.colours.text))

    def _list_scans(self) -> None:
        self.combo.clear()
        for scan in self._scans.scans:
            self.combo.addItem(scan.text)
            self.combo.setItemData(
                self.combo.count() - 1, str(scan.file), Qt.ItemDataRole.ToolTipRole
            )
        self.combo.setEnabled(bool(self._scans.scans))

    def _reset(self) -> None:
        self._model.replace_all(AUTOMATIC, self.tr("go back to automatic"))
