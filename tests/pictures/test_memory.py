"""A large scan fills the memory once: its pixels go as soon as nothing needs them."""

import weakref
from pathlib import Path
from typing import Any

import pytest

from tests.scribbles import save_scribble
from writerid.model import ByteArray, Keypoints, Page, PreparedPage
from writerid.pipeline import identify
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.pipeline.keypoints import find_keypoints
from writerid.pipeline.prepare import prepare


def test_no_pixels_lie_in_memory_while_keypoints_are_sought(
    small_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[weakref.ref[ByteArray]] = []
    alive: list[int] = []

    def prepare_and_note(page: Page, steps: Any) -> PreparedPage:
        pages.append(weakref.ref(page.pixels))
        return prepare(page, steps)

    def look_and_find(prepared: PreparedPage) -> Keypoints:
        alive.append(sum(one() is not None for one in pages))
        return find_keypoints(prepared)

    monkeypatch.setattr(identify, "prepare", prepare_and_note)
    monkeypatch.setattr(identify, "find_keypoints", look_and_find)
    engine = Engine(small_model, "onnx")
    file = save_scribble(tmp_path / "a.png", "Ahlers", 1)
    kept = [engine.encode_document(file, ReadSettings()) for _ in range(2)]
    assert alive == [0, 0]
    assert kept[0].pages[0].page.stored == file
