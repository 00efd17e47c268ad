"""Records of what was done, as JSON beside the result."""

import json
from pathlib import Path
from typing import Any


def write_record(file: Path, record: dict[str, Any]) -> None:
    """Write ``record`` so that a reader never sees half of it."""
    partial = file.with_suffix(file.suffix + ".partial")
    partial.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    partial.replace(file)


def read_record(file: Path) -> dict[str, Any]:
    """Read a record, empty where there is none."""
    if not file.is_file():
        return {}
    record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return record
