"""Siamese training: the loop, resumable, on one process or under torchrun."""

import json
import logging
import math
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

import torch
import torch.distributed as dist
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from writerid.errors import DeviceError, ModelError
from writerid.pipeline.network import PatchNetwork
from writerid.pipeline.patches import PATCH_PX
from writerid.tasks import SILENT, Task
from writerid.training.sampling import SEGMENTS_A_WRITER, Batch, Sampler
from writerid.training.siamese import Siamese, TrainSettings
from writerid.training.tensors import write_tensors
from writerid.training.windows import Windows

log = logging.getLogger(__name__)

SMALL_SIDE = 24
WARM_UP_SHARE = 0.03
LEAST_SET = 4
GRADIENT_LIMIT = 5.0
REPORT_SECONDS = 10.0
SAVE_SECONDS = 120.0


@dataclass(frozen=True)
class CurvePoint:
    """One line of curves.csv."""

    step: int
    seconds: float
    patches: int
    loss: float
    patch_loss: float
    set_loss: float
    class_loss: float
    learning_rate: float


@dataclass
class _Progress:
    """Where a run stands; saved and resumed."""

    step: int = 0
    seconds: float = 0.0
    patches: int = 0

    def share(self, settings: TrainSettings) -> float:
        if settings.budget_minutes is not None:
            return self.seconds / (60.0 * settings.budget_minutes)
        return self.step / settings.steps


def choose_device(name: str) -> torch.device:
    """``auto``, ``cpu`` or ``cuda``. Raises DeviceError when CUDA is asked for and missing."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda" and not torch.cuda.is_available():
        raise DeviceError("there is no CUDA device here: use --device cpu")
    rank = int(os.environ.get("LOCAL_RANK", "0"))
    return torch.device(name, rank) if name == "cuda" else torch.device(name)


def train(
    windows: Windows,
    settings: TrainSettings,
    state_folder: Path,
    *,
    device: torch.device,
    task: Task = SILENT,
    on_point: Callable[[CurvePoint], None] | None = None,
) -> PatchNetwork:
    """Train, saving the state to ``state_folder`` as it goes and resuming from it if it is there.

    Returns the network in evaluation mode, float32, on the CPU. Raises ModelError if the saved
    state belongs to other settings or writers; Cancelled, after saving.
    """
    with _Processes(device) as processes:
        return _Run(windows, settings, state_folder, device, processes).finish(task, on_point)


class _Processes:
    """The group of processes under torchrun; a single one otherwise."""

    def __init__(self, device: torch.device) -> None:
        self.count = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = int(os.environ.get("RANK", "0"))
        self._device = device

    def __enter__(self) -> Self:
        if self.count > 1:
            dist.init_process_group("nccl" if self._device.type == "cuda" else "gloo")
        return self

    def __exit__(self, *_: object) -> None:
        if self.count > 1:
            dist.destroy_process_group()

    @property
    def first(self) -> bool:
        return self.rank == 0

    def agree(self, share: float) -> float:
        """The first process's share of the run done: all must stop at one step."""
        if self.count == 1:
            return share
        value = torch.tensor([share], dtype=torch.float64, device=self._device)
        dist.broadcast(value, 0)
        return float(value.item())


