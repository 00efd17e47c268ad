"""The network's weights, and beside them the graph that ONNX Runtime runs over the same weights."""

import json
import warnings
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from onnx.external_data_helper import set_external_data
from safetensors import SafetensorError
from safetensors.torch import load_file

from writerid.errors import ModelError
from writerid.pipeline.network import CombinedNetwork, PatchNetwork, is_count, network_of
from writerid.pipeline.patches import PATCH_PX
from writerid.training.records import read_record, write_record
from writerid.training.tensors import write_tensors
from writerid.unfinished import unfinished_folder

WEIGHTS = "network.safetensors"
GRAPH = "network.onnx"


def save_network(network: PatchNetwork | CombinedNetwork, folder: Path) -> None:
    """Write ``network.safetensors`` (all weights) and ``network.onnx`` (the graph, any batch size).

    The graph names its weights' places in the other file: they are kept once, so that both
    backends run the same bytes. Raises ModelError where they can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network = network.eval().to("cpu", torch.float32)
    weights = {name: value for name, value in network.state_dict().items() if not is_count(name)}
    write_tensors(weights, folder / WEIGHTS)
    _write_graph(network, folder)


def load_network(folder: Path) -> PatchNetwork | CombinedNetwork:
    """The network of a model folder, on the CPU. Raises ModelError if there is none."""
    file = folder / WEIGHTS
    try:
        return network_of(load_file(file))
    except (OSError, SafetensorError, KeyError, RuntimeError) as error:
        raise ModelError(f"{file} holds no network of this program: {error}", path=file) from error


def combine_networks(models: Sequence[Path], folder: Path) -> None:
    """Write the networks of several model folders as one, with what is recorded of their training.

    The folder, new or empty, is there as a whole or not at all. Raises ModelError if the networks
    don't fit, or the folder can't be written or holds something.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ModelError(
            f"{folder} holds something already: choose a new or an empty folder, so that no model "
            "that is in use is overwritten",
            path=folder,
        )
    towers: list[PatchNetwork] = []
    for model in models:
        network = load_network(model)
        parts = [network] if isinstance(network, PatchNetwork) else list(network.towers)
        towers += [part for part in parts if isinstance(part, PatchNetwork)]
    if len({tower.width for tower in towers}) > 1:
        raise ModelError("networks of different widths can't be combined: train them alike")
    records = [read_record(model / "training.json") for model in models]
    try:
        with unfinished_folder(folder) as partial:
            save_network(CombinedNetwork(towers), partial)
            write_record(partial / "training.json", {"networks": records})
            if folder.is_dir():
                folder.rmdir()
            partial.rename(folder)
    except OSError as error:
        raise ModelError(f"{folder} can't be written: {error.strerror}", path=folder) from error


def _write_graph(network: PatchNetwork | CombinedNetwork, folder: Path) -> None:
    file = folder / GRAPH
    example = torch.zeros(2, 1, PATCH_PX, PATCH_PX)
    with warnings.catch_warnings():
        # The exporter that needs no further package is deprecated, and does what we need.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.to(memory_format=torch.contiguous_format),  # type: ignore[call-overload]
            (example,),
            str(file),
            input_names=["patches"],
            output_names=["embeddings"],
            dynamic_axes={"patches": {0: "patches"}, "embeddings": {0: "patches"}},
            # Folded weights would be other numbers than those in the file of weights.
            training=torch.onnx.TrainingMode.PRESERVE,
            do_constant_folding=False,
            dynamo=False,
        )
    graph = onnx.load(file)
    places = _places(folder / WEIGHTS)
    # Where two weights are equal the exporter keeps one and copies it: each stands for itself.
    listed = {weight.name for weight in graph.graph.initializer}
    for copy in [node for node in graph.graph.node if set(node.output) & (places.keys() - listed)]:
        name = copy.output[0]
        value = network.state_dict()[name].numpy()
        graph.graph.initializer.append(onnx.numpy_helper.from_array(value, name))
        graph.graph.node.remove(copy)
    for weight in graph.graph.initializer:
        start, end = places[weight.name]
        set_external_data(weight, WEIGHTS, start, end - start)
        weight.ClearField("raw_data")
    file.write_bytes(graph.SerializeToString())


def _places(weights: Path) -> dict[str, tuple[int, int]]:
    """Where each tensor's bytes start and end in a safetensors file."""
    with weights.open("rb") as stream:
        size = int.from_bytes(stream.read(8), "little")
        header = json.loads(stream.read(size))
    first = 8 + size
    return {
        name: (first + entry["data_offsets"][0], first + entry["data_offsets"][1])
        for name, entry in header.items()
        if name != "__metadata__"
    }
