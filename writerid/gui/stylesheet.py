"""The style sheet: rounded, flat, with room around things. Sizes in ems follow the font."""

from string import Template
from typing import TYPE_CHECKING

from writerid.resources import resources_folder

if TYPE_CHECKING:
    from writerid.gui.theme import Colours

SHEET = Template("""
* { font-size: 10pt; }
QToolTip { background: $raised; color: $text; border: 1px solid $border; padding: 4px 6px; }

#rail { background: $surface; border-right: 1px solid $border; }
#rail QToolButton { border: none; border-radius: 8px; padding: 7px 2px; color: $quiet_text;
    font-size: 9pt; background: transparent; }
#rail QToolButton:hover { background: $window; color: $text; }
#rail QToolButton:checked { background: $accent_wash; color: $accent; font-weight: 600; }
#rail QToolButton:disabled { color: $faint_text; }
#rail QToolButton:focus { border: 2px solid $accent; padding: 5px 0px; }

QPushButton { background: $raised; border: 1px solid $border; border-radius: 6px;
    padding: 6px 14px; color: $text; }
QPushButton:hover { border-color: $accent; }
QPushButton:pressed, QPushButton:checked { background: $accent_wash; border-color: $accent; }
QPushButton:focus { border: 2px solid $accent; padding: 5px 13px; }
QPushButton:disabled { color: $quiet_text; background: $window; }
QPushButton[primary="true"] { background: $accent; color: $accent_text; border-color: $accent;
    font-weight: 600; }
QPushButton[primary="true"]:disabled { background: $border; color: $quiet_text;
    border-color: $border; }
QPushButton[primary="true"]:focus { border: 2px solid $text; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px;
    padding: 4px; color: $text; }
QToolButton:hover { background: $accent_wash; }
QToolButton:checked { background: $accent_wash; border-color: $accent; }
QToolButton:focus { border: 2px solid $accent; padding: 3px; }
QToolButton:disabled { color: $quiet_text; }

QLineEdit { background: $surface; color: $text; border: 1px solid $border; border-radius: 6px;
    padding: 4px 8px; min-height: 1.4em; selection-background-color: $accent;
    selection-color: $accent_text; }
QLineEdit:focus { border: 2px solid $accent; padding: 3px 7px; }
QPlainTextEdit { background: $surface; color: $text; border: 1px solid $border;
    border-radius: 6px; padding: 2px 4px; selection-background-color: $accent;
    selection-color: $accent_text; }
QPlainTextEdit:focus { border: 2px solid $accent; padding: 1px 3px; }
QComboBox, QSpinBox, QDoubleSpinBox { min-height: 1.9em; }
QComboBox QAbstractItemView { background: $surface; color: $text; border: 1px solid $border;
    selection-background-color: $accent_wash; selection-color: $text; outline: none; }

QListView, QTreeView, QTableView, QTextBrowser { background: $surface; color: $text;
    border: 1px solid $border; border-radius: 8px; outline: none; }
QListView:focus, QTreeView:focus, QTableView:focus, QTextBrowser:focus { border-color: $accent; }
QListView::item { padding: 5px 8px; border-radius: 5px; margin: 1px 3px; }
QListView::item:hover { background: $window; }
QListView::item:selected { background: $accent_wash; color: $text; }
QListView::indicator { width: 13px; height: 13px; border: 1px solid $quiet_text; border-radius: 3px;
    background: $surface; }
QListView::indicator:checked { background: $accent; border-color: $accent;
    image: url("$tick"); }
QTableView { selection-background-color: $accent_wash; selection-color: $text; }
QTableView::item { padding: 2px 8px; border: none; }
QTableView::item:selected { background: $accent_wash; color: $text; }
QTableView::item:focus { border: 1px solid $accent; }
#thumbnails { background: $page_surround; border: none; border-right: 1px solid $border;
    border-radius: 0; }
QHeaderView::section { background: $raised; color: $quiet_text; border: none;
    border-bottom: 1px solid $border; padding: 5px 8px; }

QScrollBar { background: transparent; width: 12px; height: 12px; margin: 0; }
QScrollBar::handle { background: $border; border-radius: 4px; margin: 2px; min-height: 28px;
    min-width: 28px; }
QScrollBar::handle:hover { background: $quiet_text; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
    background: transparent; border: none; width: 0; height: 0; }

QSlider::groove:horizontal { height: 4px; background: $border; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { background: $surface; border: 2px solid $accent; width: 14px;
    height: 14px; margin: -7px 0; border-radius: 9px; }
QSlider:focus { border: 1px solid $accent; border-radius: 6px; }

QProgressBar { background: $border; border: none; border-radius: 3px; height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QCheckBox, QRadioButton { spacing: 8px; color: $text; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QCheckBox:disabled, QRadioButton:disabled, QLabel:disabled { color: $faint_text; }
QSlider::handle:horizontal:disabled { border-color: $border; }
QSlider::sub-page:horizontal:disabled { background: $border; }
QMenu { background: $surface; color: $text; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 6px 22px; border-radius: 5px; }
QMenu::item:selected { background: $accent_wash; }
QMenu::item:disabled { color: $faint_text; }
QSplitter::handle { background: $border; }
QStatusBar { background: $surface; border-top: 1px solid $border; color: $quiet_text; }
QStatusBar::item { border: none; }

QTabWidget::pane { border: none; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $quiet_text; border: none; padding: 7px 12px;
    margin-right: 6px; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $accent; border-bottom-color: $accent; font-weight: 600; }
QTabBar::tab:focus { color: $text; }

#banner { background: $notice; border: 1px solid $notice_border; border-radius: 8px; }
#notice { background: $notice; border: none; border-bottom: 1px solid $notice_border; }
#toolstrip QToolBar { background: transparent; border: none; spacing: 1px; padding: 0; }
#qt_toolbar_ext_button { padding: 0; min-width: 20px; background: $accent_wash; }
QToolBar::separator { width: 14px; background: transparent; }
#toolstrip { background: $surface; border-bottom: 1px solid $border; }
#sidepanel { background: $surface; border-left: 1px solid $border; }
#leftpanel { background: $surface; border-right: 1px solid $border; }
#mark { padding: 6px 4px; }
#mark:focus { padding: 5px 3px; }
#quietbutton { padding: 2px 8px; background: transparent; color: $quiet_text; }
#panelscroll { background: $surface; border: none; }
#card { background: $surface; border: 1px solid $border; border-radius: 10px; }
QLabel#title { font-size: 19pt; font-weight: 600; color: $text; }
QLabel#heading { font-size: 10pt; font-weight: 600; color: $text; }
QLabel#quiet { color: $quiet_text; }
#pageview { background: $page_surround; border: none; }
""")


def style_sheet(colours: "Colours", *, dark: bool) -> str:
    """The style sheet in these colours; the tick of a ticked box stands on the accent."""
    tick = resources_folder() / "icons" / f"tick-{'dark' if dark else 'light'}.svg"
    return SHEET.substitute(vars(colours), tick=tick.as_posix())
