"""Losses, batches, and the training loop."""

import csv
import json
import os
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.demo_pages import DEMO
from writerid.__main__ import main
from writerid.errors import ModelError
from writerid.pipeline.model_files import open_model
from writerid.training.augmentation import Augmentation, Variants, views
from writerid.training.losses import (
    NormalisedSoftmax,
    contrastive_pairs,
    set_means,
    supervised_contrastive,
)
from writerid.training.sampling import Sampler
from writerid.training.siamese import TrainSettings
from writerid.training.train import CurvePoint, train
from writerid.training.windows import Windows

SMALL = TrainSettings(steps=6, writers_a_batch=4, patches_a_writer=8, width=8, seed=3)


def made_up_windows(writers: int = 5, segments: int = 3, each: int = 20) -> Windows:
    random = np.random.default_rng(0)
    count = writers * segments * each
    packed = random.integers(0, 5, (count, 48, 24)) << 4 | random.integers(0, 5, (count, 48, 24))
    return Windows(
        packed.astype(np.uint8),
        np.arange(0, count + 1, each),
        np.repeat(np.arange(writers), segments),
        np.repeat(np.arange(writers), segments),
        tuple(f"writer {i}" for i in range(writers)),
    )


def unit(*rows: list[float]) -> torch.Tensor:
    return torch.nn.functional.normalize(torch.tensor(rows), dim=1)


def test_supervised_contrastive_by_hand() -> None:
    vectors = unit([1.0, 0.0], [0.8, 0.6], [0.0, 1.0])
    labels = torch.tensor([0, 0, 1])
    logits = (vectors @ vectors.T / 0.5).numpy()
    first = -logits[0, 1] + np.log(np.exp(logits[0, 1]) + np.exp(logits[0, 2]))
    second = -logits[1, 0] + np.log(np.exp(logits[1, 0]) + np.exp(logits[1, 2]))
    loss = supervised_contrastive(vectors, labels, 0.5).item()
    assert loss == pytest.approx((first + second) / 2, rel=1e-5)


def test_pairs_within_a_group_do_not_count() -> None:
    vectors = unit([1.0, 0.0], [0.0, 1.0], [1.0, 0.1], [0.5, 0.5])
    labels = torch.tensor([0, 0, 0, 1])
    groups = torch.tensor([0, 0, 1, 2])
    changed = vectors.clone()
    loss = supervised_contrastive(vectors, labels, 0.1, groups)
    vectors.requires_grad_(True)
    supervised_contrastive(vectors, labels, 0.1, groups).backward()  # type: ignore[no-untyped-call]
    assert torch.isfinite(loss)
    assert vectors.grad is not None
    assert torch.isfinite(vectors.grad).all()
    assert torch.equal(changed, vectors.detach())


def test_contrastive_pairs_by_hand() -> None:
    vectors = torch.tensor([[0.0, 0.0], [0.6, 0.0], [0.0, 0.5]])
    labels = torch.tensor([0, 0, 1])
    expected = 0.36 + ((1 - 0.5) ** 2 + (1 - np.hypot(0.6, 0.5)) ** 2) / 2
    assert contrastive_pairs(vectors, labels).item() == pytest.approx(expected, rel=1e-4)


def test_set_means_use_only_their_first_patches() -> None:
    vectors = torch.tensor([[[1.0, 0.0], [0.0, 1.0], [5.0, 5.0]]])
    mean = set_means(vectors, torch.tensor([2]))
    assert mean[0].tolist() == pytest.approx([0.5**0.5, 0.5**0.5])


def test_classification_knows_the_right_class() -> None:
    loss = NormalisedSoftmax(4, 3, 16.0, 0.0)
    with torch.no_grad():
        loss.weight.copy_(torch.eye(3, 4))
    right = loss(torch.eye(3, 4), torch.arange(3))
    wrong = loss(torch.eye(3, 4), torch.tensor([1, 2, 0]))
    assert right.item() < 1e-5
    assert wrong.item() > 10


def sampler(augmentation: Augmentation | None = None) -> Sampler:
    return Sampler(
        made_up_windows(), writers_a_batch=3, patches_a_writer=8,
        augmentation=augmentation or Augmentation(), seed=5, device=torch.device("cpu"),
    )  # fmt: skip


def test_a_batch_depends_on_seed_step_and_rank_alone() -> None:
    first, second = sampler(), sampler()
    second.batch(0)
    assert torch.equal(first.batch(7).patches, second.batch(7).patches)
    assert not torch.equal(first.batch(7).patches, first.batch(8).patches)
    assert not torch.equal(first.batch(7).patches, first.batch(7, rank=1).patches)


