"""JSON of unknown origin: what can't be stored or shown is refused."""

import json
from typing import Any

import pytest

from writerid.store.untrusted import DEEPEST, json_of


def nested(levels: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(levels):
        found = [found]
    return found


def test_what_can_be_stored_is_read() -> None:
    value = {"a": [1, 2.5, None, True, "שלום 😀"], "b": nested(DEEPEST - 5)}
    assert json_of(json.dumps(value)) == value
    assert json_of(json.dumps(value, ensure_ascii=False).encode()) == value


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        '{"a": [1, -Infinity]}',
        '{"a": 1e999}',
        '"\\ud800"',
        '{"\\udfff": 1}',
        json.dumps(nested(DEEPEST)),
        "[" * 100_000,
        "1" * 5000,
        "",
        b"\xff\xfe{}",
    ],
)
def test_what_can_t_is_refused(text: str | bytes) -> None:
    with pytest.raises((ValueError, RecursionError)):
        json_of(text)
