"""Values out of files of unknown origin: each is what it has to be, or the file is refused."""

import base64
import json
import math
from typing import Any

import numpy as np

from writerid.store.originals import NAME

DEEPEST = 100
"""Of lists in lists: ours have ten, and SQLite refuses more than a thousand."""


def json_of(text: str | bytes) -> Any:
    """JSON as the standard has it, whose texts can be stored. Raises ValueError, RecursionError."""
    value = json.loads(text, parse_constant=_refuse_constant)
    level = [value]
    for _ in range(DEEPEST):
        level = [two for one in level for two in _inside(one)]
        if not level:
            # Half of a letter that takes two is no letter.
            json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
            return value
    raise ValueError("lists are nested too deeply")


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def text_of(value: Any) -> str:
    """A text. Raises TypeError."""
    if not isinstance(value, str):
        raise TypeError("a text is none")
    return value


def hash_of(value: Any) -> str:
    """A SHA-256, 64 hexadecimal digits. Raises TypeError, ValueError."""
    if not NAME.fullmatch(text_of(value)):
        raise ValueError("a hash is no SHA-256")
    return str(value)


def count_of(value: Any) -> int:
    """A whole number from 0 that JSON can carry. Raises ValueError."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 53:
        raise ValueError("a number is none")
    return value


def length_of(value: Any) -> float:
    """A finite number from 0. Raises ValueError, TypeError."""
    number = float(value)
    if not math.isfinite(number) or number < 0.0:
        raise ValueError("a length is none")
    return number


def list_of(value: Any) -> list[Any]:
    """A list. Raises TypeError."""
    if not isinstance(value, list):
        raise TypeError("a list is none")
    return value


def numbers_of(text: Any, kind: "np.dtype[Any]") -> "np.ndarray[Any, Any]":
    """Finite numbers in base64, at least one. Raises ValueError, TypeError."""
    values = np.frombuffer(base64.b64decode(text_of(text), validate=True), kind)
    if len(values) == 0 or not np.isfinite(values).all():
        raise ValueError("numbers are missing or endless")
    return values


def numbers_text(values: "np.ndarray[Any, Any]", kind: "np.dtype[Any]") -> str:
    """``numbers_of``'s inverse."""
    return base64.b64encode(values.astype(kind).tobytes()).decode("ascii")
