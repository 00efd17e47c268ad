"""Batches of augmented patches: writers × two segments × patches."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own custom
from torch import Tensor

from writerid.pipeline.keypoints import WINDOW_300
from writerid.pipeline.patches import PATCH_PX
from writerid.training.windows import SIDE, IntArray, Windows

SEGMENTS_A_WRITER = 2
EDGE_GAIN = 4.0
"""How sharp a cut stroke's edge is: full ink a quarter level above the cut's middle."""


@dataclass(frozen=True)
class Augmentation:
    """Ranges of the random changes, ± around none. Angles in degrees, shifts in patch pixels.

    What a page shares (size of writing, stroke width, slant of the paper) is drawn once a segment,
    so that the two segments of a writer differ as two scans do; the rest once a patch.
    """

    rotation: float = 6.0
    scale: float = 0.06
    shear: float = 0.08
    shift_px: float = 2.0
    segment_rotation: float = 3.0
    segment_scale: float = 0.12
    segment_stretch: float = 0.05
    segment_shear: float = 0.04
    stroke: float = 0.18
    stroke_level: float = 0.42
    stroke_share: float = 0.7
    edge_noise: float = 0.12


@dataclass(frozen=True, eq=False)
class Batch:
    """``patches`` (n, 1, side, side) float 0–1; ``writer`` and ``segment`` (n,) int64.

    Ordered by writer, then segment: reshapes to (writers, 2, patches a segment).
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
    ) -> None:
        self.windows = windows
        self.writers_a_batch = min(writers_a_batch, len(windows.writers))
        self.patches_a_segment = patches_a_writer // SEGMENTS_A_WRITER
        self.augmentation = augmentation
        self.seed = seed
        self.device = device
        self.packed = torch.from_numpy(windows.packed)
        if device.type == "cuda":
            self.packed = self.packed.to(device)
        self._segments_of: list[IntArray] = [
            np.flatnonzero(windows.segment_writer == writer)
            for writer in range(len(windows.writers))
        ]

    def batch(self, step: int, rank: int = 0, side: int = PATCH_PX) -> Batch:
        """The batch of this step and rank, patches ``side`` pixels wide."""
        random = np.random.default_rng([self.seed, rank, step])
        writers = random.choice(len(self._segments_of), self.writers_a_batch, replace=False)
        segments = np.concatenate([self._two_segments(random, int(w)) for w in writers])
        index = np.concatenate([self._patches(random, int(s)) for s in segments])
        writer = np.repeat(self.windows.segment_writer[segments], self.patches_a_segment)
        generator = torch.Generator(device=self.device).manual_seed(int(random.integers(2**62)))
        patches = self._views(torch.from_numpy(index), generator, side)
        return Batch(
            patches,
            torch.from_numpy(writer).to(self.device),
            torch.from_numpy(np.repeat(segments, self.patches_a_segment)).to(self.device),
        )

    def _two_segments(self, random: np.random.Generator, writer: int) -> IntArray:
        """Two segments, of two pages where the writer has them."""
        own = self._segments_of[writer]
        first = int(random.choice(own))
        page = self.windows.segment_page
        others = own[page[own] != page[first]]
        if len(others) == 0:
            others = own[own != first]
        if len(others) == 0:
            others = own
        return np.array([first, int(random.choice(others))], dtype=np.int64)

    def _patches(self, random: np.random.Generator, segment: int) -> IntArray:
        start, end = self.windows.segment_start[segment : segment + 2]
        count = int(end - start)
        few = count < self.patches_a_segment
        chosen: IntArray = start + random.choice(count, self.patches_a_segment, replace=few)
        return chosen

    def _views(self, index: Tensor, generator: torch.Generator, side: int) -> Tensor:
        packed = self.packed[index.to(self.packed.device)].to(self.device)
        pixels = torch.stack([packed >> 4, packed & 15], dim=-1)
        image = pixels.reshape(len(index), 1, SIDE, SIDE).float() / 4.0
        image = self._new_stroke(image, generator)
        grid = F.affine_grid(
            self._affine(len(index), generator), [len(index), 1, side, side], align_corners=False
        )
        return F.grid_sample(image, grid, mode="bilinear", align_corners=False)

    def _new_stroke(self, image: Tensor, generator: torch.Generator) -> Tensor:
        """Thicken or thin the strokes of whole segments, with ragged edges.

        Smoothed ink cut (softly) at another level than ½: below, strokes gain; above, they lose.
        Thin strokes smooth to ⅔, so that the levels lie lower than even.
        """
        settings = self.augmentation
        count = len(image) // self.patches_a_segment
        uniform = torch.rand(2, count, generator=generator, device=self.device)
        level = settings.stroke_level + settings.stroke * (2.0 * uniform[0] - 1.0)
        level = level.repeat_interleave(self.patches_a_segment)[:, None, None, None]
        chosen = (uniform[1] < settings.stroke_share).repeat_interleave(self.patches_a_segment)
        smooth = F.avg_pool2d(image, 3, 1, 1)
        noise = torch.rand(smooth.shape, generator=generator, device=self.device) - 0.5
        cut = ((smooth + settings.edge_noise * noise - level) * EDGE_GAIN + 0.5).clamp(0.0, 1.0)
        return torch.where(chosen[:, None, None, None], cut, image)

    def _affine(self, count: int, generator: torch.Generator) -> Tensor:
        """(n, 2, 3) maps from the view to the half-size window, both in −1 … 1."""
        settings = self.augmentation
        segments = count // self.patches_a_segment

        def spread(size: int, reach: float) -> Tensor:
            return reach * (2.0 * torch.rand(size, generator=generator, device=self.device) - 1.0)

        def shared(reach: float) -> Tensor:
            return spread(segments, reach).repeat_interleave(self.patches_a_segment)

        angle = torch.deg2rad(spread(count, settings.rotation) + shared(settings.segment_rotation))
        scale = torch.exp(spread(count, settings.scale) + shared(settings.segment_scale))
        stretch = torch.exp(shared(settings.segment_stretch))
        shear = spread(count, settings.shear) + shared(settings.segment_shear)
        base = WINDOW_300 / 2.0 / SIDE
        shift = 2.0 * base / PATCH_PX
        cos, sin = torch.cos(angle) * base * scale, torch.sin(angle) * base * scale
        return torch.stack(
            [
                torch.stack(
                    [cos * stretch, cos * shear - sin, spread(count, settings.shift_px) * shift], 1
                ),
                torch.stack(
                    [sin * stretch, sin * shear + cos, spread(count, settings.shift_px) * shift], 1
                ),
            ],
            1,
        )
