"""What is asked before a report is signed: the certificate and its password."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from writerid.errors import WriterIdError
from writerid.gui.jobs import Job, Jobs
from writerid.report.certificates import SigningKey, open_certificate
from writerid.tasks import Task


class SignDialog(QDialog):
    """Unlocks the certificate before anything is made; the password is not kept anywhere."""

    unlocked = Signal(object)
    """A SigningKey."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Sign the report"))
        self.setMinimumWidth(460)
        self._jobs = jobs
        self._job: Job | None = None
        self.certificate = QLineEdit()
        self.choose = QPushButton(self.tr("Choose…"))
        self.password = QLineEdit()
        self.message = QLabel()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.sign = QPushButton(self.tr("Sign and save…"))
        self._lay_out()
        self.certificate.textChanged.connect(self._allow)
        self.choose.clicked.connect(self._choose)
        self.sign.clicked.connect(self._unlock)
        self.buttons.rejected.connect(self.reject)
        self.finished.connect(self._end)
        self._allow()

    def _lay_out(self) -> None:
        self.certificate.setAccessibleName(self.tr("File of the certificate"))
        self.certificate.setPlaceholderText(self.tr("a .p12 or .pfx file"))
        self.choose.setAccessibleName(self.tr("Choose the certificate"))
        self.password.setAccessibleName(self.tr("Password of the certificate"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        about = QLabel(
            self.tr(
                "The report is signed with your certificate on this computer. Nothing is asked of "
                "the network: the time is this computer's, and readers judge the certificate by "
                "its issuer or its fingerprint. The password is used once and not kept."
            )
        )
        about.setWordWrap(True)
        about.setObjectName("quiet")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.certificate, 1)
        row.addWidget(self.choose)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.addRow(self.tr("Certificate"), row)
        form.addRow(self.tr("Password"), self.password)
        self.sign.setProperty("primary", True)
        self.sign.setDefault(True)
        self.buttons.addButton(self.sign, QDialogButtonBox.ButtonRole.ActionRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(14)
        column.addWidget(about)
        column.addLayout(form)
        column.addWidget(self.message)
        column.addWidget(self.buttons)

    def ask(self) -> None:
        """Open it; the certificate of the last time is still there, its password is not."""
        self.password.clear()
        self.message.clear()
        self.open()
        (self.password if self.certificate.text() else self.certificate).setFocus()

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.tr("Certificate to sign with"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Certificates with a private key (*.p12 *.pfx)"))
        dialog.fileSelected.connect(self.certificate.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _unlock(self) -> None:
        self.message.setText(self.tr("Unlocking the certificate …"))
        self._job = self._jobs.read(
            unlock,
            (Path(self.certificate.text().strip()), self.password.text()),
            label=self.tr("Unlocking the certificate"),
            owner=self,
            done=self._unlocked,
            failed=self._tell,
            quiet=True,
        )
        self._allow()

    def _unlocked(self, key: SigningKey) -> None:
        self._job = None
        self.accept()
        self.unlocked.emit(key)

    def _tell(self, error: WriterIdError) -> None:
        self._job = None
        text = str(error)
        self.message.setText(f"{text[:1].upper()}{text[1:]}.")
        self.password.selectAll()
        self._allow()

    def _end(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self.password.clear()
        self._allow()

    def _allow(self) -> None:
        self.sign.setEnabled(bool(self.certificate.text().strip()) and self._job is None)


def unlock(snapshot: tuple[Path, str], task: Task) -> SigningKey:
    """Open a certificate; a job. Raises SignatureError."""
    task.check_cancelled()
    return open_certificate(*snapshot)
