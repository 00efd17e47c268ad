"""Processes that prepare, and the one that embeds for them."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.scribbles import save_scribble
from writerid.errors import Cancelled, WriterIdError
from writerid.model import ByteArray, FloatArray
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.pipeline.scan import hash_file
from writerid.store import encoding
from writerid.store.documents import CodedDocument
from writerid.store.encoding import DocumentJob, EncodingSettings, encode_documents
from writerid.store.page_encoding import PageSource
from writerid.tasks import SILENT, Task


@pytest.fixture
def jobs(tmp_path: Path) -> list[DocumentJob]:
    found = []
    for key in range(4):
        file = save_scribble(tmp_path / f"{key}.png", "Cramer", key)
        source = PageSource(file, hash_file(file), ReadSettings())
        found.append(DocumentJob(key, file.name, (source,), tmp_path / "originals"))
    gone = PageSource(tmp_path / "gone.png", "0" * 64, ReadSettings())
    return [*found, DocumentJob(4, "gone.png", (gone,), tmp_path / "originals")]


class GpuLike:
    """What a GPU's embedder looks like from outside; counts its calls."""

    backend = "torch-cuda"

    def __init__(self, engine: Engine) -> None:
        self._real = engine.embedder
        self.size = self._real.size
        self.calls = 0

    def embed(self, patches: ByteArray, task: Task = SILENT) -> FloatArray:
        self.calls += 1
        return self._real.embed(patches, task)


def codes(engine: Engine, settings: EncodingSettings, jobs: list[DocumentJob]) -> dict[int, object]:
    return {
        job.key: result.code.mean_feature if isinstance(result, CodedDocument) else str(result)
        for job, result in encode_documents(settings, engine, jobs)
    }


def test_one_process_many_and_a_gpu_give_the_same(
    small_model: Path, jobs: list[DocumentJob], engine: Engine
) -> None:
    here = codes(engine, EncodingSettings(small_model, "onnx", 1), jobs)
    apart = codes(engine, EncodingSettings(small_model, "onnx", 2), jobs)
    gpu_engine = Engine(small_model, "onnx")
    gpu = GpuLike(gpu_engine)
    gpu_engine._embedder = gpu
    together = codes(gpu_engine, EncodingSettings(small_model, "onnx", 2), jobs)
    assert gpu.calls == 1
    for key in range(4):
        for other in (apart, together):
            assert np.allclose(here[key], other[key], atol=1e-6)  # type: ignore[arg-type]
    assert here[4] == apart[4] == together[4]
    assert "gone.png is not there" in str(here[4])


def test_cancelled_from_outside(small_model: Path, jobs: list[DocumentJob], engine: Engine) -> None:
    task = Task()

    def endless() -> Iterator[DocumentJob]:
        while True:
            yield jobs[0]

    settings = EncodingSettings(small_model, "onnx", 2)
    outcomes = encode_documents(settings, engine, endless(), task)
    next(outcomes)
    task.cancel()
    with pytest.raises(Cancelled):
        list(outcomes)


@pytest.mark.skipif(os.name != "posix", reason="there is no kill -9")
def test_a_process_that_dies_is_told_of(
    small_model: Path,
    jobs: list[DocumentJob],
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(encoding, "_begin", _die)
    with pytest.raises(WriterIdError, match="fewer --workers"):
        list(encode_documents(EncodingSettings(small_model, "onnx", 2), engine, jobs))


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