def test_a_batch_is_writers_by_two_segments_by_patches() -> None:
    batch = sampler().batch(0)
    assert batch.patches.shape == (24, 1, 32, 32)
    assert batch.patches.min() >= 0
    assert batch.patches.max() <= 1
    writer = batch.writer.reshape(3, 2, 4)
    segment = batch.segment.reshape(3, 2, 4)
    assert (writer == writer[:, :1, :1]).all()
    assert len(set(writer[:, 0, 0].tolist())) == 3
    assert (segment == segment[:, :, :1]).all()
    assert (segment[:, 0, 0] != segment[:, 1, 0]).all()
    assert sampler().batch(0, side=24).patches.shape[-2:] == (24, 24)


def test_without_augmentation_a_view_is_the_window_s_middle() -> None:
    still = Augmentation(**{field.name: 0.0 for field in fields(Augmentation)})
    windows = made_up_windows().packed
    view = views(torch.from_numpy(windows[:4]), 2, still, torch.Generator().manual_seed(0), 32)
    pixels = np.stack([windows[:4] >> 4, windows[:4] & 15], axis=-1).reshape(4, 48, 48) / 4.0
    assert np.abs(view[:, 0].numpy() - pixels[:, 8:40, 8:40]).max() < 1e-5


def test_an_invented_hand_is_the_mirrored_window() -> None:
    still = Augmentation(**{field.name: 0.0 for field in fields(Augmentation)})
    packed = torch.from_numpy(made_up_windows().packed[:4])
    own = views(packed, 2, still, torch.Generator().manual_seed(0), 32)
    flip = torch.diag(torch.tensor([-1.0, 1.0])).repeat(2, 1, 1)
    mirrored = views(packed, 2, still, torch.Generator().manual_seed(0), 32, flip)
    assert (mirrored - own.flip(-1)).abs().max() < 1e-5


def test_invented_hands_are_fixed_and_differ_from_the_writer_s_own() -> None:
    first, second = Variants.draw(5, 4, seed=2), Variants.draw(5, 4, seed=2)
    assert torch.equal(first.maps, second.maps)
    assert torch.equal(first.maps[:, 0], torch.eye(2).expand(5, 2, 2))
    away = (first.maps[:, 1:] - torch.eye(2)).abs().amax(dim=(2, 3))
    assert away.min() > 0.1


def test_a_batch_with_invented_hands_labels_them_as_classes_of_their_own() -> None:
    draw = Sampler(
        made_up_windows(), writers_a_batch=5, patches_a_writer=8, augmentation=Augmentation(),
        seed=5, device=torch.device("cpu"), variants=3, own_share=0.5,
    )  # fmt: skip
    labels = torch.cat([draw.batch(step).writer for step in range(20)])
    assert set(labels.tolist()) <= set(range(5 * 4))
    own = float((labels < 5).float().mean())
    assert 0.3 < own < 0.7
    hand = draw.batch(3).writer.reshape(5, 8)
    assert (hand == hand[:, :1]).all()
    assert len({label % 5 for label in hand[:, 0].tolist()}) == 5


def test_a_writer_of_two_pages_gives_a_segment_of_each() -> None:
    windows = made_up_windows()
    pages = replace(windows, segment_page=np.array([0, 0, 1] * 5) + 2 * np.repeat(range(5), 3))
    draw = Sampler(
        pages, writers_a_batch=5, patches_a_writer=8, augmentation=Augmentation(),
        seed=5, device=torch.device("cpu"),
    )  # fmt: skip
    for step in range(10):
        segment = draw.batch(step).segment.reshape(5, 2, 4)[:, :, 0].numpy()
        page = pages.segment_page[segment]
        assert (page[:, 0] != page[:, 1]).all()


def test_a_resumed_run_ends_where_an_unbroken_one_does(tmp_path: Path) -> None:
    windows, cpu = made_up_windows(), torch.device("cpu")
    unbroken = train(windows, SMALL, tmp_path / "a", device=cpu)

    class StopError(Exception):
        pass

    seen: list[CurvePoint] = []

    def stop(point: CurvePoint) -> None:
        seen.append(point)
        raise StopError

    with pytest.raises(StopError):
        train(windows, SMALL, tmp_path / "b", device=cpu, on_point=stop)
    assert seen[0].step == 1
    resumed = train(windows, SMALL, tmp_path / "b", device=cpu)
    for name, value in unbroken.state_dict().items():
        assert torch.allclose(value, resumed.state_dict()[name], atol=1e-6), name
    with pytest.raises(ModelError, match="other settings or writers"):
        train(windows, replace(SMALL, seed=4), tmp_path / "b", device=cpu)


