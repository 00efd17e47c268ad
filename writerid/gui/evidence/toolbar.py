"""The strip above the two pages: zoom, link, heat, outlines and what the colours mean."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QKeySequence, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from writerid.gui.evidence.heat import colour_scale
from writerid.gui.icons import icon
from writerid.gui.theme import Theme

THRESHOLD_STEP = 5


@dataclass(frozen=True)
class Button:
    """An action of the strip."""

    name: str
    icon: str
    text: str
    keys: tuple[str, ...]
    checkable: bool = False


class ColourLegend(QWidget):
    """The scale of the heat map, from contradicting to supporting."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._scale = colour_scale()
        self.setAccessibleName(
            self.tr("Legend: orange and dashed contradicts, blue and solid supports")
        )
        self.setToolTip(
            self.tr(
                "Relative contributions. Blue, solid outline: supports this writer. Orange, dashed "
                "outline: contradicts. The deeper, the more; 100 % is the strongest patch."
            )
        )

    def sizeHint(self) -> QSize:
        return QSize(252, 24)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.colours.quiet_text))
        left, right = self.tr("contradicts"), self.tr("supports")
        metrics = painter.fontMetrics()
        before = metrics.horizontalAdvance(left) + 8
        after = metrics.horizontalAdvance(right) + 8
        whole = QRectF(self.rect())
        painter.drawText(whole, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, left)
        painter.drawText(whole, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, right)
        bar = whole.adjusted(before, 7, -after, -7)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for place in range(0, len(self._scale), 8):
            gradient.setColorAt(
                place / (len(self._scale) - 1), QColor(*self._scale[place].tolist())
            )
        painter.fillRect(bar, gradient)


class EvidenceToolbar(QFrame):
    """Actions by name; who holds the views connects them."""

    def __init__(self, theme: Theme, page: QWidget) -> None:
        super().__init__()
        self.setObjectName("toolstrip")
        self._theme = theme
        self._page = page
        self._actions: dict[str, QAction] = {}
        self._icons: dict[str, str] = {}
        self.threshold = QSlider(Qt.Orientation.Horizontal)
        self.threshold.setRange(0, 100)
        self.threshold.setFixedWidth(110)
        self.threshold.setAccessibleName(
            self.tr("Least contribution that is outlined, in percent of the strongest")
        )
        self.threshold_text = QLabel()
        self.threshold_text.setObjectName("quiet")
        self.threshold_text.setMinimumWidth(120)
        self.legend = ColourLegend(theme)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 3, 12, 3)
        self._row.setSpacing(2)
        self._add_buttons()
        self._row.addSpacing(14)
        self._row.addWidget(self.threshold)
        self._row.addSpacing(6)
        self._row.addWidget(self.threshold_text)
        self._row.addStretch(1)
        self._row.addWidget(self.legend)
        self.threshold.valueChanged.connect(self._show_threshold)
        theme.changed.connect(self._draw)
        self._show_threshold()
        self._draw()

    def action(self, name: str) -> QAction:
        """One of the actions."""
        return self._actions[name]

    def add_hidden(self, text: str, *keys: str) -> QAction:
        """An action with keys and without a button."""
        return self._action(Button(text, "", text, keys))

    def _add_buttons(self) -> None:
        for button in (
            Button("fit-page", "fit-page", self.tr("Fit the pages"), ("0",)),
            Button("fit-width", "fit-width", self.tr("Fit the width"), ("9",)),
            Button("actual", "actual", self.tr("Actual size"), ("1",)),
            Button("zoom-in", "zoom-in", self.tr("Zoom in"), ("Ctrl++", "Ctrl+=")),
            Button("zoom-out", "zoom-out", self.tr("Zoom out"), ("Ctrl+-",)),
            Button("link", "link", self.tr("Move both pages together"), ("U",), checkable=True),
            Button("heat", "heat", self.tr("Heat map"), ("H",), checkable=True),
            Button("all", "keypoints", self.tr("Outline all patches"), ("G",), checkable=True),
        ):
            action = self._action(button)
            tool = QToolButton()
            tool.setDefaultAction(action)
            tool.setIconSize(QSize(20, 20))
            tool.setAccessibleName(button.text)
            tool.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._row.addWidget(tool)

    def _action(self, button: Button) -> QAction:
        action = QAction(button.text, self._page)
        action.setCheckable(button.checkable)
        action.setShortcuts([QKeySequence(key) for key in button.keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setToolTip(f"{button.text} ({button.keys[0]})")
        self._page.addAction(action)
        self._actions[button.name] = action
        self._icons[button.name] = button.icon
        return action

    def _show_threshold(self) -> None:
        value = self.threshold.value()
        self.threshold_text.setText(self.tr("outlined from {}\N{NO-BREAK SPACE}%").format(value))

    def _draw(self) -> None:
        colours = self._theme.colours
        for name, action in self._actions.items():
            if self._icons[name]:
                action.setIcon(icon(self._icons[name], colours.text, colours.accent))
        self.legend.update()
