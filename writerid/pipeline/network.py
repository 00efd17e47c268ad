"""The Siamese network: one set of weights for every patch, and several such networks as one."""

import math
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

EMBEDDING_SIZE = 128


class ResidualBlock(nn.Module):
    """Two 3×3 convolutions with a shortcut (He et al., 2016)."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(outputs)
        self.second = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(outputs)
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x: Tensor) -> Tensor:
        """(n, inputs, h, w) → (n, outputs, h / stride, w / stride)."""
        y = torch.relu(self.first_norm(self.first(x)))
        y = self.second_norm(self.second(y))
        return torch.relu(y + self.shortcut(x))


class PatchNetwork(nn.Module):
    """Patch → unit vector. About 0.7 million weights."""

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        self.width = width
        self.stem = nn.Sequential(
            nn.Conv2d(1, width, 3, 2, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()
        )
        self.blocks = nn.Sequential(
            ResidualBlock(width, width),
            ResidualBlock(width, 2 * width, 2),
            ResidualBlock(2 * width, 2 * width),
            ResidualBlock(2 * width, 4 * width, 2),
            ResidualBlock(4 * width, 4 * width),
        )
        self.head = nn.Linear(4 * width, EMBEDDING_SIZE)

    def forward(self, patches: Tensor) -> Tensor:
        """(n, 1, 32, 32) float in 0–1 (1 = ink) → (n, 128), L2-normalised."""
        features = self.blocks(self.stem(patches)).mean(dim=(2, 3))
        return nn.functional.normalize(self.head(features), dim=1, eps=1e-6)


class CombinedNetwork(nn.Module):
    """Networks of the same shape, trained apart, side by side.

    Each is wrong about other patches: together they tell unseen hands apart better than either.
    """

    def __init__(self, towers: Sequence[PatchNetwork]) -> None:
        super().__init__()
        self.towers = nn.ModuleList(towers)

    def forward(self, patches: Tensor) -> Tensor:
        """(n, 1, 32, 32) float in 0–1 (1 = ink) → (n, 128 · towers), L2-normalised."""
        vectors = [tower(patches) for tower in self.towers]
        return torch.cat(vectors, dim=1) / math.sqrt(len(vectors))


def network_of(weights: Mapping[str, Tensor]) -> PatchNetwork | CombinedNetwork:
    """The network these weights are of. Raises KeyError or RuntimeError if they are of none."""
    count = len({name.split(".")[1] for name in weights if name.startswith("towers.")})
    network: PatchNetwork | CombinedNetwork
    if count:
        width = weights["towers.0.stem.0.weight"].shape[0]
        network = CombinedNetwork([PatchNetwork(width) for _ in range(count)])
    else:
        network = PatchNetwork(weights["stem.0.weight"].shape[0])
    # How many batches were seen in training is no weight, and is not kept.
    seen = {name: zero for name, zero in network.state_dict().items() if is_count(name)}
    network.load_state_dict({**seen, **weights})
    return network


def is_count(name: str) -> bool:
    """Whether an entry of a network's state only counts training batches."""
    return name.endswith("num_batches_tracked")
