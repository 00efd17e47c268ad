"""Which writers a model is adapted to, and which are left to measure and to calibrate on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from writerid.errors import AdaptationError
from writerid.training.samples import number_documents

LEAST_WRITERS = 20
MOST_WRITERS = 100
SEED = 1


@dataclass(frozen=True)
class ChosenWriters:
    """``names``: adapted to. ``left``: writers with two documents and more that are not.

    ``beyond_half``: more than half of those with two documents had to be taken.
    """

    names: tuple[str, ...]
    left: int
    beyond_half: bool


def count_documents(sources: Sequence[tuple[str, str, str, str]]) -> dict[str, int]:
    """Documents of each writer, where documents that share a file are one.

    ``sources``: writer, document, collection and SHA-256 of the file of each page. Raises
    LabelsError where a file stands under two writers.
    """
    numbers = number_documents(sources)
    documents: dict[str, set[int]] = {}
    for (writer, *_), number in zip(sources, numbers.tolist(), strict=True):
        documents.setdefault(writer, set()).add(number)
    return {writer: len(found) for writer, found in documents.items()}


def choose_writers(
    documents: Mapping[str, int],
    most: int = MOST_WRITERS,
    *,
    least: int = LEAST_WRITERS,
    seed: int = SEED,
) -> ChosenWriters:
    """Writers with one document first, which no same-writer comparison can be made of.

    Then others, at most half of them, unless fewer than ``least`` would be chosen. Raises
    AdaptationError where there are fewer.
    """
    if most < least:
        raise AdaptationError(
            f"a model is adapted to {least} writers or more: {most} at most are too few"
        )
    if len(documents) < least:
        raise AdaptationError(
            f"there is writing of {len(documents)} writers: a model is adapted to {least} or more. "
            "Add writing of others, or go on with the model as it is"
        )
    single = _shuffled([name for name, count in documents.items() if count == 1], seed)
    several = _shuffled([name for name, count in documents.items() if count > 1], seed)
    spared = len(several) // 2
    chosen = (single + several[:spared])[:most]
    beyond_half = len(chosen) < least
    if beyond_half:
        chosen = (single + several)[:least]
    left = len(set(several) - set(chosen))
    return ChosenWriters(tuple(sorted(chosen)), left, beyond_half)


def _shuffled(names: Sequence[str], seed: int) -> list[str]:
    order = np.random.default_rng(seed).permutation(len(names))
    return [sorted(names)[i] for i in order]
