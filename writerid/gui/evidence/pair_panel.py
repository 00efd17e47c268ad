"""The pair that is looked at: its overlay, its figures, the examiner's mark and note."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.evidence.crops import CropCutter
from writerid.gui.evidence.gallery import verdict_text
from writerid.gui.evidence.model import EvidenceModel
from writerid.gui.evidence.overlay import PairOverlay
from writerid.gui.figures import plain, small
from writerid.gui.theme import Theme

if TYPE_CHECKING:
    from writerid.casework.marks import Verdict
    from writerid.model import PatchPair

VERDICTS = (("agrees", "A"), ("disagrees", "D"), ("not usable", "X"))
NOTE_PAUSE_MS = 700


class PairPanel(QWidget):
    """Marks and notes are kept at once; none changes a score."""

    def __init__(self, model: EvidenceModel, cutter: CropCutter, theme: Theme) -> None:
        super().__init__()
        self._model = model
        self._noted: PatchPair | None = None
        self._flipped_from: int | None = None
        self.overlay = PairOverlay(model, cutter, theme)
        self.figures = QLabel()
        self.figures.setWordWrap(True)
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self.opacity.setValue(50)
        self.opacity.setAccessibleName(self.tr("Opacity of the known patch over the questioned"))
        self.flip = QPushButton(self.tr("Flip"))
        self.flip.setToolTip(self.tr("One patch, then the other (Space)"))
        self.edge = QCheckBox(self.tr("Outline"))
        self.edge.setToolTip(self.tr("The edge of the known ink over the questioned patch"))
        self.buttons: dict[str, QPushButton] = {}
        self.note = QLineEdit()
        self.note.setAccessibleName(self.tr("Note on this pair"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(NOTE_PAUSE_MS)
        self._lay_out()
        self._connect()
        self._show_pair()

    def flip_pair(self) -> None:
        """The questioned patch alone, then the known one alone."""
        self.edge.setChecked(False)
        self.opacity.setValue(0 if self.opacity.value() >= 50 else 100)

    def keep_note(self) -> None:
        """Keep a note that is still being written."""
        self._pause.stop()
        pair = self._noted
        if pair is None:
            return
        mark = self._model.mark_of(pair)
        if mark is not None and mark.note != self.note.text().strip():
            self._model.mark_pair(pair, mark.verdict, self.note.text().strip())

    def press(self, verdict: str) -> None:
        """Mark the pair, or take this mark off again."""
        pair = self._model.pair
        if pair is None:
            return
        mark = self._model.mark_of(pair)
        same = mark is not None and mark.verdict == verdict
        self._model.mark(
            None if same else cast("Verdict", verdict), "" if same else self.note.text().strip()
        )

    def _lay_out(self) -> None:
        beside = QVBoxLayout()
        beside.setSpacing(6)
        beside.addWidget(self.figures)
        beside.addStretch(1)
        ends = QHBoxLayout()
        for text, alignment in (
            (self.tr("questioned"), Qt.AlignmentFlag.AlignLeft),
            (self.tr("known"), Qt.AlignmentFlag.AlignRight),
        ):
            label = QLabel(text)
            label.setObjectName("quiet")
            ends.addWidget(label, 1, alignment)
        beside.addLayout(ends)
        beside.addWidget(self.opacity)
        beside.addWidget(self.flip)
        beside.addWidget(self.edge)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.overlay)
        top.addLayout(beside, 1)
        marks = QHBoxLayout()
        marks.setSpacing(6)
        for verdict, key in VERDICTS:
            button = QPushButton(verdict_text(verdict))
            button.setObjectName("mark")
            button.setCheckable(True)
            button.setAccessibleName(self.tr("Mark the pair: {}").format(verdict))
            button.setToolTip(
                self.tr("Your mark on this pair; it changes no score ({})").format(key)
            )
            button.clicked.connect(lambda _=False, one=verdict: self.press(one))
            self.buttons[verdict] = button
            marks.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(marks)
        column.addWidget(self.note)

    def _connect(self) -> None:
        self.opacity.valueChanged.connect(lambda value: self.overlay.set_opacity(value / 100.0))
        self.flip.clicked.connect(self.flip_pair)
        self.edge.toggled.connect(self.overlay.set_outlined)
        self.note.textEdited.connect(lambda _: self._pause.start())
        self.note.editingFinished.connect(self.keep_note)
        self._pause.timeout.connect(self.keep_note)
        self._model.pair_changed.connect(self._show_pair)
        self._model.marks_changed.connect(self._show_mark)

    def hideEvent(self, event: QHideEvent) -> None:
        self.keep_note()
        super().hideEvent(event)

    def _show_pair(self) -> None:
        self.keep_note()
        pair = self._model.pair
        self._noted = pair
        self.note.setText("")
        for part in (self.opacity, self.flip, self.edge):
            part.setEnabled(pair is not None)
        if pair is None:
            self.figures.setText(self.tr("Click a patch on a page, or a pair above."))
        else:
            self.figures.setText(self._figures(pair))
        self._show_mark()

    def _figures(self, pair: "PatchPair") -> str:
        label = self._model.label_of(pair)
        opened = self._model.opened
        lines = [self.tr("Pair {}").format(label) if label else self.tr("Not in the gallery")]
        lines.append(self.tr("relative {}").format(small(pair.contribution)))
        if opened is not None:
            absolute = opened.evidence.contributions.absolute[pair.questioned_patch]
            lines.append(self.tr("absolute {}").format(small(float(absolute))))
        lines.append(self.tr("similarity {}").format(plain(pair.similarity, 3)))
        reference = self._model.reference_of(pair)
        if reference is not None:
            lines.append(self.tr("reference {}").format(plain(reference[1], 3)))
        return "\n".join(lines)

    def _show_mark(self) -> None:
        pair = self._model.pair
        mark = None if pair is None else self._model.mark_of(pair)
        for verdict, button in self.buttons.items():
            button.setEnabled(pair is not None)
            button.setChecked(mark is not None and mark.verdict == verdict)
        self.note.setEnabled(mark is not None)
        self.note.setPlaceholderText(
            self.tr("Note on this pair")
            if mark is not None
            else self.tr("Mark the pair to write a note on it")
        )
        if not self.note.hasFocus() or mark is None:
            self.note.setText("" if mark is None else mark.note)
