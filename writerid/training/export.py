"""The network as ONNX, written once beside its weights."""

import warnings
from pathlib import Path

import torch
from safetensors.torch import save_file

from writerid.pipeline.network import PatchNetwork
from writerid.pipeline.patches import PATCH_PX


def save_network(network: PatchNetwork, folder: Path) -> None:
    """Write ``network.safetensors`` and ``network.onnx`` (weights inside, any batch size)."""
    folder.mkdir(parents=True, exist_ok=True)
    network = network.eval().to("cpu", torch.float32)
    tensors = {name: value.contiguous().clone() for name, value in network.state_dict().items()}
    save_file(tensors, folder / "network.safetensors")
    example = torch.zeros(2, 1, PATCH_PX, PATCH_PX)
    with warnings.catch_warnings():
        # The exporter that needs no further package is deprecated, and does what we need.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.to(memory_format=torch.contiguous_format),  # type: ignore[call-overload]
            (example,),
            str(folder / "network.onnx"),
            input_names=["patches"],
            output_names=["embeddings"],
            dynamic_axes={"patches": {0: "patches"}, "embeddings": {0: "patches"}},
            dynamo=False,
        )
