"""Where sentences appear, above the page: nothing has to be answered before going on."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from writerid.gui.workbench import Notices


class NoticePanel(QFrame):
    """The newest notice, and how many more wait."""

    def __init__(self, notices: Notices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setAccessibleName(self.tr("Message"))
        self._notices = notices
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self._more = QLabel()
        self._more.setObjectName("quiet")
        self.dismiss = QPushButton(self.tr("Dismiss"))
        self.dismiss.setAccessibleName(self.tr("Dismiss the message"))
        self.dismiss.clicked.connect(notices.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.addWidget(self.text, 1)
        row.addWidget(self._more)
        row.addWidget(self.dismiss)
        notices.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        texts = self._notices.texts
        if texts:
            self.text.setText(texts[0])
            self.text.setAccessibleName(texts[0])
        more = len(texts) - 1
        self._more.setText(self.tr("{} more").format(more) if more > 0 else "")
        self.setVisible(bool(texts))
