"""The navigation rail: one button a page."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout, QWidget

from writerid.gui.icons import icon
from writerid.gui.theme import Theme
from writerid.gui.workbench import WindowPage

RAIL_WIDTH = 92


class Rail(QFrame):
    """Buttons for the pages there are; ``chosen`` tells the name of the one pressed."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName(self.tr("Pages of the window"))
        self.setFixedWidth(RAIL_WIDTH)
        self._theme = theme
        self._buttons: dict[str, QToolButton] = {}
        self._icons: dict[str, str] = {}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 10, 8, 10)
        column.setSpacing(4)
        self._top, self._bottom = QVBoxLayout(), QVBoxLayout()
        for part in (self._top, self._bottom):
            part.setSpacing(4)
        column.addLayout(self._top)
        column.addStretch(1)
        column.addLayout(self._bottom)
        theme.changed.connect(self._draw)

    def add(self, page: WindowPage) -> None:
        """A button for ``page``, below those before it."""
        button = QToolButton(self)
        button.setText(page.title)
        button.setAccessibleName(page.title)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(22, 22))
        button.setCheckable(True)
        button.setFixedWidth(RAIL_WIDTH - 17)
        button.clicked.connect(lambda: self.chosen.emit(page.name))
        self._group.addButton(button)
        (self._bottom if page.at_the_bottom else self._top).addWidget(button)
        self._buttons[page.name] = button
        self._icons[page.name] = page.icon
        self._draw()

    def mark(self, name: str) -> None:
        """Show ``name`` as the page that is open."""
        self._buttons[name].setChecked(True)

    def button(self, name: str) -> QToolButton:
        """The button of a page."""
        return self._buttons[name]

    def _draw(self) -> None:
        colours = self._theme.colours
        for name, button in self._buttons.items():
            button.setIcon(icon(self._icons[name], colours.quiet_text, colours.accent))
