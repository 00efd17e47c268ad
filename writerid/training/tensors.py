"""Writing tensors: a full disk is said in a sentence."""

from collections.abc import Mapping
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import Tensor

from writerid.errors import ModelError


def write_tensors(
    tensors: Mapping[str, Tensor], file: Path, metadata: Mapping[str, str] | None = None
) -> None:
    """Write copies of the tensors as safetensors. Raises ModelError where they can't be written."""
    copies = {name: value.detach().cpu().contiguous().clone() for name, value in tensors.items()}
    try:
        save_file(copies, file, metadata=dict(metadata) if metadata else None)
    except (OSError, SafetensorError) as error:
        raise ModelError(
            f"{file} can't be written ({error}): make room, or choose another place", path=file
        ) from error
