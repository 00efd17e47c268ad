"""What the last replay of a comparison came to, in words and numbers."""

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QTextBrowser, QWidget

from writerid.gui.figures import moment
from writerid.gui.sentences import for_window

if TYPE_CHECKING:
    from writerid.casework.comparisons import ComparisonLine
    from writerid.casework.replay_outcome import ComparisonReplay, Part
    from writerid.casework.replaying import RecordedReplay


MARGIN = 12.0


def outcome_words(outcome: str) -> str:
    """An outcome as the window calls it."""
    words = {
        "identical": QCoreApplication.translate("Replay", "identical"),
        "within tolerance": QCoreApplication.translate("Replay", "within the tolerance"),
        "not repeatable": QCoreApplication.translate("Replay", "not repeatable"),
        "differs": QCoreApplication.translate("Replay", "differs"),
    }
    return words.get(outcome, outcome)


class OutcomeView(QTextBrowser):
    """Shows one comparison's replay: each part, the largest differences, versions then and now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.document().setDocumentMargin(MARGIN)
        self.setAccessibleName(self.tr("What the replay came to"))

    def show_nothing(self) -> None:
        """Where no comparison is chosen."""
        self.setHtml(f"<p>{escape(self.tr('The case holds no comparison yet.'))}</p>")

    def show_replay(self, line: "ComparisonLine", recorded: "RecordedReplay | None") -> None:
        """Show the last replay of a comparison, or that there was none."""
        title = self.tr("Comparison {}: {}, {} UTC").format(line.id, line.item, moment(line.made))
        if recorded is None:
            never = self.tr(
                "Not replayed yet. A replay makes the comparison again from the verified originals "
                "with the settings it was made with, and tells what comes out otherwise. Nothing "
                "that is stored is changed; the history records what came out."
            )
            self.setHtml(f"<h3>{escape(title)}</h3><p>{escape(never)}</p>")
            return
        found = recorded.replay
        head = self.tr("Replayed {} UTC").format(moment(recorded.at))
        if recorded.examiner:
            head += self.tr(" by {}").format(recorded.examiner)
        head += self.tr(", entry {} of the history.").format(recorded.event)
        outcome = outcome_words(found.outcome)
        outcome = outcome[0].upper() + outcome[1:]
        self.setHtml(
            f"<h3>{escape(title)}</h3><h2>{escape(outcome)}</h2><p>{escape(head)}</p>"
            + "".join(self._part(one) for one in found.parts)
            + self._versions(found)
        )

    def _part(self, part: "Part") -> str:
        name = part.name[0].upper() + part.name[1:]
        said = "<br>".join(escape(for_window(one)) for one in part.sentences)
        outcome = escape(outcome_words(part.outcome))
        return f"<p><b>{escape(name)}: {outcome}</b><br>{said}</p>"

    def _versions(self, found: "ComparisonReplay") -> str:
        title = f"<h4>{escape(self.tr('Made with, then and now'))}</h4>"
        if not found.versions:
            same = self.tr("The same versions of program and libraries, and the same backend ({}).")
            return f"{title}<p>{escape(same.format(found.backend))}</p>"
        heads = ("", self.tr("when it was made"), self.tr("at the replay"))
        rows = [heads, *((one.what, one.then, one.now) for one in found.versions)]
        cells = "".join(
            f"<tr>{''.join(f'<td>{escape(cell)}&nbsp;&nbsp;</td>' for cell in row)}</tr>"
            for row in rows
        )
        return f"{title}<table cellpadding='3'>{cells}</table>"
