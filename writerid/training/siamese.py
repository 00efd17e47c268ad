"""The Siamese arrangement: one network, and the losses that teach it."""

from dataclasses import dataclass, field
from typing import Any, Literal

import torch
from torch import Tensor, nn

from writerid.pipeline.network import EMBEDDING_SIZE, PatchNetwork
from writerid.training.augmentation import Augmentation
from writerid.training.losses import (
    NormalisedSoftmax,
    contrastive_pairs,
    set_means,
    supervised_contrastive,
)

CLASS_SCALE = 16.0
CLASS_SMOOTHING = 0.1

PatchLoss = Literal["supcon", "pairs", "none"]


@dataclass(frozen=True)
class TrainSettings:
    """All that decides a training run besides its data.

    The run ends after ``budget_minutes`` or, where that is None, after ``steps``; only the latter
    can be repeated to the last digit. ``small_share``: the first part of the run sees patches of
    24 px, which trains twice as fast. ``variants``: invented hands a writer; ``own_share``: how
    often a writer in a batch appears with the hand that is the writer's own.
    """

    budget_minutes: float | None = None
    steps: int = 2000
    seed: int = 1
    writers_a_batch: int = 64
    patches_a_writer: int = 16
    patch_loss: PatchLoss = "supcon"
    cross_segment_only: bool = False
    class_weight: float = 0.5
    set_weight: float = 0.0
    temperature: float = 0.1
    learning_rate: float = 2e-3
    weight_decay: float = 0.01
    width: int = 32
    small_share: float = 0.5
    variants: int = 0
    own_share: float = 0.6
    augmentation: Augmentation = field(default_factory=Augmentation)

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> "TrainSettings":
        """``asdict``'s inverse."""
        values = dict(record)
        values["augmentation"] = Augmentation(**values["augmentation"])
        return cls(**values)


class Siamese(nn.Module):
    """The network with the losses around it, so that every process of a run does all of it."""

    def __init__(self, settings: TrainSettings, writers: int) -> None:
        super().__init__()
        self.settings = settings
        self.network = PatchNetwork(settings.width)
        hands = writers * (1 + settings.variants)
        self.classes = NormalisedSoftmax(EMBEDDING_SIZE, hands, CLASS_SCALE, CLASS_SMOOTHING)

    def forward(
        self, patches: Tensor, writer: Tensor, segment: Tensor, set_sizes: Tensor
    ) -> Tensor:
        """Losses (total, patch, set, class), (4,)."""
        settings = self.settings
        embeddings = self.network(patches).float()
        zero = embeddings.sum() * 0.0
        patch = (
            self._patch_loss(embeddings, writer, segment) if settings.patch_loss != "none" else zero
        )
        sets = zero
        if settings.set_weight > 0.0:
            means = set_means(embeddings.reshape(len(set_sizes), -1, EMBEDDING_SIZE), set_sizes)
            owners = writer.reshape(len(set_sizes), -1)[:, 0]
            sets = supervised_contrastive(means, owners, settings.temperature)
        classes = (
            self.classes(embeddings, writer)
            if settings.class_weight > 0.0
            else (zero + 0.0 * self.classes.weight.sum())
        )
        total = patch + settings.set_weight * sets + settings.class_weight * classes
        return torch.stack([total, patch.detach(), sets.detach(), classes.detach()])

    def _patch_loss(self, embeddings: Tensor, writer: Tensor, segment: Tensor) -> Tensor:
        if self.settings.patch_loss == "pairs":
            return contrastive_pairs(embeddings, writer)
        groups = segment if self.settings.cross_segment_only else None
        return supervised_contrastive(embeddings, writer, self.settings.temperature, groups)
