"""What every page of the window is handed."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from writerid.errors import WriterIdError
from writerid.gui.jobs import Jobs
from writerid.gui.preferences import PreferencesModel
from writerid.gui.sentences import for_window
from writerid.gui.session import Session
from writerid.gui.theme import Theme


class Notices(QObject):
    """Sentences for the examiner that wait until they are dismissed; the newest is shown first."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def say(self, text: str) -> None:
        """Show a sentence; one that is already there is not shown twice."""
        if text not in self.texts:
            self.texts.insert(0, text)
            self.changed.emit()

    def tell(self, error: WriterIdError) -> None:
        """Show what went wrong."""
        self.say(for_window(str(error)))

    def dismiss(self) -> None:
        """Take away the newest."""
        if self.texts:
            self.texts.pop(0)
            self.changed.emit()


@dataclass(frozen=True, eq=False)
class Workbench:
    """The services of the window: background work, colours, settings, messages, what is open."""

    jobs: Jobs
    theme: Theme
    preferences: PreferencesModel
    notices: Notices
    session: Session


@dataclass(frozen=True)
class WindowPage:
    """A page of the window's rail. ``build`` is called when it is first shown."""

    name: str
    title: str
    icon: str
    build: Callable[[Workbench], QWidget]
    at_the_bottom: bool = False
