"""Patches → vectors, with ONNX Runtime on the CPU or torch on CUDA or CPU."""

import os
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np

from writerid.errors import DeviceError, ModelError
from writerid.model import ByteArray, FloatArray
from writerid.pipeline.patches import PATCH_PX
from writerid.tasks import SILENT, Task

CPU_BATCH = 64
CUDA_BATCH = 4096

Backend = Literal["auto", "onnx", "torch-cpu", "torch-cuda"]


class Embedder(Protocol):
    """Turns patches into vectors of ``size`` numbers; ``backend`` says with what."""

    backend: str
    size: int

    def embed(self, patches: ByteArray, task: Task = SILENT) -> FloatArray:
        """(n, 32, 32) uint8 → (n, size) float32, L2-normalised."""
        ...


def open_embedder(
    model_folder: Path, backend: Backend = "auto", threads: int | None = None
) -> Embedder:
    """The network of a verified model folder, ready to run.

    ``auto`` takes CUDA where torch finds a device, else ONNX Runtime with ``threads`` threads (all
    cores where not given). Raises DeviceError for a device that is not there, ModelError for a file
    that can't be used.
    """
    if backend == "auto":
        backend = "torch-cuda" if _cuda_likely() else "onnx"
        if backend == "torch-cuda" and not _cuda_available():
            backend = "onnx"
    if backend == "onnx":
        return _OnnxEmbedder(model_folder, threads or os.cpu_count() or 1)
    return _TorchEmbedder(model_folder / "network.safetensors", backend)


class _OnnxEmbedder:
    backend = "onnx"

    def __init__(self, folder: Path, threads: int) -> None:
        import onnxruntime  # noqa: PLC0415 - 0.3 s, only when vectors are made
        from safetensors import SafetensorError  # noqa: PLC0415
        from safetensors.numpy import load  # noqa: PLC0415

        file, weights_file = folder / "network.onnx", folder / "network.safetensors"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        # From bytes, not from the path: no other file than the model's own weights is ever opened.
        try:
            weights = load(weights_file.read_bytes())
            options.add_external_initializers(
                list(weights),
                [onnxruntime.OrtValue.ortvalue_from_numpy(weight) for weight in weights.values()],
            )
            self._session = onnxruntime.InferenceSession(
                file.read_bytes(), options, providers=["CPUExecutionProvider"]
            )
        except OSError as error:
            raise ModelError(
                f"{error.filename} can't be read: {error.strerror}", path=file
            ) from error
        except SafetensorError as error:
            raise ModelError(
                f"{weights_file} holds no usable weights: {error}", path=weights_file
            ) from error
        except Exception as error:
            raise ModelError(f"{file} is no usable network: {error}", path=file) from error
        self.size = int(self._run(np.zeros((1, PATCH_PX, PATCH_PX), dtype=np.uint8)).shape[1])

    def embed(self, patches: ByteArray, task: Task = SILENT) -> FloatArray:
        """(n, 32, 32) uint8 → (n, size) float32, L2-normalised."""
        vectors = np.empty((len(patches), self.size), dtype=np.float32)
        for start in range(0, len(patches), CPU_BATCH):
            task.check_cancelled()
            part = patches[start : start + CPU_BATCH]
            vectors[start : start + len(part)] = self._run(part)
        return vectors

    def _run(self, patches: ByteArray) -> FloatArray:
        images = patches[:, None].astype(np.float32) / np.float32(255.0)
        vectors: FloatArray = self._session.run(None, {"patches": images})[0]
        return vectors


class _TorchEmbedder:
    def __init__(self, file: Path, backend: str) -> None:
        import torch  # noqa: PLC0415 - seconds, only where it is the backend
        from safetensors.torch import load_file  # noqa: PLC0415

        from writerid.pipeline.network import network_of  # noqa: PLC0415

        if backend == "torch-cuda" and not torch.cuda.is_available():
            raise DeviceError("there is no CUDA device here: choose another --backend")
        self.backend = backend
        self._torch = torch
        self._device = torch.device("cuda" if backend == "torch-cuda" else "cpu")
        network = network_of(load_file(file))
        self._network = network.eval().to(self._device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.size = int(self._run(torch.zeros(1, 1, PATCH_PX, PATCH_PX)).shape[1])

    def embed(self, patches: ByteArray, task: Task = SILENT) -> FloatArray:
        """(n, 32, 32) uint8 → (n, size) float32, L2-normalised; casework is fp32, TF32 off."""
        torch: Any = self._torch
        size = CUDA_BATCH if self._device.type == "cuda" else CPU_BATCH
        vectors = np.empty((len(patches), self.size), dtype=np.float32)
        for start in range(0, len(patches), size):
            task.check_cancelled()
            part = torch.from_numpy(np.array(patches[start : start + size, None]))
            vectors[start : start + len(part)] = self._run(part)
        return vectors

    def _run(self, patches: Any) -> FloatArray:
        torch: Any = self._torch
        torch.backends.cudnn.allow_tf32 = False
        torch.backends.cuda.matmul.allow_tf32 = False
        with torch.inference_mode():
            images = patches.to(self._device).float() / 255.0
            images = images.to(memory_format=torch.channels_last)
            vectors: FloatArray = self._network(images).cpu().numpy()
        return vectors


def likely_device() -> str:
    """What ``auto`` will run on, told without loading a network library."""
    if _cuda_likely():
        return "CUDA where torch finds a device, else the processor (ONNX Runtime)"
    return "the processor (ONNX Runtime)"


def _cuda_likely() -> bool:
    """Whether it is worth the seconds that importing torch takes to ask it."""
    return Path("/proc/driver/nvidia").exists() or os.name == "nt"


def _cuda_available() -> bool:
    import torch  # noqa: PLC0415

    return bool(torch.cuda.is_available())
