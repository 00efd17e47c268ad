"""The pane beside the table: one writer with exemplars, item data, provenance and notes."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.explanation import ExplanationButton, document_sentence
from writerid.gui.item_form import ItemForm, SettlingText
from writerid.gui.workbench import Workbench
from writerid.gui.writers.changes import DatabaseChanges
from writerid.gui.writers.database_jobs import WriterDetail
from writerid.gui.writers.exemplars import EXEMPLAR_PX, ExemplarRows
from writerid.store.names import shown_name

if TYPE_CHECKING:
    from writerid.store.writers import Document, Writer

PANEL_WIDTH = 372


class WriterPanel(QFrame):
    """Every field is saved when it is left."""

    split_wanted = Signal(object)
    delete_wanted = Signal(object)
    """A Document shall be given to another writer; shall be deleted."""

    def __init__(self, bench: Workbench, changes: DatabaseChanges) -> None:
        super().__init__()
        self.setObjectName("sidepanel")
        self.setFixedWidth(PANEL_WIDTH)
        self._changes = changes
        self._theme = bench.theme
        self.writer: Writer | None = None
        self.documents: tuple[Document, ...] = ()
        self.heading = QLabel()
        self.name = self._line(self.tr("Name"))
        self.codes = self._line(self.tr("Codes"))
        self.codes.setPlaceholderText(self.tr("your own references, parted by commas"))
        self.provenance = SettlingText(self.tr("Provenance"))
        self.provenance.setPlaceholderText(self.tr("where the writing comes from, who vouches"))
        self.notes = SettlingText(self.tr("Notes on the writer"))
        self.document = QComboBox()
        self.document.setAccessibleName(self.tr("Document"))
        self.exemplars = ExemplarRows(bench, self)
        self.gallery = QListView()
        self.item = ItemForm()
        self.split = QPushButton(self.tr("Give this document to another writer…"))
        self.delete = QPushButton(self.tr("Delete this document…"))
        self._lay_out()
        self._connect()
        self.show_nothing(self.tr("No writer is chosen"))

    def show_nothing(self, sentence: str) -> None:
        """No one writer is chosen: say so."""
        self.commit()
        self.writer = None
        self.heading.setText(sentence)
        self._body.hide()

    def show_writer(self, writer: "Writer") -> None:
        """Show what the table knows of a writer; the rest follows with ``show_detail``."""
        same = self.writer is not None and self.writer.id == writer.id
        if not same:
            self.commit()
            self._show_documents(())
            self.exemplars.show_pages((), None)
        self.writer = writer
        self.heading.setText(shown_name(writer.name))
        self._body.show()
        for line, text in ((self.name, writer.name), (self.codes, ", ".join(writer.codes))):
            if not (same and line.hasFocus()):
                line.setText(text)
        for field, text in ((self.provenance, writer.provenance), (self.notes, writer.notes)):
            if same:
                field.show_text(text)
            else:
                field.forget(text)

    def show_detail(self, detail: WriterDetail, folder: object) -> None:
        """Show the documents and their pages."""
        if self.writer is None or detail.writer.id != self.writer.id:
            return
        self._show_documents(detail.documents)
        self.exemplars.show_pages(detail.exemplars, folder)
        self._choose_document()

    def chosen_document(self) -> "Document | None":
        """The document whose data is shown."""
        row = self.document.currentIndex()
        return self.documents[row] if 0 <= row < len(self.documents) else None

    def commit(self) -> None:
        """Save what is being typed."""
        writer = self.writer
        if writer is None:
            return
        self.item.commit()
        self.provenance.commit()
        self.notes.commit()
        name = self.name.text().strip()
        if name and name != writer.name:
            self._changes.rename(writer, name)
        codes = tuple(code.strip() for code in self.codes.text().split(",") if code.strip())
        if codes != writer.codes:
            self._changes.describe(writer, codes=codes)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.commit()

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        line.editingFinished.connect(self.commit)
        return line

    def _lay_out(self) -> None:
        self.heading.setObjectName("heading")
        self.heading.setWordWrap(True)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        for field in (self.provenance, self.notes):
            field.setFixedHeight(56)
        names = QFormLayout()
        names.setHorizontalSpacing(10)
        names.setVerticalSpacing(6)
        names.addRow(self.tr("Name"), self.name)
        names.addRow(self.tr("Codes"), self.codes)
        names.addRow(self.tr("Provenance"), self.provenance)
        names.addRow(self.tr("Notes"), self.notes)
        self.gallery.setModel(self.exemplars)
        self.gallery.setAccessibleName(self.tr("Exemplars"))
        self.gallery.setViewMode(QListView.ViewMode.IconMode)
        self.gallery.setFlow(QListView.Flow.LeftToRight)
        self.gallery.setWrapping(False)
        self.gallery.setMovement(QListView.Movement.Static)
        self.gallery.setUniformItemSizes(True)
        self.gallery.setIconSize(QSize(EXEMPLAR_PX, EXEMPLAR_PX))
        self.gallery.setFixedHeight(EXEMPLAR_PX + 46)
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(names)
        column.addWidget(self.gallery)
        column.addLayout(self._document_row())
        column.addWidget(self.item)
        column.addWidget(self.split)
        column.addWidget(self.delete)
        inside = QWidget()
        inside.setObjectName("panelscroll")
        outer_column = QVBoxLayout(inside)
        outer_column.setContentsMargins(14, 14, 14, 14)
        outer_column.addWidget(self.heading)
        outer_column.addWidget(self._body)
        outer_column.addStretch(1)
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

    def _document_row(self) -> QHBoxLayout:
        self.document.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        row = QHBoxLayout()
        label = QLabel(self.tr("Document"))
        label.setBuddy(self.document)
        row.addWidget(label)
        row.addWidget(self.document, 1)
        explanation = ExplanationButton(self.tr("Document"), document_sentence(), self._theme)
        row.addWidget(explanation)
        return row

    def _connect(self) -> None:
        self.provenance.settled.connect(lambda text: self._describe(provenance=text))
        self.notes.settled.connect(lambda text: self._describe(notes=text))
        self.item.edited.connect(self._describe_document)
        self.document.activated.connect(self._choose_document)
        self.gallery.selectionModel().currentChanged.connect(
            lambda index, _: self._follow_gallery(index.row())
        )
        self.split.clicked.connect(lambda: self.split_wanted.emit(self.chosen_document()))
        self.delete.clicked.connect(lambda: self.delete_wanted.emit(self.chosen_document()))

    def _describe(self, **changes: object) -> None:
        if self.writer is not None:
            self._changes.describe(self.writer, **changes)

    def _describe_document(self, data: object) -> None:
        document = self.chosen_document()
        if document is not None:
            self._changes.describe_document(document, data)

    def _show_documents(self, documents: "tuple[Document, ...]") -> None:
        chosen = self.chosen_document()
        self.documents = documents
        self.document.clear()
        for document in documents:
            self.document.addItem(shown_name(document.name))
        ids = [document.id for document in documents]
        if chosen is not None and chosen.id in ids:
            self.document.setCurrentIndex(ids.index(chosen.id))
        for part in (self.document, self.item, self.split, self.delete):
            part.setEnabled(bool(documents))

    def _choose_document(self) -> None:
        document = self.chosen_document()
        if document is not None:
            self.item.show_data(document.item, known=True)

    def _follow_gallery(self, row: int) -> None:
        """The data shown are those of the document whose page was chosen."""
        page = self.exemplars.page(row)
        ids = [document.id for document in self.documents]
        if page is not None and page.document_id in ids:
            self.item.commit()
            self.document.setCurrentIndex(ids.index(page.document_id))
            self._choose_document()
