"""The steps of one page, with undo and redo; no pixels and no widgets."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from writerid.gui.prepare.step_texts import title_of
from writerid.pipeline.steps import (
    AUTOMATIC,
    Deskew,
    InkColour,
    RemovePrint,
    RemoveRules,
    RemoveSpecks,
    Step,
    Threshold,
)

Steps = tuple[Step, ...]

SWITCHES: tuple[type[Step], ...] = (Deskew, RemoveRules, RemovePrint, RemoveSpecks)
"""Steps that are simply on or off."""

MOST_UNDO = 200


@dataclass(frozen=True)
class _Change:
    """A state that can be gone back to, and what was done on top of it."""

    before: Steps
    text: str
    merge_key: str = ""


class PreparationModel(QObject):
    """An immutable tuple of steps, replaced as a whole by every change."""

    changed = Signal()

    def __init__(self, steps: Steps = AUTOMATIC, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps = steps
        self._done: list[_Change] = []
        self._undone: list[_Change] = []

    @property
    def steps(self) -> Steps:
        """The steps in force."""
        return self._steps

    # --- changes ---

    def add(self, step: Step) -> None:
        """Append a step."""
        self._set((*self._steps, step), self.tr("add “{}”").format(title_of(type(step))))

    def replace_step(self, index: int, step: Step, *, merge: bool = False) -> None:
        """Put another step in a place. ``merge`` makes one undo of a slider's many values."""
        steps = (*self._steps[:index], step, *self._steps[index + 1 :])
        key = f"{index} {type(step).__name__}" if merge else ""
        self._set(steps, self.tr("change “{}”").format(title_of(type(step))), key)

    def remove(self, index: int) -> None:
        """Take a step away."""
        name = title_of(type(self._steps[index]))
        steps = self._steps[:index] + self._steps[index + 1 :]
        self._set(steps, self.tr("remove “{}”").format(name))

    def move(self, index: int, to: int) -> None:
        """Bring a step to another place in the list."""
        if not 0 <= to < len(self._steps) or to == index:
            return
        steps = list(self._steps)
        steps.insert(to, steps.pop(index))
        self._set(tuple(steps), self.tr("move “{}”").format(title_of(type(steps[to]))))

    def replace_all(self, steps: Steps, text: str) -> None:
        """Other steps altogether, as one change."""
        self._set(steps, text)

    # --- the ink decision, of which there is one ---

    def switch(self, kind: type[Step], on: bool) -> None:
        """Turn a step without settings on or off."""
        if on == self.has(kind):
            return
        name = title_of(kind)
        if on:
            # As the automatic preparation does it, settings included.
            step = next((one for one in AUTOMATIC if isinstance(one, kind)), None)
            if step is not None:
                self._set((*self._steps, step), self.tr("add “{}”").format(name))
        else:
            steps = tuple(one for one in self._steps if not isinstance(one, kind))
            self._set(steps, self.tr("remove “{}”").format(name))

    def has(self, kind: type[Step]) -> bool:
        """Whether there is a step of this kind."""
        return self.first(kind) is not None

    def first(self, kind: type[Step]) -> int | None:
        """The place of the first step of a kind."""
        return next((i for i, one in enumerate(self._steps) if isinstance(one, kind)), None)

    @property
    def threshold(self) -> Threshold:
        """The threshold in force: the last one listed counts."""
        return next((s for s in reversed(self._steps) if isinstance(s, Threshold)), Threshold())

    def set_threshold(self, threshold: Threshold) -> None:
        """Another threshold, in the place of the one in force."""
        places = [i for i, one in enumerate(self._steps) if isinstance(one, Threshold)]
        if not places:
            self.add(threshold)
        elif self._steps[places[-1]] != threshold:
            same = self.threshold.method == threshold.method
            self.replace_step(places[-1], threshold, merge=same)

    @property
    def colour(self) -> InkColour | None:
        """The ink colour, None while any dark ink counts."""
        place = self.first(InkColour)
        step = None if place is None else self._steps[place]
        return step if isinstance(step, InkColour) else None

    def set_colour(self, colour: InkColour | None) -> None:
        """Only this colour counts; None: any."""
        place = self.first(InkColour)
        if colour is None:
            self.switch(InkColour, on=False)
        elif place is None:
            self.add(colour)
        else:
            same = self.colour is not None and self.colour.rgb == colour.rgb
            self.replace_step(place, colour, merge=same)

    def set_tolerance(self, tolerance: float) -> None:
        """How far from the ink colour still counts."""
        if self.colour is not None:
            self.set_colour(replace(self.colour, tolerance=tolerance))

    # --- undo and redo ---

    @property
    def undo_text(self) -> str | None:
        """What would be undone, None where there is nothing."""
        return self._done[-1].text if self._done else None

    @property
    def redo_text(self) -> str | None:
        """What would be done again."""
        return self._undone[-1].text if self._undone else None

    def undo(self) -> None:
        """Go back one change."""
        if self._done:
            change = self._done.pop()
            self._undone.append(_Change(self._steps, change.text))
            self._steps = change.before
            self.changed.emit()

    def redo(self) -> None:
        """Do the last undone change again."""
        if self._undone:
            change = self._undone.pop()
            self._done.append(_Change(self._steps, change.text))
            self._steps = change.before
            self.changed.emit()

    def end_merging(self) -> None:
        """The slider was let go: the next change is one of its own."""
        if self._done:
            self._done[-1] = replace(self._done[-1], merge_key="")

    def _set(self, steps: Steps, text: str, merge_key: str = "") -> None:
        if steps == self._steps:
            return
        merges = bool(merge_key) and bool(self._done) and self._done[-1].merge_key == merge_key
        if not merges:
            self._done.append(_Change(self._steps, text, merge_key))
            del self._done[:-MOST_UNDO]
        self._undone.clear()
        self._steps = steps
        self.changed.emit()
