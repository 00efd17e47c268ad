"""Both examiners' views and numbers of an item, side by side."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.carry.parts import quiet
from writerid.gui.figures import moment, plain
from writerid.store.names import shown_name

if TYPE_CHECKING:
    from writerid.casework.blind.side import Side, SideCandidate, SideView
    from writerid.casework.blind.sides import ItemOpinions, SecondOpinion

CANDIDATES_SHOWN = 25
TABLE = "<table width='97%' cellpadding='4' cellspacing='0'>"


class OpinionsDialog(QDialog):
    """One item at a time; neither side is coloured or put first by what it says."""

    def __init__(self, parent: QWidget, opinions: "Sequence[SecondOpinion]") -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Both opinions"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(880, 620)
        self._entries = [(opinion, item) for opinion in opinions for item in opinion.items]
        self.chooser = QComboBox()
        self.chooser.setAccessibleName(self.tr("Item"))
        for opinion, item in self._entries:
            title = f"{item.item}  {shown_name(item.title)}".rstrip()
            self.chooser.addItem(
                self.tr("{}   ·   {}").format(title, opinion.examiner or self.tr("not named"))
            )
        self.head = QLabel()
        self.head.setObjectName("heading")
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setAccessibleName(self.tr("Both opinions side by side"))
        self.origin = quiet("")
        self.origin.setTextFormat(Qt.TextFormat.PlainText)
        self.origin.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(self.chooser)
        column.addWidget(self.head)
        column.addWidget(self.text, 1)
        column.addWidget(self.origin)
        column.addLayout(row)
        self.chooser.setVisible(len(self._entries) > 1)
        self.chooser.currentIndexChanged.connect(self._show)
        self._show()

    def _show(self) -> None:
        place = self.chooser.currentIndex()
        if not 0 <= place < len(self._entries):
            return
        opinion, item = self._entries[place]
        self.head.setText(f"{item.item}  {shown_name(item.title)}".rstrip())
        parts = [self._views(item), self._agreement(item), self._candidates(item)]
        self.text.setHtml("".join(parts))
        self.origin.setText(self._origin(opinion))

    def _views(self, item: "ItemOpinions") -> str:
        heads = "".join(
            f"<th align='left' width='50%'>{escape(text)}</th>"
            for text in (self.tr("First examiner"), self.tr("Second examiner"))
        )
        cells = "".join(
            f"<td valign='top'>{self._side(side)}</td>" for side in (item.first, item.second)
        )
        return f"{TABLE}<tr>{heads}</tr><tr>{cells}</tr></table>"

    def _side(self, side: "Side | None") -> str:
        if side is None:
            return escape(self.tr("Nothing is known here yet."))
        said = "".join(self._view(view) for view in side.views) or (
            f"<p>{escape(self.tr('No view was recorded.'))}</p>"
        )
        made = self.tr("Compared {} UTC, {} cm of writing, {} patches").format(
            moment(side.made), plain(side.writing_mm / 10.0, 0), side.patch_count
        )
        return f"{said}<p><small>{escape(made)}</small></p>"

    def _view(self, view: "SideView") -> str:
        who = self.tr("{}, {} UTC").format(shown_name(view.examiner), moment(view.made))
        opinion = (
            f"<b>{escape(view.opinion[:1].upper() + view.opinion[1:])}</b><br>"
            if view.opinion
            else ""
        )
        late = (
            ""
            if view.independent
            else "<br><i>"
            + escape(self.tr("recorded after the other examiner's results were known"))
            + "</i>"
        )
        return f"<p>{opinion}{escape(view.text)}<br><small>{escape(who)}{late}</small></p>"

    def _agreement(self, item: "ItemOpinions") -> str:
        if item.agreement is None:
            return ""
        said = "".join(f"<li>{escape(one)}</li>" for one in item.agreement.sentences)
        return f"<p><b>{escape(self.tr('The numbers'))}</b></p><ul>{said}</ul>"

    def _candidates(self, item: "ItemOpinions") -> str:
        sides = [side for side in (item.first, item.second) if side is not None]
        if not sides:
            return ""
        first = {one.code: one for one in reversed(item.first.candidates)} if item.first else {}
        second = {one.code: one for one in reversed(item.second.candidates)} if item.second else {}
        rows = [
            "<th></th>"
            + "".join(
                f"<th align='left' colspan='3'>{escape(text)}</th>"
                for text in (self.tr("First examiner"), self.tr("Second examiner"))
            ),
            "".join(f"<th align='left'>{escape(text)}</th>" for text in self._heads()),
        ]
        for one in sides[0].candidates[:CANDIDATES_SHOWN]:
            name = one.writer if one.writer == one.code else f"{one.writer} ({one.code})"
            cells = [shown_name(name), *_cells(first.get(one.code)), *_cells(second.get(one.code))]
            rows.append("".join(f"<td>{escape(cell)}</td>" for cell in cells))
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        more = len(sides[0].candidates) - CANDIDATES_SHOWN
        rest = f"<p>{escape(self.tr('… and {} more').format(more))}</p>" if more > 0 else ""
        title = f"<p><b>{escape(self.tr('The candidates'))}</b></p>"
        return f"{title}{TABLE}{body}</table>{rest}"

    def _heads(self) -> tuple[str, ...]:
        side = (self.tr("Rank"), self.tr("Score"), self.tr("Likelihood ratio"))
        return (self.tr("Writer"), *side, *side)

    def _origin(self, opinion: "SecondOpinion") -> str:
        said = [
            self.tr("Package {}").format(opinion.package_id),
            self.tr("commitment {}").format(opinion.commitment),
            self.tr("history of the second case: {} entries, last hash {}").format(
                opinion.history_count, opinion.history_head
            ),
        ]
        if opinion.names_hidden:
            said.append(self.tr("names are hidden until you record your view"))
        return "\n".join(said)


def _cells(one: "SideCandidate | None") -> tuple[str, str, str]:
    if one is None:
        return "–", "–", "–"
    return f"{one.rank}{'=' if one.tied else ''}", plain(one.score), one.lr_shown or "–"
