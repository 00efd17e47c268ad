"""Batches of augmented patches: writers × two segments × patches."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from writerid.pipeline.patches import PATCH_PX
from writerid.training.augmentation import Augmentation, Variants, hand_labels, views
from writerid.training.windows import IntArray, Windows

SEGMENTS_A_WRITER = 2


@dataclass(frozen=True, eq=False)
class Batch:
    """``patches`` (n, 1, side, side) float 0–1; ``writer`` and ``segment`` (n,) int64.

    ``writer`` is the class of the hand: below the number of writers the writer's own, above it an
    invented one. Ordered by writer, then segment: reshapes to (writers, 2, patches a segment).
    """

    patches: Tensor
    writer: Tensor
    segment: Tensor


class Sampler:
    """Draws batches; a batch depends on the seed, the step and the rank alone, so runs resume."""

    def __init__(
        self,
        windows: Windows,
        *,
        writers_a_batch: int,
        patches_a_writer: int,
        augmentation: Augmentation,
        seed: int,
        device: torch.device,
        variants: int = 0,
        own_share: float = 1.0,
    ) -> None:
        self.windows = windows
        self.writer_count = len(windows.writers)
        self.writers_a_batch = min(writers_a_batch, self.writer_count)
        self.patches_a_segment = patches_a_writer // SEGMENTS_A_WRITER
        self.augmentation = augmentation
        self.seed = seed
        self.device = device
        self.own_share = own_share
        self.variants = Variants.draw(self.writer_count, variants, seed) if variants else None
        self.packed = torch.from_numpy(windows.packed)
        if device.type == "cuda":
            self.packed = self.packed.to(device)
        self._blocks = _Blocks(windows)

    def batch(self, step: int, rank: int = 0, side: int = PATCH_PX) -> Batch:
        """The batch of this step and rank, patches ``side`` pixels wide."""
        random = np.random.default_rng([self.seed, rank, step])
        writers = random.permutation(self.writer_count)[: self.writers_a_batch]
        segments = self._blocks.two_segments(random, writers)
        index = self._blocks.patches(random, segments, self.patches_a_segment)
        hands, maps = writers, None
        if self.variants is not None:
            number = random.integers(1, self.variants.count + 1, len(writers))
            number[random.random(len(writers)) < self.own_share] = 0
            hands = hand_labels(writers, number, self.writer_count)
            chosen = self.variants.maps[torch.from_numpy(writers), torch.from_numpy(number)]
            maps = chosen.repeat_interleave(SEGMENTS_A_WRITER, dim=0).to(self.device)
        generator = torch.Generator(device=self.device).manual_seed(int(random.integers(2**62)))
        packed = self.packed[torch.from_numpy(index).to(self.packed.device)].to(self.device)
        patches = views(packed, self.patches_a_segment, self.augmentation, generator, side, maps)
        per_writer = SEGMENTS_A_WRITER * self.patches_a_segment
        return Batch(
            patches,
            torch.from_numpy(np.repeat(hands, per_writer)).to(self.device),
            torch.from_numpy(np.repeat(segments, self.patches_a_segment)).to(self.device),
        )


class _Blocks:
    """Which segments are whose: those of a writer lie together, and in them those of a page."""

    def __init__(self, windows: Windows) -> None:
        writer, page = windows.segment_writer, windows.segment_page
        self._start = windows.segment_start
        writers = np.arange(len(windows.writers))
        self._writer_from = np.searchsorted(writer, writers, side="left")
        self._writer_to = np.searchsorted(writer, writers, side="right")
        change = np.flatnonzero((np.diff(writer) != 0) | (np.diff(page) != 0)) + 1
        limits = np.concatenate([[0], change, [len(writer)]])
        block = np.searchsorted(limits, np.arange(len(writer)), side="right") - 1
        self._page_from, self._page_to = limits[block], limits[block + 1]
        self._longest = int(np.diff(self._start).max())

    def two_segments(self, random: np.random.Generator, writers: IntArray) -> IntArray:
        """Two segments of each writer, of two pages where there are, (2 · writers,)."""
        low, high = self._writer_from[writers], self._writer_to[writers]
        first = low + _whole_below(random, high - low)
        page_low, page_high = self._page_from[first], self._page_to[first]
        alone = (high - low) == (page_high - page_low)
        # What the second must avoid: the first's page; on a single page, the first itself.
        avoid_low = np.where(alone, first, page_low)
        avoid_high = np.where(alone, first + 1, page_high)
        others = (high - low) - (avoid_high - avoid_low)
        second = low + _whole_below(random, np.maximum(others, 1))
        second = np.where(second >= avoid_low, second + (avoid_high - avoid_low), second)
        second = np.where(others == 0, first, second)
        return np.stack([first, second], axis=1).ravel().astype(np.int64)

    def patches(self, random: np.random.Generator, segments: IntArray, each: int) -> IntArray:
        """``each`` windows of every segment, none twice where there are enough."""
        start = self._start[segments]
        length = self._start[segments + 1] - start
        keys = random.random((len(segments), self._longest))
        keys[np.arange(self._longest)[None, :] >= length[:, None]] = np.inf
        order = np.argsort(keys, axis=1)
        column = np.arange(each)[None, :] % np.maximum(length, 1)[:, None]
        chosen = start[:, None] + np.take_along_axis(order, column, axis=1)
        return np.asarray(chosen.ravel(), dtype=np.int64)


def _whole_below(random: np.random.Generator, limit: npt.NDArray[np.integer]) -> IntArray:
    """A whole number from 0 to below each limit."""
    drawn = np.floor(random.random(len(limit)) * limit).astype(np.int64)
    return np.minimum(drawn, np.asarray(limit, dtype=np.int64) - 1)
