"""Views of training windows: random changes that two scans of one hand may show."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own custom
from torch import Tensor

from writerid.pipeline.keypoints import WINDOW_300
from writerid.pipeline.patches import PATCH_PX
from writerid.training.windows import SIDE, IntArray

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
class Variants:
    """Invented hands: each training writer seen through ``count`` fixed changes.

    A mirrored, sheared and stretched hand is a hand that nobody writes, with shapes that the
    collection does not hold; it stands as a writer of its own. ``maps`` (writers, count + 1, 2, 2)
    float32 act on view coordinates; number 0 is the writer's own hand.
    """

    maps: Tensor

    @classmethod
    def draw(cls, writers: int, count: int, seed: int) -> "Variants":
        """Fixed changes of every writer; the same for the same seed."""
        random = np.random.default_rng([seed, 4])
        maps = np.tile(np.eye(2), (writers, count + 1, 1, 1))
        for number in range(1, count + 1):
            mirror = number % 4
            flip_x = -1.0 if mirror & 1 else 1.0
            flip_y = -1.0 if mirror & 2 else 1.0
            # An unmirrored hand must differ plainly from its writer's own.
            least = 0.15 if mirror == 0 else 0.0
            shear = random.uniform(least, 0.35, writers) * random.choice([-1.0, 1.0], writers)
            stretch = np.exp(random.uniform(-0.12, 0.12, writers))
            scale = np.exp(random.uniform(-0.2, 0.08, writers))
            maps[:, number, 0, 0] = flip_x * scale * stretch
            maps[:, number, 0, 1] = flip_y * scale * shear
            maps[:, number, 1, 1] = flip_y * scale
        return cls(torch.from_numpy(maps.astype(np.float32)))

    @property
    def count(self) -> int:
        """Invented hands a writer."""
        return self.maps.shape[1] - 1


def views(
    packed: Tensor,
    per_segment: int,
    augmentation: Augmentation,
    generator: torch.Generator,
    side: int,
    maps: Tensor | None = None,
) -> Tensor:
    """Random views (n, 1, side, side) of ``packed`` windows (n, 48, 24), ``per_segment`` each.

    ``maps`` (n / per_segment, 2, 2): the fixed change of each segment's hand.
    """
    pixels = torch.stack([packed >> 4, packed & 15], dim=-1)
    image = pixels.reshape(len(packed), 1, SIDE, SIDE).float() / 4.0
    image = _new_stroke(image, per_segment, augmentation, generator)
    affine = _affine(len(packed), per_segment, augmentation, generator)
    if maps is not None:
        hand = maps.repeat_interleave(per_segment, dim=0)
        affine = torch.cat([affine[:, :, :2] @ hand, affine[:, :, 2:]], dim=2)
    grid = F.affine_grid(affine, [len(packed), 1, side, side], align_corners=False)
    return F.grid_sample(image, grid, mode="bilinear", align_corners=False)


def _new_stroke(
    image: Tensor, per_segment: int, augmentation: Augmentation, generator: torch.Generator
) -> Tensor:
    """Thicken or thin the strokes of whole segments, with ragged edges.

    Smoothed ink cut (softly) at another level than ½: below, strokes gain; above, they lose.
    Thin strokes smooth to ⅔, so that the levels lie lower than even.
    """
    count = len(image) // per_segment
    uniform = torch.rand(2, count, generator=generator, device=image.device)
    level = augmentation.stroke_level + augmentation.stroke * (2.0 * uniform[0] - 1.0)
    level = level.repeat_interleave(per_segment)[:, None, None, None]
    chosen = (uniform[1] < augmentation.stroke_share).repeat_interleave(per_segment)
    smooth = F.avg_pool2d(image, 3, 1, 1)
    noise = torch.rand(smooth.shape, generator=generator, device=image.device) - 0.5
    cut = ((smooth + augmentation.edge_noise * noise - level) * EDGE_GAIN + 0.5).clamp(0.0, 1.0)
    return torch.where(chosen[:, None, None, None], cut, image)


def _affine(
    count: int, per_segment: int, augmentation: Augmentation, generator: torch.Generator
) -> Tensor:
    """(n, 2, 3) maps from the view to the half-size window, both in −1 … 1."""
    device = generator.device
    segments = count // per_segment

    def spread(size: int, reach: float) -> Tensor:
        return reach * (2.0 * torch.rand(size, generator=generator, device=device) - 1.0)

    def shared(reach: float) -> Tensor:
        return spread(segments, reach).repeat_interleave(per_segment)

    angle = torch.deg2rad(
        spread(count, augmentation.rotation) + shared(augmentation.segment_rotation)
    )
    scale = torch.exp(spread(count, augmentation.scale) + shared(augmentation.segment_scale))
    stretch = torch.exp(shared(augmentation.segment_stretch))
    shear = spread(count, augmentation.shear) + shared(augmentation.segment_shear)
    base = WINDOW_300 / 2.0 / SIDE
    shift = 2.0 * base / PATCH_PX
    cos, sin = torch.cos(angle) * base * scale, torch.sin(angle) * base * scale
    rows = [
        [cos * stretch, cos * shear - sin, spread(count, augmentation.shift_px) * shift],
        [sin * stretch, sin * shear + cos, spread(count, augmentation.shift_px) * shift],
    ]
    return torch.stack([torch.stack(row, 1) for row in rows], 1)


def hand_labels(writers: IntArray, variant: IntArray, writer_count: int) -> IntArray:
    """The class of each hand: the writers' own hands come first."""
    return variant * writer_count + writers
