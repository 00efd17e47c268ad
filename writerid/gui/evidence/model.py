"""What is looked at: the evidence, the chosen pair, the threshold, the marks; no pixels."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from writerid.gui.evidence.opening import MarkWish, OpenedEvidence

if TYPE_CHECKING:
    from writerid.casework.marks import Mark, PairKey, Verdict
    from writerid.casework.stored_evidence import Evidence, EvidenceSide
    from writerid.model import PatchPair

QUESTIONED = -1
"""The number of the questioned side; known documents count from 0."""


class EvidenceModel(QObject):
    """One candidate's evidence and where the examiner is in it."""

    opened_changed = Signal()
    pair_changed = Signal(bool)
    """Another pair is chosen; whether the pages should go there."""

    shown_changed = Signal()
    """Other outlines are to be drawn."""

    marks_changed = Signal()
    mark_wanted = Signal(object)
    """A MarkWish to be kept in the case."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.opened: OpenedEvidence | None = None
        self.pair: PatchPair | None = None
        self.marks: dict[PairKey, Mark | MarkWish] = {}
        self._kept: dict[PairKey, Mark | MarkWish] = {}
        self.threshold = 0.0
        self.shows_all = False
        self._strength: dict[int, npt.NDArray[np.float64]] = {}

    # --- what is open ---

    def open(self, opened: OpenedEvidence | None) -> None:
        """Look at other evidence, from its strongest pair on."""
        self.opened = opened
        self.pair = None
        if opened is not None:
            found = opened.evidence.pairs
            self.pair = next(iter((*found.supporting, *found.contradicting)), None)
        self.marks = dict(opened.marks) if opened is not None else {}
        self._kept = dict(self.marks)
        self._strength = {}
        if opened is not None:
            self._weigh(opened)
        self.opened_changed.emit()
        self.marks_changed.emit()
        self.pair_changed.emit(False)

    def side(self, number: int) -> "EvidenceSide":
        """The questioned document (−1) or a known one."""
        evidence = self._evidence()
        return evidence.questioned if number == QUESTIONED else evidence.known[number]

    def strength(self, number: int) -> npt.NDArray[np.float64]:
        """(n,) from −1 to 1: relative contributions over the largest.

        A known patch has that of the strongest questioned patch that it is the best counterpart of,
        0 where there is none.
        """
        return self._strength[number]

    def _weigh(self, opened: OpenedEvidence) -> None:
        evidence = opened.evidence
        relative = evidence.contributions.relative
        largest = float(np.abs(relative).max(initial=0.0)) or 1.0
        shares = relative / largest
        self._strength[QUESTIONED] = shares
        for number, side in enumerate(evidence.known):
            found = np.zeros(len(side.corners_px))
            for patch in np.argsort(np.abs(shares), kind="stable"):
                if evidence.counterparts.document[patch, 0] == number:
                    # Strongest last: it stays.
                    found[evidence.counterparts.patch[patch, 0]] = shares[patch]
            for pair in self._weakest_first():
                if pair.known_document == number:
                    # As the gallery has it: label and outline say the same.
                    found[pair.known_patch] = pair.contribution / largest
            self._strength[number] = found

    def _weakest_first(self) -> "list[PatchPair]":
        pairs = (*self.pairs(supporting=True), *self.pairs(supporting=False))
        return sorted(pairs, key=lambda pair: abs(pair.contribution))

    # --- pairs ---

    def pairs(self, *, supporting: bool) -> "tuple[PatchPair, ...]":
        """The gallery's pairs of a kind, strongest first."""
        if self.opened is None:
            return ()
        found = self.opened.evidence.pairs
        return found.supporting if supporting else found.contradicting

    def label_of(self, pair: "PatchPair") -> str:
        """A number for supporting pairs, C and a number for contradicting ones."""
        for supporting, prefix in ((True, ""), (False, "C")):
            for place, one in enumerate(self.pairs(supporting=supporting), start=1):
                if one == pair:
                    return f"{prefix}{place}"
        return ""

    @property
    def chosen_label(self) -> str:
        """The label of the chosen pair, empty where it is not in the gallery."""
        return "" if self.pair is None else self.label_of(self.pair)

    def gallery_patches(self, number: int) -> Iterator[tuple[int, str]]:
        """Patches of a side that stand in the gallery, with their labels."""
        for supporting, prefix in ((True, ""), (False, "C")):
            for place, pair in enumerate(self.pairs(supporting=supporting), start=1):
                if number == QUESTIONED:
                    yield pair.questioned_patch, f"{prefix}{place}"
                elif pair.known_document == number:
                    yield pair.known_patch, f"{prefix}{place}"

    def choose(self, pair: "PatchPair | None", *, go_there: bool = True) -> None:
        """Look at a pair."""
        if pair != self.pair:
            self.pair = pair
            self.pair_changed.emit(go_there)

    def choose_patch(self, number: int, patch: int) -> None:
        """Look at the pair of a patch that was clicked; of a known one the strongest there is."""
        counterparts = self._evidence().counterparts
        if number != QUESTIONED:
            here = (counterparts.document == number) & (counterparts.patch == patch)
            best = np.flatnonzero(here[:, 0])
            rows = best if len(best) else np.flatnonzero(here.any(axis=1))
            if not len(rows):
                return
            strongest = rows[np.abs(self._strength[QUESTIONED][rows]).argmax()]
            self.choose(self._pair_of(int(strongest), (number, patch)), go_there=False)
        else:
            self.choose(self._pair_of(patch), go_there=False)

    def step(self, by: int) -> None:
        """The next or previous pair of the kind that is looked at."""
        supporting = self.pair is None or self.pair.contribution >= 0.0
        pairs = self.pairs(supporting=supporting)
        if not pairs:
            return
        place = pairs.index(self.pair) + by if self.pair in pairs else 0
        self.choose(pairs[min(max(place, 0), len(pairs) - 1)])

    def lit(self, number: int) -> list[int]:
        """Patches of a side that light up: the chosen one, or its counterparts."""
        if self.pair is None:
            return []
        if number == QUESTIONED:
            return [self.pair.questioned_patch]
        counterparts = self._evidence().counterparts
        row = self.pair.questioned_patch
        here = counterparts.document[row] == number
        lit = [int(patch) for patch in counterparts.patch[row][here]]
        if self.pair.known_document == number and self.pair.known_patch not in lit:
            lit.append(self.pair.known_patch)
        return lit

    def patch_of_pair(self, number: int) -> int | None:
        """The chosen pair's patch on a side, None where it is on another."""
        if self.pair is None:
            return None
        if number == QUESTIONED:
            return self.pair.questioned_patch
        return self.pair.known_patch if self.pair.known_document == number else None

    def reference_of(self, pair: "PatchPair") -> tuple[int, float] | None:
        """For a contradicting pair of the gallery: the nearest reference patch, and how near."""
        pairs = self.pairs(supporting=False)
        if self.opened is None or pair not in pairs:
            return None
        return self.opened.evidence.reference_counterparts[pairs.index(pair)]

    def _pair_of(self, patch: int, known: tuple[int, int] | None = None) -> "PatchPair":
        from writerid.model import PatchPair  # noqa: PLC0415 - loaded with the evidence

        evidence = self._evidence()
        for pair in (*evidence.pairs.supporting, *evidence.pairs.contradicting):
            if pair.questioned_patch == patch and (
                known is None or known == (pair.known_document, pair.known_patch)
            ):
                return pair
        found = evidence.counterparts
        place = 0
        if known is not None:
            here = (found.document[patch] == known[0]) & (found.patch[patch] == known[1])
            place = int(np.flatnonzero(here)[0])
        return PatchPair(
            patch,
            int(found.document[patch, place]),
            int(found.patch[patch, place]),
            float(evidence.contributions.relative[patch]),
            float(found.similarity[patch, place]),
        )

    # --- what is outlined ---

    def set_threshold(self, least: float) -> None:
        """Outline no patch of less than this share of the largest contribution."""
        if least != self.threshold:
            self.threshold = least
            self.shown_changed.emit()

    def set_shows_all(self, shows_all: bool) -> None:
        """Outline all patches, or those of the gallery, which hardly overlap."""
        if shows_all != self.shows_all:
            self.shows_all = shows_all
            self.shown_changed.emit()

    def outlined(self, number: int) -> list[int] | None:
        """The patches of a side that may be outlined."""
        if self.shows_all:
            return [int(i) for i in np.flatnonzero(self._strength[number])]
        return [patch for patch, _ in self.gallery_patches(number)]

    # --- marks ---

    def mark_of(self, pair: "PatchPair") -> "Mark | MarkWish | None":
        """The examiner's mark on a pair."""
        return self.marks.get(_key(pair))

    def mark(self, verdict: "Verdict | None", note: str) -> None:
        """Mark the pair that is looked at; None takes the mark off. No score changes."""
        if self.pair is None:
            return
        self.mark_pair(self.pair, verdict, note)

    def mark_pair(self, pair: "PatchPair", verdict: "Verdict | None", note: str) -> None:
        """Mark a pair."""
        wish = MarkWish(_key(pair), verdict, note)
        before = self.marks.get(wish.pair)
        if verdict is None:
            if self.marks.pop(wish.pair, None) is None:
                return
        elif before is not None and (before.verdict, before.note) == (verdict, note):
            return
        else:
            self.marks[wish.pair] = wish
        self.mark_wanted.emit(wish)
        self.marks_changed.emit()

    def mark_kept(self, wish: MarkWish) -> None:
        """A mark is stored."""
        _put(self._kept, wish.pair, None if wish.verdict is None else wish)

    def mark_refused(self, wish: MarkWish) -> None:
        """A mark could not be stored: what is stored is shown again."""
        _put(self.marks, wish.pair, self._kept.get(wish.pair))
        self.marks_changed.emit()

    def _evidence(self) -> "Evidence":
        if self.opened is None:
            raise RuntimeError("no evidence is open")
        return self.opened.evidence


def _put(
    marks: "dict[PairKey, Mark | MarkWish]", pair: "PairKey", mark: "Mark | MarkWish | None"
) -> None:
    if mark is None:
        marks.pop(pair, None)
    else:
        marks[pair] = mark


def _key(pair: "PatchPair") -> "PairKey":
    from writerid.casework.marks import PairKey  # noqa: PLC0415 - loaded with the evidence

    return PairKey.of(pair)
