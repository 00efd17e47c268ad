"""The list of cases that were opened lately. A convenience: damage to it loses nothing else."""

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from writerid.casework.case import FILE, Case
from writerid.casework.chain import now
from writerid.unfinished import remove_unfinished, unfinished_file

MOST = 20


@dataclass(frozen=True)
class RecentCase:
    """A case that was opened. ``there``: whether its folder is there now."""

    folder: Path
    title: str
    opened: str
    there: bool


def recent_file() -> Path:
    """Where the list is kept."""
    return Path(platformdirs.user_config_dir("writerid")) / "recent-cases.json"


def recent_cases(file: Path | None = None) -> list[RecentCase]:
    """The cases opened lately, the last one first; empty where the list can't be read."""
    try:
        listed = json.loads((file or recent_file()).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    found = []
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and all(
            isinstance(one.get(name), str) for name in ("folder", "title", "opened")
        ):
            folder = Path(one["folder"])
            found.append(RecentCase(folder, one["title"], one["opened"], (folder / FILE).exists()))
    return found


def remember_case(case: Case, file: Path | None = None) -> None:
    """Put an open case first in the list."""
    others = [one for one in recent_cases(file) if one.folder != case.folder]
    first = RecentCase(case.folder, case.state().title, now(), there=True)
    _write([first, *others][:MOST], file or recent_file())


def forget_case(folder: Path, file: Path | None = None) -> None:
    """Take a case off the list; the case itself stays."""
    _write([one for one in recent_cases(file) if one.folder != folder], file or recent_file())


def _write(cases: list[RecentCase], file: Path) -> None:
    """In one step; where it can't be written there is no list."""
    text = json.dumps(
        [{"folder": str(one.folder), "title": one.title, "opened": one.opened} for one in cases],
        ensure_ascii=False,
        indent=1,
    )
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        remove_unfinished(file.parent)
        with unfinished_file(file) as unfinished:
            unfinished.path.write_text(text, encoding="utf-8")
            unfinished.let_rename()
            unfinished.path.replace(file)
