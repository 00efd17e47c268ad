"""What similarity learning minimises. Embeddings are (n, d), L2-normalised; labels (n,) int64."""

import torch
from torch import Tensor, nn

CONTRASTIVE_MARGIN = 1.0


def supervised_contrastive(
    embeddings: Tensor, labels: Tensor, temperature: float, groups: Tensor | None = None
) -> Tensor:
    """Supervised contrastive loss (Khosla et al., 2020, L_out), a scalar.

    With ``groups`` (n,), two items of one writer *and* one group are no pair at all: neighbouring
    patches of one line overlap and would make the task too easy.
    """
    logits = embeddings @ embeddings.T / temperature
    ignored = torch.eye(len(labels), dtype=torch.bool, device=labels.device)
    same = labels[:, None] == labels[None, :]
    if groups is not None:
        ignored = ignored | (same & (groups[:, None] == groups[None, :]))
    positive = (same & ~ignored).to(logits.dtype)
    logits = logits.masked_fill(ignored, float("-inf"))
    log_share = logits - torch.logsumexp(logits, dim=1, keepdim=True)
    log_share = log_share.masked_fill(ignored, 0.0)
    count = positive.sum(dim=1)
    per_item = -(positive * log_share).sum(dim=1) / count.clamp(min=1)
    return per_item[count > 0].mean()


def contrastive_pairs(embeddings: Tensor, labels: Tensor) -> Tensor:
    """Contrastive loss over all pairs (Hadsell et al., 2006), a scalar.

    Same writer: squared distance. Different writers: squared shortfall to the margin. Both kinds
    weigh the same, however many there are.
    """
    distance = torch.cdist(embeddings, embeddings).clamp(min=1e-6)
    same = labels[:, None] == labels[None, :]
    other = ~torch.eye(len(labels), dtype=torch.bool, device=labels.device)
    pull = distance[same & other].square().mean()
    push = (CONTRASTIVE_MARGIN - distance[~same]).clamp(min=0.0).square()
    near = push > 0
    return pull + push[near].mean() if bool(near.any()) else pull


class NormalisedSoftmax(nn.Module):
    """Classification of the training writers by cosine (Wang et al., 2017), label-smoothed."""

    def __init__(self, size: int, writers: int, scale: float, smoothing: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(writers, size) * 0.05)
        self.scale = scale
        self.smoothing = smoothing

    def forward(self, embeddings: Tensor, labels: Tensor) -> Tensor:
        """Cross entropy, a scalar."""
        cosine = embeddings @ nn.functional.normalize(self.weight, dim=1).T
        return nn.functional.cross_entropy(
            self.scale * cosine, labels, label_smoothing=self.smoothing
        )


def set_means(embeddings: Tensor, sizes: Tensor) -> Tensor:
    """Normalised mean of the first ``sizes[i]`` embeddings of each set.

    ``embeddings`` (sets, patches, d), ``sizes`` (sets,) int64 → (sets, d).
    """
    position = torch.arange(embeddings.shape[1], device=embeddings.device)
    used = (position[None, :] < sizes[:, None]).to(embeddings.dtype)[..., None]
    return nn.functional.normalize((embeddings * used).sum(dim=1), dim=1, eps=1e-6)