def test_training_learns(tmp_path: Path) -> None:
    windows = made_up_windows()
    # Each writer's windows are stripes of his own pitch and direction, under noise.
    rows, columns = np.mgrid[0:48, 0:48]
    stripes = [
        ((rows if i % 2 else columns) % (4 + 3 * i) < 3).astype(np.uint8) * 4 for i in range(5)
    ]
    patterns = np.stack([part[:, 0::2] << 4 | part[:, 1::2] for part in stripes])
    noisy = np.random.default_rng(1).random(windows.packed.shape) < 0.1
    packed = np.where(noisy, windows.packed, patterns.repeat(60, 0))
    easy = Windows(
        packed.astype(np.uint8), windows.segment_start, windows.segment_writer,
        windows.segment_page, windows.writers,
    )  # fmt: skip
    points: list[CurvePoint] = []
    settings = replace(SMALL, steps=40, patches_a_writer=16, small_share=0.0)
    network = train(easy, settings, tmp_path, device=torch.device("cpu"), on_point=points.append)
    draw = Sampler(
        easy, writers_a_batch=5, patches_a_writer=16, augmentation=settings.augmentation, seed=99,
        device=torch.device("cpu"),
    )  # fmt: skip
    batch = draw.batch(0)
    with torch.inference_mode():
        vectors = network(batch.patches)
    likeness = vectors @ vectors.T
    same = batch.writer[:, None] == batch.writer[None, :]
    assert likeness[same].mean() > likeness[~same].mean() + 0.3


@pytest.fixture(scope="module")
def demo_labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four demonstration writers, two letters each, as a labelled collection."""
    file = tmp_path_factory.mktemp("labels") / "labels.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(["path", "writer", "document", "dpi"])
        for writer in ("Adler", "Greve", "Keller", "Brandt"):
            for number in (1, 2):
                page = DEMO / "known" / writer / f"letter-{number}.jpg"
                rows.writerow([page, writer, f"{writer} {number}", 300])
    return file


def test_train_evaluate_and_scores_from_the_command_line(
    demo_labels: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model, cache = tmp_path / "model", tmp_path / "cache"
    common = ["--labels", str(demo_labels), "--cache", str(cache), "--workers", "2"]
    small = ["--steps", "3", "--writers-a-batch", "4", "--patches-a-writer", "8", "--device", "cpu"]
    assert main(["train", *common, "--out", str(model), *small, "--json"]) == 0
    opened = open_model(model)
    trained = json.loads(capsys.readouterr().out)
    assert (trained["model_id"], trained["left_out"]) == (opened.model_id, [])
    assert trained["network"]["steps"] == 3
    assert trained["encoder"]["words"] > 0
    assert opened.card["network"]["steps"] == 3
    assert (model / "training" / "curves.png").read_bytes().startswith(b"\x89PNG")
    assert (model / "training" / "curves.csv").read_text().startswith("step,seconds")
    capsys.readouterr()

    measure = ["evaluate", *common, "--model", str(model), "--json", "--record"]
    assert main([*measure, "--unit", "page"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["queries"], result["writers"], result["documents"]) == (8, 4, 8)
    assert 0 <= result["by_writer"]["top1"]["low"] <= result["by_writer"]["top1"]["high"] <= 1
    assert result["resolution"] == {"given": 8}
    assert open_model(model).card["figures"][0]["unit"] == "page"

    out = tmp_path / "scores.npz"
    asked = ["scores", *common, "--model", str(model), "--unit", "word", "--out", str(out)]
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    with np.load(out, allow_pickle=False) as stored:
        scores, boxes = stored["scores"], stored["query_box"]
        assert scores.dtype == np.float32
        assert boxes.dtype == np.int32
        assert scores.shape == (len(stored["query_path"]), 8)
        assert (told["queries"], told["pages"]) == scores.shape
        assert boxes.shape == (len(scores), 4)
        assert (boxes[:, 2:] > 0).all()
        assert set(stored["query_path"]) <= set(stored["document_path"])
    assert main(["evaluate", *common, "--model", str(model), "--unit", "sentence"]) == 1
    assert "there is no unit “sentence”" in capsys.readouterr().err


def test_two_processes_train_one_network(demo_labels: Path, tmp_path: Path) -> None:
    command = [
        sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2",
        "-m", "writerid", "train", "--labels", str(demo_labels), "--out", str(tmp_path / "m"),
        "--cache", str(tmp_path / "cache"), "--steps", "2", "--writers-a-batch", "2",
        "--patches-a-writer", "4", "--device", "cpu", "--no-encoder",
    ]  # fmt: skip
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "m" / "training.json").read_text())
    assert record["processes"] == 2
    assert record["patches"] == 2 * 2 * 2 * 4
    assert (tmp_path / "m" / "network.onnx").is_file()