class _Run:
    def __init__(
        self,
        windows: Windows,
        settings: TrainSettings,
        folder: Path,
        device: torch.device,
        processes: _Processes,
    ) -> None:
        self.settings, self.folder, self.device = settings, folder, device
        self.processes = processes
        self.writers = windows.writers
        torch.manual_seed(settings.seed)
        self.model = Siamese(settings, len(windows.writers)).to(device)
        self.model.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.sampler = Sampler(
            windows,
            writers_a_batch=settings.writers_a_batch,
            patches_a_writer=settings.patches_a_writer,
            augmentation=settings.augmentation,
            seed=settings.seed,
            device=device,
            variants=settings.variants,
            own_share=settings.own_share,
        )
        self.optimiser = torch.optim.AdamW(
            self.model.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay
        )
        self.progress = _Progress()
        self._restore()
        self.wrapped: nn.Module = self.model
        if processes.count > 1:
            self.wrapped = DistributedDataParallel(self.model)

    def finish(self, task: Task, on_point: Callable[[CurvePoint], None] | None) -> PatchNetwork:
        """All the remaining steps."""
        self.model.train()
        last_report = last_save = self.progress.seconds
        latest: CurvePoint | None = None
        losses, rate = torch.zeros(4), 0.0
        try:
            while (share := self.processes.agree(self.progress.share(self.settings))) < 1.0:
                task.progress(round(1000 * share), 1000, f"training, step {self.progress.step}")
                started = time.perf_counter()
                losses, rate = self._step(share)
                self.progress.seconds += time.perf_counter() - started
                if self.progress.seconds - last_report >= REPORT_SECONDS or self.progress.step == 1:
                    last_report = self.progress.seconds
                    latest = self._report(losses, rate, on_point)
                if self.progress.seconds - last_save >= SAVE_SECONDS:
                    last_save = self.progress.seconds
                    self._save()
            if rate > 0.0 and (latest is None or latest.step < self.progress.step):
                self._report(losses, rate, on_point)
        finally:
            self._save()
        return self.model.network.eval().to("cpu", torch.float32)

    def _step(self, share: float) -> tuple[Tensor, float]:
        settings = self.settings
        rate = settings.learning_rate * _schedule(share)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        side = SMALL_SIDE if share < settings.small_share else PATCH_PX
        batch = self.sampler.batch(self.progress.step, self.processes.rank, side)
        patches = batch.patches.to(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
            losses: Tensor = self.wrapped(
                patches, batch.writer, batch.segment, self._set_sizes(batch)
            )
        self.optimiser.zero_grad(set_to_none=True)
        losses[0].backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), GRADIENT_LIMIT)
        self.optimiser.step()
        self.progress.step += 1
        self.progress.patches += len(patches) * self.processes.count
        return losses.detach(), rate

    def _set_sizes(self, batch: Batch) -> Tensor:
        """How many patches of each segment make its set: short texts count like long ones."""
        per_segment = self.sampler.patches_a_segment
        sets = len(batch.writer) // per_segment
        generator = torch.Generator().manual_seed(
            self.settings.seed + 7919 * self.progress.step + self.processes.rank
        )
        least = min(LEAST_SET, per_segment)
        sizes = torch.randint(least, per_segment + 1, (sets,), generator=generator)
        if sets % SEGMENTS_A_WRITER:
            raise ValueError("a batch holds two segments a writer")
        return sizes.to(self.device)

    def _report(
        self, losses: Tensor, rate: float, on_point: Callable[[CurvePoint], None] | None
    ) -> CurvePoint:
        total, patch, sets, classes = losses.tolist()
        now = self.progress
        point = CurvePoint(now.step, now.seconds, now.patches, total, patch, sets, classes, rate)
        if on_point is not None and self.processes.first:
            on_point(point)
        return point

    def _identity(self) -> dict[str, Any]:
        # How long a run lasts may be changed when it is resumed; nothing else may.
        settings = asdict(replace(self.settings, budget_minutes=None, steps=0))
        return {"settings": settings, "writers": list(self.writers)}

    def _save(self) -> None:
        if not self.processes.first:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        tensors = {f"model.{name}": value for name, value in self.model.state_dict().items()}
        for number, state in self.optimiser.state_dict()["state"].items():
            for name, value in state.items():
                tensors[f"optimiser.{number}.{name}"] = value
        partial = self.folder / "state.partial"
        write_tensors(
            tensors,
            partial,
            {
                "run": json.dumps(self._identity()),
                "progress": json.dumps(asdict(self.progress)),
            },
        )
        partial.replace(self.folder / "state.safetensors")

    def _restore(self) -> None:
        file = self.folder / "state.safetensors"
        if not file.exists():
            return
        from safetensors import safe_open  # noqa: PLC0415 - only when a run is resumed

        with safe_open(file, "pt") as stored:
            metadata = stored.metadata()
        if json.loads(metadata["run"]) != json.loads(json.dumps(self._identity())):
            raise ModelError(
                f"{file} belongs to a run with other settings or writers: "
                "choose another --out, or delete that folder to start again",
                path=file,
            )
        tensors = load_file(file)
        self.model.load_state_dict(
            {n.removeprefix("model."): v for n, v in tensors.items() if n.startswith("model.")}
        )
        states: dict[int, dict[str, Tensor]] = {}
        for name, value in tensors.items():
            if name.startswith("optimiser."):
                _, number, key = name.split(".")
                states.setdefault(int(number), {})[key] = value
        whole = self.optimiser.state_dict()
        whole["state"] = states
        self.optimiser.load_state_dict(whole)
        self.progress = _Progress(**json.loads(metadata["progress"]))
        log.info("resumed at step %d", self.progress.step)


def _schedule(share: float) -> float:
    """Linear warm-up, then a cosine to nothing."""
    if share < WARM_UP_SHARE:
        return (share + 1e-3) / (WARM_UP_SHARE + 1e-3)
    return 0.5 * (1.0 + math.cos(math.pi * (share - WARM_UP_SHARE) / (1.0 - WARM_UP_SHARE)))
