"""Adapting the model to the known writing, from the window: what is asked, and the job."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.session import EngineShelf, Session
from writerid.gui.strength.folder_choice import FolderChoice
from writerid.tasks import Task

if TYPE_CHECKING:
    from writerid.casework.adapting import AdaptedModel


@dataclass(frozen=True, eq=False)
class AdaptationWish:
    """``engine``: of the model to be adapted. ``target``: a folder, new or empty."""

    engine: EngineShelf
    database: Path
    label: str
    target: Path


def adapt_model(wish: AdaptationWish, task: Task) -> "AdaptedModel":
    """Adapt the model in use to the writers of the database.

    Raises AdaptationError, ModelError, DatabaseError, OriginalError, Cancelled.
    """
    from writerid.casework.adapting import (  # noqa: PLC0415 - on the worker
        AdaptationRequest,
        make_adapted_model,
    )
    from writerid.resources import shipped_model  # noqa: PLC0415

    task.progress(0, 0, "loading the model")
    request = AdaptationRequest(
        base=wish.engine.folder or shipped_model(),
        out=wish.target,
        database=wish.database,
        label=wish.label,
        workers=wish.engine.workers,
    )
    return make_adapted_model(request, task)


class AdaptDialog(QDialog):
    """What is asked before a model is adapted; ``wanted`` tells what was agreed to."""

    wanted = Signal(object)
    """An AdaptationWish."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Adapt the model"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self.source = QLabel(str(session.database))
        self.source.setTextFormat(Qt.TextFormat.PlainText)
        self.source.setWordWrap(True)
        self.label = QLineEdit()
        self.label.setPlaceholderText(self.tr("whose writing it is: letters, French, 2010–2020"))
        self.place = FolderChoice(
            "model", self.tr("Folder of the model"), self.tr("An empty folder for the model")
        )
        self.folder = self.place.line
        self._lay_out()
        self.label.textChanged.connect(self._check)
        self.folder.textChanged.connect(self._check)
        self._check()

    def _lay_out(self) -> None:
        lead = QLabel(
            self.tr(
                "Another model is made of the one in use: it takes what the writing of your "
                "writers has in common as given, and looks at what sets them apart. At least 20 "
                "writers; half of those with two documents are left, to calibrate on. Afterwards "
                "known writing is encoded again, and likelihood ratios need a calibration of the "
                "new model. Comparisons that are stored keep theirs."
            )
        )
        lead.setObjectName("quiet")
        lead.setWordWrap(True)
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        form.addRow(self.tr("Known writing"), self.source)
        self.label.setAccessibleName(self.tr("Label"))
        form.addRow(self.tr("Label"), self.label)
        form.addRow(self.tr("Keep it in"), self.place)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = QPushButton(self.tr("Adapt"))
        self.go.setProperty("primary", True)
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(14)
        column.addWidget(lead)
        column.addLayout(form)
        column.addWidget(buttons)
        self.resize(640, self.sizeHint().height())

    def _check(self) -> None:
        ready = bool(self.label.text().strip() and self.folder.text().strip())
        self.go.setEnabled(ready)
        self.go.setToolTip("" if ready else self.tr("Give it a label and a folder first."))

    def _accept(self) -> None:
        self.wanted.emit(
            AdaptationWish(
                engine=self._session.engine,
                database=self._session.database,
                label=self.label.text().strip(),
                target=Path(self.folder.text().strip()),
            )
        )
        self.accept()
