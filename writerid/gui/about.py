"""About: versions, the model and its card, licences, and what the work runs on."""

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.metadata import Distribution, PackageNotFoundError, distribution, requires
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTabWidget, QTextBrowser, QVBoxLayout, QWidget

from writerid import __version__
from writerid.errors import WriterIdError
from writerid.gui.workbench import Workbench
from writerid.resources import shipped_model
from writerid.tasks import Task


@dataclass(frozen=True)
class Facts:
    """What the page shows, as plain text and Markdown."""

    system: tuple[tuple[str, str], ...]
    card: str
    licences: tuple[tuple[str, str, str], ...]


def gather_facts(model: Path, task: Task) -> Facts:
    """Read versions, card and licences; a job. A missing card is said, not raised."""
    task.check_cancelled()
    try:
        card = (model / "card.md").read_text(encoding="utf-8")
    except OSError as error:
        card = f"The model card {model / 'card.md'} can't be read: {error.strerror}."
    return Facts(
        (
            ("writerid", __version__),
            ("Python", platform.python_version()),
            ("System", platform.platform()),
            ("Model", str(model)),
            ("Device", _device()),
        ),
        card,
        tuple(_licence(name) for name in _packages()),
    )


def _device() -> str:
    from writerid.pipeline.embedding import likely_device  # noqa: PLC0415 - on the worker

    return likely_device()


def _packages() -> list[str]:
    """The libraries that the program needs, as its own metadata names them."""
    names = []
    for line in requires("writerid") or ():
        if "extra ==" not in line:
            name = line.split(";")[0]
            for mark in "<>=!~[ ":
                name = name.split(mark)[0]
            names.append(name)
    return sorted(names, key=str.lower)


def _licence(name: str) -> tuple[str, str, str]:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return name, "not installed", ""
    return name, found.version, _licence_of(found)


def _licence_of(found: Distribution) -> str:
    record = found.metadata
    for field in ("License-Expression", "License"):
        # A licence's whole text also stands in "License" sometimes.
        if field in record and "\n" not in record[field].strip():
            return record[field]
    kinds = [
        line.rsplit("::", 1)[1].strip()
        for line in record.get_all("Classifier") or ()
        if line.startswith("License ::")
    ]
    return ", ".join(kinds) or "see its own files"


class AboutPage(QWidget):
    """Filled by a job when it is first shown."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        title = QLabel(self.tr("About writerid"))
        title.setObjectName("title")
        lead = QLabel(
            self.tr(
                "An aid to an examiner: it says how strongly findings support one proposition "
                "against another, and gives no probability of identity."
            )
        )
        lead.setObjectName("quiet")
        lead.setWordWrap(True)
        self.versions = self._browser(self.tr("Versions and device"))
        self.card = self._browser(self.tr("Model card"))
        self.licences = self._browser(self.tr("Licences"))
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        tabs.tabBar().setAccessibleName(self.tr("What is shown of the program"))
        for browser in (self.versions, self.card, self.licences):
            tabs.addTab(browser, browser.accessibleName())
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(12)
        for part in (title, lead):
            column.addWidget(part)
        column.addWidget(tabs, 1)
        self._bench = bench
        bench.session.model_changed.connect(self._read)
        self._read()

    def _read(self) -> None:
        self._bench.jobs.read(
            gather_facts,
            self._bench.session.engine.folder or shipped_model(),
            label=self.tr("Reading versions"),
            owner=self,
            done=self._fill,
            failed=self._fail,
            quiet=True,
        )

    def _browser(self, name: str) -> QTextBrowser:
        browser = QTextBrowser()
        browser.setAccessibleName(name)
        browser.setOpenLinks(False)
        browser.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        browser.document().setDocumentMargin(14)
        return browser

    def _fill(self, facts: Facts) -> None:
        self.versions.setHtml(_table((), facts.system))
        self.card.setMarkdown(facts.card)
        heads = (self.tr("Library"), self.tr("Version"), self.tr("Licence"))
        self.licences.setHtml(_table(heads, facts.licences))

    def _fail(self, error: WriterIdError) -> None:
        self.versions.setPlainText(str(error))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"<tr>{''.join(f'<th align=left>{escape(one)}</th>' for one in heads)}</tr>"]
    for row in rows:
        cells = "".join(f"<td>{escape(one)}&nbsp;&nbsp;&nbsp;</td>" for one in row)
        lines.append(f"<tr>{cells}</tr>")
    return f"<table cellpadding='5'>{''.join(lines if heads else lines[1:])}</table>"
