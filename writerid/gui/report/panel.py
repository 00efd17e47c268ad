"""The left side of the page: what goes in, how it looks, what was made before, and saving."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.identify.progress import ProgressPanel
from writerid.gui.jobs import Job
from writerid.gui.report.contents import ContentsPanel
from writerid.gui.report.letterhead import LetterheadPanel
from writerid.gui.report.made_reports import MadePanel
from writerid.gui.workbench import Workbench

PANEL_WIDTH = 340


class ReportPanel(QFrame):
    """Signals only; the page acts on them."""

    save_wanted = Signal()
    sign_wanted = Signal()
    stopped = Signal()
    folder_wanted = Signal()

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("leftpanel")
        self.setFixedWidth(PANEL_WIDTH)
        self.contents = ContentsPanel()
        self.letterhead = LetterheadPanel(bench)
        self.made = MadePanel()
        self.tabs = QTabWidget()
        self.save = QPushButton(self.tr("Save PDF…"))
        self.sign = QPushButton(self.tr("Save signed…"))
        self.csv = QCheckBox(self.tr("CSV"))
        self.json = QCheckBox(self.tr("JSON"))
        self.progress = ProgressPanel()
        self.message = QLabel()
        self.folder = QPushButton(self.tr("Open folder"))
        self._lay_out()
        self.save.clicked.connect(self.save_wanted)
        self.sign.clicked.connect(self.sign_wanted)
        self.folder.clicked.connect(self.folder_wanted)
        self.progress.stop.clicked.connect(self.stopped)
        self.say("")

    def _lay_out(self) -> None:
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setAccessibleName(self.tr("Parts of the report"))
        self.tabs.addTab(self.contents, self.tr("Contents"))
        self.tabs.addTab(self.letterhead, self.tr("Letterhead"))
        self.tabs.addTab(self.made, self.tr("Saved"))
        self.save.setProperty("primary", True)
        self.save.setMinimumHeight(40)
        self.sign.setMinimumHeight(40)
        self.sign.setToolTip(self.tr("Save the report signed with a certificate of yours"))
        self.csv.setToolTip(self.tr("Save the candidates as a table beside the PDF"))
        self.json.setToolTip(
            self.tr("Save the result, as it is attached to the PDF, beside it too")
        )
        self.csv.setAccessibleName(self.tr("Save a CSV beside the PDF"))
        self.json.setAccessibleName(self.tr("Save a JSON beside the PDF"))
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        beside = QHBoxLayout()
        beside.setSpacing(14)
        label = QLabel(self.tr("Beside the PDF:"))
        label.setObjectName("quiet")
        beside.addWidget(label)
        beside.addWidget(self.csv)
        beside.addWidget(self.json)
        beside.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.save, 1)
        buttons.addWidget(self.sign)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        title = QLabel(self.tr("Report"))
        title.setObjectName("title")
        column.addWidget(title)
        column.addWidget(self.tabs, 1)
        column.addLayout(beside)
        column.addLayout(buttons)
        said = QHBoxLayout()
        said.setSpacing(8)
        said.addWidget(self.message, 1)
        said.addWidget(self.folder, 0, Qt.AlignmentFlag.AlignTop)
        self.folder.setObjectName("quietbutton")
        column.addWidget(self.progress)
        column.addLayout(said)

    def follow(self, job: Job | None) -> None:
        """Show how far the saving is."""
        self.progress.follow(job)
        if job is not None:
            self.say("")

    def say(self, text: str, *, with_folder: bool = False) -> None:
        """A sentence below the buttons, and a button that opens the folder."""
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self.folder.setVisible(with_folder)
