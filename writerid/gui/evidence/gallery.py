"""The gallery: pairs of patches from the real pixels, supporting and contradicting apart."""

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.evidence.crops import CONTEXT, REFERENCE, CropCutter, CropKey
from writerid.gui.evidence.model import QUESTIONED, EvidenceModel
from writerid.gui.figures import percent, plain, small
from writerid.gui.identify.candidates import AnyIndex
from writerid.gui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from writerid.model import PatchPair

TILE_PX = 76
SMALL_TILE_PX = 68
"""Where there are three in a row."""

CUT_PX = 152
"""Cut twice as fine, for fine screens."""

GAP_PX = 4
ROW_PX = TILE_PX + 12
PAIR_ROLE = Qt.ItemDataRole.UserRole + 1


class PairList(QAbstractListModel):
    """The pairs of one kind, strongest first."""

    def __init__(self, model: EvidenceModel, *, supporting: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self.supporting = supporting
        model.opened_changed.connect(self._reload)
        model.marks_changed.connect(self._refresh)

    @property
    def pairs(self) -> "tuple[PatchPair, ...]":
        """The rows."""
        return self._model.pairs(supporting=self.supporting)

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.pairs)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        pair = self.pairs[index.row()]
        if role == PAIR_ROLE:
            return pair
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return "\n".join(self.lines(index.row()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tr(
                "Left the questioned patch and its relative contribution, right the known patch "
                "most similar to it. The similarity is another number than the contribution."
            ) + self._reference_tip(pair)
        return None

    def lines(self, row: int) -> list[str]:
        """What stands beside the pictures."""
        pair = self.pairs[row]
        lines = [
            self._model.label_of(pair),
            small(pair.contribution),
            self.tr("similar {}").format(plain(pair.similarity, 2)),
        ]
        mark = self._model.mark_of(pair)
        if mark is not None:
            lines.append(verdict_text(mark.verdict or ""))
        return lines

    def keys(self, row: int) -> list[CropKey]:
        """The crops of a row."""
        pair = self.pairs[row]
        keys = [
            CropKey(QUESTIONED, pair.questioned_patch, CUT_PX),
            CropKey(pair.known_document, pair.known_patch, CUT_PX),
        ]
        reference = self._model.reference_of(pair) if not self.supporting else None
        return keys if reference is None else [*keys, CropKey(REFERENCE, reference[0], CUT_PX)]

    def _reference_tip(self, pair: "PatchPair") -> str:
        reference = self._model.reference_of(pair)
        if reference is None:
            return ""
        return self.tr(
            " Third, as the network sees it: the nearest patch of the model's reference writers, "
            "similarity {}."
        ).format(plain(reference[1], 2))

    def _reload(self) -> None:
        self.beginResetModel()
        self.endResetModel()

    def _refresh(self) -> None:
        if self.pairs:
            self.dataChanged.emit(self.index(0), self.index(len(self.pairs) - 1))


def verdict_text(verdict: str) -> str:
    """A mark as it is shown: a sign that is no colour, and the word."""
    signs = {
        "agrees": "\N{CHECK MARK}",
        "disagrees": "\N{NOT EQUAL TO}",
        "not usable": "\N{EMPTY SET}",
    }
    texts = {
        "agrees": QApplication.translate("Marks", "agrees"),
        "disagrees": QApplication.translate("Marks", "disagrees"),
        "not usable": QApplication.translate("Marks", "not usable"),
    }
    return f"{signs[verdict]} {texts[verdict]}" if verdict in texts else ""


class PairDelegate(QStyledItemDelegate):
    """Draws the crops side by side, the compared window outlined, and the figures."""

    def __init__(self, pairs: PairList, cutter: CropCutter, theme: Theme) -> None:
        super().__init__(pairs)
        self._pairs = pairs
        self._cutter = cutter
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(200, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text = ""
        widget = ground.widget
        style = widget.style() if widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, widget)
        rect: QRect = option.rect
        keys = self._pairs.keys(index.row())
        self._cutter.ask(keys)
        x, y = rect.left() + 8, rect.top() + (rect.height() - TILE_PX) // 2
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        side = TILE_PX if len(keys) == 2 else SMALL_TILE_PX
        for key in keys:
            self._paint_crop(painter, QRect(x, y + (TILE_PX - side) // 2, side, side), key)
            x += side + GAP_PX
        room = QRect(x + 6, y, rect.right() - x - 8, TILE_PX)
        self._paint_lines(painter, room, self._pairs.lines(index.row()))
        painter.restore()

    def _paint_crop(self, painter: QPainter, rect: QRect, key: CropKey) -> None:
        colours = self._theme.colours
        picture = self._cutter.picture(key)
        if picture is None:
            painter.fillRect(rect, QColor(colours.page_surround))
            return
        painter.drawPixmap(rect, picture)
        colour = LIGHT.supporting if self._pairs.supporting else LIGHT.contradicting
        if key.side == REFERENCE:
            colour = LIGHT.quiet_text
        paint_window(painter, QRectF(rect), colour, dashed=not self._pairs.supporting)

    def _paint_lines(self, painter: QPainter, room: QRect, lines: list[str]) -> None:
        colours = self._theme.colours
        bold = QFont(painter.font())
        bold.setBold(True)
        plain_font = painter.font()
        height = painter.fontMetrics().height() + 1
        for number, line in enumerate(lines):
            painter.setFont(bold if number in (0, 3) else plain_font)
            painter.setPen(QColor(colours.quiet_text if number == 2 else colours.text))
            place = QRect(room.left(), room.top() + number * height, room.width(), height)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, line)


def paint_window(painter: QPainter, tile: QRectF, colour: str, *, dashed: bool) -> None:
    """Outline the part of a crop that is compared."""
    side = tile.width() / CONTEXT
    inner = QRectF(0, 0, side, side)
    inner.moveCenter(tile.center())
    pen = QPen(QColor(colour), 1.4)
    if dashed:
        pen.setDashPattern([4.0, 3.0])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(inner)


class Gallery(QTabWidget):
    """Two lists, and above each what its pairs carry."""

    def __init__(self, model: EvidenceModel, cutter: CropCutter, theme: Theme) -> None:
        super().__init__()
        self._model = model
        self.lists: dict[bool, PairList] = {}
        self.views: dict[bool, QListView] = {}
        self.carry: dict[bool, QLabel] = {}
        self.setAccessibleName(self.tr("Pairs of patches"))
        self.tabBar().setAccessibleName(self.tr("Supporting or contradicting pairs"))
        for supporting in (True, False):
            self._add_list(supporting, cutter, theme)
        model.opened_changed.connect(self._show_opened)
        model.pair_changed.connect(self._show_pair)

    def _add_list(self, supporting: bool, cutter: CropCutter, theme: Theme) -> None:
        pairs = PairList(self._model, supporting=supporting, parent=self)
        view = QListView()
        view.setModel(pairs)
        view.setItemDelegate(PairDelegate(pairs, cutter, theme))
        view.setUniformItemSizes(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        title = self.tr("Supporting") if supporting else self.tr("Contradicting")
        view.setAccessibleName(self.tr("{} pairs, strongest first").format(title))
        view.selectionModel().currentChanged.connect(
            lambda index, _: self._choose(supporting, index)
        )
        view.clicked.connect(lambda index: self._choose(supporting, index))
        cutter.arrived.connect(view.viewport().update)
        carry = QLabel()
        carry.setObjectName("quiet")
        carry.setWordWrap(True)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(5)
        column.addWidget(carry)
        column.addWidget(view, 1)
        self.addTab(page, title)
        self.lists[supporting], self.views[supporting], self.carry[supporting] = pairs, view, carry

    def _choose(self, supporting: bool, index: QModelIndex) -> None:
        if index.isValid():
            self._model.choose(self.lists[supporting].pairs[index.row()])

    def _show_opened(self) -> None:
        for supporting, label in self.carry.items():
            label.setText(self._carried(supporting))
        self.setCurrentIndex(0)

    def _carried(self, supporting: bool) -> str:
        opened = self._model.opened
        if opened is None:
            return ""
        evidence = opened.evidence
        pairs = self._model.pairs(supporting=supporting)
        if not pairs:
            return (
                self.tr("No patch supports this writer.")
                if supporting
                else self.tr("No patch contradicts this writer.")
            )
        share = (
            evidence.pairs.supporting_share if supporting else evidence.pairs.contradicting_share
        )
        whole = evidence.supporting_sum if supporting else evidence.contradicting_sum
        text = {
            (True, True): self.tr("This patch carries {1} of the supporting sum ({2})."),
            (False, True): self.tr("This patch carries {1} of the contradicting sum ({2})."),
            (True, False): self.tr(
                "These {0} patches carry {1} of the supporting sum ({2}); overlaps left out."
            ),
            (False, False): self.tr(
                "These {0} patches carry {1} of the contradicting sum ({2}); overlaps left out."
            ),
        }[supporting, len(pairs) == 1]
        return text.format(len(pairs), percent(share), small(whole))

    def _show_pair(self) -> None:
        pair = self._model.pair
        for supporting, pairs in self.lists.items():
            view = self.views[supporting]
            row = pairs.pairs.index(pair) if pair is not None and pair in pairs.pairs else -1
            selection = view.selectionModel()
            selection.blockSignals(True)
            view.setCurrentIndex(pairs.index(row, 0))
            selection.blockSignals(False)
            view.viewport().update()
            if row >= 0:
                view.scrollTo(pairs.index(row, 0))
                self.setCurrentIndex(0 if supporting else 1)
