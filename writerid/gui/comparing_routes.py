"""The pages on which writing is compared, and what leads from one to the other."""

from PySide6.QtCore import QObject

from writerid.gui.casepage.page import CasePage
from writerid.gui.compare.page import ComparePage
from writerid.gui.evidence.page import EvidencePage
from writerid.gui.identify.page import IdentifyPage
from writerid.gui.report.page import ReportPage
from writerid.gui.window import MainWindow
from writerid.gui.workbench import WindowPage, Workbench

NEED_A_CASE = ("identify", "compare", "evidence", "report")


class ComparingRoutes(QObject):
    """Adds the pages to the window; until a case is open, the rail says that one is needed."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.add_page(WindowPage("identify", self.tr("Identify"), "identify", self._identify))
        window.add_page(WindowPage("compare", self.tr("Compare"), "compare", self._compare))
        window.add_page(WindowPage("evidence", self.tr("Evidence"), "evidence", EvidencePage))
        window.add_page(WindowPage("report", self.tr("Report"), "report", self._report))
        case = window.page("case")
        if isinstance(case, CasePage):
            case.comparison_chosen.connect(self._reopen)
        window.bench.session.case_changed.connect(self._allow)
        self._allow()

    def _identify(self, bench: Workbench) -> IdentifyPage:
        page = IdentifyPage(bench)
        page.evidence_requested.connect(self._show_evidence)
        page.page_requested.connect(self._window.show_page)
        return page

    def _compare(self, bench: Workbench) -> ComparePage:
        page = ComparePage(bench)
        page.evidence_requested.connect(self._show_evidence)
        page.page_requested.connect(self._window.show_page)
        return page

    def _report(self, bench: Workbench) -> ReportPage:
        page = ReportPage(bench)
        page.page_requested.connect(self._window.show_page)
        return page

    def _show_evidence(self, comparison_id: int, rank: int) -> None:
        page = self._window.page("evidence")
        if isinstance(page, EvidencePage):
            self._window.show_page("evidence")
            page.open_candidate(comparison_id, rank)

    def _reopen(self, comparison_id: int) -> None:
        """A comparison was chosen in the case's history."""
        lines = self._window.bench.session.comparisons
        kinds = {line.id: line.kind for line in lines}
        name = "compare" if kinds.get(comparison_id) == "compare" else "identify"
        page = self._window.page(name)
        if isinstance(page, IdentifyPage | ComparePage):
            self._window.show_page(name)
            page.open_comparison(comparison_id)

    def _allow(self) -> None:
        reason = self.tr("Open a case first")
        for name in NEED_A_CASE:
            self._window.set_page_enabled(name, self._window.bench.session.case is not None, reason)
