"""The plots of a validation as pictures; each can be enlarged."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.strength.validation_record import PLOTS

SMALL = QSize(262, 200)
LARGE = QSize(900, 740)


class PlotDialog(QDialog):
    """One plot, as large as the dialog."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.resize(LARGE)
        self._whole = QPixmap()
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setMinimumSize(SMALL)
        self.picture.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.says = QLabel()
        self.says.setWordWrap(True)
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.addWidget(self.picture, 1)
        column.addWidget(self.says)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def show_plot(self, title: str, says: str, picture: QImage) -> None:
        """Open it."""
        self.setWindowTitle(title)
        self._whole = QPixmap.fromImage(picture)
        self.picture.setAccessibleName(title)
        self.says.setText(says)
        self.show()
        self.raise_()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self._whole.isNull():
            keep, smooth = (
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self.picture.setPixmap(self._whole.scaled(self.picture.size(), keep, smooth))


class PlotsPanel(QWidget):
    """The three plots of the amount of writing that is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plots: Mapping[str, Mapping[str, QImage]] = {}
        self._texts = {
            "tippett": (self.tr("Tippett plot"), self._tippett()),
            "pav": (self.tr("PAV plot"), self._pav()),
            "ece": (self.tr("ECE plot"), self._ece()),
        }
        self.amount = QComboBox()
        self.amount.setAccessibleName(self.tr("Amount of questioned writing in the plots"))
        self.amount.currentIndexChanged.connect(self._draw)
        self.dialog = PlotDialog(self)
        self.buttons = {kind: self._button(kind) for kind in PLOTS}
        head = QHBoxLayout()
        heading = QLabel(self.tr("Plots for questioned writing of"))
        heading.setObjectName("heading")
        head.addWidget(heading)
        head.addWidget(self.amount)
        hint = QLabel(self.tr("Press a plot to enlarge it."))
        hint.setObjectName("quiet")
        head.addWidget(hint)
        head.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(12)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(row)

    def show_plots(self, plots: Mapping[str, Mapping[str, QImage]]) -> None:
        """Show other plots; the panel goes away where there are none."""
        self._plots = plots
        self.setVisible(bool(plots))
        self.dialog.reject()
        self.amount.clear()
        self.amount.addItems(list(plots))
        # The largest amount first: it is what a questioned page has.
        self.amount.setCurrentIndex(len(plots) - 1)

    def enlarge(self, kind: str) -> None:
        """Open one of the plots that are on view."""
        picture = self._plots.get(self.amount.currentText(), {}).get(kind)
        if picture is not None:
            title, says = self._texts[kind]
            self.dialog.show_plot(f"{title}: {self.amount.currentText()}", says, picture)

    def _button(self, kind: str) -> QToolButton:
        title, says = self._texts[kind]
        button = QToolButton()
        button.setText(title)
        button.setAccessibleName(self.tr("Enlarge: {}").format(title))
        button.setToolTip(f"<qt>{says}</qt>")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(SMALL)
        button.clicked.connect(lambda: self.enlarge(kind))
        return button

    def _draw(self) -> None:
        pictures = self._plots.get(self.amount.currentText(), {})
        for kind, button in self.buttons.items():
            picture = pictures.get(kind)
            button.setVisible(picture is not None)
            if picture is not None:
                button.setIcon(QIcon(QPixmap.fromImage(picture)))

    def _tippett(self) -> str:
        return self.tr(
            "Tippett plot: the share of likelihood ratios at or above each value, for one writer "
            "and for different writers. The further the curves are apart, the better; where they "
            "reach over 0 (LR 1) to the wrong side, the ratio misleads."
        )

    def _pav(self) -> str:
        return self.tr(
            "PAV plot: the ratios that were given against what the best rising recalibration of "
            "them would give. On the diagonal they are what they say they are."
        )

    def _ece(self) -> str:
        return self.tr(
            "ECE plot: the information that is still missing after the likelihood ratio, for every "
            "prior. Below the curve without likelihood ratios they help; where they lie above it, "
            "they would do harm."
        )
