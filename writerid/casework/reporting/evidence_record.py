"""The evidence of a candidate as plain data: sums, pairs with their places, plates."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from string import ascii_uppercase
from typing import Any

import numpy as np

from writerid.casework.case import Case
from writerid.casework.evidence import read_evidence
from writerid.casework.frozen import FrozenPage
from writerid.casework.marks import Mark, PairKey, marks_of
from writerid.casework.reporting.request import ReportRequest
from writerid.casework.stored_evidence import Evidence, EvidenceSide
from writerid.model import MM_PER_INCH, FloatArray, PatchPair
from writerid.report.plate_plan import picture_width_px, plan_plate, size_mm

MARGIN_MM = 6.0
"""Around the patches, where a page is cut down to them."""

KNOWN_ON_A_PLATE = 3
MOST_PLATES = 3
LEAST_PAIRS = 3
"""On a further plate."""


@dataclass(frozen=True)
class LabelledPair:
    """A pair that is shown. ``similarity`` None: it was marked, and is not among the kept ones."""

    label: str
    kind: str
    pair: PairKey
    contribution: float
    similarity: float | None


def evidence_record(
    case: Case, comparison_id: int, rank: int, request: ReportRequest
) -> dict[str, Any] | None:
    """The evidence as it is stored; None where it was not viewed. Raises CaseError if changed."""
    evidence = read_evidence(case, comparison_id, rank)
    if evidence is None:
        return None
    marks = marks_of(case, comparison_id, rank)
    pairs = [
        _pair_record(evidence, one, marks.get(one.pair))
        for one in _labelled(evidence, request.pairs, marks)
    ]
    shares = evidence.contributions
    return {
        "made": evidence.made,
        "backend": evidence.backend,
        "score": shares.score,
        "reference_mean": shares.reference_mean,
        "deviation": evidence.deviation,
        "patch_count": len(shares.absolute),
        "sum_of_contributions": float(shares.absolute.sum()),
        "sum_of_relative_contributions": float(shares.relative.sum()),
        "supporting_sum": evidence.supporting_sum,
        "contradicting_sum": evidence.contradicting_sum,
        "supporting_patches": int((shares.relative > 0.0).sum()),
        "contradicting_patches": int((shares.relative < 0.0).sum()),
        "patches": _patches(evidence),
        "pairs": pairs,
        "plates": _plates(evidence, pairs, request),
    }


def _patches(evidence: Evidence) -> dict[str, list[Any]]:
    """Every questioned patch, so that anybody can add up the contributions, each at its place."""
    side, shares = evidence.questioned, evidence.contributions
    centres = side.corners_px.astype(np.float64).mean(axis=1)
    return {
        "page": [int(page) for page in side.page],
        "x_px": [round(float(x), 1) for x in centres[:, 0]],
        "y_px": [round(float(y), 1) for y in centres[:, 1]],
        "contribution": [round(float(one), 10) for one in shares.absolute],
        "relative_contribution": [round(float(one), 10) for one in shares.relative],
    }


def _labelled(
    evidence: Evidence, most: int, marks: Mapping[PairKey, Mark]
) -> Iterator[LabelledPair]:
    """Numbers support, letters contradict; what was marked beside them bears an M."""
    shown: set[PairKey] = set()
    for kind, pairs in (
        ("supporting", evidence.pairs.supporting[:most]),
        ("contradicting", evidence.pairs.contradicting[:most]),
    ):
        for place, pair in enumerate(pairs, start=1):
            key = PairKey.of(pair)
            shown.add(key)
            label = str(place) if kind == "supporting" else letters(place)
            yield LabelledPair(label, kind, key, pair.contribution, pair.similarity)
    others = sorted(set(marks) - shown, key=lambda key: (key.questioned_patch, key.known_document))
    for place, key in enumerate(others, start=1):
        contribution = float(evidence.contributions.relative[key.questioned_patch])
        yield LabelledPair(f"M{place}", "marked", key, contribution, _similarity(evidence, key))


def letters(place: int) -> str:
    """A … Z, AA, AB …; counted from 1."""
    text = ""
    while place > 0:
        place, rest = divmod(place - 1, len(ascii_uppercase))
        text = ascii_uppercase[rest] + text
    return text


def _similarity(evidence: Evidence, key: PairKey) -> float | None:
    kept: Sequence[PatchPair] = (*evidence.pairs.supporting, *evidence.pairs.contradicting)
    for pair in kept:
        if PairKey.of(pair) == key:
            return pair.similarity
    near = evidence.counterparts
    row = key.questioned_patch
    same = (near.document[row] == key.known_document) & (near.patch[row] == key.known_patch)
    return float(near.similarity[row][same][0]) if same.any() else None


def _pair_record(evidence: Evidence, one: LabelledPair, mark: Mark | None) -> dict[str, Any]:
    whole = evidence.supporting_sum if one.contribution > 0.0 else evidence.contradicting_sum
    known = evidence.known[one.pair.known_document]
    return {
        "label": one.label,
        "kind": one.kind,
        "key": asdict(one.pair),
        "contribution": one.contribution,
        "share": one.contribution / whole if whole else 0.0,
        "similarity": one.similarity,
        "questioned": _place(evidence.questioned, one.pair.questioned_patch),
        "known": {
            **_place(known, one.pair.known_patch),
            "document": one.pair.known_document,
            "document_name": known.name,
        },
        "mark": None if mark is None else _mark_record(mark),
    }


def _mark_record(mark: Mark) -> dict[str, str]:
    return {
        "verdict": mark.verdict,
        "note": mark.note,
        "made": mark.made,
        "examiner": mark.examiner,
    }


def _place(side: EvidenceSide, patch: int) -> dict[str, Any]:
    """Where a patch is: its page, and its window on it, in pixels and mm from the top left."""
    number = int(side.page[patch])
    page = side.pages[number]
    corners = side.corners_px[patch].astype(np.float64)
    centre = corners.mean(axis=0)
    across = float(np.linalg.norm(corners[1] - corners[0]))
    down = float(np.linalg.norm(corners[3] - corners[0]))
    mm = MM_PER_INCH / page.resolution.dpi
    return {
        "page": number,
        "pages": len(side.pages),
        "file": page.name,
        "sha256": page.sha256,
        "number": page.number,
        "true_size": page.resolution.is_true_size,
        "corners_px": [[round(float(x), 2), round(float(y), 2)] for x, y in corners],
        "x_px": round(float(centre[0]), 1),
        "y_px": round(float(centre[1]), 1),
        "x_mm": round(float(centre[0]) * mm, 2),
        "y_mm": round(float(centre[1]) * mm, 2),
        "width_mm": round(across * mm, 2),
        "height_mm": round(down * mm, 2),
    }


def _plates(
    evidence: Evidence, pairs: Sequence[Mapping[str, Any]], request: ReportRequest
) -> list[dict[str, Any]]:
    """The pages that are shown together, and how each is cut down to its writing."""
    plates = []
    for page, known in chosen_pages(pairs):
        sides = [
            {**_cutout(evidence.questioned, page), "page": page},
            *(
                {
                    **_cutout(evidence.known[document], on),
                    "document": document,
                    "page": on,
                }
                for document, on in known
            ),
        ]
        true = all(side["true_size"] for side in sides)
        sizes = [size_mm(side, side["box_px"]) for side in sides]
        plan = plan_plate(request.layout.paper, sizes, comparable=true)
        for side, scale in zip(sides, plan.scales, strict=True):
            side["picture_width_px"] = picture_width_px(side, side["box_px"], scale)
        plates.append({"questioned": sides[0], "known": sides[1:]})
    return plates


def chosen_pages(
    pairs: Sequence[Mapping[str, Any]],
) -> list[tuple[int, list[tuple[int, int]]]]:
    """For each plate the questioned page, and the known pages (document, page) beside it.

    The pages that share most pairs stand together; a further plate is made only for a few pairs.
    """
    shared: dict[int, Counter[tuple[int, int]]] = {}
    for pair in pairs:
        known = (pair["known"]["document"], pair["known"]["page"])
        shared.setdefault(pair["questioned"]["page"], Counter())[known] += 1
    plates: list[tuple[int, int, list[tuple[int, int]]]] = []
    for page, counts in shared.items():
        order = [known for known, _ in counts.most_common()]
        for start in range(0, len(order), KNOWN_ON_A_PLATE):
            together = sorted(order[start : start + KNOWN_ON_A_PLATE])
            plates.append((sum(counts[one] for one in together), page, together))
    plates.sort(key=lambda plate: (-plate[0], plate[1]))
    kept = [one for place, one in enumerate(plates) if place == 0 or one[0] >= LEAST_PAIRS]
    return [(page, together) for _, page, together in kept[:MOST_PLATES]] or [(0, [(0, 0)])]


def _cutout(side: EvidenceSide, number: int) -> dict[str, Any]:
    page = side.pages[number]
    return {
        "name": side.name,
        "file": page.name,
        "sha256": page.sha256,
        "number": page.number,
        "dpi": page.resolution.dpi,
        "true_size": page.resolution.is_true_size,
        "width_px": page.width_px,
        "height_px": page.height_px,
        "box_px": _box(page, side.corners_px[side.on_page(number)]),
    }


def _box(page: FrozenPage, corners_px: FloatArray) -> list[int]:
    """The part of a page where its patches are (left, top, right, bottom), with a margin."""
    if len(corners_px) == 0:
        return [0, 0, page.width_px, page.height_px]
    margin = MARGIN_MM * page.resolution.dpi / MM_PER_INCH
    low = corners_px.min(axis=(0, 1)) - margin
    high = corners_px.max(axis=(0, 1)) + margin
    return [
        max(int(low[0]), 0),
        max(int(low[1]), 0),
        min(int(np.ceil(high[0])), page.width_px),
        min(int(np.ceil(high[1])), page.height_px),
    ]
