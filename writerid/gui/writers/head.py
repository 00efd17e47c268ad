"""Above the table: which database, how much is in it, and how the last long work ended."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from writerid.gui.sentences import counted
from writerid.gui.writers.database_jobs import DatabaseContents, Report

MOST_LINES_SHOWN = 6


class DatabaseHead(QWidget):
    """The folder, the counts, and a menu for other databases."""

    open_wanted = Signal()
    new_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel(self.tr("Known writers"))
        title.setObjectName("title")
        self.facts = QLabel()
        self.facts.setObjectName("quiet")
        self.facts.setWordWrap(True)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.menu_button = QPushButton(self.tr("Database"))
        self.menu_button.setAccessibleName(self.tr("Another database, or import"))
        menu = QMenu(self.menu_button)
        for text, signal in (
            (self.tr("Use another database…"), self.open_wanted),
            (self.tr("New database…"), self.new_wanted),
            (self.tr("Import exported writers…"), self.import_wanted),
        ):
            menu.addAction(text).triggered.connect(signal)
        self.menu_button.setMenu(menu)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(title)
        words.addWidget(self.facts)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(words, 1)
        row.addWidget(self.menu_button, alignment=Qt.AlignmentFlag.AlignTop)

    def show_contents(self, contents: DatabaseContents) -> None:
        """Say what was read."""
        found = contents.overview
        if found is None:
            self.facts.setText(
                self.tr(
                    "{}   ·   no database is there yet: it is made with the first enrolment"
                ).format(contents.folder)
            )
            return
        parts = [
            str(contents.folder),
            counted(found.writers, self.tr("1 writer"), self.tr("{} writers")),
            counted(found.documents, self.tr("1 document"), self.tr("{} documents")),
            counted(found.pages, self.tr("1 page"), self.tr("{} pages")),
        ]
        if found.archived:
            parts.append(self.tr("{} archived").format(found.archived))
        if contents.model_id:
            parts.append(self.tr("model {}").format(contents.model_id[:8]))
        self.facts.setText("   ·   ".join(parts))


class Banner(QFrame):
    """A sentence with a button, in sight until the matter is settled."""

    def __init__(self, button: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton(button)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.addWidget(self.text, 1)
        row.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignTop)
        self.hide()

    def say(self, sentence: str) -> None:
        """Show a sentence; an empty one hides the banner."""
        self.text.setText(sentence)
        self.setVisible(bool(sentence))


class ReportBanner(Banner):
    """How long work ended, with everything that was left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Close"), parent)
        self.button.setAccessibleName(self.tr("Close the report"))
        self.list = QPlainTextEdit()
        self.list.setReadOnly(True)
        self.list.setAccessibleName(self.tr("What was left out"))
        holder = QVBoxLayout()
        row = self.layout()
        if isinstance(row, QHBoxLayout):
            row.removeWidget(self.text)
            holder.addWidget(self.text)
            holder.addWidget(self.list)
            row.insertLayout(0, holder, 1)
        self.button.clicked.connect(self.hide)

    def show_report(self, report: Report) -> None:
        """Show how it ended."""
        self.list.setPlainText("\n".join(one.reason for one in report.left_out))
        self.list.setVisible(bool(report.left_out))
        lines = min(len(report.left_out), MOST_LINES_SHOWN)
        self.list.setFixedHeight(self.list.fontMetrics().lineSpacing() * lines + 20)
        self.say(report.sentence)
